"""How much a statement says of its own, weighed by what a trained model makes of it where there is one."""

from collections.abc import Sequence
from typing import Protocol

from assistant.check.matching import Match


class Borne(Protocol):
    """How far a window bears out a claim, in logits."""

    @property
    def sentence(self) -> float:
        """Of the claim as a whole."""
        ...

    @property
    def tokens(self) -> tuple[tuple[int, int, float], ...]:
        """(start, end, logit) of each token of the claim; () where there are none."""
        ...


class SupportModel(Protocol):
    """Reads a claim beside windows of text."""

    def scores(self, claim: str, windows: Sequence[str]) -> Sequence[Borne]:
        """One for each window."""
        ...


def weighed(found: Match, model: SupportModel | None) -> tuple[float, list[str]]:
    """The doubt of a match, and what it is about, the gravest first."""
    more, factors = 0.0, (1.0,) * len(found.doubts)
    weights = [one.weight * factor for one, factor in zip(found.doubts, factors, strict=True)]
    details = [one.detail for _, one in sorted(zip(weights, found.doubts, strict=True), key=lambda pair: -pair[0])]
    return sum(weights) + more, details


_WORDS = 110
"""Words of a window at most."""


def windows(found: Match) -> list[str]:
    """The words of the source that the statement rests on, one window a passage: the lines that hold most of it, in their order."""
    weight: dict[int, int] = {}
    for one in found.placed:
        if one.place is not None:
            line = found.source.line_at(one.place)
            weight[line] = weight.get(line, 0) + 1
    texts: dict[int, list[tuple[int, str]]] = {}
    room: dict[int, int] = {}
    for line in sorted(weight, key=lambda line: -weight[line]):
        number, printed = found.source.lines[line]
        length = len(printed.text.split())
        if room.get(number, 0) and room[number] + length > _WORDS:
            continue
        room[number] = room.get(number, 0) + length
        texts.setdefault(number, []).append((line, printed.text))
    return [" ".join(text for _, text in sorted(lines)) for lines in texts.values()]
