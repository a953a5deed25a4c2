"""The page where a question is asked: the conversation, the question box and its buttons."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from assistant.access.disclosure import Remembered
from assistant.access.models import Action
from assistant.api.asking import line_of
from assistant.api.models import LONGEST_QUESTION
from assistant.errors import AssistantError, BadRequestError
from assistant.events import Event
from assistant.models import Answer, Ask, Status, Turn
from assistant.service.progress import progress
from assistant.service.services import Services
from assistant.service.suggestions import COUNT, Suggestions
from assistant.service.visitor import Visitor, visitor_of
from assistant.service.waiting_line import Running, StoppedError
from assistant.ui.parts import handler, html
from assistant.ui.render import render
from assistant.ui.scope_form import offered, typed_scope
from assistant.ui.turns import turn_html

_AT_ONCE = 40
"""Readers heard at the same time; how many are answered, and who is next, the line decides."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer and how it is shown."""

    kept: Remembered
    html: str
    folded: str = ""
    """The same as a line that opens, once another question was asked."""
    conversation: str = ""
    """Id of the conversation it is kept in on the server; "" where it is not."""

    @property
    def failed(self) -> bool:
        """Whether there is no answer because of a fault; such a turn is neither kept nor followed up."""
        return self.kept.answer.status is Status.ERROR


Turns = list[Shown]
Screen = tuple[Any, Any, Any, Any, Any, Any, Any, Any]
"""finished turns, current turn, remembered turns, question box, buttons to stop, for a new conversation and to ask once more, what of"""


def build_ask_page(services: Services) -> None:
    """Lay out the page inside the current Blocks."""
    import gradio as gr
    from gradio.context import Context

    top = html(render("header.html", here="/"), "top")
    with gr.Column(elem_id="content", elem_classes="width"):
        intro = html(render("ask_intro.html", papers=None), "intro")
        finished = html("", "finished")
        current = html("", "current")
        turns, asked = gr.State(None, time_to_live=12 * 3600), gr.State("", time_to_live=12 * 3600)
        question, ask, stop, again, anew = _question_controls(gr)
        with gr.Column(elem_id="suggestions"):
            title = html("", "suggestions-title")
            buttons = [gr.Button("", visible=False) for _ in range(COUNT)]
        scope, bounds = _scope_controls(gr)
        html(render("footer.html"), "foot")
    screen = [finished, current, turns, question, stop, anew, again, asked]
    quiet: Any = {"show_progress": "hidden", "api_visibility": "private", "trigger_mode": "once"}
    running = Running(line_of(services))
    asker, suggest = _asker(services, running), (_suggester(services), [turns, *bounds], [title, *buttons])
    asking = [
        gr.on([ask.click, question.submit], asker, [question, turns, *bounds], screen, concurrency_limit=_AT_ONCE, **quiet),
        *(button.click(asker, [button, turns, *bounds], screen, concurrency_limit=_AT_ONCE, **quiet) for button in buttons),
        again.click(_asker(services, running, again=True), [asked, turns, *bounds], screen, concurrency_limit=_AT_ONCE, **quiet),
    ]
    for event in asking:
        event.then(*suggest, **quiet)
    for chosen in (*bounds[:3], bounds[-1]):  # questions are about the papers that are chosen, or were known
        chosen.input(*suggest, **quiet | {"trigger_mode": "always_last"})
    stop.click(_stopper(running), None, None, queue=False, **quiet)
    if page := Context.root_block:
        page.unload(_stopper(running))  # the reader has gone
    anew.click(_anew, None, screen, queue=False, **quiet).then(*suggest, **quiet)
    opened = [top, intro, scope, *bounds[:3], finished, current, turns, question]
    gr.on(None, _opener(services), None, opened, **quiet).then(*suggest, **quiet)


def _question_controls(gr: Any) -> tuple[Any, Any, Any, Any, Any]:
    """The question box, and the buttons to ask, to stop, to ask once more and to begin a new conversation."""
    with gr.Column(elem_id="asking"):  # stays in sight (answer.css)
        question = gr.Textbox(
            "", label="Your question", info="For example: what was recommended, what it would cost, what was decided and when.",
            lines=1, max_lines=8, max_length=LONGEST_QUESTION, elem_id="question",
        )  # fmt: skip
        with gr.Row(elem_id="buttons"):
            ask = gr.Button("Ask", variant="primary", elem_id="ask")
            stop = gr.Button("Stop", variant="stop", elem_id="stop", visible=False)
    with gr.Row(elem_id="more"):
        again = gr.Button("Ask it again", variant="secondary", elem_id="again", visible=False)
        anew = gr.Button("New conversation", variant="secondary", elem_id="anew")
    return question, ask, stop, again, anew


def _scope_controls(gr: Any) -> tuple[Any, list[Any]]:
    """The part of the page that can be opened; and council, which stands before it, committee, papers, from, to and day."""
    council = gr.Dropdown([], label="Council", info="Leave empty for all.", elem_id="council", visible=False)
    with gr.Accordion("Search only some of the papers", open=False, elem_id="scope") as scope:
        committee = gr.Dropdown([], label="Committee", info="Leave empty for all.", elem_id="committee")
        documents = gr.Dropdown([], label="Papers", info="Leave empty for all.", multiselect=True, elem_id="documents")
        # choices are known per session only; a name that is none, as after a restart, finds nothing, and must not be printed as an error
        council.preprocess = committee.preprocess = documents.preprocess = lambda chosen: chosen
        since = gr.Textbox("", label="Meetings from", info="For example 12 July 2012, July 2012 or 2012.", elem_id="since")
        until = gr.Textbox("", label="Meetings up to", info="Written in the same way.", elem_id="until")
        as_of = gr.Textbox("", label="As the papers stood on", info="One day: what was not known yet is left out.", elem_id="as-of")
    return scope, [council, committee, documents, since, until, as_of]


def _opener(services: Services) -> Any:
    """What is filled in when the page is opened."""
    import gradio as gr

    def open_page(request: gr.Request) -> tuple[Any, ...]:
        visitor = visitor_of(services, request)
        scope = offered(visitor.reader, request.query_params)
        # only what has to change is set: the reader may have begun to choose meanwhile
        chosen: dict[str, Any] = {"value": list(scope.chosen)} if scope.chosen else {}
        return (
            render("header.html", here="/", visitor=visitor),
            render("ask_intro.html", papers=len(scope.papers)),
            gr.update(open=True) if chosen else gr.skip(),
            gr.update(choices=["", *scope.councils], visible=bool(scope.councils)),
            gr.update(choices=["", *scope.committees]),
            gr.update(choices=list(scope.papers), **chosen),
            *_gone_on_with(visitor, request.query_params.get("conversation", ""), request.query_params.get("question", "")),
        )

    return handler(open_page)


def _gone_on_with(visitor: Visitor, conversation: str, question: str) -> tuple[Any, Any, Any, Any]:
    """Finished turns, current turn, remembered turns and question box, where the page is opened to go on with a past conversation.

    Else the box holds the `question` that another page hands over; it is asked when the reader chooses to.
    """
    import gradio as gr

    turns = _past(visitor, conversation)
    if not turns:
        return gr.skip(), gr.skip(), gr.skip(), gr.update(value=question[:LONGEST_QUESTION]) if question else gr.skip()
    return _folded(turns[:-1]), turns[-1].html, turns, gr.update(label="Ask a follow-up question")


def _past(visitor: Visitor, conversation: str) -> Turns:
    """The turns of a past conversation of the visitor, as far as they may see them now."""
    past = visitor.past(conversation) if conversation else []
    return [_shown(visitor, number, kept, answer, conversation) for number, (kept, answer) in enumerate(past, 1)]


def _remembered(visitor: Visitor, turns: Turns | None, request: Any) -> Turns:
    """`turns`; in a process that took the place of another, and knows of none, those of the conversation in the page's address.

    A new conversation has no turns, which is known: the address may still be that of the one before.
    """
    if turns is not None:
        return turns
    address = urlsplit(request.headers.get("referer") or "")
    return _past(visitor, "".join(parse_qs(address.query).get("conversation", [])[:1]))


def _shown(visitor: Visitor, number: int, kept: Remembered, answer: Answer, conversation: str) -> Shown:
    newest, earlier = (turn_html(visitor, number, answer, conversation, folded=folded) for folded in (False, True))
    return Shown(kept, newest, earlier, conversation)


def _folded(turns: Turns) -> str:
    """Turns as lines that open."""
    return "".join(turn.folded for turn in turns)


def _suggester(services: Services) -> Any:
    import gradio as gr

    suggestions = Suggestions(services)

    def suggest(
        remembered: Turns | None,
        council: str,
        committee: str,
        documents: list[str],
        since: str,
        until: str,
        as_of: str,
        request: gr.Request,
    ) -> Iterator[list[Any]]:
        yield ["", *[gr.update(visible=False)] * COUNT]  # those of before, while others are looked for
        visitor = visitor_of(services, request)
        turns = _remembered(visitor, remembered, request)
        shown = _still_shown(visitor, turns)
        try:
            scope = typed_scope(council, committee, documents, since, until, as_of)
            if shown:
                questions = suggestions.after([turn.kept.answer for turn in shown], scope, visitor.identity.role)
            else:
                questions = () if turns else suggestions.first(scope, visitor.identity.role)
        except BadRequestError:  # the reader is told when asking
            questions = ()
        title = render("suggestions_title.html", any=bool(questions), begun=bool(shown))
        rest = [gr.update(visible=False)] * (COUNT - len(questions))
        yield [title, *(gr.update(value=question, visible=True) for question in questions), *rest]

    return handler(suggest)


def _asker(services: Services, running: Running, again: bool = False) -> Any:
    """Answers a question; with `again` in place of the last turn, where that is its question."""
    import gradio as gr

    def asker(
        question: str,
        remembered: Turns | None,
        council: str,
        committee: str,
        documents: list[str],
        since: str,
        until: str,
        as_of: str,
        request: gr.Request,
    ) -> Iterator[Screen]:
        visitor = visitor_of(services, request)
        turns = _remembered(visitor, remembered, request)
        seen = _still_shown(visitor, turns)
        try:
            if not question.strip():
                raise BadRequestError("Type a question first, then choose Ask.")
            if len(question) > LONGEST_QUESTION:
                raise BadRequestError(f"Ask in {LONGEST_QUESTION:,} characters or fewer.")
            scope = typed_scope(council, committee, documents, since, until, as_of)
            visitor.count_question()
        except AssistantError as error:
            problem = render("problem.html", title="There is a problem", message=str(error))
            yield _folded(seen[:-1]) + "".join(turn.html for turn in seen[-1:]), problem, seen, *[gr.skip()] * 5
            return
        # what follows a withheld turn is withheld with it, so another conversation begins where one was
        conversation = seen[-1].conversation if seen and len(seen) == len(turns) else ""
        if again and seen and seen[-1].kept.answer.question == question:
            seen = _without_last(visitor, seen)
        history = tuple(Turn(question=turn.kept.answer.question, answer=turn.kept.answer.answer) for turn in seen if not turn.failed)
        ask = Ask(id=secrets.token_hex(8), question=question.strip(), history=history, role=visitor.identity.role, filters=scope)
        yield from _answered(
            visitor, running.run(request.session_hash or "", ask, visitor.identity.name or visitor.address), ask, seen, conversation
        )

    return handler(asker)


def _answered(visitor: Visitor, events: Iterator[Event], ask: Ask, turns: Turns, conversation: str) -> Iterator[Screen]:
    """The screen while an answer is made, and with it."""
    import gradio as gr

    number, earlier, hidden = len(turns) + 1, _folded(turns), gr.update(visible=False)
    try:
        for shown in progress(events, ask):
            if isinstance(shown, Answer):
                kept, conversation = visitor.asked(conversation, shown.model_copy(update={"id": ask.id}))
                turn = _shown(visitor, number, kept, kept.answer, conversation)
                again = ask.question if turn.failed or kept.answer.engine != "extractive" else ""
                yield _rest([*turns, turn], finished=earlier, current=turn.html, again=again)
            else:
                current = render("turn.html", number=number, question=ask.question, answer=None, draft=shown)
                yield earlier, current, gr.skip(), "", gr.update(visible=True), hidden, hidden, gr.skip()
    except StoppedError:
        visitor.record(Action.ASKED, ask.question, outcome="stopped", exempt=visitor.entitled)
        message = "None of it was kept. You can ask it again, or ask something else."
        yield _rest(turns, current=render("problem.html", title="You stopped this answer", message=message), again=ask.question)


def _without_last(visitor: Visitor, turns: Turns) -> Turns:
    """The turns before the last, which is taken from the conversation that is kept too."""
    *before, last = turns
    if last.conversation and not last.failed:
        visitor.drop_last(last.conversation)
    return before


def _stopper(running: Running) -> Any:
    import gradio as gr

    def stop(request: gr.Request) -> None:
        running.stop(request.session_hash or "")

    return stop


def _still_shown(visitor: Visitor, turns: Turns) -> Turns:
    """The turns that the reader may still see: papers and entitlements may have changed since they were asked."""
    answers = visitor.still_shown([turn.kept for turn in turns])
    return [turn for turn, answer in zip(turns, answers, strict=True) if answer]


def _rest(turns: Turns, *, finished: Any = None, current: Any = "", again: str = "") -> Screen:
    """The screen while nothing is being asked; `again` is a question that may be asked once more."""
    import gradio as gr

    label = "Ask a follow-up question" if turns else "Your question"
    box = gr.update(value="", label=label)
    shown = gr.skip() if finished is None else finished
    return shown, current, turns, box, gr.update(visible=False), gr.update(visible=True), gr.update(visible=bool(again)), again


def _anew() -> Screen:
    message = "Earlier questions play no part in it."
    return _rest([], finished="", current=render("problem.html", title="New conversation", message=message))
