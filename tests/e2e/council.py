"""A council as it runs: two worker processes behind the nginx of docs/deploy, each started in earnest; and a reader of it over https."""

import json
import os
import shutil
import socket
import sqlite3
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import httpx

from assistant.access.opening import open_desk
from tests.access.doors import Visit
from tests.running import started_with
from vectorstore.models import Role

ROOT = Path(__file__).parent.parent.parent
NAME = "papers.council.example"
PASSWORD = "meadow gate at dusk"
PROXY_SECRET = "a secret of thirty-two characters"
PAPER = ROOT / "samples" / "texts" / "2024-11-04-food-waste-briefing-paper.md"
QUESTION = "How much must the Council itself find for food waste vehicles and caddies?"
ANSWER = "£350,000"
_UPSTREAM = 'log_format where "$upstream_addr|$status|$uri";'


@dataclass
class Council:
    """The processes of one council."""

    folder: Path
    ports: tuple[int, int]
    https: int
    http: int
    tls: ssl.SSLContext
    readers: "list[Reader]" = field(default_factory=list)

    @property
    def home(self) -> Path:
        """The library's folder."""
        return self.folder / "home"

    def pid(self, port: int) -> int:
        """The worker at a port; 0 where there is none."""
        found = started_with("--home", str(self.home), "--host", "127.0.0.1", "--port", str(port), "--one-of", "2")
        return found[0] if found else 0

    def served_by(self, path: str) -> list[int]:
        """The ports of the processes that answered requests for a path, in order."""
        lines = [line.split("|") for line in (self.folder / "where.log").read_text().splitlines()]
        return [int(tried.rpartition(":")[2]) for tried, _, asked in lines if asked == path and tried != "-"]

    def rows(self, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
        """What a table of access holds."""
        with closing(sqlite3.connect(f"file:{self.home / 'access.sqlite3'}?mode=ro", uri=True)) as file:
            return file.execute(f"SELECT {columns} FROM {table} ORDER BY 1, 2").fetchall()

    def well(self, port: int) -> bool:
        """Whether a process says that it is well."""
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2).text == "ok"
        except httpx.HTTPError:
            return False

    def said(self) -> str:
        """What the processes and nginx said."""
        return (self.folder / "said").read_text()

    def until(self, true: Callable[[], bool], seconds: float = 180) -> None:
        """Wait for something to be so."""
        deadline = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)


class Reader(Visit):
    """One browser, which comes through the proxy."""

    def __init__(self, council: Council, **headers: str) -> None:
        self._configs = {}
        self.client = httpx.Client(  # type: ignore[assignment]
            base_url=f"https://127.0.0.1:{council.https}", verify=council.tls, follow_redirects=False, timeout=60,
            headers={"host": NAME, "origin": f"https://{NAME}", **headers},
        )  # fmt: skip
        council.readers.append(self)
        self.client.event_hooks = {"request": [lambda request: request.extensions.update(sni_hostname=NAME)]}


@contextmanager
def council(folder: Path, nginx: str) -> Iterator[Council]:
    """Run it; everything is ended at the end."""
    ports = _ports(2)
    (https,), (http,) = _ports(1), _ports(1)
    certificate, key = _certificate(folder)
    made = Council(folder, (ports[0], ports[1]), https, http, ssl.create_default_context(cafile=str(certificate)))
    made.home.mkdir()
    settings = {"public_hosts": NAME, "proxy_secret": PROXY_SECRET, "https": True, "answers_at_once": 2}
    (made.home / "settings.toml").write_text("".join(f"{name} = {json.dumps(value)}\n" for name, value in settings.items()))
    desk = open_desk(made.home)
    desk.accounts.create("jane", Role.MEMBER, PASSWORD)
    desk.store.close()
    _configure(made, certificate, key)
    with (folder / "said").open("w") as said, _running(_serving(made), said), _running([nginx, *_nginx(made)], said):
        made.until(lambda: "stops all 2" in made.said() and _answers(made), 300)
        yield made
        for reader in made.readers:
            reader.client.close()


def _serving(made: Council) -> list[str]:
    return [
        *(sys.executable, str(ROOT / "app.py"), "serve", "--home", str(made.home), "--ingest", str(PAPER)),
        *("--port", str(made.ports[0]), "--processes", "2"),
    ]


def _nginx(made: Council) -> list[str]:
    return ["-p", str(made.folder), "-c", str(made.folder / "nginx.conf"), "-g", "daemon off;"]


@contextmanager
def _running(command: list[str], said: IO[str]) -> Iterator[None]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COUNCIL_PAPERS_")}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(made: Council) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", made.https), timeout=1):
            return True
    except OSError:
        return False


def _ports(count: int) -> list[int]:
    """Free ports in a row."""
    for _ in range(100):
        with socket.create_server(("127.0.0.1", 0)) as first:
            number = first.getsockname()[1]
            try:
                for port in range(number + 1, number + count):
                    socket.create_server(("127.0.0.1", port)).close()
            except OSError:
                continue
            return list(range(number, number + count))
    raise AssertionError("no free ports")


def _certificate(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "council.pem", folder / "council.key"
    subprocess.run(
        [*("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
         *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", str(key), "-out", str(certificate))],
        check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


def _configure(made: Council, certificate: Path, key: Path) -> None:
    """The file of docs/deploy with the ports and the certificate of this council, and around it what nginx itself needs."""
    text = (ROOT / "docs" / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    ours = {
        "listen 80;": f"listen 127.0.0.1:{made.http};", "listen 443 ssl http2;": f"listen 127.0.0.1:{made.https} ssl http2;",
        "127.0.0.1:7860 ": f"127.0.0.1:{made.ports[0]} ", "127.0.0.1:7861 ": f"127.0.0.1:{made.ports[1]} ",
        f"/etc/ssl/certs/{NAME}.pem": str(certificate), f"/etc/ssl/private/{NAME}.key": str(key),
    }  # fmt: skip
    for theirs, own in ours.items():
        assert text.count(theirs) == 1, f"docs/deploy/nginx.conf has {text.count(theirs)} times {theirs!r}"
        text = text.replace(theirs, own)
    (made.folder / "council-papers.conf").write_text(text, encoding="utf-8")
    places = "".join(f"{kind}_temp_path {made.folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (made.folder / "nginx.conf").write_text(
        f"worker_processes 1; pid {made.folder}/nginx.pid; error_log {made.folder}/error.log info; events {{}}\n"
        f"http {{ {_UPSTREAM} access_log {made.folder}/where.log where; {places} include {made.folder}/council-papers.conf; }}\n"
    )


def find_nginx() -> str | None:
    """Path of the system's nginx, which may be no command of an ordinary user's."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
