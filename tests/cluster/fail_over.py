"""A primary that dies, or is cut off, at any moment under a writer and a reader, and a replica that takes over. Run by a test, and by hand:

    python -m tests.cluster.fail_over [KILLS] [SEED]

Both hosts have a network of their own where one can be made (root on Linux, with unshare, nsenter and ip): every second time the primary is
then cut off and goes on alone. Elsewhere they are two ports of this machine. Prints as JSON what was seen.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from pathlib import Path

import numpy as np

import vectorstore.build
import vectorstore.local
from ingest.errors import LibraryError
from ingest.library.as_of import LibraryAsOf
from ingest.library.library import Library
from ingest.models import Classification
from tests.cluster.conftest import free_port
from tests.cluster.fail_over_writer import PASSAGES, TOLD, deed
from tests.cluster.index_fakes import Engine, local, postgresql
from tests.cluster.servers import PASSWORD, ROLES, SETTINGS, Server
from vectorstore.index import IndexState, Scope
from vectorstore.models import Role
from vectorstore.verify import examine

ALL = frozenset(Classification)
KEPT = {**SETTINGS, "synchronous_commit": "on"}
QUESTIONS = ("bins in ward w3", "cost of museums at £100,000", "cycling and schools", "case 4x2", "zzz")
OWN_NETWORK = ("unshare", "--net")
IN_OWN = "FAIL_OVER_NETWORK"


@dataclass
class Seen:
    """What readers and the writer saw, by which a fail-over is judged."""

    networks: bool
    kills: int = 0
    answers: int = 0
    torn: list[str] = field(default_factory=list)
    """Answers of half a paper or half an index, and errors that nobody explained."""
    lost: list[str] = field(default_factory=list)
    """What had been kept before a primary died and was not there afterwards."""
    unequal: list[str] = field(default_factory=list)
    """What was not as in a library of files to which the same was done."""
    refused: dict[str, int] = field(default_factory=dict)
    slowest_answer: float = 0.0
    slowest_refusal: float = 0.0
    answer_after: list[float] = field(default_factory=list)
    """Seconds from the promotion to the first answer that began after it, and to the first change that was kept."""
    kept_after: list[float] = field(default_factory=list)
    meanwhile: list[int] = field(default_factory=list)
    """Answers between the loss and the promotion, to a reader that is content with a replica."""
    replica: dict[str, str] = field(default_factory=dict)
    """What a replica says to a reader, and to a writer."""
    lost_without: bool | None = None
    """Whether a change that never reached the replica was found to be lost: that it would be noticed."""


def main(kills: int, seed: int) -> None:
    vectorstore.local.LEAST_RECALL, vectorstore.build.verify = 2.0, examine  # what is compared with is exact, in this process
    seen, chance = Seen(IN_OWN in os.environ), random.Random(seed)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="fail-over-"))
        folder.chmod(0o755)
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        hosts = stack.enter_context(two_hosts(folder, seen.networks))
        trial = Trial(folder, hosts, seen, chance)
        trial.ask_replica()
        for number in range(kills):
            trial.fail_over(cut=seen.networks and number % 2 == 1)
            trial.rejoin()
        trial.lose()
    json.dump(asdict(seen), sys.stdout)


@contextmanager
def two_hosts(folder: Path, networks: bool) -> Iterator[list[Server]]:
    """A primary and its replica, which has all that was ever said to be kept."""
    with ExitStack() as stack:
        if networks:
            ip("link add name bridge type bridge forward_delay 0", "addr add 10.77.0.1/24 dev bridge", "link set bridge up")
            hosts = [stack.enter_context(own_network(folder, name, number)) for number, name in enumerate("ab", 2)]
        else:
            hosts = [Server(folder / name, free_port()) for name in "ab"]
        for host in hosts:
            stack.callback(host.stop, signal.SIGKILL)
        first, second = hosts
        first.make()
        first.start(KEPT)
        first.sql(*(f"CREATE ROLE {role} PASSWORD '{PASSWORD}'" for role in ROLES), "CREATE DATABASE papers OWNER council")
        first.sql("CREATE EXTENSION vector", database="papers")
        follow(first, second)
        yield hosts


@contextmanager
def own_network(folder: Path, name: str, number: int) -> Iterator[Server]:
    """A server in a network of its own, joined to this one by a cable."""
    holder = subprocess.Popen([*OWN_NETWORK, "sleep", "3600"])
    inside = ["nsenter", f"--net=/proc/{holder.pid}/ns/net"]
    try:
        while Path(f"/proc/{holder.pid}/ns/net").readlink() == Path("/proc/self/ns/net").readlink():
            time.sleep(0.01)
        ip(f"link add name host-{name} type veth peer name eth0 netns {holder.pid}", f"link set host-{name} master bridge up")
        for told in ("link set lo up", f"addr add 10.77.0.{number}/24 dev eth0", "link set eth0 up"):
            subprocess.run([*inside, "ip", *told.split()], check=True)
        yield Server(folder / name, 5432, f"10.77.0.{number}", inside)
    finally:
        holder.kill()
        holder.wait()


def ip(*told: str) -> None:
    for line in told:
        subprocess.run(["ip", *line.split()], check=True)


def follow(primary: Server, replica: Server) -> None:
    """Make a host the replica of another, without which nothing is kept from then on."""
    until(lambda: _copied(replica, primary))
    replica.start(KEPT)
    primary.sql("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()")
    state = "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'"
    until(lambda: primary.sql(state) == 1)


def _copied(replica: Server, primary: Server) -> bool:
    """Whether a copy was made: a cable that was put back takes a moment."""
    try:
        replica.copy(primary)
    except subprocess.CalledProcessError:
        return False
    return True


def promote(replica: Server) -> None:
    """Let a replica take changes, and keep them by itself as long as nobody follows it."""
    replica.sql("SELECT pg_promote()", "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")


def until(reached: Callable[[], bool], seconds: float = 60) -> None:
    ends = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > ends:
            raise TimeoutError
        time.sleep(0.02)


class Trial:
    """One primary after the other, of a library that is known as a library of files as well."""

    def __init__(self, folder: Path, hosts: list[Server], seen: Seen, chance: random.Random) -> None:
        self.folder, self.seen, self.chance = folder, seen, chance
        self.primary, self.replica = hosts
        where = ",".join(f"{host.host}:{host.port}" for host in hosts)
        self.address = f"postgresql://council:{PASSWORD}@{where}/papers?target_session_attrs=read-write"
        self.done = 0
        self.files = Library.open(folder / "files")
        self.there = Library.open(folder / "home", address=self.address)
        self.engines = local(self.files), postgresql(self.there, self.address)
        for _ in range(8):
            deed(self.there, self.done)
            self.done += 1
        self.engines[1].index.publish()
        self._replay(0)

    def ask_replica(self) -> None:
        """A replica is asked as if it were the only host: it answers, of a day as well, and takes no change."""
        address = self.replica.address("papers")
        with Library.open(self.folder / "replica", address=address) as library:
            until(lambda: library.revision() == self.there.revision())
            engine = postgresql(library, address)
            before = max(paper.info.meeting.date for paper in library.papers() if paper.info.meeting.date) - timedelta(30)
            same = [engine.ask(text, Role.MEMBER) == self.engines[1].ask(text, Role.MEMBER) for text in QUESTIONS]
            papers = [LibraryAsOf(one, before).papers() for one in (library, self.there)]
            self.seen.replica["read"] = "the same" if all(same) and papers[0] == papers[1] != self.there.papers() else "something else"
            try:
                deed(library, self.done)
            except LibraryError as error:
                self.seen.replica["change"] = str(error)
            engine.index.close()

    def fail_over(self, cut: bool) -> None:
        """The primary dies while a writer and a reader are at it; the replica takes over, and all is as it was said to be."""
        home, either = self.folder / "home", self.address.partition("?")[0]
        writer, reader, content = Writer(home, self.address, self.done), Reader(home, self.address), Reader(home, either)
        with writer, reader, content:
            until(lambda: len(writer.kept) > 1)
            time.sleep(self.chance.uniform(0, 0.8))
            if cut:  # it goes on by itself, and can keep nothing
                ip(f"link set host-{self.primary.folder.name} down")
            else:
                self.primary.stop(signal.SIGKILL)
            lost, before = time.monotonic(), writer.kept[-1]
            time.sleep(self.chance.uniform(0, 1))
            promoted = time.monotonic()
            self.seen.meanwhile.append(sum(lost < began and ended < promoted for began, ended in content.answered))
            promote(self.replica)
            promoted = time.monotonic()
            revision = self.there.revision() if not cut else self._patient(self.there.revision)
            if revision < before.revision:
                self.seen.lost.append(f"revision {before.revision}, {revision} is there")
            until(lambda: writer.kept[-1].at > promoted and len(writer.kept) > 1 and writer.kept[-1].number > before.number + 1)
            until(lambda: bool(reader.answered) and reader.answered[-1][0] > promoted)
        self.seen.kills += 1
        self.seen.kept_after.append(next(one.at for one in writer.kept if one.at > promoted) - promoted)
        self.seen.answer_after.append(next(ended for began, ended in reader.answered if began > promoted) - promoted)
        self._note(writer, reader, content)
        first, self.done = self.done, writer.kept[-1].number + 1
        if [one.number for one in writer.kept] != list(range(first, self.done)):
            self.seen.lost.append(f"the writer did {[one.number for one in writer.kept]}")
        self._replay(first)
        self._compare()

    def rejoin(self) -> None:
        """What was the primary comes back as the replica of what is now."""
        self.primary.stop(signal.SIGKILL)
        if self.seen.networks:
            ip(f"link set host-{self.primary.folder.name} up")
        follow(self.replica, self.primary)
        self.primary, self.replica = self.replica, self.primary

    def lose(self) -> None:
        """A change that the primary keeps by itself dies with it: what is looked at above tells."""
        self.replica.stop()
        self.primary.sql("ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()")
        deed(self.there, self.done)
        kept = self.there.revision()
        self.primary.stop(signal.SIGKILL)
        self.replica.start(KEPT)
        promote(self.replica)
        self.seen.lost_without = self._patient(self.there.revision) < kept

    def _patient(self, ask: Callable[[], int]) -> int:
        for _ in range(9):
            try:
                return ask()
            except LibraryError:
                time.sleep(0.1)
        return ask()

    def _note(self, writer: "Writer", *readers: "Reader") -> None:
        self.seen.torn += writer.torn
        for said in (*(said for one in readers for said in one.refused), *(f"writer: {said}" for said in writer.refused)):
            self.seen.refused[said] = self.seen.refused.get(said, 0) + 1
        for reader in readers:
            self.seen.answers += len(reader.answered)
            self.seen.torn += reader.torn
            self.seen.slowest_answer = max([self.seen.slowest_answer, *(ended - began for began, ended in reader.answered)])
            self.seen.slowest_refusal = max([self.seen.slowest_refusal, *reader.waited])

    def _replay(self, first: int) -> None:
        """Do to the library of files what was done to the other."""
        for number in range(first, self.done):
            deed(self.files, number)
        self.engines[0].index.publish()

    def _compare(self) -> None:
        here, there = (engine.library for engine in self.engines)
        if there.papers() != here.papers() or list(there.passages()) != list(here.passages()):
            self.seen.unequal.append(f"papers after {self.done} deeds")
        if self.engines[1].index.state() is not IndexState.FRESH:
            self.seen.unequal.append(f"the index is {self.engines[1].index.state()}")
        for text in QUESTIONS:
            for role in (Role.PUBLIC, Role.MEMBER):
                found, wanted = (engine.ask(text, role) for engine in reversed(self.engines))
                if found.ids != wanted.ids or not np.allclose(found.scores, wanted.scores, atol=1e-5):
                    self.seen.unequal.append(f"{text!r} after {self.done} deeds")


@dataclass(frozen=True)
class Kept:
    """A deed that the writer was told is kept."""

    number: int
    revision: int
    at: float


class Writer:
    """A process that takes papers in."""

    def __init__(self, home: Path, address: str, first: int) -> None:
        command = [sys.executable, "-m", "tests.cluster.fail_over_writer", str(home), str(first)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self._process.stdin
        self._process.stdin.write(f"{address}\n")
        self._process.stdin.flush()
        self.kept: list[Kept] = []
        self.refused: list[str] = []
        self.torn: list[str] = []
        self._listening = threading.Thread(target=self._listen)

    def _listen(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            what, number, said = line.strip().split(" ", 2)
            if what == "kept":
                self.kept.append(Kept(int(number), int(said), time.monotonic()))
            else:
                self.refused.append(_meant(said))

    def __enter__(self) -> None:
        self._listening.start()

    def __exit__(self, *failure: object) -> None:
        assert self._process.stdin
        assert self._process.stderr
        if failure[0]:
            self._process.kill()
        self._process.stdin.close()
        self._listening.join()
        said = self._process.stderr.read()
        if self._process.wait(60):
            self.torn.append(f"the writer ended: {said}")


class Reader:
    """A thread that asks without end."""

    def __init__(self, home: Path, address: str) -> None:
        self._home, self._address = home, address
        self._ended = threading.Event()
        self._asking = threading.Thread(target=self._ask)
        self.answered: list[tuple[float, float]] = []
        """When each question that was answered began, and when it ended."""
        self.refused: list[str] = []
        self.waited: list[float] = []
        self.torn: list[str] = []

    def __enter__(self) -> None:
        self._asking.start()

    def __exit__(self, *failure: object) -> None:
        self._ended.set()
        self._asking.join()

    def _ask(self) -> None:
        with Library.open(self._home, address=self._address) as library:
            engine = postgresql(library, self._address)
            while not self._ended.is_set():
                began = time.monotonic()
                try:
                    self.torn += look(engine)
                    self.answered.append((began, time.monotonic()))
                except TOLD as error:
                    self.refused.append(_meant(str(error)))
                    self.waited.append(time.monotonic() - began)
                except Exception as error:
                    self.torn.append(f"{type(error).__name__}: {error}")
                time.sleep(0.01)
            engine.index.close()


def look(engine: Engine) -> list[str]:
    """What is not whole of what a reader is shown: of each paper all passages, of the index all that it counts, of a hit its own words."""
    told = []
    papers = Counter(passage.id.rpartition("-")[0] for passage in engine.library.passages())
    if set(papers.values()) - {PASSAGES}:
        told.append(f"papers of {sorted(set(papers.values()))} passages")
    with engine.index.reading(Scope(ALL, None, None)) as reading:
        counted = reading.statistics([]).passages
        near = reading.dense(np.ones(64, np.float32), 10_000)
    if len(near) != counted or set(Counter(name.rpartition("-")[0] for name in near).values()) - {PASSAGES}:
        told.append(f"an index of {counted} passages that gives {len(near)}")
    engine.ask(QUESTIONS[0], Role.MEMBER)
    return told


def _meant(said: str) -> str:
    """An error without the address that it begins with."""
    return said.partition("/papers: ")[2] or said


def _with_networks() -> bool:
    """Whether networks can be made here."""
    if not all(map(shutil.which, ("unshare", "nsenter", "ip"))):
        return False
    tried = [*OWN_NETWORK, "sh", "-c", "ip link add name bridge type bridge && ip link add name host-a type veth peer name b"]
    return subprocess.run(tried, capture_output=True, check=False).returncode == 0


if __name__ == "__main__":
    if IN_OWN not in os.environ and _with_networks():
        work = f"ip link set lo up && exec {sys.executable} -m tests.cluster.fail_over {' '.join(sys.argv[1:])}"
        os.execvpe("unshare", [*OWN_NETWORK, "sh", "-c", work], {**os.environ, IN_OWN: "1"})
    main(*map(int, [*sys.argv[1:], *("3", "1")[len(sys.argv) - 1 :]]))
