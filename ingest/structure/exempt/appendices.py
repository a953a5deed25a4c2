"""Appendices that their report or the agenda calls exempt, where they are in the paper without a mark of their own."""

import re
from collections.abc import Iterator

from ingest.models import KeptBack
from ingest.structure.exempt.layout import Layout, Reach, because
from ingest.structure.exempt.markings import APPENDIX, HINT, appendices_named, meant
from ingest.structure.headings import heading_text
from ingest.structure.parts import PartKind

_LABEL = re.compile(r"\b(?:appendix|annexe?|enclosure|atodiad) ([a-z]{1,2}|\d{1,2}[a-z]?)\b")
_NAMING = (PartKind.REPORT, PartKind.FRONT, PartKind.AGENDA)


def appendix_label(text: str) -> str | None:
    """The label of the appendix with which a line begins, in lower case; None where it begins with none."""
    found = _LABEL.search(meant(text[:60]))
    return found[1] if found and found.start() < 24 else None


def of_named_appendices(layout: Layout) -> Iterator[Reach]:
    """The appendices that a text of the paper calls exempt by their labels."""
    causes: dict[tuple[str | None, str], KeptBack] = {}
    for part in layout.parts:
        for index, line in enumerate(part.lines if part.kind in _NAMING else ()):
            plain = meant(line.text)
            if HINT.search(plain) and APPENDIX.search(plain):
                labels, item = appendices_named(" ".join(heading_text(one) for one in part.lines[index : index + 2]))
                causes |= {(part.item if item is None else item, label): because(line.text, line.page) for label in labels}
    for number, part in enumerate(layout.parts):
        label = appendix_label(part.title or "") if part.kind is PartKind.APPENDIX else None
        cause = causes.get((part.item, label or ""), causes.get(("", label or "")))
        if label and cause:
            yield layout.whole(number, cause)
