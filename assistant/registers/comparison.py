"""The same measure over years or papers: an aligned table, one citation a cell, units put on one scale and said so, gaps said."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from assistant.briefing.models import Chart, Grid, Said, Series
from assistant.registers.comparison_models import CompareRequest, Comparison, Figure, Line
from assistant.registers.decisions import live_passages
from assistant.registers.measures import Cell, cells_for
from assistant.registers.models import quoted
from assistant.registers.notes import Sources, fixed
from ingest.language.periods import Period, long_date
from ingest.language.units import Measure, Scale, common_scale, shown
from ingest.language.words import content_stems, stems
from ingest.library.library import Library
from ingest.models import Kind, Passage
from ingest.record.words import Words, sentences_of

_WIDE = 8
"""Periods past which they run down the table and not across it."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the table: one cell a period, the conflicting ones of other papers in rows of their own."""

    label: str
    cells: dict[str, Cell]
    """Period key to cell."""


def compare(library: Library, request: CompareRequest) -> Comparison:
    """The measure set side by side, from tables whose columns could be told apart and sentences whose subject it is.

    Where no figure is found, what the papers say of it in words. Raises LibraryError where the library cannot be read,
    and UnknownBodyError as `Scope.keep`.
    """
    passages = live_passages(library, request.role)
    papers = library.papers(request.role.classifications)
    passages = request.filters.keep(passages, lambda passage: (passage.meeting, (passage.document,)), papers)
    cells = [cell for cell in cells_for(request.measure, passages) if cell.value is not None and cell.period is not None]
    cells = _named_so(request.measure, cells)
    if not cells:
        return compare_words(request.measure, passages)
    sources = Sources()
    rows = _rows(cells)
    scale = common_scale([cell.unit for row in rows for cell in row.cells.values()])
    periods = sorted({cell.period for row in rows for cell in row.cells.values() if cell.period}, key=lambda period: period.key)
    periods = list({period.key: period for period in reversed(periods)}.values())[::-1]
    grid, gaps = _grid(request.measure, rows, periods, scale, sources)
    return Comparison(
        measure=request.measure,
        grid=grid,
        chart=_chart(request.measure, rows, periods, grid),
        sources=sources.citations,
        lines=tuple(_line(row) for row in rows),
        gaps=gaps,
    )


def _name(text: str) -> str:
    """A label without its unit in brackets, for telling whether two are the same."""
    return " ".join(re.findall(r"\w+", re.sub(r"\([^()]*\)", " ", text).casefold()))


def _named_so(measure: str, cells: Sequence[Cell]) -> list[Cell]:
    """The rows that are called exactly what was asked for, where there are any; else all."""
    exact = [cell for cell in cells if _name(cell.label) == _name(measure)]
    return exact or list(cells)


def _rows(cells: Sequence[Cell]) -> list[_Row]:
    """Cells of the same label and series put in one row; the later paper's figure comes first, another that differs gets its own row."""
    groups: dict[tuple[str, ...], list[Cell]] = {}
    for cell in cells:
        key = (_name(cell.label), cell.series.casefold(), cell.unit.measure.value, str(cell.in_text))
        groups.setdefault(key, []).append(cell)
    rows: list[_Row] = []
    for group in groups.values():
        newest = sorted(group, key=lambda cell: str(cell.words.passage.meeting.date or ""), reverse=True)
        label = ", ".join(part for part in (newest[0].label, newest[0].series) if part)
        main: dict[str, Cell] = {}
        others: dict[tuple[str, str], dict[str, Cell]] = {}
        for cell in newest:
            assert cell.period is not None
            kept = main.setdefault(cell.period.key, cell)
            if kept is not cell:
                others.setdefault(_table(cell), {})[cell.period.key] = cell
        rows.append(_Row(label, main))
        own = newest[0].words.passage.document
        for (document, caption), apart in others.items():
            if all(_worth(main[key]) == _worth(cell) for key, cell in apart.items()):
                continue
            place = caption if document == own and caption else f"{document}, “{caption}”" if caption else document
            rows.append(_Row(f"{label} (as given in {place})", apart))
    return rows


def _worth(cell: Cell) -> Decimal | None:
    """The value whatever the scale it is printed in: 1,250 in £000 is 1.25 in £m."""
    return cell.value * cell.unit.factor if cell.value is not None and cell.unit.measure is Measure.MONEY else cell.value


def _table(cell: Cell) -> tuple[str, str]:
    """The document and the caption of the table that a figure stands in."""
    passage = cell.words.passage
    return passage.document, (passage.table.caption or "") if passage.table else ""


def _grid(
    measure: str, rows: Sequence[_Row], periods: Sequence[Period], scale: Scale | None, sources: Sources
) -> tuple[Grid, tuple[str, ...]]:
    gaps = [f"{row.label}: not given for {period.printed}" for row in rows for period in periods if period.key not in row.cells]
    table = [(fixed(row.label), *(_said(row.cells.get(period.key), scale, sources) for period in periods)) for row in rows]
    columns: tuple[str, ...] = (measure[:1].upper() + measure[1:], *(period.printed for period in periods))
    if len(periods) > _WIDE:
        down = [[fixed(period.printed), *(line[at + 1] for line in table)] for at, period in enumerate(periods)]
        columns, table = ("Period", *(row.label for row in rows)), [tuple(line) for line in down]
    return Grid(columns=columns, rows=tuple(tuple(line) for line in table), caption=measure, note=_note(rows, scale)), tuple(gaps)


def _said(cell: Cell | None, scale: Scale | None, sources: Sources) -> Said:
    if cell is None:
        return fixed("not given")
    marker = sources.marker(quoted(cell.words).citation)
    if scale is None or cell.value is None or cell.unit.factor == scale.factor:
        return Said(text=cell.printed, markers=(marker,))
    converted = f"{shown(scale.of(cell.value, cell.unit))} {scale.words} (printed {cell.printed} {cell.unit.words})"
    return sources.read(converted, quoted(cell.words).citation)


def _note(rows: Sequence[_Row], scale: Scale | None) -> str:
    cells = [cell for row in rows for cell in row.cells.values()]
    units = list(dict.fromkeys(cell.unit.in_words() for cell in cells))
    if scale is None:
        told = f"Figures are in different units ({', '.join(units)}), each as its row or column prints it; they are not put on one scale."
    elif len({cell.unit.factor for cell in cells}) > 1:
        told = f"Papers print {' and '.join(units)}; here all are in {scale.words}, with the printed figure beside each that was converted."
    else:
        told = (
            f"All figures are {'' if scale.words.startswith('per ') else 'in '}{scale.words}, as printed."
            if scale.words != "number"
            else "All figures are as printed."
        )
    apart = [row.label for row in rows if "(as given in " in row.label]
    if apart:
        told += f" Other tables or papers print other figures under this label: {'; '.join(apart)}. They may count something else."
    return told + " Rows join figures that papers print under the same label."


def _line(row: _Row) -> Line:
    figures = (
        Figure(period=cell.period.printed if cell.period else "", printed=cell.printed, unit=cell.unit.in_words(), said=quoted(cell.words))
        for cell in row.cells.values()
    )
    return Line(label=row.label, figures=tuple(figures))


def _chart(measure: str, rows: Sequence[_Row], periods: Sequence[Period], grid: Grid) -> Chart | None:
    """The rows in the unit that most figures have, where two or more periods have a number."""
    kinds: dict[tuple[str, str], list[_Row]] = {}
    for row in rows:
        first = next(iter(row.cells.values())).unit
        kinds.setdefault((first.measure.value, first.words if not first.measure.value else ""), []).append(row)
    drawn = max(kinds.values(), key=lambda group: sum(len(row.cells) for row in group))
    scale = common_scale([cell.unit for row in drawn for cell in row.cells.values()])
    labels = [period for period in periods if any(period.key in row.cells for row in drawn)]
    if scale is None or len(labels) < 2:
        return None
    series = tuple(Series(name=row.label, values=tuple(_number(row.cells.get(p.key), scale) for p in labels)) for row in drawn)
    told = ((one, [f"{p.printed} {v:,g}" for p, v in zip(labels, one.values, strict=True) if v is not None]) for one in series)
    alt = "; ".join(f"{one.name}: {', '.join(values)}" for one, values in told)
    return Chart(
        title=measure[:1].upper() + measure[1:],
        unit=scale.words,
        labels=tuple(period.printed for period in labels),
        series=series,
        data=grid,
        alt=f"{measure} in {scale.words}. {alt}.",
    )


def _number(cell: Cell | None, scale: Scale) -> float | None:
    return float(scale.of(cell.value, cell.unit)) if cell is not None and cell.value is not None else None


# A recommendation or topic over papers, in words: for each paper the sentence that says most of it, whole and cited.

_FIRST = {Kind.RESOLUTION: 0, Kind.RECOMMENDATION: 1}
_MOST = 3
"""Sentences shown of one paper."""
_COVER = 0.99
"""Share of the topic's words that a sentence with its headings must hold; its own words at least half."""


def compare_words(topic: str, passages: Sequence[Passage]) -> Comparison:
    """A row a paper: its resolution, recommendation or sentence on the topic; a paper that says nothing of it is named as a gap."""
    wanted = frozenset(content_stems(topic))
    sources = Sources()
    rows: list[tuple[Said, ...]] = []
    gaps: list[str] = []
    ordered = sorted(passages, key=lambda passage: (str(passage.meeting.date or "9999"), passage.document, passage.ordinal))
    seen: set[str] = set()
    for document, own in groupby(ordered, key=lambda passage: passage.document):
        held = list(own)
        best = [words for words in _best(held, wanted) if words.text not in seen]
        seen |= {words.text for words in best}
        meeting = held[0].meeting
        name = ", ".join(part for part in (meeting.committee, long_date(meeting.date) if meeting.date else None) if part)
        if not best:
            gaps.append(f"not given in {document}")
            continue
        rows += [(fixed(name or document), fixed(words.passage.kind.value), sources.said(quoted(words))) for words in best]
    return Comparison(
        measure=topic,
        grid=Grid(
            columns=("Meeting", "What it is", "What the paper says"),
            rows=tuple(rows),
            caption=topic,
            note="No figure under this name was found in a table that could be read by column; the papers' own words are set side by side.",
        ),
        sources=sources.citations,
        gaps=tuple(gaps),
    )


def _best(passages: Sequence[Passage], wanted: frozenset[str]) -> list[Words]:
    found: list[tuple[int, float, Words]] = []
    for passage in passages:
        if passage.table is not None or passage.kind in (Kind.AGENDA_ENTRY, Kind.FRONT_MATTER, Kind.HEADING) or not wanted:
            continue
        around = frozenset(stems(" ".join((*passage.section_path, passage.report_title or ""))))
        for words in sentences_of(passage):
            own = frozenset(stems(words.text))
            cover, inside = len(wanted & (own | around)) / len(wanted), len(wanted & own) / len(wanted)
            if cover >= _COVER and inside >= 0.5 and len(words.text.split()) > 4:
                found.append((_FIRST.get(passage.kind, 2), -inside, words))
    found.sort(key=lambda one: one[:2])
    return list({words.text: words for _, _, words in found}.values())[:_MOST]
