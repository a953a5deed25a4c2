"""Lines as a reader gives them, from a drawing of the page."""

import re

from ingest.models import Line, PaperText


def printed(drawing: str, page: int | None = None) -> tuple[Line, ...]:
    """Lines of a drawing: two spaces of indent are a tab stop, a blank line is a gap, `**` bold, ` | ` parts cells, `- ` a bullet.

    A line `=== 3` begins page 3; without one there are no pages.
    """
    lines: list[Line] = []
    gap = False
    for raw in drawing.strip("\n").splitlines():
        if not raw.strip():
            gap = True
            continue
        if found := re.match(r"=== (\d+)", raw):
            page, gap = int(found[1]), False
            continue
        text = raw.strip()
        bold = text.startswith("**") and text.endswith("**")
        bullet = text.startswith("- ")
        text = text.removeprefix("- ").replace("**", "")
        cells = tuple(cell.strip() for cell in text.split("|")) if "|" in text else ()
        indent = (len(raw) - len(raw.lstrip())) * (10.0 if page else 1.0)
        lines.append(
            Line("\t".join(cells) or text, page, cells, bold=bold, indent=indent, gap=gap, bullet=bullet, size=11.0 if page else 0.0)
        )
        gap = False
    return tuple(lines)


def paper(drawing: str) -> PaperText:
    """A paper with these lines."""
    return PaperText(printed(drawing))
