"""C3, figures: each typed quantity of a statement stands in a cited passage with its unit and scale."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from assistant.check.models import Claim, Finding, Reason
from ingest.language.live_text import context, live_text
from ingest.language.quantities import Quantity, QuantityKind, quantities
from ingest.language.sentences import split_sentences
from ingest.language.units import Measure, counted_in, measures_in, scales_in
from ingest.models import Passage

_TIMES = {QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS}
_MEASURES = {QuantityKind.PERCENT: Measure.SHARE, QuantityKind.MONEY: Measure.MONEY}
_RANGE = re.compile(r"\s*(?:-|–|to|and|or)\s*(?=[£\d])", re.IGNORECASE)
"""Joins a bare figure to the one whose sign is its own too: "5 to 10%"."""


def _number(quantity: Quantity) -> Decimal | None:
    try:
        return Decimal(quantity.value)
    except InvalidOperation:
        return None


def same_time(claimed: Quantity, printed: Quantity, year: int | None = None) -> bool:
    """True where a printed date, month or year covers the claimed one; `year` stands in for a year that is not printed."""
    mine, theirs = claimed.value, printed.value
    if theirs.startswith("--") and year:
        theirs = f"{year}{theirs[2:]}"
    if claimed.kind is QuantityKind.YEARS or (claimed.kind is QuantityKind.YEAR and printed.kind is QuantityKind.YEARS):
        return mine == theirs or mine in (theirs[:4], f"{theirs[:2]}{theirs[-2:]}")
    if mine.startswith("--"):
        return theirs[4:].lstrip("-").startswith(mine[2:].lstrip("-"))
    return theirs.startswith(mine)


def _scales(passage: Passage) -> frozenset[int]:
    """Factors that the header, unit or caption puts on the bare figures of a table."""
    table = passage.table
    return scales_in(" ".join([table.unit or "", table.caption or "", *table.columns]) if table else context(passage))


def _bracketed(printed: Quantity, text: str) -> bool:
    return text[max(0, printed.start - 1) : printed.start] == "(" and text[printed.end : printed.end + 1] == ")"


def _values(printed: Quantity, passage: Passage, text: str) -> set[Decimal]:
    value = _number(printed)
    if value is None:
        return set()
    values = {value * factor for factor in _scales(passage)} if printed.kind is QuantityKind.COUNT else {value}
    if passage.table and _bracketed(printed, text):
        values |= {-value for value in values}
    return values


def _unit_fits(claimed: Quantity, printed: Quantity, passage: Passage) -> bool:
    """True where kinds agree, or where the header gives a bare figure the claimed unit."""
    if claimed.kind is printed.kind:
        return True
    if printed.kind is not QuantityKind.COUNT and not (printed.kind is QuantityKind.YEAR and claimed.kind is QuantityKind.COUNT):
        return False
    if claimed.kind is QuantityKind.COUNT:
        return True
    return _MEASURES.get(claimed.kind) in measures_in(_signs(printed, passage))


def _signs(printed: Quantity, passage: Passage) -> str:
    """Where the unit of a bare figure may stand: over its table, or in its own sentence as a sign that no other figure has for its own."""
    text, around = live_text(passage), context(passage)
    if passage.table or "\t" in text:
        return around + text
    begin, end = next(((a, b) for a, b in split_sentences(text) if a <= printed.start < b), (0, len(text)))
    ranged = _RANGE.match(text, printed.end)
    own = [q for q in quantities(text) if begin <= q.start < end and q.kind in (QuantityKind.PERCENT, QuantityKind.MONEY)]
    kept = [q.text for q in own if ranged and q.start <= ranged.end() <= q.end]
    for quantity in reversed(own):
        text = text[: quantity.start] + " " + text[quantity.end :]
    left = text[begin : end - sum(q.end - q.start - 1 for q in own)]
    return " ".join([around, left, *kept])


def _judge(claimed: Quantity, passage: Passage) -> Reason | None:
    """None where the passage prints the quantity; else the nearest reason."""
    text = live_text(passage)
    printed_here = quantities(text) + quantities(context(passage))
    if claimed.kind in _TIMES:
        year = passage.meeting.date.year if passage.meeting.date else None
        found = any(printed.kind in _TIMES and same_time(claimed, printed, year) for printed in printed_here)
        return None if found else Reason.FIGURE_NOT_FOUND
    if claimed.kind in (QuantityKind.TIME, QuantityKind.ORDINAL):
        found = any((printed.kind, printed.value) == (claimed.kind, claimed.value) for printed in printed_here)
        return None if found else Reason.FIGURE_NOT_FOUND
    wanted, worst = _number(claimed), Reason.FIGURE_NOT_FOUND
    for printed in printed_here:
        values = _values(printed, passage, text)
        if wanted in values:
            if _unit_fits(claimed, printed, passage):
                return None
            worst = Reason.FIGURE_UNIT
        elif wanted and any(value and _power_of_ten(wanted / value) for value in values) and worst is not Reason.FIGURE_UNIT:
            worst = Reason.FIGURE_SCALE
    return worst


def _power_of_ten(ratio: Decimal) -> bool:
    return abs(ratio) in {Decimal(10) ** n for n in (-6, -3, -2, -1, 1, 2, 3, 6)}


def check_figures(claim: Claim) -> Iterator[Finding]:
    """Findings of C3; figures that a statement shares with no cited passage."""
    for claimed in quantities(claim.text):
        reasons = [_judge(claimed, source) for source in claim.sources]
        if reasons and None not in reasons:
            worst = next((r for r in (Reason.FIGURE_UNIT, Reason.FIGURE_SCALE) if r in reasons), Reason.FIGURE_NOT_FOUND)
            yield Finding(worst, claimed.start, claimed.end, f"{claimed.text} does not stand so in the cited passage")


# C3, units of counts: ten days are not ten weeks, and 40 tonnes are not 40 kilograms.


def check_measures(claim: Claim) -> Iterator[Finding]:
    """Counts that a cited passage prints with other units only; one printed without a unit (in a table) fits any."""
    printed = [(quantity.value, counted_in(text, quantity.end)) for text in map(live_text, claim.sources) for quantity in _counts(text)]
    for claimed in _counts(claim.text):
        unit = counted_in(claim.text, claimed.end)
        units = {other for value, other in printed if value == claimed.value}
        if unit and units and unit not in units and None not in units:
            wrong = " or ".join(sorted(name for name in units if name))
            detail = f"{claimed.text} is said of a {unit}, the cited passage says it of a {wrong}"
            yield Finding(Reason.FIGURE_UNIT, claimed.start, claimed.end, detail)


def _counts(text: str) -> list[Quantity]:
    return [quantity for quantity in quantities(text) if quantity.kind is QuantityKind.COUNT]
