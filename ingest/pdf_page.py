"""A page as it is drawn: text pieces with the place of every character, straight rules, and the frames they are read in.

Coordinates: points of the page as displayed (crop box, after /Rotate), origin lower left.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

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
