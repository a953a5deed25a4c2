"""How close texts that are not indexed (sentences of the best hits) are to a question."""

import threading
import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from ingest.library.library import Library
from ingest.library.sentences import keep_sentences, sentence_vectors
from vectorstore.embed import Embedder, Vectors, text_key

REMEMBERED: Final = 20_000
"""Texts whose vectors are kept in memory, 1.5 kB each with the packaged model."""
AT_ONCE: Final = 48
"""Texts read ahead at once, some 2 ms each, by one processor: those who ask meanwhile have the others."""
PAUSE_SECONDS: Final = 0.02
"""Left to those who ask meanwhile."""


class Closeness:
    """Cosines of texts with questions; usable from several threads.

    Vectors of texts that were read ahead lie in the library, a byte for each of their parts; those of other texts are worked out and
    pass through the same bytes, so that a cosine does not tell which it was.
    """

    def __init__(self, embedder: Embedder, library: Library) -> None:
        """Nothing is loaded before first use."""
        self._embedder, self._library = embedder, library
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the question; the vectors of texts seen lately are not worked out again."""
        with self._lock:
            vectors = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in vectors]
        if missing:  # outside the lock, so that questions about known texts need not wait
            vectors |= self._kept(missing)
            missing = [text for text in missing if text not in vectors]
            vectors |= {text: unpacked(value) for text, value in zip(missing, self._packed(missing), strict=True)}
        self._remember({text: vectors[text] for text in texts})
        asked = self._embedder.embed_query(question)
        return [float(vector @ asked) for vector in map(vectors.__getitem__, texts)]

    def read_ahead(self, texts: Mapping[str, Sequence[str]]) -> None:
        """Keep the vectors of the texts of passages, by passage id, in the library; they go with their passages."""
        every = sorted(
            {text for of_one in texts.values() for text in of_one}, key=lambda text: (len(text), text)
        )  # alike long: fewer batches
        values: dict[str, bytes] = {}
        for start in range(0, len(every), AT_ONCE):
            part = every[start : start + AT_ONCE]
            values |= zip(part, self._packed(part), strict=True)
            time.sleep(PAUSE_SECONDS)
        model = self._embedder.name
        keep_sentences(self._library, {passage: [(_key(model, text), values[text]) for text in own] for passage, own in texts.items()})

    def _kept(self, texts: Sequence[str]) -> dict[str, Vectors]:
        keys = {_key(self._embedder.name, text): text for text in texts}
        return {keys[key]: unpacked(value) for key, value in sentence_vectors(self._library, list(keys)).items()}

    def _packed(self, texts: list[str]) -> list[bytes]:
        return [packed(vector) for vector in self._embedder.embed_documents(texts)] if texts else []

    def _remember(self, vectors: dict[str, Vectors]) -> None:
        with self._lock:
            for text, vector in vectors.items():
                self._known[text] = vector
                self._known.move_to_end(text)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)


def packed(vector: Vectors) -> bytes:
    """A unit vector as a signed byte for each part, the largest being 127; a cosine changes by less than half of NEAR."""
    return bytes(np.rint(vector * (127 / max(float(np.abs(vector).max()), 1e-12))).astype(np.int8))


def unpacked(value: bytes) -> Vectors:
    """The unit vector that was `packed`."""
    vector = np.frombuffer(value, np.int8).astype(np.float32)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-12), np.float32)


def _key(model: str, text: str) -> int:
    """What the vector of a text by one model is kept under: 63 bits of a hash."""
    return int(text_key(f"{model}\n{text}")[:16], 16) >> 1
