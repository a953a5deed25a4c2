"""Whether a unit has the form in which an answer would stand: a figure, a date, a name, a reason, a decision, a vote."""

import re
from collections.abc import Iterable

from assistant.grounding.quantities import Quantity, QuantityKind, quantities
from assistant.sentences import Shape, Unit
from assistant.understanding import AnswerForm
from ingest.models import Kind

_MONEY = re.compile(
    r"£|\bhow much\b|\b(?:cost|price|spend|spent|budget|pay|paid|paying|grant|worth|saving|rent|cash|money|fund|revenue|charge|fee)", re.I
)
_SHARE = re.compile(r"%|\b(?:percent|per cent|percentage|share|proportion|what rate)\b", re.I)
_NAME = re.compile(r"\b(?:Cllr|Councillor|Mr|Mrs|Ms|Dr)\.?\s+[A-Z]|\b[A-Z][a-z]+(?:[ -](?:of |and |for |the )*[A-Z][a-z]+)+|\b[A-Z]{2,}\b")
_REASON = re.compile(
    r"\b(?:because|due to|as a result|reason|result(?:ed|s|ing)? (?:in|from|of)|led to|caused?|owing to|in order to|since|therefore"
    r"|impact(?:ed)?|so that|reflects?)\b",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"\b(?:is an?|is the|are the|means?|defined as|refers? to|known as|stands for|is where|which is|who (?:is|are|has|have))\b|\(| [–-] ",
    re.I,
)
_VOTED = re.compile(
    r"^\W*(?:for|against|abstain\w*|abstention\w*)\W+\d+\b|\bvot(?:ed|es|ing)\b|\bunanimous|\bmotion (?:was )?(?:carried|lost)\b|\babstain",
    re.IGNORECASE,
)
_DECIDED = re.compile(r"\b(?:resolved|agreed|approved|noted|decided|carried|endorsed|accepted|rejected|lost)\b", re.I)


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


def records_vote(unit: Unit) -> bool:
    """Whether a unit says how members voted."""
    return bool(_VOTED.search(unit.text))
