"""The items that an agenda takes in private: their entries, which may name who bids for what, and the pages of their papers.

Papers that bear no stamp and no page range count as agenda where the paper is cut into parts: `papers_apart` sets them apart, where one is
sure to begin. Else the agenda goes on: its notes speak of exemption, and mark nothing.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.models import KeptBack, Line
from ingest.structure.exempt import exclusion
from ingest.structure.exempt.entries import Listed, codes, entries, entry_number, is_agenda, is_coded, opened_item
from ingest.structure.exempt.layout import TOP, Layout, Reach, because
from ingest.structure.exempt.markings import APPENDIX, Says, by_virtue, meant, sentence, stamp, titled, words_of
from ingest.structure.headings import heading_text
from ingest.structure.parts import Part, PartKind, appendix_mark, item_stamp

_NUMBERED = re.compile(r"^\W{0,3}\(?[A-Z]{0,2}\d{1,3}[a-z]?(?:\.\d{1,2})*\W{0,3}\s")
_EXCLUDES = re.compile(r"exclusion|excluded?\b", re.I)
_FIRST = 5
"""Words of an entry by which its title is known again."""
_LEAD = re.compile(r"^\W*+\w++\W*+")
_NOTES = re.compile(
    r"^(?:notes?|information|guidance|advice|welcome|help) (?:for|to|on|about) (?:the |members of the |our )*"
    r"(?:public|press|visitors|meetings?|attend\w*|filming|speaking)\b|^(?:public (?:speaking|participation|information)"
    r"|filming and recording|fire (?:alarm|evacuation|safety)|emergency (?:evacuation|exits?))\b"
)
"""What an agenda tells those who come, on a page of its own."""
_LISTED_PAGES = re.compile(r"\bpages?\b\s?\d|\t\s?\d{1,4}(?:\s?[-–—]\s?\d{1,4})?$", re.I)
_PAGES = re.compile(r"\bpages?\b", re.I)
_HEAD = re.compile(
    r"^(?:(?:joint )?report (?:to|of|by|from|title|author|for)\b|report$|lead officer\b|(?:purpose|summary) of (?:the |this )?report"
    r"|recommendations?:?$|executive summary:?$)"
)
_TO = re.compile(r"^(?:joint )?report (?:to|of|by|from)\b")
_PARAGRAPH = re.compile(r"^\(?1(?:\.1|\.0)?[.)]?\s+\w")
_PROSE = 8
"""Words of a numbered paragraph; an entry of an agenda that is so long has no full stop."""
_MARKED = 3
"""Lines at the top of a page among which the mark of its paper stands."""
Titles = Mapping[tuple[str, ...], str | None]


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
    openings = _openings(layout, set(places), {one.number for one in listed}, _listed_titles(lines, listed))
    spans = [(number, (start, end)) for (start, number), (end, _) in pairwise([*openings, (len(layout.kept), None)])]
    yield from (Reach(*span, causes[number]) for number, span in spans if number in causes)
    # The papers of private items that are in the pack and bear no number and no title: in doubt, what stands before the next.
    found, before = dict(spans), None
    for one in listed:
        if _LISTED_PAGES.search(lines[one.start].text):
            own = found.get(one.number)
            if one.number in causes and own is None and before and layout.parts[layout.part_of[before[0]]].kind is PartKind.AGENDA:
                yield Reach(*before, causes[one.number])
            before = own or before


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
            start, end = layout.starts[number], layout.ends[number]
            opens = next((at for at in range(start, end) if opened_item(layout.kept[at]) and layout.opens_paper(at)), None)
            found.extend(range(start, end if opens is None else layout.top_of(opens, start)))
            if opens is not None:
                break
    return found


def _end(layout: Layout, places: Sequence[int], listed: Sequence[Listed]) -> int:
    """How many of the places are the agenda's: it ends where a page bears the title of an entry or, without a heading, counts anew."""
    if not listed:
        return len(places)
    titles = _listed_titles([layout.kept[at] for at in places], listed)
    for within in range(listed[0].start + 1, len(places)):
        at, line = places[within], layout.kept[places[within]]
        new = line.page != layout.kept[places[listed[0].start]].page or line.page is None
        if not new or not layout.opens_paper(at):
            continue
        number = entry_number(line)
        anew = not layout.has_agenda and line.page is not None and number == listed[0].number
        if anew or (number is None and _titled_item(line.text, titles)):
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
    notes = {id(note) for note in meanings.values()}
    later: KeptBack | None = None
    for one in (Listed("", 0, listed[0].start if listed else len(lines)), *listed):
        if one.number and later:
            causes.setdefault(one.number, later)
        own = lines[one.start : one.end]
        if one.number and (kept := _kept_entry(own, meanings, notes)):
            causes[one.number] = kept
        words = " ".join(meant(line.text) for line in own)
        for number in exclusion.for_named_items(words):
            causes.setdefault(number, because(own[0].text, own[0].page))
        if exclusion.for_later_items(words):
            later = because(own[0].text, own[0].page)
        for line in own[1:] if one.number else own:
            heads = None if item_stamp(line.text) or id(line) in notes else exclusion.heads_kept_items(heading_text(line))
            later = because(line.text, line.page) if heads else None if heads is False else later
    return causes


def _kept_entry(own: Sequence[Line], meanings: Mapping[str, Line], notes: Collection[int]) -> KeptBack | None:
    said = next((note for code, note in meanings.items() if is_coded(own[0], code)), None)
    for at, line in enumerate(own[:4]):
        heads = at and exclusion.heads_kept_items(heading_text(line)) is not None
        if said is None and id(line) not in notes and not heads and _says_private(line.text):
            said = line
    return because(said.text, said.page) if said else None


def _says_private(text: str) -> bool:
    bare = _NUMBERED.sub("", text)
    if APPENDIX.search(meant(bare)) or _EXCLUDES.search(bare):
        return False
    return titled(bare) is Says.MARKS or by_virtue(bare) or sentence(bare, head=True) is Says.MARKS


def _openings(layout: Layout, places: set[int], numbers: set[str], titles: Titles) -> list[tuple[int, str | None]]:
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
            number = number if number in numbers else _titled_item(line.text, titles)
            if number is None or number in seen:
                continue
            top = layout.top_of(at, max(found[-1][0] + 1 if found else 0, layout.starts[layout.part_of[at]]))
        if not found or found[-1][1] != number:
            found.append((top, number))
            seen.add(number)
    return found


def _titles(titles: Sequence[tuple[str, str | None]]) -> Titles:
    """The number of the entry that each title is of, by its first words; None for a title of two entries; no title of one word."""
    found: dict[tuple[str, ...], str | None] = {}
    for title, number in titles:
        words = tuple(words_of(meant(title))[:_FIRST])
        if len(words) > 1 and found.setdefault(words, number) != number:
            found[words] = None
    return found


def _listed_titles(lines: Sequence[Line], listed: Sequence[Listed]) -> Titles:
    titles = ((_LEAD.sub("", lines[one.start].text, count=1).partition("\t")[0], one.number) for one in listed)
    return _titles([(_PAGES.split(title, maxsplit=1)[0], number) for title, number in titles])


def _titled_item(text: str, titles: Titles) -> str | None:
    """The number of the entry whose title a line begins with."""
    return titles.get(tuple(words_of(meant(text))[:_FIRST])) if len(text) < 300 else None


def papers_apart(parts: Sequence[Part]) -> Sequence[Part]:
    """The parts, with the papers that count as agenda as reports and appendices of their own; the same parts where there are none."""
    first = next((at for at, part in enumerate(parts) if part.kind is PartKind.AGENDA), None)
    if first is None:
        return parts
    last = first + 1
    while last < len(parts) and (
        parts[last].kind in (PartKind.AGENDA, PartKind.FRONT)
        or (parts[last].kind is PartKind.APPENDIX and parts[last].item in (None, parts[last - 1].item))  # of a report that counts as agenda
    ):
        last += 1
    lines = [line for part in parts[first:last] for line in part.lines]
    opened = _papers(parts[first:last], lines)
    if not opened:
        return parts
    agenda: list[Part] = []
    left = opened[0][0]
    for part in parts[first:last]:
        agenda.extend([replace(part, lines=part.lines[:left])] if left > 0 else [])
        left -= len(part.lines)
    ends = [*(at for at, _ in opened[1:]), len(lines)]
    papers = [replace(found, lines=tuple(lines[at:end])) for (at, found), end in zip(opened, ends, strict=True)]
    return [*parts[:first], *agenda, *papers, *parts[last:]]


def _papers(parts: Sequence[Part], lines: Sequence[Line]) -> list[tuple[int, Part]]:
    """(index of the first line, the paper without its lines) of each paper among the lines that count as agenda.

    One may begin with a page; with a heading, in a file without pages; with a stray appendix.
    """
    listed = {id(part.lines[0]) for part in parts if part.item and part.kind is PartKind.AGENDA}
    titles = _titles([(part.item_title or "", part.item) for part in parts])
    owners = [part for part in parts for _ in part.lines]
    strays = [one.kind is PartKind.APPENDIX and one is not before for before, one in pairwise(owners)]
    news = [line.page != before.page if line.page is not None else bool(line.level) for before, line in pairwise(lines)]
    starts = [at for at, (new, stray) in enumerate(zip(news, strays, strict=True), 1) if new or stray]
    opened: list[tuple[int, Part]] = []
    for at, end in pairwise([*starts, len(lines)]):
        own, page = owners[at], lines[at:end]
        found = _opens(page, titles, opened[-1][1] if opened else None)
        if strays[at - 1]:
            found = Part(PartKind.APPENDIX, (), opened[-1][1].item if opened else own.item, title=own.title)
        elif own.kind is PartKind.APPENDIX and (found is None or found.item is None or found.kind is PartKind.APPENDIX):
            continue
        elif found is None and not opened and (_counts_anew(page, listed) or _is_marked(page, listed)):
            found = Part(PartKind.REPORT, ())
        if found and (opened or not _lists(page, listed)):
            opened.append((at, found))
    return opened


def _opens(page: Sequence[Line], titles: Titles, before: Part | None) -> Part | None:
    """The paper that begins with the first lines of a page; None where none does. `before` is the paper before."""
    top = [(line, heading_text(line)) for line in page[:TOP]]
    for _, text in top:
        if mark := appendix_mark(text):
            return Part(PartKind.APPENDIX, (), before.item if before else None, title=text if mark[1] else f"Appendix {mark[0]}")
    for line, text in top:
        number = opened_item(line) or _titled_item(text, titles)
        if number is not None:
            return Part(PartKind.REPORT, (), number, title=text)
    headed = any(_HEAD.match(meant(text)) for _, text in top)
    sure = before is None or (any(_TO.match(meant(text)) for _, text in top) and _counts_anew(page, ()))
    return Part(PartKind.REPORT, ()) if headed and sure else None


def _counts_anew(page: Sequence[Line], listed: Collection[int]) -> bool:
    """True for a page of numbered prose that counts from one."""
    found = next((at for at, line in enumerate(page) if _PARAGRAPH.match(line.text) and id(line) not in listed), None)
    if found is None:
        return False
    prose = re.match(r"(?:[^.;]|[.;](?=\S))*", " ".join(line.text for line in page[found : found + 4]).partition(" ")[2])
    return prose is not None and len(prose[0].split()) >= _PROSE


def _lists(page: Sequence[Line], listed: Collection[int]) -> bool:
    """True for a page with entries of the agenda."""
    found = [line for line in page if id(line) in listed and not line.text.rstrip().endswith(".")]
    return len(found) > 1 or any(_LISTED_PAGES.search(line.text) for line in found)


def _is_marked(page: Sequence[Line], listed: Collection[int]) -> bool:
    """True for a page that is marked at its top, and lists nothing."""
    texts = [heading_text(line) for line in page[:_MARKED]]
    marked = any(stamp(text) is Says.MARKS or by_virtue(text) or (titled(text) is Says.MARKS and text[-1:] != ".") for text in texts)
    return marked and not any(id(line) in listed for line in page)
