"""Pages that another layer adds to the web app: the composition root hands them over, the app says who may open them and what they send."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from assistant.access.models import Identity
from assistant.service.reader import Reader


@dataclass(frozen=True, slots=True)
class Sent:
    """A request for an added page, by a reader who may open it; a form among these was made here for this reader."""

    reader: Reader
    """What they may see of the library."""
    name: str
    """Their account; "" without one."""
    form_token: str
    """Hidden value `form` of the forms on the page."""
    fields: Mapping[str, str]
    """Of the address, or of the form."""
    file: bytes = b""
    """A file that was sent with the form."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A page."""

    title: str
    body: str
    """HTML, whatever comes from papers and people escaped by who made it."""
    documents: tuple[str, ...] = ()
    """Papers whose words stand on it, for the record."""
    marking: str | None = None
    """What the page is marked with, where anything on it is exempt."""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Sheet:
    """An Excel file to be taken away."""

    content: bytes
    name: str
    documents: tuple[str, ...] = ()
    marking: str | None = None


@dataclass(frozen=True, slots=True)
class AddedPage:
    """A page. Where `may_open` says no, and where nothing is given back, there is no such address."""

    path: str
    name: str
    may_open: Callable[[Identity], bool]
    show: Callable[[Sent], Shown | Sheet | None]
    change: Callable[[Sent], Shown | str | None] | None = None
    """What a form of the page does: a page, or the query of the address of this page at which to go on."""
    listed: bool = True
    """Whether the header of every page names it."""
