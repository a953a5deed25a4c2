"""What is asked of whom, and by when, read off the words of an action: verbatim phrases, or nothing."""

import re

from ingest.language.dates import MONTH
from ingest.record.models import Outcome

_ASKS = re.compile(
    r"\b(?:should|must|be asked to|asks|requests?|requested|urges?|delegat\w+|instructs?|call(?:s|ed)? on|recommends?"
    r"|recommended that|investigate)\b"
    r"|\b(?:be|is|are|was|were) (?:\w+ )?(?:circulated|provided|presented|reported|given|published|appended|attached|included|checked"
    r"|raised|put up|put in|sent|held|told|investigated|reviewed|undertaken|monitored|prepared|invited|briefed|added|removed|brought"
    r"|drawn up|written)\b"
    r"|\b(?:(?<!the )(?<!its )report (?:back|to|the|on)|bring|returns?|write|circulate|review progress|encourage|publish(?:es)?"
    r"|gives? consideration"
    r"|consideration (?:should )?be given|attempts (?:were|are|be) made|with the addition of)\b|\bresolved to (?!object|refuse|proceed)\w+"
    r"|\bAgreed to \w+",
    re.I,
)
_ROUTINE = re.compile(r"\bminutes\b.{0,160}\b(?:correct|true|accurate) record|\bbe elected\b|\bwork programme be approved\b", re.I | re.S)
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
    r"|\b(?:in|within) (?:\w+ )?(?:twelve|six|three|\d+) (?:months|weeks|days)\b|\bafter one year\b|\bto (?:the|its) next meeting\b"
    r"|\bto every (?:ordinary )?meeting\b|\bevery year\b|\beach year\b"
)


def asks(text: str, stem: str, outcome: Outcome) -> bool:
    """Whether a resolution asks somebody to do something, and is no routine of the meeting itself."""
    asked = outcome in (Outcome.AGREED, Outcome.RECOMMENDED) and (_ASKS.search(text) or _ASKS.search(stem))
    return bool(asked) and not _ROUTINE.search(text) and not _BELIEVES.search(stem)


def responsible_in(text: str) -> str | None:
    """Who the words of an action ask, as they name them; None where they name no officer or member."""
    return _phrase(text, _WHO)


def deadline_in(text: str) -> str | None:
    """By when the words of an action ask it; None where they do not say."""
    return _phrase(text, _WHEN)


def _phrase(text: str, pattern: re.Pattern[str]) -> str | None:
    found = pattern.search(text)
    return found.group().strip(" ,;:") if found else None
