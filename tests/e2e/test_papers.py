"""The papers listed, opened and added."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect

from tests.e2e.pages import AskPage, Browser, PapersPage

pytestmark = pytest.mark.e2e
MEETING = "/meetings/2024-03-14-environment-committee"
MEETINGS = ("/meetings", "/meetings?q=mowing", MEETING, f"{MEETING}/sheet")


def test_papers_are_listed_and_opened(browser: Browser, address: str) -> None:
    papers = PapersPage(browser, address)
    expect(papers.titles).to_contain_text(["14 March 2024: minutes", "14 March 2024: agenda pack"])
    browser.check()
    link = papers.page.get_by_role("link", name="(minutes.txt, opens in a new tab)")
    answer = papers.page.request.get(f"{address}{link.get_attribute('href')}")
    assert "RESOLVED" in answer.text()


def test_an_added_paper_is_listed_and_answers(browser: Browser, address: str, tmp_path: Path) -> None:
    paper, empty = tmp_path / "hedgehogs.txt", tmp_path / "empty.txt"
    paper.write_text("The hedgehog survey counted 41 animals in the allotments.", encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    papers = PapersPage(browser, address)
    account = papers.add(paper, empty)
    expect(account).to_contain_text("Added: hedgehogs.txt")
    expect(account).to_contain_text("Not added: empty.txt")
    expect(account).to_contain_text("The file is empty: choose another.")
    expect(account.get_by_role("definition").filter(has_text="1 passage")).to_be_visible()
    browser.check()
    account.get_by_role("link", name="Correct this").click()
    papers.page.get_by_role("textbox", name="Title").fill("Hedgehogs counted")
    papers.page.get_by_role("button", name="Save").click()
    expect(papers.page.get_by_role("heading", level=1, name="What was read")).to_be_visible()
    browser.check()
    papers.open()
    expect(papers.titles).to_contain_text(["Hedgehogs counted"])
    expect(AskPage(browser, address).ask("How many animals did the hedgehog survey count?")).to_contain_text("counted 41 animals")


def test_adding_without_a_file_says_what_to_do(browser: Browser, address: str) -> None:
    papers = PapersPage(browser, address)
    papers.to_add()
    papers.page.get_by_role("button", name="Add these papers").click()
    expect(papers.page.get_by_role("heading", name="Choose a paper first")).to_be_visible()


@pytest.mark.parametrize("path", ["/accessibility", "/papers/", "/papers/add/", "/papers/?q=minutes&sort=Name", *MEETINGS])
def test_pages_fit_a_narrow_screen(browser: Browser, address: str, path: str) -> None:
    browser.resize(320)
    browser.page.goto(f"{address}{path}")
    expect(browser.page.get_by_role("heading", level=1)).to_be_visible()
    assert browser.fits()
    browser.check()


@pytest.mark.parametrize("path", MEETINGS)
def test_pages_of_meetings_hold_to_the_rules_in_dark_colours(browser: Browser, address: str, path: str) -> None:
    browser.resize(1024, "dark")
    browser.page.goto(f"{address}{path}")
    expect(browser.page.get_by_role("heading", level=1)).to_be_visible()
    browser.check()


def test_an_item_is_found_and_opened_with_the_keyboard_alone(browser: Browser, address: str) -> None:
    page = browser.page
    page.goto(f"{address}/meetings")
    page.get_by_role("searchbox", name="Search").focus()
    page.keyboard.type("mowing")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Mowing").press("Enter")
    expect(page).to_have_url(f"{address}{MEETING}#item-1")
    page.locator("summary", has_text="Recommendation").press("Enter")
    expect(page.get_by_role("heading", name="Recommended")).to_be_visible()
    expect(page.get_by_text("That the meadows be mown twice a year")).to_be_visible()


def test_what_is_read_needs_no_script(chrome: Chromium, address: str) -> None:
    context = chrome.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/papers/")
    page.get_by_role("searchbox", name="Search").fill("minutes")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".shelf h2")).to_have_count(1)
    page.goto(f"{address}{MEETING}/sheet")
    expect(page.get_by_text("That the meadows be mown twice a year")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    context.close()


def test_a_sheet_prints_without_controls_and_with_room_to_write(browser: Browser, address: str) -> None:
    page = browser.page
    page.goto(f"{address}/meetings/2024-03-14-environment-committee/sheet")
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.locator(".site-header")).to_be_hidden()
