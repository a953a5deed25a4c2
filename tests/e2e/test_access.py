"""Signing in as each role, what each sees, and the forms that change papers; every page is checked by axe."""

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assistant.service.services import Services
from tests.e2e.pages import AskPage, Browser, PapersPage
from tests.web_fakes import SECRET, make_services
from vectorstore.models import Role

pytestmark = pytest.mark.e2e

PASSWORD = "meadow gate at dusk"
TENDER = "What is the contractor's tender price?"


@pytest.fixture(scope="module")
def council(serve: Callable[[Services], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app with an account of each role, called after it."""
    services = make_services(tmp_path_factory.mktemp("council"))
    assert services.access is not None
    for role in Role:
        services.access.accounts.create(f"a-{role.value}", role, PASSWORD)
    return serve(services)


def sign_in(browser: Browser, address: str, name: str, password: str = PASSWORD) -> None:
    """Sign in by the form."""
    browser.page.goto(f"{address}/sign-in")
    browser.page.get_by_label("Name").fill(name)
    browser.page.get_by_label("Password").fill(password)
    browser.page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_each_role_sees_what_it_may(browser: Browser, council: str, role: str) -> None:
    sign_in(browser, council, f"a-{role}")
    ask = AskPage(browser, council)
    expect(ask.page.get_by_text(f"Signed in as a-{role} ({role})")).to_be_visible()
    turn = ask.ask(TENDER)
    if role == "public":
        expect(turn).not_to_contain_text(SECRET)
    else:
        expect(turn).to_contain_text(SECRET)
    browser.check()
    papers = PapersPage(browser, council)
    expect(papers.titles).to_have_count(2 if role == "public" else 3)
    may_change = role in ("officer", "administrator")
    expect(papers.page.get_by_role("link", name="Add papers")).to_have_count(int(may_change))
    expect(papers.page.get_by_role("link", name="Check or correct")).to_have_count(3 if may_change else 0)
    browser.check()


def test_exempt_words_are_marked_on_the_page_in_copies_and_in_print(browser: Browser, council: str, tmp_path: Path) -> None:
    sign_in(browser, council, "a-officer")
    ask = AskPage(browser, council)
    turn, page = ask.ask(TENDER), ask.page
    expect(turn.get_by_text("This answer holds exempt information.")).to_be_visible()
    marking = turn.locator(".marking > strong").inner_text()
    assert marking.startswith("NOT FOR PUBLICATION")
    expect(turn.locator(".answer .tag.exempt").first).to_be_visible()
    expect(turn.locator(".cited > summary .tag.exempt")).to_be_visible()
    ask.sources_of(turn)
    expect(turn.locator(".sources .tag.exempt").first).to_be_visible()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    copied = "navigator.clipboard.readText()"
    turn.get_by_role("button", name="Copy answer with sources").click()
    expect(turn.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate(copied).startswith(f"{marking}\n")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.turn .answer'))")
    page.keyboard.press("Control+c")
    assert page.evaluate(copied).startswith(f"{marking}\n")
    assert SECRET in page.evaluate(copied)
    printed(page, tmp_path / "a.pdf", marking)
    turn.get_by_role("link", name="Source 1", exact=True).click()
    expect(page.get_by_role("dialog", name="Source").get_by_text(marking)).to_be_visible()
    page.goto(f"{council}{turn.locator('a.source-link').last.get_attribute('href')}")
    printed(page, tmp_path / "b.pdf", page.locator("main .marking > strong").inner_text())
    browser.check()


def printed(page: Page, path: Path, marking: str) -> None:
    """Print to small paper: each page says that it is not for publication."""
    page.pdf(path=path, width="120mm", height="120mm")
    with path.open("rb") as stream:
        texts = [" ".join(unicodedata.normalize("NFKC", one.extract_text()).split()) for one in PdfReader(stream).pages]
    assert len(texts) > 1
    assert not [text[:300] for text in texts if marking not in text]


def test_public_answers_are_copied_and_printed_without_a_mark(browser: Browser, council: str, tmp_path: Path) -> None:
    ask = AskPage(browser, council)
    turn, page = ask.ask("What would mowing the meadows cost?"), ask.page
    expect(turn.locator(".tag.exempt, .marking")).to_have_count(0)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.turn .answer'))")
    page.keyboard.press("Control+c")
    assert "£48,200" in page.evaluate("navigator.clipboard.readText()")
    page.pdf(path=tmp_path / "a.pdf")
    said = page.evaluate("navigator.clipboard.readText()") + "".join(one.extract_text() for one in PdfReader(tmp_path / "a.pdf").pages)
    assert "NOT FOR PUBLICATION" not in said


def test_signing_out_takes_exempt_papers_away(browser: Browser, council: str) -> None:
    sign_in(browser, council, "a-member")
    ask = AskPage(browser, council)
    expect(ask.ask(TENDER)).to_contain_text(SECRET)
    source = ask.page.get_by_role("link", name="Source 1", exact=True).first.get_attribute("href")
    assert source is not None
    ask.page.get_by_role("button", name="Sign out").click()
    expect(ask.page.get_by_role("link", name="Sign in")).to_be_visible()
    expect(AskPage(browser, council).ask(TENDER)).not_to_contain_text(SECRET)
    assert browser.page.request.get(f"{council}{source}").status == 404


def test_a_wrong_password_is_said_without_more(browser: Browser, council: str) -> None:
    browser.page.goto(f"{council}/sign-in")
    browser.check()
    sign_in(browser, council, "a-member", "not the password")
    expect(browser.page.get_by_role("alert")).to_contain_text("The name or the password is not right.")
    browser.check()
    browser.resize(320)
    browser.page.goto(f"{council}/sign-in")
    assert browser.fits()
    browser.errors.clear()  # the browser's own note of the status 403


def test_an_officer_corrects_and_removes(browser: Browser, serve: Callable[[Services], str], tmp_path: Path) -> None:
    services = make_services(tmp_path)
    assert services.access is not None
    services.access.accounts.create("oscar", Role.OFFICER, PASSWORD)
    address = serve(services)
    sign_in(browser, address, "oscar")
    papers = PapersPage(browser, address)
    papers.page.get_by_role("link", name="Check or correct (minutes.txt)").click()
    browser.check()
    papers.page.get_by_role("link", name="Correct this").click()
    browser.check()
    papers.page.get_by_label("Date of the meeting").fill("soon")
    papers.page.get_by_role("button", name="Save").click()
    expect(papers.page.get_by_role("alert")).to_contain_text("like 2024-03-14")
    browser.check()
    papers.page.get_by_label("Date of the meeting").fill("2024-03-21")
    papers.page.get_by_role("button", name="Save").click()
    expect(papers.page.get_by_role("definition").filter(has_text="21 March 2024")).to_be_visible()
    papers.page.get_by_role("link", name="Remove it").click()
    browser.check()
    papers.page.get_by_role("button", name="Remove the paper").click()
    expect(papers.titles).to_have_count(2)
    browser.errors.clear()  # the browser's own note of the status 400
