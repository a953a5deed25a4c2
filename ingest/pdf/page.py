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
Rectangle = tuple[float, float, float, float]
"""x0, y0, x1, y1."""
Colour = tuple[float, float, float]
"""Red, green, blue; 0 to 1."""
BLACK: Colour = (0.0, 0.0, 0.0)


class Glyphs(Protocol):
    """A font as the page uses it."""

    bold: bool
    symbol: bool
    unit: float
    """The font's em in its own unit: 1 but in fonts that draw their letters themselves (Type 3)."""

    def decode(self, data: Any) -> Sequence[tuple[str, float, bool]]:
        """Characters of a shown string: text, advance in text-space units of one em, whether word spacing applies."""


class Resources(Protocol):
    """The named things that a content stream may call for."""

    def font(self, name: str) -> Glyphs | None: ...
    def form(self, name: str) -> "Form | None": ...
    def covers(self, name: str) -> bool:
        """Whether a picture hides what lies below it."""

    def switched_off(self, content: Any) -> bool:
        """Whether marked content, named or as a dictionary, or an XObject is in a layer that is not shown."""

    def space(self, name: str) -> str:
        """The kind of a colour space ("/Separation")."""

    def shine(self, name: str) -> tuple[float, bool]:
        """Of a graphics state: how much ink is laid on (0 to 1), and whether it hides what lies below."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form XObject: its operations run in place under its matrix."""

    operations: Sequence[tuple[Any, bytes]]
    matrix: Matrix
    resources: Resources
    box: Rectangle | None = None
    """What may be drawn in, before the matrix."""


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
    colour: Colour | None = BLACK
    """None where it is not one colour, or not known."""
    invisible: bool = False
    """True where the letters are laid out without ink, as OCR does over a scan."""
    hidden: bool = False
    """True where they stand outside the clipping path or in a layer that is switched off."""

    def bounds(self) -> Rectangle:
        """The upright rectangle on the page round the middle of the letters."""
        x0, y0 = unturned(self.x0, self.y + 0.1 * self.size, self.angle)
        x1, y1 = unturned(self.x1, self.y + 0.5 * self.size, self.angle)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)

    def meets(self, box: Rectangle) -> bool:
        """Whether any of it is in a rectangle of the page."""
        x0, y0, x1, y1 = self.bounds()
        return x0 < box[2] and x1 > box[0] and y0 < box[3] and y1 > box[1]


@dataclass(frozen=True, slots=True)
class Area:
    """What is painted over a part of the page."""

    box: Rectangle
    colour: Colour | None
    """None where it is not one colour, or not known."""
    order: int
    """Position in the content stream, counted with the pieces."""
    covers: bool
    """True where it fills its whole box and nothing below shows through."""
    image: bool = False


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
    areas: list[Area] = field(default_factory=list)
    images: int = 0
    overfull: bool = False
    """True where the page holds more characters than are read."""


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that applies m first, then n."""
    a, b, c, d, e, f = m
    g, h, i, j, k, o = n
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + o)


def frame(box: Rectangle, rotation: int) -> tuple[Matrix, float, float]:
    """For a page of this crop box and /Rotate: the matrix to the displayed page, its width and its height."""
    x0, x1, y0, y1 = min(box[0], box[2]), max(box[0], box[2]), min(box[1], box[3]), max(box[1], box[3])
    base: Matrix = {
        90: (0.0, -1.0, 1.0, 0.0, -y0, x1),
        180: (-1.0, 0.0, 0.0, -1.0, x1, y1),
        270: (0.0, 1.0, -1.0, 0.0, y1, -x0),
    }.get(rotation % 360, (1.0, 0.0, 0.0, 1.0, -x0, -y0))
    return (base, y1 - y0, x1 - x0) if rotation % 360 in (90, 270) else (base, x1 - x0, y1 - y0)


def applied(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point under a matrix."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def bounds(m: Matrix, box: Rectangle) -> Rectangle:
    """The upright rectangle round a rectangle under a matrix."""
    points = [applied(m, x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return min(xs), min(ys), max(xs), max(ys)


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
        self._declared: dict[int, str] = {}
        self._scale = 0.001
        self.unit = 1.0
        self._known: dict[Any, Glyph] = {}
        name = str(dictionary.get("/BaseFont", ""))
        try:
            self._font = load(dictionary)
            self._declared = _declared(dictionary, load)
            self._composite = isinstance(self._font.encoding, str) and self._font.encoding not in ("charmap", "latin-1")
            if self._font.sub_type == "Type3":
                self._scale = abs(float(dictionary["/FontMatrix"][0])) or 0.001
                height = abs(float(dictionary["/FontBBox"][3]) - float(dictionary["/FontBBox"][1])) * self._scale
                self.unit = height if 0 < height < 0.5 or height > 2.5 else 1.0
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
            encoding, mapped = self._font.encoding, self._font.character_map
            char = encoding.get(code, char) if isinstance(encoding, dict) else bytes([code]).decode(encoding, "replace")
            char = self._declared.get(code) or mapped.get(chr(code), char)
            char = _spelled(char) if len(char) > 1 and char[0] == "/" else char
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


def _declared(dictionary: Any, load: Callable[[Any], Any]) -> dict[int, str]:
    """What a page says of the codes of an embedded Type 1 font: it goes before the font's own encoding (ISO 32000-1, 9.6.6)."""
    said = dictionary.get("/Encoding")
    if said is None or "/ToUnicode" in dictionary or dictionary.get("/Subtype") not in ("/Type1", "/MMType1"):
        return {}
    alone = type(dictionary)({name: value for name, value in dictionary.items() if name != "/FontDescriptor"})
    encoding = load(alone).encoding
    if not isinstance(encoding, dict) or isinstance(said, str) or "/BaseEncoding" in said.get_object():
        return encoding if isinstance(encoding, dict) else {}
    codes, code = set(), 0
    for item in said.get_object().get("/Differences", ()):
        code = int(item) if isinstance(item, int) else code + 1
        codes.add(code - (not isinstance(item, int)))
    return {code: encoding[code] for code in codes if code in encoding}


def _spelled(name: str) -> str:
    """The letters that the name of a glyph spells ("f_i", "T_h.alt"); the sign for an unreadable one where it spells none."""
    parts = name[1:].partition(".")[0].split("_")
    return "".join(parts) if len(parts) > 1 and all(len(part) == 1 for part in parts) else "\ufffd"


def clean(text: Any) -> str:
    """Characters without ligatures, odd blanks and controls; every other character stays as the paper has it."""
    return "".join(_CLEAN.get(char, "" if char < " " else char) for char in whole(str(text)))
