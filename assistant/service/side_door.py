"""A running app answers its own machine's command line, over a socket in the library's folder: no second model is loaded.

Whoever may connect is the user of the app's own process, who may read the library as well: the folder and the socket are theirs alone,
and the system says who calls. One line of JSON each way.
"""

import hashlib
import json
import os
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from logging import getLogger
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.configuration import Configuration
from assistant.errors import AssistantError
from assistant.events import Event
from assistant.models import Answer, Ask
from ingest.errors import CouncilPapersError
from ingest.library.private import FILE

_LOG: Final = getLogger(__name__)
NAME: Final = "ask.sock"
_LONGEST: Final = 4_000_000
"""Bytes of one line: a question with its conversation."""
_CONNECT_SECONDS: Final = 1.0
Answering = Callable[[Ask], Iterator[Event]]
"""The events of an answer, itself the last."""


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True)

    setting: str
    """Under which version and settings the caller would answer."""
    ask: Ask


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)

    answer: Answer | None = None
    error: str | None = None
    """Why there is no answer, in a line for the user; with neither, the app runs under other settings."""


def fingerprint(configuration: Configuration) -> str:
    """Stands for the version and every setting: an app under others would answer otherwise."""
    held = [configuration.home.resolve().as_posix(), *(part.model_dump_json() for part in (configuration.search, configuration.assistant))]
    return hashlib.sha256(json.dumps([version("council-papers-assistant"), *held]).encode()).hexdigest()


def answered(configuration: Configuration, ask: Ask) -> Answer | None:
    """The answer of an app that runs on this library under the same settings; None where there is none that answers.

    Raises AssistantError where the app says why it gives no answer.
    """
    path = configuration.home / NAME
    if not hasattr(socket, "AF_UNIX") or not path.is_socket():
        return None
    asked = _Asked(setting=fingerprint(configuration), ask=ask)
    try:
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(_CONNECT_SECONDS)
            door.connect(os.fspath(path))
            door.settimeout(None)  # answers take as long as they take; who asks can stop it
            door.sendall(asked.model_dump_json(by_alias=True).encode() + b"\n")
            with door.makefile("rb") as stream:
                told = _Told.model_validate_json(stream.readline())
    except (OSError, ValidationError):  # it has ended meanwhile, or is of another version
        return None
    if told.error is not None:
        raise AssistantError(told.error)
    return told.answer


@contextmanager
def open_door(configuration: Configuration, answer: Answering) -> Iterator[None]:
    """Answer who calls, within the block; where another app of this library does already, or the system has no such sockets, nothing."""
    path = configuration.home / NAME
    if not hasattr(socket, "AF_UNIX") or _is_answered(path):
        yield
        return
    try:
        path.unlink(missing_ok=True)
        door = _Door(path, fingerprint(configuration), answer)
    except OSError as error:  # a path of more than 107 bytes, a file system without sockets: the command line answers by itself
        _LOG.info("the command line will load models of its own: %s", error)
        yield
        return
    threading.Thread(target=door.serve, daemon=True).start()
    try:
        yield
    finally:
        door.close()
        path.unlink(missing_ok=True)


def _is_answered(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as door:
        door.settimeout(_CONNECT_SECONDS)
        door.connect(os.fspath(path))
        return True
    return False


class _Door:
    """The listening side: a thread a caller."""

    def __init__(self, path: Path, setting: str, answer: Answering) -> None:
        self._setting, self._answer = setting, answer
        self._listener = socket.socket(socket.AF_UNIX)
        before = os.umask(0o777 - FILE)
        try:
            self._listener.bind(os.fspath(path))
        finally:
            os.umask(before)
        self._listener.listen()

    def serve(self) -> None:
        """Answer callers until it is closed."""
        while True:
            try:
                caller, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._hear, args=(caller,), daemon=True).start()

    def close(self) -> None:
        """Let nobody in any more."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _hear(self, caller: socket.socket) -> None:
        with caller, caller.makefile("rb") as stream:
            if _is_own(caller):
                with suppress(OSError):  # the caller has gone
                    caller.sendall(self._told(stream.readline(_LONGEST)).model_dump_json(by_alias=True).encode() + b"\n")

    def _told(self, line: bytes) -> _Told:
        try:
            asked = _Asked.model_validate_json(line)
            if asked.setting != self._setting:
                return _Told()
            return _Told(answer=next(event for event in self._answer(asked.ask) if isinstance(event, Answer)))
        except ValidationError:  # another version's
            return _Told()
        except CouncilPapersError as error:
            return _Told(error=str(error))
        except Exception:
            _LOG.exception("a question of the command line failed")
            return _Told(error="the running app failed on this question: its log says why")


def _is_own(caller: socket.socket) -> bool:
    """Whether the caller is this process's user; where the system does not tell, the folder's mode has to do."""
    if not hasattr(socket, "SO_PEERCRED"):
        return True
    told = caller.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    _, user, _ = struct.unpack("3i", told)
    return bool(user == os.getuid())
