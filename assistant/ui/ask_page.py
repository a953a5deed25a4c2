"""The page where a question is asked: the conversation, the question box and its buttons."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.events import Event, Sources, Stated, Token
from assistant.models import Answer, Ask, Citation, Status, Turn
from assistant.ui.access import Reader
from assistant.ui.parts import html
from assistant.ui.render import render
from assistant.ui.services import Services
from ingest.errors import CouncilPapersError

_LOG = logging.getLogger(__name__)
_LONGEST_QUESTION = 2000
_REDRAW_SECONDS = 0.12


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer and how it is shown."""

    answer: Answer
    html: str


Turns = list[Shown]
Screen = tuple[Any, Any, Any, Any, Any]
"""finished turns, current turn, remembered turns, question box, stop button"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What there is of an answer while it is being made."""

    doing: str = "Searching the papers"
    text: str = ""
    citations: tuple[Citation, ...] = ()

    def after(self, event: Event) -> "Draft":
        """The draft when `event` has come."""
        if isinstance(event, Sources):
            return replace(self, doing="Writing the answer")
        if isinstance(event, Stated):
            return replace(self, citations=self.citations + event.citations)
        return replace(self, text=self.text + event.text) if isinstance(event, Token) else self


def build_ask_page(services: Services) -> None:
    """Lay out the page inside the current Blocks."""
    import gradio as gr

    html(render("header.html", here="/"), "top")
    with gr.Column(elem_id="content", elem_classes="width"):
        html(render("ask_intro.html", papers=len(Reader(services.library, services.role).papers())), "intro")
        finished = html("", "finished")
        current = html("", "current")
        turns = gr.State([], time_to_live=12 * 3600)
        question = gr.Textbox(
            label="Your question", info="For example: what was recommended, what it would cost, what was decided and when.",
            lines=1, max_lines=8, max_length=_LONGEST_QUESTION, elem_id="question",
        )  # fmt: skip
        with gr.Row(elem_id="buttons"):
            ask = gr.Button("Ask", variant="primary", elem_id="ask")
            stop = gr.Button("Stop", variant="stop", elem_id="stop", visible=False)
            anew = gr.Button("New conversation", variant="secondary", elem_id="anew")
        html(render("footer.html"), "foot")
    screen = [finished, current, turns, question, stop]
    asking = gr.on(
        [ask.click, question.submit], _asker(services), [question, turns], screen,
        show_progress="hidden", api_visibility="private", concurrency_limit=4, trigger_mode="once",
    )  # fmt: skip
    stop.click(_stopped, turns, screen, cancels=[asking], show_progress="hidden", api_visibility="private", queue=False)
    anew.click(_anew, None, screen, cancels=[asking], show_progress="hidden", api_visibility="private", queue=False)


def _asker(services: Services) -> Any:
    import gradio as gr

    def asker(question: str, turns: Turns) -> Iterator[Screen]:
        question = question.strip()
        if not question:
            yield _rest(turns, current=render("problem.html", title="Type a question first", message="Then choose Ask."))
            return
        number, earlier = len(turns) + 1, "".join(turn.html for turn in turns)
        for shown in _progress(services, question, turns):
            if isinstance(shown, Answer):
                found = services.library.passages(
                    ids=[cited.passage_id for cited in shown.citations], classifications=services.role.classifications
                )
                texts = {passage.id: passage.text for passage in found}
                current = render("turn.html", number=number, question=question, answer=shown, texts=texts)
                yield _rest([*turns, Shown(shown, current)], finished=earlier, current=current)
            else:
                current = render("turn.html", number=number, question=question, answer=None, draft=shown)
                yield earlier, current, gr.skip(), "", gr.update(visible=True)

    return asker


def _progress(services: Services, question: str, turns: Turns) -> Iterator[Draft | Answer]:
    """What there is of the answer while it is made, and at the end the answer, whatever happens."""
    history = tuple(Turn(question=turn.answer.question, answer=turn.answer.answer) for turn in turns)
    draft, drawn = Draft(), time.monotonic()
    yield draft
    try:
        for event in services.assistant.stream(Ask(question=question, history=history, role=services.role)):
            if isinstance(event, Answer):
                yield event
                return
            draft = draft.after(event)
            if draft.text and time.monotonic() - drawn > _REDRAW_SECONDS:
                drawn = time.monotonic()
                yield draft
        raise RuntimeError("the stream ended without an answer")
    except CouncilPapersError as error:
        yield _failed(question, str(error))
    except Exception:
        _LOG.exception("answering failed")
        yield _failed(question, "The question could not be answered because of a fault in this service. Try again.")


def _failed(question: str, message: str) -> Answer:
    return Answer(question=question, standalone_question=question, answer=message, abstained=True, status=Status.ERROR)


def _rest(turns: Turns, *, finished: Any = None, current: Any = "") -> Screen:
    """The screen while nothing is being asked."""
    import gradio as gr

    label = "Ask a follow-up question" if turns else "Your question"
    box = gr.update(value="", label=label)
    shown = gr.skip() if finished is None else finished
    return shown, current, turns, box, gr.update(visible=False)


def _stopped(turns: Turns) -> Screen:
    return _rest(turns, current=render("problem.html", title="You stopped this answer", message="None of it was kept. You can ask again."))


def _anew() -> Screen:
    return _rest([], finished="", current=render("problem.html", title="New conversation", message="Earlier questions are forgotten."))
