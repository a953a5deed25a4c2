"""Weighted support precision and recall (metric 6): sum of graded support (1, 0.5, 0) over cited sentences, and over all sentences.

0.5 is given where only the wording falls short (C7 alone, at half its threshold). Precision is absent where no sentence is cited.
Definition: TREC 2024 RAG track, support evaluation.
"""

from eval.metrics.seen import Seen


def score(seen: Seen) -> dict[str, float]:
    """support-precision and support-recall."""
    if not seen.judged:
        return {}
    total = sum(judged.support for judged in seen.judged)
    cited = sum(bool(claim.cited or claim.dangling) for claim in seen.claims)
    return {"support-recall": total / len(seen.judged)} | ({"support-precision": total / cited} if cited else {})
