"""Asks one site politely: one connection, a pause between requests, by an honest name, within its robots.txt and bounds of size and time.

It follows redirects on the same host alone, keeps no cookie, sends nothing of its own and runs nothing of a page.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from http.cookiejar import CookieJar, DefaultCookiePolicy
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import urljoin, urlsplit

from ingest.errors import BusySiteError, NotServedError, SiteError
from ingest.websites.addresses import document_of, is_here
from ingest.websites.robots import Robots

if TYPE_CHECKING:
    import ssl

    import httpx

AGENT: Final = "council-papers-assistant"
_MOST_OF_PAGE: Final = 8 << 20
_PAGE_SECONDS: Final = 60.0
_FILE_SECONDS: Final = 600.0
_MOST_REDIRECTS: Final = 5
_REFUSED: Final = frozenset({401, 403, 404, 407, 410, 451})
"""Statuses by which a site says that it does not give this to the public."""
_BUSY: Final = frozenset({429, 503})
_TAIL: Final = 2048


@dataclass(frozen=True, slots=True)
class Manners:
    """How a site is asked."""

    pause: float = 2.0
    """Seconds between two requests; the site's robots.txt may ask for more."""
    insecure: bool = False
    """Whether a site of this computer may be asked without https."""
    patience: float = 30.0
    """Seconds in which something must come."""
    most_of_file: int = 300 << 20
    """Bytes above which a document is not taken."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page, whole."""

    address: str
    """After redirects."""
    content: bytes
    media: str
    """Media type in lower case, without parameters."""
    charset: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a document, so that an unchanged one is not sent again."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A document that was sent; the file is the caller's to move or delete."""

    file: Path
    known: Known
    address: str
    """After redirects."""


@dataclass(slots=True)
class Client:
    """What asks one site; a block, at the end of which the connection is closed."""

    start: str
    """The address of the site that was given; no other host is asked."""
    manners: Manners
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    _http: "httpx.Client | None" = None
    _robots: Robots | None = None
    _last: float = field(default=float("-inf"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._http:
            self._http.close()
            self._http = None

    def begin(self) -> None:
        """Begin a look: the site's rules are asked for anew."""
        self._robots = None

    def page(self, address: str) -> Page:
        """A page of the site. Raises NotServedError where the site does not give it, SiteError where it fails."""
        with self._answer(address, {"accept": "text/html,application/xml,text/xml;q=0.9"}) as answer:
            content = b"".join(self._body(answer, _MOST_OF_PAGE, _PAGE_SECONDS))
            media = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
            return Page(str(answer.url), content, media, answer.charset_encoding or "utf-8")

    def file(self, address: str, known: Known, folder: Path) -> Fetched | None:
        """A document, as a new file in `folder`; None where the site says that it is what is known.

        Raises NotServedError where the site does not give it, or sends a page to sign in instead; SiteError where it fails, is cut short,
        too large, or no document.
        """
        headers = {"if-none-match": known.etag, "if-modified-since": known.modified}
        with self._answer(address, {name: value for name, value in headers.items() if value}) as answer:
            if answer.status_code == HTTPStatus.NOT_MODIFIED:
                return None
            media = answer.headers.get("content-type", "").partition(";")[0].strip().casefold()
            if media in ("text/html", "application/xhtml+xml"):
                if str(answer.url) != address and not document_of(str(answer.url)):
                    raise NotServedError(f"{address}: the site shows a page instead, as where one must sign in")
                raise SiteError(f"{address}: a web page came instead of a document; look at it in a browser")
            with NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
                path = Path(file.name)
                try:
                    for part in self._body(answer, self.manners.most_of_file, _FILE_SECONDS):
                        file.write(part)
                    file.flush()
                    _whole(path, address, told="content-length" in answer.headers or "transfer-encoding" in answer.headers)
                except BaseException:
                    path.unlink(missing_ok=True)
                    raise
            told = Known(answer.headers.get("etag", ""), answer.headers.get("last-modified", ""))
            return Fetched(path, told, str(answer.url))

    @contextmanager
    def _answer(self, address: str, headers: dict[str, str]) -> "Iterator[httpx.Response]":
        """The answer to a request, its body not yet read; after the redirects that are followed."""
        for _ in range(_MOST_REDIRECTS):
            self._check(address)
            with self._asked(address, headers) as answer:
                if not answer.has_redirect_location:
                    _status(answer, address)
                    yield answer
                    return
                target = urljoin(address, answer.headers["location"])
            if _host(target) != _host(self.start):
                raise SiteError(f"{address}: the site sends on to another host ({urlsplit(target).hostname}), which is not asked")
            address = target
        raise SiteError(f"{address}: the site sends on and on")

    @contextmanager
    def _asked(self, address: str, headers: dict[str, str]) -> "Iterator[httpx.Response]":
        import httpx

        wait = max(self.manners.pause, self._robots.delay if self._robots else 0.0) - (self.clock() - self._last)
        if wait > 0:
            self.sleep(wait)
        try:
            with self._connected().stream("GET", address, headers=headers) as answer:
                yield answer
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise SiteError(f"{address}: {_meaning(error)}") from error
        finally:
            self._last = self.clock()

    def _connected(self) -> "httpx.Client":
        import httpx

        if self._http is None:
            near = is_here(urlsplit(self.start).hostname or "")
            said = {"user-agent": f"{AGENT}/{version(AGENT)} (reads published council papers)", "accept-encoding": "identity"}
            self._http = httpx.Client(
                headers=said, verify=_trusted(), timeout=self.manners.patience, follow_redirects=False, trust_env=not near,
                limits=httpx.Limits(max_connections=1), cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            )  # fmt: skip
        return self._http

    def _body(self, answer: "httpx.Response", most: int, seconds: float) -> Iterator[bytes]:
        """The bytes of an answer, whole and within bounds. Raises SiteError."""
        address, deadline, room = str(answer.url), self.clock() + seconds, most
        if answer.headers.get("content-encoding", "identity").casefold() != "identity":
            raise SiteError(f"{address}: it comes packed, which was not asked for")
        too_large = f"{address}: larger than {most >> 20} MiB, so it is not taken (setting max_file_size)"
        if answer.headers.get("content-length", "0").isdecimal() and int(answer.headers.get("content-length", "0")) > most:
            raise SiteError(too_large)
        for part in answer.iter_raw():  # as they come: gathered to a size, a slow drip would not be seen
            room -= len(part)
            if room < 0:
                raise SiteError(too_large)
            if self.clock() > deadline:
                raise SiteError(f"{address}: it came too slowly: not whole after {seconds:.0f} seconds")
            yield part

    def _check(self, address: str) -> None:
        """Raises SiteError where an address may not be asked for, by our rules or by the site's."""
        parts = urlsplit(address)
        if parts.scheme != "https" and not (parts.scheme == "http" and self.manners.insecure and is_here(parts.hostname or "")):
            raise SiteError(f"{address}: only https is asked; give an address that begins with https://")
        if _host(address) != _host(self.start) or parts.username:
            raise NotServedError(f"{address}: on another host, which is not asked")
        if not self._rules().allow(address):
            raise NotServedError(f"{address}: the site's robots.txt asks programs to leave it alone")

    def _rules(self) -> Robots:
        """What the site's robots.txt says, asked for once. Raises SiteError where it cannot be known."""
        if self._robots is None:
            address = urljoin(self.start, "/robots.txt")
            with self._asked(address, {}) as answer:
                refused = answer.is_client_error and answer.status_code not in _BUSY
                if answer.has_redirect_location or refused:
                    self._robots = Robots()
                    return self._robots
                _status(answer, address)
                text = b"".join(self._body(answer, 1 << 20, _PAGE_SECONDS)).decode("utf-8", "replace")
                self._robots = Robots.read(text, AGENT)
        return self._robots


@cache
def _trusted() -> "ssl.SSLContext":
    """The authorities that are trusted to say who a site is, read once."""
    import httpx

    return httpx.create_ssl_context()


def _status(answer: "httpx.Response", address: str) -> None:
    """Raises what a status means that is no answer."""
    code = answer.status_code
    if code in _BUSY:
        raise BusySiteError(f"{address}: the site asks to be left alone for a while ({code})")
    if code in _REFUSED:
        raise NotServedError(f"{address}: the site does not give it ({code})")
    if code not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED):
        raise SiteError(f"{address}: the site failed ({code})")


def _whole(path: Path, address: str, told: bool) -> None:
    """Raises SiteError where a file is empty, or a PDF whose length nobody told lacks its end."""
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _TAIL))
        end = file.read()
    if not start:
        raise SiteError(f"{address}: nothing came")
    if not told and start == b"%PDF-" and b"%%EOF" not in end:
        raise SiteError(f"{address}: it was cut short")


def _host(address: str) -> tuple[str | None, int | None]:
    """Host and port of an address."""
    parts = urlsplit(address)
    return parts.hostname, parts.port or {"https": 443, "http": 80}.get(parts.scheme)


def _meaning(error: Exception) -> str:
    """What a failure of the connection means, in words."""
    name = type(error).__name__
    if "Timeout" in name:
        return "the site does not answer in time"
    if name == "RemoteProtocolError":
        return "the answer was cut short"
    return f"the site cannot be reached ({name}: {' '.join(str(error).split())[:160]})"
