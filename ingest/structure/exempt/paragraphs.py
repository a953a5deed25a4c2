"""The paragraphs of Schedule 12A to the Local Government Act 1972 under which papers say that they are exempt."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.models import Classification, Passage

_NUMBER = r"\d{1,2}[A-C]?(?![\d.]\d|\d)"
_NUMBERS = rf"({_NUMBER}(?: ?(?:,|and|or|&|to|[-–]) ?{_NUMBER}){{0,9}})"
_NAMING = r"\b(?:paragraph(?:s|\(s\))?|paras?\.?|categor(?:y|ies)) "
_KEPT = r"\b(?:exempt|confidential|not for publication|press and (?:the )?public|restricted)\b"
_BY = r"\b(?:by virtue of|by reason of|under|pursuant to|in accordance with|within|falls? in)\b"
_ELSEWHERE = r"(?! (?:(?:of|in|to) (?:this|the|that) (?:report|paper|appendix)|above|below))"
_NAMED = re.compile(
    rf"{_NAMING}{_NUMBERS}[^.]{{0,120}}?(?:Schedule 12A|Access to Information)"
    rf"|Schedule 12A[^.]{{0,80}}?{_NAMING}{_NUMBERS}"
    rf"|{_KEPT}[^.]{{0,80}}?{_BY}[^.]{{0,24}}?{_NAMING}{_NUMBERS}{_ELSEWHERE}"
    rf"|{_KEPT}(?: (?:information|report|appendix|item))? ?[-–—:(,] ?{_NAMING}{_NUMBERS}{_ELSEWHERE}",
    re.IGNORECASE,
)
_LAST = 18
"""Parts 1 to 3 of the Schedule have paragraphs 1 to 10, Part 4, which is for Wales, 12 to 18."""


def exempt_paragraphs(texts: Iterable[str]) -> tuple[str, ...]:
    """The paragraph numbers that texts name as their grounds, ascending; a number that is no paragraph of the Schedule is left out."""
    found: set[str] = set()
    for text in texts:
        for match in _NAMED.finditer(" ".join(text.split())):
            listed = next(group for group in match.groups() if group)
            found.update(number.upper() for number in re.findall(r"\d{1,2}[A-C]?", listed, re.IGNORECASE))
            for first, last in re.findall(r"(\d{1,2}) ?(?:to|[-–]) ?(\d{1,2})", listed, re.IGNORECASE):
                found.update(map(str, range(int(first), int(last) + 1)))
    return together(found)


def together(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """Paragraph numbers once each, ascending."""
    return tuple(sorted((one for one in set(paragraphs) if 1 <= _value(one) <= _LAST), key=lambda one: (_value(one), one)))


def with_grounds(passages: Sequence[Passage]) -> list[Passage]:
    """The passages of one paper in reading order, each exempt one with the paragraphs that it is exempt under, where the paper says.

    It says so in the passage or its headings, else in the nearest passage before it of the same unbroken exempt part, else in the
    first one after it there, else where the paper speaks of the passage's agenda item. What a person ruled exempt names no paragraph.
    """
    if not any(passage.classification is Classification.EXEMPT for passage in passages):
        return [replace(passage, exempt_paragraphs=()) for passage in passages]
    own = [_own(passage) for passage in passages]
    items: dict[str, tuple[str, ...]] = {}
    for passage, said in zip(passages, own, strict=True):
        if passage.agenda_item and said:
            items.setdefault(passage.agenda_item, said)
    out: list[Passage] = []
    for exempt, part in groupby(zip(passages, own, strict=True), lambda one: one[0].classification is Classification.EXEMPT):
        here = list(part)
        last = next((said for _, said in here if said), ())
        for passage, said in here:
            last = said or last
            found = last or items.get(passage.agenda_item or "", ())
            out.append(replace(passage, exempt_paragraphs=found if exempt else ()))
    return out


def _own(passage: Passage) -> tuple[str, ...]:
    heads = (passage.report_title, passage.agenda_title, passage.section, *passage.section_path)
    return exempt_paragraphs(text for text in (passage.text, *heads) if text)


def _value(paragraph: str) -> int:
    return int(re.sub(r"\D", "", paragraph) or 0)
