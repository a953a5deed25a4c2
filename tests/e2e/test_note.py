"""A note as HTML, opened from a file: it asks nobody for anything and keeps to the accessibility rules."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser as Chromium

from assistant.export import write_note
from tests.e2e.pages import Browser
from tests.export.notes import rich_note


@pytest.mark.e2e
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_a_note_is_accessible_without_a_network(chrome: Chromium, axe: str | None, tmp_path: Path, width: int, scheme: str) -> None:
    write_note(rich_note(), tmp_path / "note.html")
    visitor = Browser(chrome, axe, width, scheme)
    try:
        page = visitor.page
        page.goto((tmp_path / "note.html").as_uri())
        assert visitor.fits()
        page.get_by_label("source 4", exact=True).first.click()
        assert page.url.endswith("#source-4")
        assert {request.partition("#")[0] for request in visitor.strangers} <= {(tmp_path / "note.html").as_uri()}
        assert not visitor.errors
        visitor.check()
    finally:
        visitor.close()
