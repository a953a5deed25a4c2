"""The suite's checks and the assistant's own share no code, and each catches the same false edits with its own eyes."""

import ast
from pathlib import Path

from eval.mutate import mutate
from eval.second import flagged
from tests.eval.papers import corpus
from tests.eval.test_judging import CASES

SEPARATE = ("eval/checks", "eval/metrics", "eval/text.py", "eval/corpus.py", "eval/score.py", "eval/edits.py", "eval/mutate.py")
"""What a verdict is made of: none of it may lead to the assistant."""
TOLD_BY_BOTH = {"digit", "unit", "year", "negation", "quote edit", "citation swap", "invented citation", "unsupported sentence"}


def test_no_verdict_of_the_suite_rests_on_the_assistants_code(root: Path) -> None:
    files = [path for name in SEPARATE for path in ([root / name] if name.endswith(".py") else (root / name).glob("*.py"))]
    assert len(files) > 20
    for path in files:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        imported |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
        assert not [name for name in imported if name.split(".")[0] in ("assistant", "vectorstore", "prompts")], path


def test_both_find_the_same_false_edits_and_leave_the_papers_own_words_alone() -> None:
    ours: dict[str, list[bool]] = {}
    theirs: dict[str, list[bool]] = {}
    for attempt in mutate(CASES, corpus()):
        if attempt.claim is not None:  # a whole answer is beyond the assistant's check of a sentence
            ours.setdefault(attempt.edit, []).append(attempt.flagged)
            theirs.setdefault(attempt.edit, []).append(flagged(attempt.claim))
    assert set(ours) >= TOLD_BY_BOTH
    assert {name for name in TOLD_BY_BOTH if all(ours[name])} == TOLD_BY_BOTH
    assert {name for name in TOLD_BY_BOTH if any(theirs[name])} == TOLD_BY_BOTH
    assert not any(ours["as printed"])
    assert not any(theirs["as printed"])
