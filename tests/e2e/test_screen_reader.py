"""What a screen reader is given on the way from question to judgement: names, roles, headings, announcements and focus, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.pages import AskPage, Browser

pytestmark = pytest.mark.e2e
QUESTION, FOLLOW_UP = "What would mowing the meadows cost?", "And who asked for the footpath?"
THANKS = "Thank you. The people who run this service will see what you said."
CONTROLS = {"button", "link", "textbox", "searchbox", "combobox", "listbox", "radio", "checkbox", "DisclosureTriangle"}
LISTEN = """() => {
  window.announced = [];
  const region = document.querySelector("p[role=status]");
  new MutationObserver(() => { if (region.textContent) announced.push(region.textContent); }).observe(region, { childList: true });
}"""


@dataclass(frozen=True, slots=True)
class Node:
    """What a screen reader is given of a part of the page."""

    role: str
    name: str
    level: int = 0
    expanded: bool | None = None


def heard(page: Page) -> list[Node]:
    """The page in the order in which it is read."""
    session = page.context.new_cdp_session(page)
    nodes = {node["nodeId"]: node for node in session.send("Accessibility.getFullAXTree")["nodes"]}
    session.detach()

    def walk(identity: str) -> Iterator[Node]:
        node = nodes.get(identity, {})
        held = {one["name"]: one["value"].get("value") for one in node.get("properties", ())}
        if node and not node.get("ignored"):
            name = node.get("name", {}).get("value", "")
            yield Node(node["role"]["value"], " ".join(name.split()), int(held.get("level") or 0), held.get("expanded"))
        for child in node.get("childIds", ()):
            yield from walk(child)

    return list(walk(next(iter(nodes))))


def assert_sound(page: Page) -> list[Node]:
    """Every control has a name and headings do not skip a level; the page."""
    nodes = heard(page)
    assert not [node for node in nodes if node.role in CONTROLS and not node.name]
    levels = [node.level for node in nodes if node.role == "heading"]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), [node for node in nodes if node.role == "heading"]
    return nodes


def in_order(nodes: list[Node], *wanted: tuple[str, str]) -> None:
    """Fail unless these (role, beginning of the name) are heard in this order."""
    rest = iter(nodes)
    for role, name in wanted:
        assert any(node.role == role and node.name.startswith(name) for node in rest), f"{role} {name!r} is not heard in its place"


def test_ask_read_the_source_follow_up_and_judge_by_ear(browser: Browser, address: str) -> None:
    chat = AskPage(browser, address)
    page = chat.page
    in_order(
        assert_sound(page),
        ("link", "Skip to main content"), ("navigation", "Pages"), ("heading", "Ask the council papers"),
        ("textbox", "Your question"), ("button", "Ask"), ("button", "New conversation"), ("button", "Search only some"),
    )  # fmt: skip
    page.evaluate(LISTEN)

    turn = chat.ask(QUESTION)
    expect(chat.status).to_have_text("Answer ready. 3 sources.")
    in_order(
        assert_sound(page),
        ("heading", f"You asked: {QUESTION}"), ("StaticText", "The annual cost of mowing"), ("link", "Source 1"), ("link", "Source 3"),
        ("DisclosureTriangle", "3 sources in 2 papers"), ("button", "Copy answer with sources"), ("button", "Copy link to this answer"),
        ("DisclosureTriangle", "Say whether this answer is right"), ("textbox", "Ask a follow-up question"),
    )  # fmt: skip
    assert not [node for node in heard(page) if node.role == "blockquote"], "what is closed is not read"
    said = page.evaluate("announced")
    assert said.count("Answer ready. 3 sources.") == 1
    assert said[-1] == "Answer ready. 3 sources."

    chat.sources_of(turn)
    in_order(
        assert_sound(page),
        ("heading", "3 sources in 2 papers"), ("list", "Environment Committee, 14 March 2024: agenda pack"), ("link", "item 7"),
        ("DisclosureTriangle", "Quoted words of source 1"), ("list", "Environment Committee, 14 March 2024: minutes"), ("link", "item 7"),
    )  # fmt: skip
    listen_to_the_source(page)

    follow_up = chat.ask(FOLLOW_UP)
    nodes = assert_sound(page)
    in_order(
        nodes,
        ("heading", f"You asked: {QUESTION}"), ("DisclosureTriangle", "The annual cost of mowing"), ("heading", f"You asked: {FOLLOW_UP}"),
        ("StaticText", "Understood as:"), ("DisclosureTriangle", "4 sources in 2 papers"), ("textbox", "Ask a follow-up question"),
    )  # fmt: skip
    assert [node.expanded for node in nodes if node.role == "DisclosureTriangle" and node.name.startswith("The annual cost")] == [False]

    follow_up.get_by_text("Say whether this answer is right").click()
    in_order(
        assert_sound(page),
        ("group", "This answer is"), ("radio", "Right"), ("radio", "Wrong"), ("radio", "The source does not say this"),
        ("textbox", "Why, in a few words"), ("button", "Send"),
    )  # fmt: skip
    follow_up.get_by_role("radio", name="Right", exact=True).check()
    follow_up.get_by_role("button", name="Send").click()
    expect(follow_up.get_by_text(THANKS)).to_be_focused()
    expect(chat.status).to_have_text(THANKS)
    assert page.evaluate("announced").count(THANKS) == 1
    assert_sound(page)


def listen_to_the_source(page: Page) -> None:
    """Open a source, hear its title first, close it, and be where one was."""
    opener = page.locator("#current").get_by_role("link", name="Source 1", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Source", exact=True)).to_be_focused()
    in_order(
        assert_sound(page),
        ("dialog", "Source"), ("button", "Close source"), ("heading", "Source"), ("StaticText", "Environment Committee, 14 March 2024"),
        ("group", "What the paper says"), ("mark", ""), ("StaticText", "The paper cannot be opened whole here."), ("heading", "Page 1"),
        ("image", "Image of page 1 with the cited words marked"), ("navigation", "Pages of the paper"), ("link", "Next page"),
    )  # fmt: skip
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Source")).to_be_hidden()
    expect(opener).to_be_focused()
