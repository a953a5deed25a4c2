"""What the finders of sections work with: the target, its dossiers, the pen, and what has been said already."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.briefing.dossier import Dossier
from assistant.briefing.models import Block, Bullets, Paragraph, Said
from assistant.briefing.target import Target
from assistant.briefing.writer import Writer, fixed
from assistant.check.draft import Drafted
from assistant.question.vocabulary import LibraryFacts
from ingest.language.sentences import Unit
from ingest.language.words import content_stems
from ingest.models import Passage

_ABOUT = 0.4
"""Weighted share of a topic's words that a passage with its headings holds to be on the topic."""


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
    said: set[tuple[str, int]] = field(default_factory=set)
    """Units that an earlier section shows (passage id, start)."""
    implied: set[tuple[str, int]] = field(default_factory=set)
    """Units given as implications of one kind, so that they are not given as those of another."""

    def about(self, passage: Passage) -> bool:
        """Whether a passage is on the topic that was searched for; always where a named paper is briefed on."""
        if not self.target.searched:
            return True
        wanted = content_stems(self.target.title)
        held = set(content_stems(" ".join((passage.text, passage.report_title or "", *passage.section_path))))
        total = sum(map(self.facts.weight, wanted))
        return not total or sum(self.facts.weight(stem) for stem in wanted if stem in held) >= _ABOUT * total

    def fresh(self, units: Iterable[Unit]) -> list[Unit]:
        """The units that no section shows yet."""
        return [unit for unit in units if (unit.passage.id, unit.start) not in self.said]

    def take(self, units: Iterable[Unit]) -> None:
        """Note that a section shows these units."""
        self.said.update((unit.passage.id, unit.start) for unit in units)

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

    @property
    def substantial(self) -> tuple[Dossier, ...]:
        """The dossiers that hold more than an agenda entry; all of them where none does."""
        return tuple(d for d in self.dossiers if d.report or d.minutes) or self.dossiers


def heading_of(dossier: Dossier, scene: Scene) -> str:
    """The name over a dossier's part of a section; with its meeting where the note is on several."""
    meetings = {other.meeting for other in scene.dossiers}
    return f"{dossier.name} ({dossier.meeting})" if len(meetings) > 1 and dossier.meeting else dossier.name


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
