"""The record of every scoring under HOME/evaluation/runs: its headline figures, its configuration, and its scores whole."""

import datetime
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from pydantic import ValidationError

from eval import kept
from eval.errors import TranscriptError
from eval.models import CaseScore, Lenient, RunHeader, Scores
from eval.outputs import read_scores
from eval.summary import HEADLINE, estimate

_RECORD, _SCORES = ".run.json", ".scores.json"


class Figure(Lenient):
    """A headline figure as it came out."""

    name: str
    value: float
    low: float | None = None
    high: float | None = None
    """95% interval; None where there were too few papers for one."""
    n: int
    """Cases that it is over."""
    papers: int
    """Papers (or dialogues) that these cases are from."""


class Run(Lenient):
    """One scoring."""

    id: str
    at: datetime.datetime
    """UTC."""
    header: RunHeader
    cases: int
    figures: tuple[Figure, ...] = ()

    def figure(self, name: str) -> Figure | None:
        """The figure of that name."""
        return next((figure for figure in self.figures if figure.name == name), None)


def record(home: Path, scores: Scores) -> Run:
    """Keep a scoring. Raises OSError where it cannot be written."""
    at, text = datetime.datetime.now(datetime.UTC), scores.model_dump_json(exclude_defaults=True)
    name = f"{at:%Y%m%dT%H%M%S%f}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"
    figures = tuple(figure for name in HEADLINE if (figure := _figure(scores.cases, name)))
    run = Run(id=name, at=at, header=scores.header, cases=len(scores.cases), figures=figures)
    place = home / kept.RUNS
    kept.keep(place / (name + _SCORES), text + "\n")
    kept.keep(place / (name + _RECORD), run.model_dump_json() + "\n")
    return run


def runs(home: Path) -> list[Run]:
    """Every recorded run, newest first. Raises TranscriptError where a record is not of this form."""
    found = []
    for path in sorted((home / kept.RUNS).glob("*" + _RECORD), reverse=True):
        try:
            found.append(Run.model_validate_json(path.read_bytes()))
        except ValidationError as error:
            raise TranscriptError(f"{path.name} in the library's folder evaluation/runs is no record of a run: move it away") from error
    return found


def scores_of(home: Path, run: Run) -> Scores:
    """The scores of a recorded run. Raises TranscriptError where they are gone or not of this version."""
    return read_scores(home / kept.RUNS / (run.id + _SCORES))


def differences(run: Run, before: Run) -> list[tuple[str, str, str]]:
    """What made two runs that was not the same: name, what it was before, what it is."""
    now, was = _made_by(run.header), _made_by(before.header)
    return [(name, was.get(name, ""), now.get(name, "")) for name in {**was, **now} if was.get(name, "") != now.get(name, "")]


def _made_by(header: RunHeader) -> dict[str, str]:
    fixed = {"system": header.system, "commit": header.commit, "weights": header.weights, "seed": str(header.seed)}
    hashes = {"papers (hash)": header.corpus[:12], "cases (hash)": header.dataset[:12]}
    return fixed | hashes | {name: str(value) for name, value in header.config.items()}


def _figure(cases: Sequence[CaseScore], name: str) -> Figure | None:
    found = estimate(cases, name)
    return Figure.model_validate(asdict(found)) if found else None
