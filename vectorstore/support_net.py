"""The network of the support model: MiniLM over a claim and a window of text, with a head for the claim's tokens and one for the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

if TYPE_CHECKING:
    import torch

LONGEST: Final = 192
"""Tokens of claim and window together that the network reads; what is over is cut from the window's end."""
LONGEST_CLAIM: Final = 96
"""Tokens of a claim that are read; a claim of more is no single statement."""
MATCHES: Final = 6
"""Rows of the table that stands where BERT has its two segments: for claim (0-2) and window (3-5), whether the other side has the token
not at all, somewhere, or beside the same neighbour."""
SHARPNESS: Final = 2.0
"""How near the soft minimum of token scores is to the least of them."""


@dataclass(frozen=True)
class Batch:
    """Claims with windows as the network reads them; every array is [rows, tokens of the longest]."""

    ids: "torch.Tensor"
    mask: "torch.Tensor"
    matches: "torch.Tensor"
    claim: "torch.Tensor"
    """1.0 at the claim's own tokens, 0.0 elsewhere."""
    spans: tuple[tuple[tuple[int, int], ...], ...]
    """For each row the code points of the claim's tokens; the first stands at column 1."""


@dataclass(frozen=True)
class Scores:
    """Logits: `sentence` [rows], `tokens` [rows, tokens], `least` the soft minimum over the claim's tokens [rows]."""

    sentence: "torch.Tensor"
    tokens: "torch.Tensor"
    least: "torch.Tensor"


def encode(tokenizer: Any, claims: Sequence[str], windows: Sequence[str]) -> Batch:
    """Each claim with the window beside it; `tokenizer` is MiniLM's fast one."""
    import torch

    said = tokenizer(
        list(claims), add_special_tokens=False, truncation=True, max_length=LONGEST_CLAIM, return_offsets_mapping=True, verbose=False
    )
    read = tokenizer(list(windows), add_special_tokens=False, truncation=True, max_length=LONGEST, verbose=False)
    rows: list[tuple[list[int], list[int], int]] = []
    for claim, window in zip(said["input_ids"], read["input_ids"], strict=True):
        shown = window[: LONGEST - 3 - len(claim)]
        ids = [tokenizer.cls_token_id, *claim, tokenizer.sep_token_id, *shown, tokenizer.sep_token_id]
        rows.append((ids, [0, *_matches(claim, shown), 0, *(3 + match for match in _matches(shown, claim)), 3], len(claim)))
    shape = len(rows), max((len(ids) for ids, _, _ in rows), default=0)
    tokens, mask, matches, of_claim = (np.zeros(shape, kind) for kind in (np.int64, np.int64, np.int64, np.float32))
    for row, (ids, found, length) in enumerate(rows):
        tokens[row, : len(ids)], mask[row, : len(ids)], matches[row, : len(ids)] = ids, 1, found
        of_claim[row, 1 : 1 + length] = 1
    spans = tuple(tuple((int(a), int(b)) for a, b in offsets) for offsets in said["offset_mapping"])
    return Batch(torch.from_numpy(tokens), torch.from_numpy(mask), torch.from_numpy(matches), torch.from_numpy(of_claim), spans)


def _matches(here: Sequence[int], there: Sequence[int]) -> Iterator[int]:
    """For each token: 0 where the other side lacks it, 2 where it stands there beside the same neighbour, else 1."""
    known, pairs = set(there), set(pairwise(there))
    for at, token in enumerate(here):
        beside = (at and (here[at - 1], token) in pairs) or (at + 1 < len(here) and (token, here[at + 1]) in pairs)
        yield 0 if token not in known else 2 if beside else 1


class Network:
    """MiniLM's embeddings as they are shipped, and layers and heads that were trained for support."""

    def __init__(self, folder: Path) -> None:
        """Read MiniLM from `folder`; the heads are new until `load`."""
        import torch
        from safetensors.torch import load_file
        from transformers import BertConfig, BertModel

        config = BertConfig.from_pretrained(
            str(folder), local_files_only=True, attn_implementation="eager", hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
        self.body: Any = BertModel(config, add_pooling_layer=False)
        shipped = load_file(folder / "model.safetensors")
        wanted = self.body.state_dict()
        self.body.load_state_dict({name: shipped[name] for name in wanted})
        size = self.body.config.hidden_size
        segments = self.body.embeddings.token_type_embeddings.weight.detach()
        table = torch.nn.Embedding(MATCHES, size)
        noise = torch.randn(MATCHES, size) * 0.02
        table.weight.data = torch.cat([segments[:1].expand(3, size), segments[1:2].expand(3, size)]) + noise
        self.body.embeddings.token_type_embeddings = table
        self.token: Any = torch.nn.Linear(size, 1)
        self.sentence: Any = torch.nn.Sequential(torch.nn.Linear(3 * size + 2, size), torch.nn.GELU(), torch.nn.Linear(size, 1))

    def modules(self) -> dict[str, Any]:
        """What was trained, by the name under which it is kept; the rest is the shipped MiniLM."""
        table = self.body.embeddings.token_type_embeddings
        return {"layers": self.body.encoder, "matches": table, "token": self.token, "sentence": self.sentence}

    def state(self) -> "dict[str, torch.Tensor]":
        """Every trained tensor by name."""
        return {f"{part}.{name}": value for part, module in self.modules().items() for name, value in module.state_dict().items()}

    def load(self, state: "Mapping[str, torch.Tensor]") -> None:
        """Take tensors as `state` names them. Raises KeyError or RuntimeError where one is missing or of another size."""
        for part, module in self.modules().items():
            module.load_state_dict({name: state[f"{part}.{name}"] for name in module.state_dict()})

    def to(self, dtype: "torch.dtype") -> None:
        """Compute in `dtype`."""
        for module in (self.body, self.token, self.sentence):
            module.to(dtype)

    def scores(self, batch: Batch) -> Scores:
        """Logits that the claim is borne out by the window, as a whole and token by token."""
        import torch

        hidden = self.body(input_ids=batch.ids, attention_mask=batch.mask, token_type_ids=batch.matches).last_hidden_state
        tokens = self.token(hidden).squeeze(-1).float()
        claim, window = batch.claim, (batch.matches >= 3).float()
        least = -torch.logsumexp(torch.where(claim > 0, -SHARPNESS * tokens, -1e4), 1) / SHARPNESS
        mean = (tokens * claim).sum(1) / claim.sum(1).clamp(min=1)
        pooled = [hidden[:, 0].float(), _mean(hidden, claim), _mean(hidden, window)]
        features = torch.cat([*pooled, least[:, None] / 4, mean[:, None] / 4], -1).to(self.sentence[0].weight.dtype)
        return Scores(self.sentence(features).squeeze(-1).float(), tokens, least)


def _mean(hidden: "torch.Tensor", weights: "torch.Tensor") -> "torch.Tensor":
    return (hidden.float() * weights[..., None]).sum(1) / weights.sum(1, keepdim=True).clamp(min=1)
