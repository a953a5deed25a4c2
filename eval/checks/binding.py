"""C11 binding: a figure belongs to the row, the column and the words that it stands with, a name to what its bearer did.

In a table: where the claim (else the question) names a row, one of its figures must stand in that row, and so for columns; "wrong-row" and
"wrong-column". In prose: each figure is compared by the words around it with every place of the cited words where a figure of its kind
stands; where another figure's surroundings are much more like the claim's than its own are, it is "figure-misplaced". Who moved, seconded
and was for or against: "role-conflict" where the paper gives the role to another and the person another role. Misses a figure whose
surroundings are told in wholly other words, and in a table whose heads name periods the other measure of the same period.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.checks.claims import Cited, Claim
from eval.checks.lexical import STEM, content_words
from eval.checks.quantities import MONTHS, Quantity, periods, quantities, scaled, shown
from eval.corpus import Corpus
from eval.models import Finding, Verdict
from eval.text import coverage, fold, sentences, tokens, word_set
from ingest.models import Table

AMOUNTS = ("money", "percent", "number")
MARGIN = 0.65
"""How much more like another figure's surroundings a claim must be than its own figure's."""
NAMED = 0.75
"""Share of a row's or column's own words that name it."""
_BREAK = re.compile(r"(?<!\d)[,:]|[,:](?!\d)|;|\band\b|\bwhile\b|\bbut\b|\bwhereas\b|\t")
LETTERS = 3
"""Letters below which the label of a row ("A") is no name that a sentence has."""
RECITED = 2
"""Figures of one row above which a claim recites it."""
COPIED = 0.8
"""Share of a claim in runs of three words of the paper from which it copies; C3 compares such sentences."""
SHARED = 3
"""Words around a figure that the paper must have around one, for the two to be compared."""
REACH = 25
"""Characters after which a word counts half."""
_SUM = re.compile(r"\b(?:totals?|in all|altogether|overall|together|combined)\b")
_CALENDAR = frozenset(word[:STEM] for month in MONTHS for word in (month, month[:3]))
_PERSON = re.compile(
    r"\b(?:cllrs?|councillors?|mr|mrs|ms|miss|dr)\.? (?:[a-z]\.? |(?:[a-z]{3,12} (?=[a-z]{3,}(?:[,.;)]| and\b)))){0,2}([a-z][a-z'-]{2,})"
)
_NAME = r"(?<![a-z'-])(?:(?:cllrs?|councillors?|mr|mrs|ms|miss|dr|sir|lord|baroness|ald)\.? )?(?:[a-z]\.? ){0,2}([a-z][a-z'-]{2,30}+)"
_ROLES = {
    "mover": (
        re.compile(rf"{_NAME}(?:,| then)? (?:moved|proposed)\b(?! by)"),
        re.compile(rf"(?:moved by|proposed by|proposer:?|on the proposal of|proposal of) {_NAME}"),
    ),
    "seconder": (re.compile(rf"{_NAME} seconded\b(?! by)"), re.compile(rf"(?:seconded by|seconder:?) {_NAME}")),
}
_NOBODY = word_set("was were been being and the motion amendment then duly also who")


def check(claim: Claim) -> Iterator[Finding]:
    """Figures and names of a claim that the cited words bind to something else."""
    tables = [cited for cited in claim.cited if cited.passage is not None and cited.passage.table is not None]
    figures = [q for q in quantities(claim.text) if q.kind in AMOUNTS]
    copied = coverage(claim.text, claim.premise) >= COPIED
    for cited in () if copied else tables:
        yield from _in_table(claim, cited, figures)
    if not tables and not copied:
        yield from _in_prose(claim)
    yield from _roles(claim)


# Tables.


def _in_table(claim: Claim, cited: Cited, figures: list[Quantity]) -> Iterator[Finding]:
    table = cited.passage.table if cited.passage else None
    cells = _cells(table, cited.heads) if table else {}
    if table is None or not cells:
        return
    with_figures = {column for _, column in cells}
    heads = [[head] if column in with_figures else [] for column, head in enumerate(table.columns)]
    labels = [[cell for at, cell in enumerate(row) if not at or not re.search(r"\d", cell)] for row in table.rows]
    in_labels = quantities(" | ".join(row[0] for row in table.rows if row), labels=True)
    for figure in figures:
        at = {place for place, there in cells.items() if shown(figure, there, hedged=True)}
        if not at or figure.value == 0 or shown(figure, in_labels):
            continue
        near, own_rows, own_columns = _clause(claim.text, figure), {row for row, _ in at}, {column for _, column in at}
        recited = _recites(figures, cells, own_rows)
        rows = set() if recited or _SUM.search(fold(near)) else _named(labels, near, own_rows, claim)
        columns = set() if recited else _named(heads, near, own_columns, claim)
        told = _stems(" ".join(label for row in own_rows for label in labels[row]))
        # "weighted score" names no column "Weight"; a head without words is a period, and named by it
        columns = {column for column in columns if not (own := _stems(table.columns[column])) or not own <= told}
        if rows and not rows & own_rows:
            yield _finding("wrong-row", figure.words)
        elif all(_other_column(column, columns, table.columns) for row, column in at if not rows or row in rows):
            yield _finding("wrong-column", figure.words)


def _recites(figures: Sequence[Quantity], cells: dict[tuple[int, int], list[Quantity]], rows: set[int]) -> bool:
    """Whether a claim gives a row as it stands: three figures of it and more."""
    there = [[figure for figure in figures if any(shown(figure, cell) for (at, _), cell in cells.items() if at == row)] for row in rows]
    return max(map(len, there), default=0) > RECITED


def _cells(table: Table, heads: str) -> dict[tuple[int, int], list[Quantity]]:
    """The figures of each cell behind the first, with what the heads make of their scale."""
    return {
        (row, column): scaled(quantities(cell, labels=True), heads)
        for row, cells in enumerate(table.rows)
        for column, cell in enumerate(cells)
        if column and re.search(r"\d", cell)
    }


def _clause(text: str, figure: Quantity) -> str:
    """The clause of a claim that a figure stands in."""
    folded = fold(text)
    cuts = [0, *(cut.end() for cut in _BREAK.finditer(folded)), len(folded)]
    return next((folded[a:b] for a, b in itertools.pairwise(cuts) if a <= figure.start < b), folded)


def _named(names: Sequence[Sequence[str]], near: str, own: set[int], claim: Claim) -> set[int]:
    """Which rows, or columns, the clause names; else the figure's own, where the claim names it; else those that the question names."""
    found = _names(names, near)
    nameless = all(len("".join(_stems(name))) < LETTERS for at in own for name in (names[at] if at < len(names) else ()))
    if found or nameless or own & _names(names, claim.text):
        return found
    return _names(names, claim.question)


def _names(names: Sequence[Sequence[str]], text: str) -> set[int]:
    """Which names a text has: by period, else by the words that tell them apart."""
    every = [[own for name in cells if len("".join(own := _stems(name))) >= LETTERS] for cells in names]
    flat = [own for cells in every for own in cells]
    common = set.intersection(*flat) if len(flat) > 1 else set()
    asked, words = periods(quantities(text)), _stems(text)
    by_period = {at for at, cells in enumerate(names) if asked & periods(quantities(" | ".join(cells)))}
    sizes = {at: max((len(own) for own in cells if len((own - common) & words) >= NAMED * max(1, len(own - common))), default=0)
             for at, cells in enumerate(every)}  # fmt: skip
    return by_period or {at for at, size in sizes.items() if size and size == max(sizes.values())}


def _other_column(column: int, named: set[int], heads: Sequence[str]) -> bool:
    """Whether a column is of another period, or measures something else, than those that are named; not where both may hold."""
    if not named or column in named or column >= len(heads):
        return False
    of_period = any(periods(quantities(heads[at])) for at in named)
    return not of_period or any(_measure(heads[at]) == _measure(heads[column]) for at in named)


def _measure(head: str) -> set[str]:
    """A column's head without its period."""
    return {word for word in _stems(head) if word not in _CALENDAR}


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in tokens(text) if word[0].isalpha() or len(word) == 1}


# Prose.


@dataclass(frozen=True, slots=True)
class _Placed:
    """A figure or a person's name with the weighted words around it."""

    kind: str
    words: str
    around: dict[str, float]
    figure: Quantity | None = None

    def same(self, other: "_Placed") -> bool:
        """Whether both tell of one figure, or one person."""
        if self.figure and other.figure:
            return shown(self.figure, [other.figure], hedged=True) or shown(other.figure, [self.figure], hedged=True)
        return self.words == other.words


def _placed(text: str, corpus: Corpus) -> Iterator[_Placed]:
    """The figures and people of a text, each with the words of its sentence weighted by rarity, distance and the clauses between."""
    for sentence in sentences(text):
        folded = fold(sentence)
        rarity = content_words(sentence, corpus)
        words = [(m.group(), m.start()) for m in re.finditer(r"[a-z][a-z']+", folded) if m.group() in rarity]
        breaks = [m.start() for m in _BREAK.finditer(folded)]
        amounts = [q for q in quantities(sentence) if q.kind in AMOUNTS and not q.is_tally]
        marks: list[tuple[str, str, int, Quantity | None]] = [(f"{q.kind} {q.unit}", q.words, q.start, q) for q in amounts]
        marks += [("person", m[1], m.start(1), None) for m in _PERSON.finditer(folded)]
        for kind, told, start, figure in marks:
            around: dict[str, float] = {}
            for word, at in words:
                if start <= at < start + len(told):
                    continue
                between = sum(min(at, start) < cut < max(at, start) for cut in breaks)
                weight = rarity[word] / (1 + abs(at - start) / REACH) / (1 + between)
                around[word[:STEM]] = max(weight, around.get(word[:STEM], 0.0))
            yield _Placed(kind, told, around, figure)


def _in_prose(claim: Claim) -> Iterator[Finding]:
    there = [place for cited in claim.cited for place in _placed(cited.text, claim.corpus)]
    for mine in _placed(claim.text, claim.corpus):
        alike = [place for place in there if place.kind == mine.kind]
        own = [place for place in alike if place.same(mine)]
        others = [place for place in alike if not place.same(mine)]
        if own and others and max(min(_nearer(mine, other, place) for place in own) for other in others) > MARGIN:
            yield _finding("figure-misplaced" if mine.figure else "name-misplaced", mine.words)


def _nearer(claimed: _Placed, other: _Placed, own: _Placed) -> float:
    """How much more the words around the claimed figure are those around another than those around its own, -1 to 1."""
    words = [(weight, other.around.get(word, 0.0), own.around.get(word, 0.0)) for word, weight in claimed.around.items()]
    if sum(two > 0 or one > 0 for _, two, one in words) < SHARED:
        return 0.0
    most = sum(weight * max(two, one) for weight, two, one in words)
    return sum(weight * (two - one) for weight, two, one in words) / most if most else 0.0


# Roles.


def _roles(claim: Claim) -> Iterator[Finding]:
    mine = roles(claim.text)
    theirs = roles(claim.premise) if mine else set()
    for role, name in sorted(mine):
        given = {other for said, other in theirs if said == role}
        had = {said for said, other in theirs if other == name}
        if given and name not in given and had:
            yield _finding("role-conflict", name)


def roles(text: str) -> set[tuple[str, str]]:
    """(role, surname in small letters) of who is said to have moved and seconded."""
    found = set()
    for sentence in sentences(text):
        folded = fold(sentence)
        for role, patterns in _ROLES.items():
            found |= {(role, m[1]) for pattern in patterns for m in pattern.finditer(folded) if m[1] not in _NOBODY}
    return found


def _finding(reason: str, words: str) -> Finding:
    return Finding(check="C11", verdict=Verdict.CONFLICTS, reason=reason, words=words)
