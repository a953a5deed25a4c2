"""Matters: the items of business of the record, and the papers that no meeting claims, as a note may be asked on them."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.retrieval.models import Extract
from ingest.library.headings import Heading, entries_of, headings
from ingest.library.library import Library
from ingest.models import Classification, Meeting, Passage
from ingest.record.models import Part
from ingest.record.names import body_key, references, same_body, title_likeness

_FEWEST_SHARE = 0.25
"""Share of the best matter's score from which another is briefed on with it."""
_MOST = 4
_DECIDED_WITHIN = datetime.timedelta(days=366)
"""How long after its report a decision may be taken."""
_HARDLY_ANOTHER = 85.0
"""Likeness, of 100, from which two titles of different meetings name one matter."""
_ORDER = list(Part)


@dataclass(frozen=True, slots=True)
class Matter:
    """One item of business of one meeting, or a paper that no meeting claims; its papers by heading, not yet opened."""

    headings: tuple[Heading, ...]
    """Agenda entry, reports, appendices, minutes, decision records; behind them papers without a meeting that are about it."""
    minuted: bool = False
    """Whether minutes of its council of the day of its meeting are among the papers, whatever name of the body they print."""

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
    found = [
        Matter(tuple(sorted(group, key=lambda one: (_ORDER.index(one.part), one.agenda_item is None))))
        for group in groups.values()
        if any(one.title or one.number for one in group)
    ]
    return _join_undated(_with_minutes(found))


def _with_minutes(found: Sequence[Matter]) -> list[Matter]:
    """The matters, each told whether minutes of its council of its day are among the papers."""
    minutes = {one.meeting for matter in found for one in matter.of(Part.MINUTE) if one.number or one.title}
    told = {
        meeting: any(one.date == meeting.date and _same_council(one, meeting) for one in minutes)
        for meeting in {matter.meeting for matter in found if matter.meeting.date}
    }
    return [replace(matter, minuted=told.get(matter.meeting, False)) for matter in found]


def _same_council(one: Meeting, other: Meeting) -> bool:
    """Whether two meetings are of one council; where one names none, whether a word of their bodies' names is the same."""
    if one.council and other.council:
        return same_body(one.council, other.council)
    return bool(set(body_key(one).split()) & set(body_key(other).split()))


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
    """Decision records, in other items, on what this one reports: of its council, of its title or number, within a year of its meeting."""
    if not matter.of(Part.AGENDA, Part.REPORT) or not matter.meeting.date:
        return []
    later = [one for other in matters if other is not matter for one in other.of(Part.DECISION)]
    return [one for one in later if _is_soon(one, matter.meeting) and _decides(one, matter)]


def _is_soon(decision: Heading, meeting: Meeting) -> bool:
    """Whether a decision is of the council of a meeting, and taken the same day or within a year of it."""
    if not (decision.meeting.date and meeting.date and decision.meeting.council and meeting.council):
        return False
    soon = meeting.date <= decision.meeting.date <= meeting.date + _DECIDED_WITHIN
    return soon and same_body(decision.meeting.council, meeting.council)


def _decides(decision: Heading, matter: Matter) -> bool:
    """Whether a decision record names the matter: by a reference that both print, else by a title that is hardly another, with or without
    what a report says of it behind a colon."""
    own, numbers = references(matter.title), references(f"{decision.title or ''} {decision.document}")
    if own and numbers:
        return not own.isdisjoint(numbers)
    names = (matter.title, matter.title.partition(":")[0])
    return bool(decision.title) and max(title_likeness(decision.title or "", name) for name in names) >= _HARDLY_ANOTHER


def holding(
    matters: Sequence[Matter], library: Library, extracts: Sequence[Extract], about: Callable[[Passage], bool] = lambda _: True
) -> tuple[Matter, ...]:
    """The matters that hold most of the extracts that are `about` the topic, else of all; by council, within one by date."""
    of = {one.entry: place for place, matter in enumerate(matters) for one in matter.headings}
    entries = entries_of(library, (extract.hit.passage.id for extract in extracts))
    scores: dict[int, float] = defaultdict(float)
    spoken = [extract for extract in extracts if about(extract.hit.passage)] or extracts
    for rank, extract in enumerate(spoken):
        place = of.get(entries.get(extract.hit.passage.id, 0))
        if place is not None:
            scores[place] += 1 / (1 + rank)
    best = sorted(scores, key=lambda place: -scores[place])[:_MOST]
    kept = [place for place in sorted(best) if scores[place] >= _FEWEST_SHARE * scores[best[0]]]
    councils = list(dict.fromkeys(matters[place].meeting.council for place in best))
    return tuple(matters[place] for place in sorted(kept, key=lambda place: councils.index(matters[place].meeting.council)))
