"""Decisions told in plain words, without RESOLVED: what a sentence says that the body did, and how what was moved ended."""

import re

_LED = r"(?:(?:Following|After|Having|Upon|On|In|With|Finally|However|At the outset)\b[^.;,]{0,120}+, ){0,2}"
"""What may stand before the body that acts: "Following a brief discussion, "."""
_BODY = (
    r"(?:[Tt]he (?:[Ss]ub-)?(?:Committee|Panel|Cabinet|Board|Council|Parish Council|Forum|[Mm]eeting)"
    r"|(?:[Tt]he |[Aa]ll )?(?:[Ee]lected )?(?:[Mm]embers|[Cc]ouncillors)(?: present)?|All|[Ii]t was)"
)
_MANNER = r"(?:(?:then|also|duly|formally|all|unanimously|subsequently) ){0,2}"
_PAPER = r"(?:report|update|correspondence|paper|presentation|briefing|position statement|accounts|schedule|programme|contents?|progress)s?"
_DID = re.compile(
    rf"^{_LED}{_BODY} {_MANNER}"
    r"(?:agreed|decided|approved|adopted|endorsed|accepted|rejected|refused|deferred|ratified|concurred|co-?opted|resolved)\b"
    r"(?! (?:by|with)\b)(?! that \S++ \S++(?: \S++)?(?: \S++)? had\b)"
    rf"|^{_LED}{_BODY} {_MANNER}noted (?:the|its) (?:\w+ )?(?:{_PAPER}|minutes)\b"
    rf"|^(?:The |This |That )?(?:[\w’'-]+ ){{0,6}}?(?i:{_PAPER})\b,?(?: as \w+,)? (?:was|were) {_MANNER}"
    r"(?:received and )?(?:noted|taken as read)\b"
    r"|(?:^|[;:–-] )(?:Agreed|Approved|Adopted|Accepted|Deferred)(?: (?:to|that|by|as|with|until|for|subject|online|in principle))\b"
    r"|\b(?:item|report|application|motion|matter) (?:was|had been|be) (?:withdrawn|deferred|adjourned)\b"
)
"""The body itself is said to have done it; a view of what somebody "had" done is none."""
_OURS = (
    r"(?!,? by (?!(?:the )?(?:elected )?(?i:members|councillors|committee|sub-|panel|cabinet|council|meeting|forum)\b"
    r"|all\b|those\b|an? |\d|e-?mail|unanim|consensus|show of|general |resolution))"
)
"""Not by another body than the one that met."""
_ACTS = r"(?:approved|authorised|agreed|adopted|(?:re-?)?elected|(?:re-?)?appointed|co-?opted|accepted|ratified|endorsed|deferred)"
_NOT_TOLD = "".join(rf"(?<!\b{word} )" for word in ("what", "which", "who", "whom", "as", "that", "those", "once", "when", "where", "if"))
"""A clause that hangs on another tells of a decision ("what was agreed") and takes none."""
_WAS_DONE = re.compile(
    rf"{_NOT_TOLD}\b(?:was|were) (?:(?:then|duly|unanimously|formally|also|all) ){{0,2}}{_ACTS}\b{_OURS}"
    r"|\bconfirmed as an? (?:true|correct|accurate)\b|\band (?:duly )?elected\b|\bdeclared\b.{0,200}\b(?:elected|appointed|carried)\b"
    r"|\b(?:elected|appointed|filled|returned) unopposed\b|\b(?:is|are) (?:hereby |duly )?co-?opted\b"
    r"|\b(?:City|Town|Borough) Council concurred\b"
)
_DECIDED = re.compile(
    r"\b(?:it was (?:then )?(?:unanimously )?(?:agreed|decided)|the decision was (?:made|taken))(?: in principle)? (?:to|that)\b", re.I
)
"""What was decided, told after other words of its sentence."""
_REPORTED = re.compile(
    r"\b(?:said|explained|stated|advised|reported|informed|reminded|confirmed|understood|asked|noted(?! (?:below|above))|had)\b", re.I
)
_NOT_NOW = re.compile(
    r"\b(?:had|have|has) (?:\w+ )?been\b(?! (?:withdrawn|deferred))|\bamendment\b|\bin (?:\w+ )?(?:19|20)\d\d\b"
    r"|\bwould\b|\?|\bpreviously\b|\bat (?:that|the last|the previous|an earlier|a previous)\b[^.;]{0,60}\b(?:meeting|session)\b"
    r"|\bat (?:the |an? |its )?(?:\w+ )?[Mm]eeting of\b",
    re.I,
)
_MINUTES = re.compile(r"\bminutes of\b", re.I)
"""The minutes of an earlier meeting, "having been circulated", are approved now."""
_MOVED = re.compile(r"\b(?:moved|proposed)\b.*\bseconded\b|\bseconded\b.*\b(?:moved|proposed)\b", re.S)
_AGREED = re.compile(
    r"\bseconded\b.{0,120}\band (?:(?:it|this) was )?(?:unanimously |all )?(?:agreed|carried|passed|resolved|approved)\b", re.I | re.S
)
_ENDED = re.compile(
    r"\b(?:(?P<named>motion|amendment|proposal|recommendation|resolution)|it|this|vote|which)\b"
    r"(?: to amend|, as amended\b| \([^()]{0,80}\))?,?"
    r" (?:(?:was|were|is|being|put|then|duly|declared|unanimously|also|all|to|the|and|vote) ){0,6}"
    r"(?P<how>carried|agreed|passed|lost|fell|defeated|approved|not carried|rejected)\b"
    r"|^(?:unanimously |all |and )?(?:carried|agreed|passed|approved)\b(?= unanimously|\W*$)"
    r"|^(?P<ended>lost|defeated|not carried)\W*$",
    re.I,
)  # fmt: skip
"""A motion, not a life, is what was lost."""
_POINTS = re.compile(
    r"^(?:this|it|they|these) (?:was|were) (?:\w+ ){0,2}(?:agreed|approved|accepted|adopted|passed|carried)\b(?! (?:that|to|the)\b)"
    r"|\b(?:this|the) (?:notice of )?(?:motion|proposal|amendment|request) (?:\w+ ){0,3}(?:agreed|approved|adopted|carried|proposed"
    r"|withdrawn|sent|forwarded|referred|deferred)\b|\bthis (?:notice of )?motion\b",
    re.I,
)
_ALONE = re.compile(r"^(?:(?:All|Unanimously) )?(?:[Aa]greed|[Aa]pproved|[Aa]ccepted|[Aa]dopted)(?: unanimously)?\W*$")
_PUTS_FORWARD = re.compile(
    r"\bwill (?:move|call|propose)\b|\b(?:moved|proposed|proposes|asked|requested|suggested|recommended|sought)\b"
    r"(?: (?:that|to|for|the|an?|we|it)\b|,)",
    re.I,
)
_AGAINST = frozenset({"lost", "fell", "defeated", "not carried", "rejected"})


def decides(text: str) -> bool:
    """Whether a sentence says what the body did, and not what somebody said that it did, another body, or the same at another time."""
    other_time = _NOT_NOW.search(text) if not _MINUTES.search(text) else re.search(r"\b(?:had|would)\b", text)
    return bool(_DID.search(text) or agrees(text) or (not other_time and _unreported(_WAS_DONE, text)))


def agrees(text: str) -> bool:
    """Whether a sentence says that something was agreed or decided, and not that somebody said so."""
    return _unreported(_DECIDED, text)


def _unreported(pattern: re.Pattern[str], text: str) -> bool:
    found = pattern.search(text)
    return found is not None and not _REPORTED.search(text[: found.start()].rsplit(". ", 1)[-1])


def is_moved(text: str) -> bool:
    """Whether a sentence says that something was moved and seconded."""
    return bool(_MOVED.search(text))


def carries(text: str) -> bool:
    """Whether a sentence that moves something says too that it was agreed."""
    return bool(_AGREED.search(text) or _WAS_DONE.search(text))


def ends(text: str) -> bool:
    """Whether a sentence says how a motion ended."""
    return bool(_ENDED.search(text))


def ends_motion(text: str) -> bool:
    """Whether a sentence says how a motion ended, and calls it one: it may stand after a long debate."""
    found = _ENDED.search(text)
    return bool(found and found["named"])


def points(text: str) -> bool:
    """Whether a decision only points at what was decided: "This was agreed", "The motion was proposed, seconded and agreed"."""
    return bool(_POINTS.search(text))


def only_agrees(text: str) -> bool:
    """Whether a sentence says that something was agreed and not what: "Agreed." at the end of an item."""
    return bool(_ALONE.search(text))


def puts_forward(text: str) -> bool:
    """Whether a sentence says what somebody moves, proposes or asks for."""
    return bool(_PUTS_FORWARD.search(text))


def loses(text: str) -> bool:
    """Whether a sentence says that a motion was lost."""
    found = _ENDED.search(text)
    return bool(found and (found["ended"] or (found["how"] or "").casefold() in _AGAINST))
