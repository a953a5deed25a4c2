"""Decision records: the decisions of a form, with its reference, who decided, when, and what it prints of call-in and urgency."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from ingest.language.dates import first_day
from ingest.models import Kind, Paper, Passage
from ingest.record.models import Clause
from ingest.record.words import Words, lines_of

_MAKER = re.compile(r"^decision[- ]?maker|^decision (?:taken|made) by|^taken by|^name of decision", re.I)
_REFERENCE = re.compile(r"^(?:decision )?(?:reference|ref|number|no)\b|^decision (?:reference|number|no|ref)\b", re.I)
_DATE = re.compile(r"^date of (?:the )?decision|^decision date|^date (?:taken|made)|^date decision", re.I)
_SUBJECT = re.compile(r"^(?:subject|title|report title)\b", re.I)
_DECISION = re.compile(r"^(?:the |details of (?:the )?)?decisions?(?: taken| made)?\s*:?$|^decision\(s\)", re.I)


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """One decision record."""

    passages: tuple[Passage, ...]
    clauses: tuple[Clause, ...]
    reference: str | None
    title: str | None
    date: datetime.date | None
    body: str | None


def read_records(passages: Iterable[Passage], papers: Iterable[Paper]) -> Iterator[DecisionRecord]:
    """The decision records among the passages, which come in reading order."""
    records = {paper.document: paper for paper in papers if paper.info.paper_type == "decision record"}
    for document, group in groupby((p for p in passages if p.document in records), key=lambda passage: passage.document):
        own, paper = tuple(group), records[document]
        head = dict(_pairs(own))
        dated = first_day(_value(head, _DATE) or "", alone=True)
        found = tuple(_clauses(own))
        if found:
            yield DecisionRecord(
                own,
                found,
                _value(head, _REFERENCE) or paper.info.decision_reference,
                _value(head, _SUBJECT) or paper.info.title,
                dated or own[0].meeting.date,
                _value(head, _MAKER) or own[0].meeting.committee,
            )


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
