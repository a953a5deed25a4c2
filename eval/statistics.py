"""Intervals and tests, from scipy where it has them. All intervals are 95%; every random draw has a fixed seed."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

DRAWS, SEED = 10_000, 20240912


def wilson(k: int, n: int) -> tuple[float, float]:
    """Wilson score interval of a proportion; (0, 1) where n is 0."""
    from scipy.stats import binomtest

    if not n:
        return 0.0, 1.0
    interval = binomtest(k, n).proportion_ci(0.95, method="wilson")
    return float(interval.low), float(interval.high)


def upper_bound(k: int, n: int) -> float:
    """Exact one-sided 95% upper bound of a proportion (Clopper-Pearson): with 0 of 300 it is 0.0099."""
    from scipy.stats import beta

    return 1.0 if k >= n else float(beta.ppf(0.95, k + 1, n - k))


def cluster_means(values: Sequence[float], clusters: Sequence[str]) -> "np.ndarray":
    """Means of `DRAWS` bootstrap samples that draw whole clusters (papers, dialogues) with replacement."""
    names = sorted(set(clusters))
    place = {name: at for at, name in enumerate(names)}
    sums, sizes = np.zeros(len(names)), np.zeros(len(names))
    for value, cluster in zip(values, clusters, strict=True):
        sums[place[cluster]] += value
        sizes[place[cluster]] += 1
    drawn = np.random.default_rng(SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    means: np.ndarray = (drawn @ sums) / (drawn @ sizes)
    return means


def interval(values: Sequence[float], clusters: Sequence[str]) -> tuple[float, float]:
    """Percentile interval of the mean by the cluster bootstrap."""
    low, high = np.percentile(cluster_means(values, clusters), [2.5, 97.5])
    return float(low), float(high)


def holm(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for the number of comparisons (Holm 1979), in the order given."""
    order = sorted(range(len(p_values)), key=lambda at: p_values[at])
    adjusted, worst = [0.0] * len(p_values), 0.0
    for rank, at in enumerate(order):
        worst = max(worst, min(1.0, (len(p_values) - rank) * p_values[at]))
        adjusted[at] = worst
    return adjusted


def mcnemar(gained: int, lost: int) -> float:
    """Exact two-sided McNemar test on the discordant pairs."""
    from scipy.stats import binomtest

    return float(binomtest(gained, gained + lost).pvalue) if gained + lost else 1.0


def kappa(pairs: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two annotators over the same items; 1 where both always say the same one thing."""
    n = len(pairs)
    agreed = sum(one == two for one, two in pairs) / n
    labels = {label for pair in pairs for label in pair}
    chance = sum((sum(a == label for a, _ in pairs) / n) * (sum(b == label for _, b in pairs) / n) for label in labels)
    return 1.0 if chance == 1.0 else (agreed - chance) / (1 - chance)


def alpha(items: Sequence[Sequence[str]]) -> float:
    """Krippendorff's alpha for nominal labels: each item is the labels it was given, by as many people as labelled it (2 or more count)."""
    pairable = [labels for labels in items if len(labels) > 1]
    totals = Counter(label for labels in pairable for label in labels)
    n = sum(totals.values())
    observed = sum(sum(a != b for a in labels for b in labels) / (len(labels) - 1) for labels in pairable)
    expected = sum(totals[a] * totals[b] for a in totals for b in totals if a != b) / (n - 1) if n > 1 else 0.0
    return 1.0 - observed / expected if expected else 1.0


def risk_coverage(confidences: Sequence[float], wrong: Sequence[bool]) -> list[tuple[float, float]]:
    """(coverage, risk) when only the surest are answered, from the surest one to all."""
    order = sorted(range(len(wrong)), key=lambda at: -confidences[at])
    points, failed = [], 0
    for count, at in enumerate(order, 1):
        failed += wrong[at]
        points.append((count / len(order), failed / count))
    return points


def area(points: Sequence[tuple[float, float]]) -> float:
    """Area under the risk-coverage curve (AURC): the mean risk over all coverages; lower is better."""
    return sum(risk for _, risk in points) / len(points) if points else 0.0
