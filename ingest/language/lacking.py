"""What a writer says that papers lack: "The passages give no figure for 2014.", parted from what the same sentence claims of them.

Known by closed forms of speaking about the papers themselves. "The report records no objection" speaks of the world and is none.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.language.dates import years_named
from ingest.language.lexicon import words_of
from ingest.language.quantities import Quantity, QuantityKind, quantities
from ingest.language.words import content_stems, stem, word_set


class Information(StrEnum):
    """What kind of thing is said to be missing."""

    FIGURE = "figure"
    DATE = "date"
    NAME = "name"
    REASON = "reason"
    OTHER = "other"


_SOURCE = (
    r"(?:(?:the|these|those|both|all) (?:[\w’'/-]+ ){0,3}?)?(?:passages?|papers?|documents?|extracts?|reports?|minutes|tables?|appendix)"
    r"(?: (?:found|shown|cited|quoted|given|above|here))?"
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
    Information.FIGURE: r"figures?|numbers?|amounts?|totals?|sums?|costs?|prices?|percentages?|proportions?|rates?|breakdowns?"
    r"|how (?:many|much)",
    Information.DATE: r"dates?|deadlines?|timetables?|timescales?|when",
    Information.NAME: r"names?|named|identity|who|whom|whose",
    Information.REASON: r"reasons?|explanations?|explains?|causes?|why",
    Information.OTHER: r"details?|information|comparison|reference|mention|mentions?|about|whether|which|what|where|how",
}
_ASKED = {kind: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for kind, words in _KINDS.items()}
_TOLD = rf"(?:{'|'.join(_KINDS.values())})\b"
_WORDS = r"(?:[\w’'-]+ )"
_GAP = re.compile(
    rf"{_WHO} (?:also )?{_DO} (?:also )?{_SAY} (?:(?:an?|any|the|its|their|this|his|her) )?{_WORDS}{{0,3}}?{_TOLD}"
    rf"|{_WHO} {_DO} (?:explain|name|quantify|mention|specify)\b"
    rf"|{_WHO} {_SAYS} (?:no|neither|nothing|none) {_WORDS}{{0,5}}?(?:{_TOLD}|nor\b)"
    rf"|{_NOBODY} {_SAYS}\b"
    rf"|there (?:is|are) no {_WORDS}{{0,3}}?{_TOLD}[^.;:]{{0,120}}?\bin {_SOURCE}(?=[.,;:]|$)"
    rf"|no {_WORDS}{{0,3}}?{_TOLD}[^.;:]{{0,120}}?\b(?:is|are) (?:given|printed|stated)\b"
    rf"|{_SOURCE} gives? (?:an?|the) (?P<given>[^.;:,]{{1,60}}?) but (?:none|no figure|not one) (?:for|of|on)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"{_SOURCE}\b", re.IGNORECASE)
_ELIDED = re.compile(rf"{_SAYS} no {_WORDS}{{0,3}}?{_TOLD}", re.IGNORECASE)
"""What the paper that opens the sentence lacks: "The report says so, but prints no amount"."""
_JOIN = re.compile(r"[:;] |, (?:but|and|though|although|while|whereas) | (?:but|although|though) ", re.IGNORECASE)
"""Where one clause ends and another begins."""
_PRONOUN = re.compile(r"(?:they|it) ", re.IGNORECASE)
_ONE_OF_MANY = re.compile(r"\b(?:one|single|same|consistent|only)\b", re.IGNORECASE)
"""Says that papers differ, not that they are silent."""
_CLAIMS = re.compile(r", (?:which|who|as|because|since)\b", re.IGNORECASE)
"""Hangs a claim on to a gap."""
_PARTS = re.compile(r"[,;] |\band (?:who|what|which|when|how|where|why)\b", re.IGNORECASE)
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
_TIME = re.compile(r"(?:19|20)\d\d(?:/\d\d)?|\d{1,2}")
_MONTHS = frozenset(map(stem, words_of("months.english") | words_of("months.short")))


@dataclass(frozen=True, slots=True)
class Lacking:
    """A sentence parted into what it says is missing and what it claims."""

    gap: str
    claim: str = ""
    """The rest, as a sentence; empty where there is none."""

    @property
    def kinds(self) -> frozenset[Information]:
        """What kinds of thing are missing."""
        return frozenset(kind for kind, words in _ASKED.items() if words.search(self.gap))

    @property
    def is_whole(self) -> bool:
        """Whether the gap says by itself what it is about: "a date for the survey of the paths"."""
        return len(subject(self.gap)) > 1 and bool(_OF.search(self.gap))


def lacking(text: str) -> Lacking | None:
    """A sentence parted at the clause that says what papers lack; None where it has no such clause, or cannot be parted safely."""
    text = " ".join(text.split())
    parted = _gap_first(text) or _gap_last(text)
    return parted if parted and len(parted.gap.split()) <= _LONGEST and not _CLAIMS.search(parted.gap) else None


def subject(text: str) -> frozenset[str]:
    """Stems that say what a text is about: none of those by which a gap or a time is told."""
    return frozenset(one for one in content_stems(text) if one not in _TALK and one not in _MONTHS and not _TIME.fullmatch(one))


def clauses(question: str) -> list[str]:
    """The parts of a question that ask for something each."""
    return _PARTS.split(" ".join(question.split()))


def figures(text: str) -> list[Quantity]:
    """The quantities of a text that are no time."""
    return [one for one in quantities(text) if one.kind in (QuantityKind.COUNT, QuantityKind.MONEY, QuantityKind.PERCENT)]


def _gap_first(text: str) -> Lacking | None:
    found = _GAP.match(text)
    if not found or _ONE_OF_MANY.search(found[0]) or (_PRONOUN.match(text) and "did not" in found[0].lower()):
        return None  # who "they" were that did not is not known
    join = _JOIN.search(text, found.end())
    gap, claim = (text[: join.start()], text[join.end() :]) if join else (text, "")
    given = found["given"] or ""
    if given and not (years_named(given) <= years_named(claim) and not figures(given) and claim):
        return None  # what it says is given would go unchecked
    return Lacking(gap, _sentence(claim))


def _gap_last(text: str) -> Lacking | None:
    opens = _OPENS.match(text)
    for join in _JOIN.finditer(text):
        start = join.end()
        found = _GAP.match(text, start) if opens or not _PRONOUN.match(text, start) else None
        found = found or (_ELIDED.match(text, start) if opens else None)
        if found and not _ONE_OF_MANY.search(found[0]):
            return None if _JOIN.search(text, found.end()) else Lacking(text[join.end() :], _sentence(text[: join.start()]))
    return None


def _sentence(clause: str) -> str:
    clause = clause.strip(" ,;:–-")
    if not clause:
        return ""
    return f"{clause[0].upper()}{clause[1:]}" + ("" if clause[-1] in '.!?”"' else ".")
