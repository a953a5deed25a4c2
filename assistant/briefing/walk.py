"""Everything a note says, piece by piece, and the same note with pieces changed."""

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.briefing.models import Block, Bullets, Chart, Grid, Note, Origin, Paragraph, Quotation, Said, Section


def every_said(note: Note) -> Iterator[Said]:
    """Everything the note says, in order."""
    for section in note.sections:
        for block in section.blocks:
            yield from said_of(block)


def said_of(block: Block) -> Iterator[Said]:
    """What a block says; of a table each cell, row by row."""
    if isinstance(block, Paragraph):
        yield from block.said
    elif isinstance(block, Bullets | Quotation):
        yield from block.items
    else:
        for row in (block.data if isinstance(block, Chart) else block).rows:
            yield from row


def folded(text: str) -> str:
    """Letters and digits of words alone, by which the same words are told."""
    return re.sub(r"[\W_]+", "", text.casefold())


def names_part(block: Block) -> bool:
    """Whether a block is the name over a part of a section, as of one matter among several."""
    if not isinstance(block, Paragraph) or len(block.said) != 1:
        return False
    (said,) = block.said
    return said.origin is Origin.FIXED and not said.text.endswith((".", ":", "]"))


def opens_part(block: Block) -> bool:
    """Whether a block is the line that opens a list or quotation below it."""
    return isinstance(block, Paragraph) and len(block.said) == 1 and block.said[0].text.endswith(":")


def founded(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without a name or an opening line under which nothing is left."""
    kept: list[Block] = []
    for block in reversed(blocks):
        below = kept[-1] if kept else None
        if (names_part(block) or opens_part(block)) and (below is None or names_part(below)):
            continue
        if opens_part(block) and isinstance(below, Paragraph) and not opens_part(below):
            continue
        kept.append(block)
    return tuple(reversed(kept))


def changed(note: Note, change: Callable[[Said], Said]) -> Note:
    """The note with each piece as `change` gives it."""

    def of(block: Block) -> Block:
        if isinstance(block, Paragraph):
            return block.model_copy(update={"said": tuple(map(change, block.said))})
        if isinstance(block, Bullets | Quotation):
            return block.model_copy(update={"items": tuple(map(change, block.items))})
        if isinstance(block, Chart):
            return block.model_copy(update={"data": grid(block.data)})
        return grid(block)

    def grid(block: Grid) -> Grid:
        return block.model_copy(update={"rows": tuple(tuple(map(change, row)) for row in block.rows)})

    def section(one: Section) -> Section:
        return one.model_copy(update={"blocks": tuple(map(of, one.blocks))})

    return note.model_copy(update={"sections": tuple(map(section, note.sections))})


def cited(note: Note) -> Note:
    """The note with the sources that it cites and no others, numbered in the order of their first use."""
    number: dict[int, int] = {}
    for said in every_said(note):
        for marker in said.markers:
            number.setdefault(marker, len(number) + 1)
    held = {source.marker: source for source in note.sources}
    sources = tuple(held[old].model_copy(update={"marker": new}) for old, new in number.items())
    renumbered = changed(note, lambda said: said.model_copy(update={"markers": tuple(number[marker] for marker in said.markers)}))
    return renumbered.model_copy(update={"sources": sources})
