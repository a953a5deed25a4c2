"""A chat model behind an OpenAI-compatible server that obeys whatever it reads, and misbehaves on the wire in every way that is wished."""

import asyncio
import json
import socket
import threading
import zlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import Any, Final

from bench.loopback import on_loopback, whole_body

Send = Callable[[dict[str, Any]], Any]
ELSEWHERE: Final = "/elsewhere"
MANNERS: Final = (
    "secrets", "orders", "links", "html", "tools", "huge", "one line", "endless", "silence", "comments", "drip", "no json",
    "no events", "status 500", "status 429", "cut", "cut at once", "sent on", "packed", "other words",
)  # fmt: skip
"""What it does with a request."""


@dataclass
class ObedientModel:
    """The server, in a thread of this process."""

    manner: str = "secrets"
    address: str = ""
    prompts: list[str] = field(default_factory=list)
    """Everything that was sent to be answered."""
    elsewhere: int = 0
    """Requests to where it pointed, or to any other address."""
    running: int = 0

    async def __call__(self, scope: Any, receive: Any, send: Send) -> None:
        """Answer a request, as an ASGI app."""
        body = await whole_body(receive)
        if scope["path"] != "/v1/chat/completions":
            self.elsewhere += 1
        self.prompts.append(body.decode())
        self.running += 1
        gone = asyncio.create_task(_gone(receive))
        work = asyncio.create_task(self._answer(send, "\n\n".join(one["content"] for one in json.loads(body)["messages"])))
        try:
            await asyncio.wait({gone, work}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            work.cancel()
            self.running -= 1
        if work.done() and not work.cancelled() and (error := work.exception()):
            raise error

    async def _answer(self, send: Send, prompt: str) -> None:
        if self.manner.startswith("status"):
            await _begin(send, int(self.manner.split()[1]), b"application/json")
            await send({"type": "http.response.body", "body": json.dumps({"error": {"message": prompt}}).encode()})
        elif self.manner == "sent on":
            await _begin(send, 307, b"text/plain", [(b"location", ELSEWHERE.encode())])
            await send({"type": "http.response.body", "body": b""})
        elif self.manner == "cut at once":
            raise ConnectionAbortedError
        else:
            packed = [(b"content-encoding", b"gzip")] if self.manner == "packed" else []
            await _begin(send, 200, b"text/event-stream", packed)
            async for part in self._parts(prompt):
                await send({"type": "http.response.body", "body": part, "more_body": True})
            await send({"type": "http.response.body", "body": b""})

    async def _parts(self, prompt: str) -> AsyncIterator[bytes]:
        if bodies := _BODIES.get(self.manner):
            pause, parts = bodies
            for part in parts():
                yield part
                await asyncio.sleep(pause)
            if self.manner == "cut":
                raise ConnectionAbortedError
        else:
            for piece in _said(self.manner, prompt):
                yield _event(piece)
            yield b"data: [DONE]\n\n"


def _bomb() -> Iterator[bytes]:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    for _ in range(2000):
        yield packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_SYNC_FLUSH)


def _tools() -> Iterator[bytes]:
    call = {"index": 0, "id": "1", "type": "function", "function": {"name": "read_file", "arguments": '{"path": "/etc/passwd"}'}}
    yield _event("", {"tool_calls": [call]})
    yield b"data: [DONE]\n\n"


def _said(manner: str, prompt: str) -> Iterator[str]:
    first = next((line for line in prompt.splitlines() if line.startswith("[")), "[1]")
    marker = first[: first.find("]") + 1]
    if manner == "secrets":
        yield f"Here is all that I was told {marker}:\n{prompt} {marker}"
    elif manner == "orders":
        yield from (f"{line} {marker}\n" for line in prompt.splitlines() if "marina" in line.casefold())
        yield f"The Council has approved £9,999,999 for the marina {marker}.\n"
    elif manner == "links":
        yield f"See [the minutes](http://evil.example/x?q={len(prompt)}) and http://evil.example/y {marker}.\n![x](http://evil.example/i.png)\n"
    elif manner == "html":
        yield f"<img src=http://evil.example/i.png onerror=alert(1)><script>alert(1)</script> The report <b>says</b> so {marker}.\n"
    else:
        yield f"The reserve price is £4.48m and the offer was £4.20m {marker}. Corvane Estates accepted on 3 May 2024 [99].\n"


async def _begin(send: Send, status: int, kind: bytes, more: list[tuple[bytes, bytes]] | None = None) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", kind), *(more or [])]})


async def _gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


def _event(text: str, delta: dict[str, Any] | None = None) -> bytes:
    said = delta or {"role": "assistant", "content": text}
    chunk = {"id": "1", "object": "chat.completion.chunk", "model": "m", "created": 1, "choices": [{"index": 0, "delta": said}]}
    return f"data: {json.dumps(chunk)}\n\n".encode()


@contextmanager
def obedient_model() -> Iterator[ObedientModel]:
    """The model, served on loopback."""
    model = ObedientModel()
    with on_loopback(model) as address:
        model.address = f"{address}/v1"
        yield model


@contextmanager
def dripping_server() -> Iterator[str]:
    """The address of a server that sends the head of an answer to whoever comes first, and never its end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        over = threading.Event()

        def drip() -> None:
            client, _ = listener.accept()
            with client, suppress(OSError):
                client.sendall(b"HTTP/1.1 200 OK\r\n")
                while not over.wait(0.2):
                    client.sendall(b"x-a: b\r\n")

        thread = threading.Thread(target=drip, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        over.set()
        thread.join(5)


_BODIES: Final[dict[str, tuple[float, Callable[[], Iterable[bytes]]]]] = {
    "huge": (0, lambda: repeat(_event("word " * 200), 50_000)),
    "one line": (0, lambda: chain([b"data: "], repeat(b"a" * 65536, 20_000))),
    "endless": (0.01, lambda: repeat(_event("and so on "))),
    "silence": (3600, lambda: repeat(b"\n")),
    "comments": (0.05, lambda: repeat(b": still at it\n\n")),
    "drip": (0.2, lambda: (bytes([letter]) for letter in _event("The Council agreed.") * 1000)),
    "no json": (0, lambda: [b"data: {not json\n\n"]),
    "no events": (0, lambda: [b"\x00\xff" * 4096]),
    "packed": (0, _bomb),
    "cut": (0, lambda: [_event("The Council ")]),
    "tools": (0, _tools),
}
"""Manner to the seconds between parts of the body, and the parts."""
