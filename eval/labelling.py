"""Label sheets under HOME/evaluation/labels: sentences drawn from a recorded run, and what each person said of them."""

import datetime
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from eval import kept
from eval.errors import SuiteError
from eval.labels import LABELS, read_labels, table_of, write_labels
from eval.models import Frozen, Lenient, Scores
from eval.runs import Run
from eval.tables import read_table

SKIPPED: Final = "skipped"
TAKEN_BACK: Final = ""
_SHEET, _MARKS = ".sheet.json", ".marks.jsonl"


class LabelSheet(Lenient):
    """Sentences to label, as `labels.table_of` drew them."""

    id: str
    at: datetime.datetime
    run: str
    """Id of the run that they are from."""
    table: tuple[tuple[str, ...], ...]
    """Rows of the sheet, its heads first; the label column is empty."""

    @property
    def claims(self) -> tuple[str, ...]:
        """The names of the sentences in the order in which they are shown."""
        at = self.table[0].index("claim")
        return tuple(row[at] for row in self.table[1:])


class Mark(Frozen):
    """What a person said of a sentence at a moment; the last one of a person and a sentence holds."""

    at: datetime.datetime
    rater: str
    claim: str
    label: str
    """One of LABELS, SKIPPED, or TAKEN_BACK."""
    note: str = ""


def draw(home: Path, run: Run, scores: Scores, size: int, seed: int) -> LabelSheet:
    """Draw sentences of a run for people to label. Raises SuiteError where the run has none, OSError where it cannot be written."""
    table = tuple(map(tuple, table_of(scores, size, seed)))
    if len(table) < 2:
        raise SuiteError("the answers of this run have no sentence to label: choose another run")
    at = datetime.datetime.now(datetime.UTC)
    drawn = LabelSheet(id=f"{at:%Y%m%dT%H%M%S%f}", at=at, run=run.id, table=table)
    kept.keep(home / kept.LABELS / (drawn.id + _SHEET), drawn.model_dump_json() + "\n")
    return drawn


def sheets(home: Path) -> list[LabelSheet]:
    """Every sheet, newest first."""
    found = sorted((home / kept.LABELS).glob("*" + _SHEET), reverse=True)
    return [LabelSheet.model_validate_json(path.read_bytes()) for path in found]


def say(home: Path, sheet: LabelSheet, rater: str, claim: str, label: str, note: str = "") -> None:
    """Write down what a person says of a sentence. Raises SuiteError where the label or the sentence is none."""
    if label not in (*LABELS, SKIPPED, TAKEN_BACK) or claim not in sheet.claims:
        raise SuiteError(f"{claim}: {label!r} is no label of a sentence of this sheet")
    mark = Mark(at=datetime.datetime.now(datetime.UTC), rater=rater, claim=claim, label=label, note=note)
    kept.append(home / kept.LABELS / (sheet.id + _MARKS), mark.model_dump_json())


def marks(home: Path, sheet: LabelSheet) -> dict[str, dict[str, Mark]]:
    """Person to sentence to mark, in the order in which they were made; what was taken back is not there."""
    held: dict[str, dict[str, Mark]] = {}
    for line in kept.lines(home / kept.LABELS / (sheet.id + _MARKS)):
        mark = Mark.model_validate_json(line)
        own = held.setdefault(mark.rater, {})
        own.pop(mark.claim, None)
        if mark.label != TAKEN_BACK:
            own[mark.claim] = mark
    return held


def labels(own: Mapping[str, Mark]) -> dict[str, str]:
    """Label by sentence, as `labels.agreement` takes them: without those that were skipped."""
    return {claim: mark.label for claim, mark in own.items() if mark.label != SKIPPED}


def as_xlsx(sheet: LabelSheet, own: Mapping[str, Mark], markings: Mapping[str, str | None]) -> bytes:
    """A person's labels as the sheet that `eval agree` reads: the sentences in `markings`, each with what its answer is marked with."""
    heads, *rows = (list(row) for row in sheet.table)
    claim, label, note, words = map(heads.index, ("claim", "label", "note", "cited words"))
    chosen = [row for row in rows if row[claim] in markings]
    for row in chosen:
        if (marking := markings[row[claim]]) and not row[words].startswith(marking):
            row[words] = f"{marking}\n{row[words]}"
        if (mark := own.get(row[claim])) and mark.label != SKIPPED:
            row[label], row[note] = mark.label, mark.note
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "labels.xlsx"
        write_labels([heads, *chosen], path)
        return path.read_bytes()


def read_sheet(path: str) -> tuple[str, list[tuple[str, str, str]]]:
    """What is wrong with a filled sheet, "" where nothing is, and its (sentence, label, note); runs in the child process."""
    try:
        found = read_labels(Path(path))
        heads, *rows = read_table(Path(path))[1]
    except SuiteError as error:
        return str(error).replace(f"{Path(path).parent}/", ""), []
    names = [head.strip().lower() for head in heads]
    notes = {row.get("claim", ""): row.get("note", "") for row in (dict(zip(names, words, strict=False)) for words in rows)}
    return "", [(claim, label, notes.get(claim, "")) for claim, label in found.items()]
