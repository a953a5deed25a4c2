"""Scores a transcript: a pure function of cases, answers and papers, with no model and no index."""

from collections.abc import Callable, Iterable

from eval.checks import claims_of, judge
from eval.clusters import clusters
from eval.corpus import Corpus
from eval.metrics import METRICS, Seen
from eval.metrics.facts import missing_facts
from eval.metrics.safety import COUNTS, slices
from eval.models import Case, CaseScore, Response, RunHeader, Scores, Verdict
from eval.statistics import finite

CRITICAL = COUNTS[:4]
"""Zero tolerance: one is one too many. Invented figures are counted too, but a rule that reads figures may err."""
Metric = Callable[[Seen], dict[str, float]]


def score(cases: Iterable[Case], header: RunHeader, responses: Iterable[Response], corpus: Corpus, more: Iterable[Metric] = ()) -> Scores:
    """Every case with its metrics; a case without an answer fails, a draft stands apart. `more` adds metrics of eval.judges."""
    answered = {response.id: response for response in responses}
    metrics, cases = (*METRICS, *more), list(cases)
    papers = clusters(cases)
    every = [(case, score_case(case, answered.get(case.id), corpus, metrics)) for case in cases]
    found = [(case.status, scored.model_copy(update={"cluster": papers[case.id]})) for case, scored in every]
    counted, drafts = (tuple(scored for status, scored in found if status == wanted) for wanted in ("approved", "draft"))
    return Scores(header=header, cases=counted, drafts=drafts)


def score_case(case: Case, response: Response | None, corpus: Corpus, metrics: Iterable[Metric] = METRICS) -> CaseScore:
    """One case. A metric or check that fails makes the case fail and is listed under `errors`."""
    if response is None:
        return _case_score(case, Response(id=case.id, answer=""), failure="missing")
    errors: list[str] = []
    try:
        claims = tuple(claims_of(case, response, corpus))
        seen = Seen(case, response, corpus, claims, tuple(judge(claim) for claim in claims))
    except Exception as error:  # a defect of a check must fail the case, not the run
        return _case_score(case, response, failure="error", errors=(f"checks: {error!r}",))
    values: dict[str, float] = {}
    for metric in metrics:
        try:
            values |= finite(metric(seen))
        except Exception as error:  # as above
            errors.append(f"{metric.__module__}.{metric.__name__}: {error!r}")
    if response.status == "error":
        errors.append(f"the system failed: {response.answer}")
    missing = missing_facts(seen) if case.answerable.wants_answer else ()
    return _case_score(
        case,
        response,
        abstained=seen.refused,
        failure="error" if errors else _failure(seen, values, missing),
        errors=tuple(errors),
        metrics=values,
        critical=tuple(name for name in CRITICAL if values.get(name)),
        claims=seen.judged,
        missing=missing,
    )


def _failure(seen: Seen, values: dict[str, float], missing: tuple[str, ...]) -> str | None:
    """Where it went wrong, by the taxonomy: the earliest cause that explains it."""
    invented = any(values.get(name) for name in COUNTS)
    retrieved = values.get("recall@10", 1.0) == 1.0
    if not seen.case.answerable.wants_answer:
        return "invented" if invented else None if seen.declined and not values.get("forbidden-said") else "wrongly-answered"
    if seen.refused:
        return "wrongly-refused" if retrieved else "not-retrieved"
    if invented:
        return "invented"
    if missing:
        return "retrieved-not-used" if retrieved else "not-retrieved"
    objected = any(judged.verdict is not Verdict.SUPPORTED for judged in seen.judged)
    if objected or values.get("forbidden-said"):
        return "used-wrongly"
    return "beside-the-question" if values.get("off-question", 0.0) == 1.0 and not seen.case.nuggets else None


def _case_score(case: Case, response: Response, failure: str | None, **more: object) -> CaseScore:
    record = {
        "id": case.id,
        "question": case.question,
        "answer": response.answer,
        "marking": response.marking,
        "reference": case.answer,
        "history": case.history,
        "evidence": case.evidence_groups,
        "answerable": case.answerable,
        "abstained": response.abstained,
        "passed": failure is None,
        "failure": failure,
        "slices": slices(case),
        "confidence": _confidence(response),
    }
    return CaseScore.model_validate(record | more)


def _confidence(response: Response) -> float | None:
    """What the system says of its own sureness; for ours, the highest cosine among the passages."""
    if response.confidence is not None:
        return response.confidence
    cosines = [passage.signals["dense"] for passage in response.passages if passage.signals and "dense" in passage.signals]
    return max(cosines, default=None)
