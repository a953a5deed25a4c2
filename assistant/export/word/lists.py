"""Bullets and numbers as real lists, each numbered list from 1."""

from typing import TYPE_CHECKING

from assistant.export.word.xml import Element, element

if TYPE_CHECKING:
    from docx.document import Document


class Lists:
    """Adds the numbering of a document as lists are made."""

    def __init__(self, document: "Document") -> None:
        self._root = _root(document)
        taken = [int(value) for value in self._root.xpath("w:abstractNum/@w:abstractNumId")]
        self._bullet, self._decimal = max([0, *taken]) + 1, max([0, *taken]) + 2
        for made in (_kind(self._bullet, "bullet", "•"), _kind(self._decimal, "decimal", "%1.")):
            self._before("w:num | w:numIdMacAtCleanup", made)
        self._bullets = self._new(self._bullet)

    def bullets(self) -> Element:
        """Paragraph property of an item of a bulleted list."""
        return _property(self._bullets)

    def numbered(self) -> int:
        """A new list that begins at 1; give the result to `item`."""
        restart = element("w:lvlOverride", {"w:ilvl": 0}, element("w:startOverride", {"w:val": 1}))
        return self._new(self._decimal, restart)

    def item(self, number: int) -> Element:
        """Paragraph property of an item of a numbered list."""
        return _property(number)

    def _new(self, kind: int, *override: Element) -> int:
        number = max([0, *(int(value) for value in self._root.xpath("w:num/@w:numId"))]) + 1
        made = element("w:num", {"w:numId": number}, element("w:abstractNumId", {"w:val": kind}), *override)
        self._before("w:numIdMacAtCleanup", made)
        return number

    def _before(self, path: str, made: Element) -> None:
        found = self._root.xpath(path)
        if found:
            found[0].addprevious(made)
        else:
            self._root.append(made)


def _property(number: int) -> Element:
    return element("w:numPr", None, element("w:ilvl", {"w:val": 0}), element("w:numId", {"w:val": number}))


def _kind(number: int, format: str, shown: str) -> Element:
    level = element(
        "w:lvl",
        {"w:ilvl": 0},
        element("w:start", {"w:val": 1}),
        element("w:numFmt", {"w:val": format}),
        element("w:lvlText", {"w:val": shown}),
        element("w:lvlJc", {"w:val": "left"}),
        element("w:pPr", None, element("w:ind", {"w:left": 454, "w:hanging": 454})),
    )
    return element("w:abstractNum", {"w:abstractNumId": number}, element("w:multiLevelType", {"w:val": "singleLevel"}), level)


def _root(document: "Document") -> Element:
    from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart

    try:
        return document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]
    except KeyError:
        part = XmlPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, element("w:numbering"), document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return part.element
