"""How papers come in, in a browser: a dead letter put back by the keyboard, on a telephone, without script; axe on the pages."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from assistant.service.services import Services
from ingest.jobs import JobState, Settled
from ingest.jobs_store import JobStore
from tests.e2e.pages import FOCUS_SHOWN, Browser, PapersPage
from tests.ui.test_intake import PATH, fill
from tests.web_fakes import make_services

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def queue_address(serve: Callable[[Services], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, JobStore]]:
    """The app with a job in every state; what is put back fails again."""
    services = make_services(tmp_path_factory.mktemp("queue"))
    queue = JobStore(services.library.home)

    def read(ids: Collection[int] | None) -> None:
        for job_id in ids or ():
            queue.begin(job_id)
            queue.settle(job_id, Settled(JobState.FAILED, "the file is damaged still"))

    fill(services, queue)
    yield serve(replace(services, queue=queue, go_on=read)), queue
    queue.close()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_a_dead_letter_is_put_back_by_keyboard_alone(
    browser: Browser, queue_address: tuple[str, JobStore], shoot: Callable[[Browser, str], None], width: int, scheme: str
) -> None:
    address, _ = queue_address
    browser.resize(width, scheme)
    page = browser.page
    PapersPage(browser, address)
    page.get_by_role("link", name="How papers come in").press("Enter")
    expect(page.get_by_role("heading", level=1, name="How papers come in")).to_be_visible()
    browser.check()
    assert browser.fits()
    if width != 320:
        shoot(browser, "intake" if width == 1280 else f"intake-{width}")
    wanted = page.get_by_role("button", name="Try again (<script>")
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SHOWN)
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="What happened")).to_contain_text("1 paper put back")
    browser.check()
    page.get_by_role("link", name="Look again").first.press("Enter")
    expect(page.get_by_text("The file is damaged still.").first).to_be_visible()
    page.get_by_role("link", name="3 papers").click()
    expect(page.get_by_role("heading", level=1, name="Failed")).to_be_visible()
    browser.check()
    assert browser.fits()


def test_the_queue_needs_no_script(chrome: Chromium, queue_address: tuple[str, JobStore], tmp_path: Path) -> None:
    del tmp_path
    address, _ = queue_address
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}{PATH}")
    page.get_by_role("button", name="Try all again").click()
    expect(page.get_by_role("group", name="What happened")).to_contain_text("put back")
    context.close()
