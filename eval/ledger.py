"""Frozen sets: their hash is fixed, and every scoring is written down, so that a report can say how often the set was looked at."""

import datetime
import json
from collections.abc import Sequence
from pathlib import Path

from eval.cases import dataset_hash
from eval.errors import SuiteError
from eval.models import Case, Frozen, Scores
from eval.summary import estimate


class Look(Frozen):
    """One scoring of a frozen set."""

    date: str
    commit: str
    corpus: str
    dataset: str
    config: dict[str, str | int | float | bool]
    weights: str
    passed: float


def freeze(cases: Sequence[Case], suite: Path) -> Path:
    """Fix the hash of a suite beside it. Raises SuiteError where it is frozen with other cases."""
    path = _frozen(suite)
    if path.exists():
        check(cases, suite)
        return path
    path.write_text(json.dumps({"dataset": dataset_hash(cases), "cases": len(cases)}) + "\n", encoding="utf-8")
    return path


def check(cases: Sequence[Case], suite: Path) -> bool:
    """Whether the suite is frozen. Raises SuiteError where it is and its cases are not the same any more."""
    path = _frozen(suite)
    if not path.exists():
        return False
    if json.loads(path.read_text(encoding="utf-8"))["dataset"] != dataset_hash(cases):
        raise SuiteError(f"{suite} was changed after it was frozen; put it back, or give the new cases a new name and freeze that")
    return True


def record(scores: Scores, suite: Path) -> Scores:
    """Write a scoring into the ledger of a frozen suite; the scores come back with the number of looks."""
    header, passed = scores.header, estimate(scores.cases, "passed")
    look = Look(
        date=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        commit=header.commit,
        corpus=header.corpus,
        dataset=header.dataset,
        config=header.config,
        weights=header.weights,
        passed=passed.value if passed else 0.0,
    )
    with _ledger(suite).open("a", encoding="utf-8") as stream:
        stream.write(look.model_dump_json() + "\n")
    return scores.model_copy(update={"looks": len(looks(suite))})


def looks(suite: Path) -> list[Look]:
    """Every scoring of a frozen suite, oldest first."""
    path = _ledger(suite)
    return [Look.model_validate_json(line) for line in path.read_text(encoding="utf-8").splitlines()] if path.exists() else []


def _frozen(suite: Path) -> Path:
    return suite.with_suffix(".frozen.json")


def _ledger(suite: Path) -> Path:
    return suite.with_suffix(".ledger.jsonl")
