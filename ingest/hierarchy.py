"""Decides which markers number something, and how deep, over a whole report at once.

Reading line by line goes wrong: "3." after a list 1-2 inside paragraph 2 may be the list's third entry or the report's
third paragraph, "(i)" may be roman one or the ninth letter, and a wrapped line may begin with "21". So every reading of
every marker is weighed in a beam search (Viterbi over stacks of open lists) and the cheapest account of the report wins.
Costs are in arbitrary units: 0 for what an unbroken list does, about 2 for what only a misprint or a wrapped line does.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.numbering import Marker, Style

_BEAM = 32
_SAME_INDENT = 7.0
_NUMBERS = (Style.DECIMAL, Style.BARE)
_FIGURES = (*_NUMBERS, Style.MULTI, Style.PAREN)


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
    base = {Style.BARE: 0.5, Style.LETTER: 1.1, Style.CAPITAL: 0.8}.get(style, 1.7)
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
    bare = 0.0 if marker.style is not Style.BARE else 0.8 if candidate.heading or candidate.doubt else 0.5
    if not stack:
        yield bare + (0.2 if value == 1 else min(0.8 + 0.02 * value, 1.6)), (Level(marker, candidate.indent),)
        return
    if value == 1 or (value <= 3 and marker.style is not Style.BARE):
        shallower = candidate.indent < stack[-1].indent - _SAME_INDENT
        cost = bare + (0.6 if value == 1 else 2.4) + 0.25 * len(stack) + 0.5 * shallower + 0.6 * candidate.after_heading
        if len(stack) < 4 and not any(_alike(level.marker, marker) for level in stack[1:]):
            yield cost, (*stack, Level(marker, candidate.indent))
    if value == 1 and not candidate.doubt:
        for depth, level in enumerate(stack[1:], 1):
            if _alike(level.marker, marker) and abs(candidate.indent - level.indent) <= _SAME_INDENT:
                yield bare + 1.0, (*stack[:depth], Level(marker, candidate.indent))
    restart = 2.0 if value == 1 else 3.2
    # Letters and roman numbers count inside a numbered paragraph, also under a heading such as RESOLVED: they seldom begin a paper's own.
    afresh = candidate.after_heading and (marker.style in _FIGURES or stack[0].marker.style not in _FIGURES)
    yield bare + restart - (0.9 if afresh else 0.0), (Level(marker, candidate.indent),)


def _step_cost(level: Level, marker: Marker, depth: int, candidate: Candidate) -> float | None:
    if level.marker.style is Style.MULTI:
        if marker.style not in _NUMBERS:
            return None
        gap = marker.values[0] - level.marker.values[0]
        return {1: 0.1, 2: 1.2}.get(gap)
    if not _alike(level.marker, marker):
        misprint = depth and {level.marker.style, marker.style} == {Style.PAREN, Style.DECIMAL}
        return 0.7 if misprint and marker.values[0] == level.marker.values[0] + 1 and not candidate.doubt else None
    cost = {1: 0.0, 2: 0.9, 3: 1.3, 4: 1.8, 5: 1.9, 6: 2.0, 0: 2.0}.get(marker.values[0] - level.marker.values[0])
    if cost is None:
        return None
    moved = abs(candidate.indent - level.indent) > _SAME_INDENT
    if depth and not moved and not candidate.doubt and marker.values == level.marker.values and marker.style is not Style.BARE:
        return 1.4
    return (
        cost
        + 0.5 * moved
        + (0.7 if depth and candidate.after_heading else 0.0)
        + ((0.55 if candidate.doubt or candidate.heading else 0.15) if marker.style is Style.BARE else 0.0)
    )


def _alike(one: Marker, other: Marker) -> bool:
    if one.style in _NUMBERS and other.style in _NUMBERS:
        return True
    return one.style is other.style and one.closed == other.closed
