"""People's labels: sentences to label in a spreadsheet, agreement, the figure corrected by it, and answers marked wrong as draft cases."""

import csv
import json
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from eval import statistics
from eval.errors import TranscriptError
from eval.models import Case, Forbidden, Response, Said, Scores, Span, Verdict

COLUMNS = ("claim", "question", "sentence", "cited words", "label", "note")
_TURN: tuple[tuple[Literal["user", "assistant"], str], ...] = (("user", "question"), ("assistant", "answer"))
LABELS = ("supported", "not shown", "conflicts")


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two annotators, or an annotator and the checks, agree on "supported" or not."""

    n: int
    agreed: float
    kappa: float
    low: float
    high: float
    """95% interval of kappa by bootstrap over claims."""


def export(scores: Scores, path: Path, size: int, seed: int = 1) -> int:
    """Write `size` sentences, drawn with a fixed seed, to a CSV with an empty label column; the checks' verdict is not shown."""
    claims = [(f"{case.id}#{at}", case, claim) for case in scores.cases for at, claim in enumerate(case.claims)]
    drawn = random.Random(seed).sample(claims, min(size, len(claims)))
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(COLUMNS)
        for name, case, claim in drawn:
            table.writerow([name, case.question, claim.text, "\n".join(place.quote for place in claim.citations), "", ""])
    return len(drawn)


def read_labels(path: Path) -> dict[str, str]:
    """Label by claim; rows without one are passed over. Raises TranscriptError where a label is unknown."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TranscriptError(f"cannot read the labels {path}: {error}; save the sheet as 'CSV UTF-8'") from error
    labels = {row.get("claim") or "": (row.get("label") or "").strip().lower() for row in rows}
    for number, label in enumerate(labels.values(), start=2):
        if label and label not in LABELS:
            raise TranscriptError(f"{path} row {number}: the label {label!r} is none of {', '.join(LABELS)}")
    return {claim: label for claim, label in labels.items() if claim and label}


def agreement(one: dict[str, str], other: dict[str, str]) -> Agreement:
    """Cohen's kappa over the claims that both labelled. Raises TranscriptError where there is none."""
    pairs = [(str(one[claim] == LABELS[0]), str(other[claim] == LABELS[0])) for claim in sorted(one) if claim in other]
    if not pairs:
        raise TranscriptError("the two sets of labels have no sentence in common; label the same export twice")
    drawn = random.Random(statistics.SEED)
    kappas = sorted(statistics.kappa(drawn.choices(pairs, k=len(pairs))) for _ in range(1000))
    return Agreement(len(pairs), sum(a == b for a, b in pairs) / len(pairs), statistics.kappa(pairs), kappas[25], kappas[974])


def by_checks(scores: Scores) -> dict[str, str]:
    """The checks' own label of every sentence."""
    names = {Verdict.SUPPORTED: "supported", Verdict.NOT_SHOWN: "not shown", Verdict.CONFLICTS: "conflicts"}
    return {f"{case.id}#{at}": names[claim.verdict] for case in scores.cases for at, claim in enumerate(case.claims)}


def corrected(checks: dict[str, str], human: dict[str, str]) -> tuple[float, float, float]:
    """Share of supported sentences, corrected by the labelled ones (prediction-powered inference), with its 95% interval.

    mean of the checks over all sentences + mean of (human - checks) over the labelled ones; Angelopoulos et al. 2023.
    """
    every = [float(label == LABELS[0]) for label in checks.values()]
    gaps = [float(human[c] == LABELS[0]) - float(checks[c] == LABELS[0]) for c in human if c in checks]
    value = sum(every) / len(every) + sum(gaps) / len(gaps)
    half = 1.96 * math.sqrt(_variance(every) / len(every) + _variance(gaps) / len(gaps))
    return value, max(0.0, value - half), min(1.0, value + half)


def drafts(path: Path) -> list[Case]:
    """Answers marked wrong (a JSONL of Answer objects, each with an optional `note`) as cases for a person to finish."""
    cases = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            response = Response.model_validate(record)
        except (ValidationError, ValueError) as error:
            raise TranscriptError(f"{path} line {number}: is no answer; give one Answer object a line") from error
        turns = record.get("history") or ()
        said = tuple(Said(role=role, text=turn[name]) for turn in turns for role, name in _TURN if turn.get(name))
        spans = tuple((Span(doc=place.document, text=place.quote),) for place in response.citations if place.quote)
        wrong = (Forbidden(text=response.statements[0].text, why="marked wrong"),) if response.statements else ()
        note = f"draft; marked wrong: {record.get('note') or 'no reason given'}; was answered: {response.answer}"
        identity = response.id or f"draft-{number}"
        cases.append(Case(id=identity, question=response.question, history=said, evidence_groups=spans, forbidden=wrong, notes=note))
    return cases


def _variance(numbers: Sequence[float]) -> float:
    mean = sum(numbers) / len(numbers)
    return sum((number - mean) ** 2 for number in numbers) / max(1, len(numbers) - 1)
