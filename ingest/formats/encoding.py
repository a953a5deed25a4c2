"""The characters of a text file."""

from ingest.errors import UnreadablePaperError


def decode(data: bytes, name: str) -> str:
    """The file's characters: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows-1252."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    if b"\x00" in data:
        raise UnreadablePaperError(f"{name}: is not a text file (it holds binary data); save it as PDF, Word or plain text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
