"""The door before a gradio page: of gradio's addresses those alone that the page uses, sent what the page sends and nothing else."""

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.models import Identity
from assistant.access.opening import Access
from assistant.errors import BadRequestError, TokenError
from assistant.ui.gradio_guard.inputs import Inputs, Uploads, session_of

if TYPE_CHECKING:
    from gradio import Blocks

UPLOAD: Final = "/gradio_api/upload"
_PAGE = re.compile(r"/?")
_READ = re.compile(r"/theme\.css|/(?:assets|static)/[\w./-]+|/gradio_api/app_id", re.ASCII)
_HEARTBEAT = re.compile(r"/gradio_api/heartbeat/(\w{1,64})", re.ASCII)
_STREAM = "/gradio_api/queue/data"
_CALLS = ("/gradio_api/queue/join", "/gradio_api/run/predict")
_LONGEST_CALL: Final = 256 * 1024
"""Bytes of a call: a question, and the names of some hundred papers."""
_FORWARDED = (b"x-forwarded-host", b"x-forwarded-proto", b"x-gradio-server")
"""Headers from which gradio would make the addresses of its page; whoever sends them decides where those lead."""
_TOO_LONG = "Too much is sent at once."


@dataclass(frozen=True, slots=True)
class GradioDoor:
    """Lets through to one gradio page what its readers need; everything else is answered as an address that does not exist."""

    app: ASGIApp
    """The gradio page."""
    inputs: Inputs
    uploads: Uploads
    access: Access | None
    takes_files: bool
    """Whether the page has a control to upload files."""

    @classmethod
    def before(cls, app: ASGIApp, blocks: "Blocks", access: Access | None) -> "GradioDoor":
        """The door before `app`, which serves `blocks`. Raises AssistantError where an input of the page is of an unknown kind."""
        uploads = Uploads()
        takes_files = any(part.get_block_name() == "file" for part in blocks.blocks.values())
        return cls(app, Inputs(blocks, uploads), uploads, access, takes_files)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        path, reads = scope["path"].removeprefix(scope.get("root_path", "")), scope["method"] in ("GET", "HEAD")
        inside: Scope = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in _FORWARDED]}
        if reads and _PAGE.fullmatch(path):
            await self.app({**inside, "query_string": b""}, receive, send)  # gradio would look for a page or a kept state of that name
        elif reads and _READ.fullmatch(path) and ".." not in path:
            await _answered(self.app, inside, receive, send)
        elif reads and (session := _session_named(request, path)):
            await _answered(self.app, self._renamed(inside, request, path, session), receive, send)
        elif _PAGE.fullmatch(path):
            raise HTTPException(405, headers={"allow": "GET, HEAD"})
        elif scope["method"] == "POST" and path in _CALLS:
            await self._call(inside, request, receive, send)
        elif self.takes_files and (scope["method"], path) in (("POST", UPLOAD), ("GET", "/gradio_api/upload_progress")):
            await self._upload(inside, request, receive, send)
        else:
            raise HTTPException(404)

    async def _call(self, scope: Scope, request: Request, receive: Receive, send: Send) -> None:
        body = await _read(request)
        if body is None:
            await JSONResponse({"detail": _TOO_LONG}, 413)(scope, receive, send)
            return
        identity = self._identify(request)
        try:
            call = self.inputs.read(body, identity.key if identity else "", identity.name if identity else "")
        except BadRequestError as error:
            await JSONResponse({"detail": str(error)}, 422)(scope, receive, send)
            return
        headers = MutableHeaders(raw=list(scope["headers"]))
        headers["content-length"], headers["content-type"] = str(len(call)), "application/json"
        first: list[Message] = [{"type": "http.request", "body": call, "more_body": False}]

        async def again() -> Message:
            return first.pop() if first else await receive()

        await self.app({**scope, "headers": headers.raw}, again, send)

    def _renamed(self, scope: Scope, request: Request, path: str, session: str) -> Scope:
        """The request for what happens in a session, for the session of that name which is this reader's own."""
        identity = self._identify(request)
        own = session_of(session, identity.name if identity else "")
        if path == _STREAM:
            return {**scope, "query_string": f"session_hash={own}".encode()}
        place = f"{scope['path'].rpartition('/')[0]}/{own}"
        return {**scope, "path": place, "raw_path": place.encode()}

    async def _upload(self, scope: Scope, request: Request, receive: Receive, send: Send) -> None:
        identity = self._identify(request)
        if self.access and not (identity and identity.may_upload):
            raise HTTPException(404)
        headers = MutableHeaders(raw=list(scope["headers"]))
        headers["accept-encoding"] = "identity"  # the answer is read here
        sent = _Renamed(send, self.uploads, identity.key if identity else "") if scope["method"] == "POST" else send
        await self.app({**scope, "headers": headers.raw}, receive, sent)

    def _identify(self, request: Request) -> Identity | None:
        """Who sends it; None where nobody is told apart, or a token is sent that does not hold."""
        if self.access is None:
            return None
        try:
            return self.access.gatekeeper.identify(request.headers, request.cookies, request.client.host if request.client else "")
        except TokenError:
            return None


def _session_named(request: Request, path: str) -> str | None:
    """The session that a request listens to; None where it is no such request."""
    if path == _STREAM:
        return request.query_params.get("session_hash")
    beat = _HEARTBEAT.fullmatch(path)
    return beat[1] if beat else None


class _Renamed:
    """Sends the answer to an upload with names that say nothing in place of the places where the files lie."""

    def __init__(self, send: Send, uploads: Uploads, owner: str) -> None:
        self._send, self._uploads, self._owner = send, uploads, owner
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if message["status"] == 200:
                self._start = message
            else:
                await self._send(message)
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                body = json.dumps([self._uploads.keep(path, self._owner) for path in json.loads(self._body)]).encode()
                MutableHeaders(scope=self._start)["content-length"] = str(len(body))
                await self._send(self._start)
                await self._send({"type": "http.response.body", "body": body})


async def _answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Have `app` answer; where it refuses, the answer is our own. Raises HTTPException there."""
    refused = 0

    async def passed(message: Message) -> None:
        nonlocal refused
        if message["type"] == "http.response.start" and message["status"] >= 400:
            refused = message["status"]
        if not refused:
            await send(message)

    await app(scope, receive, passed)
    if refused:
        raise HTTPException(404 if refused < 500 else refused)


async def _read(request: Request) -> bytes | None:
    """The whole body; None where it is longer than any call."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_CALL:
            return None
    return body
