"""Figures of a text in canonical form: £1.2m, "1.2 million pounds" and £1,200,000 are one; eleven is 11; (55) may be -55.

Independent of the assistant's own reading of figures, on purpose: the suite must not repeat its mistakes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.text import fold

MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_MONTH = "|".join(f"{name[:3]}(?:{name[3:]})?" if name != "september" else "sept?(?:ember)?" for name in MONTHS)
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_WORDS = {word: at for at, word in enumerate(_SMALL.split())} | {word: 20 + 10 * at for at, word in enumerate(_TENS.split())}
_ONES, _LONGEST_FIRST = "|".join(_SMALL.split()[1:10]), "|".join(sorted(_SMALL.split()[2:], key=len, reverse=True))
_SPELLED = rf"(?:{_TENS.replace(' ', '|')})(?:[- ](?:{_ONES}))?|{_LONGEST_FIRST}"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALES = {"bn": 1e9, "billion": 1e9, "m": 1e6, "million": 1e6, "k": 1e3, "thousand": 1e3, "hundred": 100.0}
_UNITS = "hour day week month year minute mile km kg tonne tonnes metre mm cm hectare litre point vote mph mwh kwh"
_UNIT = r"working days?|kilomet(?:re|er)s?|" + "|".join(f"{u}s?" for u in _UNITS.split())
_PARTS = "schedule|table|appendix|annex|item|section|chart|figure|paragraph"
_SPANS = ("", "hour", "day", "week", "month", "year")
_TALLY = "|".join(_SMALL.split()[1:11])
_PARTS_OF = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
TALLY = 10.0
"""Number up to which one in letters may be the writer's own count."""
ROUGH = 5.0
"""Percentage points that "four in five" may be away from the figure that it tells of."""
_FORMS = re.compile(
    rf"(?P<ref>\b(?:{_PARTS}) \d+(?:\.\d+)*[a-z]?\b(?! (?:{_UNIT})\b)"
    rf"|\b(?!(?:{_MONTH})\b)(?:[a-z]{{2,4}}-?\d\d[\w/-]*|\d\d/\d{{4,6}}(?:/[a-z]+)?)\b)"
    r"|(?P<slashed>\b(?:[0-3]?\d/[01]?\d/(?:(?:19|20)\d\d|[012]\d)|[0-3]?\d\.[01]?\d\.(?:19|20)\d\d|[0-3]\d\.[01]\d\.[012]\d)\b(?![/.]\d))"
    r"|(?P<iso>\b(?:19|20)\d\d-[01]\d-[0-3]\d\b)"
    r"|(?P<fy>\b(?:19|20)\d\d ?[/-] ?(?:(?:19|20)?\d\d)\b(?![-/]))"
    rf"|(?P<date>\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -](?:{_MONTH})\b\.?(?:,? ?-?(?:(?:19|20)\d\d|[012]\d)\b(?! ?[:.,]\d))?)"
    rf"|(?P<month>\b(?:{_MONTH})(?:- ?|,? -?)(?:(?:19|20)\d\d|[012]\d)\b(?! ?[:.,]\d))"
    r"|(?P<time>\b\d{1,2}(?:[.:]\d\d)? ?[ap]m\b)"
    rf"|(?P<money>(?:minus |-)?[£€] ?(?:\((?:{_NUMBER})\)|{_NUMBER})(?: ?(?:bn|m|k|million|billion|thousand)\b)?|\b\d+p\b"
    rf"|\b(?:{_NUMBER}|{_SPELLED})(?: hundred)?(?: (?:million|billion|thousand))? (?:pounds|euros?)\b)"
    r"|(?P<clock>\bhalf past (?:\d{1,2}|\w{3,6})\b)"
    rf"|(?P<share>\b(?:\d{{1,2}}|{_TALLY}) (?:in|out of) (?:every )?(?:\d{{1,2}}|{_TALLY})\b(?! (?:{_UNIT})\b)"
    rf"|\b(?:{_TALLY}) (?:half|third|quarter|fifth|tenth)s?\b"
    r"|(?<!and )\ba (?:half|third|quarter|fifth|tenth)(?= (?:of|are|were|is|was|have|had|said|voted|more|less|fewer)\b|[.,;:)]|$)"
    r"|\bhalf(?= of\b| the\b| as\b))"
    rf"|(?P<percent>(?:minus |-)?\b(?:{_NUMBER}|{_SPELLED})(?: ?%| per ?cent\b| percentage points?))"
    rf"|(?P<number>(?<![\w.])(?:\((?:{_NUMBER})\)|-?(?:{_NUMBER}|(?:{_SPELLED})\b))"
    rf"(?: hundred\b)?(?: (?:million|billion|thousand)\b)?(?: (?:{_UNIT})\b)?)"
)
_RANGE = re.compile(r"((?:19|20)\d\d) ?[/-] ?(?:19|20)?(\d\d)")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SCALE_HEADS = ((re.compile(r"[£€] ?000s?|[£€] ?k\b|[£€] ?thousand"), "money", 1e3), (re.compile(r"[£€] ?m\b|[£€] ?million"), "money", 1e6),
                (re.compile(r"[£€](?!\w)|\([£€]\)"), "money", 1.0), (re.compile(r"%|per ?cent"), "percent", 1.0))  # fmt: skip
BARE = 1000.0
"""Amount from which a number without its "£" is told as money, or money as a number: in a table, a list, or plain talk."""
_LABEL = re.compile(r"(?:\(|(?<!\d)(?<!\d\.))\d{1,3}(?:\.\d++)*+(?:[.):]| ·)\s")
_AGED = re.compile(r"\b(over|under|aged|pre|post|mid)-(?=\d)")
_HEDGES = re.compile(
    r"\b(?:about|around|nearly|almost|roughly|approximately|some|over|more than|under|less than|just short of|close to|upwards of|or so)\b"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as a text gives it."""

    kind: str
    """money (pounds, or euros by its unit), percent, fy (first year), date, month, year, time, ref or number."""
    value: float | str
    words: str
    start: int
    """Offset in the folded text."""
    unit: str = ""
    either_sign: bool = False
    """True for a number in brackets, which papers print for a minus."""

    @property
    def is_tally(self) -> bool:
        """Whether it is a small number in letters ("two of them", "four days later"): more often the writer's count than the paper's."""
        small = isinstance(self.value, float) and self.value <= TALLY
        return small and self.kind == "number" and self.words.split(" ")[0] in _WORDS and self.unit in _SPANS

    @property
    def is_rough(self) -> bool:
        """Whether it is a share in words ("four in five")."""
        return self.kind == "percent" and bool(re.match(r"[a-z]", self.words)) and "cent" not in self.words and "%" not in self.words


def quantities(text: str, labels: bool = False) -> list[Quantity]:
    """Every figure of a text, in order; a number that labels the text ("3. …") is one only with `labels`."""
    folded = _AGED.sub(r"\1 ", fold(text))
    label = None if labels else _LABEL.match(folded)
    return [_read(match) for match in _FORMS.finditer(folded, label.end() if label else 0)]


def scaled(found: list[Quantity], heads: str) -> list[Quantity]:
    """The figures as the scale printed over them makes them: under "£000" the number 55 is also £55,000."""
    folded = fold(heads)
    more = [
        Quantity(kind, number.value * factor, number.words, number.start, _currency(head.group()), number.either_sign)
        for pattern, kind, factor in _SCALE_HEADS
        if (head := pattern.search(folded))
        for number in found
        if number.kind in ("number", "year") and isinstance(number.value, float)
    ]
    return [*found, *more]


def shown(claimed: Quantity, there: list[Quantity], hedged: bool = False) -> bool:
    """Whether the figure is among those of the cited text; a hedged one may be rounded to its own digits."""
    return any(_same(claimed, other, hedged) for other in there)


def is_hedged(text: str) -> bool:
    """Whether the words say that a figure is rounded."""
    return bool(_HEDGES.search(fold(text)))


def periods(found: list[Quantity]) -> set[tuple[str, int]]:
    """The financial years ("fy", first year) and calendar years ("year", y) that figures name."""
    named = {("fy", int(q.value)) for q in found if q.kind == "fy"} | {("year", int(q.value)) for q in found if q.kind == "year"}
    return named | {("year", int(str(q.value)[:4])) for q in found if q.kind in ("date", "month") and str(q.value)[0] != "-"}


def _same(claimed: Quantity, other: Quantity, hedged: bool) -> bool:
    if claimed.kind == "year" and other.kind in ("date", "month"):
        return str(other.value).startswith(f"{claimed.value:.0f}-")
    if claimed.kind == "year" and other.kind in ("fy", "year") and (last := _RANGE.fullmatch(other.words)):
        return claimed.value in (other.value, float(last[1][:2] + last[2]))
    if claimed.kind == "year" and other.kind == "number":
        return claimed.value == other.value
    if claimed.kind in ("date", "month") and other.kind in ("date", "month"):
        one, two = str(claimed.value), str(other.value)
        return two == one or two.startswith(one + "-") or (one[0] == "-" and two.endswith(one)) or (two[0] == "-" and one.endswith(two))
    if {claimed.kind, other.kind} == {"money", "number"} and isinstance(claimed.value, float) and isinstance(other.value, float):
        unit = claimed.unit if claimed.kind == "number" else other.unit
        near = abs(claimed.value - other.value) <= (0.5 * _last_digit(claimed) if hedged else 1e-6 * abs(other.value))
        return near and not unit and other.value >= BARE
    if claimed.kind != other.kind or (claimed.unit != other.unit and (claimed.kind == "money" or (claimed.unit and other.unit))):
        return False
    if isinstance(claimed.value, str) or isinstance(other.value, str):
        return str(claimed.value).removesuffix("am").removesuffix("pm") == str(other.value).removesuffix("am").removesuffix("pm")
    there = abs(other.value) if other.either_sign else other.value
    mine = abs(claimed.value) if other.either_sign else claimed.value
    if abs(mine - there) < (ROUGH if claimed.is_rough or other.is_rough else 1e-6 * max(1.0, abs(there))):
        return True
    return hedged and abs(mine - there) <= 0.5 * _last_digit(claimed)


def _last_digit(quantity: Quantity) -> float:
    """What one in the last significant digit is worth: 10,000 for £380,000, 100,000 for £1.2m."""
    digits = re.sub(r"[^\d.]", "", quantity.words) or str(quantity.value).removesuffix(".0")
    if not digits or isinstance(quantity.value, str):
        return 0.0
    factor = abs(quantity.value) / float(digits) if float(digits) else 1.0
    if "." in digits:
        return float(factor * 10.0 ** -len(digits.partition(".")[2]))
    return float(factor * 10.0 ** (len(digits) - len(digits.rstrip("0"))))


def _read(match: re.Match[str]) -> Quantity:
    kind, words = match.lastgroup or "", match.group()
    value: float | str = words.replace(" ", "")
    unit, brackets = "", False
    if kind == "iso":
        kind = "date"
    elif kind == "slashed":
        kind, value = "date", "-".join(part.zfill(2) for part in _of_slashes(words))
    elif kind == "clock":
        hour = words.rpartition(" ")[2]
        kind, value = "time", f"{_WORDS.get(hour, hour)}.30"
    elif kind == "share":
        kind, value = "percent", _share(words)
    elif kind == "fy":
        first, second = re.split(r" ?[/-] ?", words)
        # "2018-17" is no financial year, but it still names 2018
        kind = "fy" if int(second[-2:]) == (int(first) + 1) % 100 else "year"
        value = float(first)
    elif kind in ("date", "month"):
        value = "-".join(_date_parts(words))
    elif kind == "time":
        value = re.sub(r"[ :]", lambda gap: "" if gap.group() == " " else ".", words)
    elif kind != "ref":
        value, unit, brackets = _amount(words)
        unit = unit or _currency(words)
        if kind == "number" and _YEAR.fullmatch(words):
            kind = "year"
    return Quantity(kind, value, words, match.start(), unit, brackets)


def _currency(words: str) -> str:
    """The currency of an amount that is not in pounds; "" where it is, or is none."""
    return "€" if re.search("€|euro", words) else ""


def _of_slashes(words: str) -> list[str]:
    """Year, month and day of 31/1/20."""
    day, month, year = re.split(r"[/.]", words)
    return [year if len(year) == 4 else f"20{year}", month, day]


def _share(words: str) -> float:
    """ "Four in five", "three quarters" and "half" as a percentage."""
    numbers = [float(_WORDS.get(word, word)) for word in words.split() if word in _WORDS or word.isdigit()]
    part = next((_PARTS_OF[word.rstrip("s")] for word in words.split() if word.rstrip("s") in _PARTS_OF), None)
    if part is not None:
        return 100.0 * (numbers[0] if numbers else 1.0) / part
    return 100.0 * numbers[0] / numbers[-1] if numbers[-1] else 0.0


def _date_parts(words: str) -> Iterator[str]:
    """Year, month and day; what is not given is left out, the year as an empty string so that the rest can be matched."""
    year, day = re.search(r"(?<=[^\d])(?:(?:19|20)\d\d|\d\d)$", words), re.match(r"\d{1,2}", words)
    name = re.search(r"[a-z]{3,}", re.sub(r"\d(?:st|nd|rd|th)|\bof\b", "0", words))
    yield ("20" + year.group())[-4:] if year else ""
    if name:
        yield f"{next(at for at, month in enumerate(MONTHS, 1) if month[:3] == name.group()[:3]):02d}"
    if day:
        yield f"{int(day.group()):02d}"


def _amount(words: str) -> tuple[float, str, bool]:
    digits = re.search(_NUMBER, words)
    spelled = re.search(rf"\b(?:{_SPELLED})\b", words)
    value = (
        float(digits.group().replace(",", ""))
        if digits
        else float(sum(_WORDS[w] for w in re.split(r"[- ]", spelled.group())))
        if spelled
        else 0.0
    )
    after = words[(digits or spelled).end() :] if digits or spelled else ""  # type: ignore[union-attr]
    for named in re.findall(r"\b(bn|billion|million|thousand|hundred|m|k)\b", after):
        value *= _SCALES[named]
    if re.fullmatch(r"\d+p", words):
        value /= 100
    unit = re.search(rf"(?:{_UNIT})$", after)
    if words.startswith(("-", "minus", "£-")):
        value = -value
    return value, (unit.group().removesuffix("s") if unit else ""), "(" in words
