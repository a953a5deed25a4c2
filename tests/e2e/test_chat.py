"""The journey of a person who asks, reads the source, and asks again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.service.services import Services
from tests.e2e.pages import AskPage, Browser
from tests.ui.test_left_out import QUESTION as LEFT_OUT_QUESTION
from tests.ui.test_left_out import answer_of
from tests.ui.test_registers import HEAD, take
from tests.web_fakes import SECRET, FakeAssistant, make_services

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
    expect(panel.get_by_role("heading", name="Page 1", exact=True)).to_be_visible()
    image = panel.get_by_role("img", name="Image of page 1 with the cited words marked")
    chat.page.wait_for_function("image => image.complete && image.naturalWidth > 800", arg=image.element_handle())
    browser.check()
    panel.get_by_role("link", name="Next page").click()
    expect(panel.get_by_role("heading", name="Page 2", exact=True)).to_be_focused()
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
    expect(turn.get_by_role("heading", name="source")).to_have_count(0)


def test_an_empty_question_is_asked_for(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    chat.page.get_by_role("button", name="Ask", exact=True).click()
    expect(chat.page.get_by_text("Type a question first, then choose Ask.").first).to_be_visible()


def test_an_answer_can_be_stopped(browser: Browser, serve: Callable[[Services], str], tmp_path: Path) -> None:
    services = make_services(tmp_path)
    chat = AskPage(browser, serve(services))
    question = "Tell me slowly what mowing the meadows would cost"
    chat.box.fill(question)
    chat.box.press("Enter")
    expect(chat.page.locator("section.turn")).to_contain_text("The annual cost")
    chat.page.get_by_role("button", name="Stop").click()
    expect(chat.page.get_by_role("heading", name="You stopped this answer")).to_be_visible()
    chat.page.wait_for_timeout(1000)
    assert isinstance(services.assistant, FakeAssistant)
    assert services.assistant.ended[question] == "stopped"
    expect(chat.ask(QUESTION)).not_to_contain_text("Understood as")


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


def test_a_suggested_question_is_asked_by_choosing_it(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    chat.page.get_by_role("button", name="What was decided about the mowing of the riverside meadows?").click()
    turn = chat.page.locator("section.turn")
    expect(turn).to_contain_text("RESOLVED that the meadows be mown three times a year")
    browser.check()


def test_choosing_a_council_renews_the_suggestions(browser: Browser, serve: Callable[[Services], str], tmp_path: Path) -> None:
    services = make_services(tmp_path)
    resolved = "### 9. Harbour lights\n\nRESOLVED: That the harbour lights be mended before the autumn, at the cost of the harbour fund.\n"
    take(services.library, tmp_path, may=HEAD.format("Riverholme", "Harbour Committee", "6 May 2024") + resolved)
    chat = AskPage(browser, serve(services))
    council = chat.page.get_by_label("Council")
    council.click()
    chat.page.get_by_role("option", name="Riverholme Borough Council").click()
    suggested = chat.page.locator("#suggestions button:visible")
    expect(suggested).to_have_text(["What was decided about harbour lights?"])
    browser.check()
    suggested.click()
    expect(chat.page.locator("section.turn")).to_contain_text("the harbour lights be mended")


def test_a_meeting_page_leads_to_questions_about_its_papers(browser: Browser, address: str) -> None:
    browser.page.goto(f"{address}/meetings")
    browser.check()
    browser.page.get_by_role("listitem").filter(has_text="14 March 2024").get_by_role("link").first.click()
    item = browser.page.locator(".items > li").filter(has_text="MOWING OF THE RIVERSIDE MEADOWS")
    item.locator("summary").click()
    expect(item).to_contain_text("That the meadows be mown twice a year from April 2024")
    expect(item).to_contain_text("RESOLVED that the meadows be mown three times a year")
    browser.check()
    item.get_by_role("link", name="Minutes, 12(i)").click()
    expect(browser.page.get_by_role("dialog", name="Source")).to_contain_text("RESOLVED")
    browser.page.get_by_role("button", name="Close source").click()
    browser.page.get_by_role("link", name="Ask about this item").click()
    expect(browser.page.get_by_label("Your question")).to_have_value('What is recommended on "MOWING OF THE RIVERSIDE MEADOWS"?')
    browser.page.go_back()
    browser.page.get_by_role("link", name="Ask about this meeting").click()
    papers = browser.page.get_by_label("Papers")
    expect(browser.page.get_by_text("(meadows-pack.pdf)")).to_be_visible()
    expect(papers.first).to_be_visible()
    browser.check()


def test_questions_can_be_limited_to_some_papers(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    chat.page.get_by_role("button", name="Search only some of the papers").click()
    browser.check()
    chat.page.get_by_role("textbox", name="Meetings from").fill("the day before yesterday")
    chat.box.fill(QUESTION)
    chat.page.get_by_role("button", name="Ask", exact=True).click()
    expect(chat.page.locator("#current").get_by_text("is not understood: write it like 12 July 2012")).to_be_visible()
    chat.page.get_by_role("textbox", name="Meetings from").fill("March 2024")
    chat.page.get_by_label("Papers", exact=False).first.click()
    chat.page.get_by_role("option", name="minutes.txt").click()
    chat.page.keyboard.press("Escape")
    turn = chat.ask(QUESTION)
    expect(turn).to_contain_text("RESOLVED")
    expect(turn).not_to_contain_text("£48,200")


def test_an_answer_is_copied_with_its_sources(browser: Browser, address: str) -> None:
    browser.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    chat = AskPage(browser, address)
    chat.ask(QUESTION).get_by_role("button", name="Copy answer with sources").click()
    expect(chat.status).to_have_text("Copied.")
    copied = chat.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(QUESTION)
    assert "if they were cut twice a year. [1]" in copied
    assert '[1] Environment Committee, 14 March 2024, item 7 "Mowing of the riverside meadows", para 4' in copied


def test_what_was_not_matched_and_what_was_left_out_are_told_in_words(
    browser: Browser, serve: Callable[[Services], str], tmp_path: Path
) -> None:
    services = make_services(tmp_path)
    services.assistant.answer = lambda _ask: answer_of(services)  # type: ignore[method-assign]
    chat = AskPage(browser, serve(services))
    turn = chat.ask(LEFT_OUT_QUESTION)
    expect(turn.get_by_text("(in the model's words; not matched, see pack page 21)")).to_be_visible()
    struck = turn.get_by_text("Mowing would cost")
    expect(struck).to_be_hidden()
    line = turn.get_by_text("1 sentence of the chat model says otherwise than the papers")
    chat.box.focus()
    chat.press_to(line, "Shift+Tab")
    browser.page.keyboard.press("Enter")
    expect(struck).to_be_visible()
    expect(turn.get_by_text("Why: the passage says £31,500, the statement says £9m.")).to_be_visible()
    assert browser.fits()
    browser.check()
