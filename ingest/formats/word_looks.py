"""How the words of a Word file look: hidden, struck out, bold or set above the line, by themselves or by their styles.

ECMA-376 part 1, 17.7.3: what is said of a run itself holds; else the styles of its table, its paragraph and its characters each switch
such a property over, and what the document's defaults switch on stays on. Within a style that is based on others the nearest word holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = ("0", "false", "none", "off")
_AUTOMATIC = 14.0
"""Points of space where Word is told to set it by itself."""
_TINY = 4
"""Half points of a font under which nobody reads a word."""
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
        self._root = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._paragraphs = root.find(f"{W}docDefaults/{W}pPrDefault/{W}pPr")
        self._white_pages = document.element.find(f"{W}background") is None
        self._known: dict[tuple[str | None, str], str | None] = {}

    def of(self, run: Any, paragraph: Any) -> Look:
        """The look of a run of `paragraph`."""
        own = run.find(f"{W}rPr")
        table = next(paragraph.iterancestors(f"{W}tbl"), None)
        styles = (
            value_of(table.find(f"{W}tblPr"), "tblStyle") if table is not None else None,
            value_of(paragraph.find(f"{W}pPr"), "pStyle") or self._default.get("paragraph"),
            value_of(own, "rStyle") or self._default.get("character"),
        )
        return Look(
            self._switched(own, styles, "vanish") or self._unseen(own, styles, paragraph),
            self._switched(own, styles, "strike") or self._nearest(own, styles, "dstrike") not in (None, *_OFF),
            self._switched(own, styles, "b"),
            self._nearest(own, styles, "vertAlign") == "superscript",
        )

    def _unseen(self, own: Any, styles: tuple[str | None, ...], paragraph: Any) -> bool:
        """Whether words are too small to be seen, or of the colour that lies behind them."""
        size = self._nearest(own, styles, "sz") or ""
        colour = (self._nearest(own, styles, "color") or "auto").upper()
        highlight = self._nearest(own, styles, "highlight") or "none"
        if size.isdecimal() and int(size) < _TINY:
            return True
        if highlight != "none":
            return (highlight == "black" and colour in ("AUTO", _BLACK)) or (highlight == "white" and colour == _WHITE)
        own_shade = own.find(f"{W}shd") if own is not None else None
        shades = [own_shade, *(found for found in self._shades(paragraph, styles) if found is not None)]
        fills = [(shade.get(f"{W}fill") or "auto").upper() for shade in shades if shade is not None]
        if fills:
            return fills[0] == colour and colour != "AUTO"
        return colour == _WHITE and self._on_white(paragraph)

    def _shades(self, paragraph: Any, styles: tuple[str | None, ...]) -> Iterator[Any]:
        """What lies behind a paragraph, by its own words or those of its style."""
        for properties in (paragraph.find(f"{W}pPr"), *(element.find(f"{W}pPr") for element in self._chain(styles[1]))):
            yield properties.find(f"{W}shd") if properties is not None else None

    def _on_white(self, paragraph: Any) -> bool:
        """True where nothing but the white of the page can lie behind a paragraph: no table, no box, no coloured page."""
        return self._white_pages and next(paragraph.iterancestors(f"{W}tbl", f"{W}txbxContent"), None) is None

    def opens_with_head(self, table: Any) -> bool:
        """Whether the table's style sets its first row apart as a head, and the table asks for it."""
        properties = table.find(f"{W}tblPr")
        look = properties.find(f"{W}tblLook") if properties is not None else None
        if look is None or not (look.get(f"{W}firstRow", "0") not in _OFF or int(look.get(f"{W}val", "0"), 16) & _FIRST_ROW):
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

    def _switched(self, own: Any, styles: tuple[str | None, ...], name: str) -> bool:
        if (said := value_of(own, name)) is not None:
            return said not in _OFF
        if value_of(self._root, name) not in (None, *_OFF):
            return True
        return sum(self._of_style(style, name) not in (None, *_OFF) for style in styles) % 2 == 1

    def _nearest(self, own: Any, styles: tuple[str | None, ...], name: str) -> str | None:
        found = (value_of(own, name), *(self._of_style(style, name) for style in reversed(styles)), value_of(self._root, name))
        return next((said for said in found if said is not None), None)

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
