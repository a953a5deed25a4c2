"""Refusals: typed, in words that say what was searched and what the papers do cover; they carry no citation."""

import re
from collections.abc import Sequence

from assistant.answering.silence import Lack
from assistant.citations import meeting_name
from assistant.errors import UnknownBodyError
from assistant.models import Ask, Searched, Status
from assistant.question.talk import asks_nothing
from assistant.retrieval.models import Extract
from assistant.scope import Scope
from ingest.language.periods import long_date
from ingest.language.safe_text import gives_orders
from ingest.models import Paper
from vectorstore.models import Role

_RESTRICTED = re.compile(r"\b(?:exempt|confidential|part (?:2|ii|two)|pink papers?|closed session|not for publication)\b", re.IGNORECASE)
_KEPT = (
    r"(?:exempt|confidential|restricted|secret|part (?:2|ii|two)|pink|closed session)\W+(?:\w+\W+){0,2}?"
    r"(?:appendi\w+|annex\w*|papers?|reports?|items?|terms|information|documents?|sections?|minutes|figures?|details?|passages?|pdf)"
)
_ASKS_FOR_KEPT = re.compile(
    rf"\b(?:says?|said|show|quote|contains?|reveal|disclose|tell|give|read|print|list|summari[sz]e|leak|what (?:is|was|are|were) in)\b"
    rf".{{0,80}}{_KEPT}"
    rf"|{_KEPT}.{{0,60}}\b(?:say|said|contain|show|reveal)\b",
    re.IGNORECASE | re.DOTALL,
)
_ABOUT_KEEPING = re.compile(r"\b(?:why|when|who decided|how many|which (?:items?|papers?|reports?|appendices))\b", re.IGNORECASE)
_LONGEST = 2000
"""Characters of a question above which it is no question."""


def screen(ask: Ask) -> Status | None:
    """The status of a question that is not searched for at all; None where it is to be answered."""
    if gives_orders(ask.question):
        return Status.BLOCKED
    if len(ask.question) > _LONGEST or asks_nothing(ask.question, bool(ask.history)):
        return Status.NEEDS_CLARIFICATION
    if ask.role is Role.PUBLIC and _ASKS_FOR_KEPT.search(ask.question) and not _ABOUT_KEEPING.search(ask.question):
        return Status.NOT_PERMITTED
    return None


def is_restricted(ask: Ask) -> bool:
    """Whether the question asks a reader of the public for what is kept from the public."""
    return ask.role is Role.PUBLIC and bool(_RESTRICTED.search(ask.question))


def searched(papers: Sequence[Paper], scope: Scope) -> Searched:
    """What a search of this scope looks through: nothing, where it names a body that none of the papers is of."""
    try:
        within = scope.papers(papers)
    except UnknownBodyError:
        within = []
    dates = sorted(paper.info.meeting.date for paper in within if paper.info.meeting.date)
    meetings = dict.fromkeys(name for paper in within if (name := meeting_name(paper.info.meeting)))
    return Searched(
        documents=len(within),
        meetings=tuple(meetings),
        date_from=dates[0] if dates else None,
        date_to=dates[-1] if dates else None,
    )


def _scope(within: Searched) -> str:
    papers = "1 paper" if within.documents == 1 else f"{within.documents} papers"
    if within.date_from is None or within.date_to is None:
        return papers
    span = long_date(within.date_from)
    if within.date_to != within.date_from:
        span += f" to {long_date(within.date_to)}"
    meetings = "1 meeting" if len(within.meetings) == 1 else f"{len(within.meetings)} meetings"
    return f"{papers} of {meetings}, {span}" if within.meetings else f"{papers}, {span}"


def _nearest(extracts: Sequence[Extract]) -> str:
    """The place of the nearest passage in words; it is named, not quoted and not cited."""
    for extract in extracts[:1]:
        passage = extract.hit.passage
        title = passage.report_title or passage.agenda_title or passage.document
        topic = f"“{passage.section}” in " if passage.section and passage.section != title else ""
        meeting = meeting_name(passage.meeting)
        return f" The nearest they come is {topic}“{title}”" + (f" ({meeting})." if meeting else ".")
    return ""


_LACKING = {
    Lack.PENDING: " They speak of it and say that it is still to come.",
    Lack.PERIOD: " They speak of it, but not of the time you ask for.",
    Lack.VALUE: " They speak of it without giving what you ask for.",
}


def refusal(
    status: Status, within: Searched, extracts: Sequence[Extract] = (), lack: Lack | None = None, told: str = "", lacking: str = ""
) -> str:
    """The words of a refusal; `lack` is what the nearest paper is without, `lacking` a sentence on what the papers asked have not.

    `told` says where a figure stands that could not be read, or why nothing was searched.
    """
    if status is Status.NEEDS_CLARIFICATION:
        return "What would you like to know from the papers? Name the subject, and the meeting or year where you can."
    if status is Status.BLOCKED:
        return "I answer questions about the council's papers and cannot follow other instructions."
    if status is Status.NOT_PERMITTED:
        return (
            f"I searched the papers you may see ({_scope(within)}) and cannot answer that from them; "
            "exempt papers are shown only to those entitled."
        )
    if not within.documents:
        return told or "There are no papers to search within these limits. Add papers, or widen the dates, committee or papers chosen."
    if lacking:
        return f"The papers do not say. {lacking} I searched {_scope(within)}.{_nearest(extracts)}"
    if told:
        return f"The papers do not say in words. {told} I searched {_scope(within)}."
    return f"The papers do not say.{_LACKING.get(lack, '') if lack else ''} I searched {_scope(within)}.{_nearest(extracts)}"
