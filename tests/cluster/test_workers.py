"""Papers read and embedded by a real Dask cluster over TLS: the same library as without, whatever dies meanwhile."""

import datetime
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_socket

from ingest.errors import UnreadablePaperError, WorkersGoneError
from ingest.library.library import Library
from ingest.models import Outcome, OutcomeStatus
from ingest.pipeline import ingest, recipe
from ingest.settings import IngestSettings
from ingest.workers import Workers, connected

pytest.importorskip("distributed", reason="a Dask cluster needs the extra [cluster]")

PAPERS = 6
SECONDS = 60.0


@dataclass
class Cluster:
    """A scheduler and its workers, each a process of its own."""

    folder: Path
    port: int
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def settings(self) -> IngestSettings:
        return IngestSettings(scheduler=f"tls://127.0.0.1:{self.port}", scheduler_tls=str(self.folder))

    def start(self, name: str) -> None:
        tls = [f"--tls-{what}={self.folder / file}.pem" for what, file in (("ca-file", "ca"), ("cert", "cert"), ("key", "key"))]
        if name == "scheduler":
            told = ["scheduler", "--host", "127.0.0.1", "--port", str(self.port), "--protocol", "tls", "--no-dashboard"]
        else:
            told = ["worker", self.settings.scheduler, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60"]
        environment = {**os.environ, "DASK_DISTRIBUTED__COMM__RETRY__COUNT": "3", "PYTHONPATH": str(Path.cwd())}
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [sys.executable, "-m", "dask", *told, *tls], stdout=log, stderr=log, cwd=self.folder, env=environment
            )
        if name == "scheduler":
            _until(lambda: _listens(self.port))

    def kill(self, name: str) -> None:
        self.running[name].send_signal(signal.SIGKILL)
        self.running.pop(name).wait()

    def end(self) -> None:
        for process in self.running.values():
            process.kill()
        for process in self.running.values():
            process.wait()


def _listens(port: int) -> bool:
    with socket.socket() as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


def _until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + SECONDS
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)


def write_certificates(folder: Path) -> None:
    """A certificate of its own authority for this machine, in `folder`."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "council papers")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    for file in ("ca", "cert"):
        (folder / f"{file}.pem").write_bytes(pem)
    kinds = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(*kinds))


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest_socket.enable_socket()  # loopback alone
    folder = tmp_path / "cluster"
    folder.mkdir()
    write_certificates(folder)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        made = Cluster(folder, free.getsockname()[1])
    made.start("scheduler")
    for name in ("one", "two"):
        made.start(name)
    yield made
    made.end()


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    for number in range(PAPERS):
        (folder / f"minutes-{number:02}.md").write_text(
            f"# Larkmoor Borough Council\n\n## Parks Panel\n\nMinutes of the meeting held on {number + 1} June 2024\n\n"
            f"7. Benches\n\nRESOLVED that {number + 3} benches be placed by the mere at a cost of £{number + 1},400.\n",
            encoding="utf-8",
        )
    (folder / "torn.pdf").write_bytes(b"%PDF-1.4 and no more")
    return folder


@contextmanager
def opened(tmp_path: Path, name: str) -> Iterator[Library]:
    with Library.open(tmp_path / name) as library:
        yield library


def rows(library: Library) -> list[tuple[object, ...]]:
    """All that was read."""
    return [(one.id, one.text, one.kind, one.paragraph, one.meeting, one.classification) for one in library.passages()]


def told(outcomes: list[Outcome]) -> list[tuple[str, OutcomeStatus, str | None]]:
    return [(one.document, one.status, one.reason) for one in outcomes]


def test_the_cluster_reads_what_this_host_would(cluster: Cluster, inbox: Path, tmp_path: Path) -> None:
    with opened(tmp_path, "here") as here, opened(tmp_path, "there") as there, connected(cluster.settings, recipe) as workers:
        alone = ingest(here, [inbox], IngestSettings())
        assert told(ingest(there, [inbox], cluster.settings, workers=workers)) == told(alone)
        assert rows(there) == rows(here) != []
        again = ingest(there, [inbox], IngestSettings())  # on this host: the same recipe, so nothing is read again
        assert {one.status for one in again} == {OutcomeStatus.UNCHANGED, OutcomeStatus.FAILED}


def test_a_worker_that_dies_costs_nothing(cluster: Cluster, inbox: Path, tmp_path: Path) -> None:
    with opened(tmp_path, "here") as here, opened(tmp_path, "there") as there, connected(cluster.settings, recipe) as workers:
        alone = ingest(here, [inbox], IngestSettings())
        killed = []

        def on_progress(at: object) -> None:
            if getattr(at, "done", 0) == 2 and not killed:
                killed.append(cluster.kill("one"))

        assert told(ingest(there, [inbox], cluster.settings, on_progress=on_progress, workers=workers)) == told(alone)
        assert killed
        assert rows(there) == rows(here)


def test_a_scheduler_that_dies_stops_the_batch_and_the_next_run_goes_on(cluster: Cluster, inbox: Path, tmp_path: Path) -> None:
    with opened(tmp_path, "there") as there:
        with connected(cluster.settings, recipe) as workers:
            killed = []

            def on_progress(at: object) -> None:
                if getattr(at, "done", 0) == 2 and not killed:
                    killed.append(cluster.kill("scheduler"))

            first = ingest(there, [inbox], cluster.settings, on_progress=on_progress, workers=workers)
        failed = [one for one in first if one.status is OutcomeStatus.FAILED]
        assert failed
        assert all("cluster is gone" in (one.reason or "") for one in failed if one.document != "torn.pdf")
        assert len(rows(there)) < len(first) * 9
        cluster.end()
        cluster.running.clear()
        cluster.start("scheduler")
        cluster.start("three")
        with connected(cluster.settings, recipe) as workers:
            second = ingest(there, [inbox], cluster.settings, workers=workers)
        assert [one.document for one in second if one.status is OutcomeStatus.FAILED] == ["torn.pdf"]
    with opened(tmp_path, "here") as here, opened(tmp_path, "there") as there:
        ingest(here, [inbox], IngestSettings())
        assert rows(there) == rows(here)


def test_who_holds_no_certificate_of_the_cluster_is_not_heard(cluster: Cluster, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    write_certificates(other)
    settings = cluster.settings.model_copy(update={"scheduler_tls": str(other)})
    with pytest.raises(WorkersGoneError, match="does not answer"), connected(settings, recipe):
        pass
    with connected(cluster.settings, recipe) as workers:
        assert workers.result("a sound question", len, "four") == 4


@pytest.mark.parametrize("address", ["tcp://10.0.0.5:8786", "tcp://papers.example:8786", "http://127.0.0.1:80", "tls://nowhere", "8786"])
def test_papers_leave_this_machine_encrypted_or_not_at_all(address: str) -> None:
    with pytest.raises(WorkersGoneError, match=r"tls://"), connected(IngestSettings(scheduler=address), recipe):
        pass


def test_missing_certificates_are_named(tmp_path: Path) -> None:
    settings = IngestSettings(scheduler="tls://127.0.0.1:1", scheduler_tls=str(tmp_path))
    with pytest.raises(WorkersGoneError, match=r"ca\.pem"), connected(settings, recipe):
        pass


def _dies() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_what_ends_every_worker_is_told_of_that_file(cluster: Cluster) -> None:
    for name in ("three", "four", "five"):
        cluster.start(name)
    with connected(cluster.settings, recipe) as workers:
        _until(lambda: workers.count == 5)
        with pytest.raises(UnreadablePaperError, match=r"poison\.pdf.*ended the workers"):
            workers.result("poison.pdf", _dies)
        assert workers.count >= 1
        assert workers.result("sound.pdf", len, "four") == 4


def _full() -> None:
    raise OSError(28, "No space left on device")


def _late() -> None:
    raise TimeoutError("took too long")


def test_an_error_of_the_work_is_its_own_and_not_the_cluster_gone(cluster: Cluster) -> None:
    with connected(cluster.settings, recipe) as workers:
        with pytest.raises(OSError, match="No space left") as full:
            workers.result("full.pdf", _full)
        assert not isinstance(full.value, TimeoutError)
        with pytest.raises(TimeoutError, match="took too long"):
            workers.result("late.pdf", _late)
        assert workers.result("sound.pdf", len, "four") == 4
    with pytest.raises(TimeoutError, match="of the caller"), connected(cluster.settings, recipe):
        raise TimeoutError("of the caller")


def test_a_worker_of_another_version_reads_nothing(cluster: Cluster, inbox: Path, tmp_path: Path) -> None:
    with opened(tmp_path, "there") as library, connected(cluster.settings, recipe) as workers:
        other = Workers(workers._client, _another)
        outcomes = ingest(library, [inbox / "minutes-00.md"], cluster.settings, workers=other)
        assert "another version" in (outcomes[0].reason or "")


def _another(_settings: IngestSettings) -> str:
    return f"of process {os.getpid()}"
