"""Several processes of one app: begun one after the other, started again, given up, and ended with their parent however it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.running import started_with

pytestmark = pytest.mark.skipif(os.name != "posix", reason="tells processes to end by signals")


class Crew:
    """A parent with its workers, run in earnest."""

    def __init__(self, root: Path, folder: Path, count: int) -> None:
        self.folder = folder
        command = [sys.executable, "tests/cli/crew.py", "parent", str(folder), str(count)]
        environment = {**os.environ, "PYTHONPATH": str(root)}
        self.process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def log(self) -> list[list[str]]:
        """What workers did, in order: number, task, "began" or "ready"."""
        file = self.folder / "log"
        return [json.loads(line)[1:] for line in file.read_text().splitlines()] if file.exists() else []

    def times(self, number: str) -> list[float]:
        """When a worker was started."""
        lines = [json.loads(line) for line in (self.folder / "log").read_text().splitlines()]
        return [at for at, who, _, what in lines if who == number and what == "began"]

    def until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 20
        while not true():
            assert self.process.poll() is None, self.process.communicate()
            assert time.monotonic() < deadline, self.log()
            time.sleep(0.02)

    def ready(self, number: str) -> int:
        """How often a worker was ready."""
        return sum(line[0] == number and line[2] == "ready" for line in self.log())

    def workers(self) -> list[int]:
        """Process ids of the workers that are there."""
        return started_with("worker", str(self.folder))

    def end(self) -> tuple[int, str, str]:
        """Tell the parent to end; its exit code and what it said."""
        time.sleep(0.2)  # what the workers said last is heard
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=20)
        return self.process.returncode, out, err


@pytest.fixture
def crew(root: Path, tmp_path: Path) -> Iterator[Callable[[int], Crew]]:
    begun: list[Crew] = []

    def begin(count: int) -> Crew:
        begun.append(Crew(root, tmp_path, count))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.poll() is None:
            one.process.kill()
        one.process.communicate()
        for number in one.workers():
            os.kill(number, signal.SIGKILL)


def test_one_prepares_while_the_others_wait_and_all_end_together(crew: Callable[[int], Crew]) -> None:
    three = crew(3)
    three.until(lambda: len(three.log()) == 6)
    assert three.log()[:2] == [["1", "prepare", "began"], ["1", "prepare", "ready"]]
    assert sorted(three.log()[2:]) == [[number, "join", what] for number in "23" for what in ("began", "ready")]
    assert len(three.workers()) == 3
    code, out, err = three.end()
    assert (code, err, three.workers()) == (0, "", [])
    assert out.splitlines()[0] == "taking papers in", "what a worker says is passed on"
    assert [line[:20] for line in out.splitlines()[1:2]] == ["1 at http://127.0.0."]
    assert sorted(line[0] for line in out.splitlines()[1:]) == ["1", "2", "3"]


def test_ctrl_c_ends_all(crew: Callable[[int], Crew]) -> None:
    two = crew(2)
    two.until(lambda: two.ready("2") == 1)
    two.process.send_signal(signal.SIGINT)
    assert two.process.wait(20) == 0
    assert two.workers() == []


def test_one_that_is_killed_is_started_again_and_prepares_nothing(crew: Callable[[int], Crew]) -> None:
    two = crew(2)
    two.until(lambda: two.ready("2") == 1)
    first = two.workers()
    os.kill(min(first), signal.SIGKILL)
    two.until(lambda: len(two.log()) == 6)
    assert two.log()[4:] == [["1", "join", "began"], ["1", "join", "ready"]]
    assert len(set(first) & set(two.workers())) == 1, "the other one goes on"
    code, out, err = two.end()
    assert code == 0
    assert "process 1 (port 1) ended by SIGKILL; it is started again in 0.1 seconds" in err
    assert sum(line.startswith("1 at") for line in out.splitlines()) == 2


def test_one_that_dies_at_once_is_given_up_after_waits_that_double(crew: Callable[[int], Crew], tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("fail\n" * 9)
    two = crew(2)
    assert two.process.wait(30) == 1
    _, err = two.process.communicate()
    assert "process 2 (port 2) ended 4 times as soon as it was started, last with exit code 3" in err
    assert two.workers() == []
    begun = two.times("2")
    waits = [after - before for before, after in pairwise(begun)]
    assert len(begun) == 4
    assert waits[0] >= 0.1
    assert waits[1] >= 0.2
    assert waits[2] >= 0.4


def test_one_that_dies_at_once_only_now_and_then_is_not_given_up(crew: Callable[[int], Crew], tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("fail\nfail\nfail\nserve\n")
    two = crew(2)
    two.until(lambda: two.ready("2") == 1)
    assert len(two.times("2")) == 4
    assert two.end()[0] == 0


def test_workers_end_with_a_parent_that_is_killed(crew: Callable[[int], Crew], tmp_path: Path) -> None:
    (tmp_path / "with parent").touch()
    two = crew(2)
    two.until(lambda: two.ready("2") == 1)
    assert len(two.workers()) == 2
    two.process.kill()
    two.process.wait()
    deadline = time.monotonic() + 10
    while two.workers() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert two.workers() == []


def test_one_that_does_not_say_that_it_is_well_is_started_again(crew: Callable[[int], Crew], tmp_path: Path) -> None:
    (tmp_path / "unwell").write_text("well")
    two = crew(2)
    two.until(lambda: two.ready("2") == 1)
    time.sleep(1)
    assert two.ready("2") == 1, "well: left alone"
    (tmp_path / "unwell").write_text("sick")
    two.until(lambda: two.ready("2") == 2)
    (tmp_path / "unwell").write_text("well")
    code, _, err = two.end()
    assert code == 0
    assert "process 2 (port 2) does not answer that it is well: it is ended" in err
    assert two.ready("1") == 1
