"""Finds the numbers of a part: gathers the lines that begin with one, weighs them together, infers the ones extraction lost."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.models import Line
from ingest.structure.headings import Listing, heading_text, listing_under
from ingest.structure.numbering import FIGURES, PLAIN, Candidate, Level, Marker, Style, cite, markers, resolve
from ingest.structure.parts import PartKind, named_minute
from ingest.structure.roles import Sorted

_SPACES_TO_POINTS = 8.0
_HANG = 9.0
"""Points by which text is set further right than its number at the least: half an inch is the custom, half a quarter the narrowest seen."""
_INLINE = re.compile(r"(?<=[^\n]) (\()?(\d{1,2})\)")
"""A number in brackets that does not begin its line."""
_ALONE = re.compile(r"\d{1,3}")
_REFERS = re.compile(
    r"\b(?:appendix|appendices|annexe?|paragraphs?|paras?\.?|sections?|pages?|tables?|figures?|items?|minutes?|recommendations?|options?|schedule"
    r"|category|article|rules?|regulations?|clauses?|part|and|or|of|to|at|in|the|by|than|from|under|for|with|between|over)$", re.I
)  # fmt: skip
"""Words that a number belongs to: what follows on the next line is no number of a paragraph."""
_LEADS_OVER = re.compile(r"\b(?:and|or)$", re.I)
_FINISHED = (".", ":", ";", "?", "!", ",", "”", '"', ")")


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers of a part's lines."""

    stacks: tuple[tuple[Level, ...] | None, ...]
    """For each line the open lists it begins an entry of, outermost first; None where it begins none."""
    goes_on: tuple[bool, ...]
    """For each line whether the number in force there is followed by the next of its count."""
    listings: tuple[Listing, ...]
    """For each line the prescribed list that it stands in."""
    only_sections: bool
    """The outermost numbers count headings, not paragraphs."""
    from_one: bool
    """The outermost count begins at one or two, as the items of one meeting do; minutes that are numbered through the year seldom do."""
    margin: float | None
    """Indent at which the numbers hang, where nearly all other text stands further right; None elsewhere."""
    has_figures: bool
    """Some outermost numbers are figures, so a lettered list that stands outside them is no paragraph number."""

    def next_root(self, index: int) -> int | None:
        """Index of the next line that begins an outermost number; None where none follows."""
        return next((at for at in range(index + 1, len(self.stacks)) if (stack := self.stacks[at]) and len(stack) == 1), None)


def number_lines(found: Sequence[Sorted], *, minutes: bool) -> Numbers:
    """Decide the numbers of all lines of a part at once; prescribed lists such as recommendations are counted on their own."""
    margins = _margins(found)
    listings, main, apart = _count_apart(found, margins, minutes=minutes)
    stacks: list[tuple[Level, ...] | None] = [None] * len(found)
    for group in (*_segments(found, main, minutes=minutes), *apart):
        for index, stack in zip(group, resolve([_candidate(found, index, group, margins) for index in group]), strict=True):
            stacks[index] = stack
    _infer_lost(found, stacks)
    return _summary(found, stacks, listings, main, _text_margin(found, stacks, margins), minutes=minutes)


def _segments(found: Sequence[Sorted], main: Sequence[int], *, minutes: bool) -> list[list[int]]:
    """The lines of the paper's own count; minutes whose headings name the item ("Item 5 - Parking") count anew under each."""
    named = [index for index, item in enumerate(found) if minutes and named_minute(item.line.text)]
    bounds = [0, *named, len(found)]
    return [[index for index in main if first <= index < end] for first, end in itertools.pairwise(bounds)]


def _text_margin(found: Sequence[Sorted], stacks: Sequence[tuple[Level, ...] | None], margins: Sequence[float]) -> float | None:
    """The margin where the numbers hang, if at most one in ten of the lines that carry none begins there."""
    margin = min(margins, default=None)
    plain = [item.line.indent for item, stack in zip(found, stacks, strict=True) if stack is None and item.line.page is not None]
    if margin is None or sum(indent < margin + _HANG / 3 for indent in plain) > 0.1 * len(plain):
        return None
    return margin


def _margins(found: Sequence[Sorted]) -> tuple[float, ...]:
    """The indents at which numbers hang: the text of three paragraphs or more goes on further right than the number of each stands."""
    hung: list[float] = []
    for item, after in itertools.pairwise(found):
        begins = not item.row and (markers(item.line.text.strip()) or _ALONE.fullmatch(item.line.text.strip()))
        if begins and item.line.page is not None and not (after.row or after.line.gap or after.rank) and after.line.page == item.line.page:
            hung += [item.line.indent] if after.line.indent > item.line.indent + _HANG else []
    return tuple(indent for indent in hung if sum(abs(indent - other) < _HANG / 3 for other in hung) >= 3)


def _hangs(item: Sorted, margins: Sequence[float]) -> bool:
    return item.line.page is not None and any(abs(item.line.indent - indent) < _HANG / 3 for indent in margins)


def _count_apart(found: Sequence[Sorted], margins: Sequence[float], *, minutes: bool) -> tuple[list[Listing], list[int], list[list[int]]]:
    """The listing each line stands in, the lines that may carry a number of the paper's own count, and those of each listing."""
    listings: list[Listing] = []
    main: list[int] = []
    apart: list[list[int]] = []
    listing, own = Listing.NONE, False
    for index, item in enumerate(found):
        readings = [] if item.row else _readings(item, margins)
        if item.rank:
            listing = Listing.NONE if minutes else listing_under(heading_text(item.line))
            own = bool(listing) and not markers(heading_text(item.line))
            apart.extend([[]] if own else [])
        if readings and not item.rank and own and not apart[-1] and not _counts_from_one(readings):
            own = False
            listing = Listing.COUNTED_RECOMMENDATIONS if listing is Listing.RECOMMENDATIONS else Listing.NONE
        if readings:
            (apart[-1] if own and not item.rank else main).append(index)
        listings.append(listing)
    return listings, main, apart


def _counts_from_one(readings: Sequence[Marker]) -> bool:
    """Whether a first entry may open a count of its own; another number, or one such as 2.1, carries on the paper's."""
    return any(marker.values == (1,) for marker in readings)


def _readings(item: Sorted, margins: Sequence[float]) -> list[Marker]:
    text = item.line.text.strip()
    readings = markers(text)
    if not readings and _ALONE.fullmatch(text) and _hangs(item, margins):
        return [Marker(Style.BARE, (int(text),), text, len(text))]
    if item.rank and readings and readings[0].style in (Style.LETTER, Style.ROMAN, Style.CAPITAL):
        return readings if len(item.line.text.split()) > 3 else []
    return readings


def _candidate(found: Sequence[Sorted], index: int, group: Sequence[int], margins: Sequence[float]) -> Candidate:
    item = found[index]
    at = group.index(index)
    since = group[at - 1] if at else -1
    headed = any(other.rank for other in found[since + 1 : index]) or (bool(item.rank) and at > 0)
    indent = item.line.indent * (_SPACES_TO_POINTS if item.line.page is None else 1.0)
    titled = len(item.line.text.split()) <= 14 and not item.line.text.rstrip().endswith((".", ":", ";", "?"))
    readings = tuple(_readings(item, margins))
    doubt = 1.5 if _goes_on_inline(found, index, readings) else _doubt(found, index, readings[0])
    return Candidate(readings, indent, doubt, headed, titled or bool(item.rank), _hangs(item, margins))


def _goes_on_inline(found: Sequence[Sorted], index: int, readings: Sequence[Marker]) -> bool:
    """Whether the line begins with the next of a count that runs through the sentences before it: "(18) Inis Mor; (19) Kilteragh;"."""
    before = "\n".join(item.line.text.strip() for item in found[max(0, index - 3) : index])
    inline = {(bool(found[1]), int(found[2])) for found in _INLINE.finditer(before)}
    return any(marker.style is Style.PAREN and (marker.closed == "()", marker.values[0] - 1) in inline for marker in readings)


def _doubt(found: Sequence[Sorted], index: int, marker: Marker) -> float:
    """How much the line looks like the tail of the one before it."""
    line = found[index].line
    if index == 0 or line.gap or line.bullet or found[index].rank or line.cells:
        return 0.0
    before = found[index - 1].line.text.rstrip()
    unfinished = not before.endswith(_FINISHED) and not found[index - 1].rank
    lettered = marker.style in (Style.LETTER, Style.ROMAN, Style.PAREN)
    if lettered and _LEADS_OVER.search(before):
        return 0.0
    if unfinished and _REFERS.search(before) and not found[index - 1].row:
        return 1.5
    rest = line.text[marker.end :]
    if unfinished and rest[:1].islower():
        return 1.0
    return 0.4 if unfinished and line.page is not None else 0.0


def _infer_lost(found: Sequence[Sorted], stacks: list[tuple[Level, ...] | None]) -> None:
    """Give a number that extraction lost where the count says which one and exactly as many paragraphs wait for one.

    Only bullets that stand where numbers stood, or a first paragraph under an unnumbered heading, can have lost one.
    """
    roots = [index for index, stack in enumerate(stacks) if stack and len(stack) == 1 and stack[0].marker.style is Style.DECIMAL]
    for here, there in itertools.pairwise(roots):
        first, second = stacks[here], stacks[there]
        if not first or not second:
            continue
        missing = second[0].marker.values[0] - first[0].marker.values[0] - 1
        if missing not in (1, 2):
            continue
        waiting = [index for index in range(here + 1, there) if stacks[index] is None and _waits(found, index, here, there)]
        if len(waiting) == missing:
            for step, index in enumerate(waiting, 1):
                value = first[0].marker.values[0] + step
                stacks[index] = (Level(Marker(Style.DECIMAL, (value,), str(value), 0, "."), first[0].indent),)


def _waits(found: Sequence[Sorted], index: int, here: int, there: int) -> bool:
    item = found[index]
    if item.row or item.rank or not item.line.text[:1].isupper():
        return False
    listed = found[here].line.bullet or found[there].line.bullet
    before = found[index - 1]
    if item.line.bullet and listed and abs(item.line.indent - found[here].line.indent) < 1:
        return not before.line.bullet or index - 1 == here
    return bool(before.rank) and index - 1 != here and not item.line.bullet and not markers(before.line.text)


def _summary(
    found: Sequence[Sorted], stacks: list[tuple[Level, ...] | None], listings: Sequence[Listing], main: Sequence[int],
    margin: float | None, *, minutes: bool,
) -> Numbers:  # fmt: skip
    roots = [index for index in main if (stack := stacks[index]) and len(stack) == 1]
    multi = [index for index in roots if (stack := stacks[index]) and stack[0].marker.style is Style.MULTI]
    plain = [index for index in roots if index not in multi]
    headings = [index for index in plain if found[index].rank]
    inner = any((stack := stacks[index]) and len(stack) > 1 for index in main)
    only = not minutes and len(plain) >= 3 and len(headings) > 0.6 * len(plain) and len(multi) < len(plain) and not inner
    first = {stack[0].marker.values[0] for index in roots if (stack := stacks[index]) and stack[0].marker.style in FIGURES}
    return Numbers(tuple(stacks), _going_on(stacks), tuple(listings), only, min(first, default=9) <= 2, margin, bool(plain or multi))


def _going_on(stacks: Sequence[tuple[Level, ...] | None]) -> tuple[bool, ...]:
    """Walk backwards: the number in force at a line goes on where the next outermost number follows it in the count."""
    out = [False] * len(stacks)
    following: tuple[int, ...] | None = None
    for index in range(len(stacks) - 1, -1, -1):
        stack = stacks[index]
        out[index] = following is not None and _pending(stacks, index, following)
        if stack and len(stack) == 1:
            following = stack[0].marker.values
    return tuple(out)


def _pending(stacks: Sequence[tuple[Level, ...] | None], index: int, following: tuple[int, ...]) -> bool:
    """Whether the last outermost number at or before `index` is followed by `following` in the count."""
    for at in range(index, -1, -1):
        stack = stacks[at]
        if stack:
            now = stack[0].marker.values
            if len(now) == len(following) == 1:
                return 0 < following[0] - now[0] <= 3
            return now < following and following[0] - now[0] <= 1
    return False


# How the numbers in force over some words read as a citation: "12", "4.3.1", "83(ii)", "RECOMMENDATION (ii)", "Appendix 2".

_NAMED = re.compile(r"^recommendation (\d{1,2}|[A-Z])\W*$", re.I)
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
    if marks and marks[0].style in PLAIN and re.match(rf"{marks[0].label}\b(?!\.\d)", heading):
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
