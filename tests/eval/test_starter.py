"""The starter gate: rules for a set of a dozen cases that a plain run can pass and a bad one cannot."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app import Composition
from assistant.cli import Shell, cli
from eval.errors import SuiteError
from eval.gate import STARTER, Rules, gate, read_rules
from eval.models import CaseScore, MutationRate, RunHeader, Scores

TRIED = tuple(
    MutationRate(edit=name, neutral=False, flagged=10, tried=10) for name in ("digit", "negation", "quote edit", "invented citation")
)
NEUTRAL = MutationRate(edit="as printed", neutral=True, flagged=0, tried=20)


def run_of(passed: int, refused: int = 3, answerable: int = 8, **header: object) -> Scores:
    """Twelve cases: `passed` of the answerable pass, `refused` of the four others are refused."""
    yes = {"answered": 1.0, "vital-nuggets": 1.0, "recall@10": 1.0, "citation-validity": 1.0}
    bad = {"answered": 1.0, "vital-nuggets": 0.0, "recall@10": 1.0, "citation-validity": 1.0}
    cases = [
        CaseScore(id=f"y{at}", question="?", answerable="yes", passed=at < passed, metrics=yes if at < passed else bad)
        for at in range(answerable)
    ]
    cases += [
        CaseScore(id=f"n{at}", question="?", answerable="no", passed=at < refused, metrics={"refused-unanswerable": float(at < refused)})
        for at in range(4)
    ]
    return Scores(cases=tuple(cases), header=RunHeader.model_validate({"repeated": 5} | header), self_test=(*TRIED, NEUTRAL))


def broken(scores: Scores) -> list[str]:
    return [ruling.rule for ruling in gate(scores, read_rules(STARTER)) if not ruling.kept]


def test_a_plain_run_of_twelve_cases_passes() -> None:
    assert broken(run_of(passed=6)) == []


@pytest.mark.parametrize(
    ("scores", "rule"),
    [
        (run_of(passed=4, refused=2), "vital-nuggets measured at least 0.6"),
        (run_of(passed=8, refused=1), "refused-unanswerable measured at least 0.5"),
        (run_of(passed=6, differing=["y1"]), "the same answers when asked again"),
        (run_of(passed=6).model_copy(update={"self_test": (NEUTRAL,)}), "checks find digit at least 0.9"),
    ],
)
def test_a_bad_run_does_not(scores: Scores, rule: str) -> None:
    assert rule in broken(scores)


def test_too_few_cases_do_not_count_as_measured() -> None:
    scores = run_of(passed=7, answerable=7)
    assert "answered measured at least 0.75" in broken(scores)
    rules = Rules.model_validate({"points": {"answered": {"least": 0.75, "cases": 7}}})
    (ruling,) = [one for one in gate(scores, rules) if one.rule.startswith("answered")]
    assert (ruling.kept, ruling.detail) == (True, "1.000, n = 7")


def test_points_on_a_chat_model_s_opinion_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "gate.toml"
    path.write_text("[points]\njudge-faithfulness = { least = 0.5, cases = 1 }\n", encoding="utf-8")
    with pytest.raises(SuiteError, match="cannot be a rule of the gate"):
        read_rules(path)


def test_template_writes_the_rules_and_does_not_write_over_a_file(tmp_path: Path) -> None:
    out = tmp_path / "gate.toml"
    result = CliRunner().invoke(cli, ["eval", "template", str(out)], obj=Shell(Composition))
    assert out.read_text(encoding="utf-8") == STARTER.read_text(encoding="utf-8"), result.output
    assert "cannot show" in out.read_text(encoding="utf-8")
    assert read_rules(out) == read_rules(STARTER)
