"""Run by test_cut_link.py in a network of its own: cuts the link to a server, and prints what readers and a writer are told and when."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from ingest.errors import LibraryError
from ingest.library.library import Library
from tests.cluster.conftest import run_server
from tests.cluster.papers import ALL
from tests.ingest.library_fakes import put, write


@contextmanager
def cut() -> Iterator[None]:
    """Nothing that is sent arrives, and nobody is told so."""
    subprocess.run(["ip", "link", "set", "lo", "down"], check=True)
    try:
        yield
    finally:
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)


def told(deed: Callable[[], object]) -> tuple[str, float]:
    began = time.monotonic()
    try:
        return repr(deed()), time.monotonic() - began
    except LibraryError as error:
        return str(error), time.monotonic() - began


def main() -> None:
    with run_server() as server, tempfile.TemporaryDirectory() as folder:
        with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE papers")
        home, address = Path(folder), server.address("papers")
        with Library.open(home, address=address) as library:
            put(library, write(home, "a.txt", "1|A|one"))
            with cut():
                found = [told(library.papers), told(library.papers), told(lambda: list(library.passages(classifications=ALL)))]
                found += [told(lambda: put(library, write(home, "b.txt", "1|B|two")))]
            found += [told(lambda: [paper.document for paper in library.papers()])]
            begun = library.transaction()
            connection = begun.__enter__()
            with cut():
                found += [told(lambda: connection.execute("UPDATE paper SET document = 'c.txt'"))]
                found += [told(lambda: begun.__exit__(*_failure()))]
            found += [told(lambda: [paper.document for paper in library.papers()])]
        json.dump(found, sys.stdout)


def _failure() -> tuple[type[LibraryError], LibraryError, None]:
    return LibraryError, LibraryError("given up"), None


if __name__ == "__main__":
    main()
