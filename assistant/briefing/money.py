"""Which sums of a paper are those of its proposal: told from where they stand and what is said of them, not from the figure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Unit
from ingest.language.spending import is_financial, spendings, sums_in, tells_context, tells_whole
from ingest.models import Kind

Figure = tuple[QuantityKind, str]
"""What a figure is of, and its value."""


def told_figures(text: str) -> frozenset[Figure]:
    """The sums and shares that words name."""
    return frozenset((q.kind, q.value) for q in quantities(text) if q.kind in (QuantityKind.MONEY, QuantityKind.PERCENT))


@dataclass(frozen=True)
class Settled:
    """What a meeting did to the figures of a report: where it resolved others than the report has, the report's own do not stand."""

    resolved: frozenset[Figure]
    reported: frozenset[Figure]

    def overtakes(self, text: str) -> bool:
        """Whether words give a figure that may not stand: one that was not resolved, of a report that was changed at the meeting."""
        return not self.resolved <= self.reported and not told_figures(text) <= self.resolved


class Sums:
    """The sums of the papers of one matter, weighed."""

    def __init__(self, units: Iterable[Unit]) -> None:
        """`units` are all that the report says, its recommendations too: a sum that comes again is one it turns on."""
        places: set[tuple[str, str]] = {(one, unit.passage.id) for unit in units for one in sums_in(unit.text)}
        self._times = Counter(one for one, _ in places)

    def weight(self, unit: Unit) -> float:
        """How likely the unit tells the money of the decision itself, from about -2 to 5; 0 where it names no sum."""
        found = sums_in(unit.text)
        if not found:
            return 0.0
        headings = " > ".join((*unit.passage.section_path, unit.passage.section or ""))
        text = unit.text
        return (
            (2.0 if unit.passage.kind in (Kind.RECOMMENDATION, Kind.RESOLUTION) else 0.0)
            + (1.2 if is_financial(headings) else 0.0)
            + min(1.2, 0.6 * spendings(text))
            + (0.4 if tells_whole(text) else 0.0)
            + 0.4 * min(2, max(self._times[one] for one in found) - 1)
            - (2.5 if tells_context(text) else 0.0)
        )
