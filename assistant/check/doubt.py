"""How much a statement says of its own, weighed by what a trained model makes of it where there is one."""

from typing import Protocol

from assistant.check.matching import Match


class Borne(Protocol):
    """Says how far some words bear a claim out."""

    def __call__(self, claim: str, match: Match) -> tuple[float, tuple[float, ...]]:
        """What is added to the doubt of the whole, and what each doubt of the match is multiplied by."""
        ...


def weighed(found: Match, model: Borne | None) -> tuple[float, list[str]]:
    """The doubt of a match, and what it is about, the gravest first."""
    more, factors = model(found.said.text, found) if model else (0.0, (1.0,) * len(found.doubts))
    weights = [one.weight * factor for one, factor in zip(found.doubts, factors, strict=True)]
    details = [one.detail for _, one in sorted(zip(weights, found.doubts, strict=True), key=lambda pair: -pair[0])]
    return sum(weights) + more, details
