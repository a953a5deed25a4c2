"""What a clause does: agrees, notes, recommends to another, refuses, defers or withdraws; told from its own words."""

import re

from ingest.record.models import Outcome

_LEAD = re.compile(
    r"^(?:\(?\d{1,3}[.)]\s*+)?(?:it was )?resolved:?\s*+|^recommendations?\s*+:?\s*+|^\(?(?:[ivxl]{1,5}|[a-z]|\d{1,2})[.)]+\s+"
    r"|^(?:(?:and |that |the )*(?:(?:county |full |city |borough )?council|committee|panel|cabinet|board|members|sub-committee)\s++"
    r"(?:is |are |be |was )?(?:asked|recommended|requested|invited)?\s*+(?:to|that)?\b:?)|^that\b|^to\b",
    re.I,
)
_NOTES = re.compile(r"^(?:received and |considered and )?not(?:e|es|ed|ing)\b", re.I)
_ONLY_HEARS = re.compile(
    r"^(?:(?:received|considered|discussed) and )?(?:not|comment|consider|discuss|receiv|thank|welcom|acknowledg|review|endors|scrutinis"
    r"|believ|recognis|regret)"
    r"(?:e|es|ed|ing|s)?\b",
    re.I,
)
_RECOMMENDS = re.compile(r"\brecommends?\b|\b(?:be|was|is) recommended\b|\brecommended (?:that|to)\b|\bcabinet be informed\b", re.I)
_BE = r"\b(?:be|is|are|was|were|has been|have been|had been)"
_OUTCOMES = (
    (Outcome.WITHDRAWN, re.compile(rf"{_BE} (?:\w+ )?withdrawn\b", re.I)),
    (
        Outcome.DEFERRED,
        re.compile(
            rf"{_BE} (?:\w+ )?(?:deferred|postponed|adjourned)\b|^(?:defer(?:red)?|postponed?)\b"
            r"|\b(?:agreed|resolved|decided) (?:unanimously )?(?:to|that \w+) (?:defer|postpone)\b|\bwill (?:defer|postpone)\b",
            re.I,
        ),
    ),
    (
        Outcome.REFUSED,
        re.compile(
            rf"{_BE} (?:not (?:agreed|approved|supported|accepted|adopted|endorsed|granted|permitted|carried)|refused|rejected|declined"
            r"|turned down)\b"
            r"|\b(?:does|do|did|^|that the \w+) ?not (?:be )?(?:support|agree|approve|endorse|accept|adopt|grant)(?:e?d)?\b"
            r"|(?:^|\b(?:agreed|resolved) )not to (?:agree|approve|support|accept|adopt|endorse|grant|permit|allow)\b"
            r"|\bnot be (?:agreed|approved|supported|accepted|adopted|endorsed|granted)\b"
            r"|^(?:refuse[ds]?|reject(?:ed|s)?)\b"
            r"|\b(?:motion|amendment|recommendation|proposal|resolution)"
            r" (?:(?:was|were|is|being|then|duly|declared|put|to|the|vote|and) ){0,6}(?:lost|defeated|fell|not carried)\b"
            r"|[.;] (?:lost|defeated|not carried)\W*$",
            re.I,
        ),
    ),
    (Outcome.RECOMMENDED, _RECOMMENDS),
    (Outcome.NOTED, re.compile(r"\b(?:be|was|were) (?:received and )?noted\b(?! and\b)", re.I)),
)


def outcome_of(text: str, stem: str = "") -> Outcome:
    """What a clause does, told from its words, then from its lead-in; agreed where neither says otherwise."""
    if _NOTES.match(bare(text)):
        return Outcome.NOTED
    own = next((outcome for outcome, pattern in _OUTCOMES if pattern.search(bare(text))), None)
    return own or (Outcome.RECOMMENDED if _RECOMMENDS.search(stem) else Outcome.AGREED)


def only_hears(text: str) -> bool:
    """Whether a clause only takes something in or says what is thought of it ("Notes the report", "To comment on …"), and sets nothing."""
    return bool(_ONLY_HEARS.match(bare(text.removeprefix("This ")))) or outcome_of(text) is Outcome.NOTED


def bare(text: str) -> str:
    """A clause without its label and lead-in."""
    before = None
    while before != text:
        before, text = text, _LEAD.sub("", text.strip(), count=1).strip()
    return text
