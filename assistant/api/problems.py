"""Errors as RFC 9457 problem details: what happened and what to do, in one line; nothing of what may not be seen."""

import logging
import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import Field
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import AccessError, AssistantError, ChatModelError, TokenError, TooManyError, UnknownBodyError
from assistant.models import Frozen
from assistant.service.faults import log_fault
from ingest.errors import CouncilPapersError

_LOG = logging.getLogger(__name__)
MEDIA = "application/problem+json"
_ADVICE = {
    400: "The request could not be read: send JSON as the OpenAPI document says.",
    404: "There is nothing here: see the lists of papers and meetings, or the OpenAPI document for the addresses.",
    405: "This address does not take that method: see the header Allow.",
    413: "The request is too long: send a shorter question or history.",
    429: "Too many requests: try again after the seconds in Retry-After.",
    503: "The service cannot answer just now: try again later, or tell who runs it.",
    500: "The request failed because of a fault in this service: try again, or tell who runs it.",
}


class Fault(Frozen):
    """One part of a request that is not as documented."""

    at: str = Field(description='Where it stands, for example "body.question" or "query.k".')
    message: str


class Problem(Frozen):
    """What went wrong, after RFC 9457."""

    type: str = "about:blank"
    title: str = Field(description="The name of the HTTP status.")
    status: int
    detail: str = Field(description="One line that says what happened and what to do.")
    faults: tuple[Fault, ...] = ()


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """How a route documents that it may answer with these statuses."""
    content = {MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    documented: dict[int | str, dict[str, Any]] = {s: {"description": HTTPStatus(s).phrase, "content": content} for s in statuses}
    if 429 in statuses:
        documented[429]["headers"] = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}}
    return documented


def problem(status: int, detail: str | None = None, faults: Sequence[Fault] = ()) -> Problem:
    """The problem of a status; without `detail` in the usual words."""
    return Problem(title=HTTPStatus(status).phrase, status=status, detail=detail or _ADVICE.get(status, ""), faults=tuple(faults))


def problem_of(error: BaseException) -> tuple[Problem, dict[str, str]]:
    """The problem of an error, and the headers that go with it. What is no fault of the request is logged and not told."""
    if isinstance(error, StarletteHTTPException):
        return problem(error.status_code), dict(error.headers or {})
    if isinstance(error, TokenError):
        return problem(401, str(error)), {"www-authenticate": "Bearer"}
    if isinstance(error, TooManyError):
        return problem(429, str(error)), {"retry-after": str(max(1, math.ceil(error.wait)))}
    if isinstance(error, UnknownBodyError):  # a name is a valid name, only nobody bears it
        return problem(404, str(error)), {}
    if isinstance(error, AssistantError) and not isinstance(error, AccessError | ChatModelError):
        return problem(422, str(error)), {}
    log_fault(_LOG, "a request to the API failed", error)
    return problem(503 if isinstance(error, CouncilPapersError) else 500), {}


def handle_errors(app: FastAPI) -> None:
    """Have every error of `app` answered with a problem."""

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        faults = [Fault(at=".".join(str(part) for part in fault["loc"]), message=fault["msg"]) for fault in error.errors()]
        first = f"{faults[0].at}: {faults[0].message}" if faults else "the request is not as documented"
        return response_of(problem(422, f"{first}; the OpenAPI document says what is taken", faults))

    @app.exception_handler(StarletteHTTPException)
    async def refused(_request: Request, error: HTTPException) -> Response:
        return response_of(*problem_of(error))

    @app.exception_handler(CouncilPapersError)
    async def explained(_request: Request, error: CouncilPapersError) -> Response:
        return response_of(*problem_of(error))

    @app.exception_handler(Exception)
    async def failed(_request: Request, _error: Exception) -> Response:
        return response_of(problem(500))


def response_of(found: Problem, headers: dict[str, str] | None = None) -> Response:
    """A problem as it is sent."""
    return Response(found.model_dump_json(), status_code=found.status, headers=headers, media_type=MEDIA)


class BodyLimit:
    """Refuses bodies of more than `longest` bytes, whether or not they say so beforehand."""

    def __init__(self, app: ASGIApp, longest: int) -> None:
        self._app, self._longest = app, longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        declared = Headers(scope=scope).get("content-length", "") if scope["type"] == "http" else ""
        if declared.isdigit() and int(declared) > self._longest:
            await response_of(problem(413))(scope, receive, send)
            return
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self._longest:
                raise HTTPException(413)
            return message

        await self._app(scope, counted, send)
