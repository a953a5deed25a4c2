"""The archive of a Word paper: is it one, is it safe to unpack, and its parts in the form that python-docx knows.

ISO 29500 has two forms of one language, transitional and strict, which differ in their namespaces; the main part may have any name and
is the one that the package's relationships call the office document. Papers with macros and templates differ in the main part's type.
"""

import html
import io
import posixpath
import re
import zipfile
from pathlib import Path
from typing import Final

from ingest.errors import LimitExceededError, UnreadablePaperError

_TRANSITIONAL: Final = b"http://schemas.openxmlformats.org/"
_STRICT: Final = b"http://purl.oclc.org/ooxml/"
_PARTS_OF_SPEECH: Final = (  # order matters: the longer name first where one begins another
    (b"officeDocument/relationships/metadata/thumbnail", b"package/2006/relationships/metadata/thumbnail"),
    *((b"officeDocument/" + name, b"officeDocument/2006/" + name) for name in (
        b"relationships", b"math", b"sharedTypes", b"docPropsVTypes", b"extendedProperties", b"customProperties", b"bibliography",
        b"characteristics", b"customXml",
    )),
    (b"wordprocessingml/", b"wordprocessingml/2006/"),
    (b"drawingml/", b"drawingml/2006/"),
    (b"schemaLibrary/", b"schemaLibrary/2006/"),
    (b"presentationml/", b"presentationml/2006/"),
    (b"spreadsheetml/", b"spreadsheetml/2006/"),
)  # fmt: skip
_DOCUMENT: Final = "/relationships/officeDocument"
_RELATION: Final = re.compile(r"<(?:\w+:)?Relationship\b[^<>]*+>")
_ATTRIBUTE: Final = re.compile(r"""\b(Type|TargetMode|Target)\s*+=\s*+["']([^"'<>]*+)["']""")
_MAIN_TYPE: Final = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAIN_TYPES: Final = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)


def open_package(path: Path, max_unpacked: int) -> io.BytesIO:
    """The archive with its parts in transitional form and its main part called a document.

    Raises UnreadablePaperError where it is no Word document, and LimitExceededError where it is too large when unpacked.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_size(path, entries, max_unpacked)
            main = _main_part(path, archive)
            if main not in _names(archive):
                raise UnreadablePaperError(f"{path.name}: its main part ({main}) is missing: it is damaged or cut off; get a fresh copy")
            if main == "word/document.xml" and not _is_unusual(archive, main):
                return io.BytesIO(path.read_bytes())
            return _rewritten(archive, entries, main)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError, KeyError) as error:
        encrypted = "is protected by a password; save a copy without it" if "password" in str(error) else ""
        damaged = "is damaged or cut off and cannot be opened as a Word document; get a fresh copy"
        raise UnreadablePaperError(f"{path.name}: {encrypted or damaged}") from error
    except Exception as error:  # zlib.error and what other packers raise
        if isinstance(error, (UnreadablePaperError, LimitExceededError)):
            raise
        raise UnreadablePaperError(
            f"{path.name}: is damaged or cut off and cannot be opened as a Word document; get a fresh copy"
        ) from error


def check_archive(path: Path, max_unpacked: int) -> None:
    """Raises UnreadablePaperError where a file is no archive of any use, and LimitExceededError where it is too large when unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_size(path, archive.infolist(), max_unpacked)
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadablePaperError(f"{path.name}: is damaged or cut off; get a fresh copy") from error


def _check_size(path: Path, entries: list[zipfile.ZipInfo], max_unpacked: int) -> None:
    size = sum(entry.file_size for entry in entries)
    if size > max_unpacked << 20 or len(entries) > 20_000:
        found = f"would unpack to {size >> 20} MiB in {len(entries)} parts"
        raise LimitExceededError(f"{path.name}: {found}, which looks like a zip bomb; do not open it, or raise max_unpacked")


def _main_part(path: Path, archive: zipfile.ZipFile) -> str:
    """The name of the part that the package calls the office document, where its content is Word's."""
    names = _names(archive)
    relations = _read(archive, "_rels/.rels").decode("utf-8", "replace") if "_rels/.rels" in names else ""
    for relation in _RELATION.findall(relations):
        said: dict[str, str] = dict(_ATTRIBUTE.findall(relation))
        if said.get("Type", "").endswith(_DOCUMENT):
            target = posixpath.normpath(said.get("Target", "").lstrip("/"))
            if b"wordprocessingml" in archive.read("[Content_Types].xml") or target.startswith("word/"):
                return target
            raise UnreadablePaperError(f"{path.name}: is another kind of Office file, not a Word document; save the paper as .docx or PDF")
    if "word/document.xml" in names:
        return "word/document.xml"
    raise UnreadablePaperError(f"{path.name}: is a zip archive but not a Word document; save the paper as .docx or PDF")


def _names(archive: zipfile.ZipFile) -> set[str]:
    """The parts by the names that they are asked for by; some programs write them with the wrong slash."""
    return {name.replace("\\", "/") for name in archive.namelist()}


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    return archive.read(name if name in archive.namelist() else name.replace("/", "\\"))


def _is_unusual(archive: zipfile.ZipFile, main: str) -> bool:
    """Strict, of a type that python-docx does not know, or with names and relations that it cannot follow."""
    types = archive.read("[Content_Types].xml")
    if (
        _names(archive) != set(archive.namelist())
        or _STRICT in archive.read("_rels/.rels")
        or _STRICT in archive.read(main)
        or any(name in types for name in _OTHER_MAIN_TYPES)
    ):
        return True
    names = _names(archive)
    relations = [name for name in names if name.endswith(".rels")]
    return _typed(types, main) != types or any(_followed(archive.read(name), name, names) != archive.read(name) for name in relations)


def _rewritten(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], main: str) -> io.BytesIO:
    out = io.BytesIO()
    names = _names(archive)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for entry in entries:
            if entry.is_dir():
                continue
            name, data = entry.filename.replace("\\", "/"), archive.read(entry)
            data = _transitional(data) if name.endswith((".xml", ".rels")) else data
            data = _followed(data, name, names) if name.endswith(".rels") else data
            made.writestr(name, _typed(data, main) if name == "[Content_Types].xml" else data)
    out.seek(0)
    return out


def _followed(relations: bytes, name: str, names: set[str]) -> bytes:
    """The relations of a part, without those to parts that are not there: Word reads the rest, and so do we."""
    folder = posixpath.dirname(posixpath.dirname(name))

    def kept(found: re.Match[str]) -> str:
        said = dict(_ATTRIBUTE.findall(found[0]))
        target = posixpath.normpath(posixpath.join("/", folder, html.unescape(said.get("Target", "")))).lstrip("/")
        if said.get("TargetMode") == "External" or target in names:
            return found[0]
        if found[0].endswith("/>"):
            return ""
        return found[0].replace(' TargetMode="Internal"', "").replace("Relationship", 'Relationship TargetMode="External"', 1)

    text = relations.decode("utf-8", "surrogateescape")
    return _RELATION.sub(kept, text).encode("utf-8", "surrogateescape")


def _typed(types: bytes, main: str) -> bytes:
    """The types of the parts with that of the main part said."""
    if f'PartName="/{main}"'.encode() in types or f"PartName='/{main}'".encode() in types:
        return types
    end = types.rfind(b"</")
    return types[:end] + b'<Override PartName="/%s" ContentType="%s"/>' % (main.encode(), _MAIN_TYPE) + types[end:]


def _transitional(xml: bytes) -> bytes:
    if _STRICT in xml:
        for strict, transitional in _PARTS_OF_SPEECH:
            xml = xml.replace(_STRICT + strict, _TRANSITIONAL + transitional)
    for name in _OTHER_MAIN_TYPES:
        xml = xml.replace(name, _MAIN_TYPE)
    return xml
