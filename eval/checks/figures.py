"""C3 figures: each money, percentage, count, date, year, time and reference of a claim is in the words it cites, with its unit.

A figure that stands where the paper has another is figure-conflict; one that is merely absent is figure-absent. Years and dates may
also come from what stands around the words (meeting, headings, column heads). Sums and differences pass where both operands are
shown in the claim. A small number in letters ("the two of them") is a count of the writer's own and no figure that is absent. Misses
coincidental matches; a figure is compared, its subject only where the sentences run alike.
"""

import itertools
from collections.abc import Iterator

from eval.checks.claims import Claim
from eval.checks.quantities import Quantity, is_hedged, quantities, shown
from eval.models import Finding, Verdict

_TIMES = ("fy", "date", "month", "year")
_RUN = 3
"""Words in a row that must agree for a figure to count as standing in the same place."""


def check(claim: Claim) -> Iterator[Finding]:
    """The figures of a claim that the cited words do not show."""
    there = [figure for cited in claim.cited for figure in cited.figures]
    around = quantities(claim.context)
    hedged = is_hedged(claim.text)
    claimed = quantities(claim.text)
    missing = [q for q in claimed if not shown(q, there, hedged) and not (q.kind in (*_TIMES, "ref") and shown(q, around))]
    conflicting = {mine.start: theirs for mine, theirs in displaced(claim)}
    for quantity in claimed:
        if quantity.start in conflicting:
            yield _finding("figure-conflict", Verdict.CONFLICTS, quantity)
        elif quantity in missing and not quantity.is_tally and not _derived(quantity, [q for q in claimed if q not in missing]):
            yield _finding("figure-absent", Verdict.NOT_SHOWN, quantity)


def displaced(claim: Claim) -> Iterator[tuple[Quantity, Quantity]]:
    """Figures that stand where the paper's sentence has another of their kind."""
    if not claim.alignment.alike:
        return
    for mine, theirs, run in claim.alignment.pairs:
        if mine.figure and theirs.figure and run >= _RUN and not shown(mine.figure, [theirs.figure], is_hedged(claim.text)):
            yield mine.figure, theirs.figure


def _derived(quantity: Quantity, others: list[Quantity]) -> bool:
    """Whether the figure is the sum or the difference of two that are shown."""
    values = [q.value for q in others if q.kind == quantity.kind and isinstance(q.value, float)]
    if not isinstance(quantity.value, float):
        return False
    return any(
        abs(total - quantity.value) < 1e-6 * max(1.0, abs(quantity.value))
        for a, b in itertools.combinations(values, 2)
        for total in (a + b, abs(a - b))
    )


def _finding(reason: str, verdict: Verdict, quantity: Quantity) -> Finding:
    return Finding(check="C3", verdict=verdict, reason=reason, words=quantity.words)
