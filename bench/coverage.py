"""How many of the 95% intervals hold the true rate, where questions on one paper are right or wrong together (under 2 minutes).

    python -m bench.coverage

Papers have unequal numbers of questions (log-normal, 10 in the mean); the rate of a paper is drawn from a beta distribution whose
intra-class correlation (ICC) is given. Printed for each method: share of intervals that hold the true rate (lowest and mean over the
cells, of 300 runs a cell, so that 0.01 is chance) and their mean width; `--cells` prints each cell. Then the same for paired differences.
"""

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np
from scipy.stats import t

from eval import statistics
from eval.statistics import Interval

PAPERS, RATES, ICCS, RUNS = (5, 10, 20), (0.5, 0.8, 0.9, 0.97), (0.0, 0.2, 0.5), 300
CHANGES = ((0.0, 0.0), (0.05, 0.0), (0.05, 0.05), (0.1, 0.02))
"""Shares of cases lost and gained."""
Values, Papers = Sequence[float], Sequence[str]


def draw(random: np.random.Generator, papers: int, shares: Sequence[float], icc: float) -> tuple[list[int], list[str]]:
    """One run: for each question which of the `shares` it fell into (the last is the rest), and its paper."""
    outcomes: list[int] = []
    clusters: list[str] = []
    wanted = np.array([*shares, 1 - sum(shares)])
    for paper in range(papers):
        size = max(1, round(float(random.lognormal(2.0, 0.8))))
        drawn = random.gamma(wanted * (1 - icc) / icc) if icc else wanted
        own = drawn / drawn.sum() if drawn.sum() else wanted
        outcomes += random.choice(len(wanted), size, p=own).tolist()
        clusters += [str(paper)] * size
    return outcomes, clusters


def wilson(values: Values, clusters: Papers) -> Interval:  # noqa: ARG001 the methods share a signature
    """Wilson, papers ignored."""
    return statistics.wilson(round(sum(values)), len(values))


def bootstrap(values: Values, clusters: Papers) -> Interval:
    """Percentiles of 1000 samples that draw whole papers with replacement."""
    sums, sizes = _by_paper(values, clusters)
    drawn = np.random.default_rng(1).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=1000)
    low, high = np.percentile((drawn @ sums) / (drawn @ sizes), [2.5, 97.5])
    return float(low), float(high)


def bootstrap_t(values: Values, clusters: Papers) -> Interval:
    """Bootstrap-t: each sample's distance in its own cluster-robust standard errors."""
    sums, sizes = _by_paper(values, clusters)
    papers, mean = len(sums), sum(values) / len(values)
    drawn = np.random.default_rng(1).multinomial(papers, np.full(papers, 1 / papers), size=1000)
    means = (drawn @ sums) / (drawn @ sizes)
    apart = (drawn * (sums - means[:, None] * sizes) ** 2).sum(1)
    distances = (means - mean) / np.sqrt(np.maximum(apart, 1e-6)) * (drawn @ sizes)
    low, high = np.percentile(distances, [2.5, 97.5])
    error = math.sqrt(((sums - mean * sizes) ** 2).sum()) / len(values)
    return mean - high * error, mean - low * error


def jackknife(values: Values, clusters: Papers) -> Interval:
    """Jackknife over papers with Student's t."""
    mean, variance, freedom = _spread(values, clusters)
    half = float(t.ppf(0.975, freedom)) * math.sqrt(variance)
    return mean - half, mean + half


def logit(values: Values, clusters: Papers) -> Interval:
    """The same on the logit scale, one half added to each side."""
    mean, variance, freedom = _spread(values, clusters)
    inside = (mean * len(values) + 0.5) / (len(values) + 1)
    slope = inside * (1 - inside)
    half = float(t.ppf(0.975, freedom)) * math.sqrt(max(variance, slope / len(values))) / slope
    middle = math.log(inside / (1 - inside))
    return 1 / (1 + math.exp(half - middle)), 1 / (1 + math.exp(-half - middle))


def modified_wilson(values: Values, clusters: Papers) -> Interval:
    """Wilson with the effective number of questions and Student's t."""
    mean, variance, freedom = _spread(values, clusters)
    n = mean * (1 - mean) / variance if variance else float(len(values))
    q = float(t.ppf(0.975, freedom))
    middle, half = (mean + q * q / (2 * n)), q * math.sqrt(mean * (1 - mean) / n + q * q / (4 * n * n))
    return (middle - half) / (1 + q * q / n), (middle + half) / (1 + q * q / n)


def ours(values: Values, clusters: Papers) -> Interval:
    """Korn-Graubard, failing papers filled up to six of ICC 0.5 (ours)."""
    found = statistics.interval(values, clusters)
    assert found is not None
    return found


def _by_paper(values: Values, clusters: Papers) -> tuple[np.ndarray, np.ndarray]:
    codes = np.unique(clusters, return_inverse=True)[1]
    return np.bincount(codes, values), np.bincount(codes)


def _spread(values: Values, clusters: Papers) -> tuple[float, float, float]:
    sums, sizes = _by_paper(values, clusters)
    mean, total, papers = sum(values) / len(values), len(values), len(sums)
    apart = (sums - mean * sizes) / (total - sizes)
    return mean, (papers - 1) / papers * float(apart @ apart), max(1.0, total**2 / float(sizes @ sizes) - 1)


METHODS: tuple[Callable[[Values, Papers], Interval], ...] = (
    *(wilson, bootstrap, bootstrap_t, jackknife, logit, modified_wilson, ours),
)  # fmt: skip
Held = tuple[str, int, tuple[float, ...], bool, float]
"""Method, papers, the rest of the cell, whether the interval holds the truth, its width."""


def rates() -> Iterator[Held]:
    """Every run of every cell."""
    for cell, (papers, share, icc) in enumerate(product(PAPERS, RATES, ICCS)):
        random = np.random.default_rng(cell)
        for _ in range(RUNS):
            outcomes, clusters = draw(random, papers, [share], icc)
            values = [float(outcome == 0) for outcome in outcomes]
            for method in METHODS:
                low, high = method(values, clusters)
                low, high = max(0.0, low), min(1.0, high)
                yield (method.__doc__ or "").splitlines()[0], papers, (share, icc), low <= share <= high, high - low


def differences() -> Iterator[Held]:
    """The same of paired differences, by the percentile bootstrap and by ours."""
    for cell, (papers, (lost, gained), icc) in enumerate(product(PAPERS, CHANGES, ICCS)):
        random = np.random.default_rng(cell)
        for _ in range(RUNS):
            outcomes, clusters = draw(random, papers, [lost, gained], icc)
            before, after = [float(outcome != 1) for outcome in outcomes], [float(outcome != 0) for outcome in outcomes]
            found = statistics.change(before, after, clusters)
            assert found is not None
            by_hand = bootstrap([b - a for a, b in zip(before, after, strict=True)], clusters)
            for name, (low, high) in (("Percentile bootstrap", by_hand), ("Two Korn-Graubard intervals joined", found.interval())):
                yield name, papers, (lost, gained, icc), low - 1e-9 <= gained - lost <= high + 1e-9, high - low


def table(found: Iterator[Held]) -> None:
    """Print a line a method: for each number of papers lowest and mean coverage and mean width."""
    cells: dict[tuple[str, int, tuple[float, ...]], list[tuple[bool, float]]] = defaultdict(list)
    for name, papers, cell, held, width in found:
        cells[name, papers, cell].append((held, width))
    means = {key: tuple(np.mean(runs, axis=0)) for key, runs in cells.items()}
    print("| method | " + " | ".join(f"{papers} papers" for papers in PAPERS) + " |\n| --- |" + " --- |" * len(PAPERS))
    for name in dict.fromkeys(name for name, *_ in means):
        told = []
        for papers in PAPERS:
            shares, widths = zip(*(mean for key, mean in means.items() if key[:2] == (name, papers)), strict=True)
            told.append(f"{min(shares):.2f} ({np.mean(shares):.2f}), {np.mean(widths):.2f}")
        print(f"| {name} | " + " | ".join(told) + " |")
    for key, (share, width) in means.items() if "--cells" in sys.argv else ():
        print(*key, f"{share:.3f}, {width:.2f}")


if __name__ == "__main__":
    print("Coverage of a rate: lowest (mean) over rates", RATES, "and ICC", ICCS, "; mean width\n")
    table(rates())
    print("\nCoverage of a paired difference: lowest (mean) over lost and gained", CHANGES, "and ICC", ICCS, "; mean width\n")
    table(differences())
