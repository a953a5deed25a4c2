"""What single lines keep back: titles and sentences at the head of a part, stamps on a page, and what stands outside the text.

A marking at the head of a part reaches over the part, one at the head of a report over its appendices too, and a stamp over its page: on
to the end of the part where it stands on one page alone, to the last of its pages where it runs.
"""

import re
from collections.abc import Iterator, Sequence

from ingest import exclusions
from ingest.listed import explains
from ingest.marking_forms import asked, is_question, named_exempt, names_part_two
from ingest.markings import HINT, Says, by_virtue, meant, opens_with_stamp, sentence, stamp, titled, words_of
from ingest.models import Bookmark, KeptBack, Line, PageHead
from ingest.parts import PartKind, item_stamp
from ingest.reach import HEAD, Layout, Reach, because
from ingest.reach_meetings import appendix_label

_FORM_HEAD = 40
"""Lines at the head of a part among which the answers of its front sheet stand."""
_NUMBERED = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})*[.)]?|[a-z][.)])\s", re.I)
_ITEMS = re.compile(r"\b(?:items?|business|part|reports|matters|section|session)\b")
_OPENERS = ("not for publication", "exempt", "confidential", "private and", "by virtue", "strictly", "restricted")
_SUBJECT = re.compile(
    r"^(?:exempt|confidential|private|restricted)(?: (?:and|or) (?:exempt|confidential|private))? "
    r"(?:information|items?|business|matters?|sessions?|reports|papers|documents)$"
)
"""What a rule book or a policy has as a heading; a mark only at an edge or at the head of a paper."""
_OWN = (PartKind.REPORT, PartKind.APPENDIX, PartKind.FRONT)
Stamps = list[tuple[int, KeptBack]]


def of_name(layout: Layout, document: str) -> Iterator[Reach]:
    """All of the paper, where the file's name marks it."""
    if named_exempt(document) and not (names_part_two(document) and _has_part_one(layout)):
        yield Reach(0, len(layout.kept), because(document, place="the file's name"))


def of_page_heads(layout: Layout, heads: Sequence[PageHead]) -> Iterator[Reach]:
    """The sections of a Word file that are marked in the head or foot of their pages."""
    for head in heads:
        if head.start < head.end and titled(head.text) >= Says.HINTS:
            end = layout.at[head.end] if head.end < len(layout.at) else len(layout.kept)
            yield Reach(layout.at[head.start], end, because(head.text, place="the head or foot of its pages"))


def of_lines(layout: Layout, asides: Sequence[Line], bookmarks: Sequence[Bookmark]) -> Iterator[Reach]:
    """Every reach of every marking that is one line, and of what stands outside the text."""
    stamps: Stamps = []
    in_titles = {(line.page, line.text) for index, line in enumerate(layout.raw) if line.page is not None and _in_title(layout, index)}
    for aside in asides:
        if titled(aside.text) < Says.HINTS or (aside.page, aside.text) in in_titles:
            continue
        if aside.page is None:
            yield Reach(0, len(layout.kept), because(aside.text, place="a box, label or property of the file"))
        else:
            stamps.append((aside.page, because(aside.text, aside.page)))
    stamps.extend((mark.page, because(mark.title, place="a bookmark")) for mark in bookmarks if _marks_paper(layout, mark))
    for index, line in enumerate(layout.raw):
        if HINT.search(meant(line.text)) and not (_answered_no(layout, index) or _in_title(layout, index) or explains(line)):
            yield from _of_line(layout, index, line, stamps)
    yield from _of_stamps(layout, stamps)


def _has_part_one(layout: Layout) -> bool:
    """True where a heading says that what follows is open to the public."""
    return any(exclusions.heads_kept_items(line.text) is False for line in layout.kept if len(line.text) < 80)


def _marks_paper(layout: Layout, mark: Bookmark) -> bool:
    bare = _NUMBERED.sub("", mark.title)
    return mark.page in layout.pages and not any(map(layout.is_front, layout.parts_of_page(mark.page))) and titled(bare) is Says.MARKS


def _answered_no(layout: Layout, index: int) -> bool:
    """True for a question of a form that is answered with no, and for the heading over one."""
    line, after = layout.raw[index], layout.after(index)
    if asked(line.text, after.text if after else "") is Says.CLEARS:
        return True
    heading = after is not None and _SUBJECT.match(meant(line.text)) and is_question(after.text)
    return bool(heading and after and asked(after.text) is Says.CLEARS)


def _in_title(layout: Layout, index: int) -> bool:
    """True for the first word of a title over two lines, which the paper has as one elsewhere: "RESTRICTED" over "PARKING ZONE"."""
    word, after = meant(layout.raw[index].text), layout.after(index)
    if " " in word or after is None or after.text.isupper() != layout.raw[index].text.isupper():
        return False
    return (word, *words_of(meant(after.text))[:2]) in layout.phrases


def _of_line(layout: Layout, index: int, line: Line, stamps: Stamps) -> Iterator[Reach]:
    at = layout.at[index]
    number = layout.part_of(at)
    part, offset = layout.parts[number], at - layout.starts[number]
    text = layout.text(index)
    cause = because(text, line.page)
    if _is_stamp(layout, index, offset):
        if line.page is not None and (index in layout.edges or _sideways(line)):
            stamps.append((line.page, cause))
        else:
            yield _from(layout, number, at, cause)
    elif part.kind is PartKind.AGENDA:
        return
    elif offset < HEAD and _heads(layout, index, offset):
        yield layout.whole(number, cause)
    elif part.kind in _OWN and _speaks(layout, index, offset):
        yield _of_sentence(layout, number, line, cause)


def _of_sentence(layout: Layout, number: int, line: Line, cause: KeptBack) -> Reach:
    """The reach of a sentence: its paper, or from its page on where it speaks of an appendix that nothing else opens."""
    unopened = layout.parts[number].kind is not PartKind.APPENDIX and re.search(r"\bthis (?:appendix|annex)", meant(cause.words))
    if unopened and line.page in layout.pages:
        return _from(layout, number, max(layout.pages[line.page][0], layout.starts[number]), cause)
    return layout.whole(number, cause)


def _sideways(line: Line) -> bool:
    return line.box is not None and line.box.y1 - line.box.y0 > 2 * (line.box.x1 - line.box.x0) and len(line.text) > 4


def _is_stamp(layout: Layout, index: int, offset: int) -> bool:
    """True for a marking that stands by itself where stamps stand: at a page's edge, sideways, or set off in the text."""
    line, text, near = layout.raw[index], layout.text(index), layout.edges.get(index)
    says = stamp(text) or _over_two_lines(layout, index) or _with_reason(text, near)
    if _sideways(line):
        return says >= Says.HINTS
    listed = bool(_NUMBERED.match(text) and not item_stamp(text)) or line.cells[1:] != ()
    goes_on = layout.runs_on(index) and not _over_two_lines(layout, index)
    if listed or goes_on or _among_appendices(layout, index) or not _may_stamp(layout, index, offset):
        return False
    if says is Says.MARKS or (by_virtue(text) and _begins(layout, index)):
        return True
    return says is Says.HINTS and near is not None and ((near < 2 and text[:1].isupper()) or _is_loud(line, text))


def _with_reason(text: str, near: int | None) -> Says:
    """What the head or foot of a page says that goes on with the reason of its marking."""
    stands = near is not None and near < 2 and text[:1].isupper() and not text.endswith(".")
    return Says.MARKS if stands and len(text.split()) <= 20 and opens_with_stamp(text) else Says.NOTHING


def _over_two_lines(layout: Layout, index: int) -> Says:
    """What a line says with the short one above it: "NOT FOR" and "PUBLICATION"."""
    if not index or layout.raw[index - 1].page != layout.raw[index].page:
        return Says.NOTHING
    both = f"{layout.text(index - 1)} {layout.text(index)}"
    return Says.MARKS if both.isupper() and len(both.split()) <= 5 and stamp(both) is Says.MARKS else Says.NOTHING


def _is_loud(line: Line, text: str) -> bool:
    return text.isupper() or line.bold or bool(line.level) or text[:1] in "[(*"


def _may_stamp(layout: Layout, index: int, offset: int) -> bool:
    """False for the headings of an agenda, and for an appendix that is named where none begins."""
    near, number = layout.edges.get(index), layout.part_of(layout.at[index])
    if layout.is_front(number):
        return near is not None and near < 2 and not _ITEMS.search(meant(layout.text(index)))
    return (near is not None and near < 2) or not _other_appendix(layout, number, layout.text(index), offset)


def _other_appendix(layout: Layout, number: int, text: str, offset: int) -> bool:
    """True for the name of an appendix that does not begin there."""
    label, part = appendix_label(text), layout.parts[number]
    own = part.kind is PartKind.APPENDIX and appendix_label(part.title or "") in (None, label)
    return label is not None and offset > 2 and not own


def _begins(layout: Layout, index: int) -> bool:
    before = layout.raw[index - 1] if index else None
    line = layout.raw[index]
    return before is None or before.page != line.page or line.gap or before.text.rstrip().endswith((".", ":", ")"))


def _among_appendices(layout: Layout, index: int) -> bool:
    """True for an appendix among others in a list."""
    label = appendix_label(layout.text(index))
    near = layout.raw[max(0, index - 1) : index] + layout.raw[index + 1 : index + 2]
    others = {appendix_label(line.text) for line in near if line.page == layout.raw[index].page}
    return label is not None and bool(others - {None, label})


def _heads(layout: Layout, index: int, offset: int) -> bool:
    """True for a title or line at the head of a part that marks it."""
    line, text = layout.raw[index], layout.text(index)
    number = layout.part_of(layout.at[index])
    if (
        (_NUMBERED.match(text) and not item_stamp(text))
        or layout.is_front(number)
        or layout.runs_on(index)
        or _among_appendices(layout, index)
    ):
        return False
    resolves = layout.parts[number].kind is PartKind.MINUTES and re.search(r"\bbe excluded\b|\bto exclude\b", meant(text))
    if resolves or _other_appendix(layout, number, text, offset):
        return False
    says = titled(text)
    if says is Says.HINTS:
        subject = _SUBJECT.match(meant(text)) and offset > 5
        return not subject and (_is_loud(line, text) or len(text.split()) <= 4)
    title = offset < 9 and not text.endswith(".") and line.cells[1:] == ()
    return says is Says.MARKS and text[:1].isupper() and (title or meant(text).startswith(_OPENERS))


def _speaks(layout: Layout, index: int, offset: int) -> bool:
    """True for a sentence or an answered question that speaks of its own paper."""
    line, text = layout.raw[index], layout.text(index)
    if layout.is_front(layout.part_of(layout.at[index])):
        return False
    following = [at for at in range(index + 1, min(index + 3, len(layout.raw))) if layout.raw[at].page == line.page]
    question = asked(line.text, layout.text(following[0]) if following else "")
    if question is Says.MARKS and (offset < _FORM_HEAD or is_question(text)):
        return True
    begun = (layout.text(index - 1),) if layout.runs_on(index) else ()
    wraps = () if text.endswith(".") else (layout.text(at) for at in following if not layout.raw[at].gap)
    return sentence(" ".join((*begun, text, *wraps)), head=offset < HEAD) is Says.MARKS


def _from(layout: Layout, number: int, at: int, cause: KeptBack) -> Reach:
    """The part from `at` on, the whole of it where that is its head; minutes until the public is back."""
    start, end = layout.starts[number], layout.end_of(number)
    inside = at - start > 2 and layout.parts[number].kind is not PartKind.APPENDIX and re.search(r"appendi|annex", meant(cause.words))
    if layout.parts[number].kind is PartKind.MINUTES:
        back = (line for line in range(at + 1, end) if exclusions.opens(meant(layout.kept[line].text)))
        return Reach(at, next(back, end), cause)
    return Reach(at, end, cause) if inside or at - start >= HEAD else layout.whole(number, cause)


def _of_stamps(layout: Layout, stamps: Stamps) -> Iterator[Reach]:
    by_part: dict[int, dict[int, KeptBack]] = {}
    for page, cause in stamps:
        for number in layout.parts_of_page(page) if page in layout.pages else ():
            by_part.setdefault(number, {}).setdefault(page, cause)
    for number, marked in by_part.items():
        yield _stamped(layout, number, marked)


def _stamped(layout: Layout, number: int, marked: dict[int, KeptBack]) -> Reach:
    """The reach of the stamps on the pages of one part; a stamp on the first page of a paper is on the paper."""
    pages = sorted(marked)
    cause = marked[pages[0]]
    start, end = layout.starts[number], layout.end_of(number)
    if pages[0] == layout.parts[number].lines[0].page and (number == 0 or layout.pages[pages[0]][0] >= start):
        return Reach(0, len(layout.kept), cause) if number == 0 else layout.whole(number, cause)
    if len(pages) == 1 and layout.goes_on(pages[0], start):
        return layout.whole(number, cause)
    runs = len(pages) > 1 and pages[-1] - pages[0] == len(pages) - 1
    return Reach(max(layout.pages[pages[0]][0], start), min(layout.pages[pages[-1]][1], end) if runs else end, cause)
