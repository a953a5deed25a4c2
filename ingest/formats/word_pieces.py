"""What a paragraph of a Word file holds, in the order of its print: runs, boxes of text, references to notes.

Left out is what the paper does not show: deleted and moved words, codes of fields, and the second form in which Word keeps a drawing for
programs that do not know the first (`mc:AlternateContent`).
"""

from collections.abc import Iterator
from typing import Any

from ingest.formats.word_looks import W

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_GONE = {f"{W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "rt")}
_PIECES = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": " ", f"{W}cr": " ", f"{W}noBreakHyphen": "-"}
_SYMBOLS = {"FE": "☑", "52": "☑", "FD": "☒", "54": "☒", "A8": "☐", "6F": "☐", "FC": "✓", "FB": "✗"}
"""Characters of the font Wingdings with which forms are ticked."""
BOX = f"{W}txbxContent"
AROUND = {f"{W}{name}" for name in ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "customXml")}
"""Elements that stand around paragraphs, tables, rows and cells, and print nothing themselves."""
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}


def shown(element: Any) -> Iterator[Any]:
    """The children of an element, in the one form of each drawing that is shown."""
    for child in element.iterchildren():
        if child.tag == f"{_CHOICE}AlternateContent":
            forms = [form for form in child.iterchildren() if any(True for _ in form.iter(f"{W}t", BOX))]
            yield from shown(forms[0]) if forms else ()
        elif child.tag not in _GONE:
            yield child


def runs(paragraph: Any) -> Iterator[Any]:
    """The runs of a paragraph; those of boxes in it are not its own."""
    waiting = [shown(paragraph)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag in (f"{W}r", f"{_MATH}r"):
            yield child
            waiting.extend(shown(base) for base in child.iterfind(f"{W}ruby/{W}rubyBase"))
        elif child.tag != BOX:
            waiting.append(shown(child))


def boxes(paragraph: Any) -> Iterator[Any]:
    """The boxes of text that are fixed to a paragraph."""
    waiting = [shown(paragraph)]
    while waiting:
        child = next(waiting[-1], None)
        if child is None:
            waiting.pop()
        elif child.tag == BOX:
            yield child
        else:
            waiting.append(shown(child))


def paragraphs(element: Any) -> Iterator[Any]:
    """All paragraphs inside an element, those of a box after the one that it is fixed to."""
    for child in shown(element):
        if child.tag == f"{W}p":
            yield child
            for box in boxes(child):
                yield from paragraphs(box)
        else:
            yield from paragraphs(child)


def parts(element: Any, name: str) -> Iterator[Any]:
    """The rows of a table ("tr") or the cells of a row ("tc")."""
    for child in shown(element):
        if child.tag == f"{W}{name}":
            yield child
        elif child.tag in AROUND:
            yield from parts(child, name)


def words(piece: Any) -> str:
    """What a child of a run prints, but for references to notes."""
    if piece.tag in (f"{W}t", f"{_MATH}t"):
        return piece.text or ""
    if piece.tag == f"{W}sym" and (piece.get(f"{W}font") or "").startswith("Wingdings"):
        return _SYMBOLS.get((piece.get(f"{W}char") or "")[-2:].upper(), "")
    if piece.tag == f"{W}fldChar":
        return _filled(piece.find(f"{W}ffData"))
    return _PIECES.get(piece.tag, "")


def _filled(field: Any) -> str:
    """How a field of a form is ticked or what is chosen in it; what is typed into one stands in runs of its own."""
    if field is None:
        return ""
    box, choice = field.find(f"{W}checkBox"), field.find(f"{W}ddList")
    if box is not None:
        said = box.find(f"{W}checked") if box.find(f"{W}checked") is not None else box.find(f"{W}default")
        return "☑" if said is not None and said.get(f"{W}val", "1") not in ("0", "false", "off") else "☐"
    entries = choice.findall(f"{W}listEntry") if choice is not None else []
    result = choice.find(f"{W}result") if choice is not None else None
    at = int(result.get(f"{W}val", "0")) if result is not None and result.get(f"{W}val", "0").isdecimal() else 0
    return str(entries[at].get(f"{W}val") or "") if at < len(entries) else ""
