"""Values of cells as a sheet shows them (ECMA-376 part 1, 18.8.30): sums of money, percentages, thousands, dates.

What a format says beyond that is not imitated: the value is given plain, never rounded to something that the sheet does not show.
"""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

_LITERAL: Final = re.compile(r'"([^"]*+)"|\\(.)|_.|\*.|\[\$([^\[\]-]*+)[^\[\]]*+\]|\[[^\[\]]*+\]')
_DIGITS: Final = re.compile(r"[#0?](?:,*+[#0?])*+(?:\.([#0?]*+))?(,*+)")
_DAY: Final = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d", re.I)
_DATES: Final = {
    "yyyy": "%Y", "yy": "%y", "mmmm": "%B", "mmm": "%b", "mm": "%m", "dddd": "%A", "ddd": "%a", "dd": "%d",
}  # fmt: skip
_SHORT: Final = "mm-dd-yy"
"""What stands for the short date of whatever country the sheet is opened in."""


def shown(value: object, form: str) -> str:
    """A value in the number format of its cell; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        value = value.date()
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        return _date(value, form)
    if isinstance(value, int | float):
        return _number(value, form) or f"{value:.12g}"
    return str(value)


def _date(day: datetime.date, form: str) -> str:
    if form == _SHORT:
        return day.isoformat()
    plain = _LITERAL.sub(lambda found: found[1] or found[2] or "", form.partition(";")[0])
    names = {name.lower() for name in _DAY.findall(plain)}
    if not names & {"d", "dd"} or not names & {"m", "mm", "mmm", "mmmm"} or not names & {"yy", "yyyy"} or re.search("[hs]", plain, re.I):
        return day.isoformat()
    single = {"d": str(day.day), "m": str(day.month)}
    return _DAY.sub(lambda found: single.get(found[0].lower()) or day.strftime(_DATES[found[0].lower()]), plain)


def _number(value: float, form: str) -> str | None:
    """A figure in a format of digits with what stands around them; None where the format is of another kind."""
    sections = form.split(";")
    at = 1 if value < 0 and len(sections) > 1 and sections[1] else 2 if value == 0 and len(sections) > 2 else 0
    said = [found[1] or found[2] or found[3] or "" for found in _LITERAL.finditer(sections[at])]
    plain = _LITERAL.sub("\0", sections[at])
    found = _DIGITS.search(plain)
    if at and not found and not re.search(r"[a-z@/]", plain, re.I):
        return _filled(plain, said)  # a dash for nothing
    if not found or re.search(r"[a-df-z/@]|e[+-]", plain[: found.start()] + plain[found.end() :], re.I):
        return None
    digits, decimals = found[0], len(found[1] or "")
    percent = plain.count("%")
    scaled = abs(Decimal(repr(value))) * 100**percent / 1000 ** len(found[2])
    rounded = scaled.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    figure = f"{rounded:,f}" if "," in digits.rstrip(",") else f"{rounded:f}".zfill(len(digits.rstrip(",")) if set(digits) == {"0"} else 0)
    if decimals and "0" not in found[1]:
        figure = figure.rstrip("0").rstrip(".")
    sign = "-" if value < 0 and at == 0 and any(char in "123456789" for char in figure) else ""
    return sign + _filled(plain[: found.start()] + "\1" + plain[found.end() :], said).replace("\1", figure).strip()


def _filled(plain: str, said: list[str]) -> str:
    """The text with its literals back in their places."""
    pieces = iter(said)
    return "".join(next(pieces) if char == "\0" else char for char in plain).strip()
