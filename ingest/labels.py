"""How the numbers in force over some words read as a citation: "12", "4.3.1", "83(ii)", "RECOMMENDATION (ii)", "Appendix 2"."""

import re
from collections.abc import Sequence

from ingest.hierarchy import Level
from ingest.listings import Listing
from ingest.models import Line
from ingest.numbering import Marker, Style, cite
from ingest.outline import Numbers
from ingest.parts import PartKind

_NAMED = re.compile(r"^recommendation (\d{1,2}|[A-Z])\W*$", re.I)
_PLAIN = (Style.DECIMAL, Style.BARE)
_OWN_PAPERS = (PartKind.REPORT, PartKind.APPENDIX)


def cite_stack(
    numbers: Numbers, kind: PartKind, listing: Listing, heading: str, stack: Sequence[Level], lines: Sequence[Line]
) -> str | None:
    """The citation of `lines` under the open lists `stack`, in a part of `kind`, under `heading` and its `listing`; None where
    nothing is printed that numbers them.
    """
    marks = tuple(level.marker for level in stack)
    if listing in (Listing.RECOMMENDATIONS, Listing.DECISIONS):
        return _entry(listing, heading, marks)
    if not marks or kind is PartKind.AGENDA:
        return None
    root, inner = marks[0], marks[1:]
    if listing in (Listing.APPENDICES, Listing.DOCUMENTS) and root.style is not Style.MULTI and not heading.startswith(root.label):
        return f"Appendix {root.label}" if listing is Listing.APPENDICES else None
    if root.style in (Style.LETTER, Style.ROMAN) and numbers.has_figures and kind in _OWN_PAPERS:
        return None
    if not inner and numbers.only_sections and kind is not PartKind.MINUTES:
        return None
    return cite(root, () if kind is not PartKind.MINUTES and _mistakable(root, inner, lines) else inner)


def _entry(listing: Listing, heading: str, marks: tuple[Marker, ...]) -> str | None:
    """A recommendation or decision; in a paper numbered 1.1, 1.2 it keeps the number of its paragraph."""
    if marks and marks[0].style in _PLAIN and re.match(rf"{marks[0].label}\b(?!\.\d)", heading):
        if len(marks) == 1:
            return marks[0].label
        marks = marks[1:]
    if not marks:
        named = _NAMED.match(heading)
        return f"{listing.value} ({named[1]})" if named else listing.value
    root, inner = marks[0], marks[1:]
    if root.style is Style.MULTI:
        return cite(root, inner)
    return f"{listing.value} " + "".join(f"({mark.label})" for mark in marks)


def _mistakable(root: Marker, inner: tuple[Marker, ...], lines: Sequence[Line]) -> bool:
    """Short "1. 2. 3." lists inside a "2." paragraph are cited by the paragraph: their numbers would be mistaken for its own."""
    alike = root.style is Style.DECIMAL and bool(inner) and inner[0].style is Style.DECIMAL
    return alike and sum(len(line.text.split()) for line in lines) < 14
