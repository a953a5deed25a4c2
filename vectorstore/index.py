"""The port of the index: what a search asks of it, whichever engine keeps it (ADR 20).

An index only proposes passages and gives what their scores are worked out of; it knows no fusion, no ranking and no role. Scores are
worked out in one place (vectorstore/search.py), so that all engines give the same hits in the same order.
"""

from collections.abc import Callable, Hashable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from ingest.models import Classification
from vectorstore.embed import Embedder, Vectors, same_model
from vectorstore.errors import ModelError
from vectorstore.lexical import Scores, Statistics
from vectorstore.settings import SearchSettings

OnProgress = Callable[[int, int, str], None]
"""Told (passages done, passages in all or 0 where that is not known yet, what is going on)."""


class GoneError(Exception):
    """What was being read is no longer there: another index has been published since, and the search must start again."""


class IndexState(StrEnum):
    """How the published index stands to the library and the configured model."""

    FRESH = "fresh"
    STALE = "stale"
    ABSENT = "absent"
    OTHER_MODEL = "other_model"


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    passages: int
    shards: int
    """Parts that the index has: shards of files, or classifications in PostgreSQL."""
    built: int
    """Parts that were written; the others were as they should be."""
    generation: int


@dataclass(frozen=True, slots=True)
class Scope:
    """What one reading of the index may see. Nothing is read without one, and none is made without classifications."""

    classifications: frozenset[Classification]
    papers: frozenset[str] | None = None
    """Ids of the papers that are searched; None for all. Statistics count the others too."""
    generation: int | None = None
    """The generation that must be read; None for the one published now."""

    def __post_init__(self) -> None:
        """Raises ValueError where the reader may see nothing: such a reader is not to be let in at all."""
        if not self.classifications:
            raise ValueError("a scope names the classifications that its reader may see")


@dataclass(frozen=True, slots=True)
class Measured:
    """What the scores of passages are worked out of: parallel arrays, one entry a passage, in no promised order."""

    ids: npt.NDArray[np.bytes_]
    vectors: Vectors
    """Unit vectors, float32 [passages, dimension], exactly as the library keeps them."""
    counts: Scores
    """How often each term of the question stands in it, weighted (vectorstore/lexical.py); float32 [passages, terms]."""
    lengths: Scores
    """Weighted number of words."""

    @classmethod
    def of(cls, parts: Sequence["Measured"], terms: int) -> "Measured":
        """All of `parts`, which may be none, as one; each has counts of as many `terms`."""
        if not parts:
            return cls(np.zeros(0, "S1"), np.zeros((0, 0), np.float32), np.zeros((0, terms), np.float32), np.zeros(0, np.float32))
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))


class Reading(Protocol):
    """One generation of the index as one scope may see it, whole for as long as it is read."""

    generation: int

    def statistics(self, terms: Sequence[bytes]) -> Statistics:
        """What BM25 needs to know of every passage of the scope's classifications, also those outside its papers."""

    def dense(self, vector: Vectors, n: int) -> list[str]:
        """At least the `n` passages within the scope that are nearest to `vector` and their equals; all where there are fewer."""

    def lexical(self, terms: Sequence[bytes], statistics: Statistics, n: int) -> list[str]:
        """At least the `n` passages within the scope that are best by BM25 and their equals, of those that hold any of `terms`."""

    def measured(self, ids: Sequence[str], terms: Sequence[bytes]) -> Measured:
        """The passages of `ids` that are within the scope."""


class Index(Protocol):
    """An index of one library with one embedder; usable from several threads."""

    def reading(self, scope: Scope) -> AbstractContextManager[Reading]:
        """The published generation as `scope` may see it.

        Raises:
            GoneError: another one was published meanwhile, or the scope names another; entering or leaving.
            SearchError: there is none, or it cannot be reached.
            ModelError: it was built with another model.
        """

    def publish(self, on_progress: OnProgress | None = None, *, rebuild: bool = False) -> BuildReport:
        """Bring the index up to date with the library, as one step for all who read; with `rebuild` all of it is built anew.

        Raises:
            ModelError: the index was made with another model and `rebuild` is false.
            IndexBuildError: the index could not be written or is not whole.
        """

    def state(self) -> IndexState:
        """How the published index stands to the library and the configured model."""

    def is_current(self) -> bool:
        """Whether `publish` would find nothing to do, told without reading the model's weights."""

    def published(self) -> Hashable:
        """Tells one published index from another; None where there is none."""

    def close(self) -> None:
        """Let go of what is open; the next reading opens it again."""


def serves(model: str, embedder: Embedder, settings: SearchSettings) -> bool:
    """Whether the vectors of an index made with `model` may be compared with those of `embedder`: the same model, and the same precision
    where one is set. With "auto" an index made on a processor with bf16 serves one without, and is gone on with there."""
    return model == embedder.name or (settings.embedding_precision == "auto" and same_model(model, embedder.name))


def is_named(model: str, settings: SearchSettings) -> bool:
    """Whether the settings name `model`, told without reading its weights."""
    named = model.startswith(f"{Path(settings.embedding_model).name}@")
    return named and settings.embedding_precision in ("auto", model.rpartition("/")[2])


def other_model(model: str, embedder: Embedder) -> ModelError:
    """The error for an index made with a model that is not the configured one."""
    return ModelError(
        f"the index was built with {model}, the settings name {embedder.name}: "
        "run council-papers ingest --rebuild, or set embedding_model back"
    )
