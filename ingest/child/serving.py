"""What a child does: it answers requests, under limits, until nobody asks any more."""

import contextlib
import os
import pickle
import struct
from typing import IO, Any

from ingest.errors import CouncilPapersError
from ingest.faults import trace
from ingest.signs import NOWHERE, listen

_LENGTH = struct.Struct(">Q")
MAX_REPLY = 1 << 30


def send(stream: IO[bytes], data: bytes) -> None:
    """Write `data` behind its length."""
    stream.write(_LENGTH.pack(len(data)) + data)
    stream.flush()


def receive(stream: IO[bytes]) -> bytes:
    """What was sent. Raises EOFError where the stream ends before, or what is announced is too much."""
    (length,) = _LENGTH.unpack(_exactly(stream, _LENGTH.size))
    if length > MAX_REPLY:
        raise EOFError
    return _exactly(stream, length)


def _exactly(stream: IO[bytes], length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError
    return data


def serve(memory: int, requests: int, replies: int, signs: int | None) -> None:
    """Answer requests, read from an open file, on another until the first is closed; signs go to `signs`.

    Args:
        memory: mebibytes of address space that may be used.
    """
    _limit_memory(memory)
    listen(NOWHERE if signs is None else signs)
    asked, answers = os.fdopen(requests, "rb"), os.fdopen(replies, "wb")
    while True:
        try:
            request = receive(asked)
        except EOFError:
            return
        function, arguments, timeout = pickle.loads(request)  # from our own parent
        _limit_processor(timeout)
        send(answers, _outcome(function, arguments))


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
