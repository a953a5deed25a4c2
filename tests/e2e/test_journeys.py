"""Whole journeys of a councillor: by keyboard alone, back to a past conversation, in a line of others, and with the real assistant."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import expect

from app import Composition
from assistant.access.models import Verdict
from assistant.configuration import load
from assistant.models import Ask
from assistant.service.services import Services
from assistant.service.waiting_line import Line
from ingest.models import Overrides
from samples.__main__ import build
from tests.e2e.pages import AskPage, Browser, ConversationsPage, PapersPage
from tests.web_fakes import FakeAssistant, make_services

pytestmark = pytest.mark.e2e
QUESTION, FOLLOW_UP = "What would mowing the meadows cost?", "And who asked for the footpath?"
SLOW = "Tell me slowly what mowing the meadows would cost"
THANKS = "Thank you. The people who run this service will see what you said."
Serve = Callable[[Services], str]
Shoot = Callable[[Browser, str], None]


def test_the_keyboard_alone_asks_reads_follows_up_and_judges(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    services = make_services(tmp_path)
    chat = AskPage(browser, serve(services))
    page, keyboard = chat.page, chat.page.keyboard
    chat.press_to(page.get_by_role("link", name="Skip to main content"))
    chat.press_to(chat.box)
    keyboard.type(QUESTION)
    keyboard.press("Enter")
    expect(chat.status).to_have_text("Answer ready. 3 sources.")

    number = page.get_by_role("link", name="Source 1", exact=True)
    chat.press_to(number, "Shift+Tab")
    keyboard.press("Enter")
    panel = page.get_by_role("dialog", name="Source")
    expect(panel.get_by_role("heading", name="Source")).to_be_focused()
    chat.press_to(panel.get_by_role("link", name="Next page"))
    keyboard.press("Enter")
    expect(panel.get_by_role("heading", name="Page 2")).to_be_focused()
    keyboard.press("Escape")
    expect(number).to_be_focused()

    chat.press_to(chat.box)
    keyboard.type(FOLLOW_UP)
    keyboard.press("Enter")
    turn = page.locator("section.turn").filter(has=page.get_by_role("heading", name=FOLLOW_UP))
    expect(turn.get_by_text("Understood as:")).to_be_visible()
    chat.press_to(turn.get_by_text("Say whether this answer is right"), "Shift+Tab")
    keyboard.press("Enter")
    chat.press_to(turn.get_by_role("radio", name="Right", exact=True))
    keyboard.press("ArrowDown")
    expect(turn.get_by_role("radio", name="Wrong")).to_be_checked()
    browser.check()
    chat.press_to(turn.get_by_role("textbox", name="Why, in a few words"))
    keyboard.type("Wheelchairs are left out.")
    keyboard.press("Enter")
    expect(turn.get_by_text(THANKS)).to_be_focused()
    expect(chat.status).to_have_text(THANKS)
    assert services.access is not None
    (said,) = services.access.feedback.entries()
    assert (said.feedback, said.comment, said.answer.question) == (Verdict.WRONG, "Wheelchairs are left out.", FOLLOW_UP)
    assert [turn.question for turn in said.history] == [QUESTION]
    chat.ask(QUESTION)
    turn.locator("details.earlier > summary").click()
    expect(turn.get_by_text(THANKS)).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_a_past_conversation_is_found_gone_on_with_and_deleted(
    browser: Browser, serve: Serve, tmp_path: Path, width: int, scheme: str
) -> None:
    browser.resize(width, scheme)
    address = serve(make_services(tmp_path))
    AskPage(browser, address).ask(QUESTION)
    AskPage(browser, address).ask("How many llamas?")
    past = ConversationsPage(browser, address)
    expect(past.titles).to_have_text(["How many llamas?", QUESTION])
    browser.check()
    past.find("resolved MEADOWS")
    expect(past.titles).to_have_text([QUESTION])
    turn = past.open(QUESTION)
    expect(turn).to_contain_text("would fall from £48,200 to £31,500")
    assert browser.fits()
    browser.check()
    turn.get_by_role("link", name="Source 1", exact=True).click()
    expect(browser.page.get_by_role("dialog", name="Source").locator("mark")).to_contain_text("£48,200")
    browser.page.get_by_role("button", name="Close source").click()

    browser.page.get_by_role("link", name="Go on with this conversation").click()
    expect(browser.page.get_by_role("textbox", name="Ask a follow-up question")).to_be_visible()
    browser.page.get_by_role("textbox", name="Ask a follow-up question").fill(FOLLOW_UP)
    browser.page.get_by_role("button", name="Ask", exact=True).click()
    expect(browser.page.get_by_text(f"Understood as: {FOLLOW_UP} ({QUESTION})")).to_be_visible()

    past = ConversationsPage(browser, address)
    expect(past.page.get_by_text("2 questions")).to_be_visible()
    past.page.get_by_role("link", name=f"Delete {QUESTION}").click()
    assert browser.fits()
    browser.check()
    past.page.get_by_role("button", name="Delete it").click()
    expect(past.titles).to_have_text(["How many llamas?"])
    past.page.get_by_role("link", name="Delete all of them").click()
    past.page.get_by_role("button", name="Delete all").click()
    expect(past.titles).to_have_count(0)


def test_one_who_waits_is_told_the_place_and_may_leave_the_line(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    services = make_services(tmp_path)
    assistant, line = services.assistant, Line(services.assistant, at_once=1)
    assert isinstance(assistant, FakeAssistant)
    chat = AskPage(browser, serve(replace(services, assistant=line)))
    before = line.stream(Ask(question=SLOW))
    next(before)
    chat.box.fill(QUESTION)
    chat.page.get_by_role("button", name="Ask", exact=True).click()
    place = "Others are being answered. You are number 1 in the line"
    expect(chat.page.locator(".doing")).to_have_text(place)
    expect(chat.status).to_have_text(place)
    browser.check()
    chat.page.get_by_role("button", name="Stop").click()
    expect(chat.page.get_by_role("heading", name="You stopped this answer")).to_be_visible()
    before.close()  # type: ignore[attr-defined]
    chat.page.get_by_role("button", name="Ask it again").click()
    expect(chat.page.locator("section.turn")).to_contain_text("would fall from £48,200 to £31,500")
    assert [ask.question for ask in assistant.asked].count(QUESTION) == 1


def test_closing_the_page_ends_the_work(browser: Browser, serve: Serve, tmp_path: Path) -> None:
    services = make_services(tmp_path)
    assert isinstance(services.assistant, FakeAssistant)
    chat = AskPage(browser, serve(services))
    chat.box.fill(SLOW)
    chat.box.press("Enter")
    expect(chat.page.locator("section.turn")).to_contain_text("The annual cost")
    browser.resize(1280)
    browser.page.wait_for_timeout(2500)
    assert services.assistant.ended[SLOW] == "stopped"


@pytest.mark.parametrize("path", ["/", "/papers/", "/conversations"])
def test_no_page_may_evaluate_text_or_ask_another_host(browser: Browser, address: str, path: str) -> None:
    policy = browser.page.request.get(f"{address}{path}").headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert re.search(r"script-src 'self'(?: 'sha256-[\w+/=]+')*;", policy)
    assert not re.search(r"https?:|\*", policy)


@pytest.mark.model
@pytest.mark.slow
def test_the_real_assistant_over_the_sample_library(browser: Browser, serve: Serve, shoot: Shoot, tmp_path: Path) -> None:
    chat = AskPage(browser, address := serve(_sample_services(tmp_path)))
    first = chat.page.locator("#suggestions button").first
    expect(first).to_be_visible(timeout=60_000)
    shoot(browser, "ask")
    suggested = first.inner_text()
    first.click()
    turn = chat.page.locator("section.turn")
    expect(turn.get_by_role("button", name="Copy answer with sources")).to_be_visible(timeout=60_000)
    expect(turn.get_by_role("heading", name=suggested)).to_be_visible()
    expect(turn.get_by_role("heading", name=re.compile("source"))).to_be_visible()
    browser.check()

    turn = chat.ask("What would a first parking permit cost a year?")
    expect(turn).to_contain_text("£60")
    shoot(browser, "answer")
    panel = chat.open_source(turn, 1)
    image = panel.locator("img")
    chat.page.wait_for_function("image => image.complete && image.naturalWidth > 800", arg=image.element_handle())
    browser.check()
    shoot(browser, "source")
    panel.get_by_role("button", name="Close source").click()
    follow = chat.page.locator("#suggestions button").first
    expect(follow).to_be_visible(timeout=30_000)
    assert not re.search(r"\b[Mm]inutes|[Aa]pologies|[Aa]genda", follow.inner_text())
    follow_up = follow.inner_text()
    follow.click()
    expect(chat.page.locator("#current [data-announce]")).to_be_visible(timeout=60_000)
    expect(chat.page.locator("#current details.cited")).to_be_visible()

    assert chat.page.get_by_role("heading", name=follow_up).evaluate("heading => heading.getBoundingClientRect().top < innerHeight / 2")

    for name, path in (("conversations", "/conversations"), ("meetings", "/meetings"), ("accessibility", "/accessibility")):
        browser.page.goto(f"{address}{path}")
        shoot(browser, name)
    expect(PapersPage(browser, address).titles).to_have_count(11)
    shoot(browser, "papers")
    for width, scheme in ((390, "dark"), (320, "light")):
        browser.resize(width, scheme)
        AskPage(browser, address).ask("What would a first parking permit cost a year?")
        assert browser.fits()
        shoot(browser, f"answer-{width}")


def _sample_services(home: Path) -> Services:
    """The app over the sample council's papers, read and indexed anew."""
    parts = Composition(load(home / "home", environ={}))
    parts.ingest(build(home / "papers"), Overrides(), lambda *_: None)
    parts.update_index(lambda *_: None)
    return Services(Line(parts.assistant, at_once=1), parts.library, access=parts.access)
