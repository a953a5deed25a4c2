"""What a chat model says the passages lack: "The passages give no figure for 2014." It states nothing of the papers and cites nothing.

It may be said where it is so. A passage cannot show what it does not hold, so the test is the other way about: no sentence found may have
the thing that is said to be missing, for the time and the matter named, together with a value of the kind in question. In doubt it is not
so. A sentence that also claims something of the papers ("…, but the passages do not name the chair") is parted: the check sees the claim.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.relevance import has_form, said
from assistant.check.lexical import Rarity
from assistant.check.names import names
from assistant.question.models import AnswerForm
from assistant.question.wanted import Expectation, Value, holds, holds_name
from ingest.language.dates import years_named
from ingest.language.lexicon import words_of
from ingest.language.live_text import context
from ingest.language.quantities import Quantity, QuantityKind, quantities
from ingest.language.sentences import Unit, units
from ingest.language.words import content_stems, stem, stems, word_set
from ingest.models import Passage

_THING = 0.4
"""Share of the words of what is missing, by rarity, from which a sentence speaks of just that."""
_MATTER = 0.4
"""Share of the words of the question (and of the claim beside the gap) from which a sentence is on the matter."""
_ALL = 0.75
"""The same where the gap says by itself what matter it is about, and the question is not looked at."""
_OVER = 0.5
"""Credit of a word that only the headings over a sentence have."""
_SOURCE = (
    r"(?:(?:the|these|those|both|all)\s+(?:[\w’'/-]+\s+){0,3}?)?(?:passages?|papers?|documents?|extracts?|reports?|minutes|tables?|appendix)"
    r"(?:\s+(?:found|shown|cited|quoted|given|above|here))?"
)
_WHO = rf"(?:{_SOURCE}|they|it)"
_NOBODY = rf"(?:none of {_SOURCE}|no (?:passage|paper|document|report)|nothing in {_SOURCE})"
_DO = r"(?:do(?:es)? not|don['’]t|doesn['’]t|did not)"
_SAY = (
    r"(?:say|state|give|print|show|name|specify|explain|mention|quantify|identify|record|list|provide|include|contain|set out|tell|report)"
)
_SAYS = (
    r"(?:says?|states?|gives?|prints?|shows?|names?|specif(?:y|ies)|explains?|mentions?|identif(?:y|ies)|records?|lists?|provides?|includes?"
    r"|contains?|sets? out|tells?|reports?)"
)
_KINDS = {
    "figure": r"figures?|numbers?|amounts?|totals?|sums?|costs?|prices?|percentages?|proportions?|rates?|breakdowns?|how (?:many|much)",
    "date": r"dates?|deadlines?|timetables?|timescales?|when",
    "name": r"names?|named|identity|who|whom|whose",
    "reason": r"reasons?|explanations?|explains?|causes?|why",
    "other": r"details?|information|comparison|reference|mention|mentions?|about|whether|which|what|where|how",
}
_ASKED = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _KINDS.items()}
_INFORMATION = "|".join(_KINDS.values())
_NONE = rf"(?:no|neither|not|none|nothing|any)\b(?:\s+[\w’'-]+){{0,4}}?\s+(?:{_INFORMATION})\b"
_FORMS = (
    rf"{_WHO}\s+(?:also\s+)?{_DO}\s+(?:also\s+)?{_SAY}\s+(?:(?:an?|any|the|its|their|this|his|her)\s+)?(?:[\w’'-]+\s+){{0,3}}?(?:{_INFORMATION})\b",
    rf"{_WHO}\s+{_DO}\s+(?:explain|name|quantify|mention|specify)\b",
    rf"{_WHO}\s+{_SAYS}\s+(?:no|neither|nothing|none)\b(?:\s+[\w’'-]+){{0,5}}?\s*\b(?:{_INFORMATION}|nor)\b",
    rf"{_NOBODY}\s+{_SAYS}\b",
    rf"(?:there (?:is|are) )?no (?:[\w’'-]+\s+){{0,3}}?(?:{_INFORMATION})\b[^.;:]*?\b(?:in {_SOURCE}|(?:is|are) (?:given|printed))\b",
    rf"{_SOURCE}\s+gives?\s+(?:an?|the)\s+(?P<given>[^.;:,]{{1,60}}?)\s+but\s+(?:none|no figure|not one)\s+(?:for|of|on)\b",
)
_GAP = re.compile("|".join(f"(?:{form})" for form in _FORMS), re.IGNORECASE)
_JOIN = re.compile(r"\s*[:;]\s+|,\s+(?:but|and|though|although|while|whereas)\s+|\s+(?:but|although|though)\s+", re.IGNORECASE)
"""Where one clause ends and another begins."""
_BEHIND = re.compile(
    rf"^(?P<claim>{_SOURCE}\b[^.;]*?),?\s+but\s+(?P<gap>{_SAYS}\s+no\s+(?:[\w’'-]+\s+){{0,3}}?(?:{_INFORMATION})\b[^.;:]*)\.?$", re.I
)
"""A claim of what a paper says, then what the same paper lacks: "The report says so, but prints no amount"."""
_ONE_OF_MANY = re.compile(r"\b(?:one|single|same|consistent|only)\b", re.IGNORECASE)
"""Says that papers differ, not that they are silent."""
_CLAIMS = re.compile(r",\s+(?:which|who|as|because|since)\b", re.IGNORECASE)
"""Hangs a claim on to a gap."""
_PARTS = re.compile(r"[,;]\s|\band (?:who|what|which|when|how|where|why)\b", re.IGNORECASE)
"""Between the clauses of a question."""
_OF = re.compile(r"\b(?:for|of|about|on|who|when|why|how|whether|which|what|where|explain)\b", re.IGNORECASE)
_LONGEST = 30
"""Words of a clause that only says what is missing."""
_TALK = frozenset(
    map(
        stem,
        word_set(
            """
            passage passages paper papers document documents extract extracts report reports minute minutes table tables appendix say state
            give print show name specify explain mention quantify identify record list provide include contain set tell found shown cited
            quoted above here figure figures number numbers amount amounts total totals sum cost costs price percentage rate breakdown split
            date dates deadline timetable names named identity reason reasons explanation cause detail details information comparison
            reference whether nothing none neither nor any other either separate exact specific further
            """
        ),
    )
)
"""Stems of the words by which a gap is told; they are not what is missing."""
_FIGURES = (Value.COUNT, Value.MONEY, Value.SHARE)
_TIME = re.compile(r"(?:19|20)\d\d(?:/\d\d)?|\d{1,2}")
_MONTHS = frozenset(map(stem, words_of("months.english") | words_of("months.short")))


@dataclass(frozen=True, slots=True)
class Parted:
    """A sentence parted into what it says is missing and what it claims."""

    gap: str
    claim: str = ""
    """The rest, as a sentence; empty where there is none."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A statement of what the passages lack."""

    text: str
    """The clause that says what is missing."""
    claim: str = ""
    """What the sentence claims of the papers besides; it is for the check."""
    against: Unit | None = None
    """A sentence of a passage that has what is said to be missing; None where there is none, and the gap is so."""


def gap_of(text: str, passages: Sequence[Passage], rarity: Rarity, question: str = "") -> Gap | None:
    """The gap that a sentence tells of, held against the passages; None where it tells of none, or of one that cannot be held against them.

    `question` says what matter "they give no figure" is about.
    """
    parted = part(text)
    if parted is None or _supposes(parted.gap, question, passages):
        return None
    missing = _Missing.of(parted, question, rarity)
    if not missing.thing and not missing.matter:
        return None
    return Gap(parted.gap, parted.claim, next((unit for one in passages for unit in units(one) if missing.stands_in(unit)), None))


# Parting: by the closed forms in which a writer speaks of the passages, at a colon, a semicolon or a word that joins.


def part(text: str) -> Parted | None:
    """A sentence parted at the clause that says what the passages lack; None where it has no such clause, or cannot be parted safely."""
    text = text.strip()
    parted = _gap_first(text) or _gap_last(text)
    return parted if parted and len(parted.gap.split()) <= _LONGEST and not _CLAIMS.search(parted.gap) else None


def _gap_first(text: str) -> Parted | None:
    found = _GAP.match(text)
    if not found or _ONE_OF_MANY.search(found[0]):
        return None
    join = _JOIN.search(text, found.end())
    gap, claim = (text[: join.start()], text[join.end() :]) if join else (text, "")
    given = found["given"] or ""
    if given and not (years_named(given) <= years_named(claim) and not _figures(given) and claim):
        return None  # what it says is given would go unchecked
    return Parted(gap, _sentence(claim))


def _gap_last(text: str) -> Parted | None:
    if behind := _BEHIND.match(text):
        return Parted(behind["gap"], _sentence(behind["claim"]))
    for join in _JOIN.finditer(text):
        found = _GAP.match(text, join.end())
        if found and not _ONE_OF_MANY.search(found[0]):
            return None if _JOIN.search(text, found.end()) else Parted(text[join.end() :], _sentence(text[: join.start()]))
    return None


def _sentence(clause: str) -> str:
    clause = clause.strip(" ,;:–-")
    if not clause:
        return ""
    return f"{clause[0].upper()}{clause[1:]}" + ("" if clause[-1] in '.!?”"' else ".")


def _figures(text: str) -> list[Quantity]:
    return [one for one in quantities(text) if one.kind in (QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.PERCENT)]


def _supposes(gap: str, question: str, passages: Sequence[Passage]) -> bool:
    """Whether a gap takes for granted a figure or a name that neither the question nor any passage has ("how much of the £9.9m …")."""
    printed = " ".join([question, *(f"{one.text} {context(one)}" for one in passages)])
    known, values = set(stems(printed)), {one.value for one in quantities(printed)}
    named = {stem for start, end in names(gap) for stem in stems(gap[start:end])}
    return any(one.value not in values for one in _figures(gap)) or not named <= known


# The test: what is missing must not stand in any sentence, with its headings, for the time named.


@dataclass(frozen=True, slots=True)
class _Missing:
    """What is said to be missing."""

    thing: frozenset[str]
    """Stems of the words that say what it is."""
    matter: tuple[frozenset[str], ...]
    """Stems that say what it is about: those of each clause of the question ("what did it cost" says too little), and of all together."""
    whole: bool
    """Whether the gap says by itself what it is about ("a date for the survey of the paths") or is what the question asks."""
    years: frozenset[int]
    kinds: frozenset[str]
    """Kinds of value, of `_KINDS`."""
    known: frozenset[str]
    """Stems and values that answer nothing, because question or gap have them."""
    rarity: Rarity

    @classmethod
    def of(cls, parted: Parted, question: str, rarity: Rarity) -> "_Missing":
        told = f"{question} {parted.gap}"
        thing = _words(parted.gap)
        first, *later = map(_words, _PARTS.split(question))
        about = [first, *(words for words in later if len(words) > 1), _words(f"{question} {parted.claim}")]
        matter = tuple(words for one in about if (words := one - thing))
        asks_just_that = any(words and words <= thing for words in about)
        whole = asks_just_that or (len(thing) > 1 and bool(_OF.search(parted.gap)))
        known = frozenset(stems(told)) | {one.value for one in quantities(told)}
        kinds = frozenset(kind for kind, words in _ASKED.items() if words.search(parted.gap))
        return cls(thing, matter, whole, years_named(parted.gap), kinds, known, rarity)

    def stands_in(self, unit: Unit) -> bool:
        """Whether a sentence (item, row), read under its headings, has it."""
        own, over = said(unit), context(unit.passage)
        if self.years and not self.years & years_named(f"{own} {over}"):
            return False
        here, above = frozenset(stems(own)), frozenset(stems(over))
        held = self._share(self.thing, here, above) if self.thing else 1.0
        near = not self.matter or (self.whole and held >= _ALL) or any(self._share(one, here, above) >= _MATTER for one in self.matter)
        return near and held >= _THING and self._has_value(unit)

    def _share(self, wanted: frozenset[str], here: frozenset[str], above: frozenset[str]) -> float:
        """Weighted share of the words that stand here; above, in the headings, they count for half."""
        total = sum(map(self.rarity, wanted))
        return sum(self.rarity(word) * (1.0 if word in here else _OVER) for word in wanted & (here | above)) / total if total else 0.0

    def _has_value(self, unit: Unit) -> bool:
        """Whether it holds a value of the kind missing; where no kind is told, words are enough."""
        tests: dict[str, Callable[[], bool]] = {
            "figure": lambda: holds(Expectation(_FIGURES, self.known), unit),
            "date": lambda: holds(Expectation((Value.DATE,), self.known), unit),
            "name": lambda: holds_name(Expectation((), self.known), unit),
            "reason": lambda: has_form("", (AnswerForm.REASON,), unit) == 1.0,
        }
        asked = [tests[kind] for kind in self.kinds if kind in tests]
        return any(test() for test in asked) if asked else True


def _words(text: str) -> frozenset[str]:
    """Stems that say what a text is about: none of those by which a gap or a time is told."""
    return frozenset(one for one in content_stems(text) if one not in _TALK and one not in _MONTHS and not _TIME.fullmatch(one))
