"""The footnotes, endnotes and comments of a Word file."""

from collections.abc import Callable
from typing import Any, Final

from ingest.formats.markup import SUPERSCRIPT
from ingest.formats.word_looks import W, value_of
from ingest.formats.word_numbering import formatted

_STYLES: Final = {"footnote": "decimal", "endnote": "lowerRoman"}
"""Kind of note to how Word numbers it where the file does not say."""


class Notes:
    """The notes of one document, numbered in the order in which they are taken."""

    def __init__(self, document: Any, parse: Callable[[bytes], Any]) -> None:
        self._notes: dict[tuple[str, str], Any] = {}
        self._styles = dict(_STYLES)
        self._counts = dict.fromkeys(_STYLES, 0)
        self.comments = 0
        """Comments of those who worked on the file; they are no part of the paper."""
        for relation in document.part.rels.values():
            kind = relation.reltype.rpartition("/")[2].removesuffix("s")
            if relation.is_external or kind not in (*_STYLES, "comment"):
                continue
            found = parse(relation.target_part.blob).findall(f"{W}{kind}")
            self._notes.update({(kind, note.get(f"{W}id", "")): note for note in found if kind != "comment"})
            self.comments += len(found) if kind == "comment" else 0
        for kind in _STYLES:
            for root in (document.settings.element, document.element.body):
                said = (value_of(properties, "numFmt") for properties in root.iter(f"{W}{kind}Pr"))
                self._styles[kind] = next(filter(None, said), self._styles[kind])

    def take(self, kind: str, reference: Any) -> tuple[str, Any]:
        """The number that stands for a note, set above the line, and the note itself; no number where the paper prints a mark instead."""
        note = self._notes.get((kind, reference.get(f"{W}id", "")))
        if note is None or reference.get(f"{W}customMarkFollows", "0") not in ("0", "false", "off"):
            return "", note
        self._counts[kind] += 1
        return formatted(self._counts[kind], self._styles[kind]).lower().translate(SUPERSCRIPT), note
