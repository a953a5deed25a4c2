"""What an item, a clause or a row is about, in the words of somebody who asks."""

import re
from collections.abc import Collection

from eval.text import fold, word_set
from ingest.language.quantities import QuantityKind, quantities
from ingest.record.names import unnumbered
from ingest.record.outcomes import bare

_ROUTINE = re.compile(
    r"\b(?:apolog|minute|declaration|interests?$|any other|a\.?o\.?b|next (?:meeting|agenda)|date of|matters arising|announcement"
    r"|chair(?:man|person)?['’]?s|correspondence|questions?\b|exclusion|press and public|public (?:forum|participation|session)|attendance"
    r"|welcome|present|items? for|urgent (?:business|items?)|reports?$|substitut|membership$|motions?$|agenda$|closing|adjournment|vacanc"
    r"|terms of reference$)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:report|update|presentation|paper|briefing|consideration|discussion|notice of motion|item|motion)"
    r" (?:on |of |about |regarding |by )?(?:the )?|re:? |to (?:consider|discuss|receive|note|agree|approve|review) (?:the )?)",
    re.IGNORECASE,
)
_OFFICE = re.compile(r"(?:the )?(?:leader|chair(?:man)?|mayor|clerk|cabinet member)(?: of the \w+)?", re.IGNORECASE)
_PREDICATE = re.compile(
    r"\b(?:be(?: and (?:is|are))?(?: hereby)?|should(?: be)?|would(?: be)?|shall(?: be)?|will(?: be)?|was|were)(?: also| now)?\s+(?=[a-z])"
)
_ACTOR = re.compile(
    r"(?:that )?(?:the )?(?:\w+ ){0,3}(?:clerk|council|committee|cabinet|panel|board|chair(?:man)?|leader"
    r"|director|administrator|officers?|members?"
    r"|councillors?|head of \w+|manager)\b",
    re.IGNORECASE,
)
"""Who is to do something is not what a decision is about."""
_PARTS = re.compile(r"[;:(]|, (?!\d)|(?<!\b[A-Z])\. |\b(?:subject to|in the sum of|as set out|as detailed|provided that|in accordance)\b")
_PLAIN = (
    ("to write to", "to get in touch with"), ("to contact", "to get in touch with"), ("to obtain", "to get"), ("to purchase", "to buy"),
    ("to investigate", "to look into"), ("to arrange", "to set up"), ("to provide", "to give"), ("to request", "to ask for"),
    ("to liaise with", "to talk to"), ("to circulate", "to send round"), ("to enquire", "to ask"), ("to ascertain", "to find out"),
    ("to commence", "to begin"), ("to forward", "to pass on"), ("to chase up", "to follow up"), ("to attend", "to go to"),
    ("to inform", "to tell"), ("to advise", "to tell"), ("to remove", "to take away"), ("to repair", "to mend"), ("prior to", "before"),
    ("regarding", "about"), ("concerning", "about"), ("with regard to", "about"), ("to submit", "to send in"),
)  # fmt: skip
_COMPASS = word_set("north south east west new old upper lower great little high saint st mid")
_SMALL = word_set("a an and as at by for from in of on or the to with vs")
VAGUE = word_set(
    "division service services department report reports contract programme vision partnership centre centres unit team project scheme"
    " council committee group policy network site plan strategy work process meeting board panel company building area"
    " application consultation change matter item paper documents document proposal motion decision minutes letter"
)
"""Things that a question must say more of than their name."""
LONGEST = 12
"""Words of a topic; what is longer nobody says."""


def topic_of(title: str | None, common: Collection[str]) -> str | None:
    """An item's title as a person says it; None where it names no matter of its own, such as "Apologies".

    `common` are the words that are no names.
    """
    text = " ".join(unnumbered(title or "").split()).strip(" .:;-–")
    head = re.split(r" ?[:–] | - ", text, maxsplit=1)[0]
    text = head if len(head.split()) > 1 and not _ROUTINE.search(head) else text
    text = _LEAD.sub("", text)
    count = len(text.split())
    if _ROUTINE.search(text) or _OFFICE.fullmatch(text) or count > LONGEST or len(text) < 5 or re.search(r"[.?!]\s|\[|http", text):
        return None
    if count == 1 and fold(text) in common:
        return None
    return spoken(text, common)


def spoken(title: str, common: Collection[str]) -> str:
    """A title in small letters, but for names and short forms."""
    shouted = title.isupper()
    said = []
    words = title.split()
    for at, word in enumerate(words):
        bare_word = word.strip("().,'’“”\"")
        plain = fold(bare_word)
        keeps = any(letter.isdigit() for letter in word) or (not shouted and len(bare_word) > 1 and bare_word[1:] != bare_word[1:].lower())
        named = plain not in common and plain not in _SMALL
        behind = fold(words[at + 1].strip("().,")) if at + 1 < len(words) else ""
        of_place = plain in _COMPASS and bool(behind) and behind not in common
        if keeps or "." in bare_word or (of_place and not shouted):
            said.append(word)
        elif named:
            said.append(word.capitalize() if shouted else word)
        else:
            said.append(word.lower())
    return " ".join(said)


def halves(clause: str) -> tuple[str, str] | None:
    """What a clause is about and what is to become of it ("two benches", "bought for the green"); None where it is not so built."""
    text = _matter(clause).strip(" ;.,")
    before = " ".join(clause.split()).partition(text)[0].rstrip().lower()
    found = _PREDICATE.search(text)
    if not found or found.start() < 4 or before == "to" or before.endswith(" to") or _ACTOR.match(text):
        return None
    subject, predicate = text[: found.start()].strip(" ,"), text[found.start() :]
    subject = _PARTS.split(subject)[0].strip()
    said = breath(predicate[found.end() - found.start() :])
    if (
        not 1 < len(subject.split()) <= LONGEST
        or subject.split()[0].lower() in _NO_SUBJECT
        or not said
        or (len(subject.split()) == 2 and subject.split()[1].lower() in VAGUE)
        or re.search(r"\b[A-Z]{5,}\b", subject)
        or _ROUTINE.search(subject)
        or re.search(r"\b(?:that|which|who|might|may|could|not|following)\b", subject)
    ):
        return None
    if subject.split()[0] in ("The", "A", "An", "All", "Any", "No", "Its", "Our", "Their"):
        subject = subject[0].lower() + subject[1:]
    return subject, said


_NO_SUBJECT = word_set(
    "it this these those they he she there which who that i we in on at if as when following subject having no not and or its to of for"
    " with from by upon recommendation recommendations members councillors all both each"
)
_SYNONYMS = (
    ("approved", "agreed", "adopted", "accepted", "supported", "endorsed"), ("noted", "received"), ("refused", "rejected", "declined"),
    ("deferred", "postponed", "put off"), ("elected", "appointed", "chosen"), ("ended", "stopped"), ("paid", "settled"),
)  # fmt: skip
_GOES_ON = r"(?:be|is|are|was|were|that|to|shall|should|will|would|no|not|also|then|therefore|\w+ed|the \w+ (?:be|is|was))\b"
_BREATH = re.compile(rf"[;(]|, (?!\d)|(?<!\b[A-Z])\.(?: |$)| and (?={_GOES_ON})| but ")
STOPS = word_set("for in to at of with until by from on before after under during through within into as that which a an the")
_MOST = 10


def breath(text: str) -> str:
    """The first words of what becomes of something, up to where the sentence takes breath, or before a preposition where that is far."""
    words = _BREATH.split(text.strip(), maxsplit=1)[0].strip(" ,:.").split()
    if len(words) > _MOST:
        ends = [at for at in range(4, _MOST + 1) if words[at].lower() in STOPS and words[at - 1].lower() not in STOPS]
        words = words[: ends[-1] if ends else _MOST]
        words = words[:-1] if words[-1].lower() in ("and", "or") else words
    return " ".join(words)


_AGREED = re.compile(r"\b(?:agreed|resolved|decided)(?: unanimously)? (?:to|that)\s++", re.I)


_OPENINGS = word_set("in for of at following having subject as after with on if when given despite under")


def _matter(clause: str) -> str:
    """A clause without its label and what leads into it."""
    text = " ".join(bare(clause).split())
    found = _AGREED.search(text)
    return text[found.end() :] if found else re.sub(r"^\d{1,2} (?=[A-Z])", "", text)


def core(clause: str) -> str:
    """The words of a clause that a right answer gives in one form or another."""
    if both := halves(clause):
        return both[1]
    text = _matter(clause)
    if text.split()[:1] and text.split()[0].lower() in _OPENINGS:  # "In response to the findings, it was …"
        text = re.sub(r"^(?:that|it was (?:agreed|recommended|noted) that)\s++", "", text.partition(", ")[2])
    return breath(text) if not text.startswith("of the report") else ""


def facts_of(clause: str) -> list[str]:
    """What a right answer says of a clause: its core, with the words that may stand for it, and a figure that the core leaves out."""
    said = core(clause)
    alike = next((words for words in _SYNONYMS if said.lower() in words), ())
    figures = [
        q.text.strip() for q in quantities(clause) if q.kind in (QuantityKind.MONEY, QuantityKind.PERCENT) and q.text.strip() not in said
    ]
    return ["|".join(dict.fromkeys((said, *alike))), *figures[:2]]


def plainly(words: str) -> str:
    """Official words said as people say them."""
    for stiff, plain in _PLAIN:
        words = f" {words} ".replace(f" {stiff} ", f" {plain} ").strip()
    return words
