"""Several processes that serve one home: started by a parent, started again when they die, ended with it, however it ends."""

import http.client
import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Final
from urllib.parse import urlsplit

import click

from assistant.cli.terminal import say
from assistant.errors import AssistantError

READY: Final = "ready "
"""Begins the line in which a worker says its address."""
_LOOK_SECONDS: Final = 0.1
_TRIES: Final = 4
"""Times in a row that a process may end as soon as it was started."""
_SOON_SECONDS: Final = 10.0
"""After it said that it is ready."""
_LONGEST_WAIT: Final = 30.0
_ENDING_SECONDS: Final = 10.0
_HEALTH_SECONDS: Final = 10.0
_UNWELL: Final = 6
"""Times in a row that a process may not say that it is well."""


@dataclass(slots=True)
class Worker:
    """One of the processes, as it is now."""

    number: int
    """From 1."""
    port: int
    process: "subprocess.Popen[str] | None" = None
    address: str = ""
    """Where it answers; "" until it does."""
    ready_at: float = 0.0
    failures: int = 0
    """Times in a row that it ended as soon as it was started."""
    start_at: float = 0.0
    asked_at: float = 0.0
    unwell: list[float] = field(default_factory=list)


class Workers:
    """The processes of one app."""

    def __init__(
        self, command: Callable[[int, bool], Sequence[str]], ports: Sequence[int], on_ready: Callable[[Worker], None], wait: float = 1.0
    ) -> None:
        """`command` starts the worker at a port, which prepares all there is to prepare where the second argument says so.

        `wait` is the number of seconds before one that died is started again; it doubles while it dies at once.
        """
        self._command, self._on_ready, self._wait = command, on_ready, wait
        self._workers = [Worker(number, port) for number, port in enumerate(ports, 1)]
        self._prepared = False

    def run(self) -> None:
        """Have them serve until this process is told to end. Raises AssistantError where one dies at once again and again."""
        with _told_to_end() as end:
            try:
                while not end.wait(_LOOK_SECONDS):
                    for worker in self._workers if self._prepared else self._workers[:1]:
                        self._look_after(worker)
            finally:
                self._end()

    def _look_after(self, worker: Worker) -> None:
        now = time.monotonic()
        if worker.process is None:
            if now >= worker.start_at:
                self._start(worker)
        elif (code := worker.process.poll()) is not None:
            self._died(worker, code, now)
        elif worker.address and now >= worker.asked_at + _HEALTH_SECONDS:
            worker.asked_at = now
            threading.Thread(target=_ask_after, args=(worker,), daemon=True).start()
            if len(worker.unwell) >= _UNWELL:
                say(f"{_name(worker)} does not answer that it is well: it is ended")
                worker.process.kill()

    def _start(self, worker: Worker) -> None:
        worker.address, worker.ready_at, worker.unwell = "", 0.0, []
        worker.process = subprocess.Popen(
            self._command(worker.port, not self._prepared), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            start_new_session=os.name == "posix",  # Ctrl+C is for this process, which tells the others
        )  # fmt: skip
        threading.Thread(target=self._listen, args=(worker, worker.process), daemon=True).start()

    def _listen(self, worker: Worker, process: "subprocess.Popen[str]") -> None:
        """Pass on what a worker says, and take note of its being ready."""
        assert process.stdout
        for line in process.stdout:
            if line.startswith(READY):
                worker.ready_at = worker.asked_at = time.monotonic()
                worker.address = line.removeprefix(READY).strip()
                self._prepared = True
                self._on_ready(worker)
            else:
                click.echo(line, nl=False)

    def _died(self, worker: Worker, code: int, now: float) -> None:
        soon = not worker.ready_at or now < worker.ready_at + _SOON_SECONDS
        worker.failures = worker.failures + 1 if soon else 1
        worker.process = None
        if worker.failures >= _TRIES:
            raise AssistantError(
                f"{_name(worker)} ended {_TRIES} times as soon as it was started, last {_how(code)}: what it said of it stands above; "
                "the others are ended too"
            )
        wait = min(_LONGEST_WAIT, self._wait * 2 ** (worker.failures - 1))
        worker.start_at = now + wait
        say(f"{_name(worker)} ended {_how(code)}; it is started again in {wait:g} seconds")

    def _end(self) -> None:
        """End those that run: they are told to, and after a while made to."""
        running = [worker.process for worker in self._workers if worker.process and worker.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _ENDING_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def refuse_ports(host: str, ports: Sequence[int]) -> None:
    """Raises AssistantError where one of the ports cannot be had."""
    for port in ports:
        try:
            socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
        except OSError as error:
            raise AssistantError(
                f"port {port} of {host} cannot be had ({error.strerror}): name the first of {len(ports)} free ones with --port"
            ) from error


def end_with_parent() -> None:
    """Have this worker end when its parent is no more, even killed: the other end of its stdin is the parent's and nobody else's."""

    def wait() -> None:
        with suppress(OSError, ValueError):
            while os.read(0, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(_ENDING_SECONDS)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _ask_after(worker: Worker) -> None:
    """Take note of whether a worker says that it is well."""
    place, well = urlsplit(worker.address), False
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=_HEALTH_SECONDS)
    with suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/healthz")
        well = connection.getresponse().status == http.client.OK
    connection.close()
    if well:
        worker.unwell.clear()
    else:
        worker.unwell.append(time.monotonic())


@contextmanager
def _told_to_end() -> Iterator[threading.Event]:
    """Set when this process is told to end, by Ctrl+C or SIGTERM."""
    end = threading.Event()

    def told(_signal: int, _frame: FrameType | None) -> None:
        end.set()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield end
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _name(worker: Worker) -> str:
    return f"process {worker.number} (port {worker.port})"


def _how(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"with exit code {code}"
    try:
        return f"by {signal.Signals(-code).name}"
    except ValueError:
        return f"by signal {-code}"
