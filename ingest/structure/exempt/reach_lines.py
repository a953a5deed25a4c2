"""What single lines keep back: titles and sentences at the head of a part, stamps on a page, and what stands outside the text.

A marking at the head of a part reaches over the part, one at the head of a report over its appendices too, and a stamp over its page: on
to the end of the part where it stands on one page alone, to the last of its pages where it runs.
"""

import re
from collections.abc import Iterator, Sequence

from ingest.models import Bookmark, KeptBack, Line, PageHead
from ingest.structure.exempt import exclusion
from ingest.structure.exempt.appendices import appendix_label
from ingest.structure.exempt.forms import TITLE_LABEL, asked, front_row, introduces, is_question, named_exempt, names_part_two, says_none
from ingest.structure.exempt.listed import explains
from ingest.structure.exempt.markings import (
    BOX,
    HINT,
    NOUNS,
    Says,
    by_virtue,
    is_reference,
    meant,
    opens_with_stamp,
    sentence,
    stamp,
    titled,
    words_of,
)
from ingest.structure.exempt.reach import HEAD, Layout, Reach, because
from ingest.structure.exempt.reach_agenda import agenda_places
from ingest.structure.parts import PartKind, item_stamp

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
_EXAMPLE = re.compile(r"\b(?:examples?|specimen|sample|wording|template|model)\b")
_KINDS = re.compile(r"^(public|open|unrestricted|official|exempt|confidential|restricted|private)\b")
_CLAUSE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|may|must|should|receives?|gets?|sees?|hears?|means?|attends?|leaves?)\b")
_OF_PAPER = re.compile(
    r"\b(?:this|these|it|they|its|the report|the paper|contain\w*|names?|relat\w*|disclos\w*|information|publi\w*|schedule|only|not)\b"
)
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
    sheet = frozenset(agenda_places(layout))
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
        if HINT.search(meant(line.text)) and not (_speaks_of_markings(layout, index) or (layout.at[index] in sheet and _is_listing(line))):
            yield from _of_line(layout, index, line, stamps)
    yield from _of_stamps(layout, stamps)


def of_front_tables(layout: Layout) -> Iterator[Reach]:
    """Papers whose front table marks them, by its title or by a row that gives the reason; each up to the next table with a title."""
    begun: tuple[int, int, KeptBack] | None = None
    top = 0
    for at, line in enumerate(layout.kept):
        before = layout.kept[at - 1] if at else None
        if not line.cells[1:]:
            continue
        if before is None or not before.cells[1:] or before.page != line.page:
            top = layout.top_of(at, layout.starts[layout.part_of(at)])
        label, value = meant(line.cells[0]).strip(" :"), " ".join(line.cells[1:])
        if not line.cells[2:] and front_row(label, value):
            begun = begun or (top, layout.whole(layout.part_of(at), because("")).end, because(line.text, line.page))
        elif begun and TITLE_LABEL.match(label) and top > begun[0]:
            yield Reach(begun[0], min(top, begun[1]), begun[2])
            begun = None
    if begun:
        yield Reach(*begun)


def _is_listing(line: Line) -> bool:
    """True for the heading over the private items of an agenda, which `ingest.reach_agenda` reads."""
    return exclusion.heads_kept_items(line.text) is True and bool(_ITEMS.search(meant(line.text)))


def _speaks_of_markings(layout: Layout, index: int) -> bool:
    """True for a line that marks nothing though its words could: it answers no, explains, quotes, counts or is part of a title."""
    told = _answered_no(layout, index) or _none_here(layout, index) or explains(layout.raw[index]) or _is_introduced(layout, index)
    return told or _in_title(layout, index) or _in_table(layout, index) or _in_prose(layout, index)


def _paragraph(layout: Layout, index: int) -> str:
    """A line with the two after it that go on with it."""
    words = [layout.text(index)]
    for at in range(index + 1, min(index + 3, len(layout.raw))):
        if words[-1].endswith(".") or layout.raw[at].gap or layout.raw[at].page != layout.raw[index].page:
            break
        words.append(layout.text(at))
    return " ".join(words)


def _none_here(layout: Layout, index: int) -> bool:
    """True for a heading under which it is said that nothing here is exempt, or only an appendix that is elsewhere."""
    if layout.after(index) is None or not _SUBJECT.match(meant(layout.raw[index].text)):
        return False
    own = _paragraph(layout, index + 1)
    return says_none(own)


def _is_introduced(layout: Layout, index: int) -> bool:
    """True for words that guidance gives as an example: "The banner reads: …", "Put this at the top:" and the lines under it."""
    lead, colon, _ = meant(layout.raw[index].text).partition(":")
    if colon and introduces(lead):
        return True
    quoted = layout.raw[index].text.lstrip()[:1] in ('"', "“")
    for at in range(index - 1, max(-1, index - 4), -1):
        above = meant(layout.raw[at].text)
        if layout.raw[at].page != layout.raw[index].page:
            return False
        if above.endswith(":") or not HINT.search(above):
            return (above.endswith(":") and introduces(above)) or (quoted and bool(_EXAMPLE.search(above)))
    return False


def _in_table(layout: Layout, index: int) -> bool:
    """True for a row that counts or classes something, and for one of a table that explains several markings."""
    line = layout.raw[index]
    if not line.cells[1:] or BOX.search(line.text) or asked(line.text) is Says.MARKS:
        return False
    label = words_of(meant(line.cells[0]))
    counts = any(cell.strip(" %£,.").isdigit() for cell in line.cells[1:])
    classes = titled(line.cells[0]) is Says.NOTHING and not NOUNS & set(label) and len(" ".join(label)) < 3
    return counts or classes or _is_legend(layout, index)


def _is_legend(layout: Layout, index: int) -> bool:
    own = _KINDS.match(meant(layout.raw[index].cells[0]))
    rows = layout.raw[max(0, index - 3) : index + 4]
    near = (_KINDS.match(meant(row.cells[0])) for row in rows if row.cells[1:] and asked(row.text) is Says.NOTHING)
    return own is not None and any(found[1] != own[1] for found in near if found)


def _in_prose(layout: Layout, index: int) -> bool:
    """True for a sentence behind the first of the text that begins with a word of marking and does not speak of its paper."""
    line, text = layout.raw[index], layout.text(index)
    first = re.split(r" - |:", meant(text), maxsplit=1)
    in_capitals = text.split(":")[0].split(" ")[0].isupper()  # as markings are set, and a sentence's first word is not
    if len(first) < 2 or line.cells[1:] or in_capitals or stamp(first[0]) is not Says.HINTS:
        return False
    begun = any(len(words_of(one.text)) > 7 and one.text.endswith(".") for one in layout.raw[max(0, index - 5) : index])
    whole = meant(_paragraph(layout, index))
    clause = whole.endswith(".") and len(words_of(whole)) > 7 and _CLAUSE.search(whole)
    return begun and bool(clause) and not _OF_PAPER.search(whole) and not is_reference(whole)


def _second_part(layout: Layout, number: int, at: int) -> int | None:
    """Where the private part begins that `at` is in, where a heading opens the public part of the same paper before it."""
    is_open, found = False, None
    for place in range(layout.starts[number], at + 1):
        text = layout.kept[place].text
        heads = exclusion.heads_kept_items(text) if len(text) < 80 else None
        if heads is False and len(text.split()) <= 6:
            is_open, found = True, None
        elif heads and is_open and found is None:
            found = place
    return found


def _at_head(layout: Layout, number: int, at: int, cause: KeptBack) -> Reach:
    """What a marking at the head of a part reaches: all of it, but for a public part before the private one."""
    second = _second_part(layout, number, at)
    return layout.whole(number, cause) if second is None else Reach(second, layout.whole(number, cause).end, cause)


def _has_part_one(layout: Layout) -> bool:
    """True where a heading says that what follows is open to the public."""
    return any(exclusion.heads_kept_items(line.text) is False for line in layout.kept if len(line.text) < 80)


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
    if index and after and word.isalpha() and all(_names_subject(near, word) for near in (layout.raw[index - 1], after)):
        return True
    if " " in word or after is None or after.text.isupper() != layout.raw[index].text.isupper():
        return False
    return (word, *words_of(meant(after.text))[:2]) in layout.phrases


def _names_subject(line: Line, word: str) -> bool:
    """True for a line with a word of marking that is no marking in it: "Which homes are exempt?"."""
    return word in words_of(meant(line.text)) and titled(line.text) is Says.NOTHING and sentence(line.text) is Says.NOTHING


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
        yield _at_head(layout, number, at, cause)
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
        return not subject and (
            _is_loud(line, text) or any(cell.isupper() and stamp(cell) for cell in line.cells) or len(text.split()) <= 4
        )
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
        back = (line for line in range(at + 1, end) if exclusion.opens(meant(layout.kept[line].text)))
        return Reach(at, next(back, end), cause)
    return Reach(at, end, cause) if inside or at - start >= HEAD else _at_head(layout, number, at, cause)


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
