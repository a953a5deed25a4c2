"""How papers come in: the queue, its sources, and dead letters put back; for those alone who may add papers."""

from dataclasses import dataclass
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.access.opening import Access
from assistant.service.intake import IntakeDesk, IntakeView
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, visitor_of
from assistant.ui.paging import Paged
from assistant.ui.render import render
from ingest.jobs import JobState, Queue

PATH: Final = "/papers/intake"
WORDS: Final = {
    JobState.FAILED: "Failed", JobState.READING: "Being read", JobState.WAITING: "Waiting",
    JobState.KEPT_BACK: "Kept back, in whole or part", JobState.DOUBTED: "Read with doubts", JobState.READ: "Read",
    JobState.UNCHANGED: "Already there, unchanged",
}  # fmt: skip
"""The states in the order of the page, in words."""
_FEW: Final = 5
_LONGEST_ID: Final = 15
Text = Annotated[str, Form()]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of the queue is asked for."""

    state: str

    def query(self, page: int) -> str:
        """The part of an address that says the same, for another page of the list."""
        return urlencode({"state": self.state, "page": page})


def build_intake(services: Services, access: Access, queue: Queue) -> APIRouter:
    """The routes. For a reader who may not add papers they do not exist."""
    router = APIRouter()
    desk = IntakeDesk(services, queue)
    if queue.recover():
        desk.start()

    @router.get(PATH, response_class=HTMLResponse)
    def intake(request: Request, state: str = "", page: str = "", back: str = "") -> str:
        visitor = _allowed(services, request)
        queue.recover()
        view = IntakeView.of(visitor, queue)
        chosen = next((one for one in JobState if one.value == state), None)
        return _drawn(visitor, view, back) if chosen is None else _drawn_one(visitor, view, chosen, page)

    @router.post(PATH)
    def put_back(request: Request, form: Text = "", job: Text = "") -> Response:
        visitor = _allowed(services, request)
        found(form if access.forms.valid(request.cookies, form) else None)
        named = job.isdecimal() and len(job) < _LONGEST_ID
        found(job if named or job == "all" else None)
        count = desk.retry(visitor, {int(job)} if named else None)
        return RedirectResponse(f"{PATH}?back={count}", status_code=303)

    return router


def _allowed(services: Services, request: Request) -> Visitor:
    visitor = visitor_of(services, request)
    return found(visitor if visitor.identity.may_upload else None)


def _drawn(visitor: Visitor, view: IntakeView, back: str) -> str:
    """All states, the last few jobs of each; of dead letters as many as a page of a list has."""
    counts = view.counts()
    parts = [(state, words, counts[state], Paged.of(view.jobs([state]), "").rows) for state, words in WORDS.items() if counts.get(state)]
    shown = [(state, words, count, rows if state is JobState.FAILED else rows[:_FEW]) for state, words, count, rows in parts]
    told = int(back) if back.isdecimal() and len(back) < _LONGEST_ID else None
    return render("intake.html", here=PATH, visitor=visitor, parts=shown, feeds=view.feeds(), back=told, path=PATH)


def _drawn_one(visitor: Visitor, view: IntakeView, state: JobState, page: str) -> str:
    paged = Paged.of(view.jobs([state]), page)
    return render("intake_state.html", here=PATH, visitor=visitor, paged=paged, words=WORDS[state], fields=Asked(state.value), path=PATH)
