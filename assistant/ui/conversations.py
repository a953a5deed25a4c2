"""The pages of a reader's past conversations, and what they say of answers: plain forms, so that they work whatever else does."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from assistant.access.models import Verdict
from assistant.access.opening import Access
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, visitor_of
from assistant.ui.render import render
from assistant.ui.turns import turn_html

Text = Annotated[str, Form()]
_LONGEST_SEARCH = 200


def build_conversations(services: Services, access: Access) -> APIRouter:
    """The routes, bound to the services. A conversation that is not the reader's does not exist."""
    router = APIRouter()
    history = access.history

    @router.get("/conversations", response_class=HTMLResponse)
    def conversations(request: Request, q: str = "") -> str:
        visitor, words = visitor_of(services, request), q.strip()[:_LONGEST_SEARCH]
        past, days = history.conversations(visitor.identity, words), access.settings.history_days
        return render("conversations.html", here="", visitor=visitor, conversations=past, words=words, days=days)

    _add_deletion(router, services, access)  # before the conversations, one of which "delete" would else be taken for

    @router.get("/conversations/{id}", response_class=HTMLResponse)
    def conversation(request: Request, id: str, thanked: int = 0) -> str:
        visitor = visitor_of(services, request)
        past = found(history.open(visitor.identity, id))
        turns = [(turn, turn_html(visitor, turn.number, turn.answer, id, turn.number == thanked) if turn.answer else "") for turn in past]
        return render("conversation.html", here="", visitor=visitor, id=id, turns=turns)

    @router.post("/conversations/{id}/feedback")
    def feedback(
        request: Request, id: str, answer: Text, verdict: Annotated[Verdict, Form()], comment: Text = "", form: Text = ""
    ) -> Response:
        visitor = _sender(services, access, request, form)
        visitor.count_question()
        turns = history.turns(visitor.identity, id)
        number = found(next((at for at, turn in enumerate(turns, 1) if answer and turn.answer.id == answer), None))
        found(visitor.still_shown(turns)[number - 1])
        visitor.judged(turns[:number], verdict, comment)
        if "x-panel" in request.headers:
            return HTMLResponse(render("thanks.html"))
        return RedirectResponse(f"/conversations/{id}?thanked={number}#answer-{answer}", status_code=303)

    return router


def _add_deletion(router: APIRouter, services: Services, access: Access) -> None:
    history = access.history

    @router.get("/conversations/delete", response_class=HTMLResponse)
    def ask_delete_all(request: Request) -> str:
        return render("forget.html", here="", visitor=visitor_of(services, request), id="", turns=())

    @router.post("/conversations/delete")
    def delete_all(request: Request, form: Text = "") -> Response:
        history.delete(_sender(services, access, request, form).identity)
        return RedirectResponse("/conversations", status_code=303)

    @router.get("/conversations/{id}/delete", response_class=HTMLResponse)
    def ask_delete(request: Request, id: str) -> str:
        visitor = visitor_of(services, request)
        return render("forget.html", here="", visitor=visitor, id=id, turns=found(history.open(visitor.identity, id)))

    @router.post("/conversations/{id}/delete")
    def delete(request: Request, id: str, form: Text = "") -> Response:
        found(history.delete(_sender(services, access, request, form).identity, id) or None)
        return RedirectResponse("/conversations", status_code=303)


def _sender(services: Services, access: Access, request: Request, form: str) -> Visitor:
    """Who sends a form; one that was not made for their browser goes nowhere."""
    return found(visitor_of(services, request) if access.forms.valid(request.cookies, form) else None)
