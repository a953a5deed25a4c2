"""Who hangs up in the middle of a request is no fault of the service."""

import logging
from typing import Any

import anyio
import pytest
from starlette.requests import Request
from starlette.responses import Response

from assistant.ui.guard import Guard


def test_a_body_that_breaks_off_is_not_logged_as_a_fault(caplog: pytest.LogCaptureFixture) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await Response(await Request(scope, receive).body())(scope, receive, send)

    came, sent = [{"type": "http.request", "body": b"half", "more_body": True}, {"type": "http.disconnect"}], list[Any]()

    async def receive() -> dict[str, object]:
        return came.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"content-length", b"100")]
    scope = {
        "type": "http", "method": "POST", "path": "/x", "query_string": b"", "headers": headers, "server": ("127.0.0.1", 80),
        "scheme": "http",
    }  # fmt: skip
    with caplog.at_level(logging.WARNING):
        anyio.run(Guard(app), scope, receive, send)
    assert not caplog.records
    assert not sent
