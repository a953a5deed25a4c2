"""A note as Markdown with footnotes; words of papers are escaped, so nothing in them becomes a link, an image or HTML."""

import re
from collections.abc import Iterator
from itertools import count

from assistant.briefing.models import Bullets, Chart, Grid, Note, Paragraph, Quotation, Said
from assistant.briefing.walk import names_part
from assistant.export.parts import (
    NO_ROWS,
    NOT_FOUND,
    SOURCES,
    body,
    captioned,
    details,
    edited_tag,
    exempt_tag,
    figure_columns,
    file_named,
    heading,
    not_found,
    reworded,
)
from assistant.marking import TAG, marking
from assistant.models import Citation

_SPECIAL = re.compile(r"[\\`*_\[\]<>~|&$^]")
_AT_START = re.compile(r"^([-+#=>:])|^(\d{1,9})([.)])(?=\s|$)")


def escaped(text: str) -> str:
    """Text that Markdown shows as it stands; addresses stay words."""
    text = _SPECIAL.sub(r"\\\g<0>", text).replace("://", "\\://")
    text = re.sub(r"\b(www|mailto)([.:])", r"\1\\\2", text, flags=re.IGNORECASE)
    return _AT_START.sub(lambda found: f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}", text)


def markdown(note: Note) -> str:
    """The note as Markdown; expects a note that is `prepared`."""
    return "\n\n".join(_Markdown(note).parts()) + "\n"


class _Markdown:
    def __init__(self, note: Note) -> None:
        self._note = note
        self._tables, self._figures = count(1), count(1)
        self._reworded = reworded(note)
        self._used: set[int] = set()

    def parts(self) -> Iterator[str]:
        note = self._note
        if marked := marking(note.classification, note.exempt_paragraphs):
            yield f"**{marked}**"
        yield f"# {escaped(note.title)}"
        yield " · ".join(f"**{label}:** {escaped(value)}" for label, value in details(note))
        if note.disclaimer:
            yield f"**{escaped(note.disclaimer)}**"
        for section in body(note):
            yield f"## {escaped(section.heading)}"
            for block in section.blocks:
                yield from self._block(block)
            if section.missing:
                yield f"*{escaped(section.missing)}*"
        if note.closing:
            yield f"*{escaped(note.closing)}*"
        if missing := not_found(note):
            yield f"## {escaped(heading(note, NOT_FOUND))}"
            yield "\n".join(f"- {escaped(line)}" for line in missing)
        if note.sources:
            yield f"## {escaped(heading(note, SOURCES))}"
            yield "\n".join(self._source(source) for source in note.sources)

    def _block(self, block: Paragraph | Bullets | Quotation | Grid | Chart) -> Iterator[str]:
        if names_part(block):
            yield f"### {escaped(block.said[0].text)}"  # type: ignore[union-attr]
        elif isinstance(block, Paragraph):
            yield " ".join(map(self._said, block.said))
        elif isinstance(block, Bullets):
            yield "\n".join(f"{f'{at}.' if block.numbered else '-'} {self._said(item)}" for at, item in enumerate(block.items, 1))
        elif isinstance(block, Quotation):
            yield "\n>\n".join(f"> {self._said(item, quoted=True)}" for item in block.items)
        elif isinstance(block, Chart):
            yield f"**{escaped(''.join(captioned('Figure', self._figures, block.title)))}**"
            yield escaped(block.alt)
            yield from self._grid(block.data)
        else:
            yield from self._grid(block)

    def _grid(self, grid: Grid) -> Iterator[str]:
        yield f"**{escaped(''.join(captioned('Table', self._tables, grid.caption or '')))}**" + self._cited(grid.markers)
        if grid.rows:
            rule = ["---:" if figures else "---" for figures in figure_columns(grid)]
            rows = [[escaped(name) for name in grid.columns], rule, *([self._said(cell) for cell in row] for row in grid.rows)]
            yield "\n".join(f"| {' | '.join(cells)} |" for cells in rows)
        else:
            yield f"*{NO_ROWS}*"
        if grid.note:
            yield f"Note: {escaped(grid.note)}"

    def _said(self, said: Said, quoted: bool = False) -> str:
        words = f"**{escaped(said.label)}** {escaped(said.text)}" if said.label else escaped(said.text)
        return words + self._cited(said.markers) + edited_tag(said, quoted)

    def _cited(self, markers: tuple[int, ...]) -> str:
        self._used.update(markers)
        return "".join(f"[^{marker}]" for marker in markers) + exempt_tag(markers, self._note.sources)

    def _source(self, source: Citation) -> str:
        name = file_named(source)
        parts = [escaped((f"{TAG.upper()}: " if source.marking else "") + source.locator), f"File: {escaped(name)}" if name else ""]
        if source.also_in:
            parts.append(f"The same words are in {escaped(', '.join(source.also_in))}")
        if source.marker in self._reworded:
            parts.append(f'The paper says: "{escaped(source.quote)}"')
        lead = f"[^{source.marker}]:" if source.marker in self._used else "-"
        return f"{lead} {'. '.join(part for part in parts if part)}"
