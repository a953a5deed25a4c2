"""Reading an answer: the address of it, Back, the words behind a number, the highlight, the question box at hand, and paper."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assistant.models import Answer, Ask
from assistant.service.services import Services
from tests.e2e.pages import AskPage, Browser
from tests.web_fakes import FakeAssistant, make_services

pytestmark = pytest.mark.e2e
QUESTION, FOLLOW_UP = "What would mowing the meadows cost?", "And who asked for the footpath?"
RESOLVED = "RESOLVED that the meadows be mown three times a year"
Serve = Callable[[Services], str]
HIDDEN_BY_BOX = """() => {
  const part = document.activeElement, at = part.getBoundingClientRect(), box = document.querySelector("#asking");
  return !box.contains(part) && at.bottom > box.getBoundingClientRect().top && at.top < box.getBoundingClientRect().bottom;
}"""


MARK_IS_SEEN = """async view => {
  const image = view.querySelector("img");
  if (!image.complete || !image.width) return false;
  const [left, top] = (await fetch(image.src)).headers.get("x-marked-at").split(" ").map((part) => part / 100);
  const x = left * image.width - view.scrollLeft, y = top * image.height - view.scrollTop;
  return x >= 0 && x < view.clientWidth - 40 && y >= 0 && y < view.clientHeight;
}"""
"""Whether the place where the marked words begin is in the window on the page."""


def test_the_address_follows_the_conversation_and_reload_keeps_it(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    chat.ask(QUESTION)
    expect(chat.page).to_have_url(re.compile(r"/\?conversation=[\w-]{20,}$"))
    expect(chat.page).to_have_title(f"{QUESTION} - Council papers")
    kept = chat.page.url
    chat.ask(FOLLOW_UP)
    assert chat.page.url == kept
    expect(chat.page).to_have_title(f"{FOLLOW_UP} - Council papers")
    chat.page.reload()
    expect(chat.page.locator("section.turn")).to_have_count(2)
    expect(chat.page.get_by_role("textbox", name="Ask a follow-up question")).to_be_visible()
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.page).to_have_url(f"{address}/")
    expect(chat.page).to_have_title("Ask a question - Council papers")


def test_where_nothing_is_kept_the_address_stays(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    address = serve(make_services(tmp_path, history_days=0))
    chat = AskPage(browser, address)
    turn = chat.ask(QUESTION)
    expect(chat.page).to_have_title(f"{QUESTION} - Council papers")
    assert chat.page.url == f"{address}/"
    expect(turn.get_by_role("button", name="Copy link to this answer")).to_have_count(0)


def test_the_link_to_an_answer_opens_it_for_its_reader_alone(browser: Browser, address: str) -> None:
    browser.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat = AskPage(browser, address)
    chat.ask(QUESTION)
    chat.ask(FOLLOW_UP).get_by_role("button", name="Copy link to this answer").click()
    expect(chat.status).to_have_text("Link copied. It opens in this browser only.")
    expect(chat.page.get_by_role("button", name="Link copied. It opens in this browser only")).to_be_visible()
    link = chat.page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(f"{address}/conversations/")
    chat.page.goto(link)
    expect(chat.page).to_have_title(f"{QUESTION} - Council papers")
    expect(chat.page.locator("section.turn:target")).to_contain_text(FOLLOW_UP)
    browser.resize(1280)
    assert browser.page.request.get(link).status == 404


def test_back_closes_the_source_and_stays(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    turn = chat.ask(QUESTION)
    kept = chat.page.url
    panel = chat.open_source(turn, 1)
    chat.page.go_back()
    expect(panel).to_be_hidden()
    assert chat.page.url == kept
    expect(turn.get_by_role("link", name="Source 1", exact=True)).to_be_focused()
    chat.page.go_forward()
    expect(panel.locator("mark")).to_contain_text("£48,200")
    panel.get_by_role("link", name="Next page").click()
    expect(panel.get_by_role("heading", name="Page 2", exact=True)).to_be_focused()
    panel.get_by_role("button", name="Close source").click()
    expect(panel).to_be_hidden()
    assert chat.page.url == kept
    expect(turn).to_be_visible()
    chat.open_source(turn, 2)
    chat.page.go_back()
    expect(panel).to_be_hidden()
    expect(turn).to_be_visible()


def test_a_number_shows_the_words_before_it_is_followed(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    turn = chat.ask(QUESTION)
    number, words = turn.get_by_role("link", name="Source 1", exact=True), chat.page.get_by_role("tooltip")
    for _ in range(4):  # an answer that is drawn again under a hand that rests tells nothing until the hand moves
        chat.page.mouse.move(0, 0)
        number.hover()
        with suppress(AssertionError):
            expect(words).to_be_visible(timeout=5_000)
            break
    expect(words).to_contain_text("£48,200 to £31,500")
    expect(words).to_contain_text("para 4 (pack page 21, PDF page 1)")
    words.hover()
    chat.page.wait_for_timeout(600)
    expect(words).to_be_visible()
    browser.check()
    chat.page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    chat.page.mouse.move(0, 0)
    chat.box.focus()
    chat.press_to(turn.get_by_role("link", name="Source 3", exact=True), "Shift+Tab")
    expect(words).to_contain_text("RESOLVED")
    expect(turn.get_by_role("link", name="Source 3", exact=True)).to_have_accessible_description(re.compile("RESOLVED"))
    chat.page.keyboard.press("Tab")
    expect(words).to_be_hidden()
    chat.page.keyboard.press("Shift+Tab")
    expect(words).to_be_visible()
    chat.page.keyboard.press("Enter")
    expect(words).to_be_hidden()
    expect(chat.page.get_by_role("dialog", name="Source")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_source_opens_at_its_highlight(browser: Browser, serve: Serve, tmp_path: Path, width: int) -> None:
    browser.resize(width)
    chat = AskPage(browser, address := serve(with_a_long_minute(tmp_path)))
    turn = chat.ask(QUESTION)
    panel = chat.open_source(turn, 3)
    expect(panel.locator("mark")).to_have_text(RESOLVED)
    expect(panel.locator("mark")).to_be_in_viewport()
    expect(panel.get_by_role("heading", name="Source", exact=True)).to_be_focused()
    expect(panel.get_by_role("button", name="Close source")).to_be_in_viewport()
    href = turn.get_by_role("link", name="Source 3", exact=True, include_hidden=True).get_attribute("href")
    chat.page.goto(f"{address}{href}")
    expect(chat.page.locator("mark")).to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 1280])
def test_the_image_of_a_page_stands_at_its_mark(browser: Browser, address: str, width: int) -> None:
    browser.resize(width)
    chat = AskPage(browser, address)
    panel = chat.open_source(chat.ask(QUESTION), 1)
    view = panel.locator(".page-view")
    chat.page.wait_for_function(MARK_IS_SEEN, arg=view.element_handle())
    assert view.evaluate("view => view.scrollWidth > view.clientWidth && view.querySelector('img').width >= 640") or width > 390
    browser.check()
    chat.page.goto(chat.page.evaluate("history.state.source"))
    chat.page.wait_for_function(MARK_IS_SEEN, arg=chat.page.locator(".page-view").element_handle())


def with_a_long_minute(home: Path) -> Services:
    """Services whose minutes resolve at the end of a long passage, of which answers quote the resolution."""
    services = make_services(home)
    library, assistant = services.library, FakeAssistant(services.library)
    paper, (minute,) = library.paper("minutes.txt"), library.passages(document="minutes.txt")
    library.put(paper, [replace(minute, text="The Committee heard the officers. " * 120 + minute.text)], library.stored_file(paper))

    def answer(ask: Ask) -> Answer:
        given = assistant.answer(ask)
        *others, last = given.citations
        return given.model_copy(update={"citations": (*others, last.model_copy(update={"quote": RESOLVED}))})

    services.assistant.answer = answer  # type: ignore[attr-defined]
    return services


def test_the_question_box_is_at_hand_and_covers_no_focus(browser: Browser, address: str) -> None:
    browser.resize(390)
    chat = AskPage(browser, address)
    for question in (QUESTION, FOLLOW_UP, "What was resolved on the meadows?"):
        turn = chat.ask(question)
    assert browser.fits()
    assert chat.page.evaluate("document.documentElement.scrollHeight") <= 3000
    expect(chat.box).to_be_in_viewport()
    turn.locator("details.cited > summary").click()
    chat.page.evaluate("scrollTo(0, 0)")
    expect(chat.box).to_be_in_viewport()
    chat.page.get_by_role("link", name="Skip to main content").focus()
    for _ in range(25):
        chat.page.keyboard.press("Tab")
        assert not chat.page.evaluate(HIDDEN_BY_BOX), chat.page.evaluate("document.activeElement.outerHTML")[:200]
    chat.page.set_viewport_size({"width": 320, "height": 256})
    chat.page.evaluate("scrollTo(0, 0)")
    expect(chat.box).not_to_be_in_viewport()


def test_earlier_answers_are_a_line_that_opens(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    first = chat.ask(QUESTION)
    chat.ask(FOLLOW_UP)
    expect(first.get_by_role("link", name="Source 1", exact=True)).to_be_hidden()
    line = first.locator("details.earlier > summary")
    expect(line).to_contain_text("would fall from £48,200 to £31,500")
    line.click()
    expect(first.get_by_role("link", name="Source 1", exact=True)).to_be_visible()
    expect(line.get_by_text("Fold this answer")).to_be_visible()
    browser.check()


def test_a_printed_conversation_holds_all_answers_and_sources_and_no_controls(browser: Browser, address: str, tmp_path: Path) -> None:
    chat = AskPage(browser, address)
    chat.ask(QUESTION)
    chat.ask(FOLLOW_UP)
    said = printed(chat.page, tmp_path / "a.pdf")
    for words in (QUESTION, FOLLOW_UP, "would fall from £48,200", "para 4 (pack page 21, PDF page 1)", "Searched: 2 papers"):
        assert words in said
    assert said.count("Residents near the boathouse") >= 2, "in the answer and as its quoted words"
    for words in ("Ask a follow-up", "Copy", "New conversation", "Say whether", "Search only", "Meetings", "Fold this", "Quoted words"):
        assert words not in said
    expect(chat.page.locator("details[open].cited")).to_have_count(0)


def printed(page: Page, path: Path) -> str:
    """The text of the page on paper."""
    page.pdf(path=path)
    return " ".join(" ".join(one.extract_text().split()) for one in PdfReader(path).pages)


def test_a_past_conversation_is_read_without_script(browser: Browser, address: str) -> None:
    AskPage(browser, address).ask(QUESTION)
    kept = browser.page.url.rpartition("=")[2]
    cookies = browser.page.context.cookies()
    context = browser.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{address}/conversations/{kept}")
    expect(page.locator(".sources blockquote").first).to_be_visible()
    expect(page.locator(".sources a.source-link").first).to_be_visible()
    page.locator(".answer a.cite").first.click()
    expect(page.locator("mark")).to_be_in_viewport()
    context.close()
