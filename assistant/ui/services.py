"""What the web app works with, given by the composition root."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.events import Event
from assistant.models import Ask
from ingest.library import Library
from ingest.models import Outcome
from vectorstore.models import Role

OnProgress = Callable[[int, int, str], None]
"""Told of things done, things in all (0 where not yet known), and what is being done."""


class Answerer(Protocol):
    """What answers: the assistant, or a stand-in for it in tests."""

    def stream(self, ask: Ask) -> Iterator[Event]:
        """Events while the answer is made; the last is the Answer."""


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the app."""

    assistant: Answerer
    library: Library
    add_papers: Callable[[Sequence[Path], OnProgress], Sequence[Outcome]] | None = None
    """Takes files in and renews the index, one outcome a file; None where nobody may add papers here."""
    role: Role = Role.PUBLIC
    """Who reads, while there are no accounts."""
    max_upload: int = 300
    """Mebibytes above which an upload is refused."""
