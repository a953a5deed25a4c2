"""ask --batch: order, resumption after a stop, and lines that cannot be asked."""

import json
from pathlib import Path

import pytest

from assistant.cli.batch import read_batch, run_batch
from assistant.errors import BadRequestError, ChatModelError
from assistant.models import Answer, Ask, Status
from vectorstore.models import Role


def _echo(ask: Ask) -> Answer:
    return Answer(
        id=ask.id, question=ask.question, standalone_question=ask.question, answer=ask.role, abstained=False, status=Status.ANSWERED
    )


def _write(path: Path, *lines: object) -> Path:
    path.write_text("".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines), encoding="utf-8")
    return path


def _ids(out: Path) -> list[str]:
    return [json.loads(line)["id"] for line in out.read_text(encoding="utf-8").splitlines()]


def _ignore(_done: int, _total: int, _message: str) -> None: ...


def test_answers_keep_the_order_and_the_role_of_their_line(tmp_path: Path) -> None:
    source = _write(tmp_path / "in", {"id": "b", "question": "x"}, "", {"id": 7, "question": "y", "role": "officer", "answerable": True})
    result = run_batch(read_batch(source, Role.MEMBER), tmp_path / "out", _echo, _ignore)
    answers = [Answer.model_validate_json(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    assert [(answer.id, answer.answer) for answer in answers] == [("b", "member"), ("7", "officer")]
    assert (result.asked, result.kept, result.problems) == (2, 0, ())


def test_a_stopped_run_goes_on_where_it_stopped(tmp_path: Path) -> None:
    lines = read_batch(_write(tmp_path / "in", *({"id": str(n), "question": f"q{n}"} for n in range(5))), Role.PUBLIC)
    asked: list[str] = []

    def stops_at_three(ask: Ask) -> Answer:
        asked.append(ask.id)
        if ask.id == "3" and asked.count("3") == 1:
            raise KeyboardInterrupt
        return _echo(ask)

    with pytest.raises(KeyboardInterrupt):
        run_batch(lines, tmp_path / "out", stops_at_three, _ignore)
    assert not (tmp_path / "out").exists()
    with (tmp_path / "out.part").open("a", encoding="utf-8") as torn:
        torn.write('{"id": "3", "ques')
    result = run_batch(lines, tmp_path / "out", stops_at_three, _ignore)
    assert asked == ["0", "1", "2", "3", "3", "4"]
    assert _ids(tmp_path / "out") == ["0", "1", "2", "3", "4"]
    assert (result.asked, result.kept) == (2, 3)
    assert not (tmp_path / "out.part").exists()


def test_what_is_left_of_another_batch_is_not_kept(tmp_path: Path) -> None:
    _write(tmp_path / "out.part", _echo(Ask(question="another", id="0")).model_dump_json())
    lines = read_batch(_write(tmp_path / "in", {"id": "0", "question": "mine"}), Role.PUBLIC)
    assert run_batch(lines, tmp_path / "out", _echo, _ignore).kept == 0
    assert "mine" in (tmp_path / "out").read_text(encoding="utf-8")


def test_a_bad_line_is_answered_with_its_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    source = _write(
        tmp_path / "in", "{oops", {"id": "2", "question": "x", "role": "king"}, "[1]", {"id": "4"}, {"id": "5", "question": "x"}
    )

    def fails(ask: Ask) -> Answer:
        raise ChatModelError(f"no service for {ask.id}")

    result = run_batch(read_batch(source, Role.PUBLIC), tmp_path / "out", fails, _ignore)
    answers = [Answer.model_validate_json(line) for line in (tmp_path / "out").read_text(encoding="utf-8").splitlines()]
    assert all(answer.status is Status.ERROR and answer.abstained for answer in answers)
    assert [problem.split(":")[0].split(" is ")[0] for problem in result.problems] == [f"line {n}" for n in range(1, 6)]
    assert [answer.id for answer in answers] == ["", "2", "", "4", "5"]


def test_a_file_without_questions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRequestError, match="has no question"):
        read_batch(_write(tmp_path / "in", "", " "), Role.PUBLIC)
    with pytest.raises(BadRequestError, match="No such file"):
        read_batch(tmp_path / "absent", Role.PUBLIC)
