"""Dense and lexical scores of the same candidates made into one."""

import numpy as np
import numpy.typing as npt

Scores = npt.NDArray[np.float32]


def fuse(dense: Scores, lexical: Scores, lexical_weight: float) -> Scores:
    """Weighted sum of both halves, each scaled to 0-1 over the candidates; both must be exact for every candidate.

    Scores carry how much better a passage is, ranks do not: on the development questions rank fusion was the weaker.
    """
    return ((1 - lexical_weight) * scaled(dense) + lexical_weight * scaled(lexical)).astype(np.float32)


def scaled(scores: Scores) -> Scores:
    """`scores` scaled so that the least is 0 and the greatest 1; all 0 where they are equal."""
    if not len(scores):
        return scores
    low, high = float(scores.min()), float(scores.max())
    return np.zeros_like(scores) if high <= low else (scores - low) / (high - low)


def best(scores: Scores, count: int) -> npt.NDArray[np.int64]:
    """Positions of the `count` greatest of `scores`, in no order; all that tie with the least of them are included."""
    if count >= len(scores):
        return np.arange(len(scores))
    bound = np.partition(scores, len(scores) - count)[len(scores) - count]
    return np.flatnonzero(scores >= bound)
