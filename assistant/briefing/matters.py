"""Matters: the items of business of the record, and the papers that no meeting claims, as a note may be asked on them."""

import datetime
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.retrieval.models import Extract
from ingest.language.narrative import is_routine
from ingest.library.headings import Heading, entries_of, headings
from ingest.library.library import Library
from ingest.models import Classification, Meeting, Passage
from ingest.record.models import Part
from ingest.record.names import body_key, references, same_body, title_likeness

_FEWEST_SHARE = 0.12
"""Share of the best matter's score from which another is briefed on with it."""
_MOST = 8
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

    council: str | None = None
    """The council that other papers of its meeting name, where its first does not."""

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
        first = self.headings[0].meeting
        return first if first.council or not self.council else replace(first, council=self.council)

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
    return _join_undated(_with_minutes(_with_council(found)))


def _with_council(found: Sequence[Matter]) -> list[Matter]:
    """The matters, those of a meeting whose first papers name no council with the one that the others of it name."""
    named: dict[Meeting, set[str]] = defaultdict(set)
    for matter in found:
        held = matter.headings[0].meeting
        named[held].update(one.meeting.council for one in matter.headings if one.meeting.council and one.meeting.date == held.date)
    alone = {held: next(iter(councils)) for held, councils in named.items() if held.date and len(councils) == 1}
    return [replace(matter, council=alone.get(matter.headings[0].meeting)) for matter in found]


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
    matters: Sequence[Matter],
    library: Library,
    extracts: Sequence[Extract],
    about: Callable[[Passage], bool] = lambda _: True,
    names: Callable[[str], bool] = lambda _: False,
) -> tuple[Matter, ...]:
    """The matters whose title `names` the topic, then those that hold most of the extracts that are `about` it, else of all; by council,
    within one by date. One of how any meeting is held is none."""
    of = {one.entry: place for place, matter in enumerate(matters) for one in matter.headings}
    held = [extract.hit.passage for extract in extracts]
    entries = entries_of(library, (passage.id for passage in held), {passage.classification for passage in held})
    scores: dict[int, float] = defaultdict(float)
    spoken = [extract for extract in extracts if about(extract.hit.passage)] or extracts
    for rank, extract in enumerate(spoken):
        place = of.get(entries.get(extract.hit.passage.id, 0))
        if place is not None and not is_routine(matters[place].title):
            scores[place] += 1 / (1 + rank)
    titled = {place for place, one in enumerate(matters) if names(one.title) and not is_routine(one.title)}
    scores |= {place: scores.get(place, 0.0) for place in titled}
    best = sorted(scores, key=lambda place: (place not in titled, -scores[place], -place))[:_MOST]
    kept = [place for place in sorted(best) if place in titled or scores[place] >= _FEWEST_SHARE * max(scores.values())]
    councils = list(dict.fromkeys(matters[place].meeting.council for place in best))
    return tuple(matters[place] for place in sorted(kept, key=lambda place: councils.index(matters[place].meeting.council)))
