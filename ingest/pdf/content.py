"""The interpreter of a page's content stream: what is shown where.

It is interpreted here rather than by a text extractor because widths, rules and rotation decide what is a cell, a struck-out word
or a stamp. Operators: ISO 32000-1, annex A.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ingest.pdf.page import IDENTITY, Drawing, Glyphs, Matrix, Piece, Resources, Rule, multiply, turned

MAX_FORM_DEPTH = 12
MAX_FORMS = 2_000
MAX_CHARACTERS = 100_000
"""Characters on one page above which the rest is left out; a dense page holds 8,000."""
ASKEW = 0.1
"""Quarter turns off the straight from which words are printed across the page."""
RULE_THICKNESS = 2.6
"""Points up to which a filled rectangle is a drawn line."""


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


class Interpreter:
    """Runs the operations of one page and collects a Drawing."""

    def __init__(self, resources: Resources, base: Matrix) -> None:
        self.drawing = Drawing()
        self._resources = resources
        self._state = _State(base)
        self._stack: list[_State] = []
        self._tm = self._tlm = IDENTITY
        self._path: list[tuple[float, float, float, float]] = []
        self._rectangles: list[tuple[float, float, float, float]] = []
        self._point = self._start = (0.0, 0.0)
        self._depth = self._forms = self._order = self._characters = 0

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
        size = abs(state.size) * math.hypot(m[2], m[3])
        if not (0.0 < length < 1e6 and 0.5 <= size < 2000.0):
            return
        quarters = math.degrees(math.atan2(m[1], m[0])) / 90
        angle = round(quarters) % 4 * 90
        askew = abs(quarters - round(quarters)) > ASKEW
        x, y = turned(m[4], m[5], angle)
        if not (abs(x) < 1e5 and abs(y) < 1e5):
            return
        bold = state.font is not None and (state.font.bold or state.mode == 2)
        symbol = state.font is not None and state.font.symbol
        start = 0
        places = [x + edge * length for edge in edges]
        for index in range(1, len(text) + 1):
            if index == len(text) or not -0.6 * size < places[2 * index] - places[2 * index - 1] < 0.13 * size:
                outline = [*places[2 * start : 2 * index : 2], places[2 * index - 1]]
                self._order += 1
                self.drawing.pieces.append(Piece(text[start:index], outline, y, size, bold, symbol, angle, self._order, askew))
                start = index

    # Paths and XObjects

    def _path_move(self, v: Any) -> None:
        self._point = self._start = self._at(v[0], v[1])

    def _path_line(self, v: Any) -> None:
        x, y = self._at(v[0], v[1])
        self._path.append((*self._point, x, y))
        self._point = (x, y)

    def _path_curve(self, v: Any) -> None:
        self._point = self._at(v[-2], v[-1])

    def _path_close(self, _: Any) -> None:
        self._path.append((*self._point, *self._start))
        self._point = self._start

    def _path_rectangle(self, v: Any) -> None:
        x, y, w, h = (float(n) for n in v[:4])
        x0, y0 = self._at(x, y)
        x1, y1 = self._at(x + w, y + h)
        self._rectangles.append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))

    def _at(self, x: Any, y: Any) -> tuple[float, float]:
        a, b, c, d, e, f = self._state.ctm
        x, y = float(x), float(y)
        return a * x + c * y + e, b * x + d * y + f

    def _paint(self, fill: bool, stroke: bool, close: bool) -> None:
        if close:
            self._path_close(None)
        add = self.drawing.rules.append
        for x0, y0, x1, y1 in self._rectangles:
            if min(x1 - x0, y1 - y0) <= RULE_THICKNESS:
                add(_centre(x0, y0, x1, y1))
            elif stroke:
                self._path.extend(((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)))
        if stroke:
            for x0, y0, x1, y1 in self._path:
                if abs(x1 - x0) < 0.5 or abs(y1 - y0) < 0.5:
                    add(_centre(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
        elif fill and 3 <= len(self._path) <= 5:
            xs = [x for s in self._path for x in (s[0], s[2])]
            ys = [y for s in self._path for y in (s[1], s[3])]
            if min(max(xs) - min(xs), max(ys) - min(ys)) <= RULE_THICKNESS:
                add(_centre(min(xs), min(ys), max(xs), max(ys)))
        self._path_end(None)

    def _path_end(self, _: Any) -> None:
        self._path.clear()
        self._rectangles.clear()

    def _do(self, v: Any) -> None:
        form = self._resources.form(str(v[0]))
        if form is None:
            self.drawing.images += 1
            return
        self._forms += 1
        if self._depth >= MAX_FORM_DEPTH or self._forms > MAX_FORMS:
            return
        state, resources, stack = replace(self._state), self._resources, self._stack
        self._stack, self._resources, self._depth = [], form.resources, self._depth + 1
        self._state.ctm = multiply(form.matrix, state.ctm)
        self.run(form.operations)
        self._state, self._resources, self._stack, self._depth = state, resources, stack, self._depth - 1

    def _inline_image(self, _: Any) -> None:
        self.drawing.images += 1


def _matrix(v: Any) -> Matrix:
    a, b, c, d, e, f = (float(n) for n in v[-6:])
    return a, b, c, d, e, f


def _centre(x0: float, y0: float, x1: float, y1: float) -> Rule:
    """The middle line of a thin rectangle."""
    if x1 - x0 >= y1 - y0:
        middle = (y0 + y1) / 2
        return Rule(x0, middle, x1, middle)
    middle = (x0 + x1) / 2
    return Rule(middle, y0, middle, y1)


def _setter(name: str, factor: float = 1.0) -> Callable[[Interpreter, Any], None]:
    return lambda interpreter, v: interpreter._set(name, float(v[0]) * factor)


def _painter(fill: bool, stroke: bool, close: bool = False) -> Callable[[Interpreter, Any], None]:
    return lambda interpreter, _: interpreter._paint(fill, stroke, close)


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
    b"m": Interpreter._path_move,
    b"l": Interpreter._path_line,
    b"c": Interpreter._path_curve,
    b"v": Interpreter._path_curve,
    b"y": Interpreter._path_curve,
    b"h": Interpreter._path_close,
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
    b"Do": Interpreter._do,
    b"INLINE IMAGE": Interpreter._inline_image,
}
