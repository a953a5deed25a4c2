"""The same words in several places (minutes printed twice, a report alone and in its pack) made one hit."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest.models import Kind, PaperStatus, Passage
from vectorstore.models import Hit

RUN: Final = 5
"""Words in a run; passages are compared by the runs they share."""
SHORT: Final = 8
"""Passages of fewer words ("None.") say nothing apart from their place and are never made one."""
_REPEATED: Final = frozenset({Kind.MINUTE, Kind.RESOLUTION})
_TO_THE_WORD: Final = frozenset({Kind.RESOLUTION, Kind.RECOMMENDATION})
"""An amendment may change one word ("noted", "approved"), so these are the same only where every word is."""


@dataclass(frozen=True, slots=True)
class _Words:
    """A passage's words, for comparison."""

    count: int
    runs: frozenset[tuple[str, ...]]
    figures: tuple[str, ...]
    """Numbers and references in their order: passages that differ in one are never the same."""

    @classmethod
    def of(cls, text: str) -> "_Words":
        words = re.findall(r"\w+", text.casefold())
        return cls(
            len(words),
            frozenset(tuple(words[i : i + RUN]) for i in range(max(1, len(words) - RUN + 1))),
            tuple(word for word in words if any(map(str.isdigit, word))),
        )

    def same(self, other: "_Words", overlap: float) -> bool:
        """True where the figures are equal and the Jaccard overlap of runs is at least `overlap`."""
        few, many = sorted((len(self.runs), len(other.runs)))
        if few < overlap * many or self.figures != other.figures:
            return False
        common = len(self.runs & other.runs)
        return common >= overlap * (few + many - common)


def collapse(hits: Sequence[Hit], overlap: float) -> list[Hit]:
    """`hits` (best first) with those that are the same words at the same place in the council's business made one.

    The hit shown is the one that still stands, then the best; it takes the best's rank and score, the rest are its `also_at`.
    """
    groups: list[tuple[_Words, list[Hit]]] = []
    for hit in hits:
        words = _Words.of(hit.passage.text)
        for known, group in groups:
            if (
                words.count >= SHORT
                and _one_matter(hit.passage, group[0].passage)
                and words.same(known, 1 if hit.passage.kind in _TO_THE_WORD else overlap)
            ):
                group.append(hit)
                break
        else:
            groups.append((words, [hit]))
    return [_merged(group) for _, group in groups]


def _merged(group: list[Hit]) -> Hit:
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
