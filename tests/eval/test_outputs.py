"""What the suite writes, others can read and recompute: JSON Schema, trec_eval, byte for byte the same."""

import json
from pathlib import Path

import pytest
import pytrec_eval
from jsonschema import Draft202012Validator

from eval.labels import export
from eval.metrics.evidence import ranking
from eval.models import Answerable, Case, CitedPlace, Response, RunHeader, Span, Stated
from eval.outputs import FORMS, write_baseline, write_csv, write_junit, write_scores, write_trec
from eval.report import explain, markdown, write_html
from eval.score import score
from eval.transcripts import asked_otherwise, read_transcript, write_transcript
from ingest.models import Classification
from tests.eval.papers import corpus
from tests.eval.test_cases import FULL
from tests.eval.test_feedback import marked
from tests.eval.test_judging import ANSWERS, CASES, scored


def validator(root: Path, name: str) -> Draft202012Validator:
    schema = json.loads((root / "docs" / "schemas" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_what_is_written_is_of_the_published_schemas(root: Path, tmp_path: Path) -> None:
    assert set(FORMS) == {path.stem for path in (root / "docs" / "schemas").glob("*.json")}
    for path in (root / "samples" / "suite").glob("*.jsonl"):
        for line in path.read_text(encoding="utf-8").splitlines():
            validator(root, "case").validate(json.loads(line))
    write_transcript(tmp_path / "t.jsonl", scored().header, ANSWERS)
    for line in (tmp_path / "t.jsonl").read_text(encoding="utf-8").splitlines()[1:]:
        validator(root, "transcript").validate(json.loads(line))
    write_scores(scored(), tmp_path / "scores.json")
    validator(root, "scores").validate(json.loads((tmp_path / "scores.json").read_text(encoding="utf-8")))
    validator(root, "feedback").validate(marked("wrong"))


@pytest.mark.parametrize(
    ("form", "record"),
    [
        ("case", FULL | {"colour": "red"}),
        ("case", FULL | {"answerable": "perhaps"}),
        ("transcript", {"id": "q"}),
        ("feedback", marked("perhaps")),
        ("scores", {"cases": [{"id": "q"}]}),
    ],
)
def test_the_schemas_refuse_what_the_suite_refuses(root: Path, form: str, record: object) -> None:
    assert not validator(root, form).is_valid(record)


def test_trec_eval_gets_the_same_rankings_from_the_files(tmp_path: Path) -> None:
    write_trec(CASES, ANSWERS, corpus(), tmp_path)
    with (tmp_path / "qrels.trec").open(encoding="utf-8") as stream:
        qrels = pytrec_eval.parse_qrel(stream)
    with (tmp_path / "run.trec").open(encoding="utf-8") as stream:
        run = pytrec_eval.parse_run(stream)
    theirs = pytrec_eval.RelevanceEvaluator(qrels, {"ndcg_cut.10", "recip_rank", "P.1"}).evaluate(run)
    ours = {case.id: case.metrics for case in scored().cases if "ndcg@10" in case.metrics}
    assert set(theirs) == set(ours) != set()
    for name, values in theirs.items():
        found = (ours[name]["ndcg@10"], ours[name]["mrr@10"], ours[name]["p@1"])
        assert found == pytest.approx((values["ndcg_cut_10"], values["recip_rank"], values["P_1"])), name
    assert ranking.__doc__


def test_the_qrels_judge_what_was_never_listed_too(tmp_path: Path) -> None:
    """Recall by trec_eval needs every passage that holds evidence, by the library's id; the answer here lists none of them."""
    elsewhere = [answer.model_copy(update={"passages": answer.passages[3:4]}) for answer in ANSWERS[:1]]
    draft = CASES[1].model_copy(update={"status": "draft"})
    split = Case(id="split", question="?", evidence_groups=((Span(doc="roads-2023.pdf", text="words that no passage holds at all"),),))
    write_trec([CASES[0], draft, split], elsewhere, corpus(), tmp_path)
    judged = (tmp_path / "qrels.trec").read_text(encoding="utf-8").split("\n")[:-1]
    assert judged == ["q0 0 roads-2023.pdf#roads-2023.pdf-0 2", "q0 0 roads-2023.pdf#roads-2023.pdf-3 0", "split 0 no-passage-0 1"]
    with (tmp_path / "qrels.trec").open(encoding="utf-8") as qrels, (tmp_path / "run.trec").open(encoding="utf-8") as run:
        measured = pytrec_eval.RelevanceEvaluator(pytrec_eval.parse_qrel(qrels), {"recall.10"}).evaluate(pytrec_eval.parse_run(run))
    assert measured == {"q0": {"recall_10": 0.0}}


def test_the_same_transcript_gives_the_same_bytes(tmp_path: Path) -> None:
    write_transcript(tmp_path / "t.jsonl", scored().header, ANSWERS)
    kept: list[dict[str, bytes]] = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        header, answers = read_transcript(tmp_path / "t.jsonl")
        scores = score(CASES, header, answers, corpus())
        write_scores(scores, folder / "scores.json")
        write_baseline(scores, folder / "baseline.json")
        write_csv(scores, folder / "cases.csv")
        write_junit(scores, folder / "junit.xml")
        write_trec(CASES, answers, corpus(), folder)
        write_html(scores, corpus(), folder / "report.html")
        (folder / "report.md").write_text(markdown(scores), encoding="utf-8")
        kept.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert len(kept[0]) == 8
    assert kept[0] == kept[1]


def test_answers_from_exempt_words_are_marked_wherever_they_are_told(tmp_path: Path) -> None:
    secret = next(passage for source in corpus().sources for passage in source.passages if passage.classification is Classification.EXEMPT)
    marking = "NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A of the Local Government Act 1972"
    place = CitedPlace(marker=1, document=secret.document, passage_id=secret.id, quote=secret.text)
    statement = Stated(text=secret.text, citations=(1,), marking=marking)
    answer = Response(id="s", answer=f"{secret.text} [1]", statements=(statement,), citations=(place,), marking=marking)
    case = Case(id="s", question="What is the price of the yard?", answerable=Answerable.YES, role="officer", answer="A price.")
    scores = score([case], RunHeader(), [answer], corpus())
    assert explain(scores.cases[0]).startswith(marking)
    assert markdown(scores).startswith(f"**{marking}**")
    write_html(scores, corpus(), tmp_path / "r.html")
    told = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert told.index(marking) < told.index("<h1>")
    assert told.count("NOT FOR PUBLICATION") >= 3
    write_junit(scores, tmp_path / "j.xml")
    assert (tmp_path / "j.xml").read_text(encoding="utf-8").count(marking) == (0 if scores.cases[0].passed else 1)
    assert export(scores, tmp_path / "labels.csv", 5) == 1
    assert f'"{marking}\n' in (tmp_path / "labels.csv").read_text(encoding="utf-8-sig").replace("\r", "")
    public = score([case], RunHeader(), [answer.model_copy(update={"citations": (), "statements": (), "marking": None})], corpus())
    write_html(public, corpus(), tmp_path / "p.html")
    assert "NOT FOR PUBLICATION" not in (tmp_path / "p.html").read_text(encoding="utf-8")


def test_a_transcript_of_other_questions_is_told() -> None:
    cases = [Case(id="a", question="How much?"), Case(id="b", question="Who?"), Case(id="c", question="When?")]
    responses = [
        Response(id="a", question="How  much", answer="-"),
        Response(id="b", question="Whose?", answer="-"),
        Response(id="c", answer="-"),
    ]
    assert asked_otherwise(cases, responses) == ["b"]
