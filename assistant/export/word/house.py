"""The document a note starts from: our own look, or a council's house style emptied of everything but its look."""

import zipfile
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ExportError
from assistant.export.word.xml import Element, element

if TYPE_CHECKING:
    from docx.document import Document

_LOOK = {"styles", "settings", "fontTable", "theme", "webSettings", "numbering", "header", "footer"}
"""Relationships of a house style that are kept; comments, pictures of its body, notes and embedded files are not."""
_PERSONAL = (
    "attachedTemplate",
    "mailMerge",
    "trackRevisions",
    "documentProtection",
    "footnotePr",
    "endnotePr",
    "rsids",
    "docVars",
    "writeProtection",
)
"""Settings of a house style that would reach out, lock the note, or point at parts that are dropped."""
_MOST_UNPACKED = 200 << 20


def start(style: Path | None) -> "Document":
    """A document without a body. Raises ExportError where the house style cannot be read."""
    import docx

    document = docx.Document() if style is None else _opened(style)
    _empty(document)
    if style is None:
        document.settings.element[:] = list(_own("settings.xml"))
        numbering = document.part.numbering_part.element
        numbering[:] = []
        page = document.sections[0]
        page.page_width, page.page_height = docx.shared.Cm(21), docx.shared.Cm(29.7)
        page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = docx.shared.Cm(2)
        page.header_distance = page.footer_distance = docx.shared.Cm(1)
    return document


class Styles:
    """Ids of the styles of a document by their English names; those it lacks are added, and in our own look all are ours."""

    def __init__(self, document: "Document", house: bool) -> None:
        from docx.oxml.ns import qn

        self._val = qn("w:val")
        self._ids: dict[str, str] = {}
        self._root = document.styles.element
        own = _own("styles.xml")
        if not house:
            self._root[:] = list(own)
            own = _own("styles.xml")
        self._read(self._root)
        self._speak_english()
        for style in own.findall(qn("w:style")):
            self._add(style)

    def __getitem__(self, name: str) -> str:
        """Id of the style with this name."""
        return self._ids[name.lower()]

    def tab_stops(self, name: str) -> list[str]:
        """Positions of the tab stops that the style sets."""
        return [str(found) for found in self._root.xpath(f'w:style[@w:styleId="{self[name]}"]/w:pPr/w:tabs/w:tab/@w:pos')]

    def numbered(self, name: str) -> bool:
        """Whether the style brings its own bullet or number."""
        found = self._root.xpath(f'w:style[@w:styleId="{self[name]}"]/w:pPr/w:numPr')
        return bool(found)

    def _read(self, root: Element) -> None:
        for style in root.xpath("w:style[w:name]"):
            self._ids.setdefault(style.xpath("string(w:name/@w:val)").lower(), style.xpath("string(@w:styleId)"))

    def _add(self, style: Element) -> None:
        name = style.xpath("string(w:name/@w:val)").lower()
        if name in self._ids:
            return
        own_ids = {
            "Normal": "normal",
            "DefaultParagraphFont": "default paragraph font",
            "TableNormal": "normal table",
            "NoteTableText": "note table text",
        }
        for link in style.xpath("w:basedOn | w:next"):
            target = self._ids.get(own_ids.get(link.get(self._val), link.get(self._val).lower()))
            if target:
                link.set(self._val, target)
            else:
                style.remove(link)
        self._ids[name] = style.xpath("string(@w:styleId)")
        self._root.append(style)

    def _speak_english(self) -> None:
        """British English where the house style does not say; Word would spell in the reader's own language."""
        for run in self._root.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
            for language in run.xpath("w:lang"):
                language.set(self._val, "en-GB")
            if not run.xpath("w:lang"):
                run.append(element("w:lang", {"w:val": "en-GB"}))
        if not self._root.xpath("w:docDefaults/w:rPrDefault/w:rPr"):
            for found in self._root.xpath("w:docDefaults"):
                self._root.remove(found)
            defaults = element(
                "w:docDefaults", None, element("w:rPrDefault", None, element("w:rPr", None, element("w:lang", {"w:val": "en-GB"})))
            )
            self._root.insert(0, defaults)


def _own(name: str) -> Element:
    from docx.oxml import parse_xml

    return parse_xml((files("assistant.export.word") / "parts" / name).read_bytes())


def _opened(style: Path) -> "Document":
    import docx

    fault = f"{style.name}: cannot be used as house style"
    try:
        with zipfile.ZipFile(style) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
        if size > _MOST_UNPACKED:
            raise ExportError(f"{fault}: it unpacks to {size >> 20} MiB; take the large pictures out of it")
        return docx.Document(str(style))
    except FileNotFoundError as error:
        raise ExportError(f"{style}: there is no such file; give the path of a .docx in your house style") from error
    except OSError as error:
        raise ExportError(f"{fault}: {error.strerror}; choose a file that you may read") from error
    except (ExportError, MemoryError):
        raise
    except Exception as error:  # damaged parts raise whatever the XML reader raises
        raise ExportError(f"{fault}: it is not a Word document; open it in Word and save it as .docx (not .doc, .dotx or .docm)") from error


def _empty(document: "Document") -> None:
    """Take out the body, what only the body used, and what says whose document it was."""
    first = document.sections[0]._sectPr  # letterheads stand in the first section
    body = document.element.body
    for child in list(body):
        body.remove(child)
    for kind in first.xpath("w:type | w:footnotePr | w:endnotePr | w:pgNumType"):
        first.remove(kind)
    body.append(first)
    kept = set(first.xpath("*/@r:id"))
    for owner, look in ((document.part, _LOOK), (document.part.package, {"officeDocument", "core-properties"})):
        for name, relation in list(owner.rels.items()):
            kind = relation.reltype.rpartition("/")[2]
            if kind not in look or (kind in {"header", "footer"} and name not in kept):
                del owner.rels[name]
    settings = document.settings.element
    for child in list(settings):
        if child.tag.rpartition("}")[2] in _PERSONAL:
            settings.remove(child)
    settings_part = document.part._settings_part
    for name in list(settings_part.rels):
        del settings_part.rels[name]
