"""A library of made-up papers and an embedder without a model: words hashed to vectors, so that shared words mean nearness."""

import datetime
import hashlib
import re
from collections.abc import Sequence

import numpy as np

from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, PaperStatus, Passage
from vectorstore.embed import Embedder
from vectorstore.settings import SearchSettings

SETTINGS = SearchSettings()
TOPICS = ("bins", "libraries", "bridges", "parking", "allotments", "flooding", "housing", "schools", "museums", "cycling")


class HashEmbedder:
    """Each word is a fixed random direction; a text is their normalised sum."""

    def __init__(self, name: str = "hash/1", dimension: int = 64) -> None:
        self.name, self.dimension = name, dimension
        self.embedded = 0
        self._directions: dict[str, np.ndarray] = {}

    def embed_documents(self, texts: list[str]) -> np.ndarray:
        self.embedded += len(texts)
        return np.array([self._vector(text) for text in texts], np.float32).reshape(len(texts), self.dimension)

    def embed_query(self, text: str) -> np.ndarray:
        return self._vector(text)

    def _vector(self, text: str) -> np.ndarray:
        total = sum((self._direction(word) for word in re.findall(r"\w+", text.casefold())), np.full(self.dimension, 1e-6))
        return (total / np.linalg.norm(total)).astype(np.float32)

    def _direction(self, word: str) -> np.ndarray:
        if word not in self._directions:
            seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "little")
            self._directions[word] = np.random.default_rng(seed).standard_normal(self.dimension)
        return self._directions[word]


class NoisyEmbedder:
    """Another embedder as it would be on another processor: float noise of its own in every vector, also in the same text's next one."""

    def __init__(self, inner: Embedder, noise: float, seed: int, name: str | None = None) -> None:
        """`noise` is the standard deviation of a component, and so about that of a cosine."""
        self._inner, self._noise, self._random = inner, noise, np.random.default_rng(seed)
        self.name, self.dimension = name or inner.name, inner.dimension

    def embed_documents(self, texts: list[str]) -> np.ndarray:
        return self._disturbed(self._inner.embed_documents(texts))

    def embed_query(self, text: str) -> np.ndarray:
        return self._disturbed(self._inner.embed_query(text))

    def _disturbed(self, vectors: np.ndarray) -> np.ndarray:
        near = vectors + self._noise * self._random.standard_normal(vectors.shape)
        return (near / np.linalg.norm(near, axis=-1, keepdims=True)).astype(np.float32)


def put(
    library: Library,
    name: str,
    texts: Sequence[str],
    *,
    date: str | None = "2024-06-11",
    committee: str | None = "Audit Committee",
    council: str = "Anytown Council",
    classification: Classification = Classification.PUBLIC,
    status: PaperStatus = PaperStatus.CURRENT,
    title: str | None = None,
    kind: Kind = Kind.PARAGRAPH,
) -> list[str]:
    """Put a paper with one numbered paragraph a text; the ids of its passages."""
    sha256 = hashlib.sha256(repr((name, texts, date, committee, council, classification, status)).encode()).hexdigest()
    meeting = Meeting(council, committee, datetime.date.fromisoformat(date) if date else None)
    passages = [
        Passage(
            f"{sha256[:16]}-{number}",
            name,
            number,
            text,
            kind,
            paragraph=str(number + 1),
            report_title=title,
            meeting=meeting,
            classification=classification,
            status=status,
        )
        for number, text in enumerate(texts)
    ]
    info = PaperInfo(meeting=meeting, classification=classification, status=status)
    library.put(Paper(sha256[:16], name, f"/papers/{name}", sha256, 1, len(passages), info), passages)
    return [passage.id for passage in passages]


def sentences(count: int, seed: int = 0) -> list[str]:
    """Made-up paragraphs, each with words of its own."""
    rng = np.random.default_rng(seed)
    return [
        f"The committee considered {TOPICS[rng.integers(len(TOPICS))]} and {TOPICS[rng.integers(len(TOPICS))]} "
        f"with case {seed}x{number} at a cost of £{rng.integers(10, 999)},000 for ward w{rng.integers(20)}."
        for number in range(count)
    ]
