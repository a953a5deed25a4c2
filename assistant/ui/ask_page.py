"""The page where a question is asked: the conversation, the question box and its buttons."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from assistant.access.disclosure import Remembered
from assistant.access.models import Action
from assistant.errors import AssistantError, BadRequestError
from assistant.events import Event, Sources, Stated, Token, Waiting
from assistant.models import Answer, Ask, Citation, Status, Turn
from assistant.ui.faults import log_fault
from assistant.ui.parts import handler, html
from assistant.ui.render import render
from assistant.ui.running import Running, StoppedError
from assistant.ui.scope import filters_of, scope_of
from assistant.ui.services import Services
from assistant.ui.suggestions import COUNT, Suggestions
from assistant.ui.visitor import Visitor, visitor_of
from ingest.errors import CouncilPapersError

_LOG = logging.getLogger(__name__)
_LONGEST_QUESTION = 2000
_REDRAW_SECONDS = 0.12
_AT_ONCE = 40
"""Readers heard at the same time; how many are answered, and who is next, the line decides."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer and how it is shown."""

    kept: Remembered
    html: str
    conversation: str = ""
    """Id of the conversation it is kept in on the server; "" where it is not."""


Turns = list[Shown]
Screen = tuple[Any, Any, Any, Any, Any, Any]
"""finished turns, current turn, remembered turns, question box, button to stop, button for a new conversation"""


@dataclass(frozen=True, slots=True)
class Draft:
    """What there is of an answer while it is being made."""

    doing: str = "Searching the papers"
    text: str = ""
    citations: tuple[Citation, ...] = ()

    def after(self, event: Event) -> "Draft":
        """The draft when `event` has come."""
        if isinstance(event, Waiting):
            return replace(self, doing=f"Others are being answered. You are number {event.position} in the line")
        if isinstance(event, Sources):
            return replace(self, doing="Writing the answer")
        if isinstance(event, Stated):
            return replace(self, citations=self.citations + event.citations)
        return replace(self, text=self.text + event.text) if isinstance(event, Token) else self


def build_ask_page(services: Services) -> None:
    """Lay out the page inside the current Blocks."""
    import gradio as gr

    top = html(render("header.html", here="/"), "top")
    with gr.Column(elem_id="content", elem_classes="width"):
        intro = html(render("ask_intro.html", papers=None), "intro")
        finished = html("", "finished")
        current = html("", "current")
        turns = gr.State([], time_to_live=12 * 3600)
        question = gr.Textbox(
            "", label="Your question", info="For example: what was recommended, what it would cost, what was decided and when.",
            lines=1, max_lines=8, max_length=_LONGEST_QUESTION, elem_id="question",
        )  # fmt: skip
        with gr.Row(elem_id="buttons"):
            ask = gr.Button("Ask", variant="primary", elem_id="ask")
            stop = gr.Button("Stop", variant="stop", elem_id="stop", visible=False)
            anew = gr.Button("New conversation", variant="secondary", elem_id="anew")
        with gr.Column(elem_id="suggestions"):
            title = html("", "suggestions-title")
            buttons = [gr.Button("", visible=False) for _ in range(COUNT)]
        scope, bounds = _scope_controls(gr)
        html(render("footer.html"), "foot")
    screen = [finished, current, turns, question, stop, anew]
    quiet: Any = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "once"}
    running = Running()
    asker, suggest = _asker(services, running), (_suggester(services), [turns, *bounds], [title, *buttons])
    asking = [
        gr.on([ask.click, question.submit], asker, [question, turns, *bounds], screen, concurrency_limit=_AT_ONCE, **quiet),
        *(button.click(asker, [button, turns, *bounds], screen, concurrency_limit=_AT_ONCE, **quiet) for button in buttons),
    ]
    for event in asking:
        event.then(*suggest, **quiet)
    stop.click(_stopper(running), None, None, queue=False, **quiet)
    anew.click(_anew, None, screen, queue=False, **quiet).then(*suggest, **quiet)
    gr.on(None, _opener(services), None, [top, intro, scope, *bounds[:2]], **quiet).then(*suggest, **quiet)


def _scope_controls(gr: Any) -> tuple[Any, list[Any]]:
    """The part of the page that holds them; and committee, papers, from and to."""
    with gr.Accordion("Search only some of the papers", open=False, elem_id="scope") as scope:
        committee = gr.Dropdown([], label="Committee", info="Leave empty for all.", elem_id="committee")
        documents = gr.Dropdown([], label="Papers", info="Leave empty for all.", multiselect=True, elem_id="documents")
        # choices are known per session only; a name that is none, as after a restart, finds nothing, and must not be printed as an error
        committee.preprocess = documents.preprocess = lambda chosen: chosen
        since = gr.Textbox("", label="Meetings from", info="For example 12 July 2012, July 2012 or 2012.", elem_id="since")
        until = gr.Textbox("", label="Meetings up to", info="Written in the same way.", elem_id="until")
    return scope, [committee, documents, since, until]


def _opener(services: Services) -> Any:
    """What is filled in when the page is opened."""
    import gradio as gr

    def open_page(request: gr.Request) -> tuple[Any, Any, Any, Any, Any]:
        visitor = visitor_of(services, request)
        scope = scope_of(visitor.reader, request.query_params)
        # only what has to change is set: the reader may have begun to choose meanwhile
        chosen: dict[str, Any] = {"value": list(scope.chosen)} if scope.chosen else {}
        return (
            render("header.html", here="/", visitor=visitor),
            render("ask_intro.html", papers=len(scope.papers)),
            gr.update(open=True) if chosen else gr.skip(),
            gr.update(choices=["", *scope.committees]),
            gr.update(choices=list(scope.papers), **chosen),
        )

    return handler(open_page)


def _suggester(services: Services) -> Any:
    import gradio as gr

    suggestions = Suggestions(services)

    def suggest(turns: Turns, committee: str, documents: list[str], since: str, until: str, request: gr.Request) -> list[Any]:
        visitor = visitor_of(services, request)
        shown = _still_shown(visitor, turns)
        try:
            filters = filters_of(committee, documents, since, until)
            if shown:
                questions = suggestions.after([turn.kept.answer for turn in shown], filters, visitor.identity.role)
            else:
                questions = () if turns else suggestions.first(filters, visitor.identity.role)
        except BadRequestError:  # the reader is told when asking
            questions = ()
        title = render("suggestions_title.html", any=bool(questions), begun=bool(shown))
        rest = [gr.update(visible=False)] * (COUNT - len(questions))
        return [title, *(gr.update(value=question, visible=True) for question in questions), *rest]

    return handler(suggest)


def _asker(services: Services, running: Running) -> Any:
    import gradio as gr

    def asker(
        question: str, turns: Turns, committee: str, documents: list[str], since: str, until: str, request: gr.Request
    ) -> Iterator[Screen]:
        try:
            if not question.strip():
                raise BadRequestError("Type a question first, then choose Ask.")
            filters = filters_of(committee, documents, since, until)
            visitor = visitor_of(services, request)
            visitor.count_question()
        except AssistantError as error:
            yield gr.skip(), render("problem.html", title="There is a problem", message=str(error)), turns, *[gr.skip()] * 3
            return
        turns = _still_shown(visitor, turns)
        history = tuple(Turn(question=turn.kept.answer.question, answer=turn.kept.answer.answer) for turn in turns)
        ask = Ask(question=question.strip(), history=history, role=visitor.identity.role, filters=filters)
        number, earlier = len(turns) + 1, "".join(turn.html for turn in turns)
        try:
            for shown in _progress(running.run(request.session_hash or "", services.assistant.stream(ask)), ask):
                if isinstance(shown, Answer):
                    current = _turn(visitor, number, shown)
                    kept, conversation = visitor.asked(turns[-1].conversation if turns else "", shown)
                    yield _rest([*turns, Shown(kept, current, conversation)], finished=earlier, current=current)
                else:
                    current = render("turn.html", number=number, question=ask.question, answer=None, draft=shown)
                    yield earlier, current, gr.skip(), "", gr.update(visible=True), gr.update(visible=False)
        except StoppedError:
            visitor.record(Action.ASKED, ask.question, outcome="stopped", exempt=visitor.entitled)
            message = "None of it was kept. You can ask again."
            yield _rest(turns, current=render("problem.html", title="You stopped this answer", message=message))

    return handler(asker)


def _stopper(running: Running) -> Any:
    import gradio as gr

    def stop(request: gr.Request) -> None:
        running.stop(request.session_hash or "")

    return stop


def _still_shown(visitor: Visitor, turns: Turns) -> Turns:
    """The turns that the reader may still see: papers and entitlements may have changed since they were asked."""
    answers = visitor.still_shown([turn.kept for turn in turns])
    return [turn for turn, answer in zip(turns, answers, strict=True) if answer]


def _turn(visitor: Visitor, number: int, answer: Answer) -> str:
    ids = [citation.passage_id for citation in answer.citations]
    found = visitor.services.library.passages(ids=ids, classifications=visitor.identity.role.classifications)
    texts = {passage.id: passage.text for passage in found}
    return render("turn.html", number=number, question=answer.question, answer=answer, texts=texts)


def _progress(events: Iterator[Event], ask: Ask) -> Iterator[Draft | Answer]:
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


def _rest(turns: Turns, *, finished: Any = None, current: Any = "") -> Screen:
    """The screen while nothing is being asked."""
    import gradio as gr

    label = "Ask a follow-up question" if turns else "Your question"
    box = gr.update(value="", label=label)
    shown = gr.skip() if finished is None else finished
    return shown, current, turns, box, gr.update(visible=False), gr.update(visible=True)


def _anew() -> Screen:
    return _rest([], finished="", current=render("problem.html", title="New conversation", message="Earlier questions are forgotten."))
