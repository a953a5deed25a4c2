"""Transcripts: a header line and one answer a line, ours or another system's."""

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ValidationError

from eval.errors import TranscriptError
from eval.models import Case, Response, RunHeader, Stated
from eval.text import marked, sentences, squash


def read_transcript(path: Path) -> tuple[RunHeader, list[Response]]:
    """Header and answers. Without a header line the header is empty; without statements they are cut from the answer.

    Raises:
        TranscriptError: the file cannot be read, or a line is not of the documented form.
    """
    header, responses = RunHeader(), []
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        unfinished = path.with_name(f"{path.name}.part").exists()
        advice = "the run was stopped: type the same 'eval run' again" if unfinished else "give a UTF-8 file with one JSON object a line"
        raise TranscriptError(f"cannot read the transcript {path}: {error}; {advice}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
            if "header" in record:
                header = RunHeader.model_validate(record["header"])
            else:
                responses.append(_with_statements(Response.model_validate(record)))
        except (ValidationError, ValueError, TypeError) as error:
            reason = error.errors()[0]["msg"].lower() if isinstance(error, ValidationError) else str(error)
            raise TranscriptError(f'{path} line {number}: {reason}; an answer needs at least {{"id": …, "answer": …}}') from error
    return header, responses


def asked_otherwise(cases: Iterable[Case], responses: Iterable[Response]) -> list[str]:
    """Ids of the cases whose question is not the one that the transcript says it answers; a transcript need not say."""
    asked = {response.id: response.question for response in responses}
    return [case.id for case in cases if asked.get(case.id) and squash(asked[case.id]) != squash(case.question)]


def write_transcript(path: Path, header: RunHeader, answers: Iterable[BaseModel]) -> None:
    """Write the header and the answers in their order."""
    lines = [json.dumps({"header": header.model_dump(mode="json")}, ensure_ascii=False)]
    lines += [answer.model_dump_json(by_alias=True) for answer in answers]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _with_statements(response: Response) -> Response:
    if response.statements or response.abstained:
        return response
    pieces = [marked(sentence) for sentence in sentences(response.answer)]
    return response.model_copy(update={"statements": tuple(Stated(text=text, citations=cited) for text, cited in pieces if text)})
