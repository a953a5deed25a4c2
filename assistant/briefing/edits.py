"""What an officer takes out of a note, and says in words of their own, before it is sent on: each piece told by its place in the note."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assistant.briefing.models import Block, Chart, Grid, Note, Origin, Paragraph, Quotation, Said, Section
from assistant.briefing.walk import cited, founded, names_part, opens_part
from assistant.briefing.writer import fixed


@dataclass(frozen=True, slots=True)
class Edits:
    """An officer's choice; places are those of `pieces`."""

    left_out: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)
    """Place to the words that stand there instead."""

    def __bool__(self) -> bool:
        return bool(self.left_out or self.words)

    def told(self) -> str:
        """What was changed, in words: "2 left out, 1 edited"."""
        counts = ((len(self.left_out), "left out"), (len(self.words), "edited"))
        return ", ".join(f"{count} {what}" for count, what in counts if count)


@dataclass(frozen=True, slots=True)
class Piece:
    """What can be left out: a sentence, an item, a clause or a whole table."""

    place: str
    """Its address: section, block and item by number, from 0; of a table without item."""
    said: Said | None
    """None for a table, which can be left out and not edited."""
    block: Block

    @property
    def text(self) -> str:
        """The words; of a table its caption."""
        if self.said is not None:
            return self.said.text
        held = self.block.data if isinstance(self.block, Chart) else self.block
        return (held.caption if isinstance(held, Grid) else None) or "Table"


def pieces(section: Section, at: int) -> Iterator[Piece]:
    """What can be left out of a section, the note's section number `at`; names and opening lines go with what stands below them."""
    for number, block in enumerate(section.blocks):
        if names_part(block) or opens_part(block):
            continue
        if isinstance(block, Grid | Chart):
            yield Piece(f"{at}.{number}", None, block)
        else:
            items = block.said if isinstance(block, Paragraph) else block.items
            yield from (Piece(f"{at}.{number}.{place}", said, block) for place, said in enumerate(items))


def edited(note: Note, edits: Edits) -> Note:
    """The note as the officer wants it: edited words keep their sources and are marked as the officer's; sources of nothing go."""
    if not edits:
        return note
    blocks = [founded(list(_blocks(section, at, edits))) for at, section in enumerate(note.sections)]
    sections = [section.model_copy(update={"blocks": told}) for section, told in zip(note.sections, blocks, strict=True)]
    kept = tuple(section for section in sections if section.blocks or section.missing)
    return cited(note.model_copy(update={"sections": kept}))


def _blocks(section: Section, at: int, edits: Edits) -> Iterator[Block]:
    own = list(pieces(section, at))
    for number, block in enumerate(section.blocks):
        held = [piece for piece in own if piece.place.split(".")[1] == str(number)]
        kept = [piece for piece in held if piece.place not in edits.left_out]
        if not held or (kept and isinstance(block, Grid | Chart)):
            yield block
        elif kept:
            said = tuple(_said(piece, edits) for piece in kept)
            gap = (fixed(_gap(len(held) - len(kept))),) if isinstance(block, Quotation) and len(kept) < len(held) else ()
            yield block.model_copy(update={"said" if isinstance(block, Paragraph) else "items": (*said, *gap)})


def _said(piece: Piece, edits: Edits) -> Said:
    assert piece.said is not None
    words = edits.words.get(piece.place)
    return piece.said.model_copy(update={"text": words, "origin": Origin.OFFICER}) if words else piece.said


def _gap(count: int) -> str:
    """What a reader of a list given word for word is told of clauses that are not in it."""
    return f"[{count} {'clause is' if count == 1 else 'clauses are'} left out here.]"
