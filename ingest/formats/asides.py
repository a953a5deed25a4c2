"""Words that stand outside the text of a paper and may mark it: page heads, boxes and watermarks of Word, stamps and notes of PDF.

They are no passages; `ingest.kept_back` reads them for markings.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ingest.models import Line, PageHead

MAX_ASIDES = 2_000
"""Asides of one file above which the rest is left out."""
_PROPERTIES = ("title", "subject", "keywords", "category", "content_status")


def of_word(document: Any, parse: Callable[[bytes], Any]) -> tuple[Line, ...]:
    """Asides of a Word file (python-docx): its text boxes, and the titles and the sensitivity label among its properties.

    `parse` reads the XML of a part that python-docx leaves alone.
    """
    found = [str(getattr(document.core_properties, name) or "") for name in _PROPERTIES]
    found.extend(_boxed(document.element.body))
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/docProps/custom.xml":
            found.extend(_labels(part.blob, parse))
    return lines_said(found)


def of_sections(document: Any, sections: Sequence[tuple[int, Any]]) -> tuple[PageHead, ...]:
    """What stands in the heads and feet of the pages of each section of a Word file: words, boxes and watermarks.

    Args:
        document: the file (python-docx).
        sections: for each section the index after its last line, and its properties (`w:sectPr`); one without a head of its own has
            that of the section before.
    """
    heads: list[PageHead] = []
    current: dict[tuple[str, str], str] = {}
    start = 0
    for end, properties in sections:
        for element in properties.iterchildren():
            if _name(element) in ("headerReference", "footerReference"):
                kinds, targets = ([value for key, value in element.attrib.items() if key.endswith(what)] for what in ("}type", "}id"))
                current[_name(element), "".join(kinds)] = "".join(targets)
        roots = [document.part.related_parts[target].element for target in current.values() if target in document.part.related_parts]
        found = [_paragraph(element) for root in roots for element in root.iter() if _name(element) == "p"]
        found.extend(words for root in roots for words in _boxed(root))
        heads.extend(PageHead(line.text, start, end) for line in lines_said(found))
        start = end
    return tuple(heads[:MAX_ASIDES])


def is_label(name: str) -> bool:
    """True for the name of the property in which a sensitivity label has its name (Microsoft Purview)."""
    return bool(re.search(r"MSIP_Label_.{1,80}_Name$", name))


def _labels(blob: bytes, parse: Callable[[bytes], Any]) -> Iterator[str]:
    for element in parse(blob):
        if is_label(element.get("name", "")):
            yield "".join(element.itertext())


def _boxed(root: Any) -> Iterator[str]:
    for element in root.iter():
        name = _name(element)
        if name == "txbxContent":
            yield from (_paragraph(inner) for inner in element.iter() if _name(inner) == "p")
        elif name == "textpath":
            yield str(element.get("string") or "")


def _paragraph(paragraph: Any) -> str:
    """Its own words, without those of a box inside it."""
    inside = {id(inner) for box in paragraph.iter() if _name(box) == "txbxContent" for inner in box.iter()}
    return "".join(_piece(element) for element in paragraph.iter() if id(element) not in inside)


def _piece(element: Any) -> str:
    return (element.text or "") if _name(element) == "t" else "\t" if _name(element) in ("tab", "br") else ""


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def of_properties(values: Iterable[Any]) -> tuple[Line, ...]:
    """Titles among a file's properties, as asides of the whole file."""
    return lines_said(str(value or "") for value in values)


def lines_said(texts: Iterable[str], page: int | None = None) -> tuple[Line, ...]:
    said = dict.fromkeys(" ".join(text[:2_000].split(" ")).strip() for text in texts)
    return tuple(Line(piece.strip(), page) for text in said for piece in re.split(r"[\r\n]", text) if piece.strip())[:MAX_ASIDES]
