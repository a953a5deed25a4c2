"""The action and recommendation tracker: what was asked, of whom, by when, and the latest that any paper says of it."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from assistant.registers.action_models import Action, Entry, Kind, Status, Tracker
from assistant.registers.decisions import decisions, live_passages
from assistant.registers.links import Proposal, likeness, proposals, stems_of
from assistant.registers.models import Decision, Quoted, quoted
from assistant.registers.monitoring_tables import Column, Row, TableReader
from assistant.registers.requests import asks, deadline_of, responsible_of
from ingest.library.library import Library
from ingest.models import Passage
from ingest.record.actions import actions
from ingest.record.minutes import read_minutes
from ingest.record.names import same_body
from ingest.record.words import Words
from vectorstore.models import Role

# Joins what papers say of one action: by printed reference, by the same words, by near words of the same meeting.

_SAME_MEETING, _ANY_MEETING = 56.0, 88.0
"""How alike the words must be (0 to 100) where the meeting that asked is the same, and where it is not known to be."""


@dataclass
class Chain:
    """An action with its entries, being gathered."""

    kind: Kind
    reference: str | None
    date: datetime.date | None
    body: str | None
    item: str | None
    entries: list[Entry]
    responsible: Quoted | None = None
    deadline: Quoted | None = None
    title: str | None = None
    """Title in the monitoring table."""
    number: str | None = None
    """Number in the monitoring table."""
    decided: tuple[str | None, str | None] | None = None
    """Clause and item of the decision on a recommendation, where one is recorded."""
    dated: bool = True
    """False where the date is that of the paper and not printed for the action."""
    listed: bool = True
    """False for a decision that asks nothing of anybody, unless a monitoring table follows it up."""
    stems: list[list[str]] = field(default_factory=list)
    """Of the words of each entry."""

    def add(self, entry: Entry) -> None:
        """Go on with an entry of a later paper."""
        self.entries.append(entry)
        self.stems.append(stems_of(entry.text))
        self.listed = True


@dataclass(frozen=True, slots=True)
class Followed:
    """A row of a monitoring table, ready to be joined."""

    chain: Chain
    document: str


def join(chains: list[Chain], rows: Iterable[Sequence[Followed]]) -> None:
    """Add the rows of one monitoring table after another to the chains they go on with; the rest open chains of their own.

    Within one table a chain takes one row, the likest.
    """
    for table in rows:
        scored = sorted(
            (
                (score, at, number, why)
                for at, row in enumerate(table)
                for number, c in enumerate(chains)
                for score, why in _alike(c, row.chain)
            ),
            key=lambda found: -found[0],
        )
        placed: dict[int, tuple[int, str]] = {}
        taken: set[int] = set()
        for _, at, number, why in scored:
            if at not in placed and number not in taken:
                placed[at] = (number, why)
                taken.add(number)
        for at, followed in enumerate(table):
            if at in placed:
                _extend(chains[placed[at][0]], followed.chain, placed[at][1])
            else:
                chains.append(followed.chain)


def _alike(chain: Chain, row: Chain) -> list[tuple[float, str]]:
    """The score and reason where the row may go on with the chain; [] where it may not, as where nothing was decided yet."""
    only_proposed = all(entry.kind is Kind.RECOMMENDED for entry in chain.entries)
    known = chain.dated and row.dated and chain.date is not None and row.date is not None
    if only_proposed or not same_body(chain.body, row.body) or (known and chain.date != row.date):
        return []
    own = row.stems[0]
    score = max(likeness(stems, own) for stems in chain.stems)
    same_meeting = known and chain.date == row.date
    same_reference = (chain.title, chain.number) == (row.title, row.number) and row.number is not None and row.title is not None
    if same_meeting and same_reference and score >= 50:
        return [(200.0 + score, f"exact reference ({row.title}, {row.number}, same meeting)")]
    if own in chain.stems and len(own) > 3:
        return [(150.0 + same_meeting, "same words" + (", same meeting" if same_meeting else ""))]
    if score >= (_SAME_MEETING if same_meeting else _ANY_MEETING):
        return [(score, f"near words ({score:.0f} of 100)" + (", same meeting" if same_meeting else ""))]
    return []


def _extend(chain: Chain, row: Chain, why: str) -> None:
    chain.add(row.entries[0].model_copy(update={"joined": why}))
    if chain.decided and chain.kind is Kind.RECOMMENDED:
        chain.kind, (chain.reference, chain.item) = Kind.RESOLVED, chain.decided
    chain.title, chain.number = row.title or chain.title, row.number or chain.number
    chain.responsible = row.responsible or chain.responsible
    chain.deadline = row.deadline or chain.deadline


_DONE = r"(?:completed?|done|closed|implemented|discharged|achieved|delivered)"
_STATUSES = (
    (Status.OVERDUE, re.compile(r"(?<!not )\b(?:overdue|late|missed)\b", re.I)),
    (Status.REFUSED, re.compile(r"\b(?:refused|rejected|not accepted|not agreed|declined)\b", re.I)),
    (
        Status.IN_HAND,
        re.compile(
            r"\b(?:in hand|in progress|on-?going|on track|under ?way|partially|partly|part|nearly|almost|largely|in train|open|amber)\b"
            rf"|\b(?:not|yet|to be|will be|being|due to be|half) (?:yet |be )?(?:fully )?complete[d]?\b|\b(?!100\b)\d+ ?% ?{_DONE}\b",
            re.I,
        ),
    ),
    (
        Status.COMPLETE,
        re.compile(rf"(?<!not )(?<!not yet )(?<!not fully )(?<!not been )(?<!be )(?<!being )(?<!cannot )\b(?:{_DONE}|blue)\b", re.I),
    ),
)
"""Words of a status cell. Colours mean what a council says they mean: green may be finished or only on course, and tells neither."""
_UNREAD = ": {} rows of actions were not read, as their columns could not be told apart"


def tracker(library: Library, role: Role) -> Tracker:
    """Every action that the role may read of, by the date it was asked for; date and body are those of the meeting that asked for it.

    Raises LibraryError where the library cannot be read.
    """
    passages = live_passages(library, role)
    reader = TableReader()
    rows = _whole(row for passage, after in zip_longest(passages, passages[1:]) if passage for row in reader.rows(passage, after))
    chains = _asked(passages, decisions(library, role))
    tables = [
        [_followed(row) for row in table] for _, table in groupby(rows, key=lambda row: (row.passage.document, row.passage.report_title))
    ]
    join(chains, _once(tables))
    found = [_action(chain) for chain in chains if chain.listed]
    unread = tuple(f"{document}{_UNREAD.format(number)}" for document, number in reader.unread.items())
    return Tracker(actions=tuple(sorted(found, key=lambda action: (action.date is None, action.date))), unread=unread)


def _whole(rows: Iterator[Row]) -> list[Row]:
    """The rows with those that a page cut in two put together."""
    found: list[Row] = []
    for row in rows:
        if found and row.goes_on(found[-1]):
            found[-1] = found[-1].with_rest(row)
        else:
            found.append(row)
    return found


def _once(tables: Sequence[list[Followed]]) -> list[list[Followed]]:
    """The tables by the date of their papers, a table that is printed again word for word left out."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for table in sorted(tables, key=lambda table: str(table[0].chain.entries[0].date or "")):
        words = tuple(" ".join(row.chain.stems[0]) for row in table)
        if words not in seen:
            seen.add(words)
            kept.append(table)
    return kept


def _asked(passages: Sequence[Passage], found: Sequence[Decision]) -> list[Chain]:
    """Chains of what reports recommend, resolutions ask for and people undertook."""
    chains = [_recommended(proposal) for proposal in proposals(passages)]
    by_place = {(c.entries[0].action.citation.passage_id, c.entries[0].action.text): c for c in chains}
    for decision in found:
        entry = Entry(kind=Kind.RESOLVED, date=decision.date, action=decision.words[0], rest=decision.words[1:])
        recommendation = decision.recommendation
        before = by_place.get((recommendation.said.citation.passage_id, recommendation.said.text)) if recommendation else None
        if before is not None:
            told = None if asks(decision) else entry.action
            before.add(entry.model_copy(update={"update": told, "joined": f"{decision.adoption.value}: {decision.reason}"}))
            before.decided = (decision.clause, _item(decision.item, decision.title))
            if told is None:
                before.kind, (before.reference, before.item) = Kind.RESOLVED, before.decided
                before.responsible, before.deadline = responsible_of(entry), deadline_of(entry)
            continue
        chain = _chain(Kind.RESOLVED, entry, decision.clause, decision.body, _item(decision.item, decision.title))
        chain.listed = asks(decision)
        chains.append(chain)
    held = {one.citation.quote for decision in found for one in decision.words}
    for minute, action in ((one, action) for one in read_minutes(passages) for action in actions(one)):
        words = action.words[0]
        if any(words.text in quote for quote in held):
            continue
        held.add(words.text)
        entry = Entry(kind=Kind.UNDERTAKEN, date=minute.date, action=quoted(words))
        chain = _chain(Kind.UNDERTAKEN, entry, words.passage.paragraph, minute.body, _item(minute.number, minute.title))
        chain.responsible = quoted(action.who) if action.who else chain.responsible
        chains.append(chain)
    return chains


def _item(number: str | None, title: str | None) -> str | None:
    return " ".join(part for part in (number, title) if part) or None


def _chain(kind: Kind, entry: Entry, reference: str | None, body: str | None, item: str | None) -> Chain:
    return Chain(
        kind,
        reference,
        entry.date,
        body,
        item,
        [entry],
        responsible_of(entry),
        deadline_of(entry),
        stems=[stems_of(entry.text)],
    )


def _recommended(proposal: Proposal) -> Chain:
    passage = proposal.passage
    entry = Entry(kind=Kind.RECOMMENDED, date=passage.meeting.date, action=quoted(proposal.words))
    chain = _chain(Kind.RECOMMENDED, entry, proposal.label, passage.meeting.committee, _item(passage.agenda_item, passage.report_title))
    chain.responsible = chain.responsible if re.search(r"\bdelegat", entry.action.text, re.I) else None
    chain.deadline = None
    return chain


def _followed(row: Row) -> Followed:
    """A row of a monitoring table as a chain of its own; its origin is the meeting that the row dates."""
    passage = row.passage
    kind = Kind.PLANNED if row.plan else Kind.TRACKED
    update = None if row.plan else _cell(row, row.cells.get(Column.UPDATE, ()))
    status = _cell(row, row.cells.get(Column.STATUS, ()))
    status = status if status and re.search(r"[A-Za-z]{2}", status.text) else None
    action = _cell(row, row.cells[Column.ACTION])
    assert action is not None
    entry = Entry(kind=kind, date=passage.meeting.date, action=action, update=update, status=status)
    origin = row.title or passage.report_title
    chain = _chain(kind, entry, row.number, passage.meeting.committee, origin)
    chain.date, chain.dated = row.date or passage.meeting.date, row.date is not None
    chain.title, chain.number = row.title, row.number
    chain.responsible = _cell(row, row.responsible) or chain.responsible
    chain.deadline = _cell(row, row.cells.get(Column.DEADLINE, ())) or chain.deadline
    return Followed(chain, passage.document)


def _cell(row: Row, words: Sequence[Words]) -> Quoted | None:
    """A cell, cited with its whole row, so that a row has one source; a cell repeated from a row above has its own place."""
    if not words:
        return None
    own = row.printed if words[0].passage is row.passage and words[0].start >= row.printed.start else words[0]
    return Quoted(text=" ".join(one.text for one in words), citation=quoted(own, more=words[1:] if own is words[0] else ()).citation)


def _action(chain: Chain) -> Action:
    return Action(
        reference=chain.reference,
        kind=chain.kind,
        date=chain.date,
        body=chain.body,
        item=chain.item,
        entries=tuple(chain.entries),
        responsible=chain.responsible,
        deadline=chain.deadline,
        status=_status(chain.entries),
    )


def _status(entries: Sequence[Entry]) -> Status:
    latest = next((entry for entry in reversed(entries) if entry.update or entry.status), None)
    if latest is None:
        return Status.NO_UPDATE
    if latest.kind is Kind.RESOLVED:
        return Status.DECIDED
    return status_in(latest.status.text if latest.status else "")


def status_in(cell: str) -> Status:
    """The status that the words of a status cell name; "reported" where they name none for certain."""
    return next((status for status, pattern in _STATUSES if pattern.search(cell)), Status.REPORTED)
