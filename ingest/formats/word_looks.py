"""How the words of a Word file look: hidden, struck out, bold or set above the line, by themselves or by their styles.

ECMA-376 part 1, 17.7.3: what is said of a run itself holds; else the styles of its table, its paragraph and its characters each switch
such a property over, and what the document's defaults switch on stays on. Within a style that is based on others the nearest word holds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "none", "off")
_AUTOMATIC = 14.0
"""Points of space where Word is told to set it by itself."""
_TINY = 4
"""Half points of a font under which nobody reads a word."""
_HEADING = re.compile(r"heading ([1-9])|title$")
_FIRST_ROW = 0x20
"""The bit of a table's look that asks for a head."""
_WHITE, _BLACK = "FFFFFF", "000000"
_DEEPEST = 20
"""Styles that one may be based on in turn."""


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks."""

    hidden: bool = False
    struck: bool = False
    bold: bool = False
    raised: bool = False


class Looks:
    """The styles of one document."""

    def __init__(self, document: Any) -> None:
        root = document.styles.element
        self._styles = {style.get(f"{W}styleId"): style for style in root.iter(f"{W}style")}
        self._default = {
            style.get(f"{W}type"): style.get(f"{W}styleId") for style in root.iter(f"{W}style") if style.get(f"{W}default", "0") not in _OFF
        }
        self._root = _said(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
        self._paragraphs = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        self._white_pages = document.element.find(f"{W}background") is None
        self._levels: dict[str | None, int] = {}
        self._known: dict[tuple[str | None, str], str | None] = {}

    def of(self, run: Any, paragraph: Any) -> Look:
        """The look of a run of `paragraph`."""
        own = _said(run.find(f"{W}rPr"))
        table = next(paragraph.iterancestors(f"{W}tbl"), None)
        styles = (
            value_of(table.find(f"{W}tblPr"), "tblStyle") if table is not None else None,
            value_of(paragraph.find(f"{W}pPr"), "pStyle") or self._default.get("paragraph"),
            own.get("rStyle") or self._default.get("character"),
        )
        return Look(
            self._switched(own, styles, "vanish") or self._unseen(run, own, styles, paragraph),
            self._switched(own, styles, "strike") or self._nearest(own, styles, "dstrike") not in (None, *_OFF),
            self._switched(own, styles, "b"),
            self._nearest(own, styles, "vertAlign") == "superscript",
        )

    def _unseen(self, run: Any, own: dict[str, str], styles: tuple[str | None, ...], paragraph: Any) -> bool:
        """Whether words are too small to be seen, or of the colour that lies behind them."""
        size = self._nearest(own, styles, "sz") or ""
        colour = (self._nearest(own, styles, "color") or "auto").upper()
        highlight = self._nearest(own, styles, "highlight") or "none"
        if size.isdecimal() and int(size) < _TINY:
            return True
        if highlight != "none":
            return (highlight == "black" and colour in ("AUTO", _BLACK)) or (highlight == "white" and colour == _WHITE)
        if colour == "AUTO":
            return False  # Word takes the one that can be seen
        behind = next(filter(None, self._shades(run, paragraph, styles)), None)
        return colour == behind if behind else colour == _WHITE and self._on_white(paragraph)

    def _shades(self, run: Any, paragraph: Any, styles: tuple[str | None, ...]) -> Iterator[str | None]:
        """What lies behind a run, by its own words, its paragraph's, and those of their styles; None for what says nothing."""
        yield _shade(run.find(f"{W}rPr"))
        yield from (_shade(element.find(f"{W}rPr")) for style in (styles[2], styles[1]) for element in self._chain(style))
        yield _shade(paragraph.find(f"{W}pPr"))
        yield from (_shade(element.find(f"{W}pPr")) for element in self._chain(styles[1]))

    def _on_white(self, paragraph: Any) -> bool:
        """True where nothing but the white of the page can lie behind a paragraph: no table, no box, no coloured page."""
        return self._white_pages and next(paragraph.iterancestors(f"{W}tbl", f"{W}txbxContent"), None) is None

    def level(self, paragraph: Any) -> int:
        """Level of a heading style, also where a house style is based on one; "Title" is level 1, other styles 0."""
        style = value_of(paragraph.find(f"{W}pPr"), "pStyle") or self._default.get("paragraph")
        if style not in self._levels:
            names = (str(value_of(element, "name") or "").casefold() for element in self._chain(style))
            self._levels[style] = next(
                (1 if found[0] == "title" else min(int(found[1]), 6) for name in names if (found := _HEADING.match(name))), 0
            )
        return self._levels[style]

    def opens_with_head(self, table: Any) -> bool:
        """Whether the table's style sets its first row apart as a head, and the table asks for it."""
        properties = table.find(f"{W}tblPr")
        look = properties.find(f"{W}tblLook") if properties is not None else None
        if look is None or not (look.get(f"{W}firstRow", "0") not in _OFF or _bits(look.get(f"{W}val", "0")) & _FIRST_ROW):
            return False
        parts = (part for style in self._chain(value_of(properties, "tblStyle")) for part in style.findall(f"{W}tblStylePr"))
        first = [part for part in parts if part.get(f"{W}type") == "firstRow"]
        return any(value_of(part.find(f"{W}rPr"), "b") not in (None, *_OFF) or part.find(f"{W}tcPr/{W}shd") is not None for part in first)

    def space(self, paragraph: Any, side: str) -> float:
        """Points of space that are set "before" or "after" a paragraph."""
        own = paragraph.find(f"{W}pPr")
        style = value_of(own, "pStyle") or self._default.get("paragraph")
        for properties in (own, *(element.find(f"{W}pPr") for element in self._chain(style)), self._paragraphs):
            spacing = properties.find(f"{W}spacing") if properties is not None else None
            if spacing is not None and spacing.get(f"{W}{side}Autospacing", "0") not in _OFF:
                return _AUTOMATIC
            if spacing is not None and (said := spacing.get(f"{W}{side}", "")).isdecimal():
                return int(said) / 20
        return 0.0

    def closed_up(self, paragraph: Any) -> str | None:
        """The style of a paragraph that leaves no space between itself and others of its style; None for others."""
        own = paragraph.find(f"{W}pPr")
        style = value_of(own, "pStyle") or self._default.get("paragraph")
        said = (value_of(properties, "contextualSpacing") for properties in (own, *(e.find(f"{W}pPr") for e in self._chain(style))))
        return style if next(filter(None, said), "0") not in _OFF else None

    def _chain(self, style: str | None) -> Iterator[Any]:
        """A style and those that it is based on, the nearest first."""
        for _ in range(_DEEPEST):
            element = self._styles.get(style) if style else None
            if element is None:
                return
            yield element
            style = value_of(element, "basedOn")

    def _switched(self, own: dict[str, str], styles: tuple[str | None, ...], name: str) -> bool:
        if (said := own.get(name)) is not None:
            return said not in _OFF
        if self._root.get(name) not in (None, *_OFF):
            return True
        return sum(self._of_style(style, name) not in (None, *_OFF) for style in styles) % 2 == 1

    def _nearest(self, own: dict[str, str], styles: tuple[str | None, ...], name: str) -> str | None:
        for said in (own.get(name), *(self._of_style(style, name) for style in reversed(styles))):
            if said is not None:
                return said
        return self._root.get(name)

    def _of_style(self, style: str | None, name: str) -> str | None:
        """What a style says, or the nearest that it is based on."""
        if (style, name) not in self._known:
            said = next(filter(None, (value_of(element.find(f"{W}rPr"), name) for element in self._chain(style))), None)
            self._known[style, name] = said
        return self._known[style, name]


def value_of(element: Any, name: str) -> str | None:
    """The value of a property: "true" where it is only named, None where it is not."""
    found = element.find(f"{W}{name}") if element is not None else None
    return None if found is None else str(found.get(f"{W}val", "true"))


def _said(properties: Any) -> dict[str, str]:
    """The values of all properties."""
    return (
        {child.tag.removeprefix(W): child.get(f"{W}val", "true") for child in properties.iterchildren("*")}
        if properties is not None
        else {}
    )


def _shade(properties: Any) -> str | None:
    """The colour with which properties fill what lies behind; None where they fill nothing."""
    shade = properties.find(f"{W}shd") if properties is not None else None
    if shade is None:
        return None
    fill = shade.get(f"{W}{'color' if shade.get(f'{W}val') == 'solid' else 'fill'}", "auto").upper()
    return None if fill == "AUTO" else fill


def _bits(said: str) -> int:
    return int(said, 16) if all(char in "0123456789abcdefABCDEF" for char in said) and said else 0
