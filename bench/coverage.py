"""How many of the 95% intervals hold the true rate, where questions on one paper are right or wrong together (under 2 minutes).

    python -m bench.coverage

Papers have unequal numbers of questions (log-normal, 10 in the mean); the rate of a paper is drawn from a beta distribution whose
intra-class correlation (ICC) is given. Printed for each method: share of intervals that hold the true rate (lowest and mean over the
cells, of 300 runs a cell, so that 0.01 is chance) and their mean width; `--cells` prints each cell. Then the same for paired differences.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import product

import numpy as np

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


def bootstrap(values: Values, clusters: Papers) -> Interval:
    """Percentiles of 1000 samples that draw whole papers with replacement."""
    codes = np.unique(clusters, return_inverse=True)[1]
    sums, sizes = np.bincount(codes, values), np.bincount(codes)
    drawn = np.random.default_rng(1).multinomial(len(sums), np.full(len(sums), 1 / len(sums)), size=1000)
    low, high = np.percentile((drawn @ sums) / (drawn @ sizes), [2.5, 97.5])
    return float(low), float(high)


def ours(values: Values, clusters: Papers) -> Interval:
    """Korn-Graubard, failing papers filled up to six of ICC 0.5 (ours)."""
    found = statistics.interval(values, clusters)
    assert found is not None
    return found


METHODS: tuple[Callable[[Values, Papers], Interval], ...] = (bootstrap, ours)
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
