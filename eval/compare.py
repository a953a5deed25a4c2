"""Two runs on the same cases, paired: is the difference more than chance, which cases flipped, and are the runs comparable at all?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from eval import statistics
from eval.models import CaseScore, Scores
from eval.summary import clusters_of, no_interval, values

COMPARED = (
    "passed", "answered", "refused-unanswerable", "vital-nuggets", "fully-grounded", "citation-recall", "citation-precision",
    "truthfulness", "recall@5", "recall@10", "ndcg@10", "right-version@1", "words",
)  # fmt: skip
NOT_KEPT = "(a baseline keeps no answers: compare with scores.json)"


@dataclass(frozen=True, slots=True)
class Difference:
    """A metric in run B less the same in run A, over the cases both have. Without enough papers there is neither interval nor p."""

    name: str
    a: float
    b: float
    low: float | None
    high: float | None
    """95% interval of b - a, over papers."""
    drop: float | None
    """One-sided upper 95% bound of a - b."""
    n: int
    papers: int
    p: float | None
    """Two-sided, of the same interval; Holm-adjusted over the metrics compared."""

    @property
    def delta(self) -> float:
        """b - a."""
        return self.b - self.a

    @property
    def told(self) -> tuple[str, str]:
        """Interval and p-value as a person reads them."""
        if self.low is None or self.p is None:
            return no_interval(self.papers), "no p"
        return f"{self.low:+.3f} to {self.high:+.3f}", f"{self.p:.3f}"


@dataclass(frozen=True, slots=True)
class Flip:
    """A case that passed in one run and failed in the other."""

    id: str
    gained: bool
    question: str
    before: str
    """The answer of the first run, its marking first."""
    after: str
    cause: str
    """Why it failed, in the run in which it did; "" where the run does not say."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is told of two runs."""

    differences: tuple[Difference, ...]
    warnings: tuple[str, ...]
    flips: tuple[Flip, ...]

    @classmethod
    def of(cls, a: Scores, b: Scores) -> "Comparison":
        """The comparison of run A, the earlier, with run B."""
        return cls(tuple(compare(a, b)), tuple(warnings(a, b)), tuple(flips(a, b)))

    def lines(self, most: int) -> Iterator[str]:
        """For a terminal: the warnings, the table, and at most `most` of the cases that flipped."""
        yield from (f"WARNING: {warning}" for warning in self.warnings)
        yield f"{'metric':22}{'before':>9}{'after':>9}{'change':>9}{'n':>6}{'p':>8}  95% interval"
        for d in self.differences:
            yield f"{d.name:22}{d.a:9.3f}{d.b:9.3f}{d.delta:+9.3f}{d.n:6}{d.told[1]:>8}  {d.told[0]}"
        lost = sum(not flip.gained for flip in self.flips)
        yield f"{lost} cases passed before and fail now, {len(self.flips) - lost} failed and pass now"
        for flip in self.flips[:most]:
            yield f"{'gained' if flip.gained else 'LOST'} {flip.id}{f' ({flip.cause})' if flip.cause else ''}: {flip.question}"
            yield from (f"    {when} {' '.join(answer.split())}" for when, answer in (("before:", flip.before), ("after: ", flip.after)))
        if most and len(self.flips) > most:
            yield f"… and {len(self.flips) - most} more: --out FILE.html"


def compare(a: Scores, b: Scores, names: Sequence[str] = COMPARED) -> list[Difference]:
    """Paired differences of the metrics that both runs have."""
    found = [difference for name in names if (difference := _difference(a.cases, b.cases, name))]
    adjusted = iter(statistics.holm([one.p for one in found if one.p is not None]))
    return [one if one.p is None else replace(one, p=next(adjusted)) for one in found]


def warnings(a: Scores, b: Scores) -> list[str]:
    """Why the two runs may not be comparable, in words: other questions, or other papers."""
    first, second = ({case.id: case for case in scores.cases} for scores in (a, b))
    both = first.keys() & second.keys()
    asked = {identity: {first[identity].question, second[identity].question} - {""} for identity in first if identity in both}
    other = [identity for identity, questions in asked.items() if len(questions) > 1]
    listed = (
        ("cases are in the first run alone", [identity for identity in first if identity not in both]),
        ("cases are in the second run alone", [identity for identity in second if identity not in both]),
        ("cases of the same id ask another question", other),
    )
    told = [f"{len(ids)} {what}: {', '.join(ids[:5])}{', …' if len(ids) > 5 else ''}" for what, ids in listed if ids]
    hashes = (
        ("the cases are not the same set, or were changed in between (their hash differs)", a.header.dataset, b.header.dataset),
        ("the papers are not the same (their hash differs)", a.header.corpus, b.header.corpus),
    )
    return told + [what for what, one, two in hashes if one and two and one != two]


def flipped(a: Scores, b: Scores) -> list[tuple[CaseScore, CaseScore]]:
    """The cases that passed in one run and not in the other, as they were in each, those that were lost first."""
    first = {case.id: case for case in a.cases}
    pairs = [(first[case.id], case) for case in b.cases if case.id in first and first[case.id].passed != case.passed]
    return sorted(pairs, key=lambda pair: pair[1].passed)


def flips(a: Scores, b: Scores) -> list[Flip]:
    """The cases that flipped, the lost ones first."""
    return [
        Flip(
            id=after.id,
            gained=after.passed,
            question=after.question or before.question,
            before=_answer(before, a),
            after=_answer(after, b),
            cause=(before if after.passed else after).failure or "",
        )
        for before, after in flipped(a, b)
    ]


def _answer(case: CaseScore, scores: Scores) -> str:
    if not any(one.question for one in scores.cases):
        return NOT_KEPT
    return "\n".join([*([case.marking] if case.marking else []), case.answer.strip() or "(nothing)"])


def _difference(a: Sequence[CaseScore], b: Sequence[CaseScore], name: str) -> Difference | None:
    first, second = values(a, name), values(b, name)
    both = [identity for identity in first if identity in second]
    if not both:
        return None
    one, two, clusters = [first[i] for i in both], [second[i] for i in both], clusters_of(b, both)
    found = statistics.change(one, two, clusters)
    low, high = found.interval() if found else (None, None)
    return Difference(
        name=name,
        a=sum(one) / len(both),
        b=sum(two) / len(both),
        low=low,
        high=high,
        drop=-found.interval(0.9)[0] if found else None,
        n=len(both),
        papers=len(set(clusters)),
        p=statistics.p_value(found.interval) if found else None,
    )
