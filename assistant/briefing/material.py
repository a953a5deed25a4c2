"""What the finders of sections work with: the target, its dossiers, the pen, and what has been said already."""

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from assistant.briefing.dossier import Dossier
from assistant.briefing.models import Block, Bullets, Paragraph, Said
from assistant.briefing.salience import leans
from assistant.briefing.target import Target
from assistant.briefing.topic import Topic
from assistant.briefing.writer import Writer, fixed
from assistant.check.draft import Drafted
from assistant.question.vocabulary import LibraryFacts
from ingest.language.pointing import leans as points_back
from ingest.language.sentences import Unit
from ingest.models import Passage
from ingest.record.words import Words

_MAINLY, _FEWEST = 0.1, 3
"""Share and number of the passages of a report and its appendices from which, where they speak of a topic, the matter is on it."""


@dataclass
class Scene:
    """One note in the making."""

    target: Target
    dossiers: tuple[Dossier, ...]
    writer: Writer
    facts: LibraryFacts
    drafted: tuple[Drafted, ...] = ()
    """Of a topic or question: what the answering engine drafted of it, best first."""
    reworded: tuple[Drafted, ...] = ()
    """The chat model's points, where one is configured."""
    said: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    """What an earlier section shows: spans by passage id."""
    day: datetime.date = field(default_factory=datetime.date.today)
    """The day that the note is of; what lies before it is past."""

    @cached_property
    def topic(self) -> Topic:
        """What was searched for."""
        return Topic(self.target.title, self.facts)

    def about(self, passage: Passage) -> bool:
        """Whether a passage is on the topic that was searched for; always where a named paper is briefed on."""
        return not self.target.searched or self.topic.told_in(passage)

    def on(self, unit: Unit) -> bool:
        """The same of a sentence; what stands before it says so only of one that points back to it."""
        return not self.target.searched or self.topic.told_by(unit.passage, unit.start, unit.end, near=leans(unit))

    def speaks(self, passage: Passage, start: int, end: int) -> bool:
        """The same of a clause."""
        return not self.target.searched or self.topic.told_by(passage, start, end, near=points_back(passage.text[start:end]))

    def holds_whole(self, dossier: Dossier) -> bool:
        """Whether all of a matter is on the topic, told by its titles; else only what speaks of the topic is."""
        titles = (dossier.matter.title, *(one.title or "" for one in dossier.matter.headings))
        if not self.target.searched or any(map(self.topic.names, titles)):
            return True
        held = [*dossier.report, *(passage for entry in dossier.appendices for passage in entry.passages)]
        return sum(map(self.topic.told_in, held)) >= max(_FEWEST, _MAINLY * len(held))

    def sets_out(self, passage: Passage) -> bool:
        """Whether a table is on the topic, told by what stands over it: a row of it that is does not make the others so."""
        caption = passage.table.caption or "" if passage.table else ""
        return not self.target.searched or self.topic.told_over(passage) or self.topic.names(caption)

    def fresh(self, units: Iterable[Unit]) -> list[Unit]:
        """The units that no section shows yet."""
        return [unit for unit in units if not any(a < unit.end and unit.start < b for a, b in self.said.get(unit.passage.id, ()))]

    def take(self, units: Iterable[Unit]) -> None:
        """Note that a section shows these units."""
        for unit in units:
            self.said.setdefault(unit.passage.id, []).append((unit.start, unit.end))

    def take_words(self, words: Iterable[Words]) -> None:
        """The same of clauses."""
        for one in words:
            self.said.setdefault(one.passage.id, []).append((one.start, one.end))

    def by_matter(self, find: Callable[[Dossier], Sequence[Block]]) -> list[Block]:
        """The blocks of each dossier, under its name where there are several."""
        blocks: list[Block] = []
        told = self.substantial
        for dossier in told:
            found = find(dossier)
            if found and len(told) > 1:
                blocks.append(Paragraph(said=(fixed(heading_of(dossier, self)),)))
            blocks += found
        return blocks

    def share(self, words: int) -> int:
        """Words for each dossier where a section of `words` is shared among them."""
        return max(40, words // max(1, len(self.substantial)))

    def level(self, words: int) -> int:
        """Words up to which minutes are given of each matter, where a section of `words` holds them: what a short one leaves goes to a
        long one."""
        sizes = [sum(len(p.text.split()) for entry in one.minutes for p in entry.passages if self.about(p)) for one in self.substantial]
        left, rest = words, sorted(sizes)
        for at, size in enumerate(rest):
            if size * (len(rest) - at) > left:
                return max(40, left // (len(rest) - at))
            left -= size
        return max(40, words)

    @property
    def substantial(self) -> tuple[Dossier, ...]:
        """The dossiers that hold more than an agenda entry; all of them where none does."""
        return tuple(d for d in self.dossiers if d.report or d.minutes) or self.dossiers


def heading_of(dossier: Dossier, scene: Scene) -> str:
    """The name over a dossier's part of a section; with its meeting where the note is on several, with its council likewise."""
    meetings = {other.meeting for other in scene.dossiers}
    name = f"{dossier.name} ({dossier.meeting})" if len(meetings) > 1 and dossier.meeting else dossier.name
    council = dossier.matter.meeting.council
    return f"{council}: {name}" if len(councils(scene)) > 1 and council and council not in name else name


def councils(scene: Scene) -> frozenset[str]:
    """The councils whose papers the note is on, as far as they are known."""
    return frozenset(d.matter.meeting.council for d in scene.dossiers if d.matter.meeting.council)


def bullets(said: Sequence[Said], numbered: bool = False) -> list[Block]:
    """A list, or nothing."""
    return [Bullets(items=tuple(said), numbered=numbered)] if said else []


def paragraph(said: Sequence[Said]) -> list[Block]:
    """A paragraph, or nothing."""
    return [Paragraph(said=tuple(said))] if said else []


def within(units: Sequence[Unit], words: int, least: int = 1) -> list[Unit]:
    """The first units that fit in `words`, `least` of them at any rate."""
    kept: list[Unit] = []
    for unit in units:
        words -= len(unit.text.split())
        if words < 0 and len(kept) >= least:
            break
        kept.append(unit)
    return kept
