import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from ingest.child.sandbox import Sandbox
from ingest.child.template import TEMPLATE
from ingest.errors import LimitExceededError, ReaderDiedError, ReaderFailedError
from tests.running import together

ROOT = Path(__file__).parents[2]


@pytest.fixture
def sandbox():
    with Sandbox(memory=512) as box:
        yield box


def test_returns_what_the_function_returns_and_serves_again(sandbox: Sandbox) -> None:
    assert sandbox.call("math:gcd", 12, 18, name="a.pdf", timeout=20) == 6
    assert sandbox.call("math:gcd", 5, 10, name="a.pdf", timeout=20) == 5


def test_start_is_quick() -> None:
    start = time.monotonic()
    with Sandbox(512) as box:
        box.call("math:gcd", 1, 1, name="a.pdf", timeout=20)
    assert time.monotonic() - start < 5


def test_kills_a_function_that_hangs_and_serves_again(sandbox: Sandbox) -> None:
    start = time.monotonic()
    with pytest.raises(LimitExceededError, match=r"^slow\.pdf: took longer than 0\.5 s"):
        sandbox.call("time:sleep", 60, name="slow.pdf", timeout=0.5)
    assert time.monotonic() - start < 6
    assert sandbox.call("math:gcd", 4, 6, name="a.pdf", timeout=20) == 2


def test_reports_a_crash_of_the_child(sandbox: Sandbox) -> None:
    with pytest.raises(ReaderDiedError, match=r"^bad\.pdf: our reader broke on it \(SIGABRT\); this is a fault of ours"):
        sandbox.call("os:abort", name="bad.pdf", timeout=20)
    assert sandbox.call("math:gcd", 4, 6, name="a.pdf", timeout=20) == 2


def test_memory_is_limited(sandbox: Sandbox) -> None:
    with pytest.raises(LimitExceededError, match=r"^big\.pdf: needs more than 512 MiB"):
        sandbox.call("builtins:bytearray", 3 << 30, name="big.pdf", timeout=20)


def test_an_unforeseen_error_is_one_line(sandbox: Sandbox) -> None:
    with pytest.raises(ReaderFailedError, match=r"^odd\.pdf: our reader failed \(ValueError at .*\); this is a fault of ours") as caught:
        sandbox.call("builtins:int", "secret", name="odd.pdf", timeout=20)
    assert "secret" not in caught.value.details


def test_only_nouns_of_ingest_come_back(sandbox: Sandbox) -> None:
    with pytest.raises(ReaderFailedError, match="no noun of ingest"):
        sandbox.call("pathlib:PurePosixPath", "/tmp", name="forged.pdf", timeout=20)


def test_what_one_child_changes_the_next_does_not_see() -> None:
    with Sandbox(512) as box:
        box.call("sys:setrecursionlimit", 4321, name="a.pdf", timeout=20)
        assert box.call("sys:getrecursionlimit", name="a.pdf", timeout=20) == 4321
    with Sandbox(512) as box:
        assert box.call("sys:getrecursionlimit", name="a.pdf", timeout=20) != 4321


def test_a_child_has_the_folder_and_the_environment_of_now(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAID_JUST_NOW", "yes")
    with Sandbox(512) as box:
        assert box.call("os:getcwd", name="a.pdf", timeout=20) == str(tmp_path)
        assert box.call("os:getenv", "SAID_JUST_NOW", name="a.pdf", timeout=20) == "yes"
    monkeypatch.delenv("SAID_JUST_NOW")
    with Sandbox(512) as box:
        assert box.call("os:getenv", "SAID_JUST_NOW", name="a.pdf", timeout=20) is None


def test_a_template_that_was_killed_is_started_again_and_its_children_go_on() -> None:
    with Sandbox(512) as before, Sandbox(512) as after:
        assert before.call("math:gcd", 4, 6, name="a.pdf", timeout=20) == 2
        assert TEMPLATE._process is not None
        TEMPLATE._process.kill()
        TEMPLATE._process.wait()
        assert after.call("math:gcd", 4, 6, name="a.pdf", timeout=20) == 2
        assert before.call("math:gcd", 9, 6, name="a.pdf", timeout=20) == 3


def test_the_template_ends_with_its_process_and_so_do_its_children() -> None:
    source = (
        "from ingest.child.sandbox import Sandbox; from ingest.child.template import TEMPLATE; import os\n"
        "box = Sandbox(512); box.call('math:gcd', 4, 6, name='a.pdf', timeout=20)\n"
        "print(TEMPLATE._process.pid, box._child.pid, flush=True); os._exit(0)"
    )
    told = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    deadline = time.monotonic() + 20
    while any(_runs(int(pid)) for pid in told) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in told if _runs(int(pid))] == []


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_two_threads_at_once() -> None:
    results: list[int] = []

    def work(number: int) -> None:
        with Sandbox(512) as box:
            results.append(box.call("math:gcd", number, number, name="a.pdf", timeout=30))

    together(*(partial(work, number) for number in (3, 5)))
    assert sorted(results) == [3, 5]
