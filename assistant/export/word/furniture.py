"""What stands round the text: header with the marking, footer with page numbers, document properties."""

import datetime
from typing import TYPE_CHECKING, Any

from assistant.briefing.models import Note
from assistant.export.parts import MAKER
from assistant.export.word.house import Styles
from assistant.export.word.xml import Element, element, field, paragraph, text_run

if TYPE_CHECKING:
    from docx.document import Document

_LONGEST_TITLE = 70


def set_furniture(document: "Document", note: Note, styles: Styles, marked: str | None) -> None:
    """Headers, footers and page numbers; those of a house style are kept and added to."""
    section = document.sections[0]
    if marked:
        for header in _used(document, section, "header"):
            _put(
                header,
                paragraph(styles["header"], text_run(marked, styles["Note Label"], element("w:color", {"w:val": "8F1B16"}))),
                first=True,
            )
    width = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]
    for footer in _used(document, section, "footer"):
        if not any("PAGE" in code for code in footer._element.xpath(".//w:instrText/text() | .//w:fldSimple/@w:instr")):
            _put(footer, _page_line(note, styles, round(width / 635)))


def set_properties(document: "Document", note: Note, marked: str | None) -> None:
    """The properties that a document management system files the note by."""
    properties = document.core_properties
    properties.title, properties.subject = note.title[:255], note.subject[:255]
    properties.author = properties.last_modified_by = (note.author or MAKER)[:255]
    properties.language, properties.category = "en-GB", note.template[:255]
    properties.keywords = ", ".join(["council papers", note.template, note.classification.value])[:255]
    properties.comments, properties.content_status = (marked or note.disclaimer or "")[:255], "Draft"
    properties.created = properties.modified = datetime.datetime.combine(note.date, datetime.time(), datetime.UTC)
    properties.revision, properties.identifier, properties.version = 1, "", ""


def _used(document: "Document", section: Any, kind: str) -> list[Any]:
    """The header (or footer) of every sort of page the document tells apart."""
    found = [getattr(section, kind)]
    if section.different_first_page_header_footer:
        found.append(getattr(section, f"first_page_{kind}"))
    if document.settings.odd_and_even_pages_header_footer:
        found.append(getattr(section, f"even_page_{kind}"))
    return found


def _put(place: Any, line: Element, first: bool = False) -> None:
    if place.is_linked_to_previous:
        place.is_linked_to_previous = False  # makes an empty one
    root = place._element
    for empty in root.xpath("w:p[not(w:r) and not(.//w:drawing)]"):
        root.remove(empty)
    root.insert(0, line) if first else root.append(line)


def _page_line(note: Note, styles: Styles, width: int) -> Element:
    """The title at the left, "Page 1 of 3" at the right."""
    title = note.title if len(note.title) <= _LONGEST_TITLE else note.title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "…"
    cleared = [element("w:tab", {"w:val": "clear", "w:pos": stop}) for stop in styles.tab_stops("footer")]
    tabs = element("w:tabs", None, *cleared, element("w:tab", {"w:val": "right", "w:pos": width}))
    runs = [text_run(f"{title}\tPage "), *field("PAGE", "1"), text_run(" of "), *field("NUMPAGES", "1")]
    return paragraph(styles["footer"], *runs, properties=(tabs,))
