"""What a meeting keeps back: what is minuted behind closed doors or under a heading that marks it."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from ingest.models import Line
from ingest.structure.exempt import exclusion
from ingest.structure.exempt.layout import Layout, Reach, because
from ingest.structure.exempt.markings import APPENDIX, HINT, Says, meant, titled
from ingest.structure.headings import heading_text
from ingest.structure.parts import PartKind

MAX_CHARACTERS = 1_500
"""Characters above which a run of lines without an end is cut: it is a table or a list of names."""
_ITEM = re.compile(r"^\(?\d{1,3}[a-z]?[.)]\s+[A-Z]|^[A-Z]{1,4}/\d{1,3}\b")
_ENDS = re.compile(r"\n|(?<=[\w)\"'’”]{3})(?<!\b[Cc]llr)(?<!\bpara)[.?!](?:\s*[\"'’”)])?[^\S\n]+(?=[\"'‘“(]?[A-Z])")
"""The end of a sentence inside a line; never after "p.m.", "No." or a number of one or two figures."""
_RESOLVES = re.compile(r"^\W*(?:RESOLVED|AGREED|Resolved|Agreed|PENDERFYNWYD|Penderfynwyd)\b")
_NUMBERED = re.compile(r"^\(?\d{1,3}[a-z]?(?:\.\d{1,2})*[.)]?\s")
_NUMBER = re.compile(r"^((\d{1,3})[a-z]?)(?:[.)]|\s|$)")
_RESOLVED = re.compile(
    r"^\W*(?:\(?\w{1,4}[.)]+\s*|[a-z]{0,4}/?\d[\w/]{0,7}\s+)?(?:it was |was |the \w+(?: committee| council| panel| board)? )?"
    r"(?:unanimously )?(?:resolved|agreed|penderfynwyd)"
)
_OF_LAW = re.compile(r"\b(?:public interest|schedule 12a|section 100|exempt|paragraph \d|voting|voted|vote|seconded|carried|webcast)\b")
"""What is said of a resolution itself, behind it in its line."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence wherever its lines break; its words as `markings.meant` gives them."""

    words: str
    start: int
    """Index of the line in which it begins."""
    end: int
    """Index after the line in which it ends."""
    rest: str
    """What stands behind it in its last line."""
    goes_on: str
    """What it goes on from, where the line above ended with a colon, a semicolon or a comma; "" elsewhere."""


def of_minutes(layout: Layout) -> Iterator[Reach]:
    """What is minuted under a heading that marks it, and between the resolution to exclude the public and its return."""
    for number, part in enumerate(layout.parts):
        if part.kind is PartKind.MINUTES:
            yield from _marked_items(layout, number)
        if part.kind in (PartKind.MINUTES, PartKind.FRONT, PartKind.REPORT):
            yield from _shut_in(layout, number, formal=part.kind is not PartKind.MINUTES)


def _marked_items(layout: Layout, number: int) -> Iterator[Reach]:
    """Items of minutes whose own heading marks them ("51. Sale of a wharf (exempt)"), up to the next heading of the kind."""
    start, lines = layout.starts[number], layout.parts[number].lines
    heads = [
        at
        for at, line in enumerate(lines)
        if len((text := heading_text(line)).split()) <= 25
        and not text.endswith((".", ";", ","))
        and (line.level or line.bold or _NUMBERED.match(text))
    ]
    for at, after in pairwise([*heads, len(lines)]):
        text = heading_text(lines[at])
        bare = _NUMBERED.sub("", text)
        if HINT.search(meant(bare)) and not APPENDIX.search(meant(bare)) and titled(bare) is Says.MARKS:
            yield Reach(start + at, start + after, because(text, lines[at].page))


def _shut_in(layout: Layout, number: int, *, formal: bool) -> Iterator[Reach]:
    """The reaches in one part; in one that is no minutes, only a formal resolution counts."""
    start, lines = layout.starts[number], layout.parts[number].lines
    texts: list[str] = []
    after = 0
    for one in sentences(lines):
        resolved = not formal or _RESOLVED.match(one.words) or _RESOLVED.match(one.goes_on)
        if one.start < after or not resolved or not exclusion.shuts(one.words, one.goes_on):
            continue
        texts = texts or [meant(heading_text(line)) for line in lines]
        end = one.end - 1 if one.rest and not _OF_LAW.search(one.rest) else one.end
        first, last = _shut_span(texts, end, exclusion.named_items(one.words))
        yield Reach(start + first, start + last, because(one.words, lines[one.start].page))
        after = max(last, one.end)


def _shut_span(texts: Sequence[str], start: int, named: frozenset[str]) -> tuple[int, int]:
    """Lines minuted in private: those of the named items where they are found, else all until the public is back."""
    end = next((at for at in range(start, len(texts)) if exclusion.opens(texts[at])), len(texts))
    numbers = [(at, found[1], int(found[2])) for at in range(start, end) if (found := _NUMBER.match(texts[at]))]
    first = next((at for at, value, _ in numbers if value in named), None)
    if first is None:
        return start, end
    least = min(int(value.rstrip("abcdefghijklmnopqrstuvwxyz")) for value in named)
    return first, next((at for at, value, figure in numbers if at > first and value not in named and figure > least), end)


def sentences(lines: Sequence[Line]) -> Iterator[Sentence]:
    """The sentences of the lines in their order."""
    texts = [heading_text(line) for line in lines]
    starts = list(accumulate((len(text) + 1 for text in texts), initial=0))
    since = 0
    parts: list[str] = []
    for at, text in enumerate(texts):
        new = at and (starts[at] - since > MAX_CHARACTERS or _begins(lines[at - 1], texts[at - 1], lines[at], text))
        since = starts[at] if new else since
        parts.extend(("\n" if new else " ", text))
    words = "".join(parts[1:])
    lead = head = before = ""
    for first, last in pairwise([0, *(found.end() for found in _ENDS.finditer(words)), len(words)]):
        said, begins = meant(words[first:last]), not first or words[first - 1] == "\n"
        if begins:
            lead, head = (lead or head) if before.endswith((":", ";", ",", " and")) else "", said
        start, end = bisect_right(starts, first) - 1, bisect_left(starts, max(last, 1))
        yield Sentence(said, start, end, meant(words[last : starts[end] - 1]), lead if begins else "")
        before = said


def _begins(above: Line, before: str, line: Line, text: str) -> bool:
    """True where a line begins a paragraph, or a sentence of its own."""
    if before.endswith((".", ";", "?", "!")) or line.bullet or _ITEM.match(text) or _RESOLVES.match(text):
        return True
    if text[:1].islower():
        return False
    if before.endswith(":") or (line.page != above.page and before[-1:].isalnum() and not above.bold):
        return line.page is None and line.gap
    return line.gap or bool(line.level or above.level) or line.bold != above.bold
