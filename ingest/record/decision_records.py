"""Decision records: the decisions of a form, with its reference, who decided, when, and what it prints of call-in and urgency."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ingest.language.dates import first_day
from ingest.models import Kind, Meeting, Paper, Passage
from ingest.record.models import Clause, Entry, Part
from ingest.record.outcomes import outcome_of
from ingest.record.words import Words, lines_of, public_first, sentences_of

_MAKER = re.compile(r"^decision[- ]?maker|^decision (?:taken|made) by|^taken by|^name of decision", re.I)
_REFERENCE = re.compile(r"^(?:decision )?(?:reference|ref|number|no)\b|^decision (?:reference|number|no|ref)\b", re.I)
_DATE = re.compile(r"^date of (?:the )?decision|^decision date|^date (?:taken|made)|^date decision", re.I)
_SUBJECT = re.compile(r"^(?:subject|title|report title)\b", re.I)
_DECISION = re.compile(r"^(?:the |details of (?:the )?)?decisions?(?: taken| made)?\s*:?$|^decision\(s\)", re.I)
_FLAG = re.compile(
    r"\bcall(?:ed)?[- ]in\b|\b(?:special|general) (?:urgency|exception)|\burgency (?:provisions|procedure)|\burgent (?:decision|key)", re.I
)


def read_decision(paper: Paper, passages: tuple[Passage, ...]) -> Entry | None:
    """The decision record that a paper is; None where it is none, or decides nothing."""
    found = tuple(replace(c, outcome=outcome_of(c.text)) for c in _clauses(passages)) if paper.info.paper_type == "decision record" else ()
    if not found:
        return None
    info, head = paper.info, dict(_pairs(passages))
    date = first_day(_value(head, _DATE) or "", alone=True) or passages[0].meeting.date
    meeting = Meeting(info.meeting.council, _value(head, _MAKER) or passages[0].meeting.committee, date)
    reference, title = _value(head, _REFERENCE) or info.decision_reference, _value(head, _SUBJECT) or info.title
    return Entry(Part.DECISION, passages, reference, title, public_first(passages), None, meeting, found)


def _pairs(passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """Label and value of each row of the form."""
    for passage in passages:
        for row in (passage.table.columns, *passage.table.rows) if passage.table else ():
            cells = [cell.strip() for cell in row if cell.strip()]
            if len(cells) > 1:
                yield cells[0].rstrip(":"), cells[1]


def _value(head: dict[str, str], label: re.Pattern[str]) -> str | None:
    return next((value for name, value in head.items() if label.search(name)), None)


def _clauses(passages: tuple[Passage, ...]) -> Iterator[Clause]:
    listed = [passage for passage in passages if passage.kind is Kind.RESOLUTION]
    for passage in listed:
        for line in lines_of(passage):
            if line.raw.casefold().strip(" :") != (passage.section or "").casefold().strip(" :"):
                yield Clause(passage.paragraph, (line,))
    for passage in () if listed else passages:
        for line in lines_of(passage):
            cells = line.raw.split("\t")
            if passage.table is not None and len(cells) > 1 and _DECISION.match(cells[0].strip()):
                yield Clause(passage.paragraph, (Words(passage, line.start + len(cells[0]) + 1, line.end),))


def flags(passages: Iterable[Passage]) -> Iterator[Words]:
    """Sentences, or rows of a form, that speak of call-in or urgency; the words of what is resolved or moved are none."""
    for passage in passages:
        if passage.kind not in (Kind.RESOLUTION, Kind.RECOMMENDATION):
            parts = lines_of(passage) if passage.table is not None else sentences_of(passage)
            yield from (words for words in parts if _FLAG.search(words.raw))
