"""What there is of an answer while it is being made."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.events import Event, Sources, Stated, Token, Waiting
from assistant.models import Answer, Ask, Citation, Status
from assistant.service.faults import log_fault
from assistant.service.waiting_line import StoppedError
from ingest.errors import CouncilPapersError

_LOG = logging.getLogger(__name__)
_REDRAW_SECONDS = 0.12


@dataclass(frozen=True, slots=True)
class Draft:
    """What there is of an answer while it is being made."""

    doing: str = "Searching the papers"
    text: str = ""
    citations: tuple[Citation, ...] = ()
    waiting: bool = False

    @property
    def marking(self) -> str | None:
        """What is said so far is marked with this; None while nothing of it is exempt."""
        return next((citation.marking for citation in self.citations if citation.marking), None)

    def after(self, event: Event) -> "Draft":
        """The draft when `event` has come."""
        if isinstance(event, Waiting):
            return replace(self, doing=f"Others are being answered. You are number {event.position} in the line", waiting=True)
        if isinstance(event, Sources):
            return replace(self, doing="Writing the answer", waiting=False)
        if isinstance(event, Stated):
            return replace(self, citations=self.citations + event.citations)
        return replace(self, text=self.text + event.text) if isinstance(event, Token) else self


def progress(events: Iterator[Event], ask: Ask) -> Iterator[Draft | Answer]:
    """What there is of the answer while it is made, and at the end the answer, whatever goes wrong; StoppedError passes."""
    draft, drawn = Draft(), time.monotonic()
    yield draft
    try:
        for event in events:
            if isinstance(event, Answer):
                yield event
                return
            draft = draft.after(event)
            if isinstance(event, Waiting | Sources) or (draft.text and time.monotonic() - drawn > _REDRAW_SECONDS):
                drawn = time.monotonic()
                yield draft
        raise RuntimeError("the stream ended without an answer")
    except StoppedError:
        raise
    except CouncilPapersError as error:
        yield _failed(ask.question, str(error))
    except Exception as error:
        log_fault(_LOG, "answering failed", error)
        yield _failed(ask.question, "The question could not be answered because of a fault in this service. Try again.")


def _failed(question: str, message: str) -> Answer:
    return Answer(question=question, standalone_question=question, answer=message, abstained=True, status=Status.ERROR)
