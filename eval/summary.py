"""What a scored run comes to: one table with intervals, the same by slice, and counts of what must not happen. No single score."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval import statistics
from eval.metrics.safety import COUNTS
from eval.models import CaseScore, Scores

HEADLINE = (
    "passed", "answered", "vital-nuggets", "fully-grounded", "citation-recall", "citation-precision", "citation-validity",
    "refused-unanswerable", "right-refusal", "over-refusal", "right-version@1", "truthfulness", "recall@5", "recall@10", "ndcg@10", "words",
)  # fmt: skip
TOO_FEW = 20
"""Slices with fewer cases have no figures worth printing."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over several cases with its 95% interval over papers (eval.statistics)."""

    name: str
    value: float
    low: float | None
    """None where there are too few papers for an interval, or, for a percentile, none is formed."""
    high: float | None
    n: int
    papers: int
    """Papers (clusters) that the cases are of."""

    @property
    def unknown(self) -> str:
        """Why there is no interval, in words; "" where there is one."""
        return no_interval(self.papers) if self.low is None else ""


@dataclass(frozen=True, slots=True)
class Count:
    """How often something happened that must not."""

    name: str
    k: int
    n: int
    upper: float | None
    """One-sided upper 95% bound of the rate, over papers; None where there are too few."""
    papers: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything a report shows of a run."""

    estimates: tuple[Estimate, ...]
    counts: tuple[Count, ...]
    failures: tuple[tuple[str, int], ...]
    slices: tuple[tuple[str, int, Estimate | None], ...]
    """Slice, its cases, and the share that passed; None where they are too few."""
    curve: tuple[tuple[float, float], ...]
    """(coverage, risk); empty where the system gives no confidence."""

    def estimate(self, name: str) -> Estimate | None:
        """The estimate of that name."""
        return next((estimate for estimate in self.estimates if estimate.name == name), None)


def no_interval(papers: int) -> str:
    """Why nothing is said of chance."""
    if papers >= statistics.LEAST:
        return "no interval is formed"
    return f"no interval: {papers} paper{'' if papers == 1 else 's'}, and at least {statistics.LEAST} are needed"


def summarise(scores: Scores) -> Summary:
    """The summary of a scored run."""
    names = dict.fromkeys(["passed", *HEADLINE, *(name for case in scores.cases for name in case.metrics)])
    estimates = [found for name in names if name not in COUNTS and (found := estimate(scores.cases, name))]
    if f1 := _abstention_f1(estimates):
        estimates.append(f1)
    estimates += _latency(scores.cases)
    tags = Counter(tag for case in scores.cases for tag in case.slices)
    slices = []
    for tag, size in sorted(tags.items()):
        inside = [case for case in scores.cases if tag in case.slices]
        slices.append((tag, size, estimate(inside, "passed") if size >= TOO_FEW else None))
    return Summary(
        tuple(estimates),
        tuple(_count(scores.cases, name) for name in COUNTS),
        tuple(Counter(case.failure for case in scores.cases if case.failure).most_common()),
        tuple(slices),
        tuple(_curve(scores.cases)),
    )


def values(cases: Iterable[CaseScore], name: str) -> dict[str, float]:
    """The metric by case id, where it applies; "passed" is one too."""
    if name == "passed":
        return {case.id: float(case.passed) for case in cases}
    return {case.id: case.metrics[name] for case in cases if name in case.metrics}


def estimate(cases: Sequence[CaseScore], name: str) -> Estimate | None:
    """A metric over cases; None where it applies to none."""
    found = values(cases, name)
    if not found:
        return None
    numbers, clusters = list(found.values()), clusters_of(cases, found)
    low, high = statistics.interval(numbers, clusters) or (None, None)
    return Estimate(name, sum(numbers) / len(numbers), low, high, len(numbers), len(set(clusters)))


def clusters_of(cases: Iterable[CaseScore], ids: Iterable[str]) -> list[str]:
    """The cluster of each of the cases named; a case without one is its own."""
    cluster = {case.id: case.cluster or case.id for case in cases}
    return [cluster[identity] for identity in ids]


def _count(cases: Sequence[CaseScore], name: str) -> Count:
    found = values(cases, name)
    clusters = clusters_of(cases, found)
    upper = statistics.upper_bound(list(found.values()), clusters) if found else None
    return Count(name, round(sum(found.values())), len(found), upper, len(set(clusters)))


def _abstention_f1(estimates: Sequence[Estimate]) -> Estimate | None:
    by_name = {estimate.name: estimate for estimate in estimates}
    recall, precision = by_name.get("refused-unanswerable"), by_name.get("right-refusal")
    if not recall or not precision or recall.value + precision.value == 0:
        return None
    ends = ((recall.value, precision.value), (recall.low, precision.low), (recall.high, precision.high))
    value, low, high = (None if r is None or p is None else 2 * r * p / (r + p) if r + p else 0.0 for r, p in ends)
    papers = min(recall.papers, precision.papers)
    return Estimate("abstention-f1", value or 0.0, low, high, recall.n, papers)


def _latency(cases: Sequence[CaseScore]) -> list[Estimate]:
    found = values(cases, "latency-ms")
    papers, times = len(set(clusters_of(cases, found))), statistics.percentiles(list(found.values())) or ()
    return [
        Estimate(name, value, None, None, len(found), papers)
        for name, value in zip(("latency-p50-ms", "latency-p95-ms"), times, strict=False)
    ]


def _curve(cases: Sequence[CaseScore]) -> list[tuple[float, float]]:
    answered = [case for case in cases if not case.abstained and case.confidence is not None]
    return statistics.risk_coverage([case.confidence or 0.0 for case in answered], [not case.passed for case in answered])
