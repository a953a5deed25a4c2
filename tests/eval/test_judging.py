"""Statistics, comparison, gate, self-test, labels and reports."""

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest

from eval.compare import compare
from eval.errors import SuiteError
from eval.gate import Rules, gate, read_rules
from eval.judges import metrics
from eval.ledger import freeze, looks, record
from eval.models import Case, CaseScore, MutationRate, Response, RunHeader, Scores
from eval.mutate import mutate, rates
from eval.outputs import read_scores, schema, write_baseline, write_csv, write_junit, write_scores, write_trec
from eval.report import explain, markdown, write_html
from eval.score import score
from eval.summary import summarise
from eval.transcripts import read_transcript
from tests.eval.papers import ROADS, corpus, response

ALLOCATION, VOTE = ROADS[0][0], ROADS[1][0]
CASES = [
    Case.model_validate(
        {
            "id": f"q{at}",
            "question": "How much is there for roads?",
            "nuggets": [{"text": fact}],
            "source_cluster": f"paper {at % 3}",
            "evidence_groups": [[{"doc": "roads-2023.pdf", "text": text}]],
        }
    )
    for at, (text, fact) in enumerate(((ALLOCATION, "£3.24m"), (VOTE, "6 votes to 3"), (ROADS[4][0], "eleven"), (ALLOCATION, "marmalade")))
] + [Case.model_validate({"id": "q4", "question": "What of the moon?", "answerable": "no"})]
ANSWERS = [response(f"q{at}", (text, "roads-2023.pdf", text)) for at, text in enumerate((ALLOCATION, VOTE, ROADS[4][0], ALLOCATION))]
ANSWERS.append(Response(id="q4", answer="The papers do not say <b>.", abstained=True))


def scored(answers: list[Response] = ANSWERS) -> Scores:
    return score(CASES, RunHeader(system="a <system>", repeated=2), answers, corpus())


def numbers(name: str, *values: float) -> Scores:
    cases = (
        CaseScore(id=str(at), question="?", answerable="yes", passed=bool(v), cluster=f"paper {at % 20}", metrics={name: v, "words": 100.0})
        for at, v in enumerate(values)
    )
    return Scores(cases=tuple(cases), header=RunHeader(repeated=1))


def test_a_summary_tells_rates_means_and_what_is_too_few() -> None:
    found = summarise(scored())
    passed = found.estimate("passed")
    assert passed is not None
    assert (passed.value, passed.n) == (0.8, 5)
    assert found.failures == (("retrieved-not-used", 1),)
    assert all(estimate is None for _, size, estimate in found.slices if size < 20)
    assert {count.name: (count.k, count.n) for count in found.counts}["invented-figure"] == (0, 5)


RULES = Rules(floors={"answered": 0.5}, margins={"answered": 0.08}, detection={"digit": 0.9})
SELF_TEST = (
    MutationRate(edit="digit", neutral=False, flagged=99, tried=100),
    MutationRate(edit="reorder", neutral=True, flagged=1, tried=100),
)
GOOD = numbers("answered", *[1.0] * 90, *[0.0] * 10).model_copy(update={"self_test": SELF_TEST})


def broken(scores: Scores, baseline: Scores | None = GOOD, rules: Rules = RULES) -> list[str]:
    return [ruling.rule for ruling in gate(scores, rules, baseline) if not ruling.kept]


def test_a_good_run_passes_the_gate() -> None:
    assert broken(GOOD) == []


def test_each_rule_of_the_gate_can_be_broken() -> None:
    leak = GOOD.cases[0].model_copy(update={"critical": ("exempt-leaked",)})
    failed = GOOD.cases[0].model_copy(update={"errors": ("checks: ZeroDivisionError",)})
    assert broken(GOOD.model_copy(update={"cases": (leak, *GOOD.cases[1:])})) == ["no exempt-leaked"]
    assert broken(GOOD.model_copy(update={"cases": (failed, *GOOD.cases[1:])})) == ["no errors"]
    assert broken(GOOD, rules=Rules(floors={"answered": 0.89}, detection={"digit": 0.9})) == ["answered at least 0.89"]
    assert broken(GOOD, rules=Rules(ceilings={"answered": 0.9})) == ["answered at most 0.9"]
    assert broken(GOOD, rules=Rules(floors={"unheard-of": 0.1})) == ["unheard-of at least 0.1"]
    assert broken(GOOD.model_copy(update={"header": RunHeader(repeated=1, differing=("7",))})) == ["the same answers when asked again"]
    assert broken(GOOD.model_copy(update={"header": RunHeader()})) == ["the same answers when asked again"]
    blind = (SELF_TEST[0].model_copy(update={"flagged": 80}), SELF_TEST[1].model_copy(update={"flagged": 9}))
    assert broken(GOOD.model_copy(update={"self_test": blind})) == ["checks find digit at least 0.9", "false alarms at most 0.03"]
    worse = numbers("answered", *[1.0] * 70, *[0.0] * 30).model_copy(update={"self_test": SELF_TEST})
    assert broken(worse) == ["answered not worse than the baseline"]
    terse = [case.model_copy(update={"metrics": case.metrics | {"words": 50.0}}) for case in GOOD.cases]
    assert broken(GOOD.model_copy(update={"cases": tuple(terse)})) == ["answers as long as before, give or take 20%"]


def test_not_worse_is_what_cannot_be_worse_and_not_what_may_be_chance() -> None:
    slightly = numbers("answered", *[1.0] * 87, *[0.0] * 13).model_copy(update={"self_test": SELF_TEST})
    change = next(d for d in compare(GOOD, slightly) if d.name == "answered")
    assert change.p is not None
    assert change.p > 0.5, "three cases may be chance"
    assert broken(slightly) == ["answered not worse than the baseline"], "and may be many"
    assert broken(slightly, rules=RULES.model_copy(update={"margins": {"answered": 0.2}})) == []


def test_of_two_papers_the_gate_judges_nothing_and_says_so() -> None:
    two, three = (
        GOOD.model_copy(
            update={"cases": tuple(case.model_copy(update={"cluster": f"paper {at % n}"}) for at, case in enumerate(GOOD.cases))}
        )
        for n in (2, 3)
    )
    rules = Rules(floors={"answered": 0.1}, ceilings={"answered": 1.0}, margins={"answered": 0.9})
    rulings = {ruling.rule: ruling for ruling in gate(two, rules, two)}
    for rule in ("answered at least 0.1", "answered at most 1.0", "answered not worse than the baseline"):
        assert not rulings[rule].kept
        assert "cannot be judged: no interval: 2 papers" in rulings[rule].detail
    assert broken(three, three, rules) == []


def test_groundedness_may_not_rise_by_saying_less() -> None:
    def run(grounded: float, answered: int) -> Scores:
        cases = [
            c.model_copy(update={"metrics": {"fully-grounded": grounded, "answered": float(at < answered)}})
            for at, c in enumerate(GOOD.cases)
        ]
        return GOOD.model_copy(update={"cases": tuple(cases)})

    rules = Rules(detection={"digit": 0.9})
    assert broken(run(1.0, 80), run(0.0, 90), rules) == ["grounded by saying as much"]
    assert broken(run(1.0, 90), run(0.0, 90), rules) == []


def test_the_checks_find_false_edits_and_leave_neutral_ones() -> None:
    tried = mutate(CASES, corpus())
    found = {(rate.edit, rate.neutral): rate for rate in rates(tried)}
    assert {edit for edit, neutral in found if not neutral} >= {"digit", "unit", "year", "negation", "quote edit", "invented citation"}
    missed = [(attempt.edit, attempt.text) for attempt in tried if not attempt.neutral and not attempt.flagged]
    alarms = [(attempt.edit, attempt.text, attempt.reasons) for attempt in tried if attempt.neutral and attempt.flagged]
    assert not missed
    assert not alarms


def test_outputs_can_be_read_by_others(tmp_path: Path) -> None:
    scores = scored()
    write_scores(scores, tmp_path / "scores.json")
    assert read_scores(tmp_path / "scores.json") == scores
    write_baseline(scores, tmp_path / "baseline.json")
    kept = read_scores(tmp_path / "baseline.json")
    assert {d.name: d.delta for d in compare(kept, scores)} == pytest.approx({d.name: 0.0 for d in compare(scores, scores)}, abs=1e-4)
    write_csv(scores, tmp_path / "cases.csv")
    with (tmp_path / "cases.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row["passed"] for row in csv.DictReader(stream)] == ["True", "True", "True", "False", "True"]
    write_junit(scores, tmp_path / "junit.xml")
    suite = ElementTree.parse(tmp_path / "junit.xml").getroot()
    assert (suite.get("tests"), suite.get("failures"), len(suite.findall("testcase/failure"))) == ("5", "1", 1)
    write_trec(CASES, ANSWERS, corpus(), tmp_path)
    assert (tmp_path / "run.trec").read_text().splitlines()[0].split()[0] == "q0"
    for name in ("case", "transcript", "scores"):
        assert json.loads(schema(name))["type"] == "object"


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 the parser's signature
        self.seen.append(tag)
        if tag not in {"meta", "img", "line", "circle", "path", "polyline", "link", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"line", "circle", "path", "polyline"}:
            assert self.open.pop() == tag


def test_the_report_is_whole_offline_and_shows_failures_first(tmp_path: Path) -> None:
    scores = scored().model_copy(update={"self_test": SELF_TEST})
    write_html(scores, corpus(), tmp_path / "report.html", rulings=gate(scores, RULES))
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    outline = _Outline()
    outline.feed(text)
    assert outline.open == []
    assert "script" not in outline.seen
    assert not re.search(r"(?:src|href)=\"(?!#|data:)", text)
    assert text.index('id="q3"') < text.index('id="q0"')
    assert f"<mark>{ALLOCATION}</mark>" in text
    assert "Missing: marmalade" in text
    assert "do not say &lt;b&gt;" in text
    assert "99 of 100" in text
    assert "19 of 20 intervals made so would hold the true figure" in text
    assert "too few (under 20)" in text


@pytest.mark.parametrize(("papers", "words"), [(1, "no interval: 1 paper,"), (2, "no interval: 2 papers,"), (3, "")])
def test_a_report_on_few_papers_says_that_it_has_no_intervals(tmp_path: Path, papers: int, words: str) -> None:
    scores = scored()
    few = scores.model_copy(
        update={"cases": tuple(c.model_copy(update={"cluster": str(at % papers)}) for at, c in enumerate(scores.cases))}
    )
    write_html(few, corpus(), tmp_path / "report.html")
    for text, row in (((tmp_path / "report.html").read_text(encoding="utf-8"), "(passed)"), (markdown(few), "| passed")):
        passed = next(line for line in text.splitlines() if row in line)
        assert (words in passed) if words else re.search(r"\d%? to \d", passed), passed
        assert ("no bound: too few papers" in text) == bool(words)


def test_markdown_and_explanation_name_what_failed() -> None:
    text = markdown(scored(), gate(scored(), RULES))
    assert "`q3` retrieved-not-used" in text
    assert "**no**" in text
    told = explain(scored().cases[3])
    assert told.startswith("q3: retrieved-not-used")
    assert "missing: marmalade" in told


def test_a_frozen_set_remembers_every_look(tmp_path: Path) -> None:
    suite = tmp_path / "test.jsonl"
    freeze(CASES, suite)
    assert [record(scored(), suite).looks for _ in range(3)] == [1, 2, 3]
    assert [look.passed for look in looks(suite)] == [0.8] * 3


def test_another_systems_transcript_needs_little(tmp_path: Path) -> None:
    path = tmp_path / "other.jsonl"
    citation = {"marker": 1, "document": "roads-2023.pdf", "quote": ALLOCATION}
    lines = [
        {"id": "q0", "answer": f"{ALLOCATION} [1] It is £77.7m in all.", "citations": [citation]},
        {"id": "q4", "answer": "No.", "abstained": True},
    ]
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    header, answers = read_transcript(path)
    assert header.system == "unknown"
    assert [stated.citations for stated in answers[0].statements] == [(1,), ()]
    first, *rest = score(CASES, header, answers, corpus()).cases
    assert [claim.verdict.name for claim in first.claims] == ["SUPPORTED", "NOT_SHOWN"]
    assert [case.failure for case in rest] == ["missing", "missing", "missing", None]


def test_what_a_chat_model_judges_is_no_rule_of_the_gate(tmp_path: Path) -> None:
    (tmp_path / "gate.toml").write_text('[floors]\n"judge-faithfulness" = 0.9\n', encoding="utf-8")
    with pytest.raises(SuiteError, match="cannot be a rule"):
        read_rules(tmp_path / "gate.toml")


def test_a_judge_adds_figures_and_its_nonsense_is_an_error() -> None:
    replies = {"Passages": "1. yes", "Question": "5"}
    sound = score(CASES[:1], RunHeader(), ANSWERS, corpus(), metrics(lambda _, asked: replies[asked.split(":")[0].split()[0]]))
    assert {name: value for name, value in sound.cases[0].metrics.items() if name.startswith("judge-")} == {
        "judge-faithfulness": 1.0,
        "judge-relevance": 1.0,
    }
    mad = score(CASES[:1], RunHeader(), ANSWERS, corpus(), metrics(lambda *_: "As a language model I cannot say."))
    assert mad.cases[0].failure == "error"
    assert len(mad.cases[0].errors) == 2
