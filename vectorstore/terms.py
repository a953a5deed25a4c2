"""Texts to search terms by SQLite's own tokenizer, so that stemming and folding are the same for passages and questions."""

import sqlite3
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

TOKENIZER: Final = "porter unicode61 remove_diacritics 2"
TERM_BYTES: Final = 32
"""Longer terms (addresses, extraction damage) are cut to this many bytes of UTF-8."""

_STOP_WORDS: Final = """
a about above after again all also am an and any are as at be because been before being below between both but by can could did do
does doing done down during each every few for from further get give given had has have having he her here hers him his how i if in into is
it its itself just me more most much my no nor not now of off on once only or other our ours out over own please same say says said she
should show so some such tell than that the their theirs them then there these they this those through to too under until up us very was we
were what when where which while who whom whose why will with would you your yours
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())


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
    connection = _scratch()
    connection.executemany("INSERT INTO words(rowid, context, text) VALUES (?, ?, ?)", zip(range(len(texts)), contexts, texts, strict=True))
    sql = "SELECT term, doc, sum(col = 'context'), sum(col = 'text') FROM vocabulary GROUP BY term, doc ORDER BY term, doc"
    rows = connection.execute(sql).fetchall()
    connection.close()
    words, passages, in_context, in_text = zip(*rows, strict=True) if rows else ((), (), (), ())
    every = np.array([_cut(word) for word in words], dtype=f"S{TERM_BYTES}")
    terms, starts = np.unique(every, return_index=True)
    return TermCounts(
        terms,
        np.append(starts, len(every)).astype(np.int64),
        np.array(passages, np.int32),
        np.array(in_context, np.int32),
        np.array(in_text, np.int32),
    )


class QueryTerms:
    """Terms of questions; usable from several threads."""

    def __init__(self) -> None:
        self._connection = _scratch()
        self._lock = threading.Lock()

    def of(self, text: str) -> list[bytes]:
        """Distinct terms of `text` without stop words, in the order of the alphabet; all terms where only stop words are left."""
        kept = " ".join(word for word in text.split() if word.strip("?.,;:!\"'()’").casefold() not in STOP_WORDS)
        with self._lock:
            self._connection.execute("INSERT INTO words(words) VALUES ('delete-all')")
            self._connection.execute("INSERT INTO words(rowid, text) VALUES (0, ?)", (kept or text,))
            rows = self._connection.execute("SELECT DISTINCT term FROM vocabulary ORDER BY term").fetchall()
        return [_cut(term) for (term,) in rows]

    def close(self) -> None:
        """Free the tokenizer."""
        self._connection.close()


def _scratch() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    connection.execute(f"CREATE VIRTUAL TABLE words USING fts5(context, text, content='', tokenize='{TOKENIZER}')")
    connection.execute("CREATE VIRTUAL TABLE vocabulary USING fts5vocab(words, 'instance')")
    return connection


def _cut(term: str) -> bytes:
    return term.encode()[:TERM_BYTES]
