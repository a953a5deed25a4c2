"""An answer marked in the chat becomes a draft that nothing counts until a person approves it."""

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.access.models import Feedback
from assistant.access.models import Verdict as Mark
from assistant.models import Answer, Citation, Statement, Status
from eval.cases import read_cases, write_cases
from eval.errors import TranscriptError
from eval.feedback import drafts, read_marked
from eval.gate import Rules, gate
from eval.models import Answerable, RunHeader
from eval.outputs import write_junit
from eval.score import score
from eval.summary import summarise
from eval.transcripts import read_transcript, write_transcript
from tests.eval.papers import ROADS, ROADS_2023, corpus

ALLOCATION = ROADS[0][0]
ANSWER = Answer(
    id="7",
    question="And for roads?",
    standalone_question="How much is there for roads?",
    answer=f"{ALLOCATION} [1]",
    abstained=False,
    status=Status.ANSWERED,
    statements=(Statement(text=ALLOCATION, citations=(1,)),),
    citations=(Citation(marker=1, document=ROADS_2023, passage_id=f"{ROADS_2023}-0", page=1, quote=ALLOCATION, locator="p1"),),
)
REFUSAL = Answer(question="Why?", standalone_question="Why?", answer="The papers do not say.", abstained=True, status=Status.NOT_IN_PAPERS)


def marked(feedback: str, answer: Answer = ANSWER, **more: object) -> dict[str, Any]:
    line = {"feedback": feedback, "comment": "the year is wrong", "at": "2026-11-23T10:00:00+00:00"}
    return line | {"answer": answer.model_dump(mode="json", by_alias=True)} | more


def write(path: Path, *lines: object) -> Path:
    path.write_text("\n".join(json.dumps(line) for line in lines), encoding="utf-8")
    return path


def test_each_mark_makes_the_draft_it_can(tmp_path: Path) -> None:
    path = write(
        tmp_path / "f.jsonl", marked("wrong"), marked("right"), marked("source_does_not_say"), marked("right", REFUSAL), marked("wrong")
    )
    cases, answers = drafts(read_marked(path))
    assert len(cases) == 4, "the same mark twice is one draft"
    assert {case.status for case in cases} == {"draft"}
    wrong, right, unsupported, refused = cases
    assert wrong.question == "How much is there for roads?", "without its history a follow-up stands as it was understood"
    assert not wrong.evidence_groups
    assert "the year is wrong" in wrong.notes
    assert ALLOCATION in wrong.notes
    assert [span.text for group in right.evidence_groups for span in group] == [ALLOCATION]
    assert "words cited do not" in unsupported.notes
    assert (refused.answerable, right.answerable) == (Answerable.NO, Answerable.YES)
    assert [answer.id for answer in answers] == [case.id for case in cases]


def test_what_the_chat_exports_is_what_is_imported(tmp_path: Path) -> None:
    at = datetime.datetime(2026, 11, 23, 10, tzinfo=datetime.UTC)
    marks = [Feedback(feedback=verdict, comment="", at=at, answer=answer) for verdict in Mark for answer in (ANSWER, REFUSAL)]
    path = tmp_path / "feedback.jsonl"
    path.write_text("".join(mark.model_dump_json(by_alias=True) + "\n" for mark in marks), encoding="utf-8")
    assert [mark.feedback for mark in read_marked(path)] == [mark.feedback.value for mark in marks]


def test_a_mark_with_its_history_keeps_the_question_as_asked(tmp_path: Path) -> None:
    line = marked("wrong", history=[{"question": "What is allocated?", "answer": "Capital."}])
    ((case,), _) = drafts(read_marked(write(tmp_path / "f.jsonl", line)))
    assert (case.question, [turn.text for turn in case.history]) == ("And for roads?", ["What is allocated?", "Capital."])


@pytest.mark.parametrize("ending", ["jsonl", "csv", "xlsx"])
def test_drafts_are_scored_but_never_counted_until_approved(tmp_path: Path, ending: str) -> None:
    cases, answers = drafts(read_marked(write(tmp_path / "f.jsonl", marked("wrong"))))
    write_cases(cases, tmp_path / f"drafts.{ending}")
    write_transcript(tmp_path / "t.jsonl", RunHeader(repeated=1), answers)
    read = read_cases([tmp_path / f"drafts.{ending}"])
    assert read == cases
    header, responses = read_transcript(tmp_path / "t.jsonl")
    scores = score(read, header, responses, corpus())
    assert (len(scores.cases), [draft.id for draft in scores.drafts]) == (0, [cases[0].id])
    assert summarise(scores).estimates == ()
    assert {ruling.rule: ruling.kept for ruling in gate(scores, Rules(floors={"answered": 0.1}))}["answered at least 0.1"] is False
    write_junit(scores, tmp_path / "junit.xml")
    assert 'failures="0" errors="0" skipped="1"' in (tmp_path / "junit.xml").read_text(encoding="utf-8")
    approved = [case.model_copy(update={"status": "approved"}) for case in read]
    assert len(score(approved, header, responses, corpus()).cases) == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (marked("perhaps"), "line 2, field feedback"),
        ({"feedback": "wrong", "at": "2026-11-23T10:00:00Z"}, "line 2, field answer"),
        (marked("wrong") | {"at": "yesterday"}, "line 2, field at"),
        (marked("wrong") | {"answer": {"id": "1", "answer": "x", "citations": [{"quote": "y"}]}}, r"field answer\.citations\.0\.marker"),
        ([], "line 2, field the record"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_field(tmp_path: Path, line: object, said: str) -> None:
    with pytest.raises(TranscriptError, match=said):
        read_marked(write(tmp_path / "f.jsonl", marked("right"), line))
