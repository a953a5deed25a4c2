"""Intervals over papers: they hold the truth as often as they say, say nothing of two papers, and refuse what is no number."""

import math
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from scipy.stats import binomtest

from eval import statistics
from eval.cases import case_of
from eval.clusters import clusters
from eval.errors import EvaluationError
from eval.models import Case, RunHeader
from eval.score import score, score_case
from eval.statistics import Interval
from eval.summary import estimate
from tests.eval.papers import corpus, response

APART = [str(at) for at in range(300)]


def asked(identity: str, *docs: str, history: str = "", **fields: object) -> Case:
    earlier = [{"role": "user", "text": history}, {"role": "assistant", "text": "Yes."}] if history else []
    groups = [[{"doc": doc, "text": "words"}] for doc in docs]
    return Case.model_validate({"id": identity, "question": f"What of {identity}?", "evidence_groups": groups, "history": earlier} | fields)


def test_cases_on_one_paper_are_one_cluster_and_others_are_not() -> None:
    cases = [
        asked("a", "roads.pdf"),
        asked("b", "roads.txt"),
        asked("c", "bins.pdf", "roads.pdf", "bins.pdf"),
        asked("d", "parks.pdf", source_cluster="elsewhere"),
        asked("e", "parks.pdf", source_cluster="roads.pdf"),
        asked("f", answerable="no"),
        asked("g", answerable="no", source_cluster="bins.pdf"),
    ]
    found = clusters(cases)
    assert [found[name] for name in "abcdefg"] == ["roads.pdf", "roads.pdf", "bins.pdf", "elsewhere", "roads.pdf", "f", "bins.pdf"]
    assert {case.id: case.cluster for case in score(cases, RunHeader(), [], corpus()).cases} == found


def test_the_turns_of_a_dialogue_are_one_cluster_and_a_like_dialogue_is_not() -> None:
    first = asked("one", "roads.pdf", question="Tell me of roads.")
    turns = [asked("two", "bins.pdf", history="Tell me of  ROADS."), asked("three", answerable="no", history="Tell me of roads.")]
    others = [asked("x", answerable="no", history="Tell me of bins."), asked("y", answerable="no", history="Tell me of bins.")]
    empty = [asked("p", answerable="no", question=" "), asked("q", answerable="no", question=" ")]
    found = clusters([first, *turns, *others, *empty])
    assert {found[case.id] for case in (first, *turns)} == {"roads.pdf"}
    assert [found[case.id] for case in others] == ["x", "x"]
    assert [found[case.id] for case in empty] == ["p", "q"]


def test_a_gold_record_leaves_its_cluster_to_its_evidence() -> None:
    record = {"id": "g", "question": "?", "key_facts": ["x"], "history": [{"question": "Roads?"}]}
    assert clusters([case_of(record | {"evidence": [{"doc": "a.pdf", "quote": "w"}]})]) == {"g": "a.pdf"}


def coverage(method: Callable[[Sequence[float], Sequence[str]], Interval | None], papers: int, share: float, icc: float) -> float:
    random, held, runs = np.random.default_rng(papers), 0, 300
    for _ in range(runs):
        values, names = [], []
        for paper in range(papers):
            size = max(1, round(float(random.lognormal(2.0, 0.8))))
            own = random.beta(share * (1 - icc) / icc, (1 - share) * (1 - icc) / icc)
            values += (random.random(size) < own).astype(float).tolist()
            names += [str(paper)] * size
        low, high = method(values, names) or (0.0, 1.0)
        held += low <= share <= high
    return held / runs


@pytest.mark.parametrize(("papers", "share", "icc"), [(5, 0.8, 0.5), (10, 0.9, 0.2), (20, 0.9, 0.5)])
def test_an_interval_holds_the_truth_as_often_as_it_says(papers: int, share: float, icc: float) -> None:
    assert coverage(statistics.interval, papers, share, icc) >= 0.93
    assert coverage(lambda values, _: statistics.wilson(round(sum(values)), len(values)), papers, share, icc) < 0.9


def test_questions_apart_are_counted_as_such_and_those_together_are_not() -> None:
    values = [1.0] * 285 + [0.0] * 15
    low, high = statistics.interval(values, APART) or (0, 0)
    exact = binomtest(285, 300).proportion_ci(0.95)
    assert (low, high) == pytest.approx((exact.low, exact.high), abs=2e-3)
    together = statistics.interval(values, [str(at // 30) for at in range(300)]) or (0, 0)
    assert together[1] - together[0] > 2 * (high - low)


def test_where_nothing_failed_papers_count_and_not_questions() -> None:
    assert statistics.upper_bound([0.0] * 300, APART) == pytest.approx(1 - 0.05 ** (1 / 300))
    few = statistics.upper_bound([0.0] * 300, [str(at // 100) for at in range(300)])
    assert few is not None
    assert few == pytest.approx(1 - 0.05 ** (1 / (3 * sum(1 / i for i in range(1, 101)))))
    assert statistics.interval([1.0] * 30, APART[:30])[1] == 1.0  # type: ignore[index]


def test_a_small_shortfall_makes_no_surer_than_none() -> None:
    whole, nearly = (statistics.interval([1.0] * 119 + [last], [str(at // 4) for at in range(120)]) for last in (1.0, 0.9))
    assert whole is not None
    assert nearly is not None
    assert nearly[0] == pytest.approx(whole[0], abs=0.01)
    assert nearly[1] == pytest.approx(whole[1], abs=1e-6)
    half = statistics.interval([1.0] * 110 + [0.5] * 10, [str(at // 4) for at in range(120)])
    assert half is not None
    assert half[0] < whole[0], "more and greater shortfalls are less sure"


@pytest.mark.parametrize("values", [[0.0, 1.0, 1.0], [0.2, 0.7, 0.4], [-1.0, 1.0, 0.5], [80.0, 120.0, 95.0]])
def test_of_two_papers_nothing_is_said_and_of_three_something(values: list[float]) -> None:
    assert statistics.interval(values, ["a", "b", "b"]) is None
    assert statistics.change(values, values[::-1], ["a", "b", "b"]) is None
    low, high = statistics.interval(values, ["a", "b", "c"]) or (0, 0)
    assert low < sum(values) / 3 < high


def test_a_change_is_told_from_none_by_papers() -> None:
    before, papers = [0.0] * 40 + [1.0] * 60, [str(at % 20) for at in range(100)]
    clear = statistics.change(before, [1.0] * 100, papers)
    assert clear is not None
    assert clear.interval()[0] > 0.2
    assert statistics.p_value(clear.interval) < 0.001
    none = statistics.change(before, [value * (1 - 4e-5) for value in before], papers)
    assert none is not None
    assert none.interval()[0] == pytest.approx(-none.interval()[1])
    assert none.interval()[0] < -0.01, "that nothing changed here does not show that nothing can"
    assert statistics.p_value(none.interval) == pytest.approx(1.0)
    few = [0.0] * 12 + [1.0] * 88
    spread, heaped = (statistics.change(few, [1.0] * 100, names) for names in (papers, ["a"] * 12 + papers[12:]))
    assert spread is not None
    assert heaped is not None
    assert statistics.p_value(spread.interval) < 0.05 < statistics.p_value(heaped.interval), "twelve questions on one paper are one paper"


def test_p_agrees_with_the_interval() -> None:
    found = statistics.change([0.0] * 9 + [1.0] * 91, [1.0] * 100, [str(at % 25) for at in range(100)])
    assert found is not None
    p = statistics.p_value(found.interval)
    assert found.interval(1 - p * 1.01)[0] > 0 or found.interval(1 - p * 1.01)[1] < 0
    assert found.interval(1 - p * 0.99)[0] < 0 < found.interval(1 - p * 0.99)[1]
    assert statistics.holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_an_error_of_the_case_by_name(value: float) -> None:
    case, answer = asked("q", "roads-2023.pdf"), response("q", ("Words.", "roads-2023.pdf", "Words."))
    scored = score_case(case, answer, corpus(), [lambda _: {"right": 0.5, "odd": value}])
    assert scored.failure == "error"
    assert f"odd is {value}" in scored.errors[0]
    assert "odd" not in scored.metrics
    assert not score_case(case, answer, corpus(), [lambda _: {"right": 0.5}]).errors


def test_of_nothing_nothing_is_formed() -> None:
    for form, nothing in ((statistics.kappa, []), (statistics.alpha, [("a",)]), (statistics.area, [])):
        with pytest.raises(EvaluationError):
            form(nothing)  # type: ignore[operator]
    with pytest.raises(EvaluationError, match="no value"):
        statistics.interval([], [])
    assert estimate([], "passed") is None


def test_kappa_by_the_book() -> None:
    pairs = [("yes", "yes")] * 20 + [("yes", "no")] * 5 + [("no", "yes")] * 10 + [("no", "no")] * 15
    assert statistics.kappa(pairs) == pytest.approx(0.4)
    assert statistics.kappa(pairs[::5], [5.0] * 10) == pytest.approx(0.4)
    assert statistics.kappa([("yes", "yes")] * 3) is None


def test_alpha_by_the_book() -> None:
    # Krippendorff (2011), "Computing Krippendorff's alpha-reliability", part B: twelve units, two observers, nominal
    one, two = "aabbdcccedda", "babbbccceddd"
    assert statistics.alpha(list(zip(one, two, strict=True))) == pytest.approx(0.692, abs=5e-4)
    assert statistics.alpha([("a", "a"), ("a",)]) is None


def test_risk_falls_where_confidence_is_earned() -> None:
    points = statistics.risk_coverage([0.9, 0.8, 0.1], [False, False, True])
    assert points == [(1 / 3, 0.0), (2 / 3, 0.0), (1.0, 1 / 3)]
    assert statistics.area(points) == pytest.approx(1 / 9)
