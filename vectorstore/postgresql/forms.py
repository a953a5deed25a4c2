"""pgvector's binary forms, and COPY's: vectors and terms go to the server and come back to the last bit, without text between."""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from vectorstore.embed import Vectors
from vectorstore.lexical import Scores

TERMS: Final = 16_777_216
"""Dimensions of a sparsevec: numbers that terms may have."""
NOTHING: Final = np.float32(1e-30)
"""Stands for a count of 0 (a word of the context alone, where that weighs nothing), which a sparsevec cannot hold: the term is there."""
_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TAIL: Final = struct.pack(">h", -1)

Numbers = npt.NDArray[np.int32]


def copied(rows: Iterable[Sequence[bytes]]) -> bytes:
    """Rows of fields as COPY (FORMAT BINARY) takes them."""
    parts = [_HEAD]
    for fields in rows:
        parts.append(struct.pack(">h", len(fields)))
        for field in fields:
            parts += (struct.pack(">i", len(field)), field)
    return b"".join([*parts, _TAIL])


def int4(value: int) -> bytes:
    """An `integer`."""
    return struct.pack(">i", value)


def int8(value: int) -> bytes:
    """A `bigint`."""
    return struct.pack(">q", value)


def real(value: float) -> bytes:
    """A `real`."""
    return struct.pack(">f", value)


def dense(vector: Vectors) -> bytes:
    """A vector as pgvector's `vector`."""
    return struct.pack(">hh", len(vector), 0) + vector.astype(">f4").tobytes()


def vectors(forms: Sequence[bytes]) -> Vectors:
    """Vectors of the same length from pgvector's forms, float32 [len(forms), dimension]."""
    return np.frombuffer(b"".join(form[4:] for form in forms), ">f4").astype(np.float32).reshape(len(forms), -1)


def sparse(numbers: Numbers, values: Scores) -> bytes:
    """Values of numbered terms, by number, as pgvector's `sparsevec`."""
    held = np.where(values > 0, values, NOTHING)
    return struct.pack(">iii", TERMS, len(numbers), 0) + numbers.astype(">i4").tobytes() + held.astype(">f4").tobytes()


def terms(form: bytes) -> tuple[Numbers, Scores]:
    """Numbers of terms, in order, and their values from pgvector's form."""
    (count,) = struct.unpack_from(">i", form, 4)
    numbers = np.frombuffer(form, ">i4", count, 12).astype(np.int32)
    values = np.frombuffer(form, ">f4", count, 12 + 4 * count).astype(np.float32)
    return numbers, np.where(values > NOTHING, values, np.float32(0))


def asked(weights: dict[int, float]) -> str:
    """Weights of numbered terms as the text of a sparsevec, whose numbers begin with 1 there."""
    return "{" + ",".join(f"{number + 1}:{weight!r}" for number, weight in sorted(weights.items())) + f"}}/{TERMS}"
