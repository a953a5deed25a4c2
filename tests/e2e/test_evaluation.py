"""Labelling by the keyboard alone, and the history of runs, in a browser; axe on both pages."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from assistant.service.services import Services
from eval import runs
from eval.labelling import draw, marks, sheets
from eval.labels import LABELS
from eval.web.pages import PAGES
from tests.e2e.pages import FOCUS_SHOWN, Browser
from tests.ui.test_evaluation import BOATHOUSE, COST, case, scores
from tests.web_fakes import make_services

pytestmark = pytest.mark.e2e
RATHER = ("The annual cost of mowing would fall from £48,200 to £31,500 if the meadows were cut twice a year.", COST)
ANSWERED = scores(
    case("cost", RATHER, question="What would mowing the riverside meadows cost if they were cut less often?"),
    case("path", ("Residents asked for the footpath to be kept clear in summer.", BOATHOUSE), question="What did residents ask for?"),
    case("who", ("The boathouse club asked for it.", BOATHOUSE), question="Who asked that the footpath be kept clear?"),
    commit="4d0be17", config={"passages_read": 9},
)  # fmt: skip
LOST = ANSWERED.cases[1].model_copy(
    update={"answer": "Residents asked that the footpath be kept clear for wheelchairs in summer.", "passed": False, "failure": "invented"}
)
CHANGED = scores(ANSWERED.cases[0], LOST, ANSWERED.cases[2], commit="9af0331", config={"passages_read": 12})


@pytest.fixture(scope="module")
def council(serve: Callable[[Services], str], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The app on a machine without accounts, with two runs on record and three sentences to label."""
    services = replace(make_services(tmp_path_factory.mktemp("evaluation")), added=PAGES)
    home = services.library.home
    for at, passed in enumerate((30, 33, 32, 37)):
        asked = [
            case(f"question {n}", passed=n < passed, cluster=f"paper {n % 9}", metrics={"vital-nuggets": n % 3 / 2}) for n in range(40)
        ]
        runs.record(home, scores(*asked, commit=f"{at}c2e41f", config={"passages_read": 8 + at // 2}))
    draw(home, runs.record(home, ANSWERED), ANSWERED, 3, 1)
    runs.record(home, CHANGED)
    return serve(services), home


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until the focus is there; every stop on the way must show it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUS_SHOWN)
        if wanted.evaluate("wanted => wanted === document.activeElement"):
            return
    raise AssertionError(f"the Tab key does not reach {wanted}")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_three_sentences_are_labelled_by_keyboard_alone(
    browser: Browser, council: tuple[str, Path], shoot: Callable[[Browser, str], None], width: int, scheme: str
) -> None:
    address, home = council
    browser.resize(width, scheme)
    page, keyboard = browser.page, browser.page.keyboard
    page.goto(f"{address}/evaluation")
    expect(page.get_by_role("heading", name="Evaluation runs")).to_be_visible()
    browser.check()
    assert browser.fits()
    if width == 1280:
        shoot(browser, "runs")
    tab_to(page, page.get_by_role("link", name="Label answers"))
    keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Label answers")).to_be_visible()
    tab_to(page, page.get_by_role("textbox", name="Your name"))
    rater = f"Rater {width}"
    keyboard.type(rater)
    keyboard.press("Enter")
    expect(page.get_by_text(f"You label as {rater}.")).to_be_visible()
    browser.check()
    tab_to(page, page.get_by_role("link", name="Drawn"))
    keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Sentence 1 of 3")).to_be_focused()
    browser.check()
    assert browser.fits()
    if width == 1280:
        shoot(browser, "labels")
    keyboard.press("1")
    expect(page.get_by_role("heading", name="Sentence 2 of 3")).to_be_focused()
    keyboard.press("u")
    expect(page.get_by_role("heading", name="Sentence 1 of 3")).to_be_focused()
    keyboard.press("2")
    expect(page.get_by_role("heading", name="Sentence 2 of 3")).to_be_focused()
    keyboard.press("n")
    keyboard.type("No. 1 is not in it")  # figures in a note are words of the note
    keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Sentence 2 of 3")).to_be_focused()
    assert page.evaluate(FOCUS_SHOWN)
    keyboard.press("3")
    expect(page.get_by_role("heading", name="Sentence 3 of 3")).to_be_focused()
    tab_to(page, page.get_by_role("checkbox", name="Single keys"))
    keyboard.press("Space")
    keyboard.press("1")
    expect(page.get_by_role("heading", name="Sentence 3 of 3")).to_be_visible()  # the keys are off
    keyboard.press("Space")
    keyboard.press("4" if len(LABELS) > 3 else "3")
    expect(page.get_by_role("heading", name="You are through")).to_be_focused()
    browser.check()
    assert browser.fits()

    said = list(marks(home, sheets(home)[0])[rater].values())
    assert [one.label for one in said] == [LABELS[1], LABELS[2], LABELS[3 if len(LABELS) > 3 else 2]]
    assert said[1].note == "No. 1 is not in it"
