"""The line that answers a question by itself, said before all else: of the record of meetings, or one cell of a table.

It is made of words of the papers and cited like all else. A yes or no is said only where the record or the signs of a table settle it.
"""

from collections.abc import Sequence

from assistant.answering.asked import coverage
from assistant.answering.decisions import of_record
from assistant.answering.judge import Judge
from assistant.answering.proceedings import Direct
from assistant.answering.reading import Candidate
from assistant.answering.tables import figure, is_header, label_width, noted, row_cells, row_words, table_words
from assistant.answering.wording import plain_words
from assistant.check.draft import Drafted, Quote, Style
from assistant.question.asked import PROCEDURE, is_yes_no
from assistant.question.models import AnswerForm, Understanding
from ingest.language.dates import years_named, years_of_two
from ingest.language.sentences import Shape, Unit, cells_of
from ingest.language.standing import STANDINGS, opposites
from ingest.language.units import Measure, unit_in, unit_row, value_of
from ingest.language.words import content_stems, stems, word_set, words
from ingest.library.record import Allowed, Record
from ingest.models import Kind, Table

_MATTER = 0.7
"""Share of the question's words, by rarity, that a row has with its table's headings."""
_LIKELY = 30
"""Units among which the row is looked for."""
_REST = 2
"""Statements that may follow a figure."""
_SET_ASIDE = frozenset({AnswerForm.LIST, AnswerForm.COMPARISON, AnswerForm.SUMMARY, AnswerForm.REASON, AnswerForm.DEFINITION})
_PLANNED = frozenset({"budget"})
_SPENT = frozenset({"forecast", "outturn", "actual", "project"})
_APART = frozenset({"varianc", "differ"})
_FEW = 3
"""Words of a cell that says what was done; words of a question below which it says too little to be affirmed."""
_LIKELIEST = 5
_OPEN = word_set(
    "not no never nor none if whether would could may might should proposed asked recommended unless until before rather wished"
)
"""Words by which a sentence does not say that something is so."""
_OVER, _UNDER = opposites("overspent", "underspent")


def direct(understanding: Understanding, judge: Judge, judged: Sequence[Candidate], record: Record, allowed: Allowed) -> Direct | None:
    """The line for a question, with what belongs to it; None where nothing settles it in one."""
    return (
        of_record(understanding, judge, judged, record, allowed)
        or _of_table(understanding, judge, judged)
        or _of_sentence(understanding, judged)
    )


def _of_table(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Direct | None:
    if rows := _done(understanding, judged):
        return Direct(rows)
    if understanding.several or _SET_ASIDE & set(understanding.forms):
        return None
    row = _row(judge, judged, frozenset(understanding.terms) | set(understanding.context))
    if row is None or row.unit.passage.table is None:
        return None
    found = (
        _spending(row, row.unit.passage.table, understanding)
        or _standing(row, understanding)
        or _cell(row, row.unit.passage.table, understanding)
    )
    return Direct((found,), _REST) if found else None


def _row(judge: Judge, judged: Sequence[Candidate], asked: frozenset[str]) -> Candidate | None:
    """The one row that the question names by its label; None where there is none, or more than one."""
    found: list[tuple[int, Candidate]] = []
    for candidate in judged[:_LIKELY]:
        table = candidate.unit.passage.table
        cells = cells_of(candidate.unit) if candidate.unit.shape is Shape.ROW else []
        if table is None or not table.trusted or len(cells) != len(table.columns) or is_header(candidate.unit):
            continue
        labels = [frozenset(content_stems(cell)) for cell in cells[: label_width(cells)]]
        named = frozenset[str]().union(*(label for label in labels if label and label <= asked))
        matter = [word for word in judge.asked.wanted if word.term not in PROCEDURE]
        if named and coverage(matter, candidate.here | set(stems(table_words(candidate.unit)))) >= _MATTER:
            found.append((len(named), candidate))
    most = max((number for number, _ in found), default=0)
    best = [candidate for number, candidate in found if number == most]
    return best[0] if len(best) == 1 else None


def _cell(row: Candidate, table: Table, understanding: Understanding) -> Drafted | None:
    """The cell that the question asks for, with what it is of; None where no one column is meant."""
    forms = set(understanding.forms)
    if not (forms & {AnswerForm.FIGURE, AnswerForm.DATE, AnswerForm.WHO} or understanding.standalone.lower().startswith(("what ", "how "))):
        return None
    cells = cells_of(row.unit)
    labels = label_width(cells)
    column = _column(table, labels, understanding, frozenset(content_stems(" ".join(cells[:labels]))))
    if column is None:
        return None
    head, of = table.columns[column], " ".join(cell for cell in cells[:labels] if cell)
    if not cells[column].strip(" -–"):
        if not any(cell.strip(" -–") for cell in cells[labels:]):
            return None  # a row whose cells could not be read
        return _drafted(row, f"The table gives none: {of}, {head}")
    value = _value(cells, column, table)
    dated = years_named(head) or not table.caption or not years_named(table.caption)
    said = [value + f" – {of}, {head}" + ("" if dated else f" ({table.caption})"), *noted(row.unit, [cells[column], head, *cells[:labels]])]
    return _drafted(row, "; ".join(said))


def _column(table: Table, labels: int, understanding: Understanding, named: frozenset[str]) -> int | None:
    """The one column that shares most with the question besides the row's own label, its years among it; None where none does alone."""
    question = understanding.standalone
    asked = frozenset(understanding.terms) | set(understanding.context) | {
        term for one in understanding.expansions for term in content_stems(one.printed)
    }  # fmt: skip
    years = years_of_two(question) or frozenset(map(str, years_named(question)))
    scored: list[tuple[int, int, int]] = []
    for at in range(labels, len(table.columns)):
        head = table.columns[at]
        own = frozenset(content_stems(head)) - named
        printed = years_of_two(head) or frozenset(map(str, years_named(head)))
        if printed and years and not printed & years:
            continue
        shared = own & asked
        scored.append((len(shared), -len(own - asked), at))
    if not scored:
        return None
    scored.sort(reverse=True)
    alone = len(scored) == 1 or scored[0][:2] > scored[1][:2]
    return scored[0][2] if scored[0][0] and alone else None


def _spending(row: Candidate, table: Table, understanding: Understanding) -> Drafted | None:
    """Whether a service spends more or less than its budget, told by what is forecast against it."""
    question = understanding.standalone
    over, under = bool(_OVER.search(question)), bool(_UNDER.search(question))
    heads = [frozenset(content_stems(column)) for column in table.columns]
    cells = cells_of(row.unit)
    at = [next((i for i, head in enumerate(heads) if head & wanted), None) for wanted in (_PLANNED, _SPENT, _APART)]
    if over is under or at[0] is None or at[1] is None:
        return None
    planned, spent = value_of(cells[at[0]]), value_of(cells[at[1]])
    if planned is None or spent is None or planned == spent:
        return None
    shown = [at[2]] if at[2] is not None else [at[0], at[1]]
    values = "; ".join(f"{table.columns[i]} {_value(cells, i, table)}" for i in shown)
    said, is_so = f"{cells[0]} – {values}", (spent > planned) is over
    if is_yes_no(question):
        return _drafted(row, ("Yes: " if is_so else "No: ") + said)
    return _drafted(row, said if is_so else f"Not {'over' if over else 'under'}spent: {said}")


def _standing(row: Candidate, understanding: Understanding) -> Drafted | None:
    """Whether what the question supposes was done to the thing of a row, where one cell says what was ("Refused")."""
    supposed = [name for name, pattern in STANDINGS.items() if pattern.search(understanding.standalone)]
    cells, table = cells_of(row.unit), row.unit.passage.table
    told = [
        (name, at)
        for at, cell in enumerate(cells)
        if len(cell.split()) <= _FEW
        for name, pattern in STANDINGS.items()
        if pattern.search(cell)
    ]
    if not is_yes_no(understanding.standalone) or table is None or len(supposed) != 1 or len(told) != 1:
        return None
    (name, at), label = told[0], cells[0]
    return _drafted(row, ("Yes: " if name == supposed[0] else "No: ") + f"{label} – {table.columns[at]} {cells[at]}")


def _done(understanding: Understanding, judged: Sequence[Candidate]) -> tuple[Drafted, ...]:
    """The rows of the first table found that say of their thing what the question asks for ("Which applications were refused?")."""
    supposed = [pattern for pattern in STANDINGS.values() if pattern.search(understanding.standalone)]
    table = next((one.unit.passage.table for one in judged[:_LIKELIEST] if one.unit.shape is Shape.ROW), None)
    if len(supposed) != 1 or table is None or not understanding.standalone.lower().startswith("which "):
        return ()
    rows = [one for one in judged if one.unit.shape is Shape.ROW and one.unit.passage.table == table and not is_header(one.unit)]
    done = [one for one in rows if any(len(cell.split()) <= _FEW and supposed[0].search(cell) for cell in cells_of(one.unit))]
    named = [
        one
        for one in done
        if any(set(own) <= set(understanding.terms) for cell in cells_of(one.unit) if len(own := content_stems(cell)) > 1)
    ]
    return tuple(
        Drafted(row_words(one.unit, understanding), (Quote(one.hit, one.unit.start, one.unit.end),), Style.BULLET,
                claim=plain_words(one.unit.text), cells=row_cells(one.unit))
        for one in sorted(named or done, key=lambda one: (one.unit.passage.ordinal, one.unit.position))
        if len(done) < len(rows)
    )  # fmt: skip


def _of_sentence(understanding: Understanding, judged: Sequence[Candidate]) -> Direct | None:
    """A yes where one sentence says, in the question's own words and order, that it was so; what it denies or doubts says nothing."""
    question = content_stems(understanding.standalone)
    if not is_yes_no(understanding.standalone) or understanding.several or len(question) < _FEW:
        return None
    for candidate in judged[:_LIKELIEST]:
        unit = candidate.unit
        said, spoken = content_stems(unit.text), set(words(unit.text))
        rest = iter(said)
        if unit.shape is Shape.ROW or unit.passage.kind is Kind.RECOMMENDATION or _OPEN & spoken or question[0] not in said[:2]:
            continue
        members = all(name in unit.text for name in understanding.entities)
        if members and all(any(word == other for other in rest) for word in question):
            return Direct((_drafted(candidate, "Yes: " + plain_words(unit.text)),), 1)
    return None


def _value(cells: Sequence[str], at: int, table: Table) -> str:
    """A cell with the unit that is printed over it, where that is plain pounds or millions as a sign on the figure."""
    units = unit_row(table.rows)
    value = figure(cells[at], table.columns[at], units[at] if at < len(units) else "")
    unit = unit_in(cells[at], table.columns[at], cells[0], table.unit, table.caption)
    bare = value == cells[at] and value[:1].isdigit() and value_of(value) is not None
    scale = {1: "", 1_000_000: "m"}.get(int(unit.factor)) if unit.measure is Measure.MONEY else None
    return f"£{value}{scale}" if bare and scale is not None else value


def _drafted(row: Candidate, text: str) -> Drafted:
    unit: Unit = row.unit
    return Drafted(text, (Quote(row.hit, unit.start, unit.end),), claim=plain_words(unit.text))
