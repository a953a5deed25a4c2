"""Requests that are not answered: a page in our styles where a browser shows it, a problem for programs, JSON for gradio's scripts."""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.exceptions import HTTPException

from assistant.api.problems import problem, response_of
from assistant.errors import TokenError, TooManyError
from assistant.ui.render import render
from ingest.errors import CouncilPapersError, LostFileError

_PROGRAMS: Final = ("/api/", "/mcp")
_SCRIPTS: Final = "/gradio_api/"
_STATUSES: Final = {TokenError: 401, TooManyError: 429, LostFileError: 503}
_SAID: Final = {
    400: "The request could not be read. Go back and try again.",
    405: "This address cannot be used in this way.",
    413: "Too much is sent at once.",
    422: "The address or the form is not complete, or holds something that it cannot. Go back and try again.",
}


def refusal(path: str, status: int, message: str = "") -> Response:
    """The answer to a request to `path` that goes no further; without a message, what is usually said of the status."""
    if path.startswith(_PROGRAMS):
        return response_of(problem(status, message or None))
    if status == 404:
        return HTMLResponse(render("not_found.html", here=""), status)
    if _SCRIPTS in path:
        return JSONResponse({"detail": message or HTTPStatus(status).phrase}, status)
    return HTMLResponse(render("problem_page.html", here="", message=message or _SAID.get(status, HTTPStatus(status).phrase)), status)


def show_errors(app: FastAPI) -> None:
    """Have every error of the app's pages answered so; apps mounted in it that answer their own go on to do so."""

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> Response:
        response = refusal(request.url.path, error.status_code)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, _error: RequestValidationError) -> Response:
        return refusal(request.url.path, 422)

    @app.exception_handler(CouncilPapersError)
    async def explained(request: Request, error: CouncilPapersError) -> Response:
        status = next((code for kind, code in _STATUSES.items() if isinstance(error, kind)), 500)
        return refusal(request.url.path, status, str(error))
