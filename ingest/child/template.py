"""The process that children are copies of: it has loaded our readers and seen no file.

Loading pypdf and our own readers takes 0.4 s of processor time, as long as reading twenty pages; a copy of a process that holds them takes
a few milliseconds. Each file still gets a child of its own, and nothing that a file does in its child reaches the next. The template is
started with the first child and ends with the process that started it.

It is asked over a socket: the length of an `_Order`, beside it the ends of the child's pipes, then the order. For each child it leaves a
keeper, who tells the child's process id and, when it has ended, how.
"""

import atexit
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Final, NoReturn

from ingest.child.serving import serve

_BOOT: Final = "import sys; sys.path[:0] = [sys.argv[1]]; from ingest.child.template import run; run()"
_NUMBER: Final = struct.Struct(">q")
_PIPES: Final = 4
"""Ends of pipes that come with an order: requests, replies, what the keeper tells, and the file of signs where there is one."""


@dataclass(frozen=True, slots=True)
class _Order:
    """A child that is wanted; its folder and environment are those that a process started now would have."""

    memory: int
    modules: Sequence[str]
    folder: str
    environment: dict[str, str]


@dataclass
class Child:
    """A child that waits for requests; `pid` is that of its session too."""

    pid: int
    requests: IO[bytes]
    replies: IO[bytes]
    _keeper: IO[bytes]
    _ended: list[int] = field(default_factory=list)

    def wait(self, timeout: float | None = None) -> int | None:
        """Its exit code, that of a signal negative, as subprocess gives them; None where it has not ended in so many seconds."""
        if not self._ended and select.select([self._keeper], [], [], timeout)[0]:
            told = self._keeper.read(_NUMBER.size)
            self._ended.append(_NUMBER.unpack(told)[0] if len(told) == _NUMBER.size else -signal.SIGKILL)
        return self._ended[0] if self._ended else None

    def end(self) -> None:
        """Kill it and whatever it started, and close its pipes."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.wait()
        for stream in (self.requests, self.replies, self._keeper):
            with contextlib.suppress(OSError):
                stream.close()


class Template:
    """Makes children; usable from several threads."""

    def __init__(self) -> None:
        """Nothing is started before the first child."""
        self._lock = threading.Lock()
        atexit.register(self.end)
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None

    def child(self, memory: int, modules: Sequence[str], signs: int | None) -> Child:
        """A child with so many mebibytes of address space that has `modules` loaded and `signs`, an open file, to write to.

        Raises OSError where the system allows no further process.
        """
        requests, replies, told = os.pipe(), os.pipe(), os.pipe()
        theirs = [requests[0], replies[1], told[1]]
        order = _Order(memory, list(modules), os.path.realpath("."), dict(os.environ))
        try:
            self._order(json.dumps(asdict(order)).encode(), theirs if signs is None else [*theirs, signs])
        finally:
            for end in theirs:
                os.close(end)
        streams = os.fdopen(requests[1], "wb"), os.fdopen(replies[0], "rb"), os.fdopen(told[0], "rb", buffering=0)
        pid = streams[2].read(_NUMBER.size)
        if len(pid) < _NUMBER.size:
            for stream in streams:
                stream.close()
            raise OSError("no process could be started to read a file")
        return Child(_NUMBER.unpack(pid)[0], *streams)

    def _order(self, order: bytes, ends: Sequence[int]) -> None:
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            try:
                self._send(order, ends)
            except OSError:  # it was killed just now
                self._start()
                self._send(order, ends)

    def _send(self, order: bytes, ends: Sequence[int]) -> None:
        assert self._orders is not None
        socket.send_fds(self._orders, [_NUMBER.pack(len(order))], ends)
        self._orders.sendall(order)

    def end(self) -> None:
        """End the template; its children go on, and another is started with the next child."""
        with self._lock:
            if self._orders and self._process:
                self._orders.close()
                self._process.wait()
            self._orders = self._process = None

    def _start(self) -> None:
        if self._orders:
            self._orders.close()
        self._orders, theirs = socket.socketpair()
        root = str(Path(__file__).resolve().parents[2])
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", _BOOT, root],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )


TEMPLATE: Final = Template()
"""That of this process."""


# The template's own process, and the keeper's


def run() -> None:
    """Make children as ordered until nobody can order any more."""
    orders = socket.socket(fileno=0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for keepers
    while True:
        length, ends, *_ = socket.recv_fds(orders, _NUMBER.size, _PIPES)
        if len(length) < _NUMBER.size:
            return
        order = _Order(**json.loads(orders.recv(_NUMBER.unpack(length)[0], socket.MSG_WAITALL)))
        for module in order.modules:
            with contextlib.suppress(Exception):  # the child meets the same and tells it
                importlib.import_module(module)
        gc.freeze()
        with contextlib.suppress(OSError):  # who ordered sees the pipes closed
            if os.fork() == 0:
                _keep(order, *ends)
        for end in ends:
            os.close(end)


def _keep(order: _Order, requests: int, replies: int, told: int, signs: int | None = None) -> NoReturn:
    """Start the child and tell of it; never returns."""
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)  # orders are the template's alone
        pid = os.fork()
        if pid == 0:
            os.close(told)
            os.setsid()
            os.chdir(order.folder)
            os.environ.clear()
            os.environ.update(order.environment)
            serve(order.memory, requests, replies, signs)
            os._exit(0)
        for end in (requests, replies, *(() if signs is None else (signs,))):
            os.close(end)
        os.write(told, _NUMBER.pack(pid))
        os.write(told, _NUMBER.pack(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])))
    finally:
        os._exit(1)
