"""How close texts that are not indexed (sentences of the best hits) are to a question."""

import threading
from collections import OrderedDict
from collections.abc import Sequence

from vectorstore.embed import Embedder, Vectors

REMEMBERED = 20_000
"""Texts whose vectors are kept in memory, 1.5 kB each with the packaged model."""


class Closeness:
    """Cosines of texts with questions; usable from several threads."""

    def __init__(self, embedder: Embedder) -> None:
        """Nothing is loaded before first use."""
        self._embedder = embedder
        self._known: OrderedDict[str, Vectors] = OrderedDict()
        self._lock = threading.Lock()

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The cosine of each text with the question; the vectors of texts seen lately are not worked out again."""
        with self._lock:
            vectors = {text: self._known[text] for text in texts if text in self._known}
        missing = [text for text in dict.fromkeys(texts) if text not in vectors]
        if missing:  # outside the lock, so that questions about known texts need not wait
            vectors |= zip(missing, self._embedder.embed_documents(missing), strict=True)
        self._remember({text: vectors[text] for text in texts})
        asked = self._embedder.embed_query(question)
        return [float(vector @ asked) for vector in map(vectors.__getitem__, texts)]

    def _remember(self, vectors: dict[str, Vectors]) -> None:
        with self._lock:
            for text, vector in vectors.items():
                self._known[text] = vector
                self._known.move_to_end(text)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
