"""What the web app works with, given by the composition root."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.access.opening import Access
from assistant.briefing.models import BriefRequest, Note
from assistant.briefing.templates import Template
from assistant.models import Ask
from assistant.registers.registers import Registers
from assistant.service.added import AddedPage
from assistant.service.waiting_line import Answerer as Answerer
from ingest.jobs import Queue
from ingest.library.library import Library
from ingest.models import Outcome
from vectorstore.models import Hit, Role

OnProgress = Callable[[int, int, str], None]
"""Told of things done, things in all (0 where not yet known), and what is being done."""


Search = Callable[[Ask, int], Sequence[Hit]]
"""The passages that a question would be answered from, best first, and no more of them than the number; only what the asker may see."""


class Briefer(Protocol):
    """What writes briefing notes."""

    @property
    def write(self) -> Callable[[BriefRequest, Role, OnProgress], Note]:
        """Makes the note; what the third argument raises ends the work. Raises CouncilPapersError where there is nothing to write from."""

    @property
    def export(self) -> Callable[[Note, str], bytes]:
        """Makes a file of the note, in the style of its template: the format is "docx", "html" or "md"."""

    @property
    def templates(self) -> Callable[[], Mapping[str, Template]]:
        """The templates by name. Raises TemplateError where one of the council's own cannot be read."""


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the app."""

    assistant: Answerer
    library: Library
    add_papers: Callable[[Sequence[Path], OnProgress], Sequence[Outcome]] | None = None
    """Takes files in and renews the index, one outcome a file; None where nobody may add papers here."""
    role: Role = Role.PUBLIC
    """Who reads, where there is no `access`."""
    max_upload: int = 300
    """Mebibytes above which an upload is refused."""
    access: Access | None = None
    """Who asks, and the record of it; None where everyone reads as `role` and nothing is recorded."""
    renew_index: Callable[[], None] = lambda: None
    """Brings the index in step with the library after a paper was corrected or removed."""
    search: Search | None = None
    """Finds passages; without it the API has no search."""
    warm_up: Callable[[], None] = lambda: None
    """Makes ready for the first questions while nobody asks yet."""
    briefer: Briefer | None = None
    """Writes notes; without it there are none."""
    registers: Registers | None = None
    """Decisions, actions and comparisons, worked out once for all doors; without it each door works them out for itself."""
    queue: Queue | None = None
    """What is to be taken in and what became of it; without it there is no page of it."""
    go_on: Callable[[Collection[int] | None], None] = lambda _: None
    """Reads these jobs of the queue, or what uploads left in it, and renews the index."""
    added: tuple[AddedPage, ...] = ()
    """Pages that another layer adds."""
