"""Readers who take their time over real sockets: each is let go of in the end, and others are served meanwhile."""

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import pytest_socket
import uvicorn

from assistant.ui.patience import Limits, Patience

SHORT = Limits(request=0.6, body=0.6, rate=1000.0, unread=0.6, most=20)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body; answers its length, at /long with 64 MiB."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(1024 if scope["path"] == "/long" else 0):
        await send({"type": "http.response.body", "body": bytes(1 << 16), "more_body": True})
    await send({"type": "http.response.body", "body": b"%d" % length})


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.patience = Patience(SHORT)

    async def on_tick(self, counter: int) -> bool:
        self.patience.look(self.server_state.connections)
        return await super().on_tick(counter)


@pytest.fixture(params=["h11", "httptools"])
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    pytest_socket.enable_socket()
    if request.param == "httptools":
        pytest.importorskip("httptools")
    server = _Server(uvicorn.Config(app, port=0, log_level="error", http=request.param, lifespan="off", timeout_keep_alive=60))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()
    server.should_exit = True
    thread.join(5)


def closed_after(client: socket.socket, drip: bytes = b"", most: float = 6.0) -> float:
    """Seconds until the other side closes, while `drip` is sent ten times a second; `most` where it does not."""
    began = time.monotonic()
    client.settimeout(0.1)
    while time.monotonic() - began < most:
        try:
            if drip:
                client.send(drip)
            if not client.recv(1 << 16):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


HEAD = b"POST / HTTP/1.1\r\nhost: x\r\n"


@pytest.mark.parametrize(
    ("sent", "drip"),
    [
        (b"", b""),
        (b"GET / HT", b""),
        (HEAD, b"x-a: b\r\n"),
        (HEAD + b"content-length: 100\r\n\r\n", b""),
        (HEAD + b"content-length: 100\r\n\r\n", b"a"),
        (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"1\r\na\r\n"),
        (b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", b""),
    ],
    ids=["nothing", "half a head", "a head without end", "no body", "a slow body", "a body without end", "nothing after an answer"],
)
def test_who_takes_too_long_is_let_go_of(address: tuple[str, int], sent: bytes, drip: bytes) -> None:
    with socket.create_connection(address) as client:
        client.sendall(sent)
        assert 0.3 < closed_after(client, drip) < 5


def test_who_does_not_read_is_let_go_of(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as client:
        client.sendall(b"GET /long HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(3)
        read = 0
        client.settimeout(2)
        with contextlib.suppress(OSError):
            while part := client.recv(1 << 20):
                read += len(part)
        assert read < 32 << 20, "what waited to be sent was thrown away"


def test_a_long_body_at_a_fair_pace_is_taken(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as client:
        client.sendall(HEAD + b"content-length: 3000\r\n\r\n")
        for _ in range(30):
            client.sendall(b"a" * 100)
            time.sleep(0.05)
        client.settimeout(5)
        assert b"200 OK" in client.recv(1000)


def test_the_longest_waiting_of_too_many_go_first(address: tuple[str, int]) -> None:
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(socket.create_connection(address)) for _ in range(60)]
        time.sleep(0.25)
        client = stack.enter_context(socket.create_connection(address))
        client.sendall(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        client.settimeout(5)
        assert b"200 OK" in client.recv(1000)
        gone = 0
        for one in idle:
            one.settimeout(0.01)
            with contextlib.suppress(TimeoutError):
                with contextlib.suppress(ConnectionError):
                    one.recv(1)
                gone += 1
        assert gone >= 40
