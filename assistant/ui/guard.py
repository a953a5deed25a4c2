"""Headers and checks around every request: what a page may load, and who may send requests here."""

import base64
import hashlib
import logging
import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.access.opening import Access
from assistant.service.faults import log_fault
from assistant.ui.address import LOOPBACK, called_at
from assistant.ui.gradio_guard.door import UPLOAD
from assistant.ui.refusals import refusal
from assistant.ui.render import CALLED_AT

_LOG = logging.getLogger(__name__)
_INLINE_SCRIPT = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "connect-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with "no-referrer" browsers send the origin of a form as "null"
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_BY_HTTPS = {"strict-transport-security": "max-age=31536000"}
STREAMED = "x-accel-buffering"
"""Header of a page that is sent as it is made; such a page has no inline script. nginx, too, holds none of it back."""
_LARGEST = 1 << 20
_SAFE = ("GET", "HEAD", "OPTIONS")
_UPLOAD = f"/papers/add{UPLOAD}"
"""Where files come in, which are longer than any form; the door before gradio says from whom."""


class Guard:
    """Refuses requests under another host name (a web site that points its name at this address) or sent by another site's page;
    adds the security headers, and the cookie that tells browsers apart. What of gradio is open, the door before each page says.

    gradio's inline scripts are allowed by their hashes, computed when a page is sent; nothing may be evaluated from text.
    """

    def __init__(self, app: ASGIApp, access: Access | None = None, hosts: tuple[str, ...] = LOOPBACK) -> None:
        """`hosts` are the names it may be called by, besides those of the setting public_hosts."""
        self._app, self._access = app, access
        named = access.settings.public_hosts if access else ""
        self._public = [host.strip().casefold() for host in named.split(",") if host.strip()]
        self._hosts = {*hosts, *self._public}
        self._https = bool(access and access.settings.https)
        self._headers = _HEADERS | (_BY_HTTPS if self._https else {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks over websockets
            await send({"type": "websocket.close", "code": 1008})
            return
        request = Request(scope)
        protected = _Protected(send, self._headers, self._new_cookie(scope, request))
        message, status = self._refusal(request)
        if message:
            await refusal(request.url.path, status, message)(scope, receive, protected)
            return
        CALLED_AT.set(called_at(request, self._public, self._https))
        try:
            await self._app(scope, receive, protected)
        except ClientDisconnect:  # who sent it has hung up in the middle: nobody is there to be answered, and nothing is wrong here
            return
        except Exception as error:
            log_fault(_LOG, "a request failed", error)
            if protected.begun:
                raise ConnectionAbortedError from None
            await refusal(request.url.path, 500, "There is a fault in this service. Try again.")(scope, receive, protected)

    def _refusal(self, request: Request) -> tuple[str | None, int]:
        """Why a request goes no further, and with which status; (None, …) where it does."""
        headers = request.headers
        host = urlsplit(f"//{headers.get('host', '')}")
        if host.hostname not in self._hosts:
            return "This service answers under its own address only.", 403
        if refused := self._access.gatekeeper.refusal(headers) if self._access else None:
            return refused, 403
        if _by_another_site(headers, request.method, host.netloc):
            return "This service answers its own pages only.", 403
        if request.method not in _SAFE and request.url.path != _UPLOAD and _too_large(headers):
            return "Too much is sent at once.", 413
        return None, 200

    def _new_cookie(self, scope: Scope, request: Request) -> str:
        """The Set-Cookie header for a browser that comes first; what is behind sees the cookie as if it had been sent."""
        if self._access is None or self._access.cookies.browser_of(request.cookies):
            return ""
        value, header = self._access.cookies.new_browser(kept=not self._access.gatekeeper.guarded)
        scope["headers"] = [*scope["headers"], (b"cookie", f"{self._access.cookies.browser}={value}".encode())]
        return header


class _Protected:
    """Sends a response with the headers, after the whole page where it is HTML that is not streamed."""

    def __init__(self, send: Send, headers: dict[str, str], cookie: str) -> None:
        self._send, self._headers, self._cookie = send, headers, cookie
        self._start: Message | None = None
        self._body = b""
        self.begun = False
        """Whether anything was sent already."""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                self._for_one_reader(headers)
                if STREAMED not in headers:
                    self._start = message
                    return
            await self._begin(message, "")
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._begin(self._start, _script_sources(self._body))
                await self._send({"type": "http.response.body", "body": self._body})

    def _for_one_reader(self, headers: MutableHeaders) -> None:
        headers["cache-control"] = "no-store"  # a page shows who is signed in, and what only they may see
        if self._cookie:
            headers.append("set-cookie", self._cookie)

    async def _begin(self, message: Message, scripts: str) -> None:
        self.begun = True
        MutableHeaders(scope=message).update(self._headers | {"content-security-policy": _POLICY.format(scripts=scripts)})
        await self._send(message)


def _by_another_site(headers: Headers, method: str, netloc: str) -> bool:
    """Whether another site's page sends it, as far as the browser says; only what changes nothing may come by a link."""
    origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
    return bool(origin and urlsplit(origin).netloc != netloc) or (method not in _SAFE and site not in ("same-origin", "none"))


def _too_large(headers: Headers) -> bool:
    """Whether a body, which is taken into memory whole, is longer than any form or question, or does not say how long it is."""
    length = headers.get("content-length", "")
    return int(length) > _LARGEST if length.isdecimal() else "transfer-encoding" in headers


def _script_sources(page: bytes) -> str:
    hashes = dict.fromkeys(base64.b64encode(hashlib.sha256(script).digest()).decode() for script in _INLINE_SCRIPT.findall(page))
    return "".join(f" 'sha256-{value}'" for value in hashes)
