"""No text of a paper makes an expression slow: each of the tree is run over long runs of every hostile alphabet."""

import re
from pathlib import Path

import pytest

from tests.expressions import Use, too_slow, uses

MADE_OF_VALUES = {
    "ingest/structure/outline.py": 1, "ingest/structure/meeting.py": 1, "assistant/registers/measures.py": 1,
    "ingest/record/minutes.py": 1, "ingest/record/topics.py": 2, "assistant/briefing/dossier.py": 1,
    "assistant/briefing/terms.py": 2, "assistant/briefing/verbatim.py": 1, "assistant/question/wanted.py": 1,
    "assistant/check/names.py": 2, "assistant/ui/render.py": 1, "eval/edits.py": 3, "eval/nuggets.py": 2,
    "eval/text.py": 1,
}  # fmt: skip
"""Expressions put together from words of the moment, a file: each was read by a person. Whoever adds one reads it and counts it here."""
FOUND, UNKNOWN = uses(Path(__file__).parent.parent)


@pytest.mark.parametrize(
    "tree", ["ingest", "assistant/briefing", "assistant/grounding", "assistant/ui", "assistant", "eval", "vectorstore"]
)
def test_every_expression_is_linear(tree: str) -> None:
    parts = ("briefing", "grounding", "ui")
    mine = [use for use in FOUND if use.where.startswith(f"{tree}/") and (tree != "assistant" or use.where.split("/")[1] not in parts)]
    slow = [told for use in mine if (told := too_slow(use))]
    assert not slow, "\n".join(slow)


def test_expressions_made_of_values_are_known() -> None:
    made = [entry.partition(":")[0] for entry in UNKNOWN]
    assert {name: made.count(name) for name in made} == MADE_OF_VALUES


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"^(?:(?:signed)?[\s:]*[_.]{5,}[\s:]*)+dated$", "match"),
        (r"\s+$", "search"),
        (r"^(\w+\s?)*$", "match"),
        (r"^\d+\s*[.)]?\s*$", "match"),
        (r"\b(?:will|to be)\b[^.]*?\bcost\b", "search"),
        (r"[a-z]+\d", "findall"),
    ],
)
def test_slow_ones_are_found(pattern: str, method: str) -> None:
    assert too_slow(Use("made up", re.compile(pattern), frozenset({method})))


@pytest.mark.parametrize(
    ("pattern", "method"),
    [(r"(?<!\s)\s++$", "search"), (r"^\d++\s*+[.)]?\s*+$", "match"), (r"\w+", "findall"), (r"\b(?:a|b){1,9}\b", "sub")],
)
def test_sound_ones_pass(pattern: str, method: str) -> None:
    assert too_slow(Use("made up", re.compile(pattern), frozenset({method}))) is None
