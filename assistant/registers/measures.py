"""The figures that trusted tables and plain sentences give for a measure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ingest.language.dates import period_in
from ingest.language.periods import Period
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.safe_text import gives_orders
from ingest.language.units import Unit, unit_in, unit_of, unit_row, value_of
from ingest.language.words import content_stems, stems
from ingest.models import Kind, Passage
from ingest.record.words import Words, lines_of, sentences_of

_LINK = re.compile(
    r"\b(?:was|were|is|are|fell to|rose to|stood at|stands at|(?:increased|decreased|reduced|rising|falling) to|totall?ed|came to)"
    r"(?: (?:only|about|around|just|over|nearly|approximately|some))?\s*$",
    re.I,
)
_COUNTED = re.compile(
    r"\b(?:fte|posts?|number|no\.|headcount|staff|employees|count|days|hours|weeks|months|visits?|cases|rank)(?!\w)", re.I
)
"""Says that a column or row counts something: the unit printed over the whole table is not its own."""
_ADDS = re.compile(r"\s*(?:$|,|\(|(?:in|for|of|at|during|on|by|to|across|within|from|as|per|this|last)\b)", re.I)
"""Follows the name of a measure that goes no further: after "cost of vans" the cost is that of vans."""
_KINDS = {QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT}
_TIMES = {QuantityKind.YEARS, QuantityKind.YEAR, QuantityKind.MONTH, QuantityKind.DATE}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure for the measure."""

    label: str
    """The row's own label."""
    series: str
    """The column's words but its period ("Outturn"); "" where the column is only a period."""
    period: Period | None
    printed: str
    value: Decimal | None
    """None where the cell holds words ("Amber")."""
    unit: Unit
    words: Words
    """The row, or the sentence."""
    in_text: bool = False


def cells_for(measure: str, passages: Iterable[Passage]) -> list[Cell]:
    """Every figure for the measure in tables whose columns could be told apart, and in sentences whose subject it is."""
    wanted = frozenset(content_stems(measure))
    found: list[Cell] = []
    for passage in passages:
        if passage.table is not None:
            found += _from_table(passage, wanted)
        elif passage.kind in (Kind.PARAGRAPH, Kind.LIST, Kind.MINUTE) and wanted:
            found += _from_sentences(passage, wanted)
    return found


def _from_table(passage: Passage, wanted: frozenset[str]) -> Iterator[Cell]:
    table = passage.table
    if table is None or not table.trusted or not wanted:
        return
    columns = list(table.columns)
    under = unit_row(table.rows)
    over = "" if period_in(columns[0]) else columns[0]
    around = frozenset(stems(" ".join(filter(None, (table.caption, passage.report_title, over, *passage.section_path)))))
    for row in table.rows:
        width = _label_width(row)
        label = " ".join(dict.fromkeys(cell.strip() for cell in row[:width] if cell.strip()))
        own = frozenset(stems(label))
        if not own & wanted or not wanted <= own | around or gives_orders(" ".join(row)):
            continue
        label = f"{over}: {label}" if over and not wanted <= own and wanted & frozenset(stems(over)) else label
        words = _row_words(passage, row)
        if words is None:
            continue
        for at in range(width, len(row)):
            cell = row[at].strip()
            if not cell or not columns[at].strip() or not re.search(rf"(?<!\S){_spaced(cell)}(?!\S)", words.text):
                continue
            named = period_in(columns[at])
            period, series = named if named else (None, columns[at].strip())
            counted = _COUNTED.search(columns[at]) or _COUNTED.search(label)
            over_all = (None, None) if counted else (table.unit, table.caption)
            unit = unit_in(cell, f"{columns[at]} {under[at] if at < len(under) else ''}", label, *over_all)
            series = " ".join(re.sub(r"£\s?(?:m|000'?s?|k)?|%", "", series).split())
            yield Cell(label, series, period or _caption_period(passage), cell, value_of(cell), unit, words)


def _caption_period(passage: Passage) -> Period | None:
    """The one financial year that the caption of a table, else the title of its report, names, where its columns name none."""
    caption = passage.table.caption if passage.table else None
    for text in (caption, passage.report_title):
        named = period_in(text or "")
        if named and (span := re.fullmatch(r"(\d{4})/(\d\d)", named[0].key)) and (int(span[1]) + 1) % 100 == int(span[2]):
            return named[0]
    return None


def _spaced(cell: str) -> str:
    return r"\s+".join(map(re.escape, cell.split()))


def _label_width(row: Sequence[str]) -> int:
    """One, or two where the first cell is a reference ("WS03", "4.1") and the second a name."""
    reference = len(row) > 2 and len(row[0].split()) <= 2 and re.search(r"\d", row[0])
    return 2 if reference and value_of(row[1]) is None and re.match(r"[A-Za-z]{3}|[A-Z]", row[1].strip()) else 1


def _row_words(passage: Passage, row: Sequence[str]) -> Words | None:
    """The printed line of a row; None where its cells do not stand on one line as the table has them."""
    cells = [" ".join(cell.split()) for cell in row if cell.strip()]
    for line in lines_of(passage):
        printed = [" ".join(cell.split()) for cell in line.raw.split("\t") if cell.strip()]
        if printed == cells or (len(printed) > 1 and printed == cells[len(cells) - len(printed) :]):
            return line
    return None


def _from_sentences(passage: Passage, wanted: frozenset[str]) -> Iterator[Cell]:
    """Sentences in which the measure, a linking verb and one figure stand in that order, and one period is named."""
    for words in sentences_of(passage):
        text = words.raw
        if len(text.split()) > 60 or not wanted <= frozenset(stems(text)):
            continue
        found = quantities(text)
        figures = [q for q in found if q.kind in _KINDS]
        times = [q for q in found if q.kind in _TIMES]
        if len(figures) != 1 or len(times) != 1 or words.text != " ".join(text.split()):
            continue
        if not _is_subject(text[: figures[0].start], wanted) or re.search(r"\b(?:target|expected|forecast|not)\b", text, re.I):
            continue
        named = period_in(times[0].text)
        if named is None:
            continue
        printed = text[figures[0].start : figures[0].end]
        yield Cell(
            "in the text",
            "",
            named[0],
            printed,
            value_of(printed),
            unit_of(printed, text[figures[0].end : figures[0].end + 24]),
            words,
            True,
        )


def _is_subject(before: str, wanted: frozenset[str]) -> bool:
    """Whether the words before a figure are the measure and a linking verb, with few words between them."""
    link = _LINK.search(before)
    subject = before[: link.start()] if link else ""
    said = stems(subject)
    places = [at for at, stem in enumerate(said) if stem in wanted]
    named = [word.end() for word in re.finditer(r"[\w'’%£-]+", subject) if wanted & set(stems(word.group()))]
    if not places or not wanted <= set(said) or not _ADDS.match(subject, named[-1] if named else len(subject)):
        return False
    return len(said) - places[0] <= len(wanted) + 5
