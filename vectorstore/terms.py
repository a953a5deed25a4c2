"""Texts to search terms: the stems by which passages and questions are compared, as the index keeps them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from ingest.language.words import STOP_WORDS, stem, words

TERM_BYTES: Final = 32
"""Longer terms (addresses, extraction damage) are cut to this many bytes of UTF-8."""


@dataclass(frozen=True, slots=True)
class TermCounts:
    """How often each term stands in each passage: three parallel arrays sorted by term, then passage."""

    terms: npt.NDArray[np.bytes_]
    """Distinct terms, sorted, UTF-8."""
    starts: npt.NDArray[np.int64]
    """[len(terms) + 1] where the entries of each term begin in the arrays below."""
    passages: npt.NDArray[np.int32]
    """Passage of each entry, as its position in the input."""
    in_context: npt.NDArray[np.int32]
    in_text: npt.NDArray[np.int32]


def count_terms(contexts: Sequence[str], texts: Sequence[str]) -> TermCounts:
    """Terms of passages given as parallel sequences of contexts and texts."""
    above, inside = ([Counter(_terms(words(text))) for text in column] for column in (contexts, texts))
    entries = sorted((term, at) for at, (a, b) in enumerate(zip(above, inside, strict=True)) for term in a.keys() | b.keys())
    every = np.array([term for term, _ in entries], dtype=f"S{TERM_BYTES}")
    terms, starts = np.unique(every, return_index=True)
    return TermCounts(
        terms,
        np.append(starts, len(every)).astype(np.int64),
        np.array([at for _, at in entries], np.int32),
        np.array([above[at][term] for term, at in entries], np.int32),
        np.array([inside[at][term] for term, at in entries], np.int32),
    )


def query_terms(text: str) -> list[bytes]:
    """Distinct terms of a question without stop words, in the order of the alphabet; all terms where only stop words are left."""
    asked = words(text)
    return sorted(set(_terms([word for word in asked if word not in STOP_WORDS] or asked)))


def _terms(found: Sequence[str]) -> Iterator[bytes]:
    """The terms of words: each year of "2012/13" is one, a sign none."""
    for word in found:
        if word not in ("£", "%"):
            yield from (stem(part).encode()[:TERM_BYTES] for part in word.split("/"))
