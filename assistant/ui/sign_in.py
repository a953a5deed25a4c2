"""Signing in and out: plain forms, so that they work whatever else does."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.concurrency import run_in_threadpool

from assistant.access.models import Action, Door, Identity
from assistant.access.opening import Access
from assistant.errors import TooManyError
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, visitor_of
from assistant.ui.render import render

_WRONG = "The name or the password is not right."
_STALE = "This page had been open too long. Try again."
Text = Annotated[str, Form()]
_LONGEST_NAME = 128


def build_sign_in(services: Services, access: Access) -> APIRouter:
    """The routes of signing in and out; where there are no accounts they do not exist."""
    router = APIRouter()

    @router.get("/sign-in", response_class=HTMLResponse)
    def sign_in_page(request: Request) -> str:
        visitor = visitor_of(services, request)
        return _page(found(visitor if visitor.accounts else None))

    @router.post("/sign-in")
    async def sign_in(request: Request, name: Text = "", password: Text = "", form: Text = "") -> Response:
        return await run_in_threadpool(_sign_in, services, access, request, name.strip()[:_LONGEST_NAME], password, form)

    @router.post("/sign-out")
    def sign_out(request: Request, form: Text = "") -> Response:
        visitor = visitor_of(services, request)
        found(form if access.forms.valid(request.cookies, form) else None)
        access.sessions.end(request.cookies.get(access.cookies.session, ""))
        if visitor.identity.door is Door.SESSION:
            visitor.record(Action.SIGNED_OUT, visitor.identity.name)
        response = RedirectResponse("/", status_code=303)
        response.headers.append("set-cookie", access.cookies.end_session())
        return response

    return router


def _sign_in(services: Services, access: Access, request: Request, name: str, password: str, form: str) -> Response:
    visitor = visitor_of(services, request)
    found(visitor if visitor.accounts else None)
    if not access.forms.valid(request.cookies, form):
        return HTMLResponse(_page(visitor, name, _STALE), status_code=403)
    try:
        access.limits.signing_in(name, visitor.address)
    except TooManyError as error:
        visitor.record(Action.SIGN_IN_FAILED, _told(access, name, visitor.address), outcome="paused")
        return HTMLResponse(_page(visitor, name, str(error)), status_code=429, headers={"retry-after": str(round(error.wait) + 1)})
    account = access.accounts.verify(name, password)
    if account is None:
        visitor.record(Action.SIGN_IN_FAILED, _told(access, name, visitor.address), outcome="wrong")
        return HTMLResponse(_page(visitor, name, _WRONG), status_code=403)
    access.limits.signed_in(name, visitor.address)
    access.sessions.end(request.cookies.get(access.cookies.session, ""))
    session = access.sessions.begin(account.name)
    access.audit.record(Identity(name=account.name, role=account.role, door=Door.SESSION), Action.SIGNED_IN, f"from {visitor.address}")
    response = RedirectResponse("/", status_code=303)
    response.headers.append("set-cookie", access.cookies.begin_session(session, access.settings.session_hours))
    return response


def _page(visitor: Visitor, name: str = "", problem: str = "") -> str:
    return render("sign_in.html", here="/sign-in", visitor=visitor, name=name, problem=problem)


def _told(access: Access, name: str, address: str) -> str:
    """The name where there is an account of it; anything else might be a password typed into the wrong field."""
    account = access.accounts.find(name)
    return f"{account.name if account else 'an unknown name'} from {address}"
