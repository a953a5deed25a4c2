"""What a unit is, whatever is asked: how it is compared by meaning, a label or a header, a vote, the form of an answer it has."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache

from assistant.answering.tables import is_header, spelled_out
from assistant.question.models import AnswerForm
from ingest.language.dates import years_named
from ingest.language.measured import TIMES
from ingest.language.people import TITLE
from ingest.language.pointing import points_elsewhere
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Shape, Unit, cells_of
from ingest.language.standing import SETTLED
from ingest.language.words import content_stems
from ingest.models import Kind
from ingest.record.attendance import lists_attendance


def said(unit: Unit) -> str:
    """The unit behind the heading over it, as retrieval compares sentences; a table row with its columns named."""
    heading, text = unit.passage.section or unit.passage.report_title, " ".join(unit.text.split())
    if unit.shape is Shape.ROW and unit.passage.table:
        text = spelled_out(unit)
    return f"{heading}: {text}" if heading else text


# Whether a unit has the form in which an answer would stand: a figure, a date, a name, a reason, a decision, a vote.

_MONEY = re.compile(
    r"£|\bhow much\b|\b(?:cost|price|spend|spent|budget|pay|paid|paying|grant|worth|saving|rent|cash|money|fund|revenue|charge|fee)", re.I
)
_SHARE = re.compile(r"%|\b(?:percent|per cent|percentage|share|proportion|what rate)\b", re.I)
_NAME = re.compile(rf"{TITLE}[A-Z]|\b[A-Z][a-z]+(?:[ -](?:of |and |for |the )*[A-Z][a-z]+)+|\b[A-Z]{{2,}}\b")
_REASON = re.compile(
    r"\b(?:because|due to|as a result|reason|result(?:ed|s|ing)? (?:in|from|of)|led to|caused?|owing to|in order to|since|therefore"
    r"|impact(?:ed)?|so that|reflects?)\b",
    re.IGNORECASE,
)
_DEFINING = re.compile(
    r"\b(?:is an?|is the|are the|means?|defined as|refers? to|known as|stands for|is where|which is|who (?:is|are|has|have))\b|\(| [–-] ",
    re.I,
)
_VOTES = re.compile(r"\b(?:for|against|abstain\w*|abstention\w*)\b.{0,40}\b(?:against|abst\w+|\d+)|\bvot(?:es?|ed|ing)\b", re.I | re.S)
_NATIONAL = re.compile(r"\b(?:nationally|national(?: average)?|England|statistical neighbours?|country)\b", re.IGNORECASE)
_VOTED = re.compile(
    r"^\W*(?:for|against|abstain\w*|abstention\w*)\W+\d+\b|\bvot(?:ed|es|ing)\b|\bunanimous|\bmotion (?:was )?(?:carried|lost)\b|\babstain",
    re.IGNORECASE,
)


def has_form(question: str, forms: Iterable[AnswerForm], unit: Unit) -> float:
    """Whether the unit has the likeliest form of answer that can be told from its words."""
    told = [1.0 if _TESTS[form](question, unit) else 0.0 for form in forms if form in _TESTS]
    return sum(told) / len(told) if told else 0.5


def _figure(question: str, unit: Unit) -> bool:
    given, kinds = _figures_asked(question)
    return any(quantity.kind in kinds and (quantity.kind, quantity.value) not in given for quantity in quantities(unit.text))


@lru_cache(maxsize=256)
def _figures_asked(question: str) -> tuple[frozenset[tuple[QuantityKind, str]], frozenset[QuantityKind]]:
    """The figures that a question gives, and the kinds of figure that answer it."""
    asked = frozenset((quantity.kind, quantity.value) for quantity in quantities(question))
    if _SHARE.search(question):
        return asked, frozenset({QuantityKind.PERCENT, QuantityKind.COUNT})
    if _MONEY.search(question):
        return asked, frozenset({QuantityKind.MONEY, QuantityKind.COUNT})
    return asked, frozenset({QuantityKind.COUNT, QuantityKind.PERCENT, QuantityKind.MONEY})


_TESTS: Mapping[AnswerForm, Callable[[str, Unit], bool]] = {
    AnswerForm.FIGURE: _figure,
    AnswerForm.DATE: lambda _, unit: any(quantity.kind in TIMES for quantity in quantities(unit.text)),
    AnswerForm.WHO: lambda _, unit: bool(_NAME.search(unit.text)),
    AnswerForm.REASON: lambda _, unit: bool(_REASON.search(unit.text)),
    AnswerForm.DEFINITION: lambda _, unit: bool(_DEFINING.search(unit.text)),
    AnswerForm.DECISION: lambda _, unit: unit.passage.kind in (Kind.RESOLUTION, Kind.MINUTE) or bool(SETTLED.search(unit.text)),
    AnswerForm.RECOMMENDATION: lambda _, unit: unit.passage.kind is Kind.RECOMMENDATION or "recommend" in unit.text.lower(),
    AnswerForm.LIST: lambda _, unit: unit.shape is not Shape.SENTENCE or unit.text.rstrip().endswith(":"),
}


def records_vote(unit: Unit) -> bool:
    """Whether a unit says how members voted."""
    return bool(_VOTED.search(unit.text))


def label_of(unit: Unit) -> frozenset[str]:
    """Stems of a table row's first cell; none for anything else."""
    cells = [cell for cell in cells_of(unit) if cell] if unit.shape is Shape.ROW else []
    return frozenset(content_stems(cells[0])) if len(cells) > 1 else frozenset()


def spoken_years(unit: Unit) -> frozenset[int]:
    """Years that the unit or its headings name, else the year of its meeting."""
    named = years_named(unit.text) | years_named(" ".join((*unit.passage.section_path, unit.passage.report_title or "")))
    date = unit.passage.meeting.date
    return named or frozenset({date.year} if date else ())


def is_label(unit: Unit) -> bool:
    """Whether a unit only names what follows: a table's header row, or a few capitalised words without a full stop."""
    if unit.shape is Shape.ROW:
        return is_header(unit)
    if re.search(r"[\d,]", unit.text):
        return False
    words = re.findall(r"[A-Za-z][\w'’-]*", unit.text)
    named = sum(word[0].isupper() for word in words if len(word) > 3)
    return unit.text.rstrip()[-1:] not in '.;:?!,”"' and len(words) < 14 and named >= 0.6 * sum(len(word) > 3 for word in words)


def is_aside(unit: Unit) -> bool:
    """Whether a unit says nothing by itself: a cut sentence, a line that points to what stands elsewhere, who was there."""
    if unit.shape is not Shape.SENTENCE:
        return False
    text = unit.text.strip()
    cut = text[:1].islower() and text[-1:] not in ".;:?!"
    return cut or points_elsewhere(text) or lists_attendance(text)


def tells_votes(unit: Unit) -> bool:
    """Whether a unit speaks of votes, or sets for and against side by side."""
    return bool(_VOTES.search(unit.text))


def national(text: str) -> bool:
    """Whether a text speaks of the whole country; where the question asks of a place, its figure is not the one asked for."""
    return bool(_NATIONAL.search(text))
