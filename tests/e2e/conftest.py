"""A real server over the small library, and a browser that may talk to it alone."""

import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import sync_playwright

from assistant.service.services import Services
from assistant.ui.app import create_app, listen
from tests.e2e.pages import Browser
from tests.web_fakes import make_services
from vectorstore.models import Role

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Services], str]]:
    """Serves an app and gives its address; every one is stopped at the end of the test."""
    running: list[tuple[uvicorn.Server, threading.Thread]] = []

    def start(services: Services) -> str:
        listener = listen("127.0.0.1", 0)
        server = uvicorn.Server(uvicorn.Config(create_app(services), log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        running.append((server, thread))
        deadline = time.monotonic() + 20
        while not server.started and time.monotonic() < deadline:
            time.sleep(0.02)
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield start
    for server, thread in running:
        server.should_exit = True
        thread.join(10)


@pytest.fixture(scope="module")
def chrome(chromium: str) -> Iterator[Chromium]:
    """The system's Chromium; ended with the module, since playwright leaves an event loop running that other tests would stand in."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str | None:
    """The axe rules, where npm can install them (axe-core is under the MPL and is not kept here); None where it cannot."""
    folder = Path(__file__).parent.parent.parent / ".axe"
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.exists():
        folder.mkdir(exist_ok=True)
        command = ["npm", "install", "--prefix", str(folder), "--no-save", "--silent", "axe-core@4"]
        try:
            subprocess.run(command, check=True, capture_output=True, timeout=120)
        except (OSError, subprocess.SubprocessError):
            return None
    return script.read_text(encoding="utf-8")


@pytest.fixture
def browser(chrome: Chromium, axe: str | None) -> Iterator[Browser]:
    """A fresh visitor; the test fails where the page asked another host for anything or reported an error."""
    visitor = Browser(chrome, axe)
    yield visitor
    visitor.close()
    assert not visitor.strangers, f"asked other hosts: {visitor.strangers}"
    assert not visitor.errors, visitor.errors


@pytest.fixture(scope="session")
def shoot(request: pytest.FixtureRequest) -> Callable[[Browser, str], None]:
    """Keeps what a visitor sees as docs/screenshots/NAME.png, where pictures are asked for (--screenshots)."""
    folder = Path(__file__).parent.parent.parent / "docs" / "screenshots"

    def keep(browser: Browser, name: str) -> None:
        if request.config.getoption("--screenshots"):
            folder.mkdir(exist_ok=True)
            browser.screenshot(folder / f"{name}.png")

    return keep


@pytest.fixture(scope="module")
def address(serve: Callable[[Services], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app as the public sees it."""
    return serve(make_services(tmp_path_factory.mktemp("public")))


@pytest.fixture(scope="module")
def member_address(serve: Callable[[Services], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app as a member of the council sees it."""
    return serve(make_services(tmp_path_factory.mktemp("member"), Role.MEMBER))
