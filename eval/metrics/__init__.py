"""Metrics that need no judge model: each is given what was seen of a case and gives the values that apply to it."""

from eval.metrics.citations import citation_precision, citation_recall, citation_validity, factuality, weighted_support
from eval.metrics.evidence import evidence_recall, ranking, right_version
from eval.metrics.facts import abstention, nugget_recall, right_status, truthfulness
from eval.metrics.matter import matter, other_words
from eval.metrics.safety import ablation, guards, safety
from eval.metrics.seen import Seen

METRICS = (
    evidence_recall,
    ranking,
    right_version,
    right_status,
    citation_recall,
    citation_precision,
    citation_validity,
    weighted_support,
    factuality,
    matter,
    other_words,
    nugget_recall,
    abstention,
    truthfulness,
    safety,
    guards,
    ablation,
)

__all__ = ["METRICS", "Seen"]
