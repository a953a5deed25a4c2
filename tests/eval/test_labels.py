"""People's labels: drawn in strata, weighted back, and agreement that is told with its prevalence."""

import itertools
import random
from pathlib import Path

import pytest

from eval.errors import SuiteError
from eval.labels import LABELS, agreement, by_checks, corrected, differing, draw, export, in_words, read_labels, weights
from eval.models import CaseScore, ClaimScore, Finding, Scores, Verdict
from eval.tables import read_table
from tests.eval.test_judging import scored


def claims(*verdicts: int, check: str = "C3") -> tuple[ClaimScore, ...]:
    found = Finding(check=check, verdict=Verdict.NOT_SHOWN, reason="r")
    return tuple(ClaimScore(text="Words.", verdict=Verdict(v), support=v / 2, findings=() if v == 2 else (found,)) for v in verdicts)


def long_and_short(papers: int = 12) -> Scores:
    """Answers of one to eight sentences; one in ten is not shown."""
    cases = [
        CaseScore(
            id=f"q{at}",
            question="?",
            answerable="yes",
            passed=True,
            cluster=f"paper {at % papers}",
            claims=claims(*(1 if (at + turn) % 10 == 0 else 2 for turn in range(1 + at % 8))),
        )
        for at in range(120)
    ]
    return Scores(cases=tuple(cases))


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_labels_go_out_blank_and_come_back_as_agreement(tmp_path: Path, ending: str) -> None:
    sheet = tmp_path / f"labels.{ending}"
    assert export(scored(), sheet, 3) == 3
    assert read_labels(sheet) == {}
    checks = by_checks(scored())
    assert agreement(checks, checks).agreed == 1.0
    other = dict(zip(checks, itertools.cycle(["supported", "conflicts"]), strict=False))
    assert agreement(checks, other).agreed == 0.5
    assert differing([checks, other]) == ["q1#0", "q3#0"]
    assert corrected(scored(), dict.fromkeys(checks, "supported"))[0] == 1.0
    assert corrected(scored(), other)[0] == pytest.approx(0.5)
    for wrong in (lambda: corrected(scored(), {"elsewhere#0": "supported"}), lambda: agreement(checks, {"elsewhere#0": "supported"})):
        with pytest.raises(SuiteError, match=r"none of the labels|no sentence in common"):
            wrong()


def test_a_label_that_is_none_is_named_by_its_cell(tmp_path: Path) -> None:
    sheet = tmp_path / "labels.csv"
    sheet.write_text("claim,label\nq0#0,True but of  another matter\nq1#0,perhaps\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="cell B3: the label 'perhaps'"):
        read_labels(sheet)
    sheet.write_text("claim,label\nq0#0,True but of  another matter\n", encoding="utf-8")
    assert read_labels(sheet) == {"q0#0": LABELS[3]}


def test_what_is_true_of_another_matter_is_not_supported() -> None:
    case = CaseScore(
        id="q", question="?", answerable="yes", passed=False, claims=(*claims(1, check="C10"), *claims(1), *claims(2), *claims(0))
    )
    checks = by_checks(Scores(cases=(case,)))
    assert list(checks.values()) == [LABELS[3], LABELS[1], LABELS[0], LABELS[2]]
    found = agreement(checks, checks | {"q#0": "not shown"})
    assert found.kappa == 1.0, "neither says that it is supported"
    assert found.all_labels is not None
    assert found.all_labels < 1.0


def test_the_rare_is_drawn_more_often_and_no_long_answer_fills_the_sheet() -> None:
    scores = long_and_short()
    checks = by_checks(scores)
    drawn = draw(checks, 100, 1)
    rare = [claim for claim in checks if checks[claim] == "not shown"]
    assert len(set(drawn)) == 100
    assert sum(checks[claim] == "not shown" for claim in drawn) == min(50, len(rare))
    common = [claim.partition("#")[0] for claim in drawn if checks[claim] == "supported"]
    assert max(map(common.count, common)) == 1
    assert draw(checks, 100, 1) == drawn != draw(checks, 100, 2)
    assert sorted(draw(checks, 10_000, 1)) == sorted(checks)


def test_a_sheet_does_not_show_what_the_checks_say(tmp_path: Path) -> None:
    export(long_and_short(), tmp_path / "labels.csv", 60)
    _, rows = read_table(tmp_path / "labels.csv")
    assert list(next(rows)) == ["claim", "question", "sentence", "cited words", "label", "note"]
    assert all(row[4:] == ["", ""] for row in rows)


def judged_by(person: random.Random, checks: dict[str, str]) -> dict[str, str]:
    """Agrees nine times in ten, and finds what is in long answers worse."""
    truth = {}
    for claim, label in checks.items():
        right = person.random() < (0.95 if int(claim.rpartition("#")[2]) < 3 else 0.7)
        truth[claim] = label if right else "not shown" if label == "supported" else "supported"
    return truth


def test_figures_are_weighted_back_to_all_sentences() -> None:
    scores = long_and_short()
    checks = by_checks(scores)
    truth = judged_by(random.Random(5), checks)
    share = sum(label == "supported" for label in truth.values()) / len(truth)
    agreed = sum(truth[claim] == checks[claim] for claim in checks) / len(checks)
    found, plain, same, held = [], [], [], 0
    for seed in range(200):
        drawn = draw(checks, 100, seed)
        human = {claim: truth[claim] for claim in drawn}
        value, ends = corrected(scores, human)
        assert ends is not None
        held += ends[0] <= share <= ends[1]
        found.append(value)
        plain.append(sum(label == "supported" for label in human.values()) / 100)
        same.append(agreement(human, checks, scores).agreed)
    assert sum(found) / 200 == pytest.approx(share, abs=0.01)
    assert abs(sum(plain) / 200 - share) > 0.1, "as drawn, the rare counts too much"
    assert sum(same) / 200 == pytest.approx(agreed, abs=0.01)
    assert held >= 186
    drawn = draw(checks, 100, 1)
    assert sum(weights(checks, drawn).values()) == pytest.approx(len(checks))
    assert set(weights(checks, checks).values()) == {1.0}


def test_what_nobody_labelled_cannot_be_corrected() -> None:
    checks = by_checks(long_and_short())
    with pytest.raises(SuiteError, match="no sentence that the checks call 'not shown' is labelled"):
        corrected(long_and_short(), {claim: label for claim, label in checks.items() if label == "supported"})


def test_kappa_falls_with_skew_and_the_adjusted_figure_does_not() -> None:
    one = {f"q{at}#0": "supported" for at in range(100)}
    other = one | {f"q{at}#0": "not shown" for at in range(5)}
    even = {claim: "supported" if at % 2 else "conflicts" for at, claim in enumerate(one)}
    skewed, balanced = (
        agreement(one | {"q50#0": "not shown"}, other),
        agreement(even, even | {f"q{at}#0": "supported" for at in range(0, 12, 2)}),
    )
    assert skewed.agreed == balanced.agreed == 0.94
    assert skewed.pabak == balanced.pabak == pytest.approx(0.88)
    assert skewed.kappa is not None
    assert balanced.kappa is not None
    assert skewed.kappa < 0.1 < 0.8 < balanced.kappa
    assert skewed.shares == (0.99, 0.95)
    told = in_words(skewed)
    assert "called supported: 0.99 and 0.95" in told
    assert "without intervals (give --scores)" in told


def test_agreement_has_an_interval_over_papers_and_none_with_two() -> None:
    scores = long_and_short()
    checks = by_checks(scores)
    human = {claim: judged_by(random.Random(5), checks)[claim] for claim in draw(checks, 100, 1)}
    found = agreement(human, checks, scores)
    assert found.kappa is not None
    assert found.kappa_interval is not None
    assert found.pabak_interval is not None
    assert found.kappa_interval[0] < found.kappa < found.kappa_interval[1]
    assert found.pabak_interval[0] < found.pabak < found.pabak_interval[1]
    few = agreement(human, checks, long_and_short(papers=2))
    assert few.kappa_interval is few.pabak_interval is corrected(long_and_short(papers=2), human)[1] is None
    assert "no interval: 2 papers" in in_words(few)
    assert in_words(agreement(dict.fromkeys(checks, "supported"), dict.fromkeys(checks, "supported"))).count("cannot be told") == 2
