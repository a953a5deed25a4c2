"""The tracker set as a note: actions asked for, action plans, recommendations of reports."""

import datetime
from collections.abc import Sequence

from assistant.briefing.actions_sources import Sources, fixed, sections_of
from assistant.briefing.decisions_models import Quoted
from assistant.briefing.models import Grid, Note, Said
from assistant.briefing.tracker_models import Action, Kind, Status, Tracker
from assistant.citations import long_date, meeting_name

_COLUMNS = ("Reference", "Asked for by", "Date", "Action", "Responsible", "Deadline", "Status", "Latest update", "As of", "Joined because")
_PARTS = (
    ("actions", "Actions", (Kind.TRACKED, Kind.RESOLVED, Kind.UNDERTAKEN)),
    ("plans", "Action plans", (Kind.PLANNED,)),
    ("recommendations", "Recommendations of reports", (Kind.RECOMMENDED,)),
)


def as_note(found: Tracker, made: datetime.date, subject: str = "All bodies") -> Note:
    """The tracker as a table for each kind of action."""
    sources = Sources()
    grids = []
    for name, heading, kinds in _PARTS:
        part = [action for action in found.actions if action.kind in kinds]
        rows = tuple(_row(action, sources) for action in part)
        grids.append((name, heading, Grid(columns=_COLUMNS, rows=rows, note=_remarks(part))))
    return Note(
        template="tracker",
        title="Action and recommendation tracker",
        subject=subject,
        date=made,
        sections=sections_of(grids),
        sources=sources.citations,
        not_found=found.unread + (() if found.actions else ("No action within these bounds is recorded in the papers held.",)),
    )


def _row(action: Action, sources: Sources) -> tuple[Said, ...]:
    origin, latest = action.action.citation, action.latest
    update = [told for told in (latest.update, latest.status) if told] if latest else []
    return (
        fixed(action.reference or ""),
        fixed(", ".join(part for part in (action.body, action.item) if part)),
        sources.read(long_date(action.date), origin) if action.date else fixed("not dated"),
        sources.said(action.asked.action, *action.asked.rest),
        _cell(action.responsible, sources, "not stated"),
        _cell(action.deadline, sources, "not stated"),
        sources.read(action.status.value, *(told.citation for told in update)) if update else fixed(Status.NO_UPDATE.value),
        sources.said(*update) if update else fixed(Status.NO_UPDATE.value),
        sources.read(meeting_name(latest.action.citation.meeting), latest.action.citation) if latest else fixed(""),
        fixed("; ".join(entry.joined for entry in action.entries if entry.joined)),
    )


def _cell(told: Quoted | None, sources: Sources, otherwise: str) -> Said:
    return sources.said(told) if told else fixed(otherwise)


def _remarks(found: Sequence[Action]) -> str:
    silent = sum(action.status is Status.NO_UPDATE for action in found)
    return (
        f"{len(found)} in the papers' own words; for {silent} no update was found in the papers held. Who is responsible, and by when, is "
        "given only as a paper prints it; a portfolio stands for its holder."
    )
