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


_ASKS: tuple[tuple[Value, str], ...] = (
    (Value.SHARE, r"%|\bper ?cent\b|\bpercentage\b|\b(?:what|which) (?:share|proportion)\b|\bshare of\b|\bhow much of (?:the|our) (?!budget|money)"),
    (Value.COUNT, r"\bhow many\b|\b(?:what|the) (?:exact )?(?:number|split|headcount|total)\b"),
    (Value.MONEY, r"\bhow much\b(?! of)|\b(?:what|which)\b[^?]{0,40}\b(?:costs?|price|rent|fee|precept|spend|budget|revenue|grant)\b|\bwhat were we paying\b"),
    (Value.DATE, r"\bwhen\b|\bwhen's\b|\b(?:what|which|by what|new) (?:\w+ )?(?:date|day|month|year)\b"),
    (Value.PERSON, r"\bwhich (?:\w+ ){0,2}(?:councillors?|members?|officers?|heads?|teachers?|directors?|chairs?)\b|\bwho (?:got|was|were|is|are|has) (?:\w+ )?(?:voted|elected|appointed|chosen|named)"),
    (Value.NAME, r"\bwhich (?:\w+ ){0,2}(?:councils?|banks?|wards?|agency|agencies|compan(?:y|ies)|schools?|firms?|providers?|solicitors|hospitals?|charit(?:y|ies)|contractors?|sites?|street|roads?)\b"),
)  # fmt: skip
_PATTERNS = tuple((value, re.compile(pattern, re.IGNORECASE)) for value, pattern in _ASKS)
_COUNTED = re.compile(r"\bhow many (?:of (?:the|our|those|these|them) )?((?:[\w'-]+ ){0,3}[\w'-]+)", re.IGNORECASE)
_TITLED = re.compile(r"\b(?:Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Professor|Sir|Dame)\.?\s+(?:[A-Z]\.?\s)?[A-Z][\w'’-]+")
_CAPITALS = re.compile(r"(?<![.!?:•-]\s)(?<!^)(?<!\t)\b[A-Z][a-z'’-]+(?:\s+(?:of\s+|and\s+|the\s+)?[A-Z][a-z'’-]+)*")
_ROLES = word_set(
    """
    council committee cabinet board panel chair vice director head manager officer service services member members report appendix
    children city county plan strategy group meeting team policy department executive leader portfolio scrutiny partnership act
    january february march april may june july august september october november december annual review
    """
)
_NUMBERING = re.compile(r"^\W*(?:\d{1,3}(?:\.\d+)*[.)]?|\(?[ivx]+\))(?=\s)|\b(?:paragraph|para|appendix|item|section|page|table|option|recommendation|part|stage|phase|level|grade|year|key stage|question|quarter|q)\s+\d+[a-z]?(?:\.\d+)*", re.I)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would answer a question; `kinds` is empty where no kind of value can be told from its words."""

    kinds: tuple[Value, ...]
    known: frozenset[str]
    """Canonical values and folded names that the question itself gives; they answer nothing."""
    counted: frozenset[str] = frozenset()
    """Stems of what is counted ("how many leaseholders …")."""


def expect(question: str) -> Expectation:
    """Tell from the question's words what kind of value answers it."""
    counted = _COUNTED.search(question)
    return Expectation(
        kinds=tuple(value for value, pattern in _PATTERNS if pattern.search(question)),
        known=frozenset(quantity.value for quantity in quantities(question)) | frozenset(stems(question)),
        counted=frozenset(content_stems(counted[1])[:2]) if counted else frozenset(),
    )


def _money(found: list[Quantity], unit: Unit) -> bool:
    kinds = {quantity.kind for quantity in found}
    return QuantityKind.MONEY in kinds or (unit.shape is Shape.ROW and QuantityKind.COUNT in kinds)


def _named(text: str, known: frozenset[str]) -> bool:
    return any(set(stems(name)) - known - _ROLES for name in _CAPITALS.findall(text))


def holds(expectation: Expectation, unit: Unit) -> bool:
    """Whether the unit holds a new value of an expected kind; numbering and the question's own figures do not count."""
    text = _NUMBERING.sub(" ", unit.text)
    found = [quantity for quantity in quantities(text) if quantity.value not in expectation.known]
    kinds = {quantity.kind for quantity in found}
    row = unit.shape is Shape.ROW and QuantityKind.COUNT in kinds
    tests = {
        Value.COUNT: lambda: QuantityKind.COUNT in kinds,
        Value.MONEY: lambda: _money(found, unit),
        Value.SHARE: lambda: QuantityKind.PERCENT in kinds or row,
        Value.DATE: lambda: bool(kinds & {QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS}),
        Value.PERSON: lambda: bool(_TITLED.search(text)) or _named(text, expectation.known),
        Value.NAME: lambda: _named(text, expectation.known),
    }
    return any(tests[kind]() for kind in expectation.kinds)
