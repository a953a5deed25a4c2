"""Joins what papers say of one action: by printed reference, by the same words, by near words of the same meeting."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from assistant.briefing.decisions_links import likeness, stems_of
from assistant.briefing.decisions_minutes import same_body
from assistant.briefing.decisions_models import Quoted
from assistant.briefing.tracker_models import Entry, Kind

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
