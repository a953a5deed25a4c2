"""The routes that answer questions: whole, or as Server-Sent Events while the answer is made."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse, format_sse_event

from assistant.api.models import AskRequest
from assistant.api.problems import Problem, problem_of, responses
from assistant.errors import AssistantError
from assistant.events import Event, Sources, Stated, Token, Waiting
from assistant.models import Answer, Ask, Status
from assistant.service.services import Services
from assistant.service.visitor import Caller
from assistant.service.waiting_line import Line, Told

_LOOK_SECONDS = 0.25
_SILENCE_SECONDS = 10.0
"""Silence after which a comment is sent, so that a proxy keeps the stream and a caller who has gone is noticed."""
_NAMES: dict[type[Event], str] = {Waiting: "waiting", Sources: "sources", Stated: "statement", Token: "token", Answer: "answer"}
EVENT_MODELS = (Waiting, Sources, Stated, Token)
"""Models that stand in the OpenAPI document for the events alone."""
_DATA = [{"$ref": f"#/components/schemas/{model.__name__}"} for model in (*EVENT_MODELS, Answer, Problem)]
_EVENT = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"enum": [*_NAMES.values(), "error"]},
        "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": {"oneOf": _DATA}},
    },
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `waiting`, `sources`, `statement` and `token`, then one `answer` or `error`.",
        "content": {"text/event-stream": {"schema": _EVENT}},
    }
}


class Asked:
    """A question in the line, whose events are awaited; what was shown of it is recorded. To be closed, which cancels it."""

    def __init__(self, line: Line, ask: Ask, caller: Caller) -> None:
        """Join the line. Raises TooManyError where it is full."""
        self._ask, self._caller = ask, caller
        self._loop, self._told = asyncio.get_running_loop(), asyncio.Queue[Told]()
        self._sources: Sources | None = None
        self._ticket = line.join(ask, self._tell, caller.identity.name or caller.address)

    async def events(self) -> AsyncIterator[Event | None]:
        """The events as they come; None now and then while there are none. Raises whatever answering raises."""
        place = 0
        while True:
            try:
                told = await asyncio.wait_for(self._told.get(), _LOOK_SECONDS)
            except TimeoutError:
                now = self._ticket.place
                yield Waiting(position=now) if now not in (0, place) else None
                place = now
                continue
            if told is None:
                return
            if isinstance(told, BaseException):
                raise told
            yield told

    async def answer(self, gone: Callable[[], Awaitable[bool]] | None = None) -> Answer:
        """The answer. Raises whatever answering raises, and AssistantError where `gone` says that nobody waits for it."""
        try:
            async for event in self.events():
                if isinstance(event, Answer):
                    return event
                if gone and await gone():
                    break
        finally:
            self.close()
        raise AssistantError("nobody waits for the answer")

    def close(self) -> None:
        """Have no more work done for it."""
        self._ticket.cancel()

    def _tell(self, told: Told) -> None:
        """Called in the thread that answers: it may wait for the disk. What cannot be recorded is not shown, the error is."""
        try:
            self._record(told)
        except Exception as error:
            told = error
        with suppress(RuntimeError):  # the loop has ended with the server
            self._loop.call_soon_threadsafe(self._told.put_nowait, told)

    def _record(self, told: Told) -> None:
        if isinstance(told, Sources):
            self._sources = told
        elif isinstance(told, Answer):
            self._sources = None
            self._caller.asked(told)
        elif self._sources and (told is None or isinstance(told, BaseException)):
            self._caller.asked(_unfinished(self._ask, self._sources))


def build_asking(line: Line, caller_of: Callable[..., Caller]) -> APIRouter:
    """The routes, bound to a line."""
    router = APIRouter(tags=["questions"])
    Asking = Annotated[Caller, Depends(caller_of)]  # noqa: N806 a type

    @router.post("/ask", response_model=Answer, responses=responses(400, 401, 413, 422, 429, 500, 503))
    async def ask(body: AskRequest, caller: Asking, request: Request) -> Response:
        """Answer a question from the papers, each statement with its place in them."""
        caller.count()
        answer = await Asked(line, body.ask(caller.identity.role), caller).answer(request.is_disconnected)
        return Response(answer.model_dump_json(by_alias=True), media_type="application/json")

    @router.post("/ask/stream", response_class=StreamingResponse, responses=_STREAM | responses(400, 401, 413, 422, 429, 500, 503))
    async def stream(body: AskRequest, caller: Asking) -> EventSourceResponse:
        """Answer a question as Server-Sent Events: the passages found first, each statement once it has passed the check."""
        caller.count()
        asked = Asked(line, body.ask(caller.identity.role), caller)
        return EventSourceResponse(_sent(asked), headers={"cache-control": "no-store", "x-accel-buffering": "no"})

    return router


def line_of(services: Services) -> Line:
    """The line that the services' assistant is, or one before it."""
    return Line.over(services.assistant)


async def _sent(asked: Asked) -> AsyncIterator[bytes]:
    silent = 0.0
    try:
        async for event in asked.events():
            silent = silent + _LOOK_SECONDS if event is None else 0.0
            if event is not None:
                yield format_sse_event(event=_NAMES[type(event)], data_str=event.model_dump_json(by_alias=True))
            elif silent >= _SILENCE_SECONDS:
                silent = 0.0
                yield format_sse_event(comment="still at it")
    except Exception as error:
        yield format_sse_event(event="error", data_str=problem_of(error)[0].model_dump_json())
    finally:
        asked.close()


def _unfinished(ask: Ask, sources: Sources) -> Answer:
    """What is recorded of a question whose asker left, or that failed, after passages were shown."""
    return Answer(
        id=ask.id, question=ask.question, standalone_question=sources.standalone_question, answer="", abstained=True,
        status=Status.ERROR, passages=sources.passages,
    )  # fmt: skip
