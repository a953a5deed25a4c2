"""Two runs side by side: differences over papers, warnings where they are not comparable, and the cases that flipped."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app import cli
from eval.compare import NOT_KEPT, Comparison, compare, flips, warnings
from eval.models import CaseScore, RunHeader, Scores
from eval.outputs import read_scores, write_baseline, write_scores
from eval.report import write_comparison
from tests.eval.test_judging import numbers


def run(*passed: bool, corpus: str = "c", dataset: str = "d", **changed: object) -> Scores:
    cases = (
        CaseScore(
            id=f"q{at}",
            question=f"What of {at}?",
            answer=f"It is {'right' if right else 'wrong'} | <b>{at}</b>\nand so on.",
            answerable="yes",
            passed=right,
            failure=None if right else "used-wrongly",
            cluster=f"paper {at}",
        ).model_copy(update=changed if at == 0 else {})
        for at, right in enumerate(passed)
    )
    return Scores(cases=tuple(cases), header=RunHeader(corpus=corpus, dataset=dataset))


BEFORE, AFTER = run(True, True, False, True), run(True, False, True, True)


def test_comparison_is_paired_over_papers_and_corrected() -> None:
    before, after = [1.0] * 60 + [0.0] * 40, [1.0] * 60 + [1.0] * 24 + [0.0] * 16
    change = {d.name: d for d in compare(numbers("answered", *before), numbers("answered", *after))}
    assert change["answered"].delta == pytest.approx(0.24)
    assert change["answered"].low is not None
    assert change["answered"].low > 0
    alone = compare(numbers("answered", *before), numbers("answered", *after), ["answered"])[0]
    assert alone.p is not None
    assert change["answered"].p == pytest.approx(3 * alone.p), "three metrics were compared"
    assert change["words"].p == 1.0


def test_of_two_papers_there_is_no_p_and_no_interval() -> None:
    two, three = (run(True, False, True, cluster="paper 1"), run(True, False, True))
    told = Comparison.of(two, two)
    assert (told.differences[0].low, told.differences[0].drop, told.differences[0].p) == (None, None, None)
    assert "no interval: 2 papers, and at least 3 are needed" in "\n".join(told.lines(0))
    assert "no interval" not in "\n".join(Comparison.of(three, three).lines(0))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (run(True, True), run(True), "1 cases are in the first run alone: q1"),
        (run(True), run(True, True), "1 cases are in the second run alone: q1"),
        (run(True), run(True, question="What else?"), "1 cases of the same id ask another question: q0"),
        (run(True), run(True, dataset="e"), "the cases are not the same set"),
        (run(True), run(True, corpus="e"), "the papers are not the same"),
    ],
)
def test_runs_that_are_not_comparable_are_warned_of(before: Scores, after: Scores, words: str) -> None:
    found = warnings(before, after)
    assert len(found) == 1
    assert words in found[0]
    assert not warnings(before, before)


def test_a_baseline_is_compared_without_its_questions_and_says_that_it_has_no_answers(tmp_path: Path) -> None:
    write_baseline(BEFORE, tmp_path / "baseline.json")
    kept = read_scores(tmp_path / "baseline.json")
    assert not warnings(kept, AFTER)
    assert [(flip.before, flip.question) for flip in flips(kept, AFTER)] == [(NOT_KEPT, "What of 1?"), (NOT_KEPT, "What of 2?")]
    assert NOT_KEPT not in [flip.before for flip in flips(BEFORE, AFTER)]


def test_the_cases_that_flipped_are_shown_with_both_answers_and_no_other(tmp_path: Path) -> None:
    found = Comparison.of(BEFORE, AFTER)
    assert [(flip.id, flip.gained, flip.cause) for flip in found.flips] == [("q1", False, "used-wrongly"), ("q2", True, "used-wrongly")]
    assert found.flips[0].before.startswith("It is right")
    assert found.flips[0].after.startswith("It is wrong")
    write_comparison(found, tmp_path / "flips.html")
    page = (tmp_path / "flips.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;1&lt;/b&gt;" in page
    assert "<b>" not in page
    write_comparison(found, tmp_path / "flips.md")
    text = (tmp_path / "flips.md").read_text(encoding="utf-8")
    row = next(line for line in text.splitlines() if "q1" in line)
    assert row.replace("\\|", "").count("|") == 4
    assert "It is right \\| &lt;b&gt;1&lt;/b&gt;<br>and so on. | It is wrong" in row
    assert "q0" not in text


def test_an_exempt_answer_keeps_its_marking() -> None:
    secret = run(False, marking="NOT FOR PUBLICATION")
    assert flips(run(True), secret)[0].after.startswith("NOT FOR PUBLICATION\n")
    assert not flips(run(True), secret)[0].before.startswith("NOT")


def test_the_verb_prints_twenty_flips_and_writes_all(tmp_path: Path) -> None:
    write_scores(run(*[True] * 25), tmp_path / "a.json")
    write_scores(run(*[False] * 25), tmp_path / "b.json")
    asked = ["eval", "compare", str(tmp_path / "a.json"), str(tmp_path / "b.json")]
    told = CliRunner().invoke(cli, [*asked, "--out", str(tmp_path / "all.html")]).output
    assert told.count("LOST q") == 20
    assert "… and 5 more" in told
    assert (tmp_path / "all.html").read_text(encoding="utf-8").count("fails now") == 25
    assert "LOST q" not in CliRunner().invoke(cli, [*asked, "--no-flips"]).output
