"""A child process with limits, in which files from outside are read.

The child gets a wall-clock and processor limit a call and a memory limit for good; it is killed where it overruns and started anew at
the next call. What it sends back is unpickled by a reader that knows only the nouns and errors of ingest, so a child taken over by a
hostile file cannot run code here. Safe to use from threads, one Sandbox a thread.
"""

import contextlib
import io
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

from ingest import errors, models
from ingest.errors import CouncilPapersError, LimitExceededError, UnreadablePaperError

_LENGTH = struct.Struct(">Q")
_BOOT = "import sys; sys.path[:0] = [sys.argv[1]]; from ingest.sandbox import serve; serve()"
MAX_REPLY = 1 << 30


class Sandbox:
    """Runs functions of ingest in a child process.

    Args:
        memory: mebibytes of address space that the child may use.
    """

    def __init__(self, memory: int) -> None:
        self._memory = memory
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def call(self, function: str, *arguments: Any, name: str, timeout: float) -> Any:
        """Run `function` ("ingest.pdf:read_pdf") with plain arguments and return what it returns.

        Args:
            name: the file's name, with which messages begin.
            timeout: seconds after which the child is killed.

        Raises:
            LimitExceededError: over the time or memory limit.
            UnreadablePaperError: the child died.
            CouncilPapersError: as the function raised it.
        """
        child = self._child or self._start()
        reply: list[Any] = []
        talk = threading.Thread(target=_converse, args=(child, (function, arguments, timeout), reply), daemon=True)
        talk.start()
        talk.join(timeout)
        if talk.is_alive():
            self.close()
            talk.join(5)
            raise LimitExceededError(f"{name}: took longer than {timeout:g} s to read; raise read_timeout or split the file")
        if not reply:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(5)
            self.close()
            raise _died(name, child.returncode)
        outcome, value = reply[0]
        if outcome == "ok":
            return value
        if outcome == "memory":
            self.close()
            raise LimitExceededError(f"{name}: needs more than {self._memory} MiB to read; raise read_memory or split the file")
        if outcome == "error" and isinstance(value, CouncilPapersError):
            raise value
        raise UnreadablePaperError(f"{name}: cannot be read ({value}); get a fresh copy")

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
        root = str(Path(__file__).resolve().parent.parent)
        self._child = subprocess.Popen(
            [sys.executable, "-c", _BOOT, root, str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        return self._child


def _died(name: str, code: int) -> CouncilPapersError:
    if code == -signal.SIGXCPU:
        return LimitExceededError(f"{name}: took too much processor time to read; raise read_timeout or split the file")
    how = signal.Signals(-code).name if -code in set(signal.Signals) else f"exit code {code}"
    return UnreadablePaperError(f"{name}: reading it broke the reader ({how}); the file is damaged, get a fresh copy")


def _converse(child: subprocess.Popen[bytes], request: Any, reply: list[Any]) -> None:
    """Send the request and await the reply; leaves `reply` empty where the child dies."""
    with contextlib.suppress(OSError, EOFError, ValueError):
        assert child.stdin is not None
        assert child.stdout is not None
        _send(child.stdin, pickle.dumps(request))
        data = _receive(child.stdout)
        try:
            reply.append(_Nouns(io.BytesIO(data)).load())
        except Exception:  # whatever a forged pickle provokes
            reply.append(("broken", "the reader sent back what is no text of a paper"))


class _Nouns(pickle.Unpickler):
    """Unpickles the dataclasses and errors of ingest and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        for source in (models, errors):
            if module == source.__name__ and isinstance(found := getattr(source, name, None), type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is not a noun of ingest")


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
    except RecursionError:
        return pickle.dumps(("broken", "it is nested too deeply"))
    except Exception as error:  # reported to the parent, which says it to the user
        return pickle.dumps(("broken", " ".join(f"{type(error).__name__}: {error}".split())[:160]))


def _limit_memory(mebibytes: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (mebibytes << 20, mebibytes << 20))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_processor(seconds: float) -> None:
    """A second guard, for a child whose parent was killed: processor time ends it."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        soft = int(time.process_time() + seconds) + 10
        resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.getrlimit(resource.RLIMIT_CPU)[1]))
