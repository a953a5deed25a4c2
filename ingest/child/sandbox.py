"""A child process with limits, in which files from outside are read.

The child gets a limit of time a call and a memory limit for good; it is killed where it overruns and started anew at the next call.
Time is processor time of the child and whatever it started, and time it sleeps; waiting for a processor or a disk that others keep busy
counts for nothing, up to a generous limit of wall-clock time (`PATIENCE`). What it sends back is unpickled by a reader that knows only
the nouns and errors of ingest, so a child taken over by a hostile file cannot run code here. Safe to use from threads, one Sandbox a
thread.
"""

import contextlib
import os
import pickle
import signal
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any, Final

from ingest.child.nouns import load
from ingest.child.time_used import Clock
from ingest.errors import CouncilPapersError, LimitExceededError, ReaderDiedError, ReaderFailedError
from ingest.faults import trace
from ingest.signs import NOWHERE, OnPage, heard, listen

_LENGTH = struct.Struct(">Q")
_BOOT = "import sys; sys.path[:0] = [sys.argv[1]]; from ingest.child.sandbox import serve; serve()"
MAX_REPLY = 1 << 30
PATIENCE: Final = 10
"""Times the limit that a call may take by the clock on the wall, however busy the machine."""


class Sandbox:
    """Runs functions of ingest in a child process.

    Args:
        memory: mebibytes of address space that the child may use.
        on_page: is told now and then which page of a file is being read.
    """

    def __init__(self, memory: int, on_page: OnPage | None = None) -> None:
        self._memory = memory
        self.on_page = on_page
        self._signs = tempfile.TemporaryFile() if on_page else None  # noqa: SIM115 closed with the box
        self._child: subprocess.Popen[bytes] | None = None
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
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(5)
            self.close()
            raise _died(name, child.returncode)
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
        if child is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for stream in (child.stdin, child.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()

    def _start(self) -> subprocess.Popen[bytes]:
        root = str(Path(__file__).resolve().parents[2])
        signs = self._signs.fileno() if self._signs else NOWHERE
        self._child = subprocess.Popen(
            [sys.executable, "-c", _BOOT, root, str(self._memory), str(signs)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=() if signs == NOWHERE else (signs,),
        )
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


def _converse(child: subprocess.Popen[bytes], request: Any, reply: list[Any]) -> None:
    """Send the request and await the reply; leaves `reply` empty where the child dies."""
    with contextlib.suppress(OSError, EOFError, ValueError):
        assert child.stdin is not None
        assert child.stdout is not None
        _send(child.stdin, pickle.dumps(request))
        data = _receive(child.stdout)
        try:
            outcome, value = load(data)
            reply.append((outcome, value))
        except Exception:  # whatever a forged pickle provokes
            reply.append(("broken", "what the child sent back is no noun of ingest"))


def _send(stream: IO[bytes], data: bytes) -> None:
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def _receive(stream: IO[bytes]) -> bytes:
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MAX_REPLY:
        raise EOFError
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


# The child


def serve() -> None:
    """Answer requests on standard input until it is closed; runs in the child."""
    requests, replies = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory(int(sys.argv[2]))
    listen(int(sys.argv[3]))
    while True:
        try:
            request = _receive(requests)
        except EOFError:
            return
        function, arguments, timeout = pickle.loads(request)  # from our own parent
        _limit_processor(timeout)
        _send(replies, _outcome(function, arguments))


def _outcome(function: str, arguments: Any) -> bytes:
    import importlib

    try:
        module, name = function.split(":")
        return pickle.dumps(("ok", getattr(importlib.import_module(module), name)(*arguments)), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return pickle.dumps(("memory", ""))
    except CouncilPapersError as error:
        return pickle.dumps(("error", error))
    except Exception as error:  # told to the parent, which says it to the user
        return pickle.dumps(("broken", trace(error)))


def _limit_memory(mebibytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_processor(seconds: float) -> None:
    """A second guard, for a child whose parent was killed and where the system does not tell a child's time; what it starts inherits it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + 1.1 * seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
