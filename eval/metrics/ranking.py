"""nDCG@10, MRR@10 and P@1 (metric 2), as trec_eval defines them.

Grade of a passage: 2 where it holds half of a span of every group (sufficient), 1 where of some group, 0 otherwise. Gain is the grade,
discount log2(rank + 1), and the ideal order is that of the grades over the passages listed, filled up with one passage of grade 1 for
each group that none of them holds. MRR and P@1 count a passage of grade 1 or 2 as relevant. Absent as in evidence_recall.
"""

import math

from eval.metrics.seen import Seen


def grades(seen: Seen) -> list[int]:
    """The grade of each passage listed, best first."""
    groups = len(seen.ranks)
    held = [sum(rank in ranks for ranks in seen.ranks) for rank in range(1, len(seen.response.passages) + 1)]
    return [2 if groups and count == groups else min(count, 1) for count in held]


def score(seen: Seen) -> dict[str, float]:
    """The three values, over the first ten passages."""
    if not seen.ranks or not seen.response.passages:
        return {}
    graded = grades(seen)
    ideal = sorted([*graded, *(1 for ranks in seen.ranks if not ranks)], reverse=True)
    first = next((rank for rank, grade in enumerate(graded[:10], 1) if grade), 0)
    return {"ndcg@10": _dcg(graded) / _dcg(ideal), "mrr@10": 1 / first if first else 0.0, "p@1": float(graded[0] > 0)}


def _dcg(graded: list[int]) -> float:
    return sum(grade / math.log2(rank + 1) for rank, grade in enumerate(graded[:10], 1))
