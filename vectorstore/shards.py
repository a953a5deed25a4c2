"""A shard: passages of one classification with their terms and their Chroma collection, as one folder of files.

A shard is never changed. Its name begins with a digest of everything in it, so equal content means an equal shard, whatever the
order in which papers came. Vectors are not copied: the library holds them by text, and Chroma beside it.

    ids.npy keys.npy                              one entry a passage, in the order of ids (Columns)
    terms.npy starts.npy passages.npy counts.npy lengths.npy   the lexical half (vectorstore/lexical.py)
    chroma/                                       the passages' vectors in a Chroma collection (vectorstore/dense.py)
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.library.library import Library
from ingest.models import Classification, Passage
from vectorstore.embed import Vectors, embedded_text, text_key
from vectorstore.lexical import Postings

FORMAT: Final = 3
"""Version of the files; an index of another one is built anew."""
UNDATED: Final = 0
PASSAGES: Final = 25_000
"""Passages of the largest shard. A change of one paper builds its shard anew, so that this bounds what an update costs."""


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """What a shard keeps of one passage."""

    id: str
    key: str
    """SHA-256 of the embedded text."""
    date: int
    """Proleptic ordinal of the meeting date; UNDATED where the paper does not say."""

    @classmethod
    def of(cls, passage: Passage) -> "Row":
        """The row of `passage`."""
        date = passage.meeting.date
        return cls(passage.id, text_key(embedded_text(passage)), date.toordinal() if date else UNDATED)


@dataclass(frozen=True, slots=True)
class Columns:
    """What is kept of each passage."""

    ids: npt.NDArray[np.bytes_]
    keys: npt.NDArray[np.bytes_]
    """SHA-256 of the embedded text, in hex."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard, mapped into memory."""

    folder: Path
    columns: Columns
    postings: Postings
    words: float
    """Weighted words of all passages."""

    @classmethod
    def load(cls, folder: Path) -> "Shard":
        """Open the shard in `folder`. Raises OSError or ValueError where a file is missing or torn."""
        columns = Columns(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in Columns.__slots__))
        postings = Postings.load(folder)
        return cls(folder, columns, postings, float(postings.lengths.sum(dtype=np.float64)))

    def rows_of(self, ids: list[str]) -> npt.NDArray[np.int64]:
        """Positions of passages that are in the shard."""
        return np.searchsorted(self.columns.ids, np.array([i.encode() for i in ids], dtype=self.columns.ids.dtype))

    def rows_among(self, ids: Sequence[bytes]) -> npt.NDArray[np.int64]:
        """Positions, in order, of those of `ids` (in order) that are in the shard."""
        own = self.columns.ids
        wanted = np.array([one for one in ids if len(one) <= own.dtype.itemsize], dtype=own.dtype)  # a longer one would be cut to another
        rows = np.searchsorted(own, wanted)
        return np.asarray(rows[own[np.minimum(rows, len(own) - 1)] == wanted], np.int64)

    def names(self, rows: npt.NDArray[np.int64]) -> list[str]:
        """Ids of the passages at `rows`."""
        return [one.decode() for one in self.columns.ids[rows].tolist()]

    def vectors(self, library: Library, model: str, rows: npt.NDArray[np.int64] | None = None) -> Vectors:
        """Vectors of the passages at `rows`, of all where None, as the library keeps them for `model`; float32 [len(rows), dimension].

        Raises KeyError where the library lacks one.
        """
        keys = [key.decode() for key in (self.columns.keys if rows is None else self.columns.keys[rows])]
        known = library.vectors(model, keys)
        return np.frombuffer(b"".join(known[key] for key in keys), "<f4").reshape(len(keys), -1)


def cut(rows: Sequence[Row]) -> list[list[Row]]:
    """`rows` of one classification in shards by date, undated ones last, each in the order of ids: new papers change the last alone."""
    by_date = sorted(rows, key=lambda row: (row.date == UNDATED, row.date, row.id))
    return [sorted(by_date[start : start + PASSAGES]) for start in range(0, len(by_date), PASSAGES)]


def digest(classification: Classification, rows: list[Row], model: str, context_weight: float) -> str:
    """32 hex digits that stand for everything a shard of these `rows` (in order of id) holds."""
    held = hashlib.sha256(json.dumps([FORMAT, model, context_weight, classification]).encode())
    for row in rows:
        held.update(json.dumps(astuple(row)).encode())
    return held.hexdigest()[:32]


def save(folder: Path, rows: list[Row], postings: Postings) -> None:
    """Write the files of a shard (all but chroma/) into `folder`."""
    np.save(folder / "ids.npy", np.array([row.id.encode() for row in rows]))
    np.save(folder / "keys.npy", np.array([row.key.encode() for row in rows]))
    postings.save(folder)
