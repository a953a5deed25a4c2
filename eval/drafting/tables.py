"""Drafts from tables: one cell of each row whose columns are known, asked by row, column and period."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from assistant.registers.measures import Cell, cells_for
from eval.drafting.shelf import SURE, Pair, Shelf
from eval.drafting.topics import spoken
from eval.edits import digit
from eval.models import Answerable
from eval.text import fold, word_set
from ingest.language.periods import PeriodKind, long_date
from ingest.language.units import Measure
from ingest.models import PaperStatus, Passage

_YEARS = re.compile(r"\b(?:19|20)\d\d(?:[/-](?:(?:19|20)\d\d|\d\d))?\b")
_NO_NOUN = word_set(
    "now present proposed current actual previous new old before after agreed approved recommended revised forecast estimated"
)
_NO_HEAD = re.compile(r"^(?!$)(?![^A-Za-z]{0,9}[A-Za-z]{3})|^no\b|\b(?:date|from|to|for|of|by|if)$", re.I)
"""Heads that name no quantity."""
_PRESENT = {"now": "present"}
_NO_LABEL = re.compile(r"\btotals?\b|[.?!]\s|\d{5}|\b(?:19|20)\d\d\b", re.I)
_UNIT = re.compile(r"(?<!\s)\s*+\([^()]{0,20}\)\s*+$")


MOST = 60
"""Rows of one paper: a budget book has thousands."""


class Row(NamedTuple):
    """A cell with what it is called and where its period stands."""

    cell: Cell
    passage: Passage
    label: str
    over: str
    """The column as a person says it; "" where it is a period alone."""
    period: str
    """As printed; "" where none is."""


def drafts(shelf: Shelf) -> Iterator[Pair]:
    """All that tables give, paper by paper."""
    passages = [
        passage
        for source in shelf.corpus.sources
        for passage in source.passages
        if passage.classification in shelf.allowed and passage.status is not PaperStatus.SUPERSEDED and (passage.confidence or 1.0) > SURE
    ]
    rows = [row for passage in passages if passage.table and passage.table.trusted for row in _rows(passage)]
    values: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in rows:
        values[_named(row)].add(row.cell.printed)
    drawn: Counter[str] = Counter()
    for row in sorted(rows, key=lambda row: shelf.number(row.cell.words.text)):
        drawn[row.passage.document] += 1
        if drawn[row.passage.document] <= MOST:
            yield from _cell(shelf, row, len(values[_named(row)]) > 1)


def _named(row: Row) -> tuple[str, str, str]:
    return fold(row.label), fold(row.over), row.period


def _rows(passage: Passage) -> Iterator[Row]:
    """One cell of each row, a middle one, so that not every question is on the first column."""
    table = passage.table
    for cells in table.rows if table else ():
        name = next((cell for cell in cells if re.search(r"[A-Za-z]{4}", cell)), "")
        found = [cell for cell in cells_for(name, [passage]) if fold(name) in fold(cell.label)] if name else []
        found = [cell for cell in found if cell.value and (cell.period or cell.series) and len(cell.words.text.split()) < 40]
        label = _UNIT.sub("", " ".join(name.split())).strip(" .:*")
        if not found or not 2 <= len(label.split()) <= 11 or not label[:1].isalpha() or _NO_LABEL.search(label):
            continue
        cell = found[len(label) % len(found)]
        period = re.sub(r"^(?:Q\d )?", "", cell.period.printed.strip() or cell.period.label) if cell.period else ""
        yield Row(cell, passage, label, cell.series.strip(" :"), period)


def _cell(shelf: Shelf, row: Row, doubled: bool) -> Iterator[Pair]:
    cell, title = row.cell, _title(shelf, row.passage)
    if (
        _NO_HEAD.search(row.over)
        or row.over.count("(") != row.over.count(")")
        or len(row.over.split()) > 5
        or (not row.period and not title)
        or len(title.split()) > 14
    ):
        return
    thing, verb = _thing(shelf, row)
    day = row.passage.meeting.date
    met = f" in the papers of {long_date(day)}" if day and doubled else ""
    short = len(row.label.split()) < 3 or not row.period
    within = f"{met} (under “{title}”)" if title and (short or (doubled and not met)) else met
    when = f" {'on' if cell.period and cell.period.kind is PeriodKind.DAY else 'in'} {row.period}" if row.period else ""
    key = f"{cell.words.text} {row.over} {row.period}"
    asked = shelf.choose(key, (
        f"what {verb} {{}}?",
        "what do the papers give for {}?",
        "can you tell me {}?",
        f"how much {verb} {{}}?" if cell.unit.measure is Measure.MONEY else "{}: what do the papers say?",
    ))  # fmt: skip
    check = f"that the cell under “{row.over or row.period}” is meant, in {cell.unit.in_words()}, and that no other table differs"
    case = shelf.case("table", asked.format(f"{thing}{when}{within}"), [cell.words], [_forms(cell)], check)
    if row.period and _YEARS.fullmatch(row.period) and shelf.number(key) % 3 and (year := shelf.absent_year(row.period, row.label)):
        check = f"that no paper gives it for {year}; none has the row's words and that year together"
        other = asked.format(f"{thing} in {year}")
        yield Pair("table", case, shelf.case("table", other, [cell.words], (), check, Answerable.NO, partner=True))
    elif (wrong := digit(cell.printed)) and wrong not in cell.words.text:
        told = shelf.choose(key, ("why {1} {0} {2}{3}?", "is it right that {0} {1} {2}{3}?")).format(thing, verb, wrong, when + within)
        check = f"that the figure is {cell.printed} and not {wrong}; an answer must set it right"
        yield Pair("table", case, shelf.case("table", told, [cell.words], [_forms(cell)], check, Answerable.FALSE_PREMISE, partner=True))


def _thing(shelf: Shelf, row: Row) -> tuple[str, str]:
    """What a cell is of, and the verb that goes with it: by its column, else as the figure for its row."""
    label, over = _low(shelf, row.label), row.over.lower()
    if not over:
        return f"the {'percentage' if row.cell.unit.measure is Measure.SHARE else 'figure'} for {label}", "was"
    if " " not in over and (over in ("all", "other", "total") or fold(over) not in shelf.common):
        return f"{label}, {row.over}", "was"  # a place or a group of people, not what is counted
    over = f"{_PRESENT.get(over, over)} figure" if over.split()[-1] in _NO_NOUN else over
    return f"the {over} for {label}", "were" if over.endswith("s") and not over.endswith(("ss", "us", "is")) else "was"


def _title(shelf: Shelf, passage: Passage) -> str:
    """What stands over a table, without its number and unit."""
    title = (passage.table.caption if passage.table else None) or passage.report_title or ""
    title = _UNIT.sub("", re.sub(r"^(?:Table|Appendix|Annex|Figure) \w{1,3}[:.]?\s*", "", " ".join(title.split()))).strip()
    return spoken(title, shelf.common) if title.isupper() else title


def _forms(cell: Cell) -> str:
    """The figure as an answer may write it."""
    bare = cell.printed.strip("()")
    forms = [cell.printed, bare]
    if cell.unit.measure is Measure.SHARE and "%" not in cell.printed:
        forms.append(f"{bare}%")
    if cell.unit.measure is Measure.MONEY and "£" not in cell.printed and cell.value is not None:
        pounds = abs(cell.value * cell.unit.factor)
        forms.append(f"£{pounds:,.0f}" if pounds == int(pounds) else f"£{pounds:,.2f}")
    return "|".join(dict.fromkeys(forms))


def _low(shelf: Shelf, words: str) -> str:
    """A row's name in the middle of a sentence: small at the front, unless it is a name or short form."""
    if words.isupper():
        return spoken(words, shelf.common)
    first, _, rest = words.partition(" ")
    named = not first[1:].islower() or rest[:1].isupper() or "&" in rest or fold(first) not in shelf.common
    return words if named else f"{first.lower()} {rest}"
