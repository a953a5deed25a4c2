"""Metrics that need no judge model, one a file: `score(seen)` gives the values that apply to one case."""

from eval.metrics import (
    ablation,
    abstention,
    citation_precision,
    citation_recall,
    citation_validity,
    evidence_recall,
    factuality,
    guards,
    nugget_recall,
    ranking,
    right_status,
    right_version,
    safety,
    truthfulness,
    weighted_support,
)
from eval.metrics.seen import Seen

METRICS = (
    evidence_recall.score,
    ranking.score,
    right_version.score,
    right_status.score,
    citation_recall.score,
    citation_precision.score,
    citation_validity.score,
    weighted_support.score,
    factuality.score,
    nugget_recall.score,
    abstention.score,
    truthfulness.score,
    safety.score,
    guards.score,
    ablation.score,
)

__all__ = ["METRICS", "Seen"]
