"""The embedding model on the workers of a cluster: texts go out in batches, vectors come back in order."""

from functools import cache, cached_property
from typing import Final

import numpy as np

from ingest.workers import Workers
from vectorstore.embed import SentenceEmbedder, Vectors, load_embedder, same_model
from vectorstore.errors import ModelError
from vectorstore.settings import SearchSettings

BATCH: Final = 64
"""Texts that a worker embeds at once."""


class WorkersEmbedder:
    """An Embedder whose model is loaded on workers alone; all must have the same model, precision apart."""

    def __init__(self, workers: Workers, settings: SearchSettings) -> None:
        """Nothing is asked of the workers before first use."""
        self._workers, self._settings = workers, settings

    @property
    def name(self) -> str:
        """As some worker names its model."""
        return self._known[0]

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return self._known[1]

    def embed_documents(self, texts: list[str]) -> Vectors:
        """Unit vectors of passages, float32 [len(texts), dimension]. Raises ModelError where workers have different models."""
        parts = [texts[start : start + BATCH] for start in range(0, len(texts), BATCH)]
        made = self._workers.each("embedding", _embed_there, parts, self._settings)
        if other := next((name for name, _ in made if not same_model(name, self.name)), None):
            raise ModelError(f"workers have different embedding models ({self.name}, {other}): install the same one on each")
        return np.concatenate([vectors for _, vectors in made]) if made else np.zeros((0, self.dimension), np.float32)

    def embed_query(self, text: str) -> Vectors:
        """Unit vector of a question, float32 [dimension]."""
        return self._workers.result("embedding", _embed_query_there, text, self._settings)

    @cached_property
    def _known(self) -> tuple[str, int]:
        return self._workers.result("the embedding model", _known_there, self._settings)


@cache
def _model(settings: SearchSettings) -> SentenceEmbedder:
    return load_embedder(settings)


def _known_there(settings: SearchSettings) -> tuple[str, int]:
    return _model(settings).name, _model(settings).dimension


def _embed_there(texts: list[str], settings: SearchSettings) -> tuple[str, Vectors]:
    return _model(settings).name, _model(settings).embed_documents(texts)


def _embed_query_there(text: str, settings: SearchSettings) -> Vectors:
    return _model(settings).embed_query(text)
