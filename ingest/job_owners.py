"""Who owns jobs of the queue, and whether they still live: an owner holds a lock that ends with its process."""

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path
from typing import Protocol

from ingest.library.engine import Layout
from ingest.library.private import FOLDER
from ingest.library.store import take, unwritable


class Owners(Protocol):
    """The owners of the jobs of one queue."""

    def living(self, owner: str) -> AbstractContextManager[None]:
        """Let others see that the owner lives, as long as the block and this process do. Raises LibraryError where that cannot be."""
        ...

    def has_ended(self, owner: str) -> bool:
        """Whether an owner lives no more."""
        ...


class FolderOwners:
    """Those of one host: each has a folder, whose lock it holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def living(self, owner: str) -> Iterator[None]:
        """See Owners."""
        folder = self._folder / owner
        try:
            self._folder.mkdir(mode=FOLDER, exist_ok=True)
            folder.mkdir(mode=FOLDER)
            lock = take(folder)
        except OSError as error:
            raise unwritable(error, folder) from error
        try:
            yield
        finally:
            if lock:
                lock.release()
            shutil.rmtree(folder, ignore_errors=True)

    def has_ended(self, owner: str) -> bool:
        """See Owners."""
        folder = self._folder / owner
        if not folder.is_dir():
            return True
        lock = take(folder)
        if lock is None:
            return False
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
        return True


class ServerOwners:
    """Those of all hosts that share a PostgreSQL: each has a connection of its own, which holds the owner's name."""

    def __init__(self, address: str, layout: Layout) -> None:
        from ingest.library.server import DatabaseServer

        self._server = DatabaseServer(address, layout)

    @contextmanager
    def living(self, owner: str) -> Iterator[None]:
        """See Owners."""
        with closing(self._server.connect()) as connection:
            self._server.claim(connection, owner)
            yield

    def has_ended(self, owner: str) -> bool:
        """See Owners."""
        with closing(self._server.connect()) as connection:
            return self._server.claim(connection, owner)
