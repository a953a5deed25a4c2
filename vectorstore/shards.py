"""A shard: the passages of one council, municipal year and classification with their vectors and terms, as one folder of files.

A shard is never changed. Its name begins with a digest of everything in it, so equal content means an equal shard, whatever the
order in which papers came.

    meta.json                                     what the shard holds (ShardMeta)
    ids.npy documents.npy committees.npy dates.npy   one entry a passage, in the order of ids; documents and committees number meta's names
    vectors.npy                                   float32 [passages, dimension], unit length
    terms.npy starts.npy passages.npy counts.npy lengths.npy   the lexical half (vectorstore/lexical.py)
    check.json                                    what the check before publishing needs and finds (Check)
    chroma/                                       the same vectors in a Chroma collection (vectorstore/dense.py)
"""

import datetime
import hashlib
import json
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from ingest.models import Classification, Passage
from vectorstore.embed import Vectors, embedded_text, text_key
from vectorstore.lexical import Postings

FORMAT: Final = 1
"""Version of the files; an index of another one is built anew."""
UNDATED: Final = 0
CHECK: Final = "check.json"
LEAST_RECALL: Final = 0.95
"""Share of the nearest passages that a graph must find, or its shard is searched without it."""


@dataclass(frozen=True, slots=True, order=True)
class ShardKey:
    """What the passages of a shard have in common."""

    council: str
    """"" where the papers do not say."""
    year: int
    """First calendar year of the municipal year (May to April); UNDATED where the papers do not say."""
    classification: Classification

    @classmethod
    def of(cls, passage: Passage) -> "ShardKey":
        """The shard that `passage` belongs to."""
        date = passage.meeting.date
        return cls(passage.meeting.council or "", municipal_year(date) if date else UNDATED, passage.classification)


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """What a shard keeps of one passage."""

    id: str
    key: str
    """SHA-256 of the embedded text."""
    document: str
    committee: str
    date: int
    """Proleptic ordinal of the meeting date; UNDATED where the paper does not say."""

    @classmethod
    def of(cls, passage: Passage) -> "Row":
        """The row of `passage`."""
        date = passage.meeting.date
        key = text_key(embedded_text(passage))
        return cls(passage.id, key, passage.document, passage.meeting.committee or "", date.toordinal() if date else UNDATED)


class ShardMeta(BaseModel):
    """meta.json."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    model: str
    dimension: int
    passages: int
    words: float
    """Weighted words of all passages."""
    documents: tuple[str, ...]
    committees: tuple[str, ...]


class Check(BaseModel):
    """check.json; shards of earlier versions have none."""

    model_config = ConfigDict(frozen=True)

    vectors: str
    """SHA-256 of the vectors in their order, in hex."""
    recall: float | None = None
    """Share of the nearest passages that the graph finds, measured before publishing; 0 where the shard is published without its graph,
    None where it was not measured."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What can be filtered on, one entry a passage."""

    ids: npt.NDArray[np.bytes_]
    documents: npt.NDArray[np.int32]
    committees: npt.NDArray[np.int32]
    dates: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Shard:
    """A published shard, mapped into memory."""

    folder: Path
    meta: ShardMeta
    columns: Columns
    vectors: Vectors
    postings: Postings
    check: Check | None = None

    @classmethod
    def load(cls, folder: Path) -> "Shard":
        """Open the shard in `folder`. Raises OSError or ValueError where a file is missing or torn."""
        meta = ShardMeta.model_validate_json((folder / "meta.json").read_bytes())
        columns = Columns(*(np.load(folder / f"{name}.npy", mmap_mode="r") for name in Columns.__slots__))
        check = folder / CHECK
        return cls(
            folder,
            meta,
            columns,
            np.load(folder / "vectors.npy", mmap_mode="r"),
            Postings.load(folder),
            Check.model_validate_json(check.read_bytes()) if check.is_file() else None,
        )

    @property
    def graph_serves(self) -> bool:
        """Whether the graph finds enough of the nearest passages for a search to rest on it; else every vector is compared."""
        return self.check is None or self.check.recall is None or self.check.recall >= LEAST_RECALL

    def rows_of(self, ids: list[str]) -> npt.NDArray[np.int64]:
        """Positions of passages that are in the shard."""
        return np.searchsorted(self.columns.ids, np.array([i.encode() for i in ids], dtype=self.columns.ids.dtype)).astype(np.int64)


def municipal_year(date: datetime.date) -> int:
    """First calendar year of the municipal year, which runs from May to April."""
    return date.year if date.month >= 5 else date.year - 1


def digest(key: ShardKey, rows: list[Row], model: str, context_weight: float) -> str:
    """32 hex digits that stand for everything a shard of these `rows` (in order of id) holds."""
    held = hashlib.sha256(json.dumps([FORMAT, model, context_weight, astuple(key)]).encode())
    for row in rows:
        held.update(json.dumps([row.id, row.key, row.document, row.committee, row.date]).encode())
    return held.hexdigest()[:32]


def save(folder: Path, rows: list[Row], model: str, vectors: Vectors, postings: Postings) -> None:
    """Write the files of a shard (all but chroma/) into `folder`."""
    documents, committees = sorted({row.document for row in rows}), sorted({row.committee for row in rows})
    number = {name: i for i, name in enumerate(documents)}, {name: i for i, name in enumerate(committees)}
    np.save(folder / "ids.npy", np.array([row.id.encode() for row in rows]))
    np.save(folder / "documents.npy", np.array([number[0][row.document] for row in rows], np.int32))
    np.save(folder / "committees.npy", np.array([number[1][row.committee] for row in rows], np.int32))
    np.save(folder / "dates.npy", np.array([row.date for row in rows], np.int32))
    np.save(folder / "vectors.npy", vectors)
    note(folder, Check(vectors=vectors_hash(vectors)))
    postings.save(folder)
    meta = ShardMeta(
        format=FORMAT,
        model=model,
        dimension=vectors.shape[1],
        passages=len(rows),
        words=float(postings.lengths.sum(dtype=np.float64)),
        documents=tuple(documents),
        committees=tuple(committees),
    )
    (folder / "meta.json").write_text(meta.model_dump_json())


def note(folder: Path, check: Check) -> None:
    """Write the check of a shard that is not yet published."""
    (folder / CHECK).write_text(check.model_dump_json())


def vectors_hash(vectors: Vectors) -> str:
    """SHA-256 of `vectors` as float32 in their order, in hex: of stored bytes, never of vectors worked out anew."""
    return hashlib.sha256(np.ascontiguousarray(vectors, "<f4").data).hexdigest()
