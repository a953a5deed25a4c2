"""Whether a process is there: each holds the lock of a folder of its own, which the system ends with the process, however it ends.

A process id is given to another process after a while, and at once after the machine was started again; it means nothing in another
container that shares the home. A sign of life now and then is missed where a machine slept or is busy. A lock is neither.
"""

import shutil
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from assistant.access.secrets import new_secret
from assistant.errors import AccessError
from ingest.library.private import FOLDER, PROCESSES
from ingest.library.store import Lock, take

_NEW_SECONDS: Final = 60.0


class Presence:
    """This process among those that use a home; usable from several threads."""

    def __init__(self, home: Path) -> None:
        self._folder = home / PROCESSES
        self._guard = threading.Lock()
        self._name = ""
        self._lock: Lock | None = None

    @property
    def name(self) -> str:
        """This process's name, another one each time it is started. Raises AccessError where its lock cannot be had."""
        with self._guard:
            if not self._name:
                self._begin()
            return self._name

    def _begin(self) -> None:
        name = new_secret()
        own = self._folder / name
        try:
            self._folder.mkdir(mode=FOLDER, exist_ok=True)
            own.mkdir(mode=FOLDER)
            self._lock = take(own)
        except OSError as error:
            raise AccessError(f"{own}: {error.strerror}; check the disk and who may write there") from error
        if self._lock is None:
            raise AccessError(f"{own} is locked by another program: end it")
        self._name = name

    def lives(self, name: str) -> bool:
        """Whether the process of this name is there, this one included."""
        if name == self._name:
            return True
        own = self._folder / name
        try:
            lock = take(own) if own.is_dir() else None
        except FileNotFoundError:  # another process has just found that nobody holds it
            return False
        except OSError:  # nothing is known: too many open files, for one
            return True
        if lock is not None:
            lock.release()
            return False
        return own.is_dir()

    def sweep(self) -> None:
        """Remove the folders of processes that have ended. One is left alone while it is new: its lock comes after it."""
        for own in self._folder.glob("*"):
            with suppress(OSError):
                if time.time() - own.stat().st_ctime > _NEW_SECONDS and not self.lives(own.name):
                    shutil.rmtree(own)

    def end(self) -> None:
        """This process has ended, as far as others can see; a name asked for afterwards is another one."""
        with self._guard:
            if self._lock is None:
                return
            self._lock.release()
            shutil.rmtree(self._folder / self._name, ignore_errors=True)
            self._name, self._lock = "", None
