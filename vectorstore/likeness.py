"""How like the words of a claim are to those of a text, word piece by word piece, in the contexts that both stand in."""

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from vectorstore.embed import PACKAGED_NAME, model_folder, open_model

if TYPE_CHECKING:
    import torch


class TokenLikeness:
    """Greedy matching of contextual word pieces (BERTScore: Zhang et al. 2020) with the packaged model; loaded when first used.

    Always the packaged model in single precision, whatever the settings say: figures made with it are to be compared.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read = lru_cache(maxsize=2048)(self._vectors)

    def matches(self, claim: str, windows: Sequence[str]) -> list[tuple[str, float]]:
        """(word piece, cosine with the piece most like it in any window, 0 where none has one) for each piece of a claim.

        A text is read up to 256 pieces.
        """
        with self._lock:
            pieces, mine = self._read(claim)
            theirs = [read for window in windows if len(read := self._read(window)[1])]
        best = [max((float(value) for value in row), default=0.0) for row in zip(*((mine @ one.T).amax(1) for one in theirs), strict=True)]
        return list(zip(pieces, best, strict=False)) or [(piece, 0.0) for piece in pieces]

    @cached_property
    def _model(self) -> Any:
        return open_model(model_folder(PACKAGED_NAME)).float()

    def _vectors(self, text: str) -> "tuple[list[str], torch.Tensor]":
        """The pieces of a text and their unit vectors [pieces, 384], without those that the model puts around them."""
        import torch

        tokenizer = self._model.tokenizer
        found = self._model.encode([text], output_value="token_embeddings", show_progress_bar=False)[0][1:-1].float().cpu()
        ids = tokenizer([text], add_special_tokens=False, verbose=False)["input_ids"][0][: len(found)]
        pieces = [piece.removeprefix("##") for piece in tokenizer.convert_ids_to_tokens(ids)]
        return pieces, torch.nn.functional.normalize(found, dim=1)
