"""A child process with limits, in which files from outside are read.

The child gets a limit of time a call and a memory limit for good; it is killed where it overruns and made anew at the next call.
Time is processor time of the child and whatever it started, and time it sleeps; waiting for a processor or a disk that others keep busy
counts for nothing, up to a generous limit of wall-clock time (`PATIENCE`). What it sends back is unpickled by a reader that knows only
the nouns and errors of ingest, so a child taken over by a hostile file cannot run code here. Safe to use from threads, one Sandbox a
thread.
"""

import contextlib
import pickle
import signal
import tempfile
import threading
from collections.abc import Callable, Sequence
from typing import Any, Final

from ingest.child.nouns import load
from ingest.child.serving import receive, send
from ingest.child.template import TEMPLATE, Child
from ingest.child.time_used import Clock
from ingest.errors import CouncilPapersError, LimitExceededError, ReaderDiedError, ReaderFailedError
from ingest.signs import OnPage, heard

PATIENCE: Final = 10
"""Times the limit that a call may take by the clock on the wall, however busy the machine."""


class Sandbox:
    """Runs functions of ingest in a child process.

    Args:
        memory: mebibytes of address space that the child may use.
        on_page: is told now and then which page of a file is being read.
        modules: what the child is to have loaded when it begins.
    """

    def __init__(self, memory: int, on_page: OnPage | None = None, modules: Sequence[str] = ()) -> None:
        self._memory, self._modules = memory, modules
        self.on_page = on_page
        self._signs = tempfile.TemporaryFile() if on_page else None  # noqa: SIM115 closed with the box
        self._child: Child | None = None
        self.spent = 0.0
        """Seconds of work of the last call."""

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
        if self._signs:
            self._signs.close()

    def call(self, function: str, *arguments: Any, name: str, timeout: float) -> Any:
        """Run `function` ("ingest.pdf:read_pdf") with plain arguments and return what it returns.

        Args:
            name: the file's name, with which messages begin.
            timeout: seconds of work (see above) after which the child is killed.

        Raises:
            LimitExceededError: over the time or memory limit.
            ReaderFailedError: the function raised what it should not, or (ReaderDiedError) the child died.
            CouncilPapersError: as the function raised it.
        """
        child = self._child or self._start()
        reply: list[Any] = []
        talk = threading.Thread(target=_converse, args=(child, (function, arguments, timeout), reply), daemon=True)
        talk.start()
        self.spent = _await(talk, child.pid, timeout, self._listen)
        if talk.is_alive():
            self.close()
            talk.join(5)
            raise LimitExceededError(f"{name}: took longer than {timeout:g} s to read; raise read_timeout or split the file")
        if not reply:
            code = child.wait(5)
            self.close()
            raise _died(name, code)
        return self._answer(reply[0], name)

    def _listen(self) -> None:
        """Pass on how far the child is."""
        if self.on_page and self._signs:
            page, pages = heard(self._signs.fileno())
            if pages:
                self.on_page(page, pages)

    def _answer(self, reply: tuple[str, Any], name: str) -> Any:
        outcome, value = reply
        if outcome == "ok":
            return value
        if outcome == "memory":
            self.close()
            raise LimitExceededError(f"{name}: needs more than {self._memory} MiB to read; raise read_memory or split the file")
        if outcome == "error" and isinstance(value, CouncilPapersError):
            raise value
        raise ReaderFailedError(f"{name}: our reader failed", str(value))

    def close(self) -> None:
        """End the child and whatever it started."""
        child, self._child = self._child, None
        if child is not None:
            child.end()

    def _start(self) -> Child:
        self._child = TEMPLATE.child(self._memory, self._modules, self._signs.fileno() if self._signs else None)
        return self._child


def _await(talk: threading.Thread, pid: int, limit: float, look: Callable[[], None]) -> float:
    """Wait for the end of the talk or of the time allowed, with a `look` now and then; the seconds of work spent."""
    clock = Clock(pid)
    while talk.is_alive() and clock.worked() <= limit and clock.passed() <= PATIENCE * limit:
        talk.join(min(0.1, limit / 10))
        look()
    return clock.worked()


def _died(name: str, code: int | None) -> CouncilPapersError:
    if code == -signal.SIGXCPU:
        return LimitExceededError(f"{name}: took too much processor time to read; raise read_timeout or split the file")
    how = signal.Signals(-code).name if code and -code in set(signal.Signals) else f"exit code {code}"
    return ReaderDiedError(f"{name}: our reader broke on it", how)


def _converse(child: Child, request: Any, reply: list[Any]) -> None:
    """Send the request and await the reply; leaves `reply` empty where the child dies."""
    with contextlib.suppress(OSError, EOFError, ValueError):
        send(child.requests, pickle.dumps(request))
        data = receive(child.replies)
        try:
            outcome, value = load(data)
            reply.append((outcome, value))
        except Exception:  # whatever a forged pickle provokes
            reply.append(("broken", "what the child sent back is no noun of ingest"))
