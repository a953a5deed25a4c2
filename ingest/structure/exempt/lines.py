"""What single lines keep back: stamps on a page, titles and sentences at the head of a part, and what stands outside the text.

A marking at the head of a part reaches over the part, one at the head of a report over its appendices too, and a stamp over its page: on
to the end of the part where it stands on one page alone, to the last of its pages where it runs.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.models import Bookmark, KeptBack, Line, PageHead
from ingest.structure.box import read_head
from ingest.structure.exempt import exclusion
from ingest.structure.exempt.agenda import agenda_places
from ingest.structure.exempt.forms import TITLE_LABEL, asked, front_row, is_question, named_exempt
from ingest.structure.exempt.layout import HEAD, Layout, Reach, Spot, because
from ingest.structure.exempt.markings import (
    APPENDIX,
    HINT,
    SUBJECT,
    Says,
    appendices_named,
    by_virtue,
    meant,
    opens_with_stamp,
    sentence,
    stamp,
    titled,
)
from ingest.structure.exempt.mentions import in_title, merely_mentions
from ingest.structure.headings import heading_text
from ingest.structure.parts import PartKind, item_stamp

_FORM_HEAD = 40
"""Lines at the head of a part among which the answers of its front sheet stand."""
_BOX = 8
"""Lines at the head of a part among which its box begins."""
_NUMBERED = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[a-z][.)])\s", re.I)
_ITEMS = re.compile(r"\b(?:items?|business|part|reports|matters|section|session)\b")
_OPENERS = ("not for publication", "exempt", "confidential", "private and", "by virtue", "strictly", "restricted")
_MORE_THAN_PART_TWO = re.compile(r"exempt|confiden|restrict|priva|not.for|closed|pink")
_LABEL = re.compile(r"\b(?:appendix|annexe?|enclosure|atodiad) ([a-z]{1,2}|\d{1,2}[a-z]?)\b")
_NAMING = (PartKind.REPORT, PartKind.FRONT, PartKind.AGENDA)
_OWN = (PartKind.REPORT, PartKind.APPENDIX, PartKind.FRONT)


def of_name(layout: Layout, document: str) -> Iterator[Reach]:
    """All of the paper, where the file's name marks it; not where it says no more than "part 2" of a pack that holds its part 1 as well."""
    if not named_exempt(document):
        return
    has_part_one = any(exclusion.heads_kept_items(line.text) is False for line in layout.kept if len(line.text) < 80)
    if _MORE_THAN_PART_TWO.search(meant(document)) or not has_part_one:
        yield Reach(0, len(layout.kept), because(document, place="the file's name"))


def of_page_heads(layout: Layout, heads: Sequence[PageHead]) -> Iterator[Reach]:
    """The sections of a Word file that are marked in the head or foot of their pages."""
    for head in heads:
        if head.start < head.end and titled(head.text) >= Says.HINTS:
            end = layout.at[head.end] if head.end < len(layout.at) else len(layout.kept)
            yield Reach(layout.at[head.start], end, because(head.text, place="the head or foot of its pages"))


def of_front_tables(layout: Layout) -> Iterator[Reach]:
    """Papers whose front table marks them, by its title or by a row that gives the reason; each up to the next table with a title."""
    begun: Reach | None = None
    top = 0
    for at, line in enumerate(layout.kept):
        before = layout.kept[at - 1] if at else None
        if not line.cells[1:]:
            continue
        if before is None or not before.cells[1:] or before.page != line.page:
            top = layout.top_of(at, layout.starts[layout.part_of[at]])
        label, value = meant(line.cells[0]).strip(" :"), " ".join(line.cells[1:])
        if not line.cells[2:] and front_row(label, value):
            begun = begun or Reach(top, layout.whole(layout.part_of[at], because("")).end, because(line.text, line.page))
        elif begun and TITLE_LABEL.match(label) and top > begun.start:
            yield Reach(begun.start, min(top, begun.end), begun.cause)
            begun = None
    if begun:
        yield begun


def of_boxes(layout: Layout) -> Iterator[Reach]:
    """Reports whose box says that they are exempt, wherever in the box the label and its answer stand."""
    for number, part in enumerate(layout.parts):
        near = range(min(len(part.lines), _BOX))
        at, head = next(((at, head) for at in near if (head := read_head(part.lines, at))), (0, None))
        words = f"Classification: {head.confidentiality}" if head and head.confidentiality else ""
        if asked(words) is Says.MARKS:
            yield layout.whole(number, because(words, part.lines[at].page))


def of_named_appendices(layout: Layout) -> Iterator[Reach]:
    """Appendices that their report or the agenda calls exempt, where they are in the paper without a mark of their own."""
    causes: dict[tuple[str | None, str], KeptBack] = {}
    for part in layout.parts:
        for index, line in enumerate(part.lines if part.kind in _NAMING else ()):
            plain = meant(line.text)
            if HINT.search(plain) and APPENDIX.search(plain):
                labels, item = appendices_named(" ".join(heading_text(one) for one in part.lines[index : index + 2]))
                causes |= {(part.item if item is None else item, label): because(line.text, line.page) for label in labels}
    for number, part in enumerate(layout.parts):
        label = _appendix_label(part.title or "") if part.kind is PartKind.APPENDIX else None
        cause = causes.get((part.item, label or ""), causes.get(("", label or "")))
        if label and cause:
            yield layout.whole(number, cause)


def of_lines(layout: Layout, asides: Sequence[Line], bookmarks: Sequence[Bookmark]) -> Iterator[Reach]:
    """Every reach of every marking that is one line, and of what stands outside the text."""
    stamps: list[tuple[int, KeptBack]] = []
    sheet = frozenset(agenda_places(layout))
    titles: set[tuple[int | None, str]] = set()
    for index, line in enumerate(layout.raw):
        if not HINT.search(meant(line.text)):
            continue
        spot = Spot(layout, index)
        if in_title(spot):
            titles.add((line.page, line.text))
        elif not merely_mentions(spot) and not (
            spot.at in sheet and exclusion.heads_kept_items(line.text) and _ITEMS.search(meant(line.text))
        ):
            yield from _of_line(spot, stamps)
    for aside in asides:
        if titled(aside.text) < Says.HINTS or (aside.page, aside.text) in titles:
            continue
        if aside.page is None:
            yield Reach(0, len(layout.kept), because(aside.text, place="a box, label or property of the file"))
        else:
            stamps.append((aside.page, because(aside.text, aside.page)))
    stamps.extend((mark.page, because(mark.title, place="a bookmark")) for mark in bookmarks if _marks_paper(layout, mark))
    yield from _of_stamps(layout, stamps)


def _marks_paper(layout: Layout, mark: Bookmark) -> bool:
    bare = _NUMBERED.sub("", mark.title)
    return mark.page in layout.pages and not any(map(layout.is_front, layout.parts_of_page(mark.page))) and titled(bare) is Says.MARKS


def _of_line(spot: Spot, stamps: list[tuple[int, KeptBack]]) -> Iterator[Reach]:
    layout, page = spot.layout, spot.line.page
    cause = because(spot.text, page)
    if _is_stamp(spot):
        if page is not None and (spot.index in layout.edges or spot.sideways):
            stamps.append((page, cause))
        else:
            yield _from(spot, spot.at, cause)
    elif spot.part.kind is PartKind.AGENDA:
        return
    elif spot.offset < HEAD and _heads(spot):
        yield _at_head(spot, spot.at, cause)
    elif spot.part.kind in _OWN and _speaks(spot):
        # "This appendix": from its page on, where nothing else opens it
        unopened = spot.part.kind is not PartKind.APPENDIX and re.search(r"\bthis (?:appendix|annex)", meant(cause.words))
        if unopened and page in layout.pages:
            yield _from(spot, max(layout.pages[page][0], layout.starts[spot.number]), cause)
        else:
            yield layout.whole(spot.number, cause)


def _is_stamp(spot: Spot) -> bool:
    """True for a marking that stands by itself where stamps stand: at a page's edge, sideways, or set off in the text."""
    text, both = spot.text, _over_two_lines(spot)
    at_edge = spot.near < 2 and text[:1].isupper()
    with_reason = at_edge and not text.endswith(".") and len(text.split()) <= 20 and opens_with_stamp(text)
    says = stamp(text) or both or (Says.MARKS if with_reason else Says.NOTHING)
    if spot.sideways:
        return says >= Says.HINTS
    listed = bool(_NUMBERED.match(text) and not item_stamp(text)) or spot.line.cells[1:] != ()
    if listed or (spot.runs_on and not both) or _among_appendices(spot) or not _may_stamp(spot):
        return False
    begins = spot.before is None or spot.line.gap or spot.before.text.rstrip().endswith((".", ":", ")"))
    if says is Says.MARKS or (begins and by_virtue(text)):
        return True
    return says is Says.HINTS and (at_edge or (spot.index in spot.layout.edges and spot.is_loud))


def _over_two_lines(spot: Spot) -> Says:
    """What a line says with the short one above it: "NOT FOR" and "PUBLICATION"."""
    both = f"{spot.layout.text(spot.index - 1)} {spot.text}" if spot.before else ""
    return Says.MARKS if both.isupper() and len(both.split()) <= 5 and stamp(both) is Says.MARKS else Says.NOTHING


def _may_stamp(spot: Spot) -> bool:
    """False for the headings of an agenda, and for an appendix that is named where none begins."""
    if spot.layout.is_front(spot.number):
        return spot.near < 2 and not _ITEMS.search(spot.words)
    return spot.near < 2 or not _other_appendix(spot)


def _appendix_label(text: str) -> str | None:
    """The label of the appendix with which a line begins, in lower case; None where it begins with none."""
    found = _LABEL.search(meant(text[:60]))
    return found[1] if found and found.start() < 24 else None


def _other_appendix(spot: Spot) -> bool:
    """True for the name of an appendix that does not begin there."""
    label = _appendix_label(spot.text)
    own = spot.part.kind is PartKind.APPENDIX and _appendix_label(spot.part.title or "") in (None, label)
    return label is not None and spot.offset > 2 and not own


def _among_appendices(spot: Spot) -> bool:
    """True for an appendix among others in a list."""
    label = _appendix_label(spot.text)
    return label is not None and any(_appendix_label(line.text) not in (None, label) for line in (spot.before, spot.after) if line)


def _heads(spot: Spot) -> bool:
    """True for a title or line at the head of a part that marks it."""
    line, text, plain = spot.line, spot.text, spot.words
    if (_NUMBERED.match(text) and not item_stamp(text)) or spot.layout.is_front(spot.number) or spot.runs_on:
        return False
    resolves = spot.part.kind is PartKind.MINUTES and re.search(r"\bbe excluded\b|\bto exclude\b", plain)
    if resolves or _among_appendices(spot) or _other_appendix(spot):
        return False
    says = titled(text)
    if says is Says.HINTS:
        short = len(text.split()) <= 4 or any(cell.isupper() and stamp(cell) for cell in line.cells)
        return (spot.is_loud or short) and not (SUBJECT.match(plain) and spot.offset > 5)
    title = spot.offset < 9 and not text.endswith(".") and line.cells[1:] == ()
    return says is Says.MARKS and text[:1].isupper() and (title or plain.startswith(_OPENERS))


def _speaks(spot: Spot) -> bool:
    """True for a sentence or an answered question that speaks of its own paper."""
    layout, text = spot.layout, spot.text
    if layout.is_front(spot.number):
        return False
    following = [at for at in range(spot.index + 1, min(spot.index + 3, len(layout.raw))) if layout.raw[at].page == spot.line.page]
    question = asked(spot.line.text, layout.text(following[0]) if following else "")
    if question is Says.MARKS and (spot.offset < _FORM_HEAD or is_question(text)):
        return True
    begun = (layout.text(spot.index - 1),) if spot.runs_on else ()
    wraps = () if text.endswith(".") else (layout.text(at) for at in following if not layout.raw[at].gap)
    return sentence(" ".join((*begun, text, *wraps)), head=spot.offset < HEAD) is Says.MARKS


def _from(spot: Spot, at: int, cause: KeptBack) -> Reach:
    """The part from `at` on, the whole of it where that is its head; minutes until the public is back."""
    layout, number = spot.layout, spot.number
    start, end = layout.starts[number], layout.ends[number]
    if spot.part.kind is PartKind.MINUTES:
        back = (line for line in range(at + 1, end) if exclusion.opens(meant(layout.kept[line].text)))
        return Reach(at, next(back, end), cause)
    inside = at - start > 2 and spot.part.kind is not PartKind.APPENDIX and APPENDIX.search(meant(cause.words))
    return Reach(at, end, cause) if inside or at - start >= HEAD else _at_head(spot, at, cause)


def _at_head(spot: Spot, at: int, cause: KeptBack) -> Reach:
    """What a marking at the head of a part reaches: all of it, but for a public part before the private one that `at` is in."""
    whole = spot.layout.whole(spot.number, cause)
    is_open, second = False, None
    for place in range(spot.layout.starts[spot.number], at + 1):
        text = spot.layout.kept[place].text
        heads = exclusion.heads_kept_items(text) if len(text) < 80 else None
        if heads is False and len(text.split()) <= 6:
            is_open, second = True, None
        elif heads and is_open and second is None:
            second = place
    return whole if second is None else Reach(second, whole.end, cause)


def _of_stamps(layout: Layout, stamps: Sequence[tuple[int, KeptBack]]) -> Iterator[Reach]:
    """The reach of the stamps on the pages of each part; a stamp on the first page of a paper is on the paper."""
    by_part: dict[int, dict[int, KeptBack]] = {}
    for page, cause in stamps:
        for number in layout.parts_of_page(page) if page in layout.pages else ():
            by_part.setdefault(number, {}).setdefault(page, cause)
    for number, marked in by_part.items():
        pages = sorted(marked)
        cause = marked[pages[0]]
        start, end = layout.starts[number], layout.ends[number]
        on_first = pages[0] == layout.parts[number].lines[0].page and (number == 0 or layout.pages[pages[0]][0] >= start)
        if on_first and number == 0:
            yield Reach(0, len(layout.kept), cause)
        elif on_first or (len(pages) == 1 and layout.goes_on(pages[0], start)):
            yield layout.whole(number, cause)
        else:
            runs = len(pages) > 1 and pages[-1] - pages[0] == len(pages) - 1
            yield Reach(max(layout.pages[pages[0]][0], start), min(layout.pages[pages[-1]][1], end) if runs else end, cause)
