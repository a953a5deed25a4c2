"""What stands outside the text of PDF pages and may mark a paper: words printed askew or very large, stamps and notes."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Any

from ingest.formats.asides import lines_said
from ingest.models import Line
from ingest.pdf.page import Piece

_LARGE = 1.7
"""Times the usual size of a page's letters from which words are printed across it."""


_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


def across(pieces: Sequence[Piece], page: int) -> tuple[Line, ...]:
    """Words printed askew or in letters much larger than the page's others, which may run through its lines: watermarks."""
    if not pieces:
        return ()
    sizes = sorted(piece.size for piece in pieces for _ in piece.text)
    large = _LARGE * sizes[len(sizes) // 2]
    runs = groupby(pieces, key=lambda piece: (piece.askew, round(piece.size), piece.angle, 0 if piece.askew else round(piece.y)))
    found = [(key, " ".join(piece.text.strip() for piece in run)) for key, run in runs if key[0] or key[1] >= large]
    return lines_said((text for _, text in found), page)


def of_annotation(annotation: Any, shown: str, page: int) -> tuple[Line, ...]:
    """What an annotation of a PDF page says: its own words, the name of the stamp, what its picture shows."""
    name = str(annotation.get("/Name") or "").lstrip("/#")
    return lines_said((str(annotation.get("/Contents") or ""), _CAMEL.sub(" ", name.removeprefix("SB")), shown), page)
