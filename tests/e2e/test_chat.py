"""The journey of a person who asks, reads the source, and asks again."""

import pytest
from playwright.sync_api import expect

from tests.e2e.pages import AskPage, Browser
from tests.web_fakes import SECRET

pytestmark = pytest.mark.e2e
QUESTION = "What would mowing the meadows cost?"


def test_ask_then_read_the_source_then_follow_up(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    browser.check()
    turn = chat.ask(QUESTION)
    expect(turn).to_contain_text("would fall from £48,200 to £31,500")
    expect(turn).to_contain_text('item 7 "Mowing of the riverside meadows", para 4 (pack page 21, PDF page 1)')
    expect(turn).to_contain_text("Searched: 2 papers, 1 meeting, 14 March 2024.")
    expect(chat.status).to_have_text("Answer ready. 3 sources.")
    browser.check()

    panel = chat.open_source(turn, 1)
    expect(panel.locator("mark")).to_contain_text("£48,200 to £31,500")
    expect(panel.get_by_role("heading", name="Page 1 of 3")).to_be_visible()
    image = panel.get_by_role("img", name="Image of page 1 with the cited words marked")
    chat.page.wait_for_function("image => image.complete && image.naturalWidth > 800", arg=image.element_handle())
    browser.check()
    panel.get_by_role("link", name="Next page").click()
    expect(panel.get_by_role("heading", name="Page 2 of 3")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(turn.get_by_role("link", name="Source 1", exact=True)).to_be_focused()

    follow_up = chat.ask("And who asked for the footpath?")
    expect(follow_up).to_contain_text(f"Understood as: And who asked for the footpath? ({QUESTION})")
    expect(follow_up).to_contain_text("Residents near the boathouse")
    expect(turn).to_be_visible()


def test_a_refusal_says_so(browser: Browser, address: str) -> None:
    turn = AskPage(browser, address).ask("How many llamas?")
    expect(turn).to_contain_text("The papers do not answer this")
    expect(turn.get_by_role("heading", name="Sources")).to_have_count(0)


def test_an_empty_question_is_asked_for(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    chat.page.get_by_role("button", name="Ask", exact=True).click()
    expect(chat.page.get_by_role("heading", name="Type a question first")).to_be_visible()


def test_a_new_conversation_forgets(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    chat.ask(QUESTION)
    chat.page.get_by_role("button", name="New conversation").click()
    expect(chat.page.locator("section.turn")).to_have_count(0)
    expect(chat.ask("Who asked for the footpath?")).not_to_contain_text("Understood as")


def test_a_source_is_a_page_of_its_own(browser: Browser, address: str) -> None:
    turn = AskPage(browser, address).ask(QUESTION)
    link = turn.get_by_role("link", name="Source 1", exact=True).get_attribute("href")
    browser.page.goto(f"{address}{link}")
    expect(browser.page.get_by_role("heading", level=1, name="Source")).to_be_visible()
    browser.check()


def test_keyboard_alone_does_the_journey(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    keyboard = chat.page.keyboard
    keyboard.press("Tab")
    expect(chat.page.get_by_role("link", name="Skip to main content")).to_be_focused()
    for _ in range(8):
        keyboard.press("Tab")
        if chat.box.evaluate("box => box === document.activeElement"):
            break
    expect(chat.box).to_be_focused()
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    expect(chat.status).to_have_text("Answer ready. 3 sources.")
    first = chat.page.get_by_role("link", name="Source 1", exact=True)
    for _ in range(20):
        keyboard.press("Shift+Tab")
        if first.evaluate("link => link === document.activeElement"):
            break
    keyboard.press("Enter")
    expect(chat.page.get_by_role("dialog", name="Source").get_by_role("heading", name="Source")).to_be_focused()
    keyboard.press("Escape")
    expect(first).to_be_focused()


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (820, "dark")])
def test_small_screens_lose_nothing(browser: Browser, address: str, width: int, scheme: str) -> None:
    browser.resize(width, scheme)
    chat = AskPage(browser, address)
    turn = chat.ask(QUESTION)
    assert browser.fits()
    browser.check()
    panel = chat.open_source(turn, 1)
    assert browser.fits()
    box = panel.bounding_box()
    assert box is not None
    assert box["width"] >= width - 20
    browser.check()
    panel.get_by_role("button", name="Close source").click()
    expect(panel).to_be_hidden()


def test_a_member_sees_the_exempt_page_and_the_public_does_not(browser: Browser, address: str, member_address: str) -> None:
    question = "What is the contractor's tender price?"
    expect(AskPage(browser, member_address).ask(question)).to_contain_text(SECRET)
    expect(AskPage(browser, address).ask(question)).not_to_contain_text(SECRET)
