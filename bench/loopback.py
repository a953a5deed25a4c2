"""An ASGI app served on this machine alone, in a thread of this process, for as long as it is needed."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


@contextmanager
def on_loopback(app: Callable[..., Any]) -> Iterator[str]:
    """The app's address without a path, on a port that was free."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(5)


async def whole_body(receive: Callable[[], Any]) -> bytes:
    """The whole body of a request to an ASGI app."""
    body = b""
    while (message := await receive()).get("more_body") or message.get("body"):
        body += message["body"]
        if not message["more_body"]:
            break
    return body
