"""What was read of a paper, in plain words: what it is, what it holds, what is kept back of it and what is in doubt."""

from collections import Counter
from dataclasses import dataclass

from assistant.service.reader import Reader
from ingest.library.corrections import DOUBT, HOW, SAY
from ingest.library.record import Record
from ingest.models import Classification, KeptBack, Overrides, Paper
from ingest.record.models import ClauseKind, Part

_COMMANDS = tuple(f"; {said.partition('{')[0]}" for said in (SAY, HOW))
_PARTS = {Part.AGENDA: "item on the agenda", Part.REPORT: "report", Part.MINUTE: "minute", Part.DECISION: "decision record"}
_CLAUSES = {
    ClauseKind.RECOMMENDATION: ("recommendation", "recommendations"), ClauseKind.RESOLUTION: ("resolution", "resolutions"),
    ClauseKind.ACTION: ("action", "actions"),
}  # fmt: skip
_PLURALS = {"item on the agenda": "items on the agenda"}


@dataclass(frozen=True, slots=True)
class ReadPaper:
    """A paper as a person checks whether it was read rightly."""

    paper: Paper
    """With the numbers of those pages and passages that the reader may see."""
    holds: tuple[str, ...]
    """What was found in it, counted: "12 items on the agenda", "4 recommendations"; () where nothing of a meeting was."""
    kept_back: tuple[str, ...]
    """What is kept back of it from the public, and the words for which it is; () where a person said who may see it."""
    doubts: tuple[str, ...]
    """What was not found, or is named in two ways: what a person can set right."""
    warnings: tuple[str, ...]
    """What else was noted in reading it."""


def read_paper(reader: Reader, paper: Paper) -> ReadPaper:
    """What was read of a paper, for somebody who may know all of that."""
    doubts = tuple(plain(warning) for warning in paper.warnings if warning.startswith(DOUBT))
    others = tuple(plain(warning) for warning in paper.warnings if not warning.startswith(DOUBT))
    return ReadPaper(reader.as_seen(paper), held_in(reader, paper), kept_back(paper), doubts, others)


def held_in(reader: Reader, paper: Paper) -> tuple[str, ...]:
    """What the reader may see of the record that the paper prints, counted."""
    entries = Record(reader.library).entries([paper.id], reader.role.classifications)
    parts = Counter(entry.part for entry in entries)
    clauses = Counter(clause.kind for entry in entries for clause in entry.clauses)
    told = [_counted(parts[part], noun, _PLURALS.get(noun, f"{noun}s")) for part, noun in _PARTS.items() if parts[part]]
    return (*told, *(_counted(clauses[kind], *nouns) for kind, nouns in _CLAUSES.items() if clauses[kind]))


def kept_back(paper: Paper) -> tuple[str, ...]:
    """A line for each marking in the paper: what is kept back for it, and by what words."""
    said: Overrides = paper.overrides
    if said.exempt:
        return ("all of it, since a person said that it is exempt",)
    if said.public:
        return ()
    lines = tuple(_kept(cause) for cause in paper.info.kept_back)
    return lines or (("all of it",) if paper.info.classification is Classification.EXEMPT else ())


def plain(warning: str) -> str:
    """A warning without the command that sets it right, which is no help on a page."""
    for command in _COMMANDS:
        warning = warning.partition(command)[0]
    text = warning.removeprefix(DOUBT)
    return text[:1].upper() + text[1:]


def _kept(cause: KeptBack) -> str:
    pages = f"pages {cause.first} to {cause.last}" if cause.last and cause.last != cause.first else f"page {cause.first}"
    what = pages if cause.first else "the part that it stands over"
    where = cause.place or (f"page {cause.page}" if cause.page else "the text")
    return f"{what}, since {where} says “{cause.words}”"


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"
