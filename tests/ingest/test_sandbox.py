import threading
import time

import pytest

from ingest.child.sandbox import Sandbox
from ingest.errors import LimitExceededError, ReaderDiedError, ReaderFailedError


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


def test_two_threads_at_once() -> None:
    results: list[int] = []

    def work(number: int) -> None:
        with Sandbox(512) as box:
            results.append(box.call("math:gcd", number, number, name="a.pdf", timeout=30))

    threads = [threading.Thread(target=work, args=(n,)) for n in (3, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [3, 5]
