"""Sentences of minutes that tell what happened, and so are no part of what was resolved."""

import re

from ingest.language.lexicon import either

_PERSON = (
    rf"(?:(?:County |Borough |District |Parish |Town |City )?(?:{either('people.titles')})\b\.?"
    r"|The (?:Vice-)?(?:Chair(?:man|woman|person)?|Mayor|Leader|Clerk|Cathaoirleach|Provost|Convener)\b)"
)
_DID = (
    r"(?:(?!need|proceed|exceed)[a-z]{2,}ed|said|left|spoke|told|gave|took|made|came|went|rose|felt|thought|put|drew|read|withdrew|understood"
    r"|brought|sought|kept|found|held)"
)
_TELLS = re.compile(
    rf"^{_PERSON}(?: (?:and |, )?[A-Z][\w’'.-]*+,?){{0,6}} (?:(?:then|also|again|both|further) )?{_DID}\b"
    r"|^The meeting (?:was )?(?:rose|adjourned)\b"
    r"|^(?:Date|Time)[a-z, ]{0,20} of (?:the )?next meeting\b"
)


def tells(text: str) -> bool:
    """Whether a line of minutes tells what somebody said or did ("Councillor Moss left at 8.50 pm"), or that the meeting ended."""
    return bool(_TELLS.match(text)) or closes_meeting(text)


_CLOSES = re.compile(
    r"^(?:There being no (?:further|other) business\b|This concluded the (?:business|proceedings|meeting)\b"
    r"|(?:The )?(?:meeting|AGM|proceedings) (?:was |were )?(?:then )?(?:declared )?(?:ended|closed|concluded|finished|terminated)"
    r"(?=\s*(?:[.,;]|$)|\s+(?:at|with|by|following|followed)\b)|The \w+(?: \w+)? (?:then )?(?:declared|closed) the meeting\b)", re.I
)  # fmt: skip


def closes_meeting(text: str) -> bool:
    """Whether a line of minutes says that the meeting ended ("There being no further business, the meeting closed at 9.05 pm")."""
    return bool(_CLOSES.match(text))


_ROUTINE = re.compile(
    r"\bminutes?\b.{0,120}\b(?:correct record|approved|adopted|signed|confirmed|taken as read|true (?:copy|record))\b"
    r"|\b(?:approve|adopt|confirm|sign|receive)s?\b.{0,40}\bminutes?\b|\bapolog(?:y|ies)\b|\bdeclarations? of interests?\b"
    r"|\b(?:date|time) of (?:the )?next meeting\b|\bnext meeting (?:will|to) be held\b|\bhold the \w+ meeting\b|\bforthcoming agenda\b"
    r"|\b(?:public|press) (?:be excluded|and press)\b|\belected (?:as )?(?:chair|vice)|\bexclu(?:de|sion of) the (?:press|public)\b",
    re.IGNORECASE,
)


def is_routine(text: str) -> bool:
    """Whether words are of how any meeting is held: its minutes, apologies, interests, chair, public and next day."""
    return bool(_ROUTINE.search(text))
