"""The action and recommendation tracker: what was asked, of whom, by when, and the latest that any paper says of it."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, zip_longest

from assistant.registers.action_models import Action, Entry, Kind, Tracker
from assistant.registers.models import Adoption, Decision, Quoted, quoted
from ingest.library.placed import Placed
from ingest.models import Passage
from ingest.record.models import ClauseKind
from ingest.record.monitoring import Column, Row, Status, TableReader, status_in
from ingest.record.names import same_body
from ingest.record.requests import asks, deadline_in, responsible_in
from ingest.record.wording import likeness, likest, stems_of
from ingest.record.words import Words

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
    correction: tuple[Quoted, ...] = ()
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


def join(chains: list[Chain], rows: Iterable[Sequence[Chain]]) -> None:
    """Add the rows of one monitoring table after another to the chains they go on with; the rest open chains of their own.

    Within one table a chain takes one row, the likest.
    """
    for table in rows:
        pairs = ((at, number) for at in range(len(table)) for number in range(len(chains)))
        placed = likest((score, at, number, why) for at, number in pairs for score, why in _alike(chains[number], table[at]))
        for at, row in enumerate(table):
            if at in placed:
                _extend(chains[placed[at][0]], row, placed[at][1])
            else:
                chains.append(row)


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


_UNREAD = ": {} rows of actions were not read, as their columns could not be told apart"


def tracked(passages: Sequence[Passage], clauses: Sequence[Placed], decisions: Sequence[Decision]) -> Tracker:
    """Every action in the passages of one reader, with the clauses and decisions of the record, by the date it was asked for.

    Date and body are those of the meeting that asked for it. What a report recommends and no meeting asked for is no action.
    """
    reader = TableReader()
    rows = _whole(row for passage, after in zip_longest(passages, passages[1:]) if passage for row in reader.rows(passage, after))
    chains = _asked(clauses, decisions)
    tables = [
        [_followed(row) for row in table] for _, table in groupby(rows, key=lambda row: (row.passage.document, row.passage.report_title))
    ]
    join(chains, _once(tables))
    found = sorted((_action(chain) for chain in chains if chain.listed), key=lambda action: (action.date is None, action.date))
    return Tracker(
        actions=tuple(action for action in found if action.kind is not Kind.RECOMMENDED),
        recommended=tuple(action for action in found if action.kind is Kind.RECOMMENDED),
        unread=tuple(f"{document}{_UNREAD.format(number)}" for document, number in reader.unread.items()),
    )


def _whole(rows: Iterator[Row]) -> list[Row]:
    """The rows with those that a page cut in two put together."""
    found: list[Row] = []
    for row in rows:
        if found and row.goes_on(found[-1]):
            found[-1] = found[-1].with_rest(row)
        else:
            found.append(row)
    return found


def _once(tables: Sequence[list[Chain]]) -> list[list[Chain]]:
    """The tables by the date of their papers, a table that is printed again word for word left out."""
    seen: set[tuple[str, ...]] = set()
    kept = []
    for table in sorted(tables, key=lambda table: str(table[0].entries[0].date or "")):
        words = tuple(" ".join(row.stems[0]) for row in table)
        if words not in seen:
            seen.add(words)
            kept.append(table)
    return kept


def _asked(clauses: Sequence[Placed], found: Sequence[Decision]) -> list[Chain]:
    """Chains of what reports recommend, resolutions ask for and people undertook; what a meeting did not take up is not listed."""
    chains = [_said(Kind.RECOMMENDED, one) for one in clauses if one.clause.kind is ClauseKind.RECOMMENDATION]
    by_place = {_place(chain.entries[0].action): chain for chain in chains}
    for decision in found:
        recommendation = decision.recommendation
        before = by_place.get(_place(recommendation.said)) if recommendation else None
        if before is None:
            chains.append(_resolved(decision))
        else:
            _take_up(before, decision)
        for left in decision.left:
            by_place[_place(left.said)].listed = False
    return [*chains, *_undertaken(clauses, chains)]


def _undertaken(clauses: Sequence[Placed], resolved: Sequence[Chain]) -> Iterator[Chain]:
    """Chains of what is asked outside resolutions; a mark on a resolution that asks says who is to act and by when."""
    held = [(quote.citation.quote, chain) for chain in resolved if chain.listed for entry in chain.entries
            if entry.kind is Kind.RESOLVED for quote in (entry.action, *entry.rest)]  # fmt: skip
    for one in clauses:
        if one.clause.kind is not ClauseKind.ACTION:
            continue
        own = _said(Kind.UNDERTAKEN, one)
        before = next((chain for quote, chain in held if one.clause.words[0].text in quote), None)
        if before is None:
            held.append((one.clause.words[0].text, own))
            yield own
        elif before.kind is not Kind.UNDERTAKEN:
            before.responsible, before.deadline = own.responsible or before.responsible, before.deadline or own.deadline


def _place(said: Quoted) -> tuple[str, str]:
    return said.citation.passage_id, said.text


def _take_up(chain: Chain, decision: Decision) -> None:
    """Go on with the chain of a recommendation by the decision on it; one that was refused asks nothing of anybody."""
    asked = _asks(decision)
    entry = _entry(decision).model_copy(update={"update": None if asked else decision.words[0], "joined": _why(decision)})
    chain.add(entry)
    chain.listed = decision.adoption is not Adoption.REFUSED or asked
    chain.correction = chain.correction or decision.correction
    chain.decided = (decision.clause, _item(decision.item, decision.title))
    if asked:
        chain.kind, (chain.reference, chain.item) = Kind.RESOLVED, chain.decided
        chain.responsible, chain.deadline = _told(entry, responsible_in), _told(entry, deadline_in)


def _resolved(decision: Decision) -> Chain:
    chain = _chain(_entry(decision), decision.clause, decision.body, _item(decision.item, decision.title), decision.correction)
    chain.listed = _asks(decision)
    return chain


def _asks(decision: Decision) -> bool:
    return not decision.routine and asks(decision.text, decision.lead, decision.outcome)


def _entry(decision: Decision) -> Entry:
    return Entry(kind=Kind.RESOLVED, date=decision.date, action=decision.words[0], rest=decision.words[1:])


def _why(decision: Decision) -> str:
    return f"{decision.adoption.value}: {decision.reason}"


def _item(number: str | None, title: str | None) -> str | None:
    return " ".join(part for part in (number, title) if part) or None


def _told(entry: Entry, find: Callable[[str], str | None]) -> Quoted | None:
    """The first phrase of an action that is found in it, cited as its words are."""
    phrases = ((find(quotation.text), quotation.citation) for quotation in (entry.action, *entry.rest))
    return next((Quoted(text=found, citation=citation) for found, citation in phrases if found), None)


def _chain(entry: Entry, reference: str | None, body: str | None, item: str | None, correction: tuple[Quoted, ...] = ()) -> Chain:
    who, when = _told(entry, responsible_in), _told(entry, deadline_in)
    return Chain(entry.kind, reference, entry.date, body, item, [entry], who, when, correction=correction, stems=[stems_of(entry.text)])


def _said(kind: Kind, placed: Placed) -> Chain:
    """A recommendation or an undertaking as a chain; a recommendation delegates to somebody, or names nobody who is to act."""
    clause, own = placed.clause, placed.entry
    entry = Entry(kind=kind, date=own.meeting.date, action=quoted(clause.words[0], more=clause.words[1:]))
    correction = tuple(quoted(one.said) for one in placed.corrections)
    chain = _chain(entry, clause.label, own.meeting.committee, _item(own.number, own.title), correction)
    if kind is Kind.RECOMMENDED:
        chain.responsible = chain.responsible if "delegat" in clause.text.casefold() else None
        chain.deadline = None
    elif clause.who:
        chain.responsible = quoted(clause.who)
    return chain


def _followed(row: Row) -> Chain:
    """A row of a monitoring table as a chain of its own; its origin is the meeting that the row dates."""
    passage = row.passage
    kind = Kind.PLANNED if row.plan else Kind.TRACKED
    update = None if row.plan else _cell(row, row.cells.get(Column.UPDATE, ()))
    status = _cell(row, row.cells.get(Column.STATUS, ()))
    status = status if status and any(map(str.isalpha, status.text)) else None
    action = _cell(row, row.cells[Column.ACTION])
    assert action is not None
    entry = Entry(kind=kind, date=passage.meeting.date, action=action, update=update, status=status)
    origin = row.title or passage.report_title
    chain = _chain(entry, row.number, passage.meeting.committee, origin)
    chain.date, chain.dated = row.date or passage.meeting.date, row.date is not None
    chain.title, chain.number = row.title, row.number
    chain.responsible = _cell(row, row.responsible) or chain.responsible
    chain.deadline = _cell(row, row.cells.get(Column.DEADLINE, ())) or chain.deadline
    return chain


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
        correction=chain.correction,
    )


def _status(entries: Sequence[Entry]) -> Status:
    latest = next((entry for entry in reversed(entries) if entry.update or entry.status), None)
    if latest is None:
        return Status.NO_UPDATE
    if latest.kind is Kind.RESOLVED:
        return Status.DECIDED
    return status_in(latest.status.text if latest.status else "")
