"""Cuts blocks into passages: small enough to match, whole enough to quote, each with its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.models import Box, Kind, Line, Passage
from ingest.structure.body import Block

_SENTENCE = re.compile(r"(?<=[.;:?!])\s+(?=[A-Z“‘(])")
_MERGED = {Kind.PARAGRAPH, Kind.LIST, Kind.MINUTE, Kind.FRONT_MATTER, Kind.AGENDA_ENTRY}


def cut(blocks: Sequence[Block], words: int) -> Iterator[Block]:
    """Blocks of at most about `words` words: neighbours with one number and section joined, long ones cut at sentences.

    Headings are joined to what follows them, so that no passage is a heading alone.
    """
    for _, group in groupby(_headed(blocks), key=_key):
        yield from _pack(list(group), words)


def _headed(blocks: Sequence[Block]) -> Iterator[Block]:
    pending: list[Line] = []
    last: Block | None = None
    for block in blocks:
        if block.kind is Kind.HEADING:
            pending.extend(block.lines)
            last = block
        elif pending:
            yield replace(block, lines=(*pending, *block.lines), begins=tuple(len(pending) + at for at in block.begins))
            pending, last = [], None
        else:
            yield block
    if pending and last is not None:
        yield replace(last, lines=tuple(pending))


def _key(block: Block) -> tuple[object, ...]:
    kind = Kind.PARAGRAPH if block.kind is Kind.LIST else block.kind
    alone = id(block) if block.table is not None else 0
    return block.paragraph, block.section_path, block.item, kind, alone, block.repeat


def _count(block: Block) -> int:
    return sum(len(line.text.split()) for line in block.lines)


def _pack(group: list[Block], words: int) -> Iterator[Block]:
    held: list[Block] = []
    for block in (piece for whole in group for piece in _split(whole, words)):
        if held and (sum(map(_count, held)) + _count(block) > words or _too_far(held[0].lines[0], block.lines[-1])):
            yield _join(held)
            held = []
        held.append(block)
    if held:
        yield _join(held)


def _too_far(first: Line, last: Line) -> bool:
    """True where a passage from one line to the other would stand on more than two pages, and could not be cited by its page."""
    return first.page is not None and last.page is not None and last.page - first.page > 1


def _join(held: list[Block]) -> Block:
    kind = (
        held[0].kind
        if len(held) == 1 or held[0].kind not in _MERGED
        else next((b.kind for b in held if b.kind is not Kind.LIST), Kind.LIST)
    )
    return replace(held[0], kind=kind, lines=tuple(line for block in held for line in block.lines))


def _split(block: Block, words: int) -> Iterator[Block]:
    """Cut a long block between its lines or sentences; a table between rows, each piece with the table's head."""
    spread = _too_far(block.lines[0], block.lines[-1])
    if _count(block) <= 1.3 * words and not spread:
        yield block
        return
    held: list[Line] = []
    first = count = 0
    for at, line in enumerate(block.lines):
        for piece in _sentences(line, words):
            more = len(piece.text.split())
            if held and (count + more > words or (spread and piece.page != held[-1].page)) and _may_cut(block, at):
                yield _piece(block, held, first, at)
                held, first, count = [], at, 0
            held.append(piece)
            count += more
    yield _piece(block, held, first, len(block.lines))


def _may_cut(block: Block, at: int) -> bool:
    return block.table is None or at in block.begins


def _piece(block: Block, lines: Sequence[Line], first: int, end: int) -> Block:
    """Some lines of a block, those from `first` up to `end`, with the rows of its table that begin on them."""
    if block.table is None:
        return replace(block, lines=tuple(lines))
    kept = [(begin - first, row) for begin, row in zip(block.begins, block.table.rows, strict=True) if first <= begin < end]
    return replace(
        block, lines=tuple(lines), table=replace(block.table, rows=tuple(row for _, row in kept)), begins=tuple(at for at, _ in kept)
    )


def _sentences(line: Line, words: int) -> Iterator[Line]:
    """Pieces of a line that is itself too long, cut at sentence ends."""
    if len(line.text.split()) <= words or line.cells:
        yield line
        return
    start = 0
    for found in (*_SENTENCE.finditer(line.text), None):
        end = found.end() if found else len(line.text)
        if found is None or len(line.text[start:end].split()) >= 0.6 * words:
            struck = tuple((max(a - start, 0), min(b, end) - start) for a, b in line.struck if a < end and b > start)
            yield replace(line, text=line.text[start:end].strip(), struck=struck, gap=line.gap and start == 0)
            start = end


def words_of(lines: Sequence[Line]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text of some lines and its struck spans; a new paragraph, bullet or row begins a new line."""
    text = ""
    struck: list[tuple[int, int]] = []
    headed = False
    for line in lines:
        piece = line.text.strip()
        if not piece:
            continue
        if text:
            text += "\n" if line.bullet or line.cells or line.gap or line.note or (headed and not line.bold) else " "
        if line.bullet:
            text += "- "
        shift = len(text) - (len(line.text) - len(line.text.lstrip()))
        struck.extend((max(start + shift, 0), end + shift) for start, end in line.struck)
        text += piece
        headed = line.bold or line.level > 0
    return text, tuple(struck)


def boxes_of(lines: Sequence[Line]) -> tuple[Box, ...]:
    """The boxes of the lines that have one."""
    return tuple(line.box for line in lines if line.box is not None)


def finish(passage: Passage, lines: Sequence[Line]) -> Passage:
    """`passage` with the words, pages, boxes and confidence of its lines."""
    text, struck = words_of(lines)
    pages = [line.page for line in lines if line.page is not None]
    read = [line.confidence for line in lines if line.confidence is not None]
    return replace(
        passage,
        text=text,
        struck=struck,
        page=min(pages, default=None),
        page_end=max(pages, default=None),
        boxes=boxes_of(lines),
        confidence=sum(read) / len(read) if read else None,
    )
