"""From a meeting to a note on one of its items, watched while it is written and taken away; then the registers. axe on every page."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from playwright.sync_api import expect

from assistant.briefing.briefer import Briefer
from assistant.export import note_bytes
from assistant.service.services import OnProgress, Services
from assistant.settings import AssistantSettings
from tests.access.exempt_library import make_assistant, make_exempt_library
from tests.e2e.pages import Browser
from tests.web_fakes import make_services
from vectorstore.models import Role

pytestmark = pytest.mark.e2e

WIDTHS = (1280, 320)


@pytest.fixture(scope="module")
def council(serve: Callable[[Services], str], tmp_path_factory: pytest.TempPathFactory) -> str:
    """The app as a member sees it, with a real writer of notes that takes its time over each stage."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.web_fakes.make_library", make_exempt_library)
        services = make_services(tmp_path_factory.mktemp("council"), Role.MEMBER)
    briefer = Briefer(make_assistant(services.library).retriever, services.library, AssistantSettings(), note_bytes)

    class Slow:
        templates, export = briefer.templates, briefer.export

        @staticmethod
        def write(request, role, on_progress: OnProgress):
            return briefer.write(request, role, lambda *stage: (time.sleep(0.15), on_progress(*stage)))

    return serve(replace(services, briefer=Slow()))


def test_from_a_meeting_to_a_note_in_word(browser: Browser, council: str, tmp_path: Path) -> None:
    page = browser.page
    page.goto(f"{council}/meetings")
    page.get_by_role("listitem").filter(has_text="14 March 2024").get_by_role("link").first.click()
    browser.check()
    page.locator("summary", has_text="Recommendation").click()
    page.get_by_role("link", name="Brief me on this item (item 7").click()
    expect(page.get_by_label("What is the note on?")).to_have_value("item 7 of Environment Committee, 14 March 2024")
    browser.check()
    page.get_by_label("Who is it for?").fill("Councillor Sandys")
    page.get_by_role("button", name="Write the note").click()
    expect(page.get_by_role("heading", level=1, name="Writing a briefing note")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="finding the papers")).to_be_visible()
    expect(page.get_by_role("heading", level=1, name="MOWING OF THE RIVERSIDE MEADOWS")).to_be_visible()
    browser.check()
    expect(page.get_by_text("Councillor Sandys")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download as Word").click()
    download.value.save_as(tmp_path / "note.docx")
    words = " ".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "note.docx")).paragraphs)
    assert "mown twice a year from April 2024" in words
    page.get_by_role("link", name="Source 1", exact=True).first.click()
    expect(page.get_by_role("dialog", name="Source")).to_contain_text("meadows")


EDITED = "The meadows are left to the bees until the autumn."


@pytest.mark.parametrize("width", [1280, 390])
def test_a_note_is_ticked_off_and_edited_before_it_is_taken_away(browser: Browser, council: str, tmp_path: Path, width: int) -> None:
    browser.resize(width)
    page = browser.page

    def taken(kind: str) -> str:
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download as {kind}").click()
        download.value.save_as(file := tmp_path / download.value.suggested_filename)
        return " ".join(one.text for one in docx.Document(str(file)).paragraphs) if kind == "Word" else file.read_text()

    page.goto(f"{council}/brief?topic=item 7 of Environment Committee, 14 March 2024")
    page.get_by_role("button", name="Write the note").click()
    expect(page.get_by_role("link", name="Choose and edit before you download")).to_be_visible()
    before = {kind: taken(kind) for kind in ("Word", "Markdown")}
    page.get_by_role("link", name="Choose and edit before you download").click()
    browser.check()
    assert browser.fits()
    pieces = page.locator(".piece").filter(has=page.locator("textarea"))
    gone, worded = pieces.first.locator("textarea").input_value()[:50], pieces.last
    pieces.first.get_by_role("checkbox").press("Space")
    worded.locator("summary").press("Enter")
    worded.locator("textarea").fill(EDITED)
    browser.check()
    page.get_by_role("button", name="Save and go to the note").click()
    expect(page.locator(".note-changed")).to_contain_text("You changed this note")
    expect(page.get_by_text(EDITED)).to_be_visible()
    browser.check()
    for kind, words in before.items():
        now = taken(kind)
        assert (EDITED in now, "(edited" in now, EDITED in words) == (True, True, False)
        assert now.count(gone) == words.count(gone) - 1
    page.get_by_role("link", name="Change or put back").click()
    expect(worded.locator("textarea")).to_have_value(EDITED)
    expect(pieces.first.get_by_role("checkbox")).not_to_be_checked()
    page.get_by_role("button", name="Put everything back").click()
    expect(page.locator(".note-changed")).to_have_count(0)
    expect(page.locator("main")).not_to_contain_text(EDITED)


def test_a_note_can_be_stopped_with_the_keyboard_alone(browser: Browser, council: str) -> None:
    page = browser.page
    page.goto(f"{council}/brief")
    page.get_by_label("What is the note on?").focus()
    page.keyboard.type("the meeting of 14 March 2024")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop writing").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("You stopped this note.")
    browser.check()
    expect(page.get_by_label("What is the note on?")).to_have_value("the meeting of 14 March 2024")


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_notes_and_registers_keep_to_the_rules_at_every_width(browser: Browser, council: str, width: int, scheme: str) -> None:
    browser.resize(width, scheme)
    page = browser.page
    for path, name in (("/decisions", "Decisions"), ("/actions", "Actions"), ("/compare?measure=annual+cost+of+mowing", "Compare")):
        page.goto(f"{council}{path}")
        expect(page.get_by_role("navigation", name="Pages").get_by_role("link", name=name)).to_have_attribute("aria-current", "page")
        browser.check()
        assert browser.fits()
    page.goto(f"{council}/brief?topic=item 3 of 2 April 2024")
    page.get_by_role("button", name="Write the note").click()
    expect(page.get_by_text("NOT FOR PUBLICATION")).to_be_visible()
    browser.check()
    assert browser.fits()


def test_filters_are_used_by_keyboard_and_a_mistake_is_told(browser: Browser, council: str) -> None:
    page = browser.page
    page.goto(f"{council}/actions?kind=recommended")
    expect(page.get_by_role("row").filter(has_text="Hartwell")).to_have_count(1)
    page.get_by_label("Status").select_option("closed")
    page.get_by_role("button", name="Show actions").press("Enter")
    expect(page.get_by_role("row").filter(has_text="Hartwell")).to_have_count(0)
    page.get_by_label("From").fill("soon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("soon")
    browser.check()
    browser.errors.clear()  # the browser's own note of the status 400
