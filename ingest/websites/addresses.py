"""Which address is a list of meetings, a meeting or a document; makers and versions differ in folders, letters and order, not in this."""

from ipaddress import ip_address
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import parse_qsl, quote, unquote, urljoin, urlsplit, urlunsplit

from ingest.sources import ENDINGS, NOT_READ
from ingest.websites.models import DocumentKind

_COMMITTEE_PAGES: Final = ("ielistmeetings.aspx", "mgcommitteedetails.aspx")
_MEETING_PAGE: Final = "ielistdocuments.aspx"
_CONVERTED: Final = "mgconvert2pdf.aspx"
_PAPERS: Final = tuple(ending for ending in (*ENDINGS, *NOT_READ) if ending not in (".html", ".htm", ".zip", ".7z", ".rar"))
"""Endings of what may be a paper; a page of the site is none."""
_OURS: Final = ("documents", "published", "data")
"""Folders in which the makers put papers."""
_KINDS: Final = (
    ("reports pack", DocumentKind.PACK),
    ("agenda pack", DocumentKind.PACK),
    ("document pack", DocumentKind.PACK),
    ("supplement", DocumentKind.SUPPLEMENT),
    ("addendum", DocumentKind.SUPPLEMENT),
    ("to follow", DocumentKind.SUPPLEMENT),
    ("printed minutes", DocumentKind.MINUTES),
    ("printed decisions", DocumentKind.DECISIONS),
    ("frontsheet", DocumentKind.AGENDA),
)
_WHOLE: Final = {"minutes": DocumentKind.MINUTES, "decisions": DocumentKind.DECISIONS, "agenda": DocumentKind.AGENDA}
"""Whole names: an item's report may be on minutes of another meeting; what is called that and no more is the meeting's own."""
_KIND_BY_LETTER: Final = {
    ("g", "10"): DocumentKind.PACK, ("g", "0"): DocumentKind.AGENDA, ("g", "1"): DocumentKind.MINUTES,
    ("g", "2"): DocumentKind.DECISIONS, ("b", "9"): DocumentKind.SUPPLEMENT,
}  # fmt: skip
"""Letter of the folder and parameter T of an address under documents/ to what is there, whatever it is called."""


def is_here(host: str) -> bool:
    """Whether a host is this computer."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def absolute(base: str, link: str) -> str:
    """The address that a link leads to, as it can be sent: makers leave spaces and line ends in theirs."""
    parts = urlsplit(urljoin(base, " ".join(link.split())))
    path, query = quote(parts.path, safe="%/$@!*'(),;:+~=&"), quote(parts.query, safe="%=&+/,:;$@!*'()~?")
    return urlunsplit((parts.scheme.casefold(), parts.netloc.casefold(), path, query, ""))


def folder_of(address: str) -> str:
    """The address of the folder that a page is in, ending in a slash; a service's own methods are no folder."""
    parts = urlsplit(address)
    path = parts.path if parts.path.endswith("/") else parts.path.rpartition("/")[0] + "/"
    if path.casefold().endswith(".asmx/"):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return urlunsplit((parts.scheme, parts.netloc, path, "", ""))


def committee_of(address: str) -> str:
    """The number of the committee whose meetings, or details, an address shows; "" where it shows no such thing."""
    name, said = _page(address)
    if name not in _COMMITTEE_PAGES:
        return ""
    return said.get("committeeid") or said.get("cid") or (said.get("id", "") if name == "mgcommitteedetails.aspx" else "")


def meeting_of(address: str) -> str:
    """The number of the meeting whose page an address is; "" where it is none."""
    name, said = _page(address)
    return (said.get("mid") or said.get("meetingid") or "") if name == _MEETING_PAGE else ""


def document_of(address: str) -> str:
    """What tells a document from others whatever it is called now; "" where the address is of no document of a meeting."""
    name, said = _page(address)
    if name == _CONVERTED:
        return f"s{said['id']}" if said.get("id") else ""
    path = unquote(urlsplit(address).path)
    parts = path.split("/")
    if not path.casefold().endswith(_PAPERS) or not any(part.casefold() in _OURS for part in parts[:-1]):
        return ""
    if len(parts) > 2 and parts[-3].casefold() == "documents" and parts[-2][:1].isalpha() and parts[-2][1:].isdecimal():
        letter, number = parts[-2][0].casefold(), parts[-2][1:]
        return f"{letter}{number}" + (f"-{said.get('t', '')}" if letter == "g" else "")
    return path.casefold() + (f"?{urlsplit(address).query}" if urlsplit(address).query else "")


def kind_of(title: str, address: str) -> DocumentKind:
    """What a document is: by where it lies, else by what it or its file is called."""
    parts, (_, said) = unquote(urlsplit(address).path).split("/"), _page(address)
    placed = _KIND_BY_LETTER.get((parts[-2][:1].casefold() if len(parts) > 1 else "", said.get("t", "")))
    if placed:
        return placed
    called = title.casefold().strip(), parts[-1].casefold().rpartition(".")[0].strip()
    told = next((kind for words, kind in _KINDS if any(words in name for name in called)), None)
    return told or next((_WHOLE[name] for name in called if name in _WHOLE), DocumentKind.REPORT)


def file_name(title: str, address: str) -> str:
    """A name for the file of a document: that of its address where it has one, else its title."""
    path = PurePosixPath(unquote(urlsplit(address).path))
    return clean_name(path.name if path.name.casefold().endswith(_PAPERS) else f"{title or 'paper'}.pdf")


def clean_name(name: str) -> str:
    """A name that every file system takes, with its ending."""
    kept = "".join(letter if letter.isprintable() and letter not in '/\\:*?"<>|' else " " for letter in name)
    stem, dot, ending = " ".join(kept.split()).lstrip(".$~ ").rpartition(".")
    return (stem[:120].rstrip() or "paper") + dot + ending


def _page(address: str) -> tuple[str, dict[str, str]]:
    """The last part of an address's path and its parameters by name, both in lower case."""
    parts = urlsplit(address)
    return parts.path.rpartition("/")[2].casefold(), {name.casefold(): value.strip() for name, value in parse_qsl(parts.query)}
