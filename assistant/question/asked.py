"""What a question asks of a meeting: who voted which way, moved, chaired, was there or left, when it opened, what became of a matter."""

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.language.people import TITLE
from ingest.language.words import stem, word_set
from ingest.record.models import Outcome, Side


class Wants(StrEnum):
    """What is to be told."""

    ONE_VOTE = "how one member voted"
    VOTERS = "who voted so"
    COUNT = "how many voted so"
    VOTE = "how the vote went"
    MOVER = "who moved"
    SECONDER = "who seconded"
    ATTENDED = "whether a member was there"
    PRESENT = "who was there"
    HOW_MANY = "how many were there"
    AWAY = "who was away"
    CHAIR = "who was in the chair"
    OPENED = "when the meeting opened"
    CLOSED = "when the meeting closed"
    LEFT = "when or whether a member left"
    CAME = "when or whether a member came"
    OUTCOME = "whether it was done"
    DECISION = "what was decided"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks of a meeting."""

    wants: Wants
    is_yes_no: bool = False
    member: str = ""
    """The member as the question names them."""
    side: Side | None = None
    """The side asked about; None where any will do."""
    outcome: Outcome | None = None
    """What the question supposes was done."""
    amendment: bool = False
    number: int | None = None
    """Which amendment, from 0."""


_MEMBER = re.compile(
    rf"(?P<titled>{TITLE}(?:[A-Z]\.?\s+){{0,3}}[A-Z][\w-]+)"
    r"|^\W*(?i:how |when |why )?(?i:did|was|has|had)\s+(?P<plain>(?:[A-Z]\.?\s+){0,2}[A-Z][\w-]+)(?=\s(?i:vote|abstain|support|oppose|leave|attend|present|absent))"
    r"|(?P<own>[A-Z][\w-]+)(?=['’]s? (?:(?:first|second|third) )?(?:amendment|motion)\b)"
)
_OWN = re.compile(r"['’]s? (?:(?:first|second|third) )?(?:amendment|motion)\b")
_BODIES = word_set("council cabinet committee members board panel councillors the")
_YES_NO = re.compile(r"^\W*(?:and |so |but )?(?:is|are|was|were|did|does|do|has|have|had|will)\b(?!n't)", re.I)
_WHO = re.compile(r"^\W*(?:and |so |but )?(?:who|which (?:councillors?|members?|cllrs?))\b(?!se)", re.I)
_VOTES = re.compile(r"\bvot(?:e[sd]?|ing)\b|\babst(?:ain|ention)|\b(?:support|oppose|back)(?:ed|s)?\b|\bin favour\b", re.I)
_SIDES = (
    (Side.NOT_VOTING, re.compile(r"\b(?:did not|didn't|not) vot|\btook no part\b", re.I)),
    (Side.ABSENT, re.compile(r"\babsent\b|\bmissed\b", re.I)),
    (Side.ABSTAINED, re.compile(r"\babst(?:ain|ention)", re.I)),
    (Side.AGAINST, re.compile(r"\bagainst\b|\boppos|\bvot\w+ no\b", re.I)),
    (Side.FOR, re.compile(r"\bvot\w+ (?:yes|for)\b|\bin favour\b|\bsupport|\bback(?:ed|s)?\b", re.I)),
)
_MEETING = r"(?:the |that )?(?:[\w’'-]+ ){0,5}?meeting"
_KINDS = (
    (Wants.COUNT, re.compile(r"\bhow many (?:[\w-]+ ){0,3}(?:voted|abst\w+|votes|were (?:for|against|in favour))", re.I)),
    (Wants.VOTE, re.compile(
        r"\b(?:what was|how did) (?:the )?(?:[\w’'-]+ ){0,5}(?:vote|votes|tally|division)\b(?! of thanks)|\bhow was (?:[\w’'-]+ ){1,6}voted\b", re.I)),
    (Wants.SECONDER, re.compile(r"\bwho (?:\w+ )?seconded\b|\bwho was the seconder\b", re.I)),
    (Wants.MOVER, re.compile(r"\bwho (?:\w+ )?(?:moved|proposed)\b|\bwho was the (?:mover|proposer)\b", re.I)),
    (Wants.HOW_MANY, re.compile(r"\bhow many (?:councillors|cllrs|members)(?! of the public)\b[^?]{0,40}\b(?:present|there|attend\w*|at the meeting)\b", re.I)),
    (Wants.AWAY, re.compile(r"\bwho (?:\w+ ){0,3}apolog|\bwho was (?:absent|missing|away)\b", re.I)),
    (Wants.CHAIR, re.compile(r"\bwho (?:was |were |took )?(?:in )?(?:the )?(?:chair(?:ed|ing|man|ed by)?|presid(?:ed|ing))\b(?! of)", re.I)),
    (Wants.PRESENT, re.compile(r"\bwho (?:was |were )(?:all )?(?:present|there\b|in attendance|at the meeting)|\bwho attended\b", re.I)),
    (Wants.OPENED, re.compile(rf"\b(?:when|what time) did {_MEETING} (?:start|begin|open|commence)", re.I)),
    (Wants.CLOSED, re.compile(rf"\b(?:when|what time) did {_MEETING} (?:close|end|finish|rise|conclude)", re.I)),
)  # fmt: skip
_OF_ONE = (
    (Wants.LEFT, re.compile(r"\b(?:leave|left)\b(?! out)", re.I)),
    (Wants.CAME, re.compile(r"\b(?:arrive|join|come)d?\b", re.I)),
    (Wants.ATTENDED, re.compile(r"\b(?:present|there|attend\w*|absent|at the meeting)\b", re.I)),
)
_DEEDS = (
    (Outcome.WITHDRAWN, re.compile(r"\bwithdr[ae]w\w*\b", re.I)),
    (Outcome.DEFERRED, re.compile(r"\b(?:defer|adjourn|postpone)\w*\b", re.I)),
    (Outcome.REFUSED, re.compile(r"\b(?:refus|reject|defeat)\w+\b|\blost\b|\bturn(?:ed)? down\b|\bdeclined\b", re.I)),
    (Outcome.AGREED, re.compile(
        r"\b(?:agree[ds]?|approved?|grant(?:ed)?|carried|passed|adopt(?:ed)?|accept(?:ed)?|endorsed?|decided?|resolved?|taken|allowed)\b", re.I)),
)  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_AMENDMENT = re.compile(rf"(?:\b({'|'.join(_ORDINALS)}) )?\bamendments?\b", re.I)
_DENIED = re.compile(r"\bnot\b|n['’]t\b|\bnever\b", re.I)
_WHAT = re.compile(r"\b(?:what|which)\b", re.I)
PROCEDURE = frozenset(map(stem, word_set(
    """
    motion amendment amendments vote votes voted voting recommendation recommendations proposal substantive original final first second
    third fourth fifth councillor councillors cllr cllrs member members mr mrs ms dr meeting council committee cabinet board panel item matter
    moved seconded proposed support supported oppose opposed abstain abstained abstentions favour against present absent there decided decide decision agree agreed approve approved resolve
    resolved grant granted carried passed adopt adopted accept accepted endorse endorsed refuse refused reject rejected lost defeated turned
    deferred defer adjourned postponed withdrawn withdraw taken allowed outcome result time last latest recent many named recorded go went
    application parish town county borough district city
    """
)))  # fmt: skip
"""Stems of the words of procedure, which say nothing of the matter."""


def asked(question: str, of_decisions: bool = False) -> Asked | None:
    """What a question asks of a meeting, None where it asks something else; `of_decisions`: its words ask for a decision."""
    found = _MEMBER.search(question)
    member = next((name for name in (found["titled"], found["plain"], found["own"]) if name), "") if found else ""
    member, owned = "" if member.casefold() in _BODIES else member, bool(found and _OWN.match(question, found.end()))
    yes_no, side = bool(_YES_NO.match(question)), next((side for side, pattern in _SIDES if pattern.search(question)), None)
    amends = _AMENDMENT.search(question)
    number = _ORDINALS.index(amends[1].casefold()) if amends and amends[1] else None
    told = Asked(Wants.VOTE, yes_no, member, side, None, bool(amends), number)
    wants = _wants(question, told, owned)
    if wants is None and told.member and not owned:
        return None
    if wants is None and yes_no and not _DENIED.search(question):
        deed = next((outcome for outcome, pattern in _DEEDS if pattern.search(question)), None)
        return deed and _with(told, Wants.OUTCOME, deed)
    if wants is None and of_decisions and not yes_no and _WHAT.search(question):
        return _with(told, Wants.DECISION)
    return wants and _with(told, wants)


def _with(told: Asked, wants: Wants, outcome: Outcome | None = None) -> Asked:
    return Asked(wants, told.is_yes_no, told.member, told.side, outcome, told.amendment, told.number)


def _wants(question: str, told: Asked, owned: bool) -> Wants | None:
    if told.member and not owned and (told.is_yes_no or re.match(r"\W*(?:how|when|what time) did\b", question, re.I)):
        if _VOTES.search(question):
            return Wants.ONE_VOTE
        return next((wants for wants, pattern in _OF_ONE if pattern.search(question)), None)
    if _WHO.match(question) and (_VOTES.search(question) and told.side):
        return Wants.VOTERS
    return next((wants for wants, pattern in _KINDS if pattern.search(question)), None)
