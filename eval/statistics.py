"""Intervals and tests that know that questions on one paper are not independent; formulas from scipy where it has them.

An interval of 95% is made so that, were the evaluation repeated with other papers and questions of the same kinds, 19 of 20 such
intervals would hold the true value; `python -m bench.coverage` counts how many do. With fewer than `LEAST` papers there is none.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from eval.errors import EvaluationError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST = 3
"""Papers (clusters) without which nothing can be said of chance: how papers differ cannot be read from two."""
ENOUGH = 6
"""Papers with a failure from which can be read how failures heap up in papers (chosen by simulation: bench.coverage)."""
NEGLIGIBLE = 1e-4
"""A change of a case that is none: a baseline keeps four digits."""
DUST = 1e-9
"""What arithmetic leaves."""
Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Rate:
    """A mean of values from 0 to 1, and what its interval is made of."""

    mean: float
    size: float
    """Effective size: as many independent questions would tell as much."""
    freedom: float
    """Degrees of freedom of the variance: the effective number of papers (Kish); infinite where no variance was read from them."""

    def interval(self, level: float = 0.95) -> Interval:
        """Korn and Graubard (1998): Clopper-Pearson with the effective size, times (z / t)^2 for the small number of papers."""
        from scipy.stats import beta, norm, t

        tail = (1 - level) / 2
        size = self.size * float(norm.ppf(tail) / t.ppf(tail, self.freedom)) ** 2
        k = self.mean * size
        low = float(beta.ppf(tail, k, size - k + 1)) if self.mean > 0 else 0.0
        return low, float(beta.ppf(1 - tail, k + 1, size - k)) if self.mean < 1 else 1.0


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of values without bounds (words, milliseconds): Student's t with the variance over papers."""

    mean: float
    variance: float
    freedom: float

    def interval(self, level: float = 0.95) -> Interval:
        """The mean, give or take t standard errors."""
        from scipy.stats import t

        half = -float(t.ppf((1 - level) / 2, self.freedom)) * math.sqrt(self.variance)
        return self.mean - half, self.mean + half


@dataclass(frozen=True, slots=True)
class Change:
    """A mean of paired differences: what was gained less what was lost, each a rate."""

    gained: Rate
    lost: Rate
    scale: float
    """The greatest difference there can be."""

    def interval(self, level: float = 0.95) -> Interval:
        """The two intervals joined (MOVER: Zou and Donner 2008). Where nothing changed it is as wide as what could not have been seen."""
        gained, lost = self.gained.mean, self.lost.mean
        (gain_low, gain_high), (loss_low, loss_high) = self.gained.interval(level), self.lost.interval(level)
        low = gained - lost - math.hypot(gained - gain_low, loss_high - lost)
        high = gained - lost + math.hypot(gain_high - gained, lost - loss_low)
        return low * self.scale, high * self.scale


def finite(values: Mapping[str, float]) -> Mapping[str, float]:
    """The values as they are. Raises EvaluationError that names one which is no number (NaN) or infinite: it would spoil every mean."""
    for name, value in values.items():
        if not math.isfinite(value):
            raise EvaluationError(f"{name} is {value}, which is no finite number")
    return values


def percentiles(times: Sequence[float]) -> tuple[float, float] | None:
    """The median and the value that 95% stay below; None where there is no value."""
    order = sorted(times)
    at = [min(len(order) - 1, int(share * len(order))) for share in (0.5, 0.95)]
    return (order[at[0]], order[at[1]]) if order else None


def rate(
    values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None, apart: Sequence[tuple[str, float]] = ()
) -> Rate | None:
    """The weighted mean of values from 0 to 1; None under `LEAST` papers. Raises EvaluationError where there is no value.

    `apart` gives cluster and distance of other items from the mean, where the mean is of more than the values (labels.corrected).
    """
    found = _Sample.of(values, clusters, weights)
    if found.papers < LEAST:
        return None
    if not apart:
        return found.rate()
    codes = np.unique([cluster for cluster, _ in apart], return_inverse=True)[1]
    return found.rate(_Spread.of(np.array([distance for _, distance in apart]), codes, np.ones(len(apart))))


def interval(values: Sequence[float], clusters: Sequence[str], level: float = 0.95) -> Interval | None:
    """The interval of a mean; None under `LEAST` papers. Raises EvaluationError where there is no value.

    By `Rate` where no value is under 0 or over 1, and, brought to that range, where none is under -1; else by `Mean`.
    """
    found = _Sample.of(values, clusters)
    least, most = float(found.values.min()), float(found.values.max())
    if found.papers < LEAST:
        return None
    if least < -1 - DUST or most > 1 + DUST:
        return found.mean().interval(level)
    if least >= -DUST:
        return found.rate().interval(level)
    low, high = _Sample.of([(value + 1) / 2 for value in values], clusters).rate().interval(level)
    return 2 * low - 1, 2 * high - 1


def change(first: Sequence[float], second: Sequence[float], clusters: Sequence[str]) -> Change | Mean | None:
    """How `second` differs from `first`, case by case; None under `LEAST` papers. Raises EvaluationError where there is no case."""
    found = (after - before for before, after in zip(first, second, strict=True))
    deltas = [delta if abs(delta) > NEGLIGIBLE else 0.0 for delta in found]
    sample = _Sample.of(deltas, clusters)
    if sample.papers < LEAST:
        return None
    least, most = min(*first, *second), max(*first, *second)
    if least < -1 - DUST or most > 1 + DUST:
        return sample.mean()
    scale = 1.0 if least >= -DUST else 2.0
    gained, lost = (_Sample.of([max(0.0, sign * delta / scale) for delta in deltas], clusters).rate() for sign in (1, -1))
    return Change(gained, lost, scale)


def p_value(interval: Callable[[float], Interval]) -> float:
    """Two-sided p-value of no difference: 1 less the level at which the interval begins to hold 0 (found by bisection)."""
    least, most = 0.0, 1.0  # of 1 - level
    for _ in range(24):
        middle = (least + most) / 2
        low, high = interval(1 - middle)
        least, most = (middle, most) if low <= 0 <= high else (least, middle)
    return most


def upper_bound(values: Sequence[float], clusters: Sequence[str]) -> float | None:
    """One-sided upper 95% bound of a rate; None under `LEAST` papers. With 0 of 300, each on its own paper, it is 0.0099."""
    found = rate(values, clusters)
    return found.interval(0.9)[1] if found else None


def wilson(k: int, n: int) -> Interval:
    """Wilson score interval of a proportion of independent trials; (0, 1) where n is 0."""
    from scipy.stats import binomtest

    if not n:
        return 0.0, 1.0
    interval = binomtest(k, n).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for the number of comparisons (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    adjusted, worst = [0.0] * len(p_values), 0.0
    for rank, at in enumerate(order):
        worst = max(worst, min(1.0, (len(p_values) - rank) * p_values[at]))
        adjusted[at] = worst
    return adjusted


def kappa(pairs: Sequence[tuple[str, str]], weights: Sequence[float] | None = None) -> float | None:
    """Cohen's kappa of two annotators over the same items; None where both always give one and the same label: there is no chance to beat.

    Raises EvaluationError where there is no item.
    """
    if not pairs:
        raise EvaluationError("kappa needs at least one item that both have labelled")
    shares: tuple[dict[str, float], dict[str, float]] = (defaultdict(float), defaultdict(float))
    weights, agreed = weights or [1.0] * len(pairs), 0.0
    total = sum(weights)
    for pair, weight in zip(pairs, weights, strict=True):
        for share, label in zip(shares, pair, strict=True):
            share[label] += weight / total
        agreed += weight / total * (pair[0] == pair[1])
    chance = sum(share * shares[1][label] for label, share in shares[0].items() if label in shares[1])
    return None if chance > 1 - 1e-9 else (agreed - chance) / (1 - chance)


def alpha(items: Sequence[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for nominal labels: each item is the labels it was given, by as many people as labelled it (2 or more count).

    None where all labels are the same. Raises EvaluationError where no item has two labels.
    """
    pairable = [labels for labels in items if len(labels) > 1]
    if not pairable:
        raise EvaluationError("alpha needs at least one item that two people have labelled")
    totals = Counter(label for labels in pairable for label in labels)
    n = sum(totals.values())
    observed = sum(sum(a != b for a in labels for b in labels) / (len(labels) - 1) for labels in pairable)
    expected = sum(totals[a] * totals[b] for a in totals for b in totals if a != b) / (n - 1)
    return 1.0 - observed / expected if expected else None


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> list[tuple[float, float]]:
    """(coverage, risk) when only the surest are answered, from the surest one to all."""
    order = sorted(range(len(wrong)), key=lambda at: -confidences[at])
    points, failed = [], 0
    for count, at in enumerate(order, 1):
        failed += wrong[at]
        points.append((count / len(order), failed / count))
    return points


def area(points: Sequence[tuple[float, float]]) -> float:
    """Area under the risk-coverage curve (AURC): the mean risk over all coverages; lower is better. EvaluationError without a point."""
    if not points:
        raise EvaluationError("there is no risk-coverage curve: no answer tells how sure the system is")
    return sum(risk for _, risk in points) / len(points)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Values by paper."""

    values: "NDArray[np.float64]"
    weights: "NDArray[np.float64]"
    codes: "NDArray[np.intp]"
    """The paper of each value, from 0."""

    @classmethod
    def of(cls, values: Sequence[float], clusters: Sequence[str], weights: Sequence[float] | None = None) -> "_Sample":
        if not values:
            raise EvaluationError("there is no value to form a mean of")
        codes = np.unique(np.asarray(clusters), return_inverse=True)[1]
        return cls(np.asarray(values, float), np.asarray(weights or np.ones(len(values)), float), codes)

    @property
    def papers(self) -> int:
        return int(self.codes.max()) + 1

    def spread(self) -> "_Spread":
        mean = self.weights @ self.values / self.weights.sum()
        return _Spread.of(self.weights * (self.values - mean), self.codes, self.weights)

    def mean(self) -> Mean:
        found = self.spread()
        return Mean(
            float(self.weights @ self.values / self.weights.sum()), max(found.jackknife, found.independent), max(1.0, found.papers - 1)
        )

    def rate(self, spread: "_Spread | None" = None) -> Rate:
        """The variance is that over papers (jackknife), and no less than of independent values.

        Read from few papers with a failure it is too small too often. Where fewer than `ENOUGH` have one they are filled up with papers
        whose intra-class correlation is 0.5, and the variance is the mean over them: then the i-th question on a paper counts 1 / i (exact
        for something rare that is beta-binomial). Where nothing failed it is that alone.
        """
        mean, found = float(np.clip(self.weights @ self.values / self.weights.sum(), 0, 1)), spread or self.spread()
        alone = float(self.weights.sum() ** 2 / (self.weights @ self.weights))  # unequal weights tell less (Kish)
        heaped = alone * sum(float((1 / np.arange(1, count + 1)).sum()) for count in np.bincount(self.codes)) / len(self.values)
        telling = min(len(np.unique(self.codes[self.values < 1 - DUST])), len(np.unique(self.codes[self.values > DUST])))
        if not telling or found.independent < DUST**2:
            return Rate(mean, heaped, math.inf)
        filled, most = max(0, ENOUGH - telling), mean * (1 - mean)
        variance = (telling * max(found.jackknife, found.independent) + filled * most / heaped) / (telling + filled)
        return Rate(mean, most / variance, found.papers)


@dataclass(frozen=True, slots=True)
class _Spread:
    """Variance of a weighted mean, by leaving out one paper after the other and as if all values were independent."""

    jackknife: float
    independent: float
    papers: float
    """Effective number of papers: (sum of sizes)^2 / sum of squared sizes (Kish)."""

    @classmethod
    def of(cls, distances: "NDArray[np.float64]", codes: "NDArray[np.intp]", sizes: "NDArray[np.float64]") -> "_Spread":
        """`distances` are each value's weighted distance from the mean."""
        apart, papers = np.bincount(codes, distances), np.bincount(codes, sizes)
        total = float(papers.sum())
        jackknife = (len(papers) - 1) / len(papers) * float(((apart / (total - papers)) ** 2).sum())
        return cls(jackknife, float(distances @ distances) / total**2, total**2 / float(papers @ papers))
