"""The evaluation report in a browser: alone, without script, by keyboard, and at 400% zoom (320 CSS pixels)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page

from eval.gate import Point, gate
from eval.ledger import Look
from eval.report import write_html
from tests.e2e.pages import RULES
from tests.eval.papers import corpus
from tests.eval.test_judging import RULES as GATE
from tests.eval.test_judging import SELF_TEST, scored

pytestmark = pytest.mark.e2e
LOOKS = [Look(date=f"2026-11-2{at}", commit="c", corpus="p", dataset="d", config={}, weights="w", passed=at / 10) for at in (1, 5, 8)]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    scores = scored().model_copy(update={"self_test": SELF_TEST, "drafts": scored().cases[:1]})
    small = GATE.model_copy(
        update={"floors": {}, "points": {"answered": Point(least=0.75, cases=4)}}
    )  # four answers are too few for floors
    write_html(scores, corpus(), tmp_path / "report.html", LOOKS, gate(scores, small))
    return tmp_path / "report.html"


@pytest.fixture(params=[1280, 320])
def page(request: pytest.FixtureRequest, chrome: Chromium, report: Path) -> Iterator[Page]:
    context = chrome.new_context(viewport={"width": request.param, "height": 640}, bypass_csp=True)
    asked: list[str] = []
    opened = context.new_page()
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(report.as_uri())
    yield opened
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


def test_it_fits_and_breaks_no_rule_of_accessibility(page: Page, axe: str | None) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    if axe is None:
        pytest.skip("axe-core could not be installed by npm: accessibility rules not checked")
    page.evaluate(axe)
    found = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)["violations"]
    assert not found, [(rule["id"], rule["nodes"][0]["html"][:160]) for rule in found]


def test_the_keyboard_reaches_a_failure_and_opens_it(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the failures"
    link = page.get_by_role("link", name="q3")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = false)")
    link.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Missing: marmalade").wait_for(state="visible")


def test_what_a_reader_looks_for_is_there_in_words(page: Page) -> None:
    for words in ("4 of 5 questions were answered", "The gate is open", "What this does not test", "Runs of this frozen set", "Drafts"):
        assert page.get_by_text(words).count(), words
    assert page.locator("svg[role=img][aria-label]").count() == page.locator("svg").count() >= 1
