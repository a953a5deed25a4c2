"""Two runs on the same cases, paired: is the difference more than chance?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from eval import statistics
from eval.models import CaseScore, Scores
from eval.summary import values

COMPARED = (
    "passed", "answered", "refused-unanswerable", "vital-nuggets", "fully-grounded", "citation-recall", "citation-precision",
    "truthfulness", "recall@5", "recall@10", "ndcg@10", "right-version@1", "words",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in run B less the same in run A, over the cases both have."""

    name: str
    a: float
    b: float
    low: float
    high: float
    """95% interval of b - a by the cluster bootstrap."""
    drop: float
    """One-sided upper 95% bound of a - b."""
    n: int
    p: float
    """Two-sided: exact McNemar for yes and no, bootstrap for means; Holm-adjusted over the metrics compared."""

    @property
    def delta(self) -> float:
        """b - a."""
        return self.b - self.a


def compare(a: Scores, b: Scores, names: Sequence[str] = COMPARED) -> list[Difference]:
    """Paired differences of the metrics that both runs have."""
    found = [difference for name in names if (difference := _difference(a.cases, b.cases, name))]
    return [replace(one, p=p) for one, p in zip(found, statistics.holm([one.p for one in found]), strict=True)]


def _difference(a: Sequence[CaseScore], b: Sequence[CaseScore], name: str) -> Difference | None:
    first, second = values(a, name), values(b, name)
    both = [identity for identity in first if identity in second]
    if not both:
        return None
    cluster = {case.id: case.cluster for case in b}
    deltas = [second[identity] - first[identity] for identity in both]
    drawn = statistics.cluster_means(deltas, [cluster[identity] for identity in both])
    low, high, ninety_five = np.percentile(drawn, [2.5, 97.5, 5])
    if {first[i] for i in both} | {second[i] for i in both} <= {0.0, 1.0}:
        p = statistics.mcnemar(sum(delta > 0 for delta in deltas), sum(delta < 0 for delta in deltas))
    else:
        p = min(1.0, 2 * float(min(np.mean(drawn <= 0), np.mean(drawn >= 0)))) if any(deltas) else 1.0
    mean_a, mean_b = (sum(found[i] for i in both) / len(both) for found in (first, second))
    return Difference(name, mean_a, mean_b, float(low), float(high), -float(ninety_five), len(both), p)
