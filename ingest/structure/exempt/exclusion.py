"""Where a meeting shut its doors and opened them again: what was minuted in between, and the agenda items for which it will shut them.

Sentences and lines are given as `markings.meant` gives them.
"""

import re

from ingest.structure.exempt.markings import APPENDIX, Says, meant, stamp, vocabulary, words_of

_PUBLIC = r"(?:press|public|cyhoedd|wasg)"
_ALL = (
    rf"(?:(?:all|the|any|remaining|members of|those|press|media|and|both|other|y) ){{0,8}}{_PUBLIC}"
    r"(?: (?:present|gallery|and press|and media|in attendance)){0,2}"
)
_PRIVATE = r"(?:committee|(?:an? )?(?:private|closed|confidential|exempt) (?:session|business))"
_AWAY = r"(?:leave|withdraw|vacate|retire)(?: from)?"
_ROOM = r"(?:the |this )?(?:meeting|room|chamber|hall|gallery|proceedings)\b"
_BEFORE_LATER = r"(?:before|while|whilst|during|for|so that|in order|prior to|as) (?:the |this |these |a |an |any )?"
_SOME = vocabulary("one two three four five six seven eight nine ten eleven twelve some several few many most")
_THEY = "(?:(?<!of )\\bthe public|(?<!\\d )" + "".join(f"(?<!\\b{word} )" for word in _SOME) + "\\bmembers of the public)"
"""The public as a whole, not "a member of the public" or "three members of the public"."""
_WENT = (
    r"(?:go|goes|went|going|gone|move[ds]?|moving|resolve[ds]? itself|proceed(?:ed|s)?|continue[ds]?|met|sat|reconvened?|convened?|resumed?"
    r"|adjourned)"
)
_SHUTS = re.compile(
    rf"\b{_PUBLIC}\b[^.;]{{0,160}}?\b(?:be|were|was|been|being|are) (?:now |then |hereby |formally ){{0,2}}"
    rf"(?:excluded|(?:asked|required|requested|invited|instructed) to {_AWAY}\b(?! (?:their|his|her|an?|any|written)\b))"
    r"|\bpress and (?:the )?public (?:then |now |all )?(?:left|withdrew|vacated|retired)\b"
    rf"|{_THEY} (?:then |now |all )?(?:withdrew|retired)(?: from)?(?: {_ROOM}| at \d|$|\.)"
    rf"|{_THEY} (?:then |now |all )?(?:left|vacated) (?:{_ROOM} )?(?:at [\d.: ]+[ap]\.? ?m\.?,? )?{_BEFORE_LATER}"
    r"(?:\w+ ){0,2}(?:items?|business|matters?|reports?|exempt|confidential|private)\b"
    rf"|\b(?:asked|requested|invited|required|instructed|ordered|told)(?: that)? {_ALL} (?:to |should |would |must )?{_AWAY} {_ROOM}"
    rf"|\b(?:that|agreed|resolved) {_ALL} (?:should |shall |must |do |now )*{_AWAY} {_ROOM}"
    rf"|\b(?:exclud(?:e|ed|ing)|gwahardd) (?:the |y )?(?:members of the |wasg a'r |press and |public and )*{_PUBLIC}"
    rf"|\b{_PUBLIC} (?:should|shall|must) (?:now |hereby )?be excluded"
    rf"|\b{_WENT}(?: now)? (?:in ?to|in) {_PRIVATE}\b|\b(?:continued|met|reconvened|sat) in (?:private|camera)\b"
    r"|\b(?:following|next|remaining|subsequent|rest|remainder)\b[^.;]{0,60}?\b(?:was|were|be) (?:then )?"
    r"(?:considered|discussed|heard|held|taken|transacted|dealt with) in (?:private|camera|(?:private|closed|confidential) session)\b"
)
_REASON = re.compile(
    r"\b(?:as (?=\w)(?!(?:defined|amended|soon|follows|long|the chair)\b)|because|on (?:the )?grounds?|since|in view of|in order"
    r"|owing to|due to|by reason|to prevent|so that|while|whilst|during|pursuant|when)\b"
)
"""What tells why and for what the public goes: no word of it says that the public stays."""
_SUPPOSED = re.compile(
    r"\b(?:if any|if necessary|if required|if it|whether|why|in the event|would (?:be excluded|need)|could|may be|might"
    r"|no need|not (?:be )?(?:necessary|needed|required|moved|agreed|to exclude)|there (?:were|was|are|is) no"
    r"|no (?:items?|exempt|confidential|resolution|business)|(?:lost|fell|defeated|withdrawn|refused|rejected|declined)"
    r"|against (?:excluding|the exclusion|a motion)|the question (?:of|was))\b"
)
_DENIED = re.compile(
    r"\b(?:not (?:be )?(?:necessary|needed|required|excluded|carried|moved|agreed)|(?:was|were|been|motion) (?:then )?"
    r"(?:lost|defeated|withdrawn|refused|rejected|declined)|fell\b|lost by|if any|if (?:necessary|required)|could not be|no seconder)\b"
)
_OF_ITSELF = re.compile(
    r"\bfire\b|\balarm|\bevacuat|\bdrill\b|\bemergency\b|\bdisturb|\bdisorder|\bdisrupt|\bunwell\b|\bill\b"
    r"|\bafter (?:their|his|her|its|that|this) |\b(?:quietly|questions with|to speak|thanked)\b"
)
"""Why a public goes that is not sent out for what is said."""
_OPENS = re.compile(
    rf"\b{_PUBLIC}\b.{{0,40}}?\b(?:re-?admitted|invited back|re-?joined|re-?entered"
    r"|(?:returned|came back|welcomed back)(?: in)?(?: to)? the)\b"
    r"|\b(?:resum(?:e|ed|ing)|return(?:ed|ing)?|reconven(?:e|ed)|came|come|moved|went|back) "
    r"(?:the |in |into |to |an |its |meeting |now ){0,4}(?:open|public) (?:session|meeting|business|forum)\b"
    r"|\bresumed in public\b|\bout of committee\b|\b(?:resumed?) (?:the )?standing orders\b"
    r"|^(?:public|open) (?:session|minutes|business|items)$|\bexclusion\b.{0,30}?\b(?:lifted|rescinded)\b|\bclose of (?:the )?meeting\b"
    r"|\bmeeting (?:was |then |duly |formally |declared ){0,3}(?:ended|closed|concluded|terminated|finished|rose)\b|\bclosed the meeting\b"
)
_DECIDED = re.compile(
    r"\b(?:resolved|agreed|carried|moved|proposed|decided|that|were|was|asked|requested|invited|required|instructed|ordered|told|left|withdrew"
    r"|vacated|retired|went|continued|met|sat|reconvened|convened|resumed|adjourned|proceeded|penderfynwyd)\b"
)
_ONLY_APPENDIX = re.compile(rf"(?:while|whilst|during)\b[^.;]{{0,60}}?{APPENDIX.pattern}")
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


def shuts(sentence: str, goes_on: str) -> bool:
    """True where a sentence of minutes says that the public was sent out for more than an appendix; `goes_on`: what it goes on from."""
    said = _SHUTS.search(sentence)
    if said is None or not _DECIDED.search(f"{goes_on} {sentence}"):
        return False
    behind = sentence[said.end() :]
    reason = _REASON.search(behind)
    own = sentence[: said.end()] + (behind[: reason.start()] if reason else behind)
    undone = _SUPPOSED.search(sentence[: said.end()]) or _DENIED.search(behind) or _OF_ITSELF.search(sentence)
    return not undone and not APPENDIX.search(own) and not (reason and _ONLY_APPENDIX.match(behind[reason.start() :]))


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
    return bool(_LATER.search(entry)) and _is_sure(entry)


def for_named_items(entry: str) -> frozenset[str]:
    """Numbers of the items from which the text of an agenda entry excludes the public."""
    return named_items(entry) if _is_sure(entry) else frozenset()


def _is_sure(entry: str) -> bool:
    return bool(_SHUTS.search(entry)) and not APPENDIX.search(entry) and not _UNSURE.search(entry)


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
