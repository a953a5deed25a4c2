"""The page on the API in a browser: accessible, within a narrow screen, its answers opened by the keyboard alone."""

import pytest

from tests.e2e.pages import Browser

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_the_page_on_the_api_is_accessible(browser: Browser, address: str, width: int, scheme: str) -> None:
    browser.resize(width, scheme)
    browser.page.goto(f"{address}/accessibility")
    browser.page.get_by_role("link", name="API for programs").click()
    browser.page.get_by_role("heading", name="API for programs", level=1).wait_for()
    answer = browser.page.locator("details").first
    answer.locator("summary").focus()
    browser.page.keyboard.press("Enter")
    assert answer.evaluate("details => details.open")
    assert browser.fits()
    browser.check()
