"""What is embedded of a passage, and the library's cache of vectors filled."""

import hashlib
from collections.abc import Callable, Sequence

import numpy as np

from ingest.context import context_line
from ingest.library import Library
from ingest.models import Passage
from vectorstore.embed import Embedder, Vectors

CHUNK = 256
"""Texts embedded between two writes to the cache: what a process that is stopped loses."""


def embedded_text(passage: Passage) -> str:
    """The passage's words under its line of context; never shown."""
    return f"{context_line(passage)}\n{passage.text}"


def text_key(text: str) -> str:
    """Key of a text in the cache: its SHA-256 in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def vectors_of(
    library: Library, embedder: Embedder, texts: Sequence[str], on_done: Callable[[int], None], model: str | None = None
) -> Vectors:
    """Vectors of `texts` from the cache, those that are missing embedded and cached; float32 [len(texts), dimension].

    `on_done` is told of every so many texts finished. `model` is the name they are cached under where it is not the embedder's own: an
    index made in another precision is gone on with as it is.
    """
    model = model or embedder.name
    out = np.empty((len(texts), embedder.dimension), np.float32)
    for start in range(0, len(texts), CHUNK):
        part = texts[start : start + CHUNK]
        keys = [text_key(text) for text in part]
        known = library.vectors(model, keys)
        missing = {key: text for key, text in zip(keys, part, strict=True) if key not in known}
        if missing:
            fresh = embedder.embed_documents(list(missing.values()))
            new = {key: vector.astype("<f4").tobytes() for key, vector in zip(missing, fresh, strict=True)}
            library.put_vectors(model, new.items())
            known |= new
        out[start : start + CHUNK] = [np.frombuffer(known[key], "<f4") for key in keys]
        on_done(len(part))
    return out
