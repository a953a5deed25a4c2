"""Whether the app still stands on the files it was started with: told at /healthz, and asked before every request is answered."""

import logging
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import AssistantError
from assistant.service.faults import log_fault
from assistant.service.services import Services
from assistant.ui.refusals import refusal
from ingest.errors import LostFileError

_LOG = logging.getLogger(__name__)
HEALTH = "/healthz"
_STATIC = "/static-ui/"
_MESSAGE = "This service has stopped, since its files were changed while it was running. Tell who runs it."
_HEADERS = {
    "cache-control": "no-store", "content-security-policy": "default-src 'self'", "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}  # fmt: skip


class Standing:
    """Answers 503 to every request once a database file was replaced or deleted under the app: what it would read is no longer true,
    and what it would write is lost. The pages' own style and script are still sent. It stands before all else that uses the files.

    /healthz says to anybody ok, or not ok with status 503, and nothing else.
    """

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app, self._services = app, services
        self._told = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or path.startswith(_STATIC):
            await self._app(scope, receive, send)
        elif path == HEALTH:
            well = await run_in_threadpool(self._well)
            await PlainTextResponse("ok" if well else "not ok", 200 if well else 503, _HEADERS)(scope, receive, send)
        elif self._stands():
            await self._app(scope, receive, send)
        else:
            answer = refusal(path, 503, _MESSAGE)
            answer.headers.update(_HEADERS)
            await answer(scope, receive, send)

    def _stands(self) -> bool:
        try:
            check_files(self._services)
        except LostFileError as error:
            if not self._told:
                self._told = True
                _LOG.error("%s", error)
            return False
        return True

    def _well(self) -> bool:
        """Whether both files are there and can be read."""
        try:
            check_files(self._services)
            self._services.library.revision()
            if self._services.access:
                self._services.access.accounts.any()
        except Exception as error:
            log_fault(_LOG, "the service is not well", error)
            return False
        return True


def check_files(services: Services) -> None:
    """Raises LostFileError where the library's file or that of access was replaced or deleted since it was opened."""
    services.library.check()
    if services.access:
        services.access.desk.store.check()


def refuse_served_home(home: Path) -> None:
    """Raises AssistantError where gradio would serve what lies in the library's folder, or keep there what it serves."""
    from gradio.utils import get_cache_folder, get_upload_folder

    whole, uploads, cache = (Path(folder).resolve() for folder in (home, get_upload_folder(), get_cache_folder()))
    if whole.is_relative_to(uploads) or whole.is_relative_to(cache) or uploads.is_relative_to(whole):
        raise AssistantError(
            f"the library's folder {home} and the folder from which uploaded files are served ({uploads}) lie one within the other: "
            "name another folder with --home, or set GRADIO_TEMP_DIR to one outside it"
        )
