"""The frame of a gradio page as it is sent: with what our own pages say of themselves in the place of what gradio says of itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_FOREIGN: Final = re.compile(rb"<meta\s+(?:property=\"og:|name=\"twitter:)[^>]*>\s*|<link\s+rel=\"manifest\"[^>]*>\s*")
"""Titles, pictures and addresses of gradio for shared links, and a manifest that is not there."""
_HEAD: Final = re.compile(rb"<head>")
_BODY: Final = re.compile(rb"<body[^>]*>")


@dataclass(frozen=True, slots=True)
class Framed:
    """Sends the page that `app` makes with our head, and with what is to be read where no script runs."""

    app: ASGIApp
    head: Callable[[], str]
    """Makes the HTML for the head, title and all, for the request that is answered."""
    without_script: str
    """HTML for the begin of the body."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"].removeprefix(scope.get("root_path", "")) not in ("", "/"):
            await self.app(scope, receive, send)
            return
        plain = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]  # the page is read here
        await self.app({**scope, "headers": plain}, receive, _Page(self, send))

    def own(self, page: bytes) -> bytes:
        """The page in our frame."""
        page = _FOREIGN.sub(b"", page)
        page = _HEAD.sub(lambda found: found[0] + self.head().encode(), page, count=1)
        return _BODY.sub(lambda found: found[0] + self.without_script.encode(), page, count=1)


class _Page:
    """Sends a page once the whole of it is there; whatever is no page as it comes."""

    def __init__(self, framed: Framed, send: Send) -> None:
        self._framed, self._send = framed, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and MutableHeaders(scope=message).get("content-type", "").startswith("text/html"):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                body = self._framed.own(self._body)
                MutableHeaders(scope=self._start)["content-length"] = str(len(body))
                await self._send(self._start)
                await self._send({"type": "http.response.body", "body": body})
