"""Real footnotes: the first use of a source makes one, later uses point back to its number.

A number therefore means one source throughout, in the text, at the foot of the page and in the list of sources.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from assistant.export.parts import footnote
from assistant.export.word.house import Styles
from assistant.export.word.xml import Element, element, field, paragraph, text_run
from assistant.models import Citation

if TYPE_CHECKING:
    from docx.document import Document


class Footnotes:
    """The footnotes of one document; markers of the sources run in the order they are first used."""

    def __init__(self, sources: Sequence[Citation], styles: Styles) -> None:
        self._sources = {source.marker: source for source in sources}
        self._style, self._text = styles["footnote reference"], styles["footnote text"]
        self._made: dict[int, Element] = {}

    def references(self, markers: Sequence[int], apart: bool = False) -> list[Element]:
        """Runs that refer to the sources, to stand right after the words they support; `apart` puts a space between."""
        runs = [text_run("\u00a0", self._style)] if apart and markers else []
        for at, marker in enumerate(markers):
            if at:
                runs.append(text_run(", ", self._style))
            runs.extend(self._back(marker) if marker in self._made else self._first(marker))
        return runs

    def attach(self, document: "Document") -> None:
        """Add the part that holds the footnotes to the document."""
        from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import XmlPart

        root = element("w:footnotes", None, self._rule(-1, "separator"), self._rule(0, "continuationSeparator"), *self._made.values())
        part = XmlPart(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, root, document.part.package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)

    def _first(self, marker: int) -> list[Element]:
        own_number = element("w:r", None, element("w:rPr", None, element("w:rStyle", {"w:val": self._style})), element("w:footnoteRef"))
        words = text_run(f" {footnote(self._sources[marker])}")
        self._made[marker] = element("w:footnote", {"w:id": marker}, paragraph(self._text, own_number, words))
        reference = element("w:footnoteReference", {"w:id": marker})
        run = element("w:r", None, element("w:rPr", None, element("w:rStyle", {"w:val": self._style})), reference)
        start = element("w:bookmarkStart", {"w:id": marker, "w:name": _bookmark(marker)})
        return [start, run, element("w:bookmarkEnd", {"w:id": marker})]

    def _back(self, marker: int) -> list[Element]:
        return field(rf"NOTEREF {_bookmark(marker)} \f \h", str(marker), self._style)

    def _rule(self, number: int, kind: str) -> Element:
        spacing = element("w:spacing", {"w:after": 0, "w:line": 240, "w:lineRule": "auto"})
        line = paragraph(None, element("w:r", None, element(f"w:{kind}")), properties=(spacing,))
        return element("w:footnote", {"w:type": kind, "w:id": number}, line)


def _bookmark(marker: int) -> str:
    return f"_RefSource{marker}"  # a leading underscore keeps it out of Word's list of bookmarks
