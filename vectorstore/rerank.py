"""A CrossEncoder that reads question and passage together and re-orders the best hits; only where the user has one."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from ingest.library.context import context_line
from vectorstore.embed import model_folder
from vectorstore.errors import ModelError
from vectorstore.models import Hit, best_first
from vectorstore.settings import SearchSettings

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder


class Reranker(Protocol):
    """Re-orders hits."""

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The same hits, best first."""


def open_cross_encoder(name: str, of: str) -> "CrossEncoder":
    """The CrossEncoder in a folder, or of a name in the local model cache, that the setting `of`_model names.

    Raises ModelError where it cannot be loaded.
    """
    from sentence_transformers import CrossEncoder
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    folder = model_folder(name)
    try:
        model: CrossEncoder = CrossEncoder(str(folder), local_files_only=True, device="cpu")
    except Exception as error:  # every file format of a model fails in its own way
        reason = " ".join(str(error).split())[:200]
        raise ModelError(f"the {of} model in {folder} cannot be loaded ({reason}): name another or clear {of}_model") from error
    return model


class CrossEncoderReranker:
    """A CrossEncoder of the local disk, loaded when first used, one caller at a time."""

    def __init__(self, settings: SearchSettings) -> None:
        """Take the model that `settings.rerank_model` names, and read at most `settings.rerank_passages` hits with it."""
        self._name = settings.rerank_model
        self._limit = settings.rerank_passages
        self._lock = threading.Lock()

    @cached_property
    def _model(self) -> "CrossEncoder":
        return open_cross_encoder(self._name, "rerank")

    def rerank(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """`hits` with the first of them in the model's order, then the rest.

        Those that were read carry the signal "rerank" (0-1) and a score of 1 plus it, so that they stay above the rest.
        """
        head = list(hits[: self._limit])
        if not head:
            return []
        pairs = [(question, f"{context_line(hit.passage)}\n{hit.passage.text}") for hit in head]
        with self._lock:
            scores: Any = self._model.predict(pairs, batch_size=8, show_progress_bar=False, activation_fn=_sigmoid())
        read = [
            replace(hit, score=1 + float(score), signals=(*hit.signals, ("rerank", float(score))))
            for hit, score in zip(head, scores, strict=True)
        ]
        return best_first(read) + list(hits[self._limit :])


def load_reranker(settings: SearchSettings) -> Reranker | None:
    """The reranker that `settings` names; None where it names none."""
    return CrossEncoderReranker(settings) if settings.rerank_model else None


def _sigmoid() -> Any:
    import torch

    return torch.nn.Sigmoid()
