"""The HTML of a note: one file, nothing active, everything linked."""

import re
from html.parser import HTMLParser

import pytest

from assistant.briefing.models import Chart, Grid, Paragraph, Quotation, Section, Series
from assistant.export import note_bytes
from tests.export.notes import rich_note, said, small_note, source

NASTY = '<script>alert(1)</script><img src="https://evil.example/x.png" onerror=x> [a](https://evil.example) "\'><a href="javascript:x">'


class Page(HTMLParser):
    """Tags, ids and links of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        self.ids = [attributes["id"] for _, attributes in self.tags if "id" in attributes]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def every(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(note_bytes(rich_note(), "html").decode())


def test_every_link_has_its_target_and_citations_link_both_ways(page: Page) -> None:
    links = [str(link["href"]) for link in page.every("a")]
    assert all(link.startswith("#") and link[1:] in page.ids for link in links)
    assert len(page.ids) == len(set(page.ids))
    there = [link for link in page.every("a") if link.get("role") == "doc-noteref"]
    back = [link for link in page.every("a") if link.get("role") == "doc-backlink"]
    assert {link["href"] for link in back} == {f"#{link['id']}" for link in there}


def test_language_title_landmarks_and_headings(page: Page) -> None:
    assert page.every("html")[0]["lang"] == "en-GB"
    assert [tag for tag, _ in page.tags if tag in {"header", "nav", "main", "title"}] == ["title", "header", "nav", "main"]
    headings = [tag for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings == ["h1"] + ["h2"] * (len(headings) - 1)
    assert {attributes["scope"] for attributes in page.every("th")} == {"col", "row"}
    assert len(page.every("caption")) == len(page.every("table"))
    assert all(picture["alt"] for picture in page.every("img"))
    assert "NOT FOR PUBLICATION by virtue of paragraphs 3 and 5" in "".join(page.words)


def test_nothing_is_active_and_nothing_is_fetched() -> None:
    note = small_note()
    grid = Grid(columns=(NASTY,), rows=((said(NASTY, 1),),), note=NASTY)
    line = Series(name=NASTY, values=(1, None, 3))
    chart = Chart(title=NASTY, unit="$x^2$", labels=(NASTY, "b", "c"), series=(line,), data=Grid(columns=("a",), rows=()), alt=NASTY)
    blocks = (Paragraph(said=(said(NASTY, 1, label=NASTY),)), Quotation(items=(said(NASTY, 2),)), grid, chart)
    hostile = Section(name="x", heading=NASTY, blocks=blocks, missing=NASTY)
    sources = (source(1, quote=NASTY, document=NASTY), source(2))
    text = note_bytes(
        note.model_copy(update={"title": NASTY, "sections": (hostile,), "sources": sources, "not_found": (NASTY,)}), "html"
    ).decode()
    page = Page(text)
    assert not {"script", "iframe", "object", "form", "link", "base"} & {tag for tag, _ in page.tags}
    assert all(str(picture["src"]).startswith("data:image/svg+xml;base64,") for picture in page.every("img"))
    assert all(str(link["href"]).startswith("#") for link in page.every("a"))
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "".join(page.words).count("<script>alert(1)</script>") >= 8
    assert any("default-src 'none'" in str(meta.get("content")) for meta in page.every("meta"))
