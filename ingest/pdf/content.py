"""The interpreter of a page's content stream: what is shown where.

It is interpreted here rather than by a text extractor because widths, rules and rotation decide what is a cell, a struck-out word
or a stamp. Operators: ISO 32000-1, annex A.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.pdf.page import (
    BLACK,
    IDENTITY,
    Area,
    Colour,
    Drawing,
    Form,
    Glyphs,
    Matrix,
    Piece,
    Rectangle,
    Resources,
    applied,
    bounds,
    multiply,
    turned,
)
from ingest.pdf.paths import Outline
from ingest.pdf.seen import colour_of, meet

MAX_FORM_DEPTH = 12
MAX_FORMS = 2_000
MAX_CHARACTERS = 100_000
"""Characters on one page above which the rest is left out; a dense page holds 8,000."""
ASKEW = 0.1
"""Quarter turns off the straight from which words are printed across the page."""
LEAST = 3.0
"""Points up to which what is painted is a rule rather than a ground."""


@dataclass(slots=True)
class _State:
    """Graphics state: what q saves and Q restores."""

    ctm: Matrix
    font: Glyphs | None = None
    size: float = 0.0
    char_space: float = 0.0
    word_space: float = 0.0
    scale: float = 1.0
    leading: float = 0.0
    rise: float = 0.0
    mode: int = 0
    width: float = 1.0
    space: str = "/DeviceGray"
    colour: Colour | None = BLACK
    ink: float = 1.0
    covers: bool = True
    clip: Rectangle | None = None
    clip_whole: bool = True
    """Whether the clipping path is its bounds."""


class Interpreter:
    """Runs the operations of one page and collects a Drawing."""

    def __init__(self, resources: Resources, base: Matrix) -> None:
        self.drawing = Drawing()
        self._resources = resources
        self._state = _State(base)
        self._stack: list[_State] = []
        self._tm = self._tlm = IDENTITY
        self._path = Outline()
        self._clips = False
        self._marks: list[bool] = []
        self._depth = self._forms = self._characters = 0
        self.order = 0
        """Of what was drawn last."""

    def run(self, operations: Iterable[tuple[Any, bytes]]) -> None:
        """Interpret operations in order; operands that are not what the operator asks for are skipped, as viewers do."""
        for operands, operator in operations:
            handler = _HANDLERS.get(operator)
            if handler is not None:
                try:
                    handler(self, operands)
                except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError, ZeroDivisionError):
                    continue

    # Graphics state

    def _save(self, _: Any) -> None:
        if len(self._stack) < 1000:
            self._stack.append(replace(self._state))

    def _restore(self, _: Any) -> None:
        if self._stack:
            self._state = self._stack.pop()

    def _concat(self, v: Any) -> None:
        self._state.ctm = multiply(_matrix(v), self._state.ctm)

    def _set(self, name: str, value: float) -> None:
        setattr(self._state, name, value)

    def _set_font(self, v: Any) -> None:
        self._state.size = float(v[1])
        self._state.font = self._resources.font(str(v[0]))

    def _colour(self, v: Any, space: str = "") -> None:
        state = self._state
        state.space = space or state.space
        state.colour = colour_of(state.space, [float(part) for part in v])

    def _set_space(self, v: Any) -> None:
        self._state.space, self._state.colour = self._resources.space(str(v[0])), BLACK

    def _set_shine(self, v: Any) -> None:
        self._state.ink, self._state.covers = self._resources.shine(str(v[0]))

    def _mark(self, v: Any) -> None:
        self._marks.append(len(v) > 1 and v[0] == "/OC" and self._resources.switched_off(v[1]))

    def _unmark(self, _: Any) -> None:
        if self._marks:
            self._marks.pop()

    # Text

    def _begin(self, _: Any) -> None:
        self._tm = self._tlm = IDENTITY

    def _move(self, v: Any) -> None:
        self._tm = self._tlm = multiply((1.0, 0.0, 0.0, 1.0, float(v[0]), float(v[1])), self._tlm)

    def _move_leading(self, v: Any) -> None:
        self._state.leading = -float(v[1])
        self._move(v)

    def _set_matrix(self, v: Any) -> None:
        self._tm = self._tlm = _matrix(v)

    def _next_line(self, _: Any) -> None:
        self._move((0.0, -self._state.leading))

    def _quote(self, v: Any) -> None:
        self._next_line(v)
        self._show(v[-1:])

    def _double_quote(self, v: Any) -> None:
        self._state.word_space, self._state.char_space = float(v[0]), float(v[1])
        self._quote(v)

    def _show(self, v: Any) -> None:
        self._show_array((v[:1],))

    def _show_array(self, v: Any) -> None:
        state = self._state
        if state.font is None or self._characters > MAX_CHARACTERS:
            self.drawing.overfull = self.drawing.overfull or self._characters > MAX_CHARACTERS
            return
        chars: list[str] = []
        edges: list[float] = []
        x = 0.0
        for element in v[0]:
            if isinstance(element, (int, float)):
                x -= float(element) / 1000 * state.size * state.scale
                continue
            for char, advance, spaced in state.font.decode(element):
                width = (advance * state.size + state.char_space + (state.word_space if spaced else 0.0)) * state.scale
                glyph = advance * state.size * state.scale
                if char:
                    for part in range(len(char)):
                        edges.extend((x + glyph * part / len(char), x + glyph * (part + 1) / len(char)))
                    chars.append(char)
                x += width
        self._characters += len(chars)
        if chars:
            self._emit("".join(chars), edges)
        self._tm = multiply((1.0, 0.0, 0.0, 1.0, x, 0.0), self._tm)

    def _emit(self, text: str, edges: list[float]) -> None:
        """Place the characters on the page, cutting where a gap between them is wider than a space."""
        state = self._state
        m = multiply(multiply((1.0, 0.0, 0.0, 1.0, 0.0, state.rise), self._tm), state.ctm)
        length = math.hypot(m[0], m[1])
        size = abs(state.size) * math.hypot(m[2], m[3]) * (state.font.unit if state.font else 1.0)
        if not (0.0 < length < 1e6 and 0.0 < size < 2000.0):
            return
        quarters = math.degrees(math.atan2(m[1], m[0])) / 90
        angle = round(quarters) % 4 * 90
        askew = abs(quarters - round(quarters)) > ASKEW
        x, y = turned(m[4], m[5], angle)
        if not (abs(x) < 1e5 and abs(y) < 1e5):
            return
        bold = state.font is not None and (state.font.bold or state.mode == 2)
        symbol = state.font is not None and state.font.symbol
        hidden = any(self._marks) or state.ink < 0.05
        start = 0
        places = [x + edge * length for edge in edges]
        for index in range(1, len(text) + 1):
            if index == len(text) or not -0.6 * size < places[2 * index] - places[2 * index - 1] < 0.13 * size:
                outline = [*places[2 * start : 2 * index : 2], places[2 * index - 1]]
                self.order += 1
                piece = Piece(text[start:index], outline, y, size, bold, symbol, angle, self.order, askew, state.colour)
                piece.invisible = state.mode in (3, 7)
                piece.hidden = hidden or (state.clip is not None and not piece.meets(state.clip))
                self.drawing.pieces.append(piece)
                start = index

    # Paths and XObjects

    def _path_rectangle(self, v: Any) -> None:
        x, y, w, h = (float(n) for n in v[:4])
        self._path.rectangle(self._at(x, y), self._at(x + w, y + h))

    def _at(self, x: Any, y: Any) -> tuple[float, float]:
        return applied(self._state.ctm, float(x), float(y))

    def _area(self, box: Rectangle, colour: Colour | None, whole: bool, *, image: bool = False) -> None:
        """Note a part of the page that is painted, where it is large enough for words to stand on."""
        state = self._state
        box = meet(state.clip, box)
        sides = sorted((box[2] - box[0], box[3] - box[1]))
        if sides[0] > 0 and sides[1] > LEAST and state.ink > 0.05 and not any(self._marks):
            self.order += 1
            covers = whole and state.clip_whole and state.covers and sides[0] > LEAST
            self.drawing.areas.append(Area(box, colour if state.covers else None, self.order, covers, image))

    def _clip(self, _: Any) -> None:
        self._clips = True

    def _shade(self, _: Any) -> None:
        self._area(self._state.clip or (-1e6, -1e6, 1e6, 1e6), None, False)

    def _paint(self, fill: bool, stroke: bool, close: bool) -> None:
        if close:
            self._path.close()
        if fill and self._path:
            self._area(self._path.extent(), self._state.colour, self._path.is_rectangle() and self._state.space != "/Pattern")
        broad = self._state.width * math.hypot(*self._state.ctm[:2]) / 2
        if stroke and self._path and 2 * broad > LEAST:
            x0, y0, x1, y1 = self._path.extent()
            self._area((x0 - broad, y0 - broad, x1 + broad, y1 + broad), None, False)
        self.drawing.rules.extend(self._path.rules(fill, stroke))
        self._path_end(None)

    def _path_end(self, _: Any) -> None:
        state = self._state
        if self._clips and self._path:
            state.clip_whole = state.clip_whole and self._path.is_rectangle()
            state.clip = meet(state.clip, self._path.extent())
        self._clips = False
        self._path.clear()

    def _do(self, v: Any) -> None:
        name = str(v[0])
        form = self._resources.form(name)
        if form is None:
            self.drawing.images += 1
            self._picture(self._resources.covers(name))
            return
        self._forms += 1
        if self._depth >= MAX_FORM_DEPTH or self._forms > MAX_FORMS:
            return
        state, resources, stack = replace(self._state), self._resources, self._stack
        marks = self._marks
        self._stack, self._resources, self._depth = [], form.resources, self._depth + 1
        self._marks = [any(marks) or resources.switched_off(name)]
        self.draw(form, state.ctm)
        self._state, self._resources, self._stack, self._depth, self._marks = state, resources, stack, self._depth - 1, marks

    def draw(self, form: Form, place: Matrix) -> None:
        """Interpret a form under a matrix, clipped to its box."""
        self._state.ctm = multiply(form.matrix, place)
        if form.box is not None:
            self._state.clip = meet(self._state.clip, bounds(self._state.ctm, form.box))
        self.run(form.operations)

    def overlay(self, form: Form, place: Matrix) -> None:
        """Interpret the picture of an annotation over the page that was drawn."""
        self._state, self._stack, self._resources, self._depth = _State(IDENTITY), [], form.resources, 0
        self.draw(form, place)

    def _picture(self, covers: bool) -> None:
        a, b, c, d, _, _ = self._state.ctm
        upright = abs(b) + abs(c) < 0.01 * (abs(a) + abs(d)) or abs(a) + abs(d) < 0.01 * (abs(b) + abs(c))
        self._area(bounds(self._state.ctm, (0.0, 0.0, 1.0, 1.0)), None, covers and upright, image=True)

    def _inline_image(self, _: Any) -> None:
        self.drawing.images += 1
        self._picture(False)


def _matrix(v: Any) -> Matrix:
    a, b, c, d, e, f = (float(n) for n in v[-6:])
    return a, b, c, d, e, f


def _setter(name: str, factor: float = 1.0) -> Callable[[Interpreter, Any], None]:
    return lambda interpreter, v: interpreter._set(name, float(v[0]) * factor)


def _painter(fill: bool, stroke: bool, close: bool = False) -> Callable[[Interpreter, Any], None]:
    return lambda interpreter, _: interpreter._paint(fill, stroke, close)


def _curve(interpreter: Interpreter, v: Any) -> None:
    interpreter._path.curve([interpreter._at(v[i], v[i + 1]) for i in range(0, len(v) - 1, 2)])


_HANDLERS: Mapping[bytes, Callable[[Interpreter, Any], None]] = {
    b"q": Interpreter._save,
    b"Q": Interpreter._restore,
    b"cm": Interpreter._concat,
    b"w": _setter("width"),
    b"Tc": _setter("char_space"),
    b"Tw": _setter("word_space"),
    b"Tz": _setter("scale", 0.01),
    b"TL": _setter("leading"),
    b"Ts": _setter("rise"),
    b"Tr": lambda interpreter, v: interpreter._set("mode", int(v[0])),
    b"Tf": Interpreter._set_font,
    b"BT": Interpreter._begin,
    b"Td": Interpreter._move,
    b"TD": Interpreter._move_leading,
    b"Tm": Interpreter._set_matrix,
    b"T*": Interpreter._next_line,
    b"Tj": Interpreter._show,
    b"TJ": Interpreter._show_array,
    b"'": Interpreter._quote,
    b'"': Interpreter._double_quote,
    b"m": lambda interpreter, v: interpreter._path.move(interpreter._at(v[0], v[1])),
    b"l": lambda interpreter, v: interpreter._path.line(interpreter._at(v[0], v[1])),
    b"c": _curve,
    b"v": _curve,
    b"y": _curve,
    b"h": lambda interpreter, _: interpreter._path.close(),
    b"re": Interpreter._path_rectangle,
    b"S": _painter(False, True),
    b"s": _painter(False, True, True),
    b"f": _painter(True, False),
    b"F": _painter(True, False),
    b"f*": _painter(True, False),
    b"B": _painter(True, True),
    b"B*": _painter(True, True),
    b"b": _painter(True, True, True),
    b"b*": _painter(True, True, True),
    b"n": Interpreter._path_end,
    b"W": Interpreter._clip,
    b"W*": Interpreter._clip,
    b"sh": Interpreter._shade,
    b"g": lambda interpreter, v: interpreter._colour(v, "/DeviceGray"),
    b"rg": lambda interpreter, v: interpreter._colour(v, "/DeviceRGB"),
    b"k": lambda interpreter, v: interpreter._colour(v, "/DeviceCMYK"),
    b"cs": Interpreter._set_space,
    b"sc": Interpreter._colour,
    b"scn": lambda interpreter, v: interpreter._colour([] if isinstance(v[-1], str) else v),
    b"gs": Interpreter._set_shine,
    b"BMC": Interpreter._mark,
    b"BDC": Interpreter._mark,
    b"EMC": Interpreter._unmark,
    b"Do": Interpreter._do,
    b"INLINE IMAGE": Interpreter._inline_image,
}
