"""What a chat model says the passages lack: "The passages give no figure for 2014." It states nothing of the papers and cites nothing.

It may be said where it is so. A passage cannot show what it does not hold, so the test is the other way about: no sentence found may have
the thing that is said to be missing, for the time and the matter named, together with a value of the kind in question. In doubt it is not
so. A sentence that also claims something of the papers ("…, but the passages do not name the chair") is parted: the check sees the claim.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.answering.units import has_form, said
from assistant.question.models import AnswerForm
from assistant.question.wanted import Expectation, Value, holds, holds_name
from ingest.language.dates import years_named
from ingest.language.lacking import Information, Lacking, clauses, figures, lacking, subject
from ingest.language.live_text import context
from ingest.language.names import names
from ingest.language.quantities import quantities
from ingest.language.sentences import Unit, units
from ingest.language.words import stems
from ingest.models import Passage

Rarity = Callable[[str], float]
"""Inverse document frequency of a stem in the library; higher is rarer."""
_THING = 0.4
"""Share of the words of what is missing, by rarity, from which a sentence speaks of just that. Of 92 development questions that the papers
answer, put as "The passages do not say …", 77 % are stopped so; of 15 that only come near, 27 % pass (0.6: 38 and 67 %)."""
_MATTER = 0.4
"""Share of the words of the question (and of the claim beside the gap) from which a sentence is on the matter."""
_ALL = 0.75
"""The same where the gap says by itself what matter it is about, and the question is not looked at."""
_OVER = 0.5
"""Credit of a word that only the headings over a sentence have."""
_FIGURES = (Value.COUNT, Value.MONEY, Value.SHARE)


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
    parted = lacking(text)
    if parted is None or _supposes(parted.gap, question, passages):
        return None
    missing = _Missing.of(parted, question, rarity)
    if not missing.thing and not missing.matter:
        return None
    return Gap(parted.gap, parted.claim, next((unit for one in passages for unit in units(one) if missing.stands_in(unit)), None))


def _supposes(gap: str, question: str, passages: Sequence[Passage]) -> bool:
    """Whether a gap takes for granted a figure or a name that neither the question nor any passage has ("how much of the £9.9m …")."""
    printed = " ".join([question, *(f"{one.text} {context(one)}" for one in passages)])
    known, values = set(stems(printed)), {one.value for one in quantities(printed)}
    named = {stem for start, end in names(gap) for stem in stems(gap[start:end])}
    return any(one.value not in values for one in figures(gap)) or not named <= known


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
    kinds: frozenset[Information]
    known: frozenset[str]
    """Stems and values that answer nothing, because question or gap have them."""
    rarity: Rarity

    @classmethod
    def of(cls, parted: Lacking, question: str, rarity: Rarity) -> "_Missing":
        told = f"{question} {parted.gap}"
        thing = subject(parted.gap)
        first, *later = map(subject, clauses(question))
        about = [first, *(words for words in later if len(words) > 1), subject(f"{question} {parted.claim}")]
        matter = tuple(words for one in about if (words := one - thing))
        asks_just_that = any(words and words <= thing for words in about)
        whole = asks_just_that or parted.is_whole
        known = frozenset(stems(told)) | {one.value for one in quantities(told)}
        return cls(thing, matter, whole, years_named(parted.gap), parted.kinds, known, rarity)

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
        tests: dict[Information, Callable[[], bool]] = {
            Information.FIGURE: lambda: holds(Expectation(_FIGURES, self.known), unit),
            Information.DATE: lambda: holds(Expectation((Value.DATE,), self.known), unit),
            Information.NAME: lambda: holds_name(Expectation((), self.known), unit),
            Information.REASON: lambda: has_form("", (AnswerForm.REASON,), unit) == 1.0,
        }
        asked = [tests[kind] for kind in self.kinds if kind in tests]
        return any(test() for test in asked) if asked else True
