"""What is filled in on a PDF page: fields of forms, each where it stands, as the words that a viewer shows there."""

from collections.abc import Iterator, Sequence
from typing import Any

from ingest.pdf.page import Matrix, Piece, Rectangle, applied, clean

_BUTTON, _SECRET = 1 << 16, 1 << 13
_NOT_SHOWN = 1 << 1 | 1 << 5
MAX_VALUE = 20_000
"""Characters of one field above which the rest is left out."""
SIZE = 12.0
"""Points of the letters in a field that is taller than one line."""


def is_shown(annotation: Any) -> bool:
    """Whether a viewer draws an annotation (flags "hidden" and "no view")."""
    return not int(annotation.get("/F") or 0) & _NOT_SHOWN


def onto(box: Rectangle, place: Any) -> Matrix:
    """The matrix that lays the box of a picture over the rectangle of its annotation."""
    x0, y0, x1, y1 = (float(v) for v in place)
    a, d = abs(x1 - x0) / (box[2] - box[0]), abs(y1 - y0) / (box[3] - box[1])
    return a, 0.0, 0.0, d, min(x0, x1) - a * box[0], min(y0, y1) - d * box[1]


def filled(widget: Any, base: Matrix, printed: Sequence[Piece], order: int) -> Iterator[Piece]:
    """The value of a field where it stands, on the line of a label beside it; boxes and circles to tick as ☑ and ☐.

    Nothing for buttons, secrets and empty fields. `printed` is what the page shows, `order` the place of the field in the order of drawing.
    """
    kind, flags = _inherited(widget, "/FT"), int(_inherited(widget, "/Ff") or 0)
    value = _inherited(widget, "/V")
    if widget.get("/Subtype") == "/FreeText":
        text = str(widget.get("/Contents") or "")
    elif kind == "/Btn" and not flags & _BUTTON:
        state = widget.get("/AS") or value
        text = "☐" if state in (None, "/Off", "") else "☑"
    elif kind == "/Ch" or (kind == "/Tx" and not flags & _SECRET):
        values = value if isinstance(value, list) else [value]
        shown = dict(_options(_inherited(widget, "/Opt")))
        text = "\n".join(shown.get(_text(v), _text(v)) for v in values)
    else:
        return
    numbers = [float(v) for v in widget["/Rect"]]
    (x0, y0), (x1, y1) = applied(base, *numbers[:2]), applied(base, *numbers[2:4])
    x0, x1, y0, y1 = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
    lines = [line for line in map(clean, text[:MAX_VALUE].replace("\r", "\n").split("\n")) if line.strip()]
    size = max(4.0, min(SIZE, 0.8 * (y1 - y0) / max(1, len(lines))))
    slack = y1 - y0 - 1.2 * size * len(lines)
    y = y1 - (slack / 2 if slack < 2 * size else 0.0) - 0.95 * size  # one line stands in the middle of its field, many begin at the top
    labels = [p for p in printed if p.angle == 0 and y0 - 2 <= p.y <= y1 - 0.3 * p.size and p.text.strip()] if len(lines) == 1 else []
    if labels:
        label = min(labels, key=lambda p: max(x0 - p.x1, p.x0 - x1, 0.0))
        y, size = label.y, label.size
    for index, line in enumerate(lines):
        width = min(0.5 * size, (x1 - x0 - 2) / len(line))
        edges = [x0 + 1, *(x0 + 2 + width * i for i in range(len(line) + 1))]
        yield Piece(f" {line}", edges, y - 1.2 * size * index, size, False, False, 0, order + index)


def _inherited(field: Any, name: str) -> Any:
    for _ in range(20):
        if name in field:
            return field[name]
        if "/Parent" not in field:
            return None
        field = field["/Parent"]
    return None


def _text(value: Any) -> str:
    """A value, which a long text keeps as a stream."""
    data = value.get_data() if hasattr(value, "get_data") else value
    return data.decode("utf-16" if data[:2] in (b"\xfe\xff", b"\xff\xfe") else "latin-1") if isinstance(data, bytes) else str(data or "")


def _options(options: Any) -> Iterator[tuple[str, str]]:
    """What a list field keeps, and what it shows for it."""
    for option in options if isinstance(options, list) else ():
        pair = option if isinstance(option, list) else [option, option]
        yield str(pair[0]), str(pair[-1])
