"""Headers and checks around every request: what a page may load, and who may send requests here."""

import base64
import hashlib
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Guard:
    """Refuses requests under another host name (a web site that points its name at this address) or sent by another site's page,
    and adds the security headers.

    The chat page's own inline scripts are allowed by their hashes, computed when it is sent; gradio's HTML component evaluates
    its (fixed) template, which needs 'unsafe-eval'. Pages of papers get neither.
    """

    def __init__(self, app: ASGIApp, hosts: tuple[str, ...] = LOOPBACK) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope))
        if refusal:
            await PlainTextResponse(refusal, status_code=403, headers=_HEADERS)(scope, receive, send)
            return
        await self._app(scope, receive, _Protected(send))

    def _refusal(self, headers: Headers) -> str | None:
        host = urlsplit(f"//{headers.get('host', '')}")
        if host.hostname not in self._hosts:
            return "This service answers under its own address only."
        origin = headers.get("origin")
        if origin and urlsplit(origin).netloc != host.netloc:
            return "This service answers its own pages only."
        return None


class _Protected:
    """Sends a response with the headers, after the whole page where it is HTML."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            if MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
                self._start = message
                return
            await self._send(_with_headers(message, ""))
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send(_with_headers(self._start, _script_sources(self._body)))
                await self._send({"type": "http.response.body", "body": self._body})


def _with_headers(message: Message, scripts: str) -> Message:
    headers = MutableHeaders(scope=message)
    headers.update(_HEADERS | {"content-security-policy": _POLICY.format(scripts=scripts)})
    return message


def _script_sources(page: bytes) -> str:
    hashes = dict.fromkeys(base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE_SCRIPT.findall(page))
    return "".join(f" 'sha256-{value}'" for value in hashes) + (" 'unsafe-eval'" if hashes else "")
