"""A library of any size for the benchmark: sentences of real papers recombined, some of their words replaced.

Vectors are the mean of the sentences' own vectors, turned a little at random (cosine about 0.95), so that a million passages need
no hours of embedding; a fifth are standard paragraphs, which a graph finds worst. They are put into the library's cache, and the index
is built from there as always.
"""

import datetime
import hashlib
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from vectorstore.embed import Embedder, Vectors, embedded_text, text_key

PAPER = 250
"""Passages of one paper, about an agenda pack."""
COMMITTEES = tuple(
    f"{name} Committee" for name in ("Audit", "Cabinet", "Children", "Housing", "Licensing", "Planning", "Scrutiny", "Transport")
)
FIRST_YEAR, YEARS = 2010, 10
COUNCIL_SIZE = 250_000
"""Passages above which another council begins."""
EXEMPT_EVERY = 20
SENTENCES = 1500
"""About how many sentences are embedded, evenly spread."""
REPLACED = 0.15
"""Share of words replaced by other words of the papers."""
TURN = 0.33
STANDARD = 0.2
"""Share of passages that are one of a few paragraphs which every report prints, nearly or wholly the same."""
PARAGRAPHS = 60
TURNS = (0.0, 0.02, 0.1)


@dataclass(frozen=True)
class Material:
    """What passages are made of."""

    sentences: list[str]
    vectors: Vectors
    words: list[str]


class CachedEmbedder:
    """The real model for questions, each embedded once; passages must already be in the library's cache."""

    def __init__(self, model: Embedder) -> None:
        self._model = model
        self.name, self.dimension = "bench/" + model.name, model.dimension
        self._known: dict[str, Vectors] = {}

    def embed_documents(self, texts: list[str]) -> Vectors:
        raise AssertionError(f"{len(texts)} passages are not in the cache")

    def embed_query(self, text: str) -> Vectors:
        if text not in self._known:
            self._known[text] = self._model.embed_query(text)
        return self._known[text]


def material(papers: Path, home: Path, model: Embedder) -> Material:
    """Sentences of all passages of `papers`, with their vectors and their words."""
    with Library.open(home) as library:
        ingest(library, [papers], IngestSettings())
        texts = [passage.text for passage in library.passages()]
    sentences = sorted({s.strip() for text in texts for s in re.split(r"(?<=[.;:!?])\s+|\n+", text) if 5 <= len(s.split()) <= 60})
    sentences = sentences[:: max(1, len(sentences) // SENTENCES)]
    words = re.findall(r"[A-Za-z]{4,}", " ".join(sentences))
    return Material(sentences, model.embed_documents(sentences), words)


def fill(library: Library, source: Material, embedder: CachedEmbedder, first: int, count: int) -> None:
    """Put passages `first` to `first + count` into `library`, papers of PAPER passages, with their vectors."""
    for start in range(first, first + count, PAPER):
        rng = np.random.default_rng(start)
        made = [_passage_text(source, rng) for _ in range(min(PAPER, first + count - start))]
        paper, passages = _paper(start, [text for text, _ in made])
        library.put(paper, passages)
        keys = [text_key(embedded_text(passage)) for passage in passages]
        vectors = [vector.astype("<f4").tobytes() for _, vector in made]
        library.put_vectors(embedder.name, zip(keys, vectors, strict=True))


def questions(source: Material, count: int) -> Iterator[str]:
    """Questions about sentences of the papers, evenly spread."""
    for sentence in itertools.islice(source.sentences[:: max(1, len(source.sentences) // count)], count):
        words = sentence.split()
        yield f"What do the papers say about {' '.join(words[: 5 + len(words) % 8])}?"


def _passage_text(source: Material, rng: np.random.Generator) -> tuple[str, npt.NDArray[np.float32]]:
    if rng.random() < STANDARD:
        chosen = np.random.default_rng(int(PARAGRAPHS * rng.random() ** 2)).integers(len(source.sentences), size=3)
        return " ".join(source.sentences[i] for i in chosen), _vector(source, chosen, float(rng.choice(TURNS)), rng)
    chosen = rng.integers(len(source.sentences), size=rng.integers(2, 6))
    words = " ".join(source.sentences[i] for i in chosen).split()
    for place in np.flatnonzero(rng.random(len(words)) < REPLACED):
        words[place] = source.words[rng.integers(len(source.words))]
    return " ".join(words), _vector(source, chosen, TURN, rng)


def _vector(source: Material, chosen: npt.NDArray[np.int64], turn: float, rng: np.random.Generator) -> npt.NDArray[np.float32]:
    mean = source.vectors[chosen].mean(axis=0)
    noise = rng.standard_normal(len(mean))
    vector = mean / np.linalg.norm(mean) + turn * noise / np.linalg.norm(noise)
    return np.asarray(vector / np.linalg.norm(vector), np.float32)


def _paper(start: int, texts: list[str]) -> tuple[Paper, list[Passage]]:
    number = start // PAPER
    sha256 = hashlib.sha256(f"bench {start} {len(texts)}".encode()).hexdigest()
    date = datetime.date(FIRST_YEAR + number % YEARS, 1 + (7 * number) % 12, 1 + number % 28)
    meeting = Meeting(f"Council {start // COUNCIL_SIZE}", COMMITTEES[number // YEARS % len(COMMITTEES)], date)
    classification = Classification.EXEMPT if number % EXEMPT_EVERY == 0 else Classification.PUBLIC
    name = f"{date}-pack-{number}.pdf"
    passages = [
        Passage(
            f"{sha256[:16]}-{ordinal}",
            name,
            ordinal,
            text,
            Kind.PARAGRAPH,
            page=1 + ordinal // 4,
            agenda_item=str(1 + ordinal // 25),
            report_title=f"Report {number}.{ordinal // 25}",
            paragraph=str(1 + ordinal % 25),
            meeting=meeting,
            classification=classification,
        )
        for ordinal, text in enumerate(texts)
    ]
    info = PaperInfo(meeting=meeting, classification=classification)
    return Paper(sha256[:16], name, f"/bench/{name}", sha256, len(texts) // 4 + 1, len(texts), info), passages
