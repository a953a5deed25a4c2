"""What the web app works with, given by the composition root."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.models import Ask
from ingest.library import Library
from ingest.models import Outcome
from vectorstore.models import Role


class Answerer(Protocol):
    """What answers: the assistant, or a stand-in for it in tests."""

    def stream(self, ask: Ask) -> Iterator[object]:
        """Events while the answer is made; the last is the Answer."""


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the app."""

    assistant: Answerer
    library: Library
    add_papers: Callable[[Sequence[Path]], Iterable[Outcome]] | None = None
    """Takes files in and rebuilds the index, one outcome a file; None where nobody may add papers here."""
    role: Role = Role.PUBLIC
    """Who reads, while there are no accounts."""
    max_upload: int = 300
    """Mebibytes above which an upload is refused."""
