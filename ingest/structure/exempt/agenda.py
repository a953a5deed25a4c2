"""The items that an agenda takes in private: their entries, which may name who bids for what, and the pages of their papers."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from ingest.models import KeptBack, Line
from ingest.structure.exempt import exclusion
from ingest.structure.exempt.entries import Listed, codes, entries, entry_number, is_agenda, is_coded, opened_item
from ingest.structure.exempt.layout import Layout, Reach, because
from ingest.structure.exempt.markings import Says, by_virtue, meant, sentence, titled, words_of
from ingest.structure.headings import heading_text
from ingest.structure.parts import PartKind, item_stamp

_NUMBERED = re.compile(r"^\W{0,3}\(?[A-Z]{0,2}\d{1,3}[a-z]?(?:\.\d{1,2})*\W{0,3}\s")
_FIRST = 5
"""Words of an entry by which its title is known again."""
_LEAD = re.compile(r"\W*+\w++\W*+")
_NOTES = re.compile(
    r"^(?:notes?|information|guidance|advice|welcome|help) (?:for|to|on|about) (?:the |members of the |our )*"
    r"(?:public|press|visitors|meetings?|attend\w*|filming|speaking)\b|^(?:public (?:speaking|participation|information)"
    r"|filming and recording|fire (?:alarm|evacuation|safety)|emergency (?:evacuation|exits?))\b"
)
"""What an agenda tells those who come, on a page of its own."""
_LISTED_PAGES = re.compile(r"\bpages?\b\s?\d|\t\s?\d{1,4}(?:\s?[-–—]\s?\d{1,4})?$", re.I)
_PAGES = re.compile(r"\bpages?\b", re.I)


def of_agenda(layout: Layout) -> Iterator[Reach]:
    """What is kept back because the agenda says so."""
    places = agenda_places(layout)
    lines = [layout.kept[at] for at in places]
    listed = entries(lines)
    causes = private_items(lines, listed)
    if not causes:
        return
    for one in listed:
        if one.number in causes:
            yield Reach(places[one.start], _before_notes(layout, places[one.start], places[one.end - 1] + 1), causes[one.number])
    openings = _openings(layout, set(places), {one.number for one in listed}, _titles(lines, listed))
    for (start, number), (end, _) in pairwise([*openings, (len(layout.kept), None)]):
        if number in causes:
            yield Reach(start, end, causes[number])
    yield from _unopened(layout, [one for one in listed if _has_pages(lines[one.start])], openings, causes)


def _unopened(
    layout: Layout, listed: Sequence[Listed], openings: Sequence[tuple[int, str | None]], causes: Mapping[str | None, KeptBack]
) -> Iterator[Reach]:
    """The papers of items taken in private that are in the pack and bear no number and no title: in doubt, what stands before the next."""
    spans = {number: (start, end) for (start, number), (end, _) in pairwise([*openings, (len(layout.kept), None)])}
    before: tuple[int, int] | None = None
    for one in listed:
        found = spans.get(one.number)
        swallowed = before is not None and layout.parts[layout.part_of(before[0])].kind is PartKind.AGENDA
        if one.number in causes and found is None and before and swallowed:
            yield Reach(*before, causes[one.number])
        before = found or before


def _has_pages(line: Line) -> bool:
    return bool(_LISTED_PAGES.search(line.text))


def agenda_places(layout: Layout) -> list[int]:
    """Indexes of the kept lines that are an agenda's, with a heading over it or without; none where the paper has none."""
    places = _places(layout)
    lines = [layout.kept[at] for at in places]
    listed = entries(lines)
    if not (layout.has_agenda or is_agenda(lines, listed)):
        return []
    return places[: _end(layout, places, listed)]


def _before_notes(layout: Layout, start: int, end: int) -> int:
    """The end of an entry: at the latest where a page begins with the notes for those who come to the meeting."""
    page = layout.kept[start].page
    tops = (at for at in range(start + 1, end) if layout.kept[at].page != page and layout.opens_paper(at))
    return next((at for at in tops if _NOTES.match(meant(layout.kept[at].text))), end)


def _places(layout: Layout) -> list[int]:
    """Indexes of the lines that an agenda may stand in: before the first line that opens the paper of an item."""
    found: list[int] = []
    for number, part in enumerate(layout.parts):
        if part.kind is PartKind.AGENDA or (part.kind is PartKind.FRONT and number == 0):
            start, end = layout.starts[number], layout.end_of(number)
            opens = next((at for at in range(start, end) if opened_item(layout.kept[at]) and layout.opens_paper(at)), None)
            found.extend(range(start, end if opens is None else layout.top_of(opens, start)))
            if opens is not None:
                break
    return found


def _end(layout: Layout, places: Sequence[int], listed: Sequence[Listed]) -> int:
    """How many of the places are the agenda's: it ends where a page bears the title of an entry or, without a heading, counts anew."""
    titles = _titles([layout.kept[at] for at in places], listed)
    for within in range(listed[0].start + 1 if listed else 0, len(places)):
        at, line = places[within], layout.kept[places[within]]
        new = line.page != layout.kept[places[listed[0].start]].page or line.page is None
        if not new or not layout.opens_paper(at):
            continue
        number = entry_number(line)
        anew = not layout.has_agenda and line.page is not None and number == listed[0].number
        if anew or (number is None and _titled_item(line, titles)):
            return bisect_left(places, layout.top_of(at, 0))
    return len(places)


def private_items(lines: Sequence[Line], listed: Sequence[Listed]) -> dict[str | None, KeptBack]:
    """Why each item is taken in private that is, by its number in lower case.

    Args:
        lines: the lines of the agenda.
        listed: its entries.
    """
    causes: dict[str | None, KeptBack] = {}
    meanings = codes(lines)
    later: KeptBack | None = None
    for one in (Listed("", 0, listed[0].start if listed else len(lines)), *listed):
        if one.number and later:
            causes.setdefault(one.number, later)
        own = lines[one.start : one.end]
        if one.number and (kept := _kept_entry(own, meanings)):
            causes[one.number] = kept
        words = " ".join(meant(line.text) for line in own)
        for number in exclusion.for_named_items(words):
            causes.setdefault(number, because(own[0].text, own[0].page))
        if exclusion.for_later_items(words):
            later = because(own[0].text, own[0].page)
        for line in own[1:] if one.number else own:
            heads = (
                None
                if item_stamp(line.text) or any(line is note for note in meanings.values())
                else exclusion.heads_kept_items(heading_text(line))
            )
            later = because(line.text, line.page) if heads else None if heads is False else later
    return causes


def _kept_entry(own: Sequence[Line], meanings: Mapping[str, Line]) -> KeptBack | None:
    coded = next((note for code, note in meanings.items() if is_coded(own[0], code)), None)
    if coded:
        return because(coded.text, coded.page)
    for at, line in enumerate(own[:4]):
        if any(line is note for note in meanings.values()):
            continue
        heads = at and exclusion.heads_kept_items(heading_text(line)) is not None
        if not heads and _says_private(line.text):
            return because(line.text, line.page)
    return None


def _says_private(text: str) -> bool:
    bare = _NUMBERED.sub("", text)
    if re.search(r"appendi|annex|enclosure|exclusion|excluded?\b", bare, re.I):
        return False
    return titled(bare) is Says.MARKS or by_virtue(bare) or sentence(bare, head=True) is Says.MARKS


def _title(line: Line) -> str:
    found = _LEAD.match(line.text)
    title = line.text[found.end() :].partition("\t")[0] if found else ""
    return meant(_PAGES.split(title, maxsplit=1)[0]).strip(" *.(")


def _openings(layout: Layout, places: set[int], numbers: set[str], titles: Mapping[tuple[str, ...], str]) -> list[tuple[int, str | None]]:
    """(index of the first line, number of the item) of each paper behind the agenda, in order."""
    starts = {
        layout.starts[number]: part.item and part.item.casefold()
        for number, part in enumerate(layout.parts)
        if part.kind is not PartKind.AGENDA and not (part.kind is PartKind.APPENDIX and part.item is None) and number
    }
    found: list[tuple[int, str | None]] = []
    seen: set[str | None] = set()
    for at, line in enumerate(layout.kept):
        if at in places:
            continue
        number, top = starts.get(at), at
        if at not in starts:
            if not layout.opens_paper(at):
                continue
            number = opened_item(line)
            number = number if number in numbers else _titled_item(line, titles)
            if number is None or number in seen:
                continue
            top = layout.top_of(at, max(found[-1][0] + 1 if found else 0, layout.starts[layout.part_of(at)]))
        if not found or found[-1][1] != number:
            found.append((top, number))
            seen.add(number)
    return found


def _titles(lines: Sequence[Line], listed: Sequence[Listed]) -> dict[tuple[str, ...], str]:
    """The number of the entry that each title is of; a title of one word, or of two entries, is of none."""
    found: dict[tuple[str, ...], str] = {}
    twice: set[tuple[str, ...]] = set()
    for one in listed:
        words = tuple(words_of(_title(lines[one.start]))[:_FIRST])
        if len(words) > 1 and found.setdefault(words, one.number) != one.number:
            twice.add(words)
    return {words: number for words, number in found.items() if words not in twice}


def _titled_item(line: Line, titles: Mapping[tuple[str, ...], str]) -> str | None:
    """The number of the entry whose title a line begins with."""
    return titles.get(tuple(words_of(meant(line.text))[:_FIRST])) if len(line.text) < 300 else None
