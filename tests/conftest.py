"""What all tests share: no environment of the person who runs them, no network, and the papers and browser where they exist."""

import os
import shutil
from pathlib import Path

import pytest
import pytest_socket

ROOT = Path(__file__).parent.parent
SHARED_PAPERS = ROOT.parent / "shared" / "papers"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--regenerate-golden", action="store_true", help="write tests/golden anew from what the code makes today")
    parser.addoption("--screenshots", action="store_true", help="write the pictures in docs/screenshots anew, where the browser tests run")


LONG = ("tests/e2e/", "tests/vectorstore/test_kill.py", "tests/access/test_gradio_door.py", "tests/eval/", "tests/briefing/")
"""Files that take a minute or so each: begun first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test opens a socket but those that drive the web app."""
    if item.get_closest_marker("e2e") is None:
        pytest_socket.disable_socket(allow_unix_socket=True)


def pytest_runtest_teardown(item: pytest.Item) -> None:  # noqa: ARG001 the hook's own signature
    pytest_socket.enable_socket()


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("COUNCIL_PAPERS_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("COUNCIL_PAPERS_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_papers() -> Path:
    """The folder of development papers (text/, pdf/, kent/) beside the checkout."""
    if not SHARED_PAPERS.is_dir():
        pytest.skip("the development papers are not beside the checkout (../shared/papers)")
    return SHARED_PAPERS


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium; its absence skips, or fails where REQUIRE_CHROMIUM is set (as CI does)."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    reason = "no Chromium on this machine: install chromium to run the browser tests"
    if os.environ.get("REQUIRE_CHROMIUM"):
        pytest.fail(reason)
    pytest.skip(reason)
