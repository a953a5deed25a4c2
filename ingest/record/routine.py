"""Routine business of a meeting: who sent apologies, minutes signed, the public sent out, a report noted, the day of the next meeting."""

import re

from ingest.record.names import unnumbered
from ingest.record.outcomes import bare

_TITLE = re.compile(
    r"^(?:apolog|welcome|introductions|sederunt|attendance|declarations? of|disclosures? of|disclosable|close\b|closure|exclusion of"
    r"|(?:adoption|approval|confirmation) of(?: the)?(?: \w+)? minutes|(?:draft |previous )?minutes?\b(?! and)"
    r"|date of|dates? and times?|next meeting|date, time|notices? of meetings|items for (?:the )?next)",
    re.I,
)
"""Headings that agendas of councils of every kind share; a decision under one is routine unless it asks somebody to do something."""
_PAPER = r"(?:reports?|updates?|minutes|presentations?|papers?|contents?|correspondence|briefings?|accounts)"
_DONE = re.compile(
    r"\b(?:minutes|minute)\b.{0,300}\b(?:(?:true|correct|accurate) (?:record|copy)|approved|confirmed|adopted|signed|taken as read)\b"
    r"|\btrue record\b|\b(?:press|public)\b.{0,60}\bexcluded\b|\bexclu(?:de|sion of) the (?:press|public)\b"
    r"|\bapolog(?:y|ies)\b.{0,120}\b(?:accepted|received|noted)\b"
    r"|\b(?:to )?(?:adjourn|extend) (?:the meeting|for a)\b|\bmeeting be (?:adjourned|extended)\b|\bsuspen\w+ standing orders\b"
    r"|\bstanding orders (?:be|were|would be) suspended\b|\bminute['’]s silence\b|\bitems? \d+\b.{0,60}\b(?:taken|considered) next\b"
    r"|\b(?:next|monthly|special|\w+ monthly) meeting\b.{0,60}\b(?:be|will be|would be) held\b|\bhold (?:the|a|its) (?:\w+ ){0,2}meeting\b"
    r"|\b(?:no|were no) other items for the next agenda\b|\bbrought forward to the next agenda\b",
    re.I | re.S,
)
_NOTED = re.compile(
    rf"^(?:(?:receive|consider)[sd]? and )?note[sd]? (?:with thanks,? )?(?:the|its|this)(?: [\w’'-]+){{0,4}} {_PAPER}\b.{{0,12}}$"
    rf"|^(?:(?:the|this|that) )*(?:[\w’'-]+ ){{0,4}}{_PAPER},?(?: as \w+,)? (?:be|is|was|were) (?:received and )?(?:noted|taken as read)\b"
    r"(?! and (?!taken)|(?: that)\b)",
    re.I,
)


_BESIDES = re.compile(r"\b(?:asked|asks?|request\w*|instruct\w+|delegat\w+|should|(?:re-?)?elected|(?:re-?)?appointed|co-?opted)\b", re.I)
"""What makes more of a clause than its routine form."""


def is_routine(text: str, title: str | None, asked: bool) -> bool:
    """Whether a clause is routine by its own form, or stands under a routine heading and asks (`asked`) nothing of anybody."""
    said = bare(text).strip(' “”"')
    if _BESIDES.search(said):
        return False
    by_form = _DONE.search(said) or _NOTED.match(said)
    return bool(by_form or (not asked and title and _TITLE.match(unnumbered(title))))
