"""Pieces of WordprocessingML (ECMA-376 part 1, section 17); children are given in the order that its schema wants."""

from collections.abc import Mapping
from typing import Any

Element = Any
"""An lxml element; python-docx publishes no narrower type for those it does not wrap."""


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Element) -> Element:
    """An element: tag and attribute names with their prefix ("w:p", {"w:val": 1})."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = OxmlElement(tag, attrs={qn(name) if ":" in name else name: str(value) for name, value in (attributes or {}).items()})
    made.extend(children)
    return made


def text_run(text: str, style: str | None = None, *formatting: Element) -> Element:
    """A run of words, with the id of a character style and direct formatting where wanted."""
    run = element("w:r")
    styled = [element("w:rStyle", {"w:val": style})] if style else []
    if styled or formatting:
        run.append(element("w:rPr", None, *styled, *formatting))
    for at, piece in enumerate(text.split("\t")):
        if at:
            run.append(element("w:tab"))
        if piece:
            words = element("w:t", {"xml:space": "preserve"})
            words.text = piece
            run.append(words)
    return run


def field(code: str, shown: str, style: str | None = None) -> list[Element]:
    """Runs of a field: its code, and what it shows until Word works it out again."""

    def run(child: Element) -> Element:
        return element("w:r", None, *([element("w:rPr", None, element("w:rStyle", {"w:val": style}))] if style else []), child)

    instruction = element("w:instrText", {"xml:space": "preserve"})
    instruction.text = f" {code} "
    begin, separate, end = (run(element("w:fldChar", {"w:fldCharType": kind})) for kind in ("begin", "separate", "end"))
    return [begin, run(instruction), separate, text_run(shown, style), end]


def link(anchor: str, *runs: Element) -> Element:
    """Runs that lead to a bookmark of the same document."""
    return element("w:hyperlink", {"w:anchor": anchor, "w:history": 1}, *runs)


def bookmark(name: str, number: int, *runs: Element) -> list[Element]:
    """Runs that a link can lead to; `number` is the bookmark's own within the document."""
    return [element("w:bookmarkStart", {"w:id": number, "w:name": name}), *runs, element("w:bookmarkEnd", {"w:id": number})]


def paragraph(style: str | None, *runs: Element, properties: tuple[Element, ...] = ()) -> Element:
    """A paragraph with the id of its style; `properties` are those that the schema puts after w:pStyle."""
    made = element("w:p")
    styled = [element("w:pStyle", {"w:val": style})] if style else []
    if styled or properties:
        made.append(element("w:pPr", None, *styled, *properties))
    made.extend(runs)
    return made


def keep_next() -> Element:
    """Property of a paragraph that must stand on the page of the next one."""
    return element("w:keepNext")
