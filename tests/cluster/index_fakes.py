"""Each index behind the port, over libraries of the same papers, and what a search of it gives."""

import contextlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest_socket

from ingest.library.library import Library
from tests.vectorstore.search_fakes import SETTINGS, HashEmbedder
from vectorstore.index import Index
from vectorstore.local import LocalIndex
from vectorstore.models import Query, Role
from vectorstore.postgresql.index import PostgresIndex
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings


@dataclass(frozen=True)
class Found:
    """A hit as it is compared."""

    ids: tuple[str, ...]
    scores: tuple[float, ...]


@dataclass
class Engine:
    """A library with the index that is searched."""

    library: Library
    index: Index
    settings: SearchSettings = SETTINGS

    def __post_init__(self) -> None:
        self._searcher = Searcher(self.library, HashEmbedder(), self.settings, self.index)

    def ask(self, text: str, role: Role, papers: frozenset[str] | None = None, k: int = 10) -> Found:
        hits = self._searcher.search(Query(text, role, papers, k))
        ids = tuple(one.id for hit in hits for one in (hit.passage, *hit.also_at))
        return Found(ids, tuple(value for hit in hits for value in (hit.score, *(score for _, score in hit.signals))))


def local(library: Library) -> Engine:
    return Engine(library, LocalIndex(library, HashEmbedder(), SETTINGS))


def postgresql(library: Library, address: str) -> Engine:
    return Engine(library, PostgresIndex(library, HashEmbedder(), SETTINGS, address))


def with_chroma(library: Library, address: str) -> Engine:
    settings = SETTINGS.model_copy(update={"chroma": address})
    return Engine(library, LocalIndex(library, HashEmbedder(), settings), settings)


@contextmanager
def chroma_server(folder: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real Chroma server on loopback, once it answers. Chroma's client has sockets of Python's, which tests else may not open."""
    program = Path(sys.executable).with_name("chroma")
    command = [str(program) if program.exists() else str(shutil.which("chroma")), "run", "--host", "127.0.0.1", "--port", str(port)]
    with (folder / "chroma.log").open("wb") as log:
        process = subprocess.Popen([*command, "--path", str(folder / "chroma-data")], stdout=log, stderr=log)
    pytest_socket.enable_socket()
    try:
        for _ in range(300):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None, (folder / "chroma.log").read_text()
            time.sleep(0.1)
        yield process
    finally:
        process.kill()
        process.wait(10)
        pytest_socket.disable_socket(allow_unix_socket=True)
