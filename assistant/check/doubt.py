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
