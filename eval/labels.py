"""People's labels: sentences to label in a spreadsheet, agreement, and the figure corrected by it.

The sentences are drawn in strata, so that few hundred hold enough of what is rare: as many of each of the checks' labels, as far as there
are, and of one label from as many answers as possible, so that a long one does not fill the sheet. How likely a sentence was to be drawn is
known from the scores (`weights`), and every figure is weighted back to all sentences.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval import statistics
from eval.errors import SuiteError
from eval.models import CaseScore, ClaimScore, Scores, Verdict
from eval.statistics import Interval
from eval.summary import clusters_of, no_interval
from eval.tables import letters, read_table, write_table

COLUMNS = ("claim", "question", "sentence", "cited words", "label", "note")
LABELS = ("supported", "not shown", "conflicts", "true but of another matter")
"""Only the first counts as supported: what is true of another matter does not answer the question."""
OTHER_MATTER = "C10"
"""The check that finds what the last label says."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """How two annotators, or an annotator and the checks, agree on "supported" or not."""

    n: int
    papers: int
    agreed: float
    shares: tuple[float, float]
    """Prevalence: the share that each calls supported. The nearer it is to 0 or 1, the lower is kappa for the same agreement."""
    kappa: float | None
    """Cohen's; None where both call every sentence the same."""
    kappa_interval: Interval | None
    """95% over papers, the agreement by chance held fixed (Cohen 1960); None with too few papers."""
    pabak: float
    """Prevalence-adjusted, bias-adjusted kappa, 2 x agreed - 1 (Byrt, Bishop and Carlin 1993): kappa, were both labels equally frequent."""
    pabak_interval: Interval | None
    all_labels: float | None
    """Cohen's kappa over all four labels."""


def export(scores: Scores, path: Path, size: int, seed: int = 1) -> int:
    """Write `size` sentences, drawn in strata with a fixed seed, to a sheet with an empty label column and without the checks' verdict."""
    table = table_of(scores, size, seed)
    write_labels(table, path)
    return len(table) - 1


def table_of(scores: Scores, size: int, seed: int) -> list[Sequence[str]]:
    """The rows of a sheet to label, its heads first."""
    every = {f"{case.id}#{at}": (case, claim) for case in scores.cases for at, claim in enumerate(case.claims)}
    drawn = ((name, *every[name]) for name in draw(by_checks(scores), size, seed))
    return [COLUMNS, *((name, case.question, claim.text, _cited_words(case, claim), "", "") for name, case, claim in drawn)]


def write_labels(table: Sequence[Sequence[str]], path: Path) -> None:
    """Write a sheet to label, or one that was; a workbook offers the labels."""
    write_table(table, path, "Sentences", ("sentence", "cited words"), {"label": LABELS})


def draw(checks: Mapping[str, str], size: int, seed: int) -> list[str]:
    """`size` claims in random order: equally many of each of the checks' labels, then one of each answer, then a second, and so on."""
    shuffle, strata = random.Random(seed), _strata(checks)
    chosen: list[str] = []
    for label, quota in _quotas({label: sum(map(len, answers.values())) for label, answers in strata.items()}, size).items():
        piles = [shuffle.sample(claims, len(claims)) for claims in strata[label].values()]
        shuffle.shuffle(piles)
        rounds = [pile[turn] for turn in range(max(map(len, piles))) for pile in piles if turn < len(pile)]
        chosen += rounds[:quota]
    shuffle.shuffle(chosen)
    return chosen


def weights(checks: Mapping[str, str], labelled: Iterable[str]) -> dict[str, float]:
    """Sentences that each labelled one stands for: 1 / its chance to be drawn, brought to the size of its stratum.

    With m sentences labelled of a stratum, `draw` has taken min(size, r) of every answer with `size` sentences, r being the whole rounds,
    and one more of some of those that had more.
    """
    told = [claim for claim in labelled if claim in checks]
    found: dict[str, float] = {}
    for label, answers in _strata(checks).items():
        inside = [claim for claim in told if checks[claim] == label]
        sizes, m = [len(claims) for claims in answers.values()], len(inside)
        rounds = max((r for r in range(max(sizes) + 1) if sum(min(size, r) for size in sizes) <= m), default=0)
        longer = sum(size > rounds for size in sizes)
        rest = (m - sum(min(size, rounds) for size in sizes)) / longer if longer else 0.0
        for claim in inside:
            size = len(answers[_answer_of(claim)])
            found[claim] = size / (min(size, rounds) + rest * (size > rounds))
        drawn = sum(found[claim] for claim in inside)
        found |= {claim: found[claim] * sum(sizes) / drawn for claim in inside}
    return found


def _strata(checks: Mapping[str, str]) -> dict[str, dict[str, list[str]]]:
    """The claims by the checks' label and by answer."""
    strata: dict[str, dict[str, list[str]]] = {}
    for claim, label in checks.items():
        strata.setdefault(label, defaultdict(list))[_answer_of(claim)].append(claim)
    return strata


def _answer_of(claim: str) -> str:
    return claim.rpartition("#")[0]


def _quotas(sizes: Mapping[str, int], total: int) -> dict[str, int]:
    """`total` divided equally among the strata; what a small one cannot give goes to the others."""
    quotas: dict[str, int] = {}
    for left, (label, size) in zip(range(len(sizes), 0, -1), sorted(sizes.items(), key=lambda item: item[1]), strict=True):
        quotas[label] = min(size, (total - sum(quotas.values())) // left)
    return quotas


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
        label = " ".join(row.get("label", "").lower().split())
        if label and label not in LABELS:
            cell = f"{f'sheet {sheet!r}, ' if sheet else ''}cell {letters(heads.index('label') + 1)}{number}"
            raise SuiteError(f"{path.name}, {cell}: the label {label!r} is none of {', '.join(LABELS)}")
        if label:
            labels[row.get("claim", "")] = label
    return labels


def agreement(one: Mapping[str, str], other: Mapping[str, str], scores: Scores | None = None) -> Agreement:
    """Agreement over the claims that both labelled; with `scores` weighted back to all sentences and with intervals over papers.

    Raises SuiteError where there is no such claim, or none of these scores.
    """
    checks = by_checks(scores) if scores else {}
    both = [claim for claim in sorted(one) if claim in other and (claim in checks or not scores)]
    if not both:
        raise SuiteError("the two sets of labels have no sentence in common; label the same export twice")
    clusters = _papers(scores, both) if scores else ["" for _ in both]
    of_all = weights(checks, both) if scores else dict.fromkeys(both, 1.0)
    weight = [of_all[claim] for claim in both]
    yes = [(one[claim] == LABELS[0], other[claim] == LABELS[0]) for claim in both]
    same = [float(a == b) for a, b in yes]
    agreed, shares = _mean(same, weight), (_mean([a for a, _ in yes], weight), _mean([b for _, b in yes], weight))
    found = statistics.rate(same, clusters, weight)
    ends = found.interval() if found else None
    kappa = statistics.kappa([(str(a), str(b)) for a, b in yes], weight)
    chance = shares[0] * shares[1] + (1 - shares[0]) * (1 - shares[1])
    return Agreement(
        n=len(both),
        papers=len(set(clusters)) if scores else 0,
        agreed=agreed,
        shares=shares,
        kappa=kappa,
        kappa_interval=_beyond(ends, chance) if kappa is not None else None,
        pabak=2 * agreed - 1,
        pabak_interval=_beyond(ends, 0.5),
        all_labels=statistics.kappa([(one[claim], other[claim]) for claim in both], weight),
    )


def in_words(found: Agreement) -> str:
    """An agreement as a person reads it."""

    def told(value: float | None, ends: Interval | None) -> str:
        if value is None:
            return "cannot be told, since both say the same of every sentence"
        return f"{value:.2f}" + (f" [{ends[0]:.2f}, {ends[1]:.2f}]" if ends else "")

    unweighted = "as drawn, not weighted back and without intervals (give --scores)"
    where = f"weighted back to all sentences, {found.papers} papers" if found.papers else unweighted
    few = f"; {no_interval(found.papers)}" if found.papers and found.pabak_interval is None else ""
    return (
        f"agreed on {found.agreed:.3f} of {found.n} ({where}{few}); called supported: {found.shares[0]:.2f} and {found.shares[1]:.2f}; "
        f"kappa {told(found.kappa, found.kappa_interval)}; adjusted for prevalence (PABAK) {told(found.pabak, found.pabak_interval)}; "
        f"kappa over all labels {told(found.all_labels, None)}"
    )


def _beyond(agreed: Interval | None, chance: float) -> Interval | None:
    """An interval of the agreement as one of the agreement beyond chance."""
    return (max(-1.0, (agreed[0] - chance) / (1 - chance)), (agreed[1] - chance) / (1 - chance)) if agreed else None


def _mean(numbers: Sequence[float], weight: Sequence[float]) -> float:
    return sum(number * times for number, times in zip(numbers, weight, strict=True)) / sum(weight)


def _papers(scores: Scores, claims: Sequence[str]) -> list[str]:
    return clusters_of(scores.cases, map(_answer_of, claims))


def differing(people: Sequence[Mapping[str, str]]) -> list[str]:
    """The claims on which two people gave different labels, for them to talk over."""
    claims = dict.fromkeys(claim for labels in people for claim in labels)
    return [claim for claim in claims if len({labels[claim] for labels in people if claim in labels}) > 1]


def by_checks(scores: Scores) -> dict[str, str]:
    """The checks' own label of every sentence."""
    return {f"{case.id}#{at}": _label(claim) for case in scores.cases for at, claim in enumerate(case.claims)}


def _label(claim: ClaimScore) -> str:
    if any(finding.check == OTHER_MATTER for finding in claim.findings):
        return LABELS[3]
    return {Verdict.SUPPORTED: LABELS[0], Verdict.NOT_SHOWN: LABELS[1], Verdict.CONFLICTS: LABELS[2]}[claim.verdict]


def corrected(scores: Scores, human: Mapping[str, str]) -> tuple[float, Interval | None]:
    """Share of supported sentences, corrected by the labelled ones, with its 95% interval over papers (None with too few papers).

    Stratified prediction-powered inference (Angelopoulos et al. 2023; Fisch et al. 2024): mean of the checks over all sentences, plus the
    weighted mean of (human - checks) over the labelled ones. As the checks' labels are the strata it is each stratum's share of all
    sentences times what people call supported of it. Raises SuiteError where no sentence of a stratum is labelled.
    """
    checks = by_checks(scores)
    weight = weights(checks, human)
    if not weight:
        raise SuiteError("none of the labels is of a sentence in these scores; give the scores that the sheet was exported from")
    unseen = set(checks.values()) - {checks[claim] for claim in weight}
    if unseen:
        raise SuiteError(f"no sentence that the checks call {min(unseen)!r} is labelled; label the whole sheet of 'label export'")
    yes = {claim: float(human[claim] == LABELS[0]) for claim in weight}
    inside = {label: [claim for claim in weight if checks[claim] == label] for label in set(checks.values())}
    share = {label: _mean([yes[c] for c in claims], [weight[c] for c in claims]) for label, claims in inside.items()}
    value = sum(share[label] for label in checks.values()) / len(checks)
    apart = [share[label] - value + weight.get(claim, 0.0) * (yes.get(claim, 0.0) - share[label]) for claim, label in checks.items()]
    papers = list(zip(_papers(scores, list(checks)), apart, strict=True))
    found = statistics.rate(list(yes.values()), _papers(scores, list(yes)), list(weight.values()), papers)
    return value, found.interval() if found else None
