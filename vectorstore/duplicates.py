"""The same words in several places (minutes printed twice, a report alone and in its pack) made one hit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

from ingest.models import Kind, PaperStatus, Passage
from vectorstore.models import Hit

RUN: Final = 5
"""Words in a run; passages are compared by the runs they share."""
SHORT: Final = 8
"""Passages of fewer words ("None.") say nothing apart from their place and are never made one."""
SLACK: Final = 0.1
"""A passage may repeat its own runs, so lengths may differ by this share more than the overlap says."""
_WORD: Final = re.compile(r"\w+")
_REPEATED: Final = frozenset({Kind.MINUTE, Kind.RESOLUTION})
_TO_THE_WORD: Final = frozenset({Kind.RESOLUTION, Kind.RECOMMENDATION})
"""An amendment may change one word ("noted", "approved"), so these are the same only where every word is."""


@dataclass(frozen=True)
class _Printed:
    """A passage as it is compared: cheap tests first, since few pairs pass them."""

    passage: Passage
    words: tuple[str, ...]
    figures: tuple[str, ...]
    """Numbers and references in their order: passages that differ in one are never the same."""

    @cached_property
    def runs(self) -> frozenset[tuple[str, ...]]:
        return frozenset(self.words[i : i + RUN] for i in range(max(1, len(self.words) - RUN + 1)))

    def same(self, other: "_Printed", overlap: float) -> bool:
        """True where both are one matter and the Jaccard overlap of their runs is at least `overlap`."""
        few, many = sorted((len(self.words), len(other.words)))
        if few < SHORT or few < (overlap - SLACK) * many or not _one_matter(self.passage, other.passage):
            return False
        if self.passage.kind in _TO_THE_WORD:
            return self.words == other.words
        common = len(self.runs & other.runs)
        return common >= overlap * (len(self.runs) + len(other.runs) - common)


@lru_cache(maxsize=2_000)
def _printed(passage: Passage) -> _Printed:
    words = tuple(_WORD.findall(passage.text.casefold()))
    return _Printed(passage, words, tuple(word for word in words if not word.isalpha()))


def collapse(hits: Sequence[Hit], overlap: float) -> list[Hit]:
    """`hits` (best first) with those that are the same words at the same place in the council's business made one.

    The hit shown is the one that still stands, then the best; it takes the best's rank and score, the rest are its `also_at`.
    """
    groups: list[list[Hit]] = []
    seen: dict[tuple[str, ...], list[tuple[_Printed, list[Hit]]]] = {}
    for hit in hits:
        printed = _printed(hit.passage)
        alike = seen.setdefault(printed.figures, [])
        group = next((group for known, group in alike if printed.same(known, overlap)), None)
        if group is None:
            group = []
            groups.append(group)
            alike.append((printed, group))
        group.append(hit)
    return [_merged(group) for group in groups]


def _merged(group: list[Hit]) -> Hit:
    if len(group) == 1:
        return group[0]
    shown = min(group, key=lambda hit: hit.passage.status is PaperStatus.SUPERSEDED)
    others = tuple(place for hit in group for place in ((hit.passage,) if hit is not shown else ()) + hit.also_at)
    return replace(shown, score=group[0].score, also_at=others)


def _one_matter(one: Passage, other: Passage) -> bool:
    """Whether the passages may be one text printed twice, not standard words that every report or every year repeats."""
    if one.kind in _REPEATED and other.kind in _REPEATED:
        return _agree(one.paragraph, other.paragraph)
    titles = (one.report_title or "").casefold(), (other.report_title or "").casefold()
    return (
        _agree(one.paragraph, other.paragraph)
        and (titles[0] in titles[1] or titles[1] in titles[0])
        and _agree(one.meeting.date, other.meeting.date)
    )


def _agree(one: object, other: object) -> bool:
    return one is None or other is None or one == other
