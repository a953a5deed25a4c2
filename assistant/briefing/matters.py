"""Matters: the items of business of the record, and the papers that no meeting claims, as a note may be asked on them."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.retrieval.models import Extract
from ingest.library.headings import Heading, entries_of, headings
from ingest.library.library import Library
from ingest.models import Classification, Meeting
from ingest.record.models import Part
from ingest.record.names import references, same_body, same_title

_FEWEST_SHARE = 0.25
"""Share of the best matter's score from which another is briefed on with it."""
_MOST = 4
_ORDER = list(Part)


@dataclass(frozen=True, slots=True)
class Matter:
    """One item of business of one meeting, or a paper that no meeting claims; its papers by heading, not yet opened."""

    headings: tuple[Heading, ...]
    """Agenda entry, reports, appendices, minutes, decision records; behind them papers without a meeting that are about it."""
    minuted: bool = False
    """Whether minutes of its meeting are among the papers."""

    @property
    def title(self) -> str:
        """As its agenda prints it, else its report, else its minute."""
        first = self.headings[0]
        return next((one.title for one in self.headings if one.title), None) or (
            f"Minute {first.number}" if first.number else first.document
        )

    @property
    def item(self) -> str | None:
        """Number on the agenda."""
        return next((one.agenda_item for one in self.headings if one.agenda_item), None)

    @property
    def number(self) -> str | None:
        """On the agenda; of an item that no agenda lists its minute number."""
        return self.item or self.headings[0].number

    @property
    def meeting(self) -> Meeting:
        """The meeting whose business it is."""
        return self.headings[0].meeting

    @property
    def documents(self) -> frozenset[str]:
        """The papers that tell of it."""
        return frozenset(one.document for one in self.headings)

    def of(self, *parts: Part) -> list[Heading]:
        """The headings of these parts."""
        return [one for one in self.headings if one.part in parts]


def gather_matters(library: Library, allowed: Collection[Classification]) -> tuple[Matter, ...]:
    """The matters that a reader may see, by meeting (undated last) and place on its agenda."""
    groups: dict[Hashable, list[Heading]] = defaultdict(list)
    for one in headings(library, allowed):
        groups[one.item or (one.document, one.agenda_item, one.number if one.part is Part.MINUTE else None)].append(one)
    minuted = {one.held for group in groups.values() for one in group if one.part is Part.MINUTE and (one.number or one.title)}
    found = [
        Matter(tuple(sorted(group, key=lambda one: (_ORDER.index(one.part), one.agenda_item is None))), group[0].held in minuted)
        for group in groups.values()
        if any(one.title or one.number for one in group)
    ]
    return _join_undated(found)


def _join_undated(found: Sequence[Matter]) -> tuple[Matter, ...]:
    """Papers that name no meeting go behind those of the one matter whose title has the same reference ("24/00093")."""
    named = [(one, references(" ".join(h.title or "" for h in one.of(Part.AGENDA, Part.REPORT)))) for one in found if one.meeting.date]
    behind: dict[Heading, list[Heading]] = defaultdict(list)
    left: list[Matter] = []
    for matter in found:
        own = set() if matter.meeting.date else references(" ".join((matter.title, *matter.documents)))
        homes = [home for home, numbers in named if own & numbers] if own else []
        if len(homes) == 1:
            behind[homes[0].headings[0]] += matter.headings
        else:
            left.append(matter)
    return tuple(replace(matter, headings=(*matter.headings, *behind[matter.headings[0]])) for matter in left)


def decisions_on(matter: Matter, matters: Iterable[Matter]) -> list[Heading]:
    """Decision records of the same day or later, in other items, on what this one reports."""
    if not matter.of(Part.AGENDA, Part.REPORT) or not matter.meeting.date:
        return []
    later = [one for other in matters if other is not matter for one in other.of(Part.DECISION)]
    later = [one for one in later if one.meeting.date and one.meeting.date >= matter.meeting.date]
    council = matter.meeting.council
    return [one for one in later if same_body(one.meeting.council, council) and same_title(one.title, matter.title)]


def holding(matters: Sequence[Matter], library: Library, extracts: Sequence[Extract]) -> tuple[Matter, ...]:
    """The matters that extracts come from: those that hold most, by date."""
    of = {one.entry: place for place, matter in enumerate(matters) for one in matter.headings}
    entries = entries_of(library, (extract.hit.passage.id for extract in extracts))
    scores: dict[int, float] = defaultdict(float)
    for rank, extract in enumerate(extracts):
        place = of.get(entries.get(extract.hit.passage.id, 0))
        if place is not None:
            scores[place] += 1 / (1 + rank)
    best = sorted(scores, key=lambda place: -scores[place])[:_MOST]
    return tuple(matters[place] for place in sorted(best) if scores[place] >= _FEWEST_SHARE * scores[best[0]])
