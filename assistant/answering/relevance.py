"""How far a unit of a passage answers a question, in terms a reader can follow: words covered, form present, place found."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from math import exp, log

from assistant.answering.tables import is_header, spelled_out
from assistant.question.models import AnswerForm, Facet, Understanding
from assistant.question.vocabulary import LibraryFacts
from assistant.question.wanted import expect, holds
from assistant.retrieval.models import Extract
from ingest.language.dates import years_named
from ingest.language.live_text import context
from ingest.language.people import TITLE
from ingest.language.quantities import Quantity, QuantityKind, quantities
from ingest.language.sentences import Shape, Unit, cells_of, units
from ingest.language.standing import SETTLED
from ingest.language.words import content_stems, stems
from ingest.models import Kind, Passage
from vectorstore.models import Hit

_WEIGHTS = {
    "cover": 2.29,
    "near": 0.95,
    "score": 1.67,
    "rank": 1.38,
    "own": 0.92,
    "form": 0.56,
    "value": 1.53,
    "short": -0.89,
    "item": 0.17,
}
"""Logistic weights of the features of a unit, fitted on labelled questions and checked with each paper left out in turn."""
_BIAS = -8.37
_CLOSE = 3.49
"""Weight of the cosine of a unit with the question."""
_USUAL = 0.4
"""Cosine of a unit that is about the subject and no more."""
_COMPARED = 30
"""Units compared by meaning."""
Cosines = Callable[[str, Sequence[str]], list[float]]
"""A question and texts to the cosine of each text with the question."""
_LABEL = 5.0
"""Weight of a table row whose label the question names in full."""
_TABLE = 3.0
"""The same of a row of a table where the question names what its rows are."""
_VOTE = 2.5
"""Weight of a unit that records a vote, where one is asked about."""
_CLAUSE = 1.0
"""The same of a resolution where a decision is asked for, and of a recommendation where one is."""
_PART = 8.0
"""Weight of how much better a unit covers one part of the question than the whole of it."""
_SAID = 1.0
_EXPANDED = 0.7
_CARRIED = 0.4
"""Credit of a word carried over from the conversation, against one the question itself asks for."""
_NEARBY = 0.5
"""Credit of a word that stands elsewhere in the passage or in its headings, against one in the unit itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that the question asks for."""

    term: str
    weight: float
    others: frozenset[str]
    """Stems of printed words that stand for it."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with what it was judged by; every feature lies between 0 and 1."""

    unit: Unit
    hit: Hit
    """The unit's passage as it was found; for a neighbour, the hit that brought it."""
    rank: int
    """Rank of its extract, from 0."""
    order: int
    """Reading order in its extract, from 0."""
    score: float
    """Likelihood that the unit is (part of) the answer, between 0 and 1; fitted on labelled questions, by paper."""
    cover: float
    """Weighted share of the wanted words that stand in the unit, its headings counting in full."""
    own: frozenset[str]
    """Stems of the unit."""
    here: frozenset[str]
    """Stems of the unit and its headings."""
    value: bool | None
    """Whether it holds a value of the kind asked for; None where no kind is asked for."""
    pointed: bool = False
    """Whether the question has a word of this table row's label that its table's headings have not: one row is meant, not the table."""


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


class Judge:
    """Judges the units of extracts for one question."""

    def __init__(self, understanding: Understanding, facts: LibraryFacts, cosines: Cosines | None = None) -> None:
        """`cosines` compares the likeliest units with the question by meaning; without it words alone decide."""
        self._understanding, self._facts, self._cosines = understanding, facts, cosines
        self.wanted = wanted_terms(understanding, facts)
        self._asked = frozenset[str]().union({word.term for word in self.wanted}, *(word.others for word in self.wanted))
        self.expectation = expect(understanding.standalone)

    def candidates(self, extracts: Sequence[Extract]) -> list[Candidate]:
        """Every unit of the extracts; best first, ties in the order of the extracts."""
        top = max((extract.hit.score for extract in extracts), default=0.0) or 1.0
        found: list[Candidate] = []
        for rank, extract in enumerate(extracts):
            order = 0
            for passage in extract.passages:
                own = passage.id == extract.hit.passage.id
                hit = extract.hit if own else replace(extract.hit, passage=passage, also_at=())
                place = {"score": max(0.0, extract.hit.score / top), "rank": 1 / (1 + rank), "own": float(own)}
                judged = list(self._judged(hit, rank, order, place))
                found += judged
                order += len(judged)
        return self._compared(sorted(found, key=lambda candidate: -candidate.score))

    def _compared(self, found: list[Candidate]) -> list[Candidate]:
        """The likeliest units judged again by how close they are in meaning; the rest keep their place below."""
        if self._cosines is None or not found:
            return found
        best = found[:_COMPARED]
        close = self._cosines(self._understanding.standalone, [said(candidate.unit) for candidate in best])
        again = [
            replace(candidate, score=_likely(_logit(candidate.score) + _CLOSE * (cosine - _USUAL)))
            for candidate, cosine in zip(best, close, strict=True)
        ]
        return sorted([*again, *found[_COMPARED:]], key=lambda candidate: -candidate.score)

    def _judged(self, hit: Hit, rank: int, order: int, place: dict[str, float]) -> Iterator[Candidate]:
        parts, here, headings = _read(hit.passage)
        for i, unit in enumerate(parts):
            nearby = frozenset().union(*here[max(0, i - 1) : i + 2])
            cover = coverage(self.wanted, here[i] | headings)
            value = holds(self.expectation, unit) if self.expectation.kinds else None
            features = place | {
                "cover": cover,
                "near": coverage(self.wanted, here[i], nearby),
                "form": has_form(self._understanding.standalone, self._understanding.forms, unit),
                "value": 0.5 if value is None else float(value),
                "short": float(len(unit.text.split()) < 5),
                "item": float(unit.shape is Shape.ITEM),
            }
            likelihood = _likelihood(features, self._named(unit) + self._standing(unit))
            pointed = bool(_label_of(unit) & self._asked - headings)
            yield Candidate(unit, hit, rank, order + i, likelihood, cover, here[i], here[i] | headings, value, pointed)

    def _named(self, unit: Unit) -> float:
        """Weight of a table row whose label, or what all its table's labels are, is named by the question in full, two words at least."""
        if unit.shape is not Shape.ROW or is_header(unit):
            return 0.0
        table = unit.passage.table
        all_rows = frozenset(content_stems(table.columns[0])) if table else frozenset[str]()
        labels = ((_label_of(unit), _LABEL), (all_rows, _TABLE))
        return max((weight for label, weight in labels if len(label) > 1 and label <= self._asked), default=0.0)

    @property
    def facts(self) -> LibraryFacts:
        """What the library knows of itself."""
        return self._facts

    def closeness(self, candidates: Sequence[Candidate]) -> list[float]:
        """The cosine of each unit with the question; 0.5, which tells nothing, where meaning is not compared."""
        if self._cosines is None or not candidates:
            return [0.5] * len(candidates)
        return self._cosines(self._understanding.standalone, [said(candidate.unit) for candidate in candidates])

    def _standing(self, unit: Unit) -> float:
        """Weight of what a unit is in the life of a meeting, where the question asks for just that: a vote, a decision, a proposal."""
        forms, kind = self._understanding.forms, unit.passage.kind
        weight = _VOTE if AnswerForm.VOTE in forms and records_vote(unit) else 0.0
        if AnswerForm.DECISION in forms and kind is Kind.RESOLUTION:
            weight += _CLAUSE
        if AnswerForm.RECOMMENDATION in forms and kind is Kind.RECOMMENDATION:
            weight += _CLAUSE
        return weight

    def for_facet(self, facet: Facet, judged: Sequence[Candidate]) -> list[Candidate]:
        """The candidates as one part of the question ranks them; for a period only what is of its years."""
        terms = set(facet.terms)
        wanted = [word for word in self.wanted if word.term in terms]
        wanted += [Wanted(term, self._facts.weight(term), frozenset()) for term in terms - {word.term for word in wanted}]
        if facet.period:
            span = set(range(facet.period.start.year, facet.period.end.year + 1))
            judged = [candidate for candidate in judged if span & spoken_years(candidate.unit)]
        return sorted(judged, key=lambda c: -(_logit(c.score) + _PART * (coverage(wanted, c.here) - c.cover)))


@lru_cache(maxsize=2_000)
def _read(passage: Passage) -> tuple[list[Unit], list[frozenset[str]], frozenset[str]]:
    """The units of a passage, the stems of each, and the stems of what stands over it."""
    parts = units(passage)
    return parts, [frozenset(stems(unit.text)) for unit in parts], frozenset(stems(context(passage)))


def _label_of(unit: Unit) -> frozenset[str]:
    """Stems of a table row's first cell; none for anything else."""
    cells = [cell for cell in cells_of(unit) if cell] if unit.shape is Shape.ROW else []
    return frozenset(content_stems(cells[0])) if len(cells) > 1 else frozenset()


def spoken_years(unit: Unit) -> frozenset[int]:
    """Years that the unit or its headings name, else the year of its meeting."""
    named = years_named(unit.text) | years_named(" ".join((*unit.passage.section_path, unit.passage.report_title or "")))
    date = unit.passage.meeting.date
    return named or frozenset({date.year} if date else ())


def _logit(likelihood: float) -> float:
    return log(likelihood / (1 - likelihood))


def _likelihood(features: dict[str, float], more: float) -> float:
    return _likely(_BIAS + more + sum(_WEIGHTS[name] * value for name, value in features.items()))


def _likely(logit: float) -> float:
    return 1 / (1 + exp(-logit))


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
_VOTED = re.compile(
    r"^\W*(?:for|against|abstain\w*|abstention\w*)\W+\d+\b|\bvot(?:ed|es|ing)\b|\bunanimous|\bmotion (?:was )?(?:carried|lost)\b|\babstain",
    re.IGNORECASE,
)


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
        AnswerForm.DECISION: lambda: unit.passage.kind in (Kind.RESOLUTION, Kind.MINUTE) or bool(SETTLED.search(text)),
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
