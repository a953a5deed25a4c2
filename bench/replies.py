"""What becomes of a strong model's replies: `python -m bench.replies [--replies FILE --statements FILE --papers DIR … --questions FILE …]`.

Recorded replies are served over real HTTP to the product, which answers the questions they were written for: once as they are, once with
each statement replaced by its false twin. Counted are the true statements and the false twins that are shown as supported, and shown at
all (marked as not matched), the twins by kind; and the key facts of the answers beside those of the replies themselves. The n-th
--questions are asked of the n-th --papers, all of them where one --papers is given. Without arguments the papers and replies in ../shared
are meant, and the sample papers with their own few replies where that is not there. The last line printed is JSON.
"""

import argparse
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from assistant.answering.assistant import Assistant
from assistant.models import Answer, Ask, Matched, Turn
from assistant.settings import AssistantSettings
from bench.recorded_chat import MARKERS, Recording, Twin, read_recordings, recorded_chat
from ingest.library.library import Library
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from vectorstore.build import build_index
from vectorstore.embed import Embedder, load_embedder
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings
from vectorstore.support_model import load_support_model

SHARED = Path("../shared")
OWN = Path("samples/replies")
_MOST_OF = 0.8
"""Share of a true statement's words that one statement shown must hold."""
_NO_LONGER = 0.5
"""Least share of the shown statement's words that these must be: a long statement that holds a short one by chance is another."""
_FACT = 0.8
"""Share of a fact's words that suffices where it has more than two."""


@dataclass(frozen=True)
class Labelled:
    """A statement of a reply that is known to be true, or the false twin of one."""

    id: str
    """Of the question."""
    text: str
    kind: str = ""
    """How a false twin departs from the paper; empty for what is true."""
    twin_of: str = ""


@dataclass(frozen=True)
class Question:
    """A question with the facts that a right answer contains, each with its alternatives between bars."""

    id: str
    question: str
    key_facts: tuple[str, ...] = ()
    answerable: bool = True
    history: tuple[Turn, ...] = ()


# Counting: the measures of the tools that replies are judged with elsewhere (tests/assistant/test_replies.py says how they agree).


def words(text: str) -> list[str]:
    """Words and figures in order, in lower case, markers aside."""
    return re.findall(r"[\w£%]+(?:[.,/]\d+)*", MARKERS.sub(" ", text).lower())


def says(statement: str, shown: Iterable[str]) -> bool:
    """Whether one of the shown statements holds every figure and four in five of the longer words, and is not over twice as long."""
    want = set(words(statement))
    figures, body = {word for word in want if re.search(r"\d", word)}, {word for word in want if len(word) > 3} or want
    for one in shown:
        have = set(words(one))
        both = len(body & have)
        if figures <= have and both >= _MOST_OF * len(body) and both >= _NO_LONGER * sum(len(word) > 3 for word in have):
            return True
    return False


def says_exactly(statement: str, shown: Iterable[str]) -> bool:
    """Whether one of the shown statements holds these very words in a row."""
    want = "".join(words(statement))
    return any(want in "".join(words(one)) for one in shown)


_TYPOGRAPHY = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00ad": "", "ﬁ": "fi", "ﬂ": "fl"})


def _plain(text: str) -> str:
    text = re.sub(r"[*_#|\\]", " ", re.sub(r"</?[a-z]{1,4}>", " ", text.translate(_TYPOGRAPHY)))
    return " ".join(text.split()).lower()


def has_fact(fact: str, answer: str) -> bool:
    """Whether the answer holds one of the fact's alternatives: a figure as a whole, words as they are or four in five of three or more."""
    return any(_holds(_plain(one), _plain(answer)) for one in fact.split("|") if _plain(one))


def _holds(fact: str, answer: str) -> bool:
    if re.fullmatch(r"[\d.,£%]+", fact):
        return re.search(rf"(?<![\d.]){re.escape(fact.replace(',', ''))}(?!\d)", answer.replace(",", "")) is not None
    parts = re.findall(r"[a-z0-9£%]+(?:[.,][0-9]+)*", fact)
    return fact in answer or (len(parts) > 2 and sum(part in answer for part in parts) >= _FACT * len(parts))


@dataclass
class Facts:
    """Key facts of the answers to answerable questions; a question that is refused has none of them."""

    shares: list[float] = field(default_factory=list)

    def add(self, question: Question, text: str) -> None:
        """Count one answer, "" for a refusal."""
        if question.answerable and question.key_facts:
            found = [has_fact(fact, text) for fact in question.key_facts]
            self.shares.append(sum(found) / len(found) if text else 0.0)

    def figures(self) -> dict[str, float]:
        """The mean share of the facts, and the share of answers with all of them."""
        total = max(1, len(self.shares))
        return {"key_facts": round(sum(self.shares) / total, 3), "fully_right": round(sum(one == 1 for one in self.shares) / total, 3)}


def counted(labelled: Sequence[Labelled], answers: Mapping[str, Answer]) -> dict[str, Counter[str]]:
    """For each kind of statement and for all of them: how many there are (`n`), are shown (`shown`), are shown as supported (`verified`).

    A true statement may be shown in other words, a twin only counts with its own.
    """
    counts: dict[str, Counter[str]] = {"all": Counter()}
    for one in labelled:
        statements = answers[one.id].statements if one.id in answers else ()
        stands = says_exactly if one.twin_of else says
        firm = stands(one.text, [said.text for said in statements if said.support is Matched.SUPPORTED])
        told = {"n": 1, "shown": stands(one.text, [said.text for said in statements]), "verified": firm}
        for kind in {"all", one.kind or "true"}:
            counts.setdefault(kind, Counter()).update({key: int(value) for key, value in told.items()})
    return counts


# Running: the product over the papers, with the recorded replies as its chat model.


def _lines(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def read_labelled(file: Path) -> list[Labelled]:
    """The labelled statements of a file: true ones, and those false ones that are twins."""
    return [
        Labelled(one["id"], one["statement"], one.get("kind") or "", one.get("twin_of") or "")
        for one in _lines(file)
        if one["label"] == "true" or one.get("twin_of")
    ]


def read_questions(file: Path) -> list[Question]:
    """The questions of a file in the form of the gold."""
    names = {one.name for one in fields(Question)} - {"history", "key_facts"}
    return [
        Question(
            **{key: value for key, value in one.items() if key in names},
            key_facts=tuple(one.get("key_facts") or ()),
            history=tuple(Turn(question=turn["question"], answer=turn.get("answer") or "") for turn in one.get("history") or ()),
        )
        for one in _lines(file)
    ]


@dataclass
class Set:
    """Papers with the questions that are asked of them."""

    papers: Path
    questions: list[Question]


def _opened(one: Set, folder: Path, embedder: Embedder) -> tuple[Library, Searcher]:
    """A library of the papers, which are taken in where the folder does not hold them yet."""
    library = Library.open(folder / one.papers.name)
    ingest(library, [one.papers], IngestSettings())
    build_index(library, embedder, SearchSettings())
    return library, Searcher(library, embedder, SearchSettings())


@dataclass
class Told:
    """The answers of one run."""

    answers: dict[str, Answer] = field(default_factory=dict)
    reached: set[str] = field(default_factory=set)
    """Questions whose evidence reached the model."""
    lost: int = 0
    """Markers whose passage the prompt did not hold."""


def run(recordings: Sequence[Recording], twins: Sequence[Twin], over: Sequence[tuple[Set, Library, Searcher]]) -> Told:
    """Ask the questions that have a recording."""
    told = Told()
    known = {one.id for one in recordings}
    with recorded_chat(recordings, twins) as (chat, address):
        settings = AssistantSettings(chat_model="openai:recorded", chat_base_url=address, chat_retries=0)
        for one, library, searcher in over:
            assistant = Assistant(searcher, library, settings, support=load_support_model(SearchSettings()))
            for question in one.questions:
                if question.id in known:
                    ask = Ask(id=question.id, question=question.question, history=question.history)
                    told.answers[question.id] = assistant.answer(ask)
        told.reached = {one.id for one in chat.served if one.id}
        told.lost = sum(one.lost for one in chat.served)
    return told


def measure(replies: Path, statements: Path, sets: Sequence[Set], folder: Path, embedder: Embedder) -> dict[str, Any]:
    """Both runs and their figures; the answers are written to the folder in the form of `ask --batch`."""
    recordings, labelled = read_recordings(replies), read_labelled(statements)
    twins = [Twin(one.id, one.text, one.twin_of) for one in labelled if one.twin_of]
    with ExitStack() as stack:
        over = [(one, *_opened(one, folder, embedder)) for one in sets]
        for _, library, _ in over:
            stack.callback(library.close)
        true, false = run(recordings, (), over), run(recordings, twins, over)
    for name, told in (("answers", true), ("answers-with-twins", false)):
        lines = [answer.model_dump_json(by_alias=True) + "\n" for answer in told.answers.values()]
        (folder / f"{name}.jsonl").write_text("".join(lines), encoding="utf-8")
    ours, theirs = Facts(), Facts()
    raw = {one.id: one.reply for one in recordings}
    for question in (question for one in sets for question in one.questions if question.id in true.answers):
        answer = true.answers[question.id]
        ours.add(question, "" if answer.abstained else answer.answer)
        theirs.add(question, raw[question.id])
    return _figures(recordings, true, labelled, false) | {"answers": ours.figures(), "replies": theirs.figures()}


def _figures(recordings: Sequence[Recording], true: Told, labelled: Sequence[Labelled], false: Told) -> dict[str, Any]:
    kept = counted([one for one in labelled if not one.twin_of], true.answers)["all"]
    wrong = counted([one for one in labelled if one.twin_of], false.answers)
    every = wrong.pop("all")
    return {
        "questions": len(recordings),
        "reached": len(true.reached),
        "markers_lost": true.lost,
        "refused": sum(answer.abstained for answer in true.answers.values()),
        "true": dict(kept),
        "false": dict(every),
        "false_by_kind": {kind: f"{c['verified']}+{c['shown'] - c['verified']}/{c['n']}" for kind, c in sorted(wrong.items())},
        "true_verified": _share(kept, "verified"),
        "true_shown": _share(kept, "shown"),
        "false_verified": _share(every, "verified"),
        "false_shown": _share(every, "shown"),
    }


def _share(counts: Counter[str], key: str) -> float:
    return round(counts[key] / max(1, counts["n"]), 3)


def _report(figures: dict[str, Any]) -> Iterator[str]:
    true, false = figures["true"], figures["false"]
    yield f"{figures['reached']} of {figures['questions']} questions reached the model; {figures['refused']} were refused"
    yield f"true statements: {true['verified']} of {true['n']} supported, {true['shown'] - true['verified']} more marked"
    yield f"false twins:     {false['verified']} of {false['n']} supported, {false['shown'] - false['verified']} more marked"
    yield from (f"  {kind}: {count}" for kind, count in figures["false_by_kind"].items())
    for name in ("answers", "replies"):
        yield f"key facts of the {name}: {figures[name]['key_facts']}, all of them in {figures[name]['fully_right']}"


def _arguments() -> tuple[argparse.ArgumentParser, argparse.Namespace]:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--replies", type=Path, help="JSON lines with id, question, prompt, reply")
    parser.add_argument("--statements", type=Path, help="JSON lines with id, statement, label and, where false, kind and twin_of")
    parser.add_argument("--papers", type=Path, nargs="+", help="folders of papers")
    parser.add_argument("--questions", type=Path, nargs="+", help="JSON lines with id, question, key_facts, answerable, history")
    parser.add_argument("--folder", type=Path, help="where the libraries and the answers are kept")
    return parser, parser.parse_args()


def _named(parser: argparse.ArgumentParser, given: argparse.Namespace, folder: Path) -> tuple[Path, Path, list[Set]]:
    """The replies, statements and sets that the arguments name, else those that are there."""
    if any((given.replies, given.statements, given.papers, given.questions)):
        if not all((given.replies, given.statements, given.papers, given.questions)):
            parser.error("--replies, --statements, --papers and --questions belong together")
        if len(given.papers) not in (1, len(given.questions)):
            parser.error("give one --papers, or as many as --questions")
        return given.replies, given.statements, _sets(given.papers, given.questions)
    gold = SHARED / "gold"
    if (gold / "replies.jsonl").exists():
        names = (("text", "questions"), ("kent", "kent_questions"), ("other", "other_questions"))
        sets = _sets([SHARED / "papers" / one for one, _ in names], [gold / f"{one}.jsonl" for _, one in names])
        return gold / "replies.jsonl", gold / "reply_statements.jsonl", sets
    print(f"{gold}/replies.jsonl is not here: the sample papers and their own replies are used", file=sys.stderr)
    return own(folder / "samples")


def own(papers: Path) -> tuple[Path, Path, list[Set]]:
    """The product's own replies, over the sample papers built in the folder."""
    from samples.__main__ import build

    build(papers)
    return OWN / "replies.jsonl", OWN / "statements.jsonl", _sets([papers], [OWN / "questions.jsonl"])


def _sets(papers: Sequence[Path], questions: Sequence[Path]) -> list[Set]:
    read = [read_questions(file) for file in questions]
    if len(papers) == 1:
        return [Set(papers[0], [question for part in read for question in part])]
    return [Set(folder, part) for folder, part in zip(papers, read, strict=True)]


def main() -> None:
    """Run and print."""
    os.environ["NO_PROXY"] = "127.0.0.1"
    parser, given = _arguments()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        replies, statements, sets = _named(parser, given, folder)
        figures = measure(replies, statements, sets, folder, load_embedder(SearchSettings()))
    print("\n".join(_report(figures)))
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
