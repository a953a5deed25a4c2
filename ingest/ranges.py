"""The page ranges of an agenda, bookmarks and stamped page numbers: what is known of a page before its words are read."""

import re
from collections.abc import Collection, Mapping, Sequence

from ingest.agenda import Entry
from ingest.headings import heading_text
from ingest.heads import read_head
from ingest.models import Bookmark, Line
from ingest.parts import is_minutes_heading, item_stamp


def ranges_hold(lines: Sequence[Line], breaks: Collection[int], labels: Mapping[int, int], agenda: Sequence[Entry]) -> bool:
    """Whether the agenda's page ranges fit the stamped pages: most first pages must begin like a paper.

    A pack that was printed again, or whose pages were stamped anew, has ranges that lead astray.
    """
    firsts = {entry.first for entry in agenda}
    starts = [at for at in breaks if at < len(lines) and labels.get(lines[at].page or 0) in firsts]
    return len([at for at in starts if _begins_paper(lines, at)]) >= 0.6 * len(starts) > 0


def _begins_paper(lines: Sequence[Line], index: int) -> bool:
    """A stamp, a head or the heading of minutes stands in the first lines of a page."""
    near = range(index, min(index + 5, len(lines)))
    texts = [heading_text(lines[at]) for at in near]
    return any(item_stamp(text) or is_minutes_heading(text) for text in texts) or any(read_head(lines, at) for at in near)


def by_page(bookmarks: Sequence[Bookmark]) -> dict[int, list[Bookmark]]:
    """The bookmarks of each page."""
    pages: dict[int, list[Bookmark]] = {}
    for mark in bookmarks:
        pages.setdefault(mark.page, []).append(mark)
    return pages


def pack_page(label: str | None) -> int | None:
    """The number in a stamped label ("Page 12"); None where there is none."""
    found = re.search(r"(\d{1,4})\s*$", label or "")
    return int(found[1]) if found else None
