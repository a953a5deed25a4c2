"""Meetings as the pages, the API and suggestions tell them: the record of a meeting with its papers, words printed twice told once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from assistant.service.reader import Reader
from ingest.language.words import words as words_in
from ingest.library.record import HeldMeeting, Item, Record
from ingest.models import Paper, PaperStatus, Passage
from ingest.record.models import Clause, ClauseKind, Correction, Entry, Motion, Part, Role, Vote
from ingest.record.names import same_body
from ingest.record.words import Words

_Said = TypeVar("_Said", Clause, Correction, Motion, Vote)


@dataclass(frozen=True, slots=True)
class MeetingPapers:
    """A meeting with the papers that tell of it."""

    held: HeldMeeting
    papers: tuple[tuple[Paper, Role], ...]
    """Each with what it is to the meeting."""
    moved_to: str | None = None
    """Key of the meeting held in its place, where the papers tell of one."""


@dataclass(frozen=True, slots=True)
class Business:
    """An item of business as it is told; words that another paper prints again are there once, those of superseded papers last."""

    listed: bool
    """Whether an agenda lists it."""
    number: str
    """On the agenda, as printed; "" where none is printed."""
    minute: str | None
    """Number of its minute, as printed."""
    title: str
    """ "" where none is printed."""
    titled: Passage
    """The passage that prints the title."""
    recommended: tuple[tuple[str | None, tuple[Clause, ...]], ...]
    """Recommendations by title of their report."""
    motions: tuple[Motion, ...]
    votes: tuple[Vote, ...]
    resolved: tuple[Clause, ...]
    actions: tuple[Clause, ...]
    corrections: tuple[Correction, ...]
    """What sets the item right, or says that it was withdrawn."""
    entries: tuple[Entry, ...]
    """All that is printed of it."""

    @property
    def read_at(self) -> Passage:
        """Where a reader begins: its first report that still stands; where there is none, the passage that prints its title."""
        reports = (entry.passages[0] for entry in self.entries if entry.part is Part.REPORT)
        return next((first for first in reports if first.status is not PaperStatus.SUPERSEDED), self.titled)

    @property
    def reported(self) -> bool:
        """Whether a report on it is among the papers."""
        return any(entry.part is Part.REPORT for entry in self.entries)

    @property
    def opens(self) -> Words | None:
        """The first words that are told of it: what it is known by where no title is printed."""
        return next(iter(self.said), None)

    @property
    def named_by(self) -> Passage:
        """The passage that prints what it is called."""
        return self.titled if self.title or self.opens is None else self.opens.passage

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """What is recommended, resolved and to be done."""
        return (*(clause for _, own in self.recommended for clause in own), *self.resolved, *self.actions)

    @property
    def said(self) -> Iterator[Words]:
        """All words that are told of it beside its title."""
        yield from (correction.said for correction in self.corrections)
        for clause in self.clauses:
            yield from (*clause.stem, *clause.words)
        for motion in self.motions:
            yield from (motion.said, *([motion.ended] if motion.ended else []))
        for vote in self.votes:
            yield from (vote.said, *([vote.named] if vote.named else []))


@dataclass(frozen=True, slots=True)
class Overview:
    """What the papers say of one meeting."""

    meeting: MeetingPapers
    items: tuple[Business, ...]
    """Those of the agenda in its order; after them those that it does not list, of which there is something to tell."""
    entries: tuple[Entry, ...]
    """All that is printed of its business."""
    minuted: bool
    """Whether minutes of this meeting are among the papers."""

    @property
    def passages(self) -> list[Passage]:
        """All that is told of the meeting, in order."""
        off = self.meeting.held.cancelled
        told = (passage for item in self.items for passage in (item.titled, *passages_of(item.said)))
        return [*([off.said.passage] if off else []), *told]


def list_meetings(reader: Reader) -> list[MeetingPapers]:
    """The meetings that the papers tell of, newest first."""
    return list(listed(reader, Record(reader.library).meetings(reader.role.classifications)))


def listed(reader: Reader, every: Sequence[HeldMeeting]) -> Iterator[MeetingPapers]:
    """Those of the meetings of which the reader may know a paper, each with these; `every` are all that the reader may know of."""
    return _listed(reader, every, every)


def find_papers(reader: Reader, key: str) -> MeetingPapers | None:
    """The meeting with this key; None where there is none this reader may know of."""
    return next((one for one in list_meetings(reader) if one.held.key == key), None)


def find_meeting(reader: Reader, key: str) -> Overview | None:
    """The meeting with this key and its business; None where there is none this reader may know of."""
    record = Record(reader.library)
    found = record.meeting(key, reader.role.classifications)
    if found is None:
        return None
    every = record.meetings(reader.role.classifications) if found.held.cancelled else ()
    papers = next(_listed(reader, [found.held], every), None)
    if papers is None:
        return None
    items = tuple(business for item in found.items if (business := _business(item)))
    return Overview(papers, items, tuple(entry for item in found.items for entry in item.entries), found.minuted)


def passages_of(said: Iterable[Words]) -> tuple[Passage, ...]:
    """The passages that hold the words, each once."""
    return tuple({words.passage.id: words.passage for words in said}.values())


def holding(clauses: Iterable[Clause]) -> tuple[Passage, ...]:
    """The passages that hold these clauses, each once."""
    return passages_of(words for clause in clauses for words in (*clause.stem, *clause.words))


def whole(said: Iterable[Words]) -> list[Words]:
    """Words with what the paper strikes out between them."""
    found: list[Words] = []
    for words in said:
        last = found[-1] if found else None
        if last and last.passage.id == words.passage.id and not Words(words.passage, last.end, words.start).text:
            found[-1] = Words(words.passage, last.start, words.end)
        else:
            found.append(words)
    return found


def _listed(reader: Reader, meetings: Iterable[HeldMeeting], every: Sequence[HeldMeeting]) -> Iterator[MeetingPapers]:
    """Those of the meetings of which the reader may know a paper; `every` are those among which one that was moved is looked for."""
    papers = {paper.id: paper for paper in reader.papers()}
    for held in meetings:
        if known := tuple((papers[one], role) for one, role in held.papers if one in papers):
            yield MeetingPapers(held, known, _instead(held, every))


def _instead(held: HeldMeeting, every: Sequence[HeldMeeting]) -> str | None:
    day = held.cancelled.moved_to if held.cancelled else None
    fit = (one for one in every if one.meeting.date == day and same_body(one.meeting.committee, held.meeting.committee))
    return next((one.key for one in fit), None)


def _business(item: Item) -> Business | None:
    """None of an item that no agenda lists and of which there is nothing to tell (a part of a report)."""
    entries = sorted(item.entries, key=lambda entry: entry.passages[0].status is PaperStatus.SUPERSEDED)
    clauses = {kind: _once([[one for one in entry.clauses if one.kind is kind] for entry in entries]) for kind in ClauseKind}
    reports = {id(clause): entry.title for entry in entries for clause in entry.clauses}
    recommended: dict[str | None, list[Clause]] = {}
    for clause in clauses[ClauseKind.RECOMMENDATION]:
        recommended.setdefault(reports[id(clause)], []).append(clause)
    motions, votes = _once([entry.motions for entry in entries]), _once([entry.votes for entry in entries])
    if not (item.of(Part.AGENDA) or any(clauses.values()) or motions or votes or item.corrections):
        return None
    return Business(
        listed=bool(item.of(Part.AGENDA)),
        number=next((entry.agenda_item for entry in item.entries if entry.agenda_item), None) or "",
        minute=next((entry.number for entry in item.of(Part.MINUTE) if entry.number), None),
        title=item.title or "",
        titled=next((entry for entry in item.entries if entry.title), item.entries[0]).titled,
        recommended=tuple((report, tuple(own)) for report, own in recommended.items()),
        motions=motions,
        votes=votes,
        resolved=clauses[ClauseKind.RESOLUTION],
        actions=clauses[ClauseKind.ACTION],
        corrections=_once([[one] for one in item.corrections]),
        entries=item.entries,
    )


def _once(printed: Sequence[Sequence[_Said]]) -> tuple[_Said, ...]:
    """What the entries of one item say, words that another entry prints again once; one entry may well say the same twice."""
    kept: dict[tuple[str, int], _Said] = {}
    for entry in printed:
        times: Counter[str] = Counter()
        for one in entry:
            text = " ".join(words_in(one.text if isinstance(one, Clause) else one.said.text))
            times[text] += 1
            kept.setdefault((text, times[text]), one)
    return tuple(kept.values())
