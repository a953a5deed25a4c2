"""Many questions from a JSONL file to a JSONL file of answers: order kept, resumable, a bad line reported and passed over.

Answers are written to OUT.part, one line each as they are made, and OUT replaces in one step what was there before when all
are done. A run that was stopped goes on where OUT.part ends, provided its answers are to the same questions.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from assistant.cli.terminal import OnProgress
from assistant.errors import BadRequestError
from assistant.models import Answer, Ask, Status
from ingest.errors import CouncilPapersError
from vectorstore.models import Role

FORM = 'write one object a line, {"id": "1", "question": "…"}'


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One line of the input: the question asked, or why there is none."""

    number: int
    """1-based line of the file."""
    ask: Ask
    problem: str | None = None
    """What is wrong with the line; the answer is then an error that says so."""


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of a batch."""

    asked: int
    """Questions answered in this run."""
    kept: int
    """Answers kept from an earlier run that was stopped."""
    problems: tuple[str, ...]
    """One line for each question that ended in an error."""


def read_batch(path: Path, role: Role) -> list[BatchLine]:
    """The questions of a JSONL file; blank lines are passed over, `role` holds where a line names none.

    Raises:
        BadRequestError: the file cannot be read, or has no question.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRequestError(f"cannot read the questions in {path}: {error}; give a UTF-8 file with one JSON object a line") from error
    lines = [_line(number, line, role) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not lines:
        raise BadRequestError(f"{path} has no question; {FORM}")
    return lines


def run_batch(lines: list[BatchLine], out: Path, answer: Callable[[Ask], Answer], on_progress: OnProgress) -> BatchResult:
    """Answer every line into `out`; `answer` may raise CouncilPapersError, which becomes an answer with status error."""
    part = out.with_name(out.name + ".part")
    kept = _kept(part, lines)
    problems = [_problem(lines[at].number, done) for at, done in enumerate(kept) if done.status is Status.ERROR]
    part.parent.mkdir(parents=True, exist_ok=True)
    with part.open("r+" if kept else "w", encoding="utf-8") as stream:
        stream.truncate(_size(part, len(kept)))
        stream.seek(0, 2)
        for done, line in enumerate(lines[len(kept) :], start=len(kept) + 1):
            made = _answer(line, answer)
            if made.status is Status.ERROR:
                problems.append(_problem(line.number, made))
            stream.write(made.model_dump_json(by_alias=True) + "\n")
            stream.flush()
            on_progress(done, len(lines), line.ask.id)
    part.replace(out)
    return BatchResult(len(lines) - len(kept), len(kept), tuple(problems))


def _line(number: int, line: str, role: Role) -> BatchLine:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return BatchLine(number, Ask(question=line.strip()), f"line {number} is not JSON ({error.msg}, column {error.colno}); {FORM}")
    if not isinstance(record, dict):
        return BatchLine(number, Ask(question=line.strip()), f"line {number} is not a JSON object; {FORM}")
    identity = str(record.get("id") or "")
    known = {"role": role} | {name: record[name] for name in Ask.model_fields if record.get(name) is not None}
    try:
        return BatchLine(number, Ask.model_validate(known | {"id": identity}))
    except ValidationError as error:
        first = error.errors()[0]
        problem = f"line {number}: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}; {FORM}"
        return BatchLine(number, Ask(id=identity, question=str(record.get("question") or line.strip())), problem)


def _answer(line: BatchLine, answer: Callable[[Ask], Answer]) -> Answer:
    if line.problem is not None:
        return _error(line.ask, line.problem)
    try:
        return answer(line.ask)
    except CouncilPapersError as error:
        return _error(line.ask, str(error))


def _error(ask: Ask, reason: str) -> Answer:
    return Answer(
        id=ask.id,
        question=ask.question,
        standalone_question=ask.question,
        answer=reason,
        abstained=True,
        status=Status.ERROR,
        engine="none",
    )


def _problem(number: int, answer: Answer) -> str:
    return answer.answer if answer.answer.startswith(f"line {number}") else f"line {number}: {answer.answer}"


def _kept(part: Path, lines: list[BatchLine]) -> list[Answer]:
    """The answers of a stopped run, up to the first that is torn or answers another question."""
    kept: list[Answer] = []
    for line, answer in zip(lines, _answers(part), strict=False):
        if (answer.id, answer.question) != (line.ask.id, line.ask.question):
            break
        kept.append(answer)
    return kept


def _answers(part: Path) -> Iterator[Answer]:
    if not part.is_file():
        return
    for line in part.read_bytes().split(b"\n")[:-1]:
        try:
            yield Answer.model_validate_json(line)
        except ValidationError:
            return


def _size(part: Path, lines: int) -> int:
    """Bytes of the first `lines` lines."""
    return sum(len(line) + 1 for line in part.read_bytes().split(b"\n")[:lines])
