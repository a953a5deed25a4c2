"""The route to briefing notes, in the form that the caller asks for."""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Request, Response
from starlette.concurrency import run_in_threadpool

from assistant.access.models import Action
from assistant.api.models import BriefIn, NoteIn
from assistant.api.problems import responses
from assistant.briefing.models import BriefRequest, Note
from assistant.service.services import Briefer
from assistant.service.visitor import Caller

MEDIA: Final = {
    "json": "application/json",
    "md": "text/markdown",
    "html": "text/html",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Format to media type; the first that the caller accepts is sent."""
_TEXT: dict[str, Any] = {"schema": {"type": "string"}}
_FILE: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
_NOTE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The note.", "content": {MEDIA["md"]: _TEXT, MEDIA["html"]: _TEXT, MEDIA["docx"]: _FILE}}
}


def build_briefs(briefer: Briefer, caller_of: Callable[..., Caller]) -> APIRouter:
    """The route, bound to what writes notes."""
    router = APIRouter(tags=["notes"])

    @router.post("/brief", response_model=Note, responses=_NOTE | responses(400, 401, 404, 413, 422, 429, 500, 503))
    async def brief(body: BriefIn, caller: Annotated[Caller, Depends(caller_of)], request: Request) -> Response:
        """Write a briefing note: as JSON, Markdown, HTML or Word, by `format` or the header Accept."""
        caller.count()
        chosen = body.format or _accepted(request.headers.get("accept", ""))
        return await run_in_threadpool(_sent, briefer, body, caller, chosen)

    return router


def written(briefer: Briefer, asked: NoteIn, caller: Caller) -> Note:
    """The note that a caller asks for; it is recorded. Raises CouncilPapersError where there is nothing to write from."""
    request = BriefRequest(**{name: getattr(asked, name) for name in NoteIn.model_fields})
    note = briefer.write(request, caller.identity.role, lambda _done, _total, _doing: None)
    library = caller.services.library
    cited = library.passages(ids=[source.passage_id for source in note.sources], classifications=caller.identity.role.classifications)
    caller.saw(Action.BRIEFED, asked.topic, list(cited))
    return note


def _sent(briefer: Briefer, body: BriefIn, caller: Caller, chosen: str) -> Response:
    note = written(briefer, body, caller)
    if chosen == "json":
        return Response(note.model_dump_json(by_alias=True), media_type=MEDIA["json"])
    disposition = {"content-disposition": f'attachment; filename="note.{chosen}"'}  # a page of ours it must not become
    return Response(briefer.export(note, chosen), headers=disposition, media_type=MEDIA[chosen])


def _accepted(accept: str) -> str:
    """The format of the first media type named that we have; JSON where there is none."""
    wanted = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    return next((name for media in wanted for name, ours in MEDIA.items() if media == ours), "json")
