"""How far a unit of a passage answers a question, in terms a reader can follow: words covered, form present, place found."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.grounding.quantities import Quantity, QuantityKind, quantities
from assistant.grounding.text import context
from assistant.question_terms import content_stems, stems
from assistant.sentences import Shape, Unit, units
from assistant.understanding import AnswerForm, Understanding
from assistant.vocabulary import LibraryFacts
from ingest.models import Kind
from vectorstore.models import Hit

_SAID = 1.0
_EXPANDED = 0.7
_CARRIED = 0.4
"""Credit of a word carried over from the conversation, against one the question itself asks for."""
_NEARBY = 0.5
"""Credit of a word that stands elsewhere in the passage or in its headings, against one in the unit itself."""
_MONEY = re.compile(
    r"£|\bhow much\b|\b(?:cost|price|spend|spent|budget|pay|paid|paying|grant|worth|saving|rent|cash|money|fund|revenue|charge|fee)", re.I
)
_SHARE = re.compile(r"%|\b(?:percent|per cent|percentage|share|proportion|what rate)\b", re.I)
_NAME = re.compile(r"\b(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\.?\s+[A-Z]|\b[A-Z][a-z]+(?:[ -](?:of |and |for |the )*[A-Z][a-z]+)+|\b[A-Z]{2,}\b")
_REASON = re.compile(r"\b(?:because|due to|as a result|reason|result(?:ed|s|ing)? (?:in|from|of)|led to|caused?|owing to|in order to|since|therefore|impact(?:ed)?|so that|reflects?)\b", re.I)  # fmt: skip
_DEFINING = re.compile(
    r"\b(?:is an?|is the|are the|means?|defined as|refers? to|known as|stands for|is where|which is|who (?:is|are|has|have))\b|\(| [–-] ",
    re.I,
)
_DECIDED = re.compile(r"\b(?:resolved|agreed|approved|noted|decided|carried|endorsed|accepted|rejected|lost)\b", re.I)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that the question asks for."""

    term: str
    weight: float
    others: frozenset[str]
    """Stems of printed words that stand for it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with what it was judged by; every part lies between 0 and 1."""

    unit: Unit
    hit: Hit
    score: float
    cover: float
    """Weighted share of the wanted words that stand in the unit itself."""
    near: float
    """The same with words nearby in the passage and its headings counted at half."""
    form: float
    """1 where the unit has the form an answer would have, 0 where it has not, 0.5 where any form would do."""
    matched: frozenset[str]
    """Wanted words in the unit itself."""


def wanted_terms(understanding: Understanding, facts: LibraryFacts) -> tuple[Wanted, ...]:
    """The words that the question asks for, rarer ones heavier, each with the printed words that stand for it."""
    others: dict[str, set[str]] = {}
    for expansion in understanding.expansions:
        for said in stems(expansion.said):
            others.setdefault(said, set()).update(content_stems(expansion.printed))
    asked = [(term, _SAID) for term in understanding.terms] + [(term, _CARRIED) for term in understanding.context]
    return tuple(Wanted(term, facts.weight(term) * share, frozenset(others.get(term, ()))) for term, share in asked)


def credit(wanted: Wanted, here: frozenset[str]) -> float:
    """How far the stems `here` hold a wanted word: 1 itself, less for a word that stands for it."""
    if wanted.term in here:
        return 1.0
    return _EXPANDED if wanted.others & here else 0.0


def coverage(wanted: Sequence[Wanted], here: frozenset[str], nearby: frozenset[str] = frozenset()) -> float:
    """Weighted share of the wanted words that stand here, or nearby at half credit."""
    total = sum(word.weight for word in wanted)
    if not total:
        return 0.0
    return sum(word.weight * max(credit(word, here), _NEARBY * credit(word, nearby)) for word in wanted) / total


def has_form(question: str, forms: Iterable[AnswerForm], unit: Unit) -> float:
    """Whether the unit has the likeliest form of answer that can be told from its words."""
    text = unit.text
    tests = {
        AnswerForm.FIGURE: lambda: _figure(question, quantities(text)),
        AnswerForm.DATE: lambda: any(
            q.kind in (QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS) for q in quantities(text)
        ),
        AnswerForm.WHO: lambda: bool(_NAME.search(text)),
        AnswerForm.REASON: lambda: bool(_REASON.search(text)),
        AnswerForm.DEFINITION: lambda: bool(_DEFINING.search(text)),
        AnswerForm.DECISION: lambda: unit.passage.kind in (Kind.RESOLUTION, Kind.MINUTE) or bool(_DECIDED.search(text)),
        AnswerForm.RECOMMENDATION: lambda: unit.passage.kind is Kind.RECOMMENDATION or "recommend" in text.lower(),
        AnswerForm.LIST: lambda: unit.shape is not Shape.SENTENCE or text.rstrip().endswith(":"),
    }
    told = [1.0 if tests[form]() else 0.0 for form in forms if form in tests]
    return sum(told) / len(told) if told else 0.5


def _figure(question: str, found: list[Quantity]) -> bool:
    asked = {(quantity.kind, quantity.value) for quantity in quantities(question)}
    kinds = {quantity.kind for quantity in found if (quantity.kind, quantity.value) not in asked}
    if _SHARE.search(question):
        return bool(kinds & {QuantityKind.PERCENT, QuantityKind.COUNT})
    if _MONEY.search(question):
        return bool(kinds & {QuantityKind.MONEY, QuantityKind.COUNT})
    return bool(kinds & {QuantityKind.COUNT, QuantityKind.PERCENT, QuantityKind.MONEY})


def candidates(understanding: Understanding, hits: Sequence[Hit], facts: LibraryFacts) -> list[Candidate]:
    """Every unit of the hits, judged; best first."""
    wanted = wanted_terms(understanding, facts)
    top = max((hit.score for hit in hits), default=0.0) or 1.0
    found = []
    for hit in hits:
        passage_stems = frozenset(stems(hit.passage.text + " " + context(hit.passage)))
        for unit in units(hit.passage):
            here = frozenset(stems(unit.text))
            cover, near = coverage(wanted, here), coverage(wanted, here, passage_stems)
            form = has_form(understanding.standalone, understanding.forms, unit)
            matched = frozenset(word.term for word in wanted if credit(word, here))
            score = 0.35 * cover + 0.35 * near + 0.15 * form + 0.35 * hit.score / top
            if len(unit.text.split()) < 4 and unit.shape is Shape.SENTENCE:
                score *= 0.5
            found.append(Candidate(unit, hit, score, cover, near, form, matched))
    return sorted(found, key=lambda candidate: -candidate.score)
