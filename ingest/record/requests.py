"""What is asked of whom, and by when, read off the words of an action: verbatim phrases, or nothing."""

import re
from typing import Final

from ingest.language.dates import MONTH
from ingest.language.lexicon import either
from ingest.record.models import Outcome

DO: Final = (
    r"(?:consult|write|contact|send|circulate|arrange|ask|report|obtain|prepare|draft|chase|check|investigate|liaise|follow|provide|bring"
    r"|raise|submit|respond|reply|revert|order|find|look|speak|invite|publish|put|organise|ensure|draw|seek|request|get|buy|purchase|clean"
    r"|mend|fix|repair|install|collect|meet|visit|inspect|review|forward|pass|share|research|print|post|email|phone|approach|pursue|remind"
    r"|update|notify|inform|confirm|quote|come back|do (?:this|so|that)|try|attend|present|help|assist|price|continue|see|trace|issue"
    r"|engage|correspond|enquire|inquire|examine|explore|monitor|relay|resolve|progress|apply|undertake|remove|carry out|set up"
    r"|work with|give|keep .{2,40}? (?:informed|updated)|commit to"
    r"|make (?:enquiries|inquiries|contact|arrangements|an? (?:presentation|submission|application)))"
)
"""What people are asked to do, as a verb of minutes."""
_DONE: Final = (
    r"(?:sent|circulated|provided|written|brought|lodged|submitted|arranged|contacted|prepared|drafted|obtained|sought|ordered|bought"
    r"|purchased|repaired|mended|replaced|installed|cleaned|cleared|removed|investigated|checked|chased|invited|published|displayed|put"
    r"|organised|reported|reviewed|issued|forwarded|shared|notified|asked|requested|found|drawn up|made|carried out|followed up|given"
    r"|presented)"
)
_PAPER: Final = (
    r"(?:reply|response|letter|report|update|objection|form|presentation|reminder|invitation|cop(?:y|ies)|notes?|comments?|e-?mail"
    r"|quotes?|quotations?|details|information|figures|briefing|complaint|proposals?|contact|repairs?|works|inspection"
    r"|submission|survey)"
)
_WANTED: Final = (
    r"(?:cop(?:y|ies)|report|e-?mail|list|breakdown|notes?|briefing|presentation|names|workshop|letter|updates?|statistics|figures)"
)
_MEMBER: Final = r"\b(?:Councillor|Councilmember|Cllr|Mayor|Members?|members|Committee|Panel|Chair(?:man)?)\b"
ASKED_FOR: Final = re.compile(
    r"(?<!\bwho )\b(?:asked|requested|called) (?:for|that) (?:(?!\b(?:said|stated|replied|explained|advised)\b)[^.;?]){1,120}?"
    rf"\bbe {_DONE}\b"
    rf"|\b(?:asked|requested|instructed|invited) (?:the )?[A-Z][\w’'.-]{{0,30}}(?: [\w’'-]{{1,30}}){{0,5}}? to {DO}\b"
    r"|(?<!\bhad )(?<!\bhas )(?<!\bhave )\b(?:asked for|requested(?: for)?) (?:(?:an?|the|some|further|accident|a copy of the) ){0,2}"
    rf"{_WANTED}\b"
    rf"|\b{_WANTED}\b(?: (?!that\b|which\b)[\w’'-]{{1,20}}){{0,8}}? (?:was|were) (?:also )?(?:requested|sought)\b(?! by\b)"
    rf"|{_MEMBER}(?:(?! had | has | have )[^;?]){{0,60}}? (?:requested(?: that)?|asked that)"
    rf" (?:(?!\b(?:to|what|how|why|whether|clarity|clarification)\b)[^.;?]){{2,80}}? (?:be\b(?! (?:recorded|minuted|noted|thanked)\b)"
    rf"|(?:(?:is|are) given|{DO})\b)"
)
"""A request in minutes: that something be sent, that an officer write."""
PROMISED: Final = re.compile(
    rf"\b{_PAPER}(?: [a-z]{{1,20}}){{0,6}}? (?:would|will|is to|are to) (?:then |also |now )?be {_DONE}\b"
    rf"|\b(?:issues?|concerns?|queries|questions|matters?|points|views|this|which)(?: [a-z]{{1,20}}){{0,3}}? (?:would|will) be"
    r" (?:passed|forwarded|relayed|raised|referred|reported|followed up|taken up|brought)\b"
    rf"|\b(?:undertook|undertaken) to {DO}\b",
    re.I,
)
"""What was promised in minutes: that a paper would be sent, that something was undertaken."""
LEFT_TO_DO: Final = re.compile(
    rf"[A-Z](?:(?!\b(?:is|are|was|were|has|have|had|will|would|needs?|needed|ought|due|going|expected|hoped|said|asked)\b)[^.;:?]){{2,70}}?"
    rf" to be {_DONE}\b(?! (?:will|would)\b)"
)
"""A sentence without another verb that says what is left to do: "Form to be sent"."""

_WONDERED = re.compile(r"\b(?:when|whether|what|how|where|if)\b[^.;]{0,60}+$")


def promises(text: str) -> bool:
    """Whether a sentence promises something, and does not ask or say when it may be done."""
    found = PROMISED.search(text)
    return found is not None and not _WONDERED.search(text[: found.start()])


_OWN_ACTS: Final = (
    r"(?:object|support|oppose|refuse|approve|accept|adopt|note|defer|endorse|proceed|make no|raise no|pay|sign|suspend|extend|move"
    r"|take over|continue|retain|allocate|award|fund|postpone|adjourn|observe|hold|appoint|elect|co-opt"
    r"|donate|contribute|grant|increase|agree|receive|confirm)\b"
)
"""What a body does by resolving it: nobody is asked to."""
_ASKS = re.compile(
    r"\b(?:should(?! (?:remain|stay|continue to be)\b)|must|(?:be|is|are|was|were) (?:also )?asked to|asks|requests?|requested"
    r"|urges?|delegat(?:ed?|ing)|(?<!\bas )(?<!permanent )(?<!\bbe )delegates|instructs?|call(?:s|ed)? on|recommends?"
    r"|recommended that|investigate)\b"
    r"|\b(?:be|is|are|was|were) (?:\w+ )?(?:circulated|provided|presented|reported|given|published|appended|attached|included|checked"
    r"|raised|put up|put in|sent|held|told|investigated|reviewed|undertaken|monitored|prepared|invited|briefed|added|removed|brought"
    r"|drawn up|written)\b"
    r"|\b(?:(?<!the )(?<!its )report (?:back|to|the|on)|bring|returns?|write|circulate|review progress|encourage|publish(?:es)?"
    r"|gives? consideration"
    r"|consideration (?:should )?be given|attempts (?:were|are|be) made|with the addition of)\b"
    rf"|\b(?:{either('standings.resolved')}):? to (?!{_OWN_ACTS})\w+"
    rf"|\bthe (?:officers?|(?-i:[A-Z][\w/’'-]*+(?:,? (?:and )?[A-Z][\w/’'-]*+){{0,5}})) (?:would|will) (?:also )?{DO}\b",
    re.I,
)
_OWN = re.compile(
    r"\bbe elected\b|\bno (?:further )?action\b"
    r"|\b(?:approval|consent)\b[^.;]{0,60}? (?:hereby )?given\b",
    re.I,
)
"""What the body does itself, or that nothing is to be done."""
_ALSO = re.compile(
    r"(?:\band|;) (?:agrees? to |agreed to |to )?(?:delegate|request|ask|instruct)s?\b|\bbe (?:asked|requested|instructed) to\b", re.I
)
"""What is asked after what is noted."""
_ACTS = re.compile(rf"\b(?:to|be|{DO})\b", re.I)
_BELIEVES = re.compile(r"\bbelieves? that\b")
_OFFICE = r"[A-Z][\w’'&-]*(?:,? (?:and |& |of |for |the )*[A-Z][\w’'&-]*)*"
_WHO = re.compile(
    rf"(?:(?:the |The )?(?:Cabinet Members?(?: for {_OFFICE})?"
    r"|Monitoring Officer|Chief (?:Executive|Financial Officer|Finance Officer)|General Counsel|Leader(?: of the Council)?|Clerk"
    r"|Executive(?! (?:Summary|Director|report|Member|decision)|['’])"
    rf"|(?:Executive |Corporate |Service |Assistant |Strategic )?Director (?:of|for|-|–) {_OFFICE}"
    rf"|(?:Senior |Democratic Services |Scrutiny |Service )?Manager(?: [–-] {_OFFICE})?|Head of {_OFFICE}|[Oo]fficers))\b"
)
_WHEN = re.compile(
    rf"\b(?:by|before|no later than|not later than)\s+(?:the (?:end of )?)?(?:\d{{1,2}}(?:st|nd|rd|th)? )?(?i:{MONTH})(?: \d{{4}})?"
    rf"|\bin (?i:{MONTH}) \d{{4}}|\b(?:to|at|for|in) (?:the )?(?:\d{{1,2}} )?(?i:{MONTH}) \d{{4}}(?: \w+)? meeting"
    r"|\b(?:in|within) (?:(?:the next|a further|\w+) )?(?:one|two|three|four|five|six|seven|ten|twelve|fourteen|twenty|\d+)"
    r" (?:working |calendar |clear )?(?:months|weeks|days)\b|\bwithin a (?:month|week|fortnight)\b"
    r"|\bafter one year\b|\bto (?:the|its) next meeting\b"
    r"|\bto every (?:ordinary )?meeting\b|\bevery year\b|\beach year\b"
)


_MARK = re.compile(r"[\[(][^\[\]()]{1,160}[\])]\W*+$")
_CONDITION = re.compile(r"\b(?:if|unless|(?:on )?condition(?:al)?|provided|subject to)\b[^.;]*+$", re.I)
_REACH = 160
"""Characters before a date in which a condition makes it its own."""
_NAMES = 6
"""Words of a clause that only names a thing."""


def asks(text: str, stem: str, outcome: Outcome) -> bool:
    """Whether a resolution asks somebody to do something, and does not do it itself.

    A clause that only names a thing ("Land by the Hall") asks nothing, whatever leads into it.
    """
    if _OWN.search(text) or _BELIEVES.search(stem):
        return False
    if outcome is Outcome.NOTED:
        return bool(_ALSO.search(text))
    names = len(text.split()) <= _NAMES and text[:1].isupper() and text[-1:].isalnum() and not _ACTS.search(text)
    asked = _ASKS.search(text) or (not names and _ASKS.search(stem))
    return outcome in (Outcome.AGREED, Outcome.RECOMMENDED) and bool(asked)


def responsible_in(text: str) -> str | None:
    """Who the words of an action ask, as they name them; None where they name no officer or member."""
    return _phrase(text, _WHO)


def deadline_in(text: str) -> str | None:
    """By when the words of an action ask it, in the mark at their end first; None where they do not say, or state a condition."""
    mark = _MARK.search(text)
    if mark and (found := _phrase(mark.group(), _WHEN)):
        return found
    dates = (found for found in _WHEN.finditer(text) if not _CONDITION.search(text[max(0, found.start() - _REACH) : found.start()]))
    return next((found.group().strip(" ,;:") for found in dates), None)


def _phrase(text: str, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(text)
    return found.group().strip(" ,;:") if found else None
