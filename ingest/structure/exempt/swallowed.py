"""The papers that an agenda swallowed: without stamps or page ranges nothing says where it ends, so what stands behind it counts as agenda.

Read for markings alone. Where a paper is not sure to begin, the agenda goes on: its notes speak of exemption, and mark nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.models import Line
from ingest.structure.exempt.entries import opened_item
from ingest.structure.exempt.markings import Says, by_virtue, meant, stamp, titled, words_of
from ingest.structure.headings import heading_text
from ingest.structure.parts import Part, PartKind, appendix_mark

_TOP = 6
"""Lines at the top of a page among which its paper says what it is."""
_FIRST = 5
"""Words by which the title of an entry is known again."""
_HEAD = re.compile(
    r"^(?:(?:joint )?report (?:to|of|by|from|title|author|for)\b|report$|lead officer\b|(?:purpose|summary) of (?:the |this )?report"
    r"|recommendations?:?$|executive summary:?$)"
)
_TO = re.compile(r"^(?:joint )?report (?:to|of|by|from)\b")
_PARAGRAPH = re.compile(r"^\(?1(?:\.1|\.0)?[.)]?\s+\w")
_LISTED_PAGES = re.compile(r"\bpages?\s?\d", re.I)
_MARKED = 3
"""Lines at the top of a page among which the mark of its paper stands."""
_PROSE = 8
"""Words of a numbered paragraph; an entry of an agenda that is so long has no full stop."""


Found = tuple[PartKind, str | None, str | None]
"""Kind, item and title of a paper."""


def papers_apart(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts with the papers that an agenda swallowed as reports and appendices of their own; the same parts where there are none."""
    first = next((at for at, part in enumerate(parts) if part.kind is PartKind.AGENDA), None)
    if first is None:
        return parts
    last = first
    while last < len(parts) and (parts[last].kind in (PartKind.AGENDA, PartKind.FRONT) or _is_stray(parts[last], parts[last - 1])):
        last += 1
    apart = _apart(parts[first:last])
    return [*parts[:first], *apart, *parts[last:]] if apart else parts


def _is_stray(part: Part, before: Part) -> bool:
    """True for an appendix behind an agenda whose report was swallowed."""
    return part.kind is PartKind.APPENDIX and part.item in (None, before.item)


def _apart(parts: Sequence[Part]) -> list[Part]:
    """The agenda up to the first paper behind it, and the papers; nothing where there are none."""
    lines = [line for part in parts for line in part.lines]
    owners = [part for part in parts for _ in part.lines]
    listed = {id(part.lines[0]) for part in parts if part.item and part.kind is PartKind.AGENDA}
    titles = _titles(parts)
    opened: list[tuple[int, Found]] = []
    for at, end in _heads(lines, owners):
        own = owners[at]
        found = _opens(lines[at:end], titles, opened[-1][1] if opened else None)
        if own.kind is PartKind.APPENDIX and own is not owners[at - 1]:
            found = (PartKind.APPENDIX, opened[-1][1][1] if opened else own.item, own.title)
        elif own.kind is PartKind.APPENDIX and (found is None or found[1] is None or found[0] is PartKind.APPENDIX):
            continue
        elif found is None and not opened and (_counts_anew(lines[at:end], listed) or _is_marked(lines[at:end], listed)):
            found = (PartKind.REPORT, None, None)
        if found and (opened or not _lists(lines[at:end], listed)):
            opened.append((at, found))
    if not opened:
        return []
    kept = [(part, [line for line, owner in zip(lines[: opened[0][0]], owners, strict=False) if owner is part]) for part in parts]
    bounds = pairwise([*opened, (len(lines), (PartKind.REPORT, None, None))])
    papers = [Part(kind, tuple(lines[start:end]), number, title=title) for (start, (kind, number, title)), (end, _) in bounds]
    return [*(replace(part, lines=tuple(own)) for part, own in kept if own), *papers]


def _titles(parts: Sequence[Part]) -> dict[tuple[str, ...], str | None]:
    """The number of the entry that each title is of; None for a title of two entries."""
    found: dict[tuple[str, ...], str | None] = {}
    for part in parts:
        words = tuple(words_of(meant(part.item_title or ""))[:_FIRST])
        if len(words) > 1:
            found[words] = None if words in found else part.item
    return found


def _heads(lines: Sequence[Line], owners: Sequence[Part]) -> Iterator[tuple[int, int]]:
    """(first line, line after the last) of each page behind the first; of each heading, in a file without pages; of each stray appendix."""
    starts = [
        at
        for at in range(1, len(lines))
        if (lines[at].page != lines[at - 1].page if lines[at].page is not None else lines[at].level)
        or (owners[at] is not owners[at - 1] and owners[at].kind is PartKind.APPENDIX)
    ]
    yield from pairwise([*starts, len(lines)])


def _opens(page: Sequence[Line], titles: Mapping[tuple[str, ...], str | None], before: Found | None) -> Found | None:
    """The paper that begins with the first lines of a page; None where none does. `before` is the paper before."""
    top = [(line, heading_text(line)) for line in page[:_TOP]]
    for _, text in top:
        if mark := appendix_mark(text):
            return PartKind.APPENDIX, before and before[1], text if mark[1] else f"Appendix {mark[0]}"
    for line, text in top:
        number = opened_item(line) or titles.get(tuple(words_of(meant(text))[:_FIRST]))
        if number is not None:
            return PartKind.REPORT, number, text
    headed = any(_HEAD.match(meant(text)) for _, text in top)
    sure = before is None or (any(_TO.match(meant(text)) for _, text in top) and _counts_anew(page, ()))
    return (PartKind.REPORT, None, None) if headed and sure else None


def _lists(page: Sequence[Line], listed: Collection[int]) -> bool:
    """True for a page with entries of the agenda."""
    found = [line for line in page if id(line) in listed and not line.text.rstrip().endswith(".")]
    return len(found) > 1 or any(_LISTED_PAGES.search(line.text) for line in found)


def _counts_anew(page: Sequence[Line], listed: Collection[int]) -> bool:
    """True for a page of numbered prose that counts from one."""
    found = next((at for at, line in enumerate(page) if _PARAGRAPH.match(line.text) and id(line) not in listed), None)
    if found is None:
        return False
    prose = re.match(r"(?:[^.;]|[.;](?=\S))*", " ".join(line.text for line in page[found : found + 4]).partition(" ")[2])
    return prose is not None and len(prose[0].split()) >= _PROSE


def _is_marked(page: Sequence[Line], listed: Collection[int]) -> bool:
    """True for a page that is marked at its top, and lists nothing."""
    texts = [heading_text(line) for line in page[:_MARKED]]
    marked = any(stamp(text) is Says.MARKS or by_virtue(text) or (titled(text) is Says.MARKS and text[-1:] != ".") for text in texts)
    return marked and not any(id(line) in listed for line in page)
