"""A page as it is drawn: text pieces with the place of every character, straight rules, and the frames they are read in.

Coordinates: points of the page as displayed (crop box, after /Rotate), origin lower left.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ingest.language.wellformed import whole

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


class Glyphs(Protocol):
    """A font as the page uses it."""

    bold: bool
    symbol: bool

    def decode(self, data: Any) -> Sequence[tuple[str, float, bool]]:
        """Characters of a shown string: text, advance in text-space units of one em, whether word spacing applies."""


class Resources(Protocol):
    """The named things that a content stream may call for."""

    def font(self, name: str) -> Glyphs | None: ...
    def form(self, name: str) -> "Form | None": ...


@dataclass(frozen=True, slots=True)
class Form:
    """A form XObject: its operations run in place under its matrix."""

    operations: Sequence[tuple[Any, bytes]]
    matrix: Matrix
    resources: Resources


@dataclass(slots=True)
class Shown:
    """Characters shown side by side in one direction."""

    text: str
    edges: list[float]
    """x of the left edge of each character and of the right edge of the last, in the frame turned by their angle."""
    y: float
    """Baseline in that frame."""
    size: float
    bold: bool
    symbol: bool

    @property
    def x0(self) -> float:
        return self.edges[0]

    @property
    def x1(self) -> float:
        return self.edges[-1]


@dataclass(slots=True)
class Piece(Shown):
    """What one operation shows, in one font."""

    angle: int
    """0, 90, 180 or 270: degrees by which the text is turned counter-clockwise on the displayed page."""
    order: int
    """Position in the content stream."""
    askew: bool = False
    """True where it is turned by an angle in between: a watermark."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight horizontal or vertical line, x0 <= x1 and y0 <= y1."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def horizontal(self) -> bool:
        return self.x1 - self.x0 >= self.y1 - self.y0


@dataclass(slots=True)
class Drawing:
    """Everything that was read off one page."""

    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    images: int = 0
    overfull: bool = False
    """True where the page holds more characters than are read."""


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that applies m first, then n."""
    a, b, c, d, e, f = m
    g, h, i, j, k, o = n
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + o)


def turned(x: float, y: float, angle: int) -> tuple[float, float]:
    """A point of the page in the frame in which text turned by `angle` degrees reads from left to right."""
    if angle == 0:
        return x, y
    if angle == 90:
        return y, -x
    return (-x, -y) if angle == 180 else (-y, x)


def unturned(x: float, y: float, angle: int) -> tuple[float, float]:
    """The inverse of `turned`."""
    return turned(x, y, (360 - angle) % 360)


# A font as a page uses it: codes to characters and widths, through the font object that `ingest.pdf` loads.

_BOLD = re.compile(r"bold|black|heavy|demi", re.I)
_SYMBOL = re.compile(r"symbol|dingbat|webding|wingding", re.I)
_FORCE_BOLD = 1 << 18
_CLEAN = {
    **dict(zip("ﬀﬁﬂﬃﬄﬅﬆ", ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True)),
    **dict.fromkeys("\xa0\u2002\u2003\u2007\u2009\u202f\t\n\r", " "),
    **dict.fromkeys("\u200b\u200c\u200d\ufeff\x00", ""),
    **dict(zip("\uf0b7\uf0a7\uf0d8\uf0fc\uf0fb\uf0e0\uf0fe\uf06f\uf0a8\uf02d", "•▪➢✓✗→☑☐☐-", strict=True)),
}
MAX_STRING = 100_000
"""Bytes of one shown string above which the rest is left out."""
Glyph = tuple[str, float, bool]


class PdfFont:
    """Codes to (text, advance in em, whether word spacing applies); built once a file."""

    def __init__(self, dictionary: Any, load: Callable[[Any], Any]) -> None:
        self._composite = False
        self._font: Any = None
        self._scale = 0.001
        self._known: dict[Any, Glyph] = {}
        name = str(dictionary.get("/BaseFont", ""))
        try:
            self._font = load(dictionary)
            self._composite = isinstance(self._font.encoding, str) and self._font.encoding not in ("charmap", "latin-1")
            if self._font.sub_type == "Type3":
                self._scale = abs(float(dictionary["/FontMatrix"][0])) or 0.001
        except (MemoryError, RecursionError):
            raise
        except Exception:  # a font that cannot be read leaves its codes as Latin letters, which the quality check then judges
            self._font = None
        flags = self._font.font_descriptor.flags if self._font else 0
        self.bold = bool(_BOLD.search(name)) or bool(int(flags) & _FORCE_BOLD if isinstance(flags, (int, float)) else 0)
        self.symbol = bool(_SYMBOL.search(name))

    def decode(self, data: Any) -> Sequence[Glyph]:
        raw = getattr(data, "original_bytes", data)
        if not isinstance(raw, bytes):
            return ()
        if self._font is not None and not self._font.interpretable:
            return ()
        raw = raw[:MAX_STRING]
        known = self._known
        if not self._composite:
            return [known[code] if code in known else self._simple(code) for code in raw]
        try:
            codes = raw.decode(self._font.encoding, "surrogatepass")
        except (UnicodeDecodeError, LookupError):
            codes = raw.decode("utf-16-be", "replace")
        return [known[code] if code in known else self._cid(code) for code in codes]

    def _simple(self, code: int) -> Glyph:
        char, width = chr(code), 500.0
        if self._font is not None:
            encoding = self._font.encoding
            char = encoding.get(code, char) if isinstance(encoding, dict) else bytes([code]).decode(encoding, "replace")
            char = self._font.character_map.get(char, char)
            width = self._width(chr(code))
        glyph = (clean(char), width * self._scale, code == 32)
        self._known[code] = glyph
        return glyph

    def _cid(self, code: str) -> Glyph:
        glyph = (clean(self._font.character_map.get(code, code)), self._width(code) * self._scale, False)
        self._known[code] = glyph
        return glyph

    def _width(self, code: str) -> float:
        widths = self._font.character_widths
        try:
            return float(widths.get(code, widths.get("default", 500)))
        except (TypeError, ValueError):
            return 500.0


def clean(text: Any) -> str:
    """Characters without ligatures, odd blanks and controls; every other character stays as the paper has it."""
    return "".join(_CLEAN.get(char, "" if char < " " else char) for char in whole(str(text)))
