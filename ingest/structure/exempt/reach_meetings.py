"""What a meeting keeps back: what is minuted behind closed doors, and appendices called exempt."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.models import KeptBack, Line
from ingest.structure.exempt import exclusions
from ingest.structure.exempt.markings import HINT, Says, appendices_named, meant, titled
from ingest.structure.exempt.reach import Layout, Reach, because
from ingest.structure.exempt.said import Sentence, sentences
from ingest.structure.headings import heading_text
from ingest.structure.parts import PartKind

_NUMBERED = re.compile(r"^\(?\d{1,3}[a-z]?(?:\.\d{1,2})*[.)]?\s")
_NUMBER = re.compile(r"^(\d{1,3}[a-z]?)(?:[.)]|\s|$)")
_RESOLVED = re.compile(
    r"^\W*(?:\(?\w{1,4}[.)]+\s*|[a-z]{0,4}/?\d[\w/]{0,7}\s+)?(?:it was |was |the \w+(?: committee| council| panel| board)? )?"
    r"(?:unanimously )?(?:resolved|agreed|penderfynwyd)"
)
_APPENDIX = re.compile(r"\b(?:appendix|annexe?|enclosure|atodiad) ([a-z]{1,2}|\d{1,2}[a-z]?)\b")
_OF_LAW = re.compile(r"\b(?:public interest|schedule 12a|section 100|exempt|paragraph \d|voting|voted|vote|seconded|carried|webcast)\b")
"""What is said of a resolution itself, behind it in its line."""
_NAMING = (PartKind.REPORT, PartKind.FRONT, PartKind.AGENDA)


def appendix_label(text: str) -> str | None:
    """The label of the appendix with which a line begins, in lower case; None where it begins with none."""
    found = _APPENDIX.search(meant(text[:60]))
    return found[1] if found and found.start() < 24 else None


def of_named_appendices(layout: Layout) -> Iterator[Reach]:
    """Appendices that their report or the agenda calls exempt, where they are in the paper without a mark of their own."""
    causes: dict[tuple[str | None, str], KeptBack] = {}
    for part in layout.parts:
        for index, line in enumerate(part.lines if part.kind in _NAMING else ()):
            plain = meant(line.text)
            if HINT.search(plain) and re.search(r"appendi|annex|enclosure", plain):
                labels, item = appendices_named(" ".join(heading_text(one) for one in part.lines[index : index + 2]))
                causes |= {(part.item if item is None else item, label): because(line.text, line.page) for label in labels}
    for number, part in enumerate(layout.parts):
        label = appendix_label(part.title or "") if part.kind is PartKind.APPENDIX else None
        cause = causes.get((part.item, label or ""), causes.get(("", label or "")))
        if label and cause:
            yield layout.whole(number, cause)


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
    heads = [at for at, line in enumerate(lines) if _is_item_heading(line)]
    for at, after in pairwise([*heads, len(lines)]):
        text = heading_text(lines[at])
        bare = _NUMBERED.sub("", text)
        if HINT.search(meant(bare)) and not re.search(r"appendi|annex|enclosure", bare, re.I) and titled(bare) is Says.MARKS:
            yield Reach(start + at, start + after, because(text, lines[at].page))


def _is_item_heading(line: Line) -> bool:
    text = heading_text(line)
    return len(text.split()) <= 25 and not text.endswith((".", ";", ",")) and bool(line.level or line.bold or _NUMBERED.match(text))


def _shut_in(layout: Layout, number: int, *, formal: bool) -> Iterator[Reach]:
    """The reaches in one part; in one that is no minutes, only a formal resolution counts."""
    start, lines = layout.starts[number], layout.parts[number].lines
    texts: list[str] = []
    after = 0
    for one in sentences(lines):
        if one.start < after or not exclusions.shuts(one.words, one.goes_on) or (formal and not _resolved(one)):
            continue
        texts = texts or [meant(heading_text(line)) for line in lines]
        end = one.end - 1 if one.rest and not _OF_LAW.search(one.rest) else one.end
        first, last = _shut_span(texts, end, exclusions.named_items(one.words))
        yield Reach(start + first, start + last, because(one.words, lines[one.start].page))
        after = max(last, one.end)


def _resolved(one: Sentence) -> bool:
    return bool(_RESOLVED.match(one.words) or _RESOLVED.match(one.goes_on))


def _shut_span(texts: Sequence[str], start: int, named: frozenset[str]) -> tuple[int, int]:
    """Lines minuted in private: those of the named items where they are found, else all until the public is back."""
    end = next((at for at in range(start, len(texts)) if exclusions.opens(texts[at])), len(texts))
    numbers = [(at, found[1]) for at in range(start, end) if (found := _NUMBER.match(texts[at]))]
    first = next((at for at, value in numbers if value in named), None)
    if first is None:
        return start, end
    least = min(_figure(value) for value in named)
    return first, next((at for at, value in numbers if at > first and value not in named and _figure(value) > least), end)


def _figure(number: str) -> int:
    return int(number.rstrip("abcdefghijklmnopqrstuvwxyz"))
