"""A council's site of meetings on this computer, in the ways of two makers, by pages and by XML service, with the faults of real ones."""

import datetime
import html
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from reportlab.pdfgen import canvas

HTML, XML = "text/html; charset=utf-8", "text/xml; charset=utf-8"


def pdf(*lines: str) -> bytes:
    """A PDF of one page with these lines; the same lines give the same bytes."""
    import io

    made = io.BytesIO()
    page = canvas.Canvas(made, invariant=True)
    for at, line in enumerate(lines):
        page.drawString(60, 780 - 24 * at, line)
    page.showPage()
    page.save()
    return made.getvalue()


def minutes_of(committee: str, day: str, *more: str) -> bytes:
    """Minutes that the reader understands."""
    return pdf(
        "Larkmere Borough Council",
        f"Minutes of the meeting of the {committee} held on {day}",
        "1. Apologies",
        "None were made by the members.",
        *more,
    )


@dataclass
class Doc:
    """A document of a meeting. `kind`: pack, frontsheet, minutes, supplement or report; `restricted`: named, and not served."""

    number: int
    title: str
    body: bytes
    kind: str = "report"
    restricted: bool = False
    media: str = "application/pdf"


@dataclass
class Met:
    """A meeting."""

    number: int
    day: datetime.date
    docs: list[Doc] = field(default_factory=list)


@dataclass
class Body:
    """A committee."""

    number: int
    name: str
    meetings: list[Met] = field(default_factory=list)


@dataclass
class Reply:
    """What is sent: `cut` bytes of the body alone where it is not None, `wait` seconds before it."""

    body: bytes = b""
    status: int = 200
    media: str = HTML
    headers: dict[str, str] = field(default_factory=dict)
    cut: int | None = None
    wait: float = 0.0
    drip: float = 0.0
    """Seconds between the bytes of the body."""
    sized: bool = True
    """Whether the length is told; else the end of the connection is the end of the body."""


class Maker:
    """What both makers' sites do alike."""

    root = "/"
    has_pages, has_service = True, True

    def __init__(self, *bodies: Body) -> None:
        self.bodies = list(bodies)
        self.asked: list[str] = []
        self.agents: set[str] = set()
        self.cookies: list[str] = []
        self.faults: dict[str, Reply | Callable[[], Reply]] = {}
        """Part of an address, as it is asked for, to what is sent instead."""
        self.robots: str | None = None
        self.tags = True
        """Whether documents have ETag and Last-Modified."""

    def answer(self, target: str, headers: dict[str, str]) -> Reply:
        self.asked.append(target)
        self.agents.add(headers.get("user-agent", ""))
        if "cookie" in headers:
            self.cookies.append(headers["cookie"])
        for part, fault in self.faults.items():
            if part in target:
                return fault() if callable(fault) else fault
        parts = urlsplit(target)
        path, query = unquote(parts.path), {name.lower(): value for name, value in parse_qsl(parts.query)}
        if path == "/robots.txt":
            return Reply(status=404) if self.robots is None else Reply(self.robots.encode(), media="text/plain")
        if self.has_service and "mgwebservice.asmx/" in path.lower():
            return self.service(path.rpartition("/")[2].lower(), query)
        reply = self.page(path, query) if self.has_pages else None
        return reply or self.file(path, query, headers) or Reply(b"<html><body>Not found</body></html>", 404)

    def service(self, asked: str, query: dict[str, str]) -> Reply:
        raise NotImplementedError

    def page(self, path: str, query: dict[str, str]) -> Reply | None:
        raise NotImplementedError

    def place(self, met: Met, doc: Doc) -> str:
        """Path and query of a document, not yet quoted."""
        raise NotImplementedError

    def file(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Reply | None:
        for met, doc in self.documents():
            place, _, of = self.place(met, doc).partition("?")
            if place == path and dict(parse_qsl(of)).get("T") == query.get("t") and not doc.restricted:
                return self.sent(doc, headers)
        return None

    def sent(self, doc: Doc, headers: dict[str, str]) -> Reply:
        tag = f'"{sha256(doc.body).hexdigest()[:16]}"'
        if self.tags and headers.get("if-none-match") == tag:
            return Reply(status=304)
        told = {"etag": tag, "last-modified": formatdate(1_700_000_000, usegmt=True)} if self.tags else {}
        return Reply(doc.body, media=doc.media, headers={"set-cookie": "session=1", **told})

    def documents(self) -> Iterator[tuple[Met, Doc]]:
        for body in self.bodies:
            for met in body.meetings:
                for doc in met.docs:
                    yield met, doc

    def body(self, number: str | None) -> Body | None:
        return next((one for one in self.bodies if str(one.number) == number), None)

    def met(self, number: str | None) -> tuple[Body, Met] | None:
        return next(((body, met) for body in self.bodies for met in body.meetings if str(met.number) == number), None)


class Newer(Maker):
    """The template that most councils have now: lists with links, packs under /documents/gN, service at the root."""

    def page(self, path: str, query: dict[str, str]) -> Reply | None:
        made = {
            "/mgListCommittees.aspx": self._committees,
            "/ieListMeetings.aspx": lambda: self._meetings(query),
            "/ieListDocuments.aspx": lambda: self._documents(query),
        }.get(path)
        return made() if made else None

    def _sheet(self, title: str, inside: str) -> Reply:
        return Reply(
            f"""<!DOCTYPE html><html lang="en-GB"><head><title>{title}</title>
<script>document.write('<a href="documents/g0/x.pdf?T=10">x</a>')</script></head>
<body><nav><a href="mgCalendarMonthView.aspx?GL=1">Calendar</a><a href="https://www.example.org/privacy.pdf">Privacy (PDF)</a></nav>
<div class="mgContent">{inside}</div></body></html>""".encode()
        )

    def _committees(self) -> Reply:
        rows = "".join(f'<li><a href="mgCommitteeDetails.aspx?ID={one.number}">{html.escape(one.name)}</a></li>' for one in self.bodies)
        return self._sheet("Committees", f'<ul class="mgBulletList">{rows}</ul>')

    def _meetings(self, query: dict[str, str]) -> Reply:
        body = self.body(query.get("committeeid") or query.get("cid"))
        if body is None:
            return Reply(b"<html></html>", 404)
        rows = "".join(
            f'<li><a href="ieListDocuments.aspx?CId={body.number}&amp;MId={met.number}&amp;Ver=4" title="Link to meeting">'
            f"{met.day.day} {met.day:%b %Y} 10.00 am</a></li>"
            for met in body.meetings
        )
        return self._sheet(html.escape(body.name), f'<h2>Meetings</h2><ul class="mgBulletList">{rows}</ul>')

    def _documents(self, query: dict[str, str]) -> Reply:
        found = self.met(query.get("mid"))
        if found is None:
            return Reply(status=302, headers={"location": "mgError.aspx"})
        rows = ""
        for doc in found[1].docs:
            link = self.place(found[1], doc).removeprefix("/").replace(" pack ", " pack\r\n", 1)
            rows += (
                f'<li class="mgDocListRestricted">{doc.title} <a href="mgReasonsRestricted.aspx?ID=1">View the reasons</a></li>'
                if doc.restricted
                else f'<li><a href="{html.escape(link)}">{html.escape(doc.title)} <span class="mgFileSize">(PDF, 1 MB)</span></a></li>'
            )
        return self._sheet("Agenda", f'<h1>Agenda for {html.escape(found[0].name)}</h1><ul class="mgActionList">{rows}</ul>')

    def place(self, met: Met, doc: Doc) -> str:
        day = f"{met.day:%d}th-{met.day:%b-%Y} 10.00"
        return {
            "pack": f"/documents/g{met.number}/Public reports pack {day} {doc.title}.pdf?T=10",
            "frontsheet": f"/documents/g{met.number}/Agenda frontsheet {day} {doc.title}.pdf?T=0",
            "minutes": f"/documents/g{met.number}/Printed minutes {day} {doc.title}.pdf?T=1",
            "supplement": f"/documents/b{doc.number}/{doc.title} {day}.pdf?T=9",
        }.get(doc.kind, f"/documents/s{doc.number}/{doc.title}.pdf")

    def file(self, path: str, query: dict[str, str], headers: dict[str, str]) -> Reply | None:
        if path.lower() == "/mgconvert2pdf.aspx":
            found = next(((met, doc) for met, doc in self.documents() if str(doc.number) == query.get("id")), None)
            return Reply(status=302, headers={"location": quote(self.place(*found), safe="/?=")}) if found else None
        return super().file(path, query, headers)

    def service(self, asked: str, query: dict[str, str]) -> Reply:
        if asked == "getcommittees":
            rows = "".join(
                f"<committee><committeeid>{one.number}</committeeid><committeetitle>{html.escape(html.escape(one.name))}</committeetitle>"
                "<committeedeleted>False</committeedeleted><committeeexpired>False</committeeexpired></committee>"
                for one in self.bodies
            )
            return self._xml("committees", rows)
        if asked == "getmeetings":
            body = self.body(query.get("lcommitteeid"))
            since, until = (datetime.datetime.strptime(query[name], "%d/%m/%Y").date() for name in ("sfromdate", "stodate"))
            rows = "".join(
                f"<meeting><meetingid>{met.number}</meetingid><meetingdate>{met.day:%d/%m/%Y}</meetingdate></meeting>"
                for met in (body.meetings if body else ())
                if since <= met.day <= until
            )
            return self._xml("meetings", rows)
        found = self.met(query.get("lmeetingid"))
        if asked != "getmeeting" or found is None:
            return Reply(b"System.ArgumentException", 500, "text/plain")
        body, met = found
        own = "".join(self._linked(met, doc) for doc in met.docs if doc.kind != "report")
        items = "".join(
            f"<agendaitem><agendaitemtitle>{html.escape(doc.title)}</agendaitemtitle>"
            f"<linkeddocs>{self._linked(met, doc)}</linkeddocs></agendaitem>"
            for doc in met.docs
            if doc.kind == "report"
        )
        return self._xml(
            "meeting",
            f"<meetingid>{met.number}</meetingid><committeetitle>{html.escape(body.name)}</committeetitle>"
            f"<meetingdate>{met.day:%d/%m/%Y}</meetingdate><linkeddocs>{own}</linkeddocs><agendaitems>{items}</agendaitems>",
        )

    def _linked(self, met: Met, doc: Doc) -> str:
        link = f"{self.address}/mgConvert2PDF.aspx?ID={doc.number}" if doc.kind == "report" else self.address + self.place(met, doc)
        title = {"pack": "Public reports pack", "minutes": "Printed minutes", "frontsheet": "Agenda frontsheet"}.get(doc.kind, doc.title)
        return (
            f"<linkeddoc><attachmentid>{doc.number}</attachmentid><title>{html.escape(html.escape(title))}</title><isrestricted>{doc.restricted}</isrestricted>"
            f"<url>{html.escape(link)}</url></linkeddoc>"
        )

    def _xml(self, name: str, inside: str) -> Reply:
        return Reply(f'<?xml version="1.0" encoding="utf-8"?><{name}>{inside}</{name}>'.encode(), media=XML)

    address = ""


class Older(Maker):
    """Another maker's: tables in capitals and windows-1252, in a folder of the council's own site, papers under Published/ and Data/,
    days beside the links, years on pages of their own; its service has a namespace, other letters, other dates."""

    root = "/modernGov/"
    address = ""

    def page(self, path: str, query: dict[str, str]) -> Reply | None:
        name = path.lower().removeprefix("/moderngov/")
        made = {
            "iedochome.aspx": self._committees,
            "ielistmeetings.aspx": lambda: self._meetings(query),
            "ielistdocuments.aspx": lambda: self._documents(query),
        }.get(name)
        return made() if made and path.startswith(self.root) else None

    def _sheet(self, inside: str) -> Reply:
        page = f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN"><HTML><HEAD><TITLE>Council – meetings</TITLE></HEAD>
<BODY BGCOLOR=white><TABLE WIDTH=100%><TR><TD><A HREF="/">Home</A> <A HREF="/Contact%20us.pdf">Contact us</A></TD></TR></TABLE>
<TABLE CLASS=mgTable>{inside}</TABLE></BODY></HTML>"""
        return Reply(page.encode("cp1252"), media="text/html; charset=windows-1252")

    def _committees(self) -> Reply:
        rows = "".join(
            f'<TR><TD><A HREF="ieListMeetings.aspx?CId={one.number}&Year={_year()}">{html.escape(one.name)}</A><TD>Current'
            for one in self.bodies
        )
        return self._sheet(rows)

    def _meetings(self, query: dict[str, str]) -> Reply:
        body = self.body(query.get("cid"))
        if body is None:
            return Reply(b"<HTML></HTML>", 500)
        year = query.get("year", str(_year()))
        rows = "".join(
            f"<TR><TD>{met.day:%A}, {met.day.day}th {met.day:%B}, {met.day:%Y} 2.00 pm<TD>"
            f'<A HREF="../modernGov/ieListDocuments.aspx?CId={body.number}&MID={met.number}&Ver=4&J=2">Agenda and minutes</A>'
            for met in body.meetings
            if year in ("0", str(met.day.year))
        )
        years = "".join(
            f'<A HREF="ieListMeetings.aspx?CId={body.number}&Year={one}">{one}</A> '
            for one in sorted({met.day.year for met in body.meetings})
        )
        return self._sheet(f"<TR><TD>{years}{rows}")

    def _documents(self, query: dict[str, str]) -> Reply:
        found = self.met(query.get("mid"))
        if found is None:
            return Reply(b"<HTML>Runtime error</HTML>", 500)
        rows = ""
        for doc in found[1].docs:
            place = quote(self.place(found[1], doc), safe="/?=$")
            rows += f"<TR><TD>{doc.number}.<TD>{doc.title} – restricted" if doc.restricted else (
                f'<TR><TD>{doc.number}.<TD><A HREF="{place}" TARGET=_blank><IMG SRC=pdf.gif ALT="">{html.escape(doc.title)} PDF 82 KB</A>'
            )  # fmt: skip
        return self._sheet(rows)

    def place(self, met: Met, doc: Doc) -> str:
        if doc.kind in ("pack", "minutes"):
            name = "Agenda pack" if doc.kind == "pack" else "Minutes"
            return f"/modernGov/Data/Cabinet/{met.day:%Y%m%d}1400/{name.split()[0]}/{name}.pdf"
        return f"/modernGov/Published/C{met.number // 100:08}/M{met.number:08}/AI{doc.number:08}/${doc.title}.pdf"

    def service(self, asked: str, query: dict[str, str]) -> Reply:
        if asked == "getcommittees":
            return self._xml(
                "".join(
                    f"<Committee><CommitteeId>{one.number}</CommitteeId><CommitteeTitle>{html.escape(one.name)}</CommitteeTitle></Committee>"
                    for one in self.bodies
                )
            )
        if asked == "getmeetings":
            body = self.body(query.get("lcommitteeid"))
            return self._xml(
                "".join(
                    f"<Meeting><MeetingId>{met.number}</MeetingId><MeetingDate>{met.day:%Y-%m-%d}T14:00:00</MeetingDate></Meeting>"
                    for met in (body.meetings if body else ())
                )
            )
        found = self.met(query.get("lmeetingid"))
        if found is None:
            return Reply(b"<HTML>Runtime error</HTML>", 500)
        body, met = found
        rows = "".join(
            f"<LinkedDoc><Title>{html.escape(doc.title)}</Title><IsRestricted>{'true' if doc.restricted else 'false'}</IsRestricted>"
            f"<Url>{'' if doc.restricted else html.escape(quote(self.place(met, doc), safe='/$'))}</Url></LinkedDoc>"
            for doc in met.docs
        )
        return self._xml(f"<Meeting><MeetingId>{met.number}</MeetingId><LinkedDocs>{rows}</LinkedDocs></Meeting>")

    def _xml(self, inside: str) -> Reply:
        made = f'<?xml version="1.0"?><m:Reply xmlns:m="urn:x" xmlns="http://moderngov.co.uk/namespaces" count="1">{inside}</m:Reply>'
        return Reply(made.encode(), media="application/xml")


def _year() -> int:
    return datetime.date.today().year


@contextmanager
def served(site: Maker) -> Iterator[str]:
    """Serve a site on this computer; its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            reply = site.answer(self.path, {name.lower(): value for name, value in self.headers.items()})
            time.sleep(reply.wait)
            self.send_response(reply.status)
            for name, value in {"content-type": reply.media, **reply.headers}.items():
                self.send_header(name, value)
            if reply.sized:
                self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            body = reply.body if reply.cut is None else reply.body[: reply.cut]
            try:
                if reply.drip:
                    for at in range(len(body)):
                        self.wfile.write(body[at : at + 1])
                        time.sleep(reply.drip)
                else:
                    self.wfile.write(body)
            except OSError:  # the reader has had enough
                self.close_connection = True
            if reply.cut is not None or not reply.sized:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    site.address = address  # type: ignore[attr-defined]
    try:
        yield address + site.root
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
