"""The kind of value that answers a question (a count, money, a share, a date, a person, a named body), and where text holds one."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.grounding.quantities import Quantity, QuantityKind, quantities
from assistant.question_terms import content_stems, stems
from assistant.sentences import Shape, Unit
from assistant.terms import word_set


class Value(StrEnum):
    """What kind of value a question asks for."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    PERSON = "person"
    NAME = "name"


_THINGS = (
    "councils?|banks?|wards?|agency|agencies|compan(?:y|ies)|schools?|firms?|providers?|solicitors|hospitals?|charit(?:y|ies)"
    "|contractors?|sites?|streets?|roads?"
)
_HOLDERS = "councillors?|members?|officers?|heads?|teachers?|directors?|chairs?"
_ASKS = {
    Value.SHARE: r"(?<!\d)(?<!\d )%|(?<!\d )\bper ?cent\b|\bpercentage\b|\b(?:what|which) (?:share|proportion)\b|\bshare of\b",
    Value.COUNT: r"\bhow many\b|\b(?:what|the) (?:exact )?(?:number|split|headcount|total)\b",
    Value.MONEY: r"\bhow much\b|\bwhat were we paying\b"
    r"|\b(?:what|which)\b[^?]{0,40}\b(?:costs?|price|rent|fee|precept|spend|budget|revenue|grant)\b",
    Value.DATE: r"(?:^|\band |, |- )when (?:is|are|was|were|did|does|do|will|would|can|could|has|have|should)\b|\bwhen's\b"
    r"|\b(?:what|which|by what|new) (?:\w+ )?(?:date|day|month|year)\b",
    Value.PERSON: rf"\bwhich (?:\w+ ){{0,2}}(?:{_HOLDERS})\b"
    r"|\bwho (?:got|was|were|is|are|has) (?:\w+ )?(?:voted|elected|appointed|chosen|named)",
    Value.NAME: rf"\bwhich (?:\w+ ){{0,2}}(?:{_THINGS})\b",
}
_PATTERNS = tuple((value, re.compile(pattern, re.IGNORECASE)) for value, pattern in _ASKS.items())
_COUNTED = re.compile(r"\bhow many (?:of (?:the|our|those|these|them) )?((?:[\w'-]+ ){0,3}[\w'-]+)", re.IGNORECASE)
_STUFF = re.compile(
    r"\bhow much (?!money|cash|funding|grant|income|revenue|rent|saving)(?:\w+ )?\w+ (?:is|was|were|did|does|do|has|had|will|are|can)\b",
    re.IGNORECASE,
)
"""Asks for a quantity of something that is measured, not paid: "how much glass was collected"."""
_CATEGORY = re.compile(rf"\bwhich (?:\w+ ){{0,2}}({_THINGS})\b", re.IGNORECASE)
_PEOPLE = re.compile(r"\b(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Professor|Sir|Dame)\.?\s+(?:[A-Z]\.?\s)?[A-Z][\w'’-]+")
_CAPITALS = re.compile(r"(?<![.!?:•-]\s)(?<!^)(?<!\t)\b[A-Z][a-z'’-]+(?:\s+(?:of\s+|and\s+|the\s+)?[A-Z][a-z'’-]+)*")
_ROLES = word_set(
    """
    council committee cabinet board boards panel chair vice director head manager officer officers service services member members
    report appendix children city county district borough plan strategy group meeting team policy department executive leader
    portfolio scrutiny partnership act january february march april may june july august september october november december annual
    review learning education health social care safeguarding toolkit local task finish neglect authority senior
    """
)
_NUMBERING = re.compile(
    r"^\W*(?:\d{1,3}(?:\.\d+)*[.)]?|\(?[ivx]+\))(?=\s)"
    r"|\b(?:paragraph|para|appendix|item|section|page|table|option|recommendation|part|stage|phase|level|grade|year|question|quarter|q)"
    r"\s+\d+[a-z]?(?:\.\d+)*",
    re.IGNORECASE,
)
_REACH = 5
"""Words after a figure (three times as many before it) among which what it counts is looked for."""
_LINK = re.compile(r"(?:\b(?:is|was|were|are|of|at|to|by|totalling|totalled|about|approximately|around)|[:=–-])\s*$", re.IGNORECASE)
_PHRASE = re.compile(r"(?<=\w)\s+(?:of|on|in|for|with|to|from|by|at)\s")
"""Ends the words that a figure counts ("five families of …"); "27 of the children" goes on."""
_OF = re.compile(r"\s*of\b")
_ADDED = re.compile(r"\W*(?:new|more|additional|extra|further)\b", re.IGNORECASE)
"""Follows a count of what was added, which is not the total."""
_FIGURES = frozenset({Value.COUNT, Value.MONEY, Value.SHARE})
_NONE = re.compile(r"\b(?:no|none|nil|nobody|no one|zero|never)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper ?cent|\bpercentage|\bshare\b|\brate\b", re.IGNORECASE)
_FIGURE_CELL = re.compile(r"\s*[(£-]*\s?\d[\d,.]*\s?[%)kmFTE]*\s*")
PENDING = re.compile(
    r"\b(?:will|to|shall|should) be (?:provided|shared|reported|confirmed|appointed|agreed|determined|circulated|published|announced"
    r"|identified|decided)\b|\bbeing (?:obtained|sought|collected|finalised|developed)\b|\bno further detail|\bnot yet\b"
    r"|\bto consider nominations\b|\bto (?:elect|appoint)\b|\bTBC\b|\bTBA\b|\b(?:is|are) provided with\b|\bunderway\b"
    r"|\bhad to be paused\b|\bawait(?:ed|ing)\b",
    re.IGNORECASE,
)
"""Words by which a paper says that something is still to come: it speaks of the matter and does not settle it."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would answer a question; `kinds` is empty where no kind of value can be told from its words."""

    kinds: tuple[Value, ...]
    known: frozenset[str]
    """Canonical values and stems that the question itself gives; they answer nothing."""
    counted: frozenset[str] = frozenset()
    """Stems of what is counted ("how many leaseholders …")."""
    category: frozenset[str] = frozenset()
    """Stem of the kind of thing that is to be named ("which banks …")."""


def expect(question: str) -> Expectation:
    """Tell from the question's words what kind of value answers it."""
    counted, category = _COUNTED.search(question), _CATEGORY.search(question)
    kinds = [value for value, pattern in _PATTERNS if pattern.search(question)]
    return Expectation(
        kinds=(*kinds, Value.COUNT) if _STUFF.search(question) and Value.COUNT not in kinds else tuple(kinds),
        known=frozenset(quantity.value for quantity in quantities(question)) | frozenset(stems(question)),
        counted=frozenset(content_stems(counted[1])[:2]) if counted else frozenset(),
        category=frozenset(stems(category[1])) if category else frozenset(),
    )


def _person(text: str, known: frozenset[str]) -> bool:
    people = [name for name in _PEOPLE.findall(text) if not set(stems(name)) <= known]
    return bool(people) or any(len(_proper(name, known)) > 1 for name in _CAPITALS.findall(text))


def _proper(name: str, known: frozenset[str]) -> list[str]:
    return [word for word in re.findall(r"[A-Z][\w'’-]+", name) if word.lower() not in _ROLES and not set(stems(word)) <= known]


def _counts(found: list[Quantity], expectation: Expectation, text: str) -> bool:
    """Whether a count stands by what is counted; anything may be counted where people are asked for ("posts", "FTE")."""
    counts = [q for q in found if q.kind is QuantityKind.COUNT or (q.kind is QuantityKind.PERCENT and _OF.match(text[q.end :]))]
    if "total" in expectation.known:
        counts = [quantity for quantity in counts if not _ADDED.match(text[quantity.end :])]
    if not expectation.counted or "person" in expectation.counted:
        return bool(counts)
    for quantity in counts:
        after = _PHRASE.split(text[quantity.end :], maxsplit=1)[0].split()[:_REACH]
        before = text[: quantity.start].split()[-3 * _REACH :] if _LINK.search(text[: quantity.start]) else []
        if expectation.counted & set(stems(" ".join([*before, *after]))):
            return True
    return False


def _named(text: str, expectation: Expectation) -> bool:
    """Whether a new name stands together with a word for the kind of thing that is to be named."""
    return bool(expectation.category & set(stems(text))) and any(_proper(name, expectation.known) for name in _CAPITALS.findall(text))


def holds(expectation: Expectation, unit: Unit) -> bool:
    """Whether the unit holds a new value of an expected kind; numbering and the question's own figures do not count."""
    row = unit.shape is Shape.ROW and any(_FIGURE_CELL.fullmatch(cell) for cell in re.split(r"\t|\s\|\s", unit.text))
    text = _NUMBERING.sub(" ", unit.text)
    found = [quantity for quantity in quantities(text) if quantity.value not in expectation.known]
    kinds = {quantity.kind for quantity in found}
    tests = {
        Value.COUNT: lambda: row or _counts(found, expectation, text),
        Value.MONEY: lambda: row or QuantityKind.MONEY in kinds,
        Value.SHARE: lambda: QuantityKind.PERCENT in kinds or (row and _in_percent(unit)),
        Value.DATE: lambda: bool(kinds & {QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS}),
        Value.PERSON: lambda: _person(text, expectation.known),
        Value.NAME: lambda: _named(text, expectation),
    }
    return any(tests[kind]() for kind in expectation.kinds)


def _in_percent(unit: Unit) -> bool:
    """Whether the table of a row says over its figures that they are shares."""
    table = unit.passage.table
    return table is not None and bool(_PERCENT.search(" ".join((table.caption or "", table.unit or "", *table.columns, unit.text))))


def holds_name(expectation: Expectation, unit: Unit) -> bool:
    """Whether the unit names somebody or some body that the question does not."""
    known = expectation.known
    people = any(not set(stems(name)) <= known for name in _PEOPLE.findall(unit.text))
    return people or any(_proper(name, known) for name in _CAPITALS.findall(unit.text))


def says_none(expectation: Expectation, unit: Unit) -> bool:
    """Whether the unit answers a question for a figure by saying that there is none."""
    return bool(_FIGURES & set(expectation.kinds)) and bool(_NONE.search(unit.text)) and not PENDING.search(unit.text)
