"""Page objects: what a person sees and does, found by role and label; every page they open is checked by axe."""

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Locator, Page, Request, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATIENCE_MS = 20_000
"""How long a page may take on a machine that is busy with other tests."""
expect.set_options(timeout=PATIENCE_MS)
FOCUS_SHOWN = """() => {
  const part = document.activeElement, style = getComputedStyle(part);
  return part === document.body || style.outlineStyle !== "none" || style.boxShadow !== "none";
}"""


class Browser:
    """One visitor with one page; keeps what was asked of other hosts and what went wrong in the page."""

    def __init__(self, chrome: Chromium, axe: str | None, width: int = 1280, scheme: str = "light") -> None:
        self._chrome, self._axe = chrome, axe
        self.strangers: list[str] = []
        self.errors: list[str] = []
        self.page = self._open(width, scheme)

    def _open(self, width: int, scheme: str) -> Page:
        context = self._chrome.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", self._note)
        page.on("pageerror", lambda error: self._fault(str(error)))
        page.on("console", lambda message: self._fault(message.text) if message.type == "error" else None)
        return page

    def _fault(self, message: str) -> None:
        if not re.search("AbortError|Connection errored out", message):  # gradio says so when a page is left while it listens
            self.errors.append(message)

    def _note(self, request: Request) -> None:
        if not re.match(r"http://127\.0\.0\.1:\d+/|data:|blob:", request.url):
            self.strangers.append(request.url)

    def resize(self, width: int, scheme: str = "light") -> None:
        """Begin anew on a screen of this width, in CSS pixels."""
        self.close()
        self.page = self._open(width, scheme)

    def close(self) -> None:
        """Close the page."""
        self.page.context.close()

    def check(self) -> None:
        """Fail where the page breaks a rule of axe; skip the rest of the test where axe could not be had."""
        if self._axe is None:
            pytest.skip("axe-core could not be installed by npm: accessibility rules not checked")
        self.page.evaluate(self._axe)
        found = self.page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
        assert not found, "\n".join(f"{rule['id']}: {rule['help']}: {[node['html'][:160] for node in rule['nodes']][:4]}" for rule in found)

    def fits(self) -> bool:
        """Whether nothing needs scrolling sideways."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= innerWidth"))

    def screenshot(self, path: Path) -> None:
        """What is on the screen as an image of few colours."""
        from PIL import Image

        seen = Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")
        seen.quantize(48).save(path, "PNG", optimize=True)


class AskPage:
    """The chat."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.page = browser, browser.page
        self.page.goto(address)
        expect(self.page.get_by_role("heading", level=1, name="Ask the council papers")).to_be_visible()
        expect(self.page.get_by_text("to ask about")).to_be_visible()

    @property
    def box(self) -> Locator:
        """The question box."""
        return self.page.get_by_role("textbox", name=re.compile("question"))

    @property
    def status(self) -> Locator:
        """What a screen reader is told."""
        return self.page.locator("p[role=status]")

    def ask(self, question: str) -> Locator:
        """Ask and wait for the finished answer; the turn with it."""
        before = self.page.locator("[data-announce]").count()
        turns = self.page.locator("section.turn").filter(has=self.page.get_by_role("heading", name=question))
        turn = turns.nth(turns.count())  # the same may have been asked before on this page
        self.box.fill(question)
        self.page.get_by_role("button", name="Ask", exact=True).click()
        expect(turn.get_by_role("button", name="Copy answer with sources")).to_be_visible()
        assert self.page.locator("[data-announce]").count() >= before
        return turn

    def sources_of(self, turn: Locator) -> Locator:
        """Open the list of sources of an answer, which is closed at first; the list."""
        turn.locator("details.cited > summary").click()
        expect(turn.locator(".sources").first).to_be_visible()
        return turn.locator("details.cited")

    def open_source(self, turn: Locator, marker: int) -> Locator:
        """Follow the number of a source; the panel it opens."""
        turn.get_by_role("link", name=f"Source {marker}", exact=True).first.click()
        panel = self.page.get_by_role("dialog", name="Source")
        expect(panel).to_be_visible()
        return panel

    def press_to(self, wanted: Locator, key: str = "Tab", most: int = 60) -> None:
        """Press a key until the focus is on what is wanted; every stop on the way must show the focus."""
        for _ in range(most):
            self.page.keyboard.press(key)
            shown = self.page.evaluate(FOCUS_SHOWN)
            assert shown, f"the focus cannot be seen on {self.page.evaluate('document.activeElement.outerHTML')[:200]}"
            if wanted.evaluate("wanted => wanted === document.activeElement"):
                return
        raise AssertionError(f"the {key} key does not reach {wanted}")


class ConversationsPage:
    """The past conversations."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.page = browser, browser.page
        self.page.goto(f"{address}/conversations")
        expect(self.page.get_by_role("heading", level=1, name="Past conversations")).to_be_visible()

    @property
    def titles(self) -> Locator:
        """The conversations listed."""
        return self.page.locator(".shelf h3")

    def find(self, words: str) -> None:
        """Search."""
        self.page.get_by_role("searchbox", name="Find a conversation").fill(words)
        self.page.get_by_role("button", name="Find").click()

    def open(self, title: str) -> Locator:
        """Open one; its turns."""
        self.page.get_by_role("link", name=title, exact=True).click()
        expect(self.page.get_by_role("heading", level=1, name="Past conversation")).to_be_visible()
        return self.page.locator("section.turn")


class PapersPage:
    """The list of papers, and the page on which they are added."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser, self.page, self._address = browser, browser.page, address
        self.open()

    def open(self) -> None:
        """Go to the list."""
        self.page.goto(f"{self._address}/papers/")
        expect(self.page.get_by_role("heading", level=1, name="Papers")).to_be_visible()

    def to_add(self) -> None:
        """Go on to where papers are added."""
        self.page.get_by_role("link", name="Add papers").click()
        expect(self.page.get_by_role("heading", level=1, name="Add papers")).to_be_visible()

    def add(self, *files: Path) -> Locator:
        """Choose and add files; the account of what happened."""
        self.to_add()
        self.page.locator("#upload input[type=file]").set_input_files([str(file) for file in files])
        expect(self.page.locator("#upload").get_by_text(files[0].stem)).to_be_visible()
        self.page.get_by_role("button", name="Add these papers").click()
        expect(self.page.get_by_role("heading", name="What happened")).to_be_visible()
        return self.page.locator("#outcome")

    @property
    def titles(self) -> Locator:
        """The papers listed."""
        return self.page.locator(".shelf h2")
