"""Small fitted models read from a file of numbers: trees added up, and a weighted sum. They are fitted by bench.judge."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).parent / "weights"


@dataclass(frozen=True, slots=True)
class Node:
    """A fork of a tree: rows whose feature is at most `least` go to `below`; a leaf has no feature."""

    feature: int
    """Place of the feature in a row, from 0; -1 of a leaf."""
    least: float
    below: int
    above: int
    value: float
    """What a leaf adds, in logits."""


@dataclass(frozen=True, slots=True)
class Forest:
    """Boosted trees (gradient boosting, Friedman 2001), as logits."""

    features: tuple[str, ...]
    start: float
    trees: tuple[tuple[Node, ...], ...]

    def logit(self, row: Sequence[float]) -> float:
        """The sum of what the trees say of a row of features."""
        total = self.start
        for tree in self.trees:
            node = tree[0]
            while node.feature >= 0:
                node = tree[node.below if row[node.feature] <= node.least else node.above]
            total += node.value
        return total


@dataclass(frozen=True, slots=True)
class Weighted:
    """Logistic regression: a weight for each feature, and where the answer turns."""

    start: float
    weights: Mapping[str, float]
    turn: float
    """The logit from which the answer is yes."""

    def logit(self, row: Mapping[str, float]) -> float:
        """The weighted sum; a feature without a weight counts nothing."""
        return self.start + sum(weight * row[name] for name, weight in self.weights.items())


@lru_cache(maxsize=4)
def forest(name: str) -> Forest:
    """The shipped trees of this name."""
    kept = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Forest(tuple(kept["features"]), kept["start"], tuple(tuple(Node(*node) for node in tree) for tree in kept["trees"]))


@lru_cache(maxsize=4)
def weighted(name: str) -> Weighted:
    """The shipped weights of this name."""
    kept = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Weighted(kept["start"], kept["weights"], kept["turn"])
