"""Labelled edits of true sentences: some make them false, some only make them look different.

Each takes a sentence and gives the edited one, or None where it does not apply. The words are rules, not a model: the same sentence is
always edited the same way.
"""

import calendar
import re
from collections.abc import Callable, Sequence

from eval.checks.quantities import Quantity, quantities
from eval.text import word_set

Edit = Callable[[str], str | None]
_FIGURE = re.compile(r"(?<![\w/.-])£?\d[\d,]*+(?:\.\d++)?+(?![\w/]*+/)")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MONTHS = tuple(calendar.month_name)[1:]
_WORD_NUMBERS = {word: at for at, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"), 2)}
_STATUSES = (
    *(("RESOLVED", "RECOMMENDED"), ("resolved", "recommended"), ("recommended", "resolved"), ("recommends", "resolves")),
    *(("approved", "deferred"), ("noted", "refused"), ("agreed", "withdrawn"), ("refused", "approved"), ("Approved", "Refused")),
    *(("approve", "refuse"), ("endorsed", "rejected"), ("Recommendation", "Resolution"), ("carried", "lost"), ("decided", "recommended")),
    *(("opposed", "supported"), ("supported", "opposed")),
)
_UNITS = (
    *((r"£([\d.,]+)m\b", r"£\1bn"), (r"£([\d.,]+) million", r"£\1 billion"), (r"([\d.]+)%", r"£\1"), (r"\bdays\b", "weeks")),
    *((r"\bweeks\b", "months"), (r"\bmonths\b", "years"), (r"\byears\b", "months"), (r"\bhours\b", "days"), (r"\bkm\b", "miles")),
    *((r"\btonnes\b", "kg"), (r"£(\d[\d,]*)\b(?![.m])", r"\1%")),
)
_PLAIN = (
    *(("Councillors ", "Cllrs "), ("Councillor ", "Cllr "), (" because ", " since "), (" per cent", "%"), (" approximately ", " about ")),
    *((" in order to ", " to "), (" will be ", " is to be "), (" and ", " & "), (" such as ", " like "), (" prior to ", " before ")),
    *((" however, ", " but "), (" for example ", " for instance ")),
)


def digit(text: str) -> str | None:
    """One digit of the first figure that is no year, raised by one."""
    for found in _FIGURE.finditer(text):
        figure = found.group()
        if _YEAR.fullmatch(figure) or (found.end() < len(text) and text[found.start() : found.end() + 1].strip("(").endswith((")", "."))):
            continue
        at = next(i for i, letter in enumerate(figure) if letter.isdigit())
        return text[: found.start() + at] + str(int(figure[at]) % 9 + 1) + text[found.start() + at + 1 :]
    return None


def unit(text: str) -> str | None:
    """Another unit or scale behind the same digits."""
    for pattern, other in _UNITS:
        if re.search(rf"\d|{'|'.join(_WORD_NUMBERS)}", text) and (edited := _figure_unit(pattern, other, text)):
            return edited
    return None


def year(text: str) -> str | None:
    """The first year two later, its financial year with it; else another month before a year or after a day."""
    if found := re.search(r"\b((?:19|20)\d\d)([/-])(\d\d)\b", text):
        return f"{text[: found.start()]}{int(found[1]) + 2}{found[2]}{(int(found[3]) + 2) % 100:02d}{text[found.end() :]}"
    if found := _YEAR.search(text):
        return f"{text[: found.start()]}{int(found.group()) + 2}{text[found.end() :]}"
    for at, month in enumerate(_MONTHS):
        edited = re.sub(rf"(?<=\d ){month}\b", _MONTHS[(at + 5) % 12], text, count=1)
        if edited != text:
            return edited
    return None


def negation(text: str) -> str | None:
    """A "not" taken out, or put behind the first auxiliary verb."""
    edited = re.sub(r" not\b", "", text, count=1)
    if edited == text:
        edited = re.sub(r"\b(is|was|were|are|will|has|have|had|should|must|would|be)\b(?! not)", r"\1 not", text, count=1)
    return edited if edited != text else None


def status(text: str) -> str | None:
    """Another decision status."""
    for word, other in _STATUSES:
        edited = re.sub(rf"(?<!not )\b{word}\b", other, text, count=1)
        if edited != text:
            return edited
    return None


def quote(text: str) -> str | None:
    """The sentence as a quotation with two of its words exchanged."""
    words = text.split()
    if len(words) < 8:
        return None
    at = len(words) // 2
    words[at], words[at - 2] = words[at - 2], words[at]
    return f"The paper says: “{' '.join(words)}”" if words[at] != words[at - 2] else None


def swap(text: str, there: Sequence[Quantity]) -> str | None:
    """Two figures of one kind exchanged: two of the sentence, else the sentence's only one for another of the passage."""
    mine = [q for q in quantities(text) if q.kind in ("money", "percent", "number") and q.words in text]
    for at, one in enumerate(mine):
        for other in mine[at + 1 :]:
            if one.kind == other.kind and one.unit == other.unit and one.value != other.value:
                first, second = text.index(one.words), text.rindex(other.words)
                if first + len(one.words) <= second:
                    middle = text[first + len(one.words) : second]
                    return f"{text[:first]}{other.words}{middle}{one.words}{text[second + len(other.words) :]}"
    for one in mine[:1]:
        for other in there:
            if one.kind == other.kind and one.unit == other.unit and one.value != other.value and other.words not in text:
                return text.replace(one.words, other.words, 1)
    return None


def entity(names: tuple[str, ...]) -> Edit:
    """The last name exchanged for another of `names`."""

    def exchange(text: str) -> str | None:
        found = [match for match in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?:-[A-Z][a-z]+)?\b", text) if match.group() in names]
        if not found:
            return None
        last = found[-1]
        other = next((name for name in names if name not in text and name[0] != last.group()[0]), None)
        return f"{text[: last.start()]}{other}{text[last.end() :]}" if other else None

    return exchange


def reorder(text: str) -> str | None:
    """The two halves of a sentence at its only comma, or its two sentences, the other way round."""
    halves = re.split(r"(?<=[.!?]) (?=[A-Z])", text, maxsplit=1)
    if len(halves) == 2:
        return " ".join(reversed(halves))
    parts = text.rstrip(".").split(", ")
    return f"{parts[1]}, {parts[0]}." if len(parts) == 2 and min(len(part.split()) for part in parts) > 3 else None


def number_format(text: str) -> str | None:
    """Figures written another way: £1.2m in full, 1,234 without comma, % as per cent, words as digits, ordinals at dates."""
    edited = re.sub(r"£(\d+(?:\.\d+)?)m\b", lambda m: f"£{round(float(m[1]) * 1_000_000):,}", text)
    edited = re.sub(r"(\d)%", r"\1 per cent", edited)
    edited = re.sub(r"(?<![£\d,])(\d{1,3}),(\d{3})(?![\d,])", r"\1\2", edited)
    edited = re.sub(rf"\b({'|'.join(_WORD_NUMBERS)})\b(?!-)", lambda m: str(_WORD_NUMBERS[m[1]]), edited)
    edited = re.sub(rf"\b(1[0-9])(?= (?:{'|'.join(_MONTHS)})\b)", r"\1th", edited)
    return edited if edited != text else None


def paraphrase(text: str) -> str | None:
    """An introduction before the sentence and plain words for others."""
    for word, other in _PLAIN:
        text = text.replace(word, other)
    first = text.split(maxsplit=1)[0] if text.split() else ""
    begins = text[:1].lower() + text[1:] if first in ("The", "In", "At", "For", "This", "There", "It", "If") else text
    return f"According to the paper, {begins}"


CALENDAR = frozenset((*_MONTHS, *calendar.day_name))
BODIES = word_set("Council Committee Cabinet Councillor Councillors Member Members Chair Chairman Borough County City Parish Report")
"""With CALENDAR: words with a capital that name nobody in particular."""
FALSE: dict[str, Edit] = {"digit": digit, "unit": unit, "year": year, "negation": negation, "status": status, "quote edit": quote}
NEUTRAL: dict[str, Edit] = {"as printed": lambda text: text, "reorder": reorder, "number format": number_format, "paraphrase": paraphrase}


def _figure_unit(pattern: str, other: str, text: str) -> str | None:
    """The unit exchanged where it follows a figure."""
    needs_figure = not re.search(r"\d|£|%", pattern)
    full = rf"((?:\d|{'|'.join(_WORD_NUMBERS)}) ?(?:working )?){pattern}" if needs_figure else pattern
    edited = re.sub(full, rf"\g<1>{other}" if needs_figure else other, text, count=1)
    return edited if edited != text else None
