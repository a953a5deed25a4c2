"""kill -9 at steps all through of an ingest, and two ingests at once: nothing torn, nothing lost, nothing doubled."""

import json
import subprocess
import sys
import time

import pytest

from ingest.library.library import Library
from tests.ingest.library_fakes import dump, take_in, write

pytestmark = pytest.mark.slow


def start(root, *arguments):
    command = [sys.executable, "-m", "tests.ingest.killed_ingest", *map(str, arguments)]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(__import__("os"), "fork"), reason="kills processes it forks")
def test_an_ingest_killed_at_any_step_converges(root, tmp_path):
    output, errors = start(root, "points", tmp_path).communicate(timeout=120)
    stops = [json.loads(line) for line in output.splitlines()]
    assert len(stops) >= 40, errors
    assert {tuple(torn) for _, torn, _ in stops} == {()}
    assert len({state for _, _, state in stops}) == 1
    assert "council bins" in stops[0][2]


def test_two_ingests_at_once_wait_for_each_other(root, tmp_path):
    inbox = tmp_path / "inbox"
    for number in range(8):
        write(inbox, f"{number}.txt", f"1|Report {number}|council words {number}")
    both = [start(root, "slow", tmp_path / "home", inbox) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    statuses = sorted(json.loads(output) for output, _ in said)
    assert statuses == [["new"] * 8, ["unchanged"] * 8]
    with Library.open(tmp_path / "home") as library, Library.open(tmp_path / "alone") as alone:
        take_in(alone, inbox)
        assert dump(library) == dump(alone)


def test_a_killed_ingest_frees_its_lock(root, tmp_path):
    inbox = tmp_path / "inbox"
    for number in range(40):
        write(inbox, f"{number}.txt", f"1|Report {number}|council words {number}")
    process = start(root, "slow", tmp_path / "home", inbox)
    while not list((tmp_path / "home" / "papers").glob("*.txt")):
        assert process.poll() is None
        time.sleep(0.01)
    process.kill()
    process.communicate()
    with Library.open(tmp_path / "home") as library:
        before = len(library.papers())
        assert before < 40
        take_in(library, inbox)
        assert len(library.papers()) == 40
