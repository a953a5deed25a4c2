"""Reads the record of one paper from its passages, each of which is read once.

It may run on stored passages, outside the limited child: every expression is linear (tests/test_expressions.py), an item is walked once.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ingest.models import Kind, Meeting, Paper, Passage
from ingest.record.actions import actions, people_in
from ingest.record.clauses import clauses
from ingest.record.corrections import named_item, read_corrections
from ingest.record.decision_records import read_decision
from ingest.record.minutes import Minute, is_minutes, read_minutes
from ingest.record.models import Clause, Correction, CorrectionKind, Entry, Motion, PaperRecord, Part, Role, Sitting, Vote
from ingest.record.motions import placed, read_motions
from ingest.record.names import body_key
from ingest.record.outcomes import outcome_of
from ingest.record.printed import recommendations
from ingest.record.votes import read_votes
from ingest.record.words import public_first

_ATTACHED = re.compile(r"^(?:appendix|annex|schedule|enclosure|attachment)\b", re.IGNORECASE)
_ROLES = {
    "agenda pack": Role.AGENDA,
    "agenda": Role.AGENDA,
    "supplement": Role.AGENDA,
    "minutes": Role.MINUTES,
    "decision record": Role.DECISION,
}


_MOST_CORRECTIONS = 200
"""Of one paper: a list of errata has some dozens."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What a minute says was moved, voted and decided."""

    clauses: tuple[Clause, ...]
    votes: tuple[Vote, ...]
    motions: tuple[Motion, ...]


def read_decided(minute: Minute) -> Decided:
    """The clauses of a minute with their outcome, and the indexes of the votes and motions that belong to each."""
    votes = read_votes(minute)
    motions = read_motions(minute, votes)
    found = [
        replace(clause, outcome=outcome_of(clause.text, " ".join(words.text for words in clause.stem)))
        for clause in placed(clauses(minute), votes, motions)
    ]
    return Decided(tuple(found), tuple(votes), tuple(motions))


def read_record(paper: Paper, passages: Sequence[Passage]) -> PaperRecord:
    """The record of a paper; `passages` are all of its passages, in reading order."""
    minutes = tuple(_minutes(paper, passages))
    record = read_decision(paper, tuple(passages))
    entries = (*_runs(paper, passages, record is not None), *minutes, *([record] if record else []))
    corrections = tuple(_corrections(passages, minutes))
    return PaperRecord(tuple(_sittings(paper, minutes, corrections)), entries, corrections)


def _sittings(paper: Paper, minutes: Sequence[Entry], corrections: Sequence[Correction]) -> Iterator[Sitting]:
    """The meetings that a paper tells of: that it was published for, those whose minutes stand in it, those it calls off or moves."""
    info = paper.info
    minuted: dict[tuple[str, object], list[Entry]] = {}
    for entry in minutes:
        minuted.setdefault((body_key(entry.meeting), entry.meeting.date), []).append(entry)
    dated = {date for _, date in minuted}
    if info.meeting.date and not (info.paper_type == "minutes" and minuted and info.meeting.date not in dated):
        yield Sitting(info.meeting, _ROLES.get(info.paper_type or "", Role.REPORT))
    for key, own in minuted.items():
        if key[1] and key != (body_key(info.meeting), info.meeting.date):
            role = Role.MINUTES if info.paper_type == "minutes" else Role.REPRINTED
            yield Sitting(own[0].meeting, role, public_first([passage for entry in own for passage in entry.passages]))
    for correction in corrections:
        if correction.kind is CorrectionKind.MEETING:
            for day in (correction.date, correction.moved_to):
                if day:
                    held = replace(info.meeting, committee=correction.body or info.meeting.committee, date=day)
                    yield Sitting(held, Role.NOTICE, correction.said.passage)


def part_of(passage: Passage, paper_type: str | None) -> tuple[Part, str] | None:
    """What a passage outside minutes is part of, and the title of that, "" where none is printed; None for front matter."""
    if passage.kind is Kind.AGENDA_ENTRY:
        return (Part.AGENDA, passage.agenda_title) if passage.agenda_item and passage.agenda_title else None
    title = passage.report_title or passage.agenda_title or ""
    if passage.kind is Kind.FRONT_MATTER or not (title or passage.agenda_item):
        return None
    return Part.DECISION if paper_type == "decision record" else Part.APPENDIX if _ATTACHED.match(title) else Part.REPORT, title


def _runs(paper: Paper, passages: Sequence[Passage], decided: bool) -> Iterator[Entry]:
    """Agenda entries, reports and appendices; a decision record of which no decision was read (`decided` is false) is listed too."""
    runs: dict[tuple[Part, str | None, str], list[Passage]] = {}
    for passage in passages:
        part = None if is_minutes(passage) else part_of(passage, paper.info.paper_type)
        if part and not (decided and part[0] is Part.DECISION):
            runs.setdefault((part[0], passage.agenda_item, part[1]), []).append(passage)
    for (kind, item, title), run in runs.items():
        if all(passage.kind is Kind.HEADING for passage in run):
            continue
        found = () if kind is Part.AGENDA else tuple(recommendations(run))
        yield Entry(kind, tuple(run), item, title or None, public_first(run), item, run[0].meeting, found)


def _minutes(paper: Paper, passages: Sequence[Passage]) -> Iterator[Entry]:
    meeting, known = paper.info.meeting, people_in(passages)
    for minute in read_minutes(passages):
        decided = read_decided(minute)
        said = paper.overrides.meeting_date if paper.info.paper_type == "minutes" else None
        held = Meeting(meeting.council, minute.body, said or minute.date)
        titled = [p for p in minute.passages if minute.title and (minute.title in p.text or minute.title in (p.section or ""))]
        yield Entry(
            Part.MINUTE, minute.passages, minute.number, minute.title, public_first(titled or minute.passages), minute.agenda_item, held,
            (*decided.clauses, *actions(minute, known)), decided.votes, decided.motions,
        )  # fmt: skip


def _corrections(passages: Sequence[Passage], minutes: Sequence[Entry]) -> Iterator[Correction]:
    """What the paper sets right; an item that minutes say was withdrawn is theirs."""
    of = {passage.id: entry for entry in minutes for passage in entry.passages}
    for correction in islice(read_corrections(passages), _MOST_CORRECTIONS):
        entry = of.get(correction.said.passage.id)
        if entry and correction.kind is CorrectionKind.WITHDRAWN:
            meeting, number = entry.meeting, named_item(correction.said) or entry.agenda_item
            correction = replace(correction, date=meeting.date, body=meeting.committee, number=number)
        yield correction
