"""Facts of the library read paper by paper and merged, so that what a change costs follows the change and not the library."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assistant.question.vocabulary import LibraryFacts, label_key
from ingest.language.acronyms import find_acronyms
from ingest.language.dates import days_of_year, first_day
from ingest.language.people import Person, people
from ingest.language.words import fold, stem, words
from ingest.models import Kind, Meeting, Paper, Passage
from vectorstore.stem_counts import Counted, Joined, StemCounts, Stems


@dataclass(slots=True)
class Part:
    """What the passages of one meeting in one paper tell; filled by `note` and then read only."""

    frequency: Counter[str] = field(default_factory=Counter)
    surface: dict[str, str] = field(default_factory=dict)
    acronyms: dict[str, Counter[str]] = field(default_factory=dict)
    committees: Counter[str] = field(default_factory=Counter)
    dates: set[date] = field(default_factory=set)
    places: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    sittings: dict[Meeting, None] = field(default_factory=dict)
    resolved: dict[Meeting, list[str]] = field(default_factory=dict)
    headings: dict[str, None] = field(default_factory=dict)
    people: dict[str, set[Person]] = field(default_factory=dict)
    days: set[tuple[int, int]] = field(default_factory=set)
    passages: int = 0

    def note(self, passage: Passage) -> None:
        """Take in what one more passage tells."""
        self.passages += 1
        note_meeting(passage.meeting, self.committees, self.dates)
        _note_place(passage, self.places)
        roots = {stem(word): word for word in words(passage.text)}
        self.frequency.update(roots.keys())
        for root, word in roots.items():
            self.surface.setdefault(root, word)
        for acronym, meaning in find_acronyms(passage.text):
            self.acronyms.setdefault(acronym.removesuffix("s").upper(), Counter())[meaning.lower()] += 1
        self._note_names(passage)

    def _note_names(self, passage: Passage) -> None:
        held = day_held(passage)
        meeting = replace(passage.meeting, date=held)
        self.sittings[meeting] = None
        if passage.kind is Kind.RESOLUTION:
            self.resolved.setdefault(meeting, []).append(passage.id)
        minuted = passage.section if passage.kind in (Kind.RESOLUTION, Kind.MINUTE) else None
        self.headings.update(dict.fromkeys(filter(None, (passage.report_title, passage.agenda_title, minuted))))
        for person in people(passage.text):
            self.people.setdefault(fold(person.surname), set()).add(person)
        self.days.update(days_of_year(passage.text) - ({(held.month, held.day)} if held else frozenset()))


def part_of(passages: Iterable[Passage]) -> Part:
    """What some passages tell, in their order."""
    part = Part()
    for passage in passages:
        part.note(passage)
    return part


def gather_facts(papers: Iterable[Paper], passages: Iterable[Passage]) -> LibraryFacts:
    """The facts of papers and all their passages, read at once."""
    return merged(tuple(papers), [PartCounted.of(part_of(passages), Stems())])


@dataclass(frozen=True, slots=True)
class PartCounted:
    """A part whose words are told by number, which is small to hold and quick to add up."""

    counted: Counted
    rest: Part
    """The part without its words."""

    @classmethod
    def of(cls, part: Part, stems: Stems) -> "PartCounted":
        """`part` with the numbers that `stems` gives."""
        return cls(stems.counted(part.frequency, part.surface), replace(part, frequency=Counter(), surface={}))


def joined(parts: Sequence[PartCounted]) -> PartCounted:
    """Parts that follow each other in the order of the library as one."""
    whole = Part()
    for part in parts:
        _add(whole, part.rest)
        for key, ids in part.rest.places.items():
            whole.places.setdefault(key, []).extend(ids)
    return PartCounted(Counted.joined([part.counted for part in parts]), whole)


def merged(papers: tuple[Paper, ...], parts: Sequence[PartCounted]) -> LibraryFacts:
    """The facts of papers whose passages are told by `parts`, in the order of the library; the same as if all were read at once."""
    committees, dates = Counter[str](), set[date]()
    for paper in papers:
        note_meeting(paper.info.meeting, committees, dates)
    whole = Part(committees=committees, dates=dates, sittings={paper.info.meeting: None for paper in papers})
    for part in parts:
        _add(whole, part.rest)
    counts = StemCounts.of([part.counted for part in parts])
    return LibraryFacts(
        papers=papers,
        committees=tuple(name for name, _ in whole.committees.most_common()),
        meetings=tuple(sorted(whole.dates)),
        acronyms={acronym: tuple(m for m, _ in meanings.most_common(3)) for acronym, meanings in whole.acronyms.items()},
        frequency=counts,
        surface=counts.printed,
        places=Joined([part.rest.places for part in parts]),
        passages=whole.passages,
        sittings=frozenset(whole.sittings),
        resolved={meeting: tuple(ids) for meeting, ids in whole.resolved.items()},
        headings=tuple(whole.headings),
        people={surname: frozenset(known) for surname, known in whole.people.items()},
        days=frozenset(whole.days),
    )


def _add(whole: Part, part: Part) -> None:
    """Put a part behind those that are in already, but for its words and places; what was printed first stays as it was."""
    whole.passages += part.passages
    whole.committees.update(part.committees)
    for acronym, meanings in part.acronyms.items():
        whole.acronyms.setdefault(acronym, Counter()).update(meanings)
    for meeting, ids in part.resolved.items():
        whole.resolved.setdefault(meeting, []).extend(ids)
    for surname, known in part.people.items():
        whole.people.setdefault(surname, set()).update(known)
    whole.sittings |= part.sittings
    whole.headings |= part.headings
    whole.dates |= part.dates
    whole.days |= part.days


def day_held(passage: Passage) -> date | None:
    """The day of the meeting that a passage is of: that of minutes by their title, wherever they are reprinted, else that of its paper."""
    title = passage.report_title or ""
    return (first_day(title) if "minutes" in title.lower() else None) or passage.meeting.date


def note_meeting(meeting: Meeting, committees: Counter[str], dates: set[date]) -> None:
    """Count the body of a meeting, and note its day."""
    if meeting.committee:
        committees[meeting.committee] += 1
    if meeting.date:
        dates.add(meeting.date)


def _note_place(passage: Passage, places: dict[tuple[str, str], list[str]]) -> None:
    """Note where a passage stands, by its item and without, a recommendation by its bare label too."""
    if passage.paragraph:
        label = label_key(passage.paragraph)
        for key in {label, label.removeprefix("recommendation")}:
            for item in {passage.agenda_item or "", ""}:
                places.setdefault((item, key), []).append(passage.id)
