"""A library of three small papers and a stand-in for the assistant, shared by the tests of the web app."""

import datetime
import hashlib
import re
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen import canvas

from assistant.access.opening import open_access
from assistant.citations import make_citation
from assistant.events import Event, Sources, Stated, Token
from assistant.marking import marking_of
from assistant.models import Answer, Ask, RankedPassage, Searched, Statement, Status
from assistant.service.services import OnProgress, Services
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from ingest.models import Box, Classification, Kind, Meeting, Outcome, OutcomeStatus, Paper, PaperInfo, Passage
from vectorstore.models import Role

MEETING = Meeting(council="Larkmere Borough Council", committee="Environment Committee", date=datetime.date(2024, 3, 14))
PARAGRAPHS = {
    1: (("4", "The annual cost of mowing the riverside meadows would fall from £48,200 to £31,500 if they were cut twice a year."),
        ("5", "Residents near the boathouse asked that the footpath be kept clear for wheelchairs all year round.")),
    2: (("RECOMMENDATION (i)", "That the meadows be mown twice a year from April 2024, and that the footpath be kept clear."),),
    3: (("9", "The contractor's tender price of £27,900 is commercially sensitive."),),
}  # fmt: skip
"""Page of the pack to (paragraph, words); page 3 is exempt."""
TITLE = "MOWING OF THE RIVERSIDE MEADOWS"
SECRET = "£27,900"


def make_library(home: Path) -> Library:
    """A pack of three pages, the last exempt; public minutes as text; a paper that is exempt as a whole."""
    library = Library.open(home)
    pack = home / "meadows-pack.pdf"
    boxes = _typeset(pack)
    placed = [_passage(page, label, text, boxes[text]) for page, lines in PARAGRAPHS.items() for label, text in lines]
    placed.append(Passage("", "", 0, f"7 {TITLE}", Kind.AGENDA_ENTRY, page=1, agenda_item="7", agenda_title=TITLE, meeting=MEETING))
    _put(library, pack, placed, "agenda pack")
    minutes = home / "minutes.txt"
    resolved = "RESOLVED that the meadows be mown three times a year, since twice was thought too little."
    minutes.write_text(resolved, encoding="utf-8")
    minute = Passage("", "", 0, resolved, Kind.RESOLUTION, paragraph="12(i)", agenda_item="7", section=f"12. {TITLE}", meeting=MEETING)
    _put(library, minutes, [minute], "minutes")
    secret = home / "depot-sale.txt"
    secret.write_text("The reserve price of the depot is £900,000.", encoding="utf-8")
    passage = Passage("", "", 0, secret.read_text(encoding="utf-8"), Kind.PARAGRAPH, meeting=MEETING, classification=Classification.EXEMPT)
    _put(library, secret, [passage], "report")
    library.relate()
    return library


def _typeset(path: Path) -> dict[str, Box]:
    page, boxes = canvas.Canvas(str(path), pagesize=A4), {}
    for number, lines in PARAGRAPHS.items():
        page.setFont("Helvetica-Bold", 14)
        page.drawString(60, 780, "Mowing of the riverside meadows" if number < 3 else "Appendix: not for publication")
        for index, (label, text) in enumerate(lines):
            page.setFont("Helvetica", 11)
            top, words, row = 740 - 80 * index, text.split(), 0
            while words:
                count = next(n for n in range(len(words), 0, -1) if page.stringWidth(" ".join(words[:n])) < 440)
                page.drawString(80, top - 16 * row, " ".join(words[:count]))
                words, row = words[count:], row + 1
            page.drawString(40, top, label if len(label) < 4 else "(i)")
            boxes[text] = Box(number, 78, top - 16 * row + 10, 525, top + 12)
        page.drawRightString(550, 40, f"Page {number + 20}")
        page.showPage()
    page.save()
    return boxes


def _passage(page: int, label: str, text: str, box: Box) -> Passage:
    return Passage(
        "", "", 0, text, Kind.RECOMMENDATION if label.startswith("REC") else Kind.PARAGRAPH, page=page, page_end=page,
        page_label=f"Page {page + 20}", agenda_item="7", agenda_title="Riverside meadows", report_title="Mowing of the riverside meadows",
        paragraph=label, section="Options", meeting=MEETING, boxes=(box,),
        classification=Classification.EXEMPT if page == 3 else Classification.PUBLIC,
    )  # fmt: skip


def _put(library: Library, file: Path, passages: list[Passage], paper_type: str) -> Paper:
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    exempt = all(passage.classification is Classification.EXEMPT for passage in passages)
    info = PaperInfo(
        title=file.stem.replace("-", " ").capitalize(), paper_type=paper_type, meeting=MEETING,
        classification=Classification.EXEMPT if exempt else Classification.PUBLIC,
    )  # fmt: skip
    paper = Paper(sha256[:16], file.name, str(file), sha256, 3 if file.suffix == ".pdf" else 0, len(passages), info)
    placed = [replace(p, id=f"{paper.id}-{n}", document=file.name, ordinal=n) for n, p in enumerate(passages)]
    library.put(paper, placed, file)
    return paper


class FakeAssistant:
    """Cites every passage that shares a long word with the question or the one before it; streams word by word, slowly if asked to."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.asked: list[Ask] = []
        self.telling: list[str] = []
        """Questions whose sources were taken, and whose words have begun."""
        self.ended: dict[str, str] = {}

    def stream(self, ask: Ask) -> Iterator[Event]:
        """The words of the answer, then the answer."""
        self.asked.append(ask)
        answer = self.answer(ask)
        yield Sources(standalone_question=answer.standalone_question, passages=answer.passages)
        for statement in answer.statements:
            yield Stated(statement=statement, citations=tuple(c for c in answer.citations if c.marker in statement.citations))
        pause = 0.2 if "slowly" in ask.question else 0.0
        self.telling.append(ask.question)
        try:
            for word in answer.answer.split(" "):
                time.sleep(pause)
                yield Token(text=word + " ")
            self.ended[ask.question] = "finished"
            yield answer
        finally:
            self.ended.setdefault(ask.question, "stopped")

    def answer(self, ask: Ask) -> Answer:
        """A cited answer, or a refusal."""
        before = ask.history[-1].question if ask.history else ""
        standalone = f"{ask.question} ({before})" if before else ask.question
        hits = [
            passage
            for passage in self.library.passages(classifications=ask.role.classifications)
            if passage.kind is not Kind.AGENDA_ENTRY and passage.document in (ask.filters.documents or [passage.document])
            if _long_words(standalone) & _long_words(passage.text)
        ]
        citations = tuple(make_citation(n, p, p.text.removesuffix(".")) for n, p in enumerate(hits, 1))
        statements = tuple(Statement(text=c.quote + ".", citations=(c.marker,), marking=c.marking) for c in citations)
        return Answer(
            question=ask.question, standalone_question=standalone, abstained=not hits,
            answer="\n\n".join(f"{s.text} [{s.citations[0]}]" for s in statements) or "The papers searched say nothing about this.",
            status=Status.ANSWERED if hits else Status.NOT_IN_PAPERS, statements=statements, citations=citations, marking=marking_of(hits),
            passages=tuple(
                RankedPassage(rank=n, document=p.document, passage_id=p.id, agenda_item=p.agenda_item, report_title=p.report_title,
                              paragraph=p.paragraph, page=p.page, score=1 / n, text=p.text)
                for n, p in enumerate(hits, 1)
            ),
            searched=_searched(ask),
        )  # fmt: skip


def _searched(ask: Ask) -> Searched:
    return Searched(documents=len(ask.filters.documents) or 2, meetings=("Environment Committee, 14 March 2024",), date_from=MEETING.date)


def _long_words(text: str) -> set[str]:
    return set(re.findall(r"\w{5,}", text.casefold()))


def make_services(home: Path, role: Role = Role.PUBLIC, **settings: Any) -> Services:
    """Everything the app needs, for the reader `role` of a machine without accounts.

    An added file becomes a paper of one passage, an empty one fails.
    """
    library = make_library(home)

    def add(files: Sequence[Path], on_progress: OnProgress) -> list[Outcome]:
        outcomes = []
        for done, file in enumerate(files):
            on_progress(done, len(files), f"reading {file.name}")
            words = file.read_text(encoding="utf-8").strip()
            if words:
                _put(library, file, [Passage("", "", 0, words, Kind.PARAGRAPH, meeting=MEETING)], "report")
                outcomes.append(Outcome(str(file), OutcomeStatus.NEW, file.name, passages=1, paper_type="report"))
            else:
                outcomes.append(Outcome(str(file), OutcomeStatus.FAILED, file.name, reason="the file is empty: choose another"))
        return outcomes

    return Services(FakeAssistant(library), library, add, access=open_access(library, AssistantSettings(**settings), role))
