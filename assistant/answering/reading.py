"""What each unit found has of a question, read once: ranking, refusing and correcting see these measures and no others.

Every measure can be read off the page: words covered, the thing asked for, its names, its year, a value of the kind asked for, how close
it is in meaning, what kind of unit it is. Units are read in two steps, so that only the likeliest are compared by meaning.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from assistant.answering.asked import Asked, coverage, spoken
from assistant.answering.units import has_form, is_label, label_of, national, records_vote, said, tells_votes
from assistant.question.models import AnswerForm
from assistant.question.wanted import PENDING, Kindred, holds, holds_name, says_none
from assistant.retrieval.models import Extract
from ingest.language.live_text import context
from ingest.language.quantities import QuantityKind, quantities
from ingest.language.sentences import Shape, Unit, units
from ingest.language.standing import SETTLED
from ingest.language.words import content_stems, stems
from ingest.models import Kind, Passage
from vectorstore.models import Hit

MOST: Final = 60
"""Units read closely, likeliest first; they hold .92 to 1.0 of the evidence of ten extracts."""
_FIRST: Final = {"cover": 2.29, "near": 0.95, "place": 1.67, "rank": 1.38, "own": 0.92, "form": 0.56, "value": 1.53, "short": -0.89}
"""Weights of the first look, logistic; they choose and order what is read closely."""
_LABEL: Final = 5.0
"""Weight there of a table row whose label the question names in full."""
_TABLE: Final = 3.0
"""The same of a row of a table where the question names what its rows are."""
_FIGURES: Final = (QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.PERCENT)
_KINDS: Final = (Kind.RESOLUTION, Kind.MINUTE, Kind.RECOMMENDATION, Kind.AGENDA_ENTRY, Kind.FRONT_MATTER, Kind.TABLE, Kind.LIST)

Cosines = Callable[[str, Sequence[str]], list[float]]
"""A question and texts to the cosine of each text with the question."""


class Measures(NamedTuple):
    """What a unit has of the question; -1 where a measure does not apply. The order is that of the fitted trees."""

    close: float = 0.0
    """Cosine of the unit, behind its heading, with the question."""
    behind: float = 0.0
    """How far that is below the closest unit's; at most 0."""
    place: float = 0.0
    """Score of its extract as a share of the best."""
    rank: float = 0.0
    """Rank of its extract, from 0."""
    order: float = 0.0
    """Rank by the first look, from 0."""
    first: float = 0.0
    """Logit of the first look."""
    own: float = 0.0
    """1 in the passage that was found, 0 in a neighbour of it."""
    cover: float = 0.0
    """Weighted share of the wanted words in the unit and its headings."""
    inside: float = 0.0
    """The same in the unit alone."""
    over: float = 0.0
    """The same in its headings alone."""
    before: float = -1.0
    after: float = -1.0
    """The same in the units before and after."""
    subject: float = 0.0
    """Share of the subject's words in the unit, its headings and its neighbours."""
    head: float = 0.0
    """Share of the things asked for that are missing there."""
    names: float = 0.0
    """Rarity of the rarest name that is missing for three units around, as a share of the rarest there can be; 1 for a body."""
    holds: float = -1.0
    """1 where it holds every kind of value that can be told from the question, 0 where it does not."""
    value: float = -1.0
    """The same for values alone."""
    period: float = 0.0
    """1 where it speaks of the years asked for, 0.2 where nothing says so, 0 where it speaks of others."""
    form: float = 0.0
    """Whether it has the form in which an answer would stand."""
    pointed: float = 0.0
    """Whether the question has a word of this row's label that its table's headings have not: one row is meant, not the table."""
    words: float = 0.0
    new: float = 0.0
    """Words that carry content and are not the question's."""
    new_share: float = 0.0
    figures: float = 0.0
    """Figures that are not the question's."""
    row: float = 0.0
    item: float = 0.0
    label: float = 0.0
    """Whether it only names what follows."""
    opens: float = 0.0
    """Whether it ends with a colon."""
    position: float = 0.0
    settled: float = 0.0
    pending: float = 0.0
    vote: float = 0.0
    asks: float = 0.0
    """Whether it is a question."""
    lower: float = 0.0
    """Whether it begins in the middle of a sentence."""
    closed: float = 0.0
    """Whether it ends like a sentence."""
    resolution: float = 0.0
    minute: float = 0.0
    recommendation: float = 0.0
    agenda_entry: float = 0.0
    front_matter: float = 0.0
    table: float = 0.0
    listed: float = 0.0
    asks_figure: float = 0.0
    asks_date: float = 0.0
    asks_list: float = 0.0
    asks_decision: float = 0.0
    asks_who: float = 0.0
    asks_reason: float = 0.0
    asks_summary: float = 0.0
    asks_vote: float = 0.0
    asks_recommendation: float = 0.0


_UNREAD: Final = Measures()
_FORMS: Final = (
    AnswerForm.FIGURE,
    AnswerForm.DATE,
    AnswerForm.LIST,
    AnswerForm.DECISION,
    AnswerForm.WHO,
    AnswerForm.REASON,
    AnswerForm.SUMMARY,
    AnswerForm.VOTE,
    AnswerForm.RECOMMENDATION,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit with what was read of it."""

    unit: Unit
    hit: Hit
    """The unit's passage as it was found; for a neighbour, the hit that brought it."""
    rank: int
    """Rank of its extract, from 0."""
    order: int
    """Reading order in its extract, from 0."""
    own: frozenset[str]
    """Stems of the unit."""
    here: frozenset[str]
    """Stems of the unit and its headings."""
    cover: float
    """Weighted share of the wanted words that stand in the unit and its headings."""
    value: bool | None
    """Whether it holds a value of the kind asked for; None where no kind is asked for."""
    score: float = 0.0
    """Likelihood that the unit is (part of) the answer, between 0 and 1; 0 of one that was not read closely."""
    read: Measures = _UNREAD

    @property
    def at(self) -> tuple[int, int]:
        """Its place among the units of all extracts."""
        return self.rank, self.order

    @property
    def pointed(self) -> bool:
        """Whether the question means this table row and not its table."""
        return bool(self.read.pointed)


class Reader:
    """Reads the units of extracts with one question in mind."""

    def __init__(self, asked: Asked, cosines: Cosines | None = None) -> None:
        """`cosines` compares the likeliest units with the question by meaning; without it words alone decide."""
        self.asked, self._cosines = asked, cosines
        self._local = not national(asked.question)

    def read(self, extracts: Sequence[Extract]) -> tuple[list[Candidate], list[Candidate]]:
        """The units that are likeliest at a first look, read closely, and the rest; both in the order of that look."""
        top = max((extract.hit.score for extract in extracts), default=0.0) or 1.0
        seen = [one for rank, extract in enumerate(extracts) for one in self._first_look(rank, extract, top)]
        seen.sort(key=lambda pair: -pair[0])
        found = [one for _, one in seen]
        at = {one.at: one for one in found}
        best = found[:MOST]
        close = self._cosines(self.asked.question, [said(c.unit) for c in best]) if self._cosines and best else [0.5] * len(best)
        closest = max(close, default=0.0)
        shares = [max(0.0, extract.hit.score / top) for extract in extracts]
        read = []
        for order, (candidate, cosine) in enumerate(zip(best, close, strict=True)):
            first, share = seen[order][0], shares[candidate.rank]
            own = candidate.unit.passage.id == extracts[candidate.rank].hit.passage.id
            place = Measures(cosine, cosine - closest, share, candidate.rank, order, first, float(own))
            read.append(replace(candidate, read=self._measured(candidate, at, place)))
        return read, found[MOST:]

    def _first_look(self, rank: int, extract: Extract, top: float) -> Iterator[tuple[float, Candidate]]:
        order = 0
        for passage in extract.passages:
            own = passage.id == extract.hit.passage.id
            hit = extract.hit if own else replace(extract.hit, passage=passage, also_at=())
            place = {"place": max(0.0, extract.hit.score / top), "rank": 1 / (1 + rank), "own": float(own)}
            parts, here, headings = _read(passage)
            for i, unit in enumerate(parts):
                cover = coverage(self.asked.wanted, here[i] | headings)
                value = holds(self.asked.expectation, unit) if self.asked.expectation.kinds else None
                looks = place | {
                    "cover": cover,
                    "near": coverage(self.asked.wanted, here[i], frozenset().union(*here[max(0, i - 1) : i + 2])),
                    "form": self._form(unit),
                    "value": 0.5 if value is None else float(value),
                    "short": float(len(unit.text.split()) < 5),
                }
                look = self._named(unit) + sum(_FIRST[name] * looked for name, looked in looks.items())
                yield look, Candidate(unit, hit, rank, order, here[i], here[i] | headings, cover, value)
                order += 1

    def _form(self, unit: Unit) -> float:
        return has_form(self.asked.question, self.asked.understanding.forms, unit)

    def _named(self, unit: Unit) -> float:
        """Weight of a table row whose label, or what all its table's labels are, is named by the question in full, two words at least."""
        if unit.shape is not Shape.ROW or is_label(unit):
            return 0.0
        table = unit.passage.table
        all_rows = frozenset(content_stems(table.columns[0])) if table else frozenset[str]()
        labels = ((label_of(unit), _LABEL), (all_rows, _TABLE))
        return max((weight for label, weight in labels if len(label) > 1 and label <= self.asked.stems), default=0.0)

    def _measured(self, candidate: Candidate, at: Mapping[tuple[int, int], Candidate], place: Measures) -> Measures:
        unit, asked, passage = candidate.unit, self.asked, candidate.unit.passage
        near = candidate.here.union(*(c.own for c in around(candidate, 1, at)))
        beside = around(candidate, 2, at)
        wide = candidate.here.union(*(c.own for c in around(candidate, 3, at)))
        before, after = (at.get((candidate.rank, candidate.order + step)) for step in (-1, 1))
        new = (content := frozenset(content_stems(unit.text))) - asked.stems
        figures = [q for q in quantities(unit.text) if q.value not in asked.expectation.known]
        text = unit.text.rstrip()
        return place._replace(
            cover=candidate.cover,
            inside=coverage(asked.wanted, candidate.own),
            over=coverage(asked.wanted, candidate.here - candidate.own),
            before=coverage(asked.wanted, before.own) if before else -1.0,
            after=coverage(asked.wanted, after.own) if after else -1.0,
            subject=coverage(asked.subject, near),
            head=_share([not self._has(head, near) for head in asked.focus.heads]),
            names=self._unnamed(candidate, wide, beside),
            holds=self._holds(candidate),
            value=-1.0 if candidate.value is None else float(candidate.value),
            period=self._period(candidate, beside),
            form=self._form(unit),
            pointed=float(bool(label_of(unit) & asked.stems - (candidate.here - candidate.own))),
            words=len(unit.text.split()),
            new=len(new),
            new_share=len(new) / max(1, len(content)),
            figures=len(figures),
            row=float(unit.shape is Shape.ROW),
            item=float(unit.shape is Shape.ITEM),
            label=float(is_label(unit)),
            opens=float(text.endswith(":")),
            position=unit.position,
            settled=float(bool(SETTLED.search(text))),
            pending=float(bool(PENDING.search(text))),
            vote=float(records_vote(unit)),
            asks=float("?" in text),
            lower=float(text[:1].islower()),
            closed=float(text[-1:] in ".;!"),
            **dict(zip(Measures._fields[-16:], self._kinds(passage), strict=True)),
        )

    def _kinds(self, passage: Passage) -> list[float]:
        forms = self.asked.understanding.forms
        return [float(passage.kind is kind) for kind in _KINDS] + [float(form in forms) for form in _FORMS]

    def _unnamed(self, candidate: Candidate, wide: frozenset[str], beside: Sequence[Candidate]) -> float:
        """Rarity of the rarest name that is not printed about here."""
        bodies = self.asked.focus.bodies
        if bodies:
            texts = [candidate.unit.text, context(candidate.unit.passage), *(other.unit.text for other in beside)]
            printed = " ".join(" ".join(stems(text)) for text in texts)
            initials = {"".join(word[0] for word in body if word not in ("and", "of", "for", "the")) for body in bodies}
            if not any(" ".join(body) in printed for body in bodies) and not initials & set(printed.split()):
                return 1.0
        weight = self.asked.facts.weight
        missing = (weight(s) / self.asked.rarest for name in self.asked.focus.names for s in name if not self._has(s, wide))
        return max(missing, default=0.0)

    def _has(self, term: str, here: frozenset[str]) -> bool:
        """Whether a word stands here itself, by a printed word for it, or as the start of a longer one ("Reg")."""
        if term in here or self.asked.others.get(term, frozenset()) & here:
            return True
        return 3 <= len(term) <= 4 and any(word.startswith(term) for word in here)

    def _holds(self, candidate: Candidate) -> float:
        """Whether every kind of value that can be told from the question stands in the unit; -1 where none can be told."""
        unit, asked, expectation = candidate.unit, self.asked, self.asked.expectation
        if asked.typed and self._local and national(unit.text) and unit.shape is not Shape.ROW:
            printed = frozenset(stems(unit.text))
            return float(any(set(name) <= printed for name in asked.focus.names))
        new = [q for q in quantities(unit.text) if q.value not in expectation.known]
        kindred = asked.focus.kindred
        tests = []
        if expectation.kinds:
            tests.append(bool(candidate.value) or says_none(expectation, unit))
        if asked.money:
            row = unit.shape is Shape.ROW and any(q.kind is QuantityKind.COUNT for q in quantities(unit.text))
            tests.append(row or any(q.kind is QuantityKind.MONEY for q in new))
        if asked.figure:
            tests.append(any(q.kind in _FIGURES for q in new))
        if Kindred.NAMED in kindred:
            tests.append(holds_name(expectation, unit))
        if Kindred.DECISION in kindred:
            tests.append(unit.passage.kind in (Kind.RESOLUTION, Kind.MINUTE) or bool(SETTLED.search(unit.text)))
        if Kindred.VOTES in kindred:
            tests.append(tells_votes(unit))
        return float(all(tests)) if tests else -1.0

    def _period(self, candidate: Candidate, beside: Sequence[Candidate]) -> float:
        years = self.asked.years
        asked = {year for year in years if "/" in year} or years
        if not asked:
            return 1.0
        passage = candidate.unit.passage
        here, headings = spoken(candidate.unit.text), spoken(context(passage))
        financial = {year for year in here if "/" in year}
        if financial and "/" in "".join(asked) and not financial & asked:
            return 0.0
        if asked & (here | headings):
            return 1.0
        if here and not here & years:
            return 0.0
        near = here | headings | {year for other in beside for year in spoken(other.unit.text)}
        if asked & near:
            return 1.0
        date = passage.meeting.date
        meeting = {str(date.year), str(date.year - 1)} if date else set[str]()
        return 0.7 if years & (near | meeting) else 0.2


def _share(told: Sequence[bool]) -> float:
    return sum(told) / len(told) if told else 0.0


def around(candidate: Candidate, reach: int, at: Mapping[tuple[int, int], Candidate]) -> list[Candidate]:
    """The units up to `reach` places before and after a unit in its extract."""
    places = ((candidate.rank, candidate.order + step) for step in range(-reach, reach + 1) if step)
    return [at[place] for place in places if place in at]


@lru_cache(maxsize=2_000)
def _read(passage: Passage) -> tuple[list[Unit], list[frozenset[str]], frozenset[str]]:
    """The units of a passage, the stems of each, and the stems of what stands over it."""
    parts = units(passage)
    return parts, [frozenset(stems(unit.text)) for unit in parts], frozenset(stems(context(passage)))
