"""Where a meeting shut its doors and opened them again: what was minuted in between, and the agenda items for which it will shut them.

Sentences and lines are given as `ingest.markings.meant` gives them.
"""

import re
from collections.abc import Sequence

from ingest.markings import Says, meant, stamp, words_of

_PUBLIC = r"(?:press|public|cyhoedd|wasg)"
_PRIVATE = r"(?:committee|(?:a )?(?:private|closed|confidential|exempt) (?:session|business))"
_SHUTS = re.compile(
    rf"\b{_PUBLIC}\b[^.;]{{0,160}}?\b(?:be|were|was|been|being|are) (?:now |then |hereby |formally )?"
    r"(?:excluded|asked to (?:leave|withdraw)|required to leave)"
    r"|\bpress and (?:the )?public (?:then )?(?:left|withdrew from|vacated) the (?:meeting|room|chamber)"
    rf"|\b(?:exclud(?:e|ed|ing)|gwahardd) (?:the |y )?(?:members of the |wasg a'r |press and |public and )*{_PUBLIC}"
    rf"|\b(?:go|goes|went|going|gone|move[ds]?|moving|resolve[ds]? itself|proceed(?:ed)?)(?: now)? (?:in ?to|in) {_PRIVATE}\b"
)
_NOT_SHUT = re.compile(
    r"\b(?:no need|not (?:be )?(?:necessary|needed|required|excluded|carried|moved|agreed|to exclude)|lost|fell|defeated|withdrawn|refused"
    r"|rejected|declined|against|there (?:were|was|are|is) no|no (?:items?|exempt|confidential|resolution|business)"
    r"|if (?:any|necessary|required|it)|whether|why|asked why|in the event|would (?:be excluded|need)|could|may be|might)\b"
)
_OPENS = re.compile(
    rf"\b{_PUBLIC}\b.{{0,40}}?\b(?:re-?admitted|invited back|re-?joined|re-?entered"
    r"|(?:returned|came back|welcomed back)(?: in)?(?: to)? the)\b"
    r"|\b(?:resum(?:e|ed|ing)|return(?:ed|ing)?|reconven(?:e|ed)|came|come|moved|went|back) "
    r"(?:the |in |into |to |an |its |meeting |now ){0,4}(?:open|public) (?:session|meeting|business|forum)\b"
    r"|\bresumed in public\b|\bout of committee\b|\b(?:resumed?) (?:the )?standing orders\b"
    r"|^(?:public|open) (?:session|minutes|business|items)$|\bexclusion\b.{0,30}?\b(?:lifted|rescinded)\b|\bclose of (?:the )?meeting\b"
    r"|\bmeeting (?:was |then |duly |formally |declared ){0,3}(?:ended|closed|concluded|terminated|finished|rose)\b|\bclosed the meeting\b"
)
_DECIDED = re.compile(r"\b(?:resolved|agreed|carried|moved|proposed|decided|that|were|was|left|withdrew|went|penderfynwyd)\b")
_APPENDIX = re.compile(r"\b(?:appendi(?:x|ces)|annex(?:e|es)?|enclosures?|atodiad)\b")
_NUMBERS = r"(\d{1,3}[a-z]?(?:(?:, | and | to | - |-)\d{1,3}[a-z]?)*)"
_NAMED = re.compile(rf"\b(?:items?|minutes?)(?: (?:no|nos|numbers?|numbered))?\.? {_NUMBERS}")
_LATER = re.compile(
    r"\b(?:following|remaining|next|remainder of the|rest of the|subsequent) (?:\w+ )?"
    r"(?:items?|business|reports?|matters?|agenda|meeting|part)\b|\bitems? (?:below|overleaf)\b"
)
_UNSURE = re.compile(
    r"\b(?:if any|whether|if necessary|if required|if it is|should it|in the event|to identify|to determine|any items?|from time to time)\b"
)
_PART_TWO = re.compile(r"^part (?:2|ii|b|two)\b")
_PART_ONE = re.compile(r"^part (?:1|i|a|one)\b|^(?:public|open|unrestricted|non exempt) (?:items?|business|session|agenda|part|matters)\b")
_KEPT_PART = re.compile(r"\b(?:exempt|private|confidential|exclu|closed|restricted|not (?:open|for)|in the absence)")
_BARE_PART = re.compile(r"^part (?:2|ii|b|two)(?: (?:items?|business|agenda|reports?|section|matters|papers|of the (?:agenda|meeting)))?$")
_IN_PRIVATE = re.compile(
    r"^(?:items?|business|matters|reports|part 2)\b.{0,60}\b(?:in private|exclu[a-z]+|absence of (?:the )?(?:press|public)|not open)\b"
    r"|^(?:closed|private|confidential|exempt) (?:session|business|items?|part|section|agenda)\b"
)
_EMPTY = re.compile(r"\b(?:none|nil|no|no items)$")


def may_shut(line: str) -> bool:
    """True where a line may begin a sentence that excludes the public."""
    return bool(_DOOR.search(line))


_DOOR = re.compile(r"exclud|committee|session|business|withdrew|left the|gwahardd|vacated")


def sentence_from(texts: Sequence[str], at: int, most: int = 10) -> tuple[str, int]:
    """The sentence that begins in `texts[at]`, over at most `most` lines, and the index of the line after it."""
    end = at + 1
    while end < min(len(texts), at + most) and not texts[end - 1].endswith((".", ";")):
        end += 1
    return " ".join(texts[at:end]), end


def shuts(sentence: str) -> bool:
    """True where a sentence of minutes says that the public was sent out for more than an appendix."""
    said = bool(_SHUTS.search(sentence) and _DECIDED.search(sentence))
    return said and not _NOT_SHUT.search(sentence) and not _APPENDIX.search(sentence)


def opens(line: str) -> bool:
    """True where a line of minutes says that the public came back or the meeting ended."""
    return bool(_OPENS.search(line))


def named_items(sentence: str) -> frozenset[str]:
    """Numbers of the items for which a resolution excludes the public; empty where it names none."""
    numbers: set[str] = set()
    for found in _NAMED.finditer(sentence):
        figures = re.findall(r"\d{1,3}[a-z]?|to|-", found[1])
        numbers.update(figure for figure in figures if figure not in ("to", "-"))
        for first, link, last in zip(figures, figures[1:], figures[2:], strict=False):
            if link in ("to", "-") and first.isdigit() and last.isdigit():
                numbers.update(map(str, range(int(first), min(int(last), int(first) + 50) + 1)))
    return frozenset(numbers)


def for_later_items(entry: str) -> bool:
    """True where the text of an agenda entry excludes the public from all items that follow."""
    return bool(_SHUTS.search(entry) and _LATER.search(entry)) and not _APPENDIX.search(entry) and not _UNSURE.search(entry)


def for_named_items(entry: str) -> frozenset[str]:
    """Numbers of the items from which the text of an agenda entry excludes the public."""
    sure = _SHUTS.search(entry) and not _APPENDIX.search(entry) and not _UNSURE.search(entry)
    return named_items(entry) if sure else frozenset()


def heads_kept_items(text: str) -> bool | None:
    """True for the heading of an agenda over items taken in private, False for one over public items, None where it is neither."""
    plain = " ".join(words_of(meant(text)))
    if not plain or len(plain) > 300 or _EMPTY.search(plain):
        return None
    if _PART_ONE.match(plain):
        return False
    if _PART_TWO.match(plain):
        return True if _BARE_PART.match(plain) or _KEPT_PART.search(plain) else None
    private = len(plain.split()) <= 16 and _IN_PRIVATE.search(plain) and not _UNSURE.search(plain)
    return True if private or stamp(text) in (Says.HINTS, Says.MARKS) else None
