"""People's labels: sentences to label in a spreadsheet, agreement, and the figure corrected by it."""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import statistics
from eval.errors import SuiteError
from eval.models import CaseScore, ClaimScore, Scores, Verdict
from eval.tables import letters, read_table, write_table

COLUMNS = ("claim", "question", "sentence", "cited words", "label", "note")
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
    """Write `size` sentences, drawn with a fixed seed, to a sheet with an empty label column; the checks' verdict is not shown."""
    claims = [(f"{case.id}#{at}", case, claim) for case in scores.cases for at, claim in enumerate(case.claims)]
    drawn = random.Random(seed).sample(claims, min(size, len(claims)))
    table = [[name, case.question, claim.text, _cited_words(case, claim), "", ""] for name, case, claim in drawn]
    write_table([COLUMNS, *table], path, "Sentences", ("sentence", "cited words"))
    return len(drawn)


def _cited_words(case: CaseScore, claim: ClaimScore) -> str:
    """The words that a sentence cites; over those of an exempt answer stands its marking."""
    return "\n".join([*([case.marking] if case.marking else []), *(place.quote for place in claim.citations)])


def read_labels(path: Path) -> dict[str, str]:
    """Label by claim; rows without one are passed over. Raises SuiteError where a label is unknown or a column is missing."""
    sheet, rows = read_table(path)
    heads = [head.strip().lower() for head in next(rows, [])]
    if "claim" not in heads or "label" not in heads:
        raise SuiteError(f"{path}: the columns claim and label are needed in the first row; 'council-papers eval label export' writes them")
    labels: dict[str, str] = {}
    for number, words in enumerate(rows, start=2):
        row = dict(zip(heads, words, strict=False))
        label = row.get("label", "").strip().lower()
        if label and label not in LABELS:
            cell = f"{f'sheet {sheet!r}, ' if sheet else ''}cell {letters(heads.index('label') + 1)}{number}"
            raise SuiteError(f"{path.name}, {cell}: the label {label!r} is none of {', '.join(LABELS)}")
        if label:
            labels[row.get("claim", "")] = label
    return labels


def agreement(one: dict[str, str], other: dict[str, str]) -> Agreement:
    """Cohen's kappa over the claims that both labelled. Raises SuiteError where there is none."""
    pairs = [(str(one[claim] == LABELS[0]), str(other[claim] == LABELS[0])) for claim in sorted(one) if claim in other]
    if not pairs:
        raise SuiteError("the two sets of labels have no sentence in common; label the same export twice")
    drawn = random.Random(statistics.SEED)
    kappas = sorted(statistics.kappa(drawn.choices(pairs, k=len(pairs))) for _ in range(1000))
    return Agreement(len(pairs), sum(a == b for a, b in pairs) / len(pairs), statistics.kappa(pairs), kappas[25], kappas[974])


def differing(people: Sequence[dict[str, str]]) -> list[str]:
    """The claims on which two people gave different labels, for them to talk over."""
    claims = dict.fromkeys(claim for labels in people for claim in labels)
    return [claim for claim in claims if len({labels[claim] for labels in people if claim in labels}) > 1]


def by_checks(scores: Scores) -> dict[str, str]:
    """The checks' own label of every sentence."""
    names = {Verdict.SUPPORTED: "supported", Verdict.NOT_SHOWN: "not shown", Verdict.CONFLICTS: "conflicts"}
    return {f"{case.id}#{at}": names[claim.verdict] for case in scores.cases for at, claim in enumerate(case.claims)}


def corrected(checks: dict[str, str], human: dict[str, str]) -> tuple[float, float, float]:
    """Share of supported sentences, corrected by the labelled ones (prediction-powered inference), with its 95% interval.

    mean of the checks over all sentences + mean of (human - checks) over the labelled ones; Angelopoulos et al. 2023. Raises SuiteError
    where no sentence of the scores is labelled.
    """
    every = [float(label == LABELS[0]) for label in checks.values()]
    gaps = [float(human[c] == LABELS[0]) - float(checks[c] == LABELS[0]) for c in human if c in checks]
    if not gaps:
        raise SuiteError("none of the labels is of a sentence in these scores; give the scores that the sheet was exported from")
    value = sum(every) / len(every) + sum(gaps) / len(gaps)
    half = 1.96 * math.sqrt(_variance(every) / len(every) + _variance(gaps) / len(gaps))
    return value, max(0.0, value - half), min(1.0, value + half)


def _variance(numbers: Sequence[float]) -> float:
    mean = sum(numbers) / len(numbers)
    return sum((number - mean) ** 2 for number in numbers) / max(1, len(numbers) - 1)
