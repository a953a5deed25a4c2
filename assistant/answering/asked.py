"""What a question turns on, worked out once: its words by rarity, its subject, the thing and the names asked for, its years."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import log

from assistant.question.models import AnswerForm, Facet, Understanding
from assistant.question.vocabulary import LibraryFacts
from assistant.question.wanted import Expectation, Focus, Value, expect, focus
from ingest.language.dates import years_named, years_of_two
from ingest.language.lexicon import listed
from ingest.language.words import stem

_SAID = 1.0
_EXPANDED = 0.7
_CARRIED = 0.4
"""Credit of a word carried over from the conversation, against one the question itself asks for."""
_NEARBY = 0.5
"""Credit of a word that stands elsewhere in the passage or in its headings, against one in the unit itself."""
_TIME = re.compile(r"(?:19|20)\d\d(?:/\d\d)?|\d{1,2}|£|%")
_MONTHS = frozenset(map(stem, listed("months.english")))
_MONEY = re.compile(
    r"\b(?:how much|what)\b.*\b(?:pay|paid|costs?|earns?|salary|rent|price|fees?|charged?|tax|spend|spent|quote|fine|budget|offered|bidding"
    r"|worth|valuation|value)\b|\bhow high\b",
    re.IGNORECASE,
)
_FEWEST = 2
"""Words of its own that a part must have, before it can be told that the papers have none of them."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that the question asks for."""

    term: str
    weight: float
    others: frozenset[str]
    """Stems of printed words that stand for it."""


def credit(wanted: Wanted, here: frozenset[str]) -> float:
    """How far the stems `here` hold a wanted word: 1 itself, less for a word that stands for it."""
    if wanted.term in here:
        return 1.0
    return 0.0 if wanted.others.isdisjoint(here) else _EXPANDED


def coverage(wanted: Sequence[Wanted], here: frozenset[str], nearby: frozenset[str] = frozenset()) -> float:
    """Weighted share of the wanted words that stand here, or nearby at half credit."""
    total = sum(word.weight for word in wanted)
    if not total:
        return 0.0
    return sum(word.weight * (credit(word, here) or _NEARBY * credit(word, nearby)) for word in wanted) / total


def tells_time(stem: str) -> bool:
    """Whether a stem is a month, a year or a short number, or a sign beside one: it says when or in what, not of what."""
    return stem in _MONTHS or bool(_TIME.fullmatch(stem))


def spoken(text: str) -> frozenset[str]:
    """Years that a text names: "2019", and for a financial or municipal year "2019/20" with both its years."""
    return frozenset(map(str, years_named(text))) | years_of_two(text)


@dataclass(frozen=True)
class Asked:
    """A question made ready for reading units; everything is worked out when first needed."""

    understanding: Understanding
    facts: LibraryFacts

    @property
    def question(self) -> str:
        """The question, readable without the conversation."""
        return self.understanding.standalone

    @cached_property
    def others(self) -> Mapping[str, frozenset[str]]:
        """Stems of the question to the stems of printed words that stand for them."""
        return self.understanding.others

    @cached_property
    def wanted(self) -> tuple[Wanted, ...]:
        """The words that the question asks for, rarer ones heavier."""
        terms = [(term, _SAID) for term in self.understanding.terms] + [(term, _CARRIED) for term in self.understanding.context]
        return tuple(Wanted(term, self.facts.weight(term) * share, self.others.get(term, frozenset())) for term, share in terms)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Every wanted word, with those that stand for it."""
        return frozenset[str]().union({word.term for word in self.wanted}, *(word.others for word in self.wanted))

    @cached_property
    def subject(self) -> Sequence[Wanted]:
        """The wanted words but those that tell the time and those of parts that the papers have not a word of."""
        lost = {word.term for _, own in self._lost for word in own}
        return [w for w in self.wanted if not tells_time(w.term) and w.term not in lost] or list(self.wanted)

    @cached_property
    def expectation(self) -> Expectation:
        """The kind of value asked for."""
        return expect(self.question)

    @cached_property
    def focus(self) -> Focus:
        """The thing and the names that an answer must be about."""
        return focus(self.question)

    @cached_property
    def years(self) -> frozenset[str]:
        """Years asked for; of a later turn only those it names itself."""
        return spoken(self.understanding.question if self.understanding.context else self.question)

    @cached_property
    def money(self) -> bool:
        """Whether a sum is asked for in words that do not tell so by themselves."""
        return bool(_MONEY.search(self.question)) and not set(self.expectation.kinds) & {Value.SHARE, Value.COUNT, Value.DATE}

    @cached_property
    def figure(self) -> bool:
        """Whether some figure is asked for, of no kind that can be told."""
        plain = not self.expectation.kinds and not self.money and set(self.understanding.forms) == {AnswerForm.FIGURE}
        return plain and self.question.lower().lstrip().startswith("what")

    @property
    def typed(self) -> bool:
        """Whether the kind of value or of deed asked for can be told."""
        return bool(self.expectation.kinds or self.money or self.figure or self.focus.kindred)

    @cached_property
    def rarest(self) -> float:
        """The greatest weight that a word can have."""
        return log(2 + self.facts.passages)

    @property
    def uncovered(self) -> tuple[str, ...]:
        """A sentence for each part of the question of whose own words none is printed; a part that shares one may be answered in others."""
        return tuple(f"The papers do not say: {facet.text.strip(' ,.;?')}." for facet, _ in self._lost)

    @cached_property
    def _lost(self) -> list[tuple[Facet, list[Wanted]]]:
        printed, lost = self.facts.frequency, []
        facets = self.understanding.facets
        for facet in facets:
            others = {term for other in facets if other is not facet for term in other.terms}
            own = [word for word in self.wanted if word.term in facet.terms and word.term not in others and word.term.isalpha()]
            known = any(printed.get(term) for word in own for term in (word.term, *word.others))
            if facet.period is None and len(own) >= _FEWEST and not known:
                lost.append((facet, own))
        return lost if len(lost) < len(facets) else []
