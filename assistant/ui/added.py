"""Pages of another layer in the web app: who may open them, their forms, and the record of what they showed."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from assistant.access.models import Action
from assistant.access.opening import Access
from assistant.service.added import AddedPage, Sent, Sheet, Shown
from assistant.service.reader import found
from assistant.service.services import Services
from assistant.service.visitor import Visitor, visitor_of
from assistant.ui import downloads
from assistant.ui.render import render


def build_added(services: Services, access: Access) -> APIRouter:
    """The routes of the added pages. For a reader who may not open one it does not exist."""
    router = APIRouter()
    for page in services.added:
        _add(router, services, access, page)
    return router


def _add(router: APIRouter, services: Services, access: Access, page: AddedPage) -> None:
    def allowed(request: Request) -> Visitor:
        visitor = visitor_of(services, request)
        return found(visitor if page.may_open(visitor.identity) else None)

    @router.get(page.path)
    def show(request: Request) -> Response:
        visitor = allowed(request)
        return _response(visitor, page, page.show(_sent(visitor, dict(request.query_params))))

    @router.post(page.path)
    async def change(request: Request) -> Response:
        visitor = await run_in_threadpool(allowed, request)
        changing = found(page.change)
        async with request.form(max_files=1, max_fields=20) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
            files = [await value.read() for value in form.values() if isinstance(value, UploadFile)]
        found(True if access.forms.valid(request.cookies, fields.get("form", "")) else None)
        sent = _sent(visitor, fields, *files)
        return await run_in_threadpool(lambda: _response(visitor, page, changing(sent)))


def _sent(visitor: Visitor, fields: dict[str, str], file: bytes = b"") -> Sent:
    return Sent(visitor.reader, visitor.identity.name, visitor.form_token, fields, file)


def _response(visitor: Visitor, page: AddedPage, reply: Shown | Sheet | str | None) -> Response:
    if isinstance(reply, str):
        return RedirectResponse(f"{page.path}?{reply}", status_code=303)
    if reply is None:
        raise HTTPException(404)
    action = Action.EXPORTED if isinstance(reply, Sheet) else Action.OPENED
    if reply.documents:
        visitor.record(action, page.name, reply.documents, exempt=bool(reply.marking))
    if isinstance(reply, Sheet):
        return downloads.file(reply.content, reply.name, "xlsx")
    shown = {"title": reply.title, "body": Markup(reply.body), "marking": reply.marking}
    return HTMLResponse(render("added.html", here=page.path, visitor=visitor, **shown), status_code=reply.status)
