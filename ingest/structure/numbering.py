"""The grammar of printed numbers: which marker a line begins with, and how it reads as a citation.

One grammar serves `1.`, `1.1`, `4.3.1`, `(1)`, `1)`, `a)`, `(i)`, `ii.`, `A.`, `21.01.05`, `24/051` and three-digit minute numbers.
Whether a marker really numbers a paragraph is decided by `resolve`, over the whole report.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Style(StrEnum):
    """The look of a marker; a list keeps one style."""

    DECIMAL = "1."
    BARE = "1"
    MULTI = "1.1"
    PAREN = "(1)"
    LETTER = "a)"
    ROMAN = "i)"
    CAPITAL = "A."


@dataclass(frozen=True, slots=True)
class Marker:
    """A number or letter before a line's text."""

    style: Style
    values: tuple[int, ...]
    """The number as integers; one for all styles but MULTI."""
    label: str
    """As cited: "12", "4.3.1", "ii", "a"."""
    end: int
    """Code points of the line that the marker and the space behind it take."""
    closed: str = ""
    """The punctuation that closes it: lists inside lists often differ in this alone ("a)" and "a.")."""


_MULTI = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,3})\.?(?=\s|$|[A-Z‘“])(?!\s?[ap]\.?m\b)\s*")
_SLASHED = re.compile(r"(?:[Mm]inute\s+(?:[Nn]o\.?\s*)?)?(\d{1,3})/(\d{2,4})\.?\s+(?=[A-Z‘“])")
_DECIMAL = re.compile(r"(\d{1,3})([.)])\.?(?=\s|$|[A-Z‘'\"“(])\s*")
_BARE = re.compile(r"(\d{1,3})(?=\t|\s+[A-Z‘'\"“])\s+")
_COMPOUND = re.compile(r"(\d{1,3})\s?\(([a-z]|[ivx]{1,5}|\d{1,2})\)[.:]?(?=\s|$)\s*")
_PAREN = re.compile(r"\((\d{1,2})\)\s*")
_ROMAN = re.compile(r"(\()?([ivx]{1,5})(\)|\.(?:\))?)(?=\s|$|[A-Z])\s*")
_LETTER = re.compile(r"(\()?([a-z])(\)|\.(?:\))?)(?=\s|$|[A-Z])\s*")
_CAPITAL = re.compile(r"(\()?([A-H])(?:(\))\s*|(\.)\s+)(?=[A-Z])")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}


def roman(text: str) -> int | None:
    """Value of a lower-case roman numeral up to xxxix; None where it is not well formed."""
    total = 0
    for here, after in zip(text, f"{text[1:]} ", strict=True):
        value = _ROMAN_VALUES[here]
        total += -value if _ROMAN_VALUES.get(after, 0) > value else value
    return total if _write_roman(total) == text else None


def _write_roman(number: int) -> str:
    tens, ones = divmod(number, 10)
    return "x" * tens + ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"][ones]


def markers(text: str) -> list[Marker]:
    """Every reading of the marker that `text` begins with, likeliest first; [] where it begins with none.

    "(i)" is both a roman one and the ninth letter: the list it stands in decides.
    """
    if found := _MULTI.match(text):
        label = found[1]
        return [Marker(Style.MULTI, tuple(map(int, label.split("."))), label, found.end())]
    if (found := _SLASHED.match(text)) and int(found[2]) != int(found[1]) + 1:
        return [Marker(Style.MULTI, (int(found[1]), int(found[2])), f"{found[1]}/{found[2]}", found.end())]
    if found := _COMPOUND.match(text):
        return [Marker(Style.MULTI, (int(found[1]), clause), f"{found[1]}({found[2]})", found.end()) for clause in _clauses(found[2])]
    if found := _DECIMAL.match(text):
        style = Style.DECIMAL if found[2] == "." else Style.PAREN
        return [Marker(style, (int(found[1]),), found[1], found.end(), found[2])]
    if found := _PAREN.match(text):
        return [Marker(Style.PAREN, (int(found[1]),), found[1], found.end(), "()")]
    return _lettered(text) or _bare(text)


def _clauses(label: str) -> list[int]:
    """The values that the bracket of a marker such as "12(iii)" may have."""
    if label.isdigit():
        return [int(label)]
    letter = [ord(label) - 96] if len(label) == 1 else []
    return [value for value in (roman(label) if set(label) <= set("ivx") else None, *letter) if value]


def _lettered(text: str) -> list[Marker]:
    readings = []
    if (found := _ROMAN.match(text)) and (value := roman(found[2])):
        readings.append(Marker(Style.ROMAN, (value,), found[2], found.end(), f"{found[1] or ''}{found[3]}"))
    if found := _LETTER.match(text):
        readings.append(Marker(Style.LETTER, (ord(found[2]) - 96,), found[2], found.end(), f"{found[1] or ''}{found[3]}"))
    if found := _CAPITAL.match(text):
        closed = f"{found[1] or ''}{found[3] or found[4]}"
        readings.append(Marker(Style.CAPITAL, (ord(found[2]) - 64,), found[2], found.end(), closed))
    return readings


def _bare(text: str) -> list[Marker]:
    found = _BARE.match(text)
    return [Marker(Style.BARE, (int(found[1]),), found[1], found.end())] if found else []


def cite(root: Marker, inner: tuple[Marker, ...]) -> str:
    """The citation of a nested marker: root "10" with inner a) reads "10(a)"."""
    return root.label + "".join(f"({marker.label})" for marker in inner)


# Decides which markers number something, and how deep, over a whole report at once.

_BEAM = 32
_SAME_INDENT = 7.0
PLAIN = (Style.DECIMAL, Style.BARE)
"""One number, with a stop or without."""
FIGURES = (*PLAIN, Style.MULTI, Style.PAREN)
"""All that counts in figures."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that begins with something like a marker."""

    readings: tuple[Marker, ...]
    indent: float
    doubt: float
    """0-1: how much the line looks like the tail of the one before."""
    after_heading: bool
    """A heading stands between this line and the candidate before it."""
    heading: bool = False
    """The line is itself a heading, or as short and open-ended as one."""
    hanging: bool = False
    """The text goes on further right than the marker stands, as in a paragraph whose number is set in the margin."""


@dataclass(frozen=True, slots=True)
class Level:
    """An open list: its last marker and where it stands on the line."""

    marker: Marker
    indent: float


@dataclass(frozen=True, slots=True)
class _Account:
    cost: float
    stack: tuple[Level, ...]
    chosen: tuple["_Account | None", tuple[Level, ...] | None] = (None, None)


def resolve(candidates: Sequence[Candidate]) -> list[tuple[Level, ...] | None]:
    """For each candidate its stack of open lists, outermost first, or None where it numbers nothing."""
    beam = [_Account(0.0, ())]
    for candidate in candidates:
        nexts: dict[tuple[Level, ...], _Account] = {}
        for account in beam:
            for cost, stack, taken in _moves(account.stack, candidate):
                total = account.cost + cost
                key = (*stack, Level(_NONE, 0.0)) if taken is None else stack
                if key not in nexts or nexts[key].cost > total:
                    nexts[key] = _Account(total, stack, (account, taken))
        beam = sorted(nexts.values(), key=lambda found: found.cost)[:_BEAM]
    return _trace(beam[0])


_NONE = Marker(Style.BARE, (0,), "", 0)


def _trace(account: _Account) -> list[tuple[Level, ...] | None]:
    path: list[tuple[Level, ...] | None] = []
    step: _Account | None = account
    while step is not None and step.chosen[0] is not None:
        path.append(step.chosen[1])
        step = step.chosen[0]
    return path[::-1]


def _moves(stack: tuple[Level, ...], candidate: Candidate) -> Iterator[tuple[float, tuple[Level, ...], tuple[Level, ...] | None]]:
    yield _reject_cost(candidate), stack, None
    for rank, marker in enumerate(candidate.readings):
        bias = 0.1 * rank + 1.2 * candidate.doubt
        moves = _multi_moves if marker.style is Style.MULTI else _list_moves
        for cost, grown in moves(stack, marker, candidate):
            yield cost + bias, grown, grown


def _reject_cost(candidate: Candidate) -> float:
    style = candidate.readings[0].style
    base = {Style.BARE: 1.2 if candidate.hanging else 0.5, Style.LETTER: 1.1, Style.CAPITAL: 0.8}.get(style, 1.7)
    return base - 0.6 * candidate.doubt


def _multi_moves(stack: tuple[Level, ...], marker: Marker, candidate: Candidate) -> Iterator[tuple[float, tuple[Level, ...]]]:
    grown = (Level(marker, candidate.indent),)
    if not stack:
        yield (0.3 if marker.values[-1] <= 2 else 1.3), grown
        return
    yield _multi_step(stack[0].marker.values, marker.values), grown


def _multi_step(before: tuple[int, ...], now: tuple[int, ...]) -> float:
    shared = min(len(before), len(now))
    if len(now) > len(before):
        if now[: len(before)] == before:
            return 0.0 if now[len(before)] == 1 else 0.5
        return 0.8 if now[0] in (before[0], before[0] + 1) else 3.0
    if now[: shared - 1] == before[: shared - 1]:
        gap = now[-1] - before[shared - 1]
        return {1: 0.0, 0: 1.2 if len(now) == len(before) else 0.9}.get(gap, 0.4 * gap if 0 < gap < 8 else 1.6)
    return 0.2 if now[0] == before[0] + 1 and now[-1] == 1 else 0.8 if now[0] in (before[0], before[0] + 1) else 3.0


def _list_moves(stack: tuple[Level, ...], marker: Marker, candidate: Candidate) -> Iterator[tuple[float, tuple[Level, ...]]]:
    value = marker.values[0]
    for depth, level in enumerate(stack):
        if (cost := _step_cost(level, marker, depth, candidate)) is not None:
            yield cost, (*stack[:depth], Level(marker, candidate.indent))
    bare = _bare_cost(candidate, 0.8, 0.5) if marker.style is Style.BARE else 0.0
    if not stack:
        yield bare + (0.2 if value == 1 else min(0.8 + 0.02 * value, 1.6)), (Level(marker, candidate.indent),)
        return
    if value == 1 or (value <= 3 and marker.style is not Style.BARE):
        shallower = candidate.indent < stack[-1].indent - _SAME_INDENT
        cost = bare + (0.6 if value == 1 else 2.4) + 0.25 * len(stack) + 0.5 * shallower + 0.6 * candidate.after_heading
        if len(stack) < 4 and not any(
            _alike(level.marker, marker) and candidate.indent <= level.indent + _SAME_INDENT for level in stack[1:]
        ):
            yield cost, (*stack, Level(marker, candidate.indent))
    if value == 1 and not candidate.doubt:
        for depth, level in enumerate(stack[1:], 1):
            if _alike(level.marker, marker) and abs(candidate.indent - level.indent) <= _SAME_INDENT:
                yield bare + 1.0, (*stack[:depth], Level(marker, candidate.indent))
    restart = 2.0 if value == 1 else 3.2
    # Letters and roman numbers count inside a numbered paragraph, also under a heading such as RESOLVED: they seldom begin a paper's own.
    # What stands further right than the numbers before it counts inside them.
    outside = candidate.indent <= stack[0].indent + _SAME_INDENT
    afresh = candidate.after_heading and outside and (marker.style in FIGURES or stack[0].marker.style not in FIGURES)
    yield bare + restart - (0.9 if afresh else 0.0 if outside else -0.6), (Level(marker, candidate.indent),)


def _step_cost(level: Level, marker: Marker, depth: int, candidate: Candidate) -> float | None:
    if level.marker.style is Style.MULTI:
        if marker.style not in PLAIN:
            return None
        gap = marker.values[0] - level.marker.values[0]
        return {1: 0.1, 2: 1.2}.get(gap)
    if not _alike(level.marker, marker):
        misprint = depth and {level.marker.style, marker.style} == {Style.PAREN, Style.DECIMAL}
        return 0.7 if misprint and marker.values[0] == level.marker.values[0] + 1 and not candidate.doubt else None
    cost = {1: 0.0, 2: 0.9, 3: 1.3, 4: 1.8, 5: 1.9, 6: 2.0, 0: 2.0}.get(marker.values[0] - level.marker.values[0])
    if cost is None:
        return None
    if marker.values == level.marker.values and not depth and not candidate.doubt and (candidate.hanging or candidate.heading):
        return 0.9 if candidate.hanging else 1.3  # a number that is printed twice, in the margin or before a title
    moved = abs(candidate.indent - level.indent) > _SAME_INDENT
    if depth and not moved and not candidate.doubt and marker.values == level.marker.values and marker.style is not Style.BARE:
        return 1.4
    return (
        cost
        + 0.5 * moved
        + (0.7 if depth and candidate.after_heading else 0.0)
        + (_bare_cost(candidate, 0.55, 0.15) if marker.style is Style.BARE else 0.0)
    )


def _bare_cost(candidate: Candidate, doubtful: float, likely: float) -> float:
    """What it costs to take a number that nothing closes for one of a paragraph: in the margin it is no part of the sentence."""
    if candidate.hanging and not candidate.doubt:
        return 0.0
    return doubtful if candidate.doubt or candidate.heading else likely


def _alike(one: Marker, other: Marker) -> bool:
    if one.style in PLAIN and other.style in PLAIN:
        return True
    return one.style is other.style and one.closed == other.closed
