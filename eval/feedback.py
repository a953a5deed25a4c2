"""Answers marked in the chat become draft cases with their transcript; a person finishes them before they count.

A line is what `council-papers feedback export` writes: {"feedback": "right" | "wrong" | "source_does_not_say", "comment", "at", "answer":
an Answer (docs/interface.md)}; `history` and `role`, where it has them, are kept.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from eval.errors import TranscriptError
from eval.models import Answerable, Asker, Case, Lenient, Response, Said, Span

TODO = {
    "right": "say which facts a right answer must contain",
    "wrong": "say what is right, where it stands, and which facts a right answer must contain",
    "source_does_not_say": "say where the papers show it, or that they do not; the words cited do not",
}
"""What is left to do, by the mark."""


class Turn(Lenient):
    """An earlier question with its answer."""

    question: str
    answer: str = ""


class Marked(Lenient):
    """An answer with what its reader thought of it."""

    feedback: Literal["right", "wrong", "source_does_not_say"]
    comment: str = ""
    at: datetime.datetime
    answer: Response
    history: tuple[Turn, ...] = ()
    role: Asker = "public"

    @property
    def id(self) -> str:
        """An id that is the same whenever the same mark is imported."""
        told = f"{self.at.isoformat()} {self.feedback} {self.answer.question} {self.answer.answer}"
        return f"draft-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def read_marked(path: Path) -> list[Marked]:
    """The marks of a file, each once. Raises TranscriptError that names the line and the field that is wrong."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise TranscriptError(f"cannot read {path}: {error}; give a UTF-8 file with one JSON object a line") from error
    found: dict[str, Marked] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                mark = Marked.model_validate(json.loads(line))
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(map(str, first["loc"])) or "the record"
                raise TranscriptError(f"{path} line {number}, field {field}: {first['msg'].lower()}") from error
            except ValueError as error:
                raise TranscriptError(f"{path} line {number}: is no JSON object ({error})") from error
            found.setdefault(mark.id, mark)
    return list(found.values())


def drafts(marks: Iterable[Marked]) -> tuple[list[Case], list[Response]]:
    """A draft case for each mark, and the answers under the ids of their cases.

    The words cited stay as evidence only where the answer was marked right. A refusal marked right makes an unanswerable case. What an
    answer said that was wrong is in the notes and not under `forbidden`: one of its sentences may be right.
    """
    every = list(marks)
    return [_case(mark) for mark in every], [mark.answer.model_copy(update={"id": mark.id}) for mark in every]


def _case(mark: Marked) -> Case:
    answer, right = mark.answer, mark.feedback == "right"
    refused_rightly = right and answer.abstained
    groups = []
    if right:
        quotes = {place.marker: Span(doc=place.document, page=place.page, text=place.quote) for place in answer.citations if place.quote}
        cited = [tuple(quotes[marker] for marker in stated.citations if marker in quotes) for stated in answer.statements]
        groups = [group for group in dict.fromkeys(cited) if group]
    # The question as it was understood stands for the turns before it, where the mark does not bring them.
    question = answer.question if mark.history or not answer.standalone_question else answer.standalone_question
    said = f"marked {mark.feedback.replace('_', ' ')} on {mark.at:%Y-%m-%d}" + (f": {mark.comment}" if mark.comment else "")
    asked = f"; asked as: {answer.question}" if question != answer.question else ""
    marked = f"{answer.marking}. " if answer.marking else ""
    return Case(
        id=mark.id,
        status="draft",
        slices=("feedback", mark.feedback.replace("_", "-")),
        history=_history(mark),
        question=question,
        role=mark.role,
        answerable=Answerable.NO if refused_rightly else Answerable.YES,
        answer=answer.answer if right and not answer.abstained else "",
        evidence_groups=tuple(groups),
        source_cluster=groups[0][0].doc if groups else "",
        created=f"{mark.at:%Y-%m-%d}",
        notes=f"{marked}{said}{asked}; was answered: {answer.answer}; to do: {'approve it' if refused_rightly else TODO[mark.feedback]}",
    )


def _history(mark: Marked) -> tuple[Said, ...]:
    turns = [(Said(role="user", text=turn.question), Said(role="assistant", text=turn.answer)) for turn in mark.history]
    return tuple(said for turn in turns for said in turn if said.text)
