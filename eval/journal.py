"""A run's answers as they come, kept beside the transcript to be, so that a run that was stopped goes on where it was."""

import json
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from eval.errors import TranscriptError
from eval.models import RunHeader
from eval.transcripts import write_transcript

T = TypeVar("T", bound=BaseModel)
_SAME = {
    "dataset": "cases",
    "corpus": "papers",
    "config": "settings",
    "weights": "embedding model",
    "commit": "version of the program",
    "history": "earlier turns",
}
"""What two runs must have in common for their answers to stand in one transcript, in words."""


class Journal(Generic[T]):
    """`FILE.part`: a header and the answers so far, one a line. It is gone once the transcript is written."""

    def __init__(self, out: Path, form: type[T]) -> None:
        """`out` is the transcript; `form` is what an answer is read back as."""
        self._out, self._form = out, form
        self.path = out.with_name(out.name + ".part")

    def begin(self, header: RunHeader, fresh: bool = False) -> list[T]:
        """The answers of a run that was stopped, oldest first; [] where there is none, or a `fresh` start is wanted.

        A last line that was not written to its end is dropped. Raises TranscriptError where the run had other cases, papers or settings.
        """
        lines = [] if fresh or not self.path.exists() else self.path.read_text(encoding="utf-8").split("\n")[:-1]
        if not lines:
            self._write("w", json.dumps({"header": header.model_dump(mode="json")}, ensure_ascii=False))
            return []
        try:
            before = RunHeader.model_validate(json.loads(lines[0])["header"])
            answers = [self._form.model_validate_json(line) for line in lines[1:]]
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            raise TranscriptError(f"{self.path} is no run of this version that could go on; start over with --fresh") from error
        if other := [words for field, words in _SAME.items() if getattr(before, field) != getattr(header, field)]:
            told = f"{self.path} holds {len(answers)} answers of a run that was stopped, with other {' and '.join(other)}"
            raise TranscriptError(f"{told}; put them back to go on with it, or start over with --fresh")
        self.path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return answers

    def add(self, answer: T) -> None:
        """Write an answer at once; a later one to the same question counts."""
        self._write("a", answer.model_dump_json(by_alias=True))

    def finish(self, header: RunHeader, answers: list[T]) -> None:
        """Write the transcript; the answers so far are no longer needed."""
        write_transcript(self._out, header, answers)
        self.path.unlink(missing_ok=True)

    def _write(self, mode: str, line: str) -> None:
        with self.path.open(mode, encoding="utf-8") as stream:
            stream.write(line + "\n")
