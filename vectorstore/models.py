"""The nouns of search: who asks, of which papers, what is found and why, and which of two hits is the better."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from ingest.models import Classification, Passage


class Role(StrEnum):
    """Who reads. What a role may see is decided before retrieval, never after."""

    PUBLIC = "public"
    MEMBER = "member"
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"

    @property
    def classifications(self) -> frozenset[Classification]:
        """The classifications this role may see."""
        return frozenset({Classification.PUBLIC}) if self is Role.PUBLIC else frozenset(Classification)


@dataclass(frozen=True, slots=True)
class Query:
    """One search."""

    text: str
    """What is embedded and matched; expansions are added by the caller."""
    role: Role = Role.PUBLIC
    papers: frozenset[str] | None = None
    """Ids of the papers that are searched; None for all."""
    k: int = 50
    """Hits wanted, best first."""
    lexical_text: str | None = None
    """Words for the lexical half where they differ from `text` (synonyms, acronyms spelled out)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found, with the signals that brought it."""

    passage: Passage
    score: float
    """Fused score; comparable within one query only."""
    signals: tuple[tuple[str, float], ...] = ()
    """(name, value) of each signal, as shown by --explain: "dense" is a cosine, "lexical" a bm25 (higher is better)."""
    also_at: tuple[Passage, ...] = ()
    """The same words elsewhere (minutes printed twice, a report alone and in its pack)."""


DECIMALS = 6
"""Of a score, those that count: the rest differs between processors even where every vector is the same."""


def settled(score: float) -> float:
    """`score` as hits are ordered by it."""
    return round(float(score), DECIMALS)


def best_first(hits: Iterable[Hit]) -> list[Hit]:
    """`hits` by score; equals in the order of passage ids, which are the same everywhere."""
    return sorted(hits, key=lambda hit: (-settled(hit.score), hit.passage.id))
