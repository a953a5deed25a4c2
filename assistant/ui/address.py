"""What the address of a request tells: where readers call the app, and which ways of calling a page takes."""

from collections.abc import Sequence
from typing import Final

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.routing import BaseRoute, Match, Mount
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.ui.refusals import refusal

LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_METHODS: Final = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def called_at(request: Request, public: Sequence[str], https: bool) -> str:
    """The address for what is read elsewhere, such as the picture of a shared link.

    Args:
        public: host names that readers call the app by; the first is meant where a proxy calls it by this computer's own name.
        https: whether readers come by https, whatever the proxy says.
    """
    url: URL = request.base_url
    if public and url.hostname in LOOPBACK:
        url = url.replace(netloc=public[0])
    return str(url.replace(scheme="https") if https else url).rstrip("/")


class Methods:
    """Says of a page that it cannot be called in this way, where gradio, which has every other address, would say that it is not there.

    What is asked of the head of a page alone is answered as the page is.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app, self._routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        taken = self._taken(scope) if scope["type"] == "http" and scope["method"] != "GET" else set()
        if not taken or scope["method"] in taken:
            await self._app(scope, receive, send)
        elif scope["method"] == "HEAD" and "GET" in taken:
            await self._app({**scope, "method": "GET"}, receive, send)
        else:
            answer = refusal(scope["path"], 405)
            answer.headers["allow"] = ", ".join(sorted(taken))
            await answer(scope, receive, send)

    def _taken(self, scope: Scope) -> set[str]:
        """The methods of the pages at this address; none where no page is there."""
        pages = [route for route in self._routes if not isinstance(route, Mount)]
        return {one for one in _METHODS if any(page.matches({**scope, "method": one})[0] is Match.FULL for page in pages)}
