"""C3, units of counts: ten days are not ten weeks, and 40 tonnes are not 40 kilograms."""

import re
from collections.abc import Iterator

from assistant.grounding.models import Claim, Finding, Reason
from assistant.grounding.quantities import Quantity, QuantityKind, quantities
from assistant.grounding.text import live_text

_UNITS = {
    "second": r"seconds?|secs?",
    "minute": r"minutes?|mins?",
    "hour": r"hours?|hrs?",
    "day": r"days?",
    "week": r"weeks?|wks?",
    "fortnight": r"fortnights?",
    "month": r"months?",
    "year": r"years?|yrs?",
    "gram": r"grams?|g",
    "kilogram": r"kilograms?|kilos?|kgs?",
    "tonne": r"tonnes?|tons?",
    "millimetre": r"millimetres?|mm",
    "centimetre": r"centimetres?|cm",
    "metre": r"metres?|m(?=\W|$)",
    "kilometre": r"kilometres?|km",
    "yard": r"yards?",
    "mile": r"miles?",
    "litre": r"litres?",
    "acre": r"acres?",
    "hectare": r"hectares?|ha(?=\W|$)",
    "kilowatt hour": r"kwh",
}
_AFTER = re.compile(
    r"[\s-]*(?:working |calendar |square |metric |cubic )?(?:" + "|".join(f"(?P<u{i}>{p})" for i, p in enumerate(_UNITS.values())) + r")\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:-|–|to|or|and)\s*(?:[\d,.]+|[a-z]+)(?=[\s-])", re.IGNORECASE)
_NAMES = tuple(_UNITS)


def measure(quantity: Quantity, text: str) -> str | None:
    """The unit that stands behind a count ("ten working days": day); None where none of these does."""
    for at in (quantity.end, *(m.end() for m in [_RANGE.match(text, quantity.end)] if m)):
        if (found := _AFTER.match(text, at)) and found.lastgroup:
            return _NAMES[int(found.lastgroup[1:])]
    return None


def check_measures(claim: Claim) -> Iterator[Finding]:
    """Counts that a cited passage prints with other units only; one printed without a unit (in a table) fits any."""
    printed = [(quantity.value, measure(quantity, text)) for text in map(live_text, claim.sources) for quantity in _counts(text)]
    for claimed in _counts(claim.text):
        unit = measure(claimed, claim.text)
        units = {other for value, other in printed if value == claimed.value}
        if unit and units and unit not in units and None not in units:
            wrong = " or ".join(sorted(name for name in units if name))
            detail = f"{claimed.text} is said of a {unit}, the cited passage says it of a {wrong}"
            yield Finding(Reason.FIGURE_UNIT, claimed.start, claimed.end, detail)


def _counts(text: str) -> list[Quantity]:
    return [quantity for quantity in quantities(text) if quantity.kind is QuantityKind.COUNT]
