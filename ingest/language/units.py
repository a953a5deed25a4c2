"""Figures of tables with their units, and figures in different units put on one scale."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from ingest.language.lexicon import either, pairs

_NUMBER = re.compile(
    r"^(?P<open>\()?\s*+(?P<sign>[-−–+])?\s*+(?P<pound>£)?\s*+(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*+(?P<scale>k|m|bn|million|thousand)?"
    r"\s*+(?P<percent>%)?\s*+(?P<close>\))?$",
    re.I,
)
_POUNDS = re.compile(r"£\s?(?P<scale>'?0?00'?s?|000'?s|m(?:illion)?|k|bn)?(?![\w,.])", re.I)
_PER = re.compile(
    r"\b(?:per|in every|for every|out of every)\s+(?P<base>1(?:,000)+|10(?:,000)+|100(?:,000)+|10{2,6}|hundred|thousand)\b(?!,\d)", re.I
)
_BASES = {"hundred": 100, "thousand": 1000}
_SCALES = {"m": 1_000_000, "million": 1_000_000, "k": 1000, "thousand": 1000, "bn": 1_000_000_000}
_CELL = re.compile(rf"\(?(?:{either('units.cells')})\)?", re.I)
_THOUSANDS = re.compile(r"£\s?'?0?00'?s?\b|\(000s?\)|£\s?'?000|£\s?k\b|£\s?thousand", re.I)
_MILLIONS = re.compile(r"£\s?m\b|£\s?million", re.I)
_PERCENT = re.compile(r"%|\bper\s?cent(?:age)?\b(?! points?)", re.I)
_COUNTED = pairs("units.counted")
_NAMES = tuple(_COUNTED)
_BEHIND = re.compile(
    r"[\s-]*(?:working |calendar |square |metric |cubic )?(?:"
    + "|".join(f"(?P<u{i}>{p})" for i, p in enumerate(_COUNTED.values()))
    + r")\b",
    re.I,
)
_UP_TO = re.compile(r"\s*(?:-|–|to|or|and)\s*(?:[\d,.]+|[a-z]+)(?=[\s-])", re.I)


class Measure(StrEnum):
    """What kind of thing a unit measures; only figures of one kind can be put on one scale."""

    MONEY = "£"
    SHARE = "%"
    RATE = "rate"
    OTHER = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed with what makes figures in it comparable."""

    measure: Measure
    factor: Decimal = Decimal(1)
    """Money: pounds to one printed unit. Rate: what the figure is counted per (10,000)."""
    words: str = ""
    """As the paper prints it: "£000", "%", "kg", "per 10,000"."""

    def in_words(self) -> str:
        """How the unit is named in a note."""
        return self.words or "number"


def unit_of(*printed: str | None) -> Unit:
    """The unit that the first of the printed words (cell, column, row label, table) names; a bare number where none does."""
    for text in printed:
        if not text:
            continue
        if found := _PER.search(text):
            base = Decimal(_BASES.get(found["base"].lower()) or int(found["base"].replace(",", "")))
            return Unit(Measure.RATE, base, found.group())
        if found := _POUNDS.search(text):
            return Unit(Measure.MONEY, Decimal(_scale(found["scale"])), found.group().strip())
        if _PERCENT.search(text):
            return Unit(Measure.SHARE, Decimal(1), "%")
    bracket = re.search(r"\(([^()]{1,24})\)\s*$", printed[-1] or "") if printed else None
    return Unit(Measure.OTHER, Decimal(1), bracket[1] if bracket else "")


def is_unit(cell: str) -> bool:
    """Whether a cell only names a unit: "£000", "(%)", "days"."""
    return bool(_CELL.fullmatch(cell.strip()))


def unit_row(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The units that one of the first rows of a table prints over its columns; () where none does."""
    for row in rows[:3]:
        if any(cell.strip() for cell in row) and all(not cell.strip() or is_unit(cell) for cell in row):
            return tuple(cell.strip() for cell in row)
    return ()


def scales_in(text: str) -> frozenset[int]:
    """Factors that headings may put on the bare figures below them: 1, 1,000 and 1,000,000."""
    return frozenset({1} | ({1_000} if _THOUSANDS.search(text) else set()) | ({1_000_000} if _MILLIONS.search(text) else set()))


def counted_in(text: str, end: int) -> str | None:
    """The unit of the count that ends there ("ten working days", "5 to 10 tonnes": day, tonne); None where no known one follows."""
    for at in (end, *(m.end() for m in [_UP_TO.match(text, end)] if m)):
        if (found := _BEHIND.match(text, at)) and found.lastgroup:
            return _NAMES[int(found.lastgroup[1:])]
    return None


def _scale(printed: str | None) -> int:
    if not printed:
        return 1
    bare = printed.lower().strip("'s").replace("'", "")
    return 1000 if set(bare) <= {"0"} else _SCALES.get(bare, 1)


def value_of(cell: str) -> Decimal | None:
    """The number of a cell that holds a number and nothing else; brackets mean minus. None where it holds words or nothing."""
    found = _NUMBER.match(" ".join(cell.split()))
    if found is None or bool(found["open"]) != bool(found["close"]):
        return None
    try:
        value = Decimal(found["digits"].replace(",", ""))
    except InvalidOperation:
        return None
    return -value if found["open"] or (found["sign"] or "") in ("-", "−", "–") else value


def unit_in(cell: str, column: str, label: str, table: str | None, caption: str | None = None) -> Unit:
    """The unit of a figure: printed in its cell, over its column, beside its row, over its table."""
    found = _NUMBER.match(" ".join(cell.split()))
    if found and found["pound"]:
        return Unit(Measure.MONEY, Decimal(_SCALES.get((found["scale"] or "").lower(), 1)), "£" + (found["scale"] or ""))
    if found and found["percent"]:
        return Unit(Measure.SHARE, Decimal(1), "%")
    return unit_of(column, label, table, caption, label)


@dataclass(frozen=True, slots=True)
class Scale:
    """The one scale on which figures of a kind are set side by side."""

    measure: Measure
    factor: Decimal
    words: str

    def of(self, value: Decimal, unit: Unit) -> Decimal:
        """The value on this scale."""
        if self.measure is Measure.MONEY:
            return value * unit.factor / self.factor
        if self.measure is Measure.RATE:
            return value * self.factor / unit.factor
        return value


def common_scale(units: list[Unit]) -> Scale | None:
    """The scale that figures in these units share; None where they measure different things (or bare numbers of different things)."""
    kinds = {unit.measure for unit in units}
    if len(kinds) != 1:
        return None
    first = units[0]
    if first.measure in (Measure.MONEY, Measure.RATE):
        factor = max((unit.factor for unit in units), default=first.factor)
        words = next(unit.words for unit in units if unit.factor == factor)
        return Scale(first.measure, factor, words)
    if first.measure is Measure.OTHER and len({unit.words.casefold() for unit in units}) > 1:
        return None
    return Scale(first.measure, Decimal(1), first.in_words())


def shown(value: Decimal) -> str:
    """A converted number: thousands parted, at most three decimals, none that say nothing."""
    rounded = value.quantize(Decimal("0.001"))
    text = f"{rounded:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
