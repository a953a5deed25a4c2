"""The papers listed, opened and added."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import AskPage, Browser, PapersPage

pytestmark = pytest.mark.e2e


def test_papers_are_listed_and_opened(browser: Browser, address: str) -> None:
    papers = PapersPage(browser, address)
    expect(papers.titles).to_contain_text(["14 March 2024: minutes", "14 March 2024: agenda pack"])
    browser.check()
    link = papers.page.get_by_role("link", name="Open the paper (minutes.txt")
    answer = papers.page.request.get(f"{address}{link.get_attribute('href')}")
    assert "RESOLVED" in answer.text()


def test_an_added_paper_is_listed_and_answers(browser: Browser, address: str, tmp_path: Path) -> None:
    paper, empty = tmp_path / "hedgehogs.txt", tmp_path / "empty.txt"
    paper.write_text("The hedgehog survey counted 41 animals in the allotments.", encoding="utf-8")
    empty.write_text("", encoding="utf-8")
    papers = PapersPage(browser, address)
    account = papers.add(paper, empty)
    expect(account).to_contain_text("Added: hedgehogs.txt")
    expect(account).to_contain_text("Not added: empty.txt - the file is empty: choose another")
    expect(papers.titles).to_contain_text(["Hedgehogs"])
    browser.check()
    expect(AskPage(browser, address).ask("How many animals did the hedgehog survey count?")).to_contain_text("counted 41 animals")


def test_adding_without_a_file_says_what_to_do(browser: Browser, address: str) -> None:
    papers = PapersPage(browser, address)
    papers.page.get_by_role("button", name="Add these papers").click()
    expect(papers.page.get_by_role("heading", name="Choose a paper first")).to_be_visible()


@pytest.mark.parametrize("path", ["/accessibility", "/papers/"])
def test_pages_fit_a_narrow_screen(browser: Browser, address: str, path: str) -> None:
    browser.resize(320)
    browser.page.goto(f"{address}{path}")
    expect(browser.page.get_by_role("heading", level=1)).to_be_visible()
    assert browser.fits()
    browser.check()
