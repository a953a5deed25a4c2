"""What a question asks of a meeting: who voted which way, moved, chaired, was there or left, when it opened, what became of a matter."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from ingest.language.lexicon import words_of
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
    WHICH = "of which items it was done"
    HELD = "whether a meeting is held"
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
    thing: str = ""
    """Stem of what the items asked for are ("application"); "" where any item will do."""


_Told = TypeVar("_Told", bound=StrEnum)


def _read(words: Mapping[_Told, str]) -> dict[_Told, re.Pattern[str]]:
    return {told: re.compile(pattern, re.IGNORECASE) for told, pattern in words.items()}


_MEMBER = re.compile(
    rf"(?P<titled>{TITLE}(?:[A-Z]\.?\s+){{0,3}}[A-Z][\w-]+)"
    r"|^\W*(?i:how |when |why )?(?i:did|was|has|had)\s+(?P<plain>(?:[A-Z]\.?\s+){0,2}[A-Z][\w-]+)"
    r"(?=\s(?i:vote|abstain|support|oppose|leave|attend|present|absent))"
    r"|(?<![\w-])(?P<own>[A-Z][\w-]++)(?=['’]s? (?:(?:first|second|third) )?(?:amendment|motion)\b)"
)
_OWN = re.compile(r"['’]s? (?:(?:first|second|third) )?(?:amendment|motion)\b")
_BODIES = word_set("council cabinet committee members board panel councillors the")
_YES_NO = re.compile(r"^\W*(?:and |so |but )?(?:is|are|was|were|did|does|do|has|have|had|will)\b(?!n't)", re.I)
_WHO = re.compile(r"^\W*(?:and |so |but )?(?:who|which (?:councillors?|members?|cllrs?))\b(?!se)", re.I)
_VOTES = re.compile(r"\bvot(?:e[sd]?|ing)\b|\babst(?:ain|ention)|\b(?:support|oppose|back)(?:ed|s)?\b|\bin favour\b", re.I)
_CAST = re.compile(r"\bvot(?:e|es|ed|ing)\b|\babst(?:ain|ention)|\bin favour\b|\boppos", re.I)
_SIDES = _read({
    Side.NOT_VOTING: r"\b(?:did not|didn't|not) vot|\btook no part\b",
    Side.ABSENT: r"\babsent\b|\bmissed\b",
    Side.ABSTAINED: r"\babst(?:ain|ention)",
    Side.AGAINST: r"\bagainst\b|\boppos|\bvot\w+ no\b",
    Side.FOR: r"\bvot\w+ (?:yes|for)\b|\bin favour\b|\bsupport|\bback(?:ed|s)?\b",
})  # fmt: skip
_MEETING = r"(?:the |that )?(?:[\w’'-]+ ){0,5}?meeting"
_KINDS = _read({
    Wants.COUNT: r"\bhow many (?:[\w-]+ ){0,3}(?:voted|abst\w+|votes|were (?:for|against|in favour))",
    Wants.VOTE: r"\b(?:what was|how did) (?:the )?(?:[\w’'-]+ ){0,5}(?:votes?|tally|division)\b(?! of thanks)"
        r"|\bhow was (?:[\w’'-]+ ){1,6}voted\b",
    Wants.SECONDER: r"\bwho (?:\w+ )?seconded\b|\bwho was the seconder\b",
    Wants.MOVER: r"\bwho (?:\w+ )?(?:moved|proposed)\b|\bwho was the (?:mover|proposer)\b",
    Wants.HOW_MANY: r"\bhow many (?:councillors|cllrs|members)(?! of the public)\b[^?]{0,40}\b(?:present|there|attend\w*|at the)\b",
    Wants.AWAY: r"\bwho (?:\w+ ){0,3}apolog|\bwho was (?:absent|missing|away)\b",
    Wants.CHAIR: r"\bwho (?:was |took )?(?:in )?(?:the )?(?:chair(?:ed|ing|man)?|presid(?:ed|ing))"
        r"(?:\W*$|(?: at |of |over |for )?(?:the |that )?(?:[\w’'-]+ ){0,6}(?:meeting|committee|council|board|cabinet|panel)\b)",
    Wants.PRESENT: r"\bwho (?:was |were )(?:all )?(?:present|there\b|in attendance|at the meeting)|\bwho attended\b",
    Wants.DECISION:
        r"^\W*(?:and |so |but )?what (?:did|has|was|were|had|is) [^?]{0,80}\b(?:decide|resolve|agree|decision|outcome|resolution)d?\b",
    Wants.HELD: r"\bmeeting\b[^?]{0,60}\b(?:go(?:ing)? ahead|still on|tak(?:e|ing) place|cancelled|called off|postponed)\b",
    Wants.OPENED: rf"\b(?:when|what time) did {_MEETING} (?:start|begin|open|commence)",
    Wants.CLOSED: rf"\b(?:when|what time) did {_MEETING} (?:close|end|finish|rise|conclude)",
})  # fmt: skip
_OF_ONE = _read({
    Wants.LEFT: r"\b(?:leave|left)\b(?! out)",
    Wants.CAME: r"\b(?:arrive|join|come)d?\b",
    Wants.ATTENDED: r"\b(?:present|there|attend\w*|absent|at the meeting)\b",
})  # fmt: skip
_DEEDS = _read({
    Outcome.WITHDRAWN: r"\bwithdr[ae]w\w*\b",
    Outcome.DEFERRED: r"\b(?:defer|adjourn|postpone)\w*\b",
    Outcome.REFUSED: r"\b(?:refus|reject|defeat)\w+\b|\blost\b|\bturn(?:ed)? down\b|\bdeclined\b",
    Outcome.AGREED:
        r"\b(?:agree[ds]?|approved?|grant(?:ed)?|carried|passed|adopt(?:ed)?|accept(?:ed)?|endorsed?|decided?|resolved?|taken|made|allowed)\b",
})  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
_AMENDMENT = re.compile(rf"(?:\b({'|'.join(_ORDINALS)}) )?\bamendments?\b", re.I)
_DENIED = re.compile(r"\bnot\b|n['’]t\b|\bnever\b", re.I)
_WHICH = re.compile(r"^\W*(?:which|what) (?:planning |licen[cs]ing )?(item|application|motion|request|proposal)s?\b", re.I)
_PARTS = re.compile(r"(?:,|\band|\bbut|\bor)(?: at| on| for| in)? (?:who|what|how|when|which|where|why|did|has|was|were|can|is)\b", re.I)
PROCEDURE = frozenset(map(stem, word_set(
    """
    motion amendment amendments vote votes voted voting recommendation recommendations proposal substantive original final first
    second third fourth fifth councillor councillors cllr cllrs member members meeting council committee cabinet board panel item
    matter moved seconded proposed support supported oppose opposed abstain abstained abstentions favour against present absent
    there decided decide decision agree agreed approve approved resolve resolved grant granted carried passed adopt adopted accept
    accepted endorse endorsed refuse refused reject rejected lost defeated turned deferred defer adjourned postponed withdrawn
    withdraw taken made allowed outcome result time last latest recent many named recorded go went application applications items
    motions requests request proposals parish town county borough exact split full put yes no how did district city
    """
) | words_of("people.titles")))  # fmt: skip
"""Stems of the words of procedure, which say nothing of the matter."""
ATTENDANCE = frozenset(map(stem, word_set(
    "attend attended attendance apologies sent missing away leave left arrive arrived join joined come came close closed open opened start"
    " begin end ended finish rise conclude chair chaired chairing chairman preside presided who when day"
)))  # fmt: skip
"""The same of words of coming, going and presiding, where a meeting is asked about."""


def asked(question: str) -> Asked | None:
    """What a question asks of a meeting; None where it asks something else, or several things of which the first is not of a vote."""
    found = _MEMBER.search(question)
    member = next((name for name in (found["titled"], found["plain"], found["own"]) if name), "") if found else ""
    member, owned = "" if member.casefold() in _BODIES else member, bool(found and _OWN.match(question, found.end()))
    yes_no, side = bool(_YES_NO.match(question)), next((side for side, pattern in _SIDES.items() if pattern.search(question)), None)
    amends = _AMENDMENT.search(question)
    number = _ORDINALS.index(amends[1].casefold()) if amends and amends[1] else None
    told = Asked(Wants.VOTE, yes_no, member, side, None, bool(amends), number)
    wants = _wants(question, told, owned)
    if _PARTS.search(question):
        return _with(told, wants) if wants in (Wants.VOTE, Wants.COUNT) else None
    which = _WHICH.match(question)
    if which and which[1].casefold() != "item":
        told = replace(told, thing=stem(which[1].casefold()))
    if wants is None and (yes_no or which) and not (_DENIED.search(question) or (told.member and not owned)):
        deed = next((outcome for outcome, pattern in _DEEDS.items() if pattern.search(question)), None)
        return _with(told, Wants.WHICH if which else Wants.OUTCOME, deed) if deed else None
    return _with(told, wants) if wants else None


def is_yes_no(question: str) -> bool:
    """Whether a question is answered by yes or no."""
    return bool(_YES_NO.match(question))


def _with(told: Asked, wants: Wants, outcome: Outcome | None = None) -> Asked:
    return replace(told, wants=wants, outcome=outcome)


def _wants(question: str, told: Asked, owned: bool) -> Wants | None:
    if told.member and not owned and (told.is_yes_no or re.match(r"\W*(?:how|when|what time) did\b", question, re.I)):
        if _VOTES.search(question):
            return Wants.ONE_VOTE
        return next((wants for wants, pattern in _OF_ONE.items() if pattern.search(question)), None)
    if _WHO.match(question) and told.side and _CAST.search(question):
        return Wants.VOTERS
    return next((wants for wants, pattern in _KINDS.items() if pattern.search(question)), None)
