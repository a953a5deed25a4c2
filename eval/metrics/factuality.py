"""Relevance-aware factuality (metric 8): share of sentences supported by passages that may be used, of the time that was asked for.

Like citation recall, but a sentence whose only support is of the wrong year or from a replaced paper counts 0 even where the words
agree; `used-wrongly` is the share of sentences objected to for that alone. Definition: GaRAGe (2025), with C5 as the judge of relevance.
"""

from eval.metrics.seen import Seen
from eval.models import Verdict


def score(seen: Seen) -> dict[str, float]:
    """factuality and wrong-source."""
    if not seen.judged:
        return {}
    right = sum(judged.verdict is Verdict.SUPPORTED for judged in seen.judged)
    wrong = sum(any(finding.check == "C5" for finding in judged.findings) for judged in seen.judged)
    return {"factuality": right / len(seen.judged), "wrong-source": wrong / len(seen.judged)}
