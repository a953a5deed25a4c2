"""The support model trained on one processor core: `python -m eval.training.support --pairs FILE --papers DIR --out FILE`."""

import argparse
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from eval.training.dealer import Deal, Dealer, labelled
from eval.training.made import Example, Maker, Twins
from eval.training.texts import Pair, Section, held_out, read_pairs, sections_of_pairs, sections_of_papers
from vectorstore.embed import PACKAGED_NAME, model_folder
from vectorstore.support_net import LONGEST_CLAIM, Batch, Network, Scores, encode

if TYPE_CHECKING:
    import torch

BODY_RATE: Final = 2e-4
HEAD_RATE: Final = 1e-3
WARM_UP: Final = 60
"""Steps over which the rates rise to their full size; from there they fall evenly to a twentieth at the end."""
MEAN: Final = 0.995
"""Weight of what was before in the running mean of the weights, which is what is kept."""
MARGIN: Final = 3.0
"""By how much the logit of a true statement should stand above that of its false twin."""
UNSURE: Final = 0.5
"""Weight of token labels that follow from a label of the whole claim."""
TOLD: Final = 100
"""Steps between two lines about the loss."""


class Trainer:
    """A network with its optimiser and the running mean of its weights."""

    def __init__(self, folder: Path, seed: int, start: Path | None = None, rate: float = 1.0) -> None:
        """Start from the MiniLM in `folder`, or go on from weights that were kept; `rate` multiplies the rates of learning."""
        import torch
        from safetensors.torch import load_file
        from transformers import AutoTokenizer

        torch.manual_seed(seed)
        torch.set_num_threads(1)
        self.tokenizer: Any = AutoTokenizer.from_pretrained(str(folder), local_files_only=True)
        self.network = Network(folder)
        if start:
            self.network.load(load_file(start))
        self._rate = rate
        for parameter in self.network.body.parameters():
            parameter.requires_grad = False
        self._parts = {name: list(part.parameters()) for name, part in self.network.modules().items()}
        for parameter in (parameter for part in self._parts.values() for parameter in part):
            parameter.requires_grad = True
        groups = [
            {"params": self._parts["layers"], "base": BODY_RATE, "weight_decay": 0.01},
            {"params": self._parts["matches"], "base": HEAD_RATE, "weight_decay": 0.0},
            {"params": [*self._parts["token"], *self._parts["sentence"]], "base": HEAD_RATE, "weight_decay": 0.0},
        ]
        self._optimiser = torch.optim.AdamW(groups, lr=BODY_RATE, betas=(0.9, 0.98), fused=True)
        self._mean = {name: value.clone() for name, value in self.network.state().items()}
        self.steps = self.tokens = 0

    def step(self, deal: Deal, done: float) -> float:
        """Learn from one batch; `done` is the share of the training that is over. The loss before the step."""
        import torch

        for group in self._optimiser.param_groups:
            group["lr"] = self._rate * group["base"] * min(1.0, (self.steps + 1) / WARM_UP) * max(0.05, 1 - 0.95 * done)
        batch = encode(self.tokenizer, [example.claim for example in deal.examples], [example.window for example in deal.examples])
        scores = self.network.scores(batch)
        loss = loss_of(scores, batch, deal)
        self._optimiser.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parts["layers"], 1.0)
        self._optimiser.step()
        self.steps, self.tokens = self.steps + 1, self.tokens + int(batch.mask.sum())
        weight = min(MEAN, (1 + self.steps) / (10 + self.steps))
        with torch.no_grad():
            now = self.network.state()
            torch._foreach_lerp_(list(self._mean.values()), [now[name] for name in self._mean], 1 - weight)
        return float(loss.detach())

    def kept(self) -> "dict[str, torch.Tensor]":
        """The running mean of the weights in half precision: what the product loads."""
        return {name: value.half().contiguous() for name, value in self._mean.items()}

    def with_mean(self, measure: Callable[[Network], str]) -> str:
        """What `measure` says of the network with the weights that are kept."""
        now = {name: value.clone() for name, value in self.network.state().items()}
        self.network.load(self._mean)
        told = measure(self.network)
        self.network.load(now)
        return told


def loss_of(scores: Scores, batch: Batch, deal: Deal) -> "torch.Tensor":
    """Cross-entropy of the whole and of its tokens, and for twins what is missing from the margin between them."""
    import torch
    from torch.nn.functional import binary_cross_entropy_with_logits, softplus

    truth = torch.tensor([float(example.supported) for example in deal.examples])
    loss = binary_cross_entropy_with_logits(scores.sentence, truth)
    labels, weights = _token_labels(deal, batch)
    each = binary_cross_entropy_with_logits(scores.tokens, labels, reduction="none") * weights
    for side in (labels, 1 - labels):
        loss = loss + 0.5 * (each * side).sum() / (weights * side).sum().clamp(min=1)
    whole = torch.tensor([example.false is None for example in deal.examples])
    if whole.any():
        loss = loss + UNSURE * softplus(scores.least[whole]).mean()
    true, false = slice(0, 2 * deal.twins, 2), slice(1, 2 * deal.twins, 2)
    if deal.twins:
        loss = loss + 0.4 * softplus(MARGIN - scores.sentence[true] + scores.sentence[false]).mean()
        loss = loss + 0.15 * softplus(MARGIN - scores.least[true] + scores.least[false]).mean()
    return loss


def _token_labels(deal: Deal, batch: Batch) -> "tuple[torch.Tensor, torch.Tensor]":
    """1.0 for each token that is borne out, and how much each counts: nothing outside claims and where tokens are not labelled."""
    import torch

    labels, weights = np.ones(batch.claim.shape, np.float32), batch.claim.numpy().copy()
    for row, (example, spans) in enumerate(zip(deal.examples, batch.spans, strict=True)):
        if example.false is None:
            weights[row] = 0
        elif row >= 2 * deal.twins:
            weights[row] *= UNSURE
        for start, end in example.false or ():
            for at, (a, b) in enumerate(spans[:LONGEST_CLAIM], 1):
                labels[row, at] = 0 if a < end and b > start else labels[row, at]
    return torch.from_numpy(labels), torch.from_numpy(weights)


# How well it does, on what it has not seen.


@dataclass(frozen=True)
class HeldOut:
    """What is measured on: labelled pairs, and twins of papers that were kept back."""

    examples: Sequence[Example]
    twins: Sequence[Twins]

    def told(self, tokenizer: Any, network: Network) -> str:
        """Area under the curve by kind, and the share of twins in which the true one stands above, by edit."""
        lines = []
        scores = list(_logits(tokenizer, network, self.examples))
        for kind in sorted({example.how for example in self.examples}):
            of_kind = [(score[0], example.supported) for score, example in zip(scores, self.examples, strict=True) if example.how == kind]
            lines.append(f"{kind} {area([s for s, t in of_kind if t], [s for s, t in of_kind if not t]):.3f} ({len(of_kind)})")
        sides = [side for made in self.twins for side in (made.true, made.false)]
        scores = list(_logits(tokenizer, network, sides))
        true, false = scores[::2], scores[1::2]
        for head, name in enumerate(("sentence", "tokens")):
            right = [_share([t[head] > f[head] for t, f in zip(true, false, strict=True)])]
            right.append(area([t[head] for t in true], [f[head] for f in false]))
            lines.append(f"{name}: twins {right[0]:.3f} AUC {right[1]:.3f}")
        for how in sorted({made.false.how for made in self.twins}):
            of_edit = [t[0] > f[0] for made, t, f in zip(self.twins, true, false, strict=True) if made.false.how == how]
            if len(of_edit) >= 8:
                lines.append(f"{how} {_share(of_edit):.2f} ({len(of_edit)})")
        return "; ".join(lines)


def area(true: Sequence[float], false: Sequence[float]) -> float:
    """The chance that a true one stands above a false one."""
    above = np.asarray(true)[:, None] - np.asarray(false)[None]
    return float(((above > 0) + 0.5 * (above == 0)).mean()) if above.size else float("nan")


def _share(truths: Sequence[bool]) -> float:
    return sum(truths) / max(1, len(truths))


def _logits(tokenizer: Any, network: Network, examples: Sequence[Example]) -> Iterator[tuple[float, float]]:
    import torch

    order = sorted(range(len(examples)), key=lambda at: len(examples[at].window))
    found = [(0.0, 0.0)] * len(examples)
    for start in range(0, len(order), 32):
        rows = order[start : start + 32]
        batch = encode(tokenizer, [examples[at].claim for at in rows], [examples[at].window for at in rows])
        with torch.inference_mode():
            scores = network.scores(batch)
        for row, at in enumerate(rows):
            found[at] = float(scores.sentence[row]), float(scores.least[row])
    yield from found


def held_out_of(pairs: Sequence[Pair], papers: Sequence[Section], dealer: Dealer, seed: int) -> HeldOut:
    """At most 130 pairs a kind and 240 twins."""
    rng = random.Random(seed)
    kinds = sorted({pair.kind for pair in pairs})
    chosen = [pair for kind in kinds for pair in _some(rng, [pair for pair in pairs if pair.kind == kind], 130)]
    twins = list(islice(Maker(papers, [], dealer.similar, rng).from_sections(), 240)) if papers else []
    return HeldOut([labelled(pair) for pair in chosen], twins)


def _some(rng: random.Random, pairs: list[Pair], count: int) -> list[Pair]:
    return rng.sample(pairs, min(count, len(pairs)))


def train(options: argparse.Namespace, say: Callable[[str], None]) -> None:
    """Read, make, learn for `options.minutes`, keep the weights on the way and at the end."""
    from safetensors.torch import save_file

    pairs = [pair for path in options.pairs for pair in read_pairs(path)]
    papers = [section for folder in options.papers for section in sections_of_papers(folder)]
    dealer = Dealer(pairs, [section for section in papers if not held_out(section.source)], sections_of_pairs(pairs), options.seed)
    valid = [pair for path in options.valid for pair in read_pairs(path)]
    measured = held_out_of(valid, [section for section in papers if held_out(section.source)], dealer, options.seed)
    trainer = Trainer(model_folder(PACKAGED_NAME), options.seed, options.start, options.rate)
    started, recent = time.monotonic(), list[float]()
    for every in dealer.deals():
        done = (time.monotonic() - started) / (60 * options.minutes)
        recent.append(trainer.step(every, min(1.0, done)))
        if trainer.steps % TOLD == 0:
            say(f"{time.strftime('%H:%M:%S')} step {trainer.steps} tokens {trainer.tokens} loss {sum(recent) / len(recent):.4f}")
            recent.clear()
        if trainer.steps % options.keep == 0 or done >= 1:
            say(trainer.with_mean(lambda network: measured.told(trainer.tokenizer, network)))
            save_file(trainer.kept(), options.out if done >= 1 else options.out.with_stem(f"{options.out.stem}-{trainer.steps}"))
        if done >= 1:
            return


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, nargs="+", required=True, help="gzipped JSON lines: claim, passage, label, kind, source")
    parser.add_argument("--valid", type=Path, nargs="*", default=[], help="pairs to measure with")
    parser.add_argument("--papers", type=Path, nargs="*", default=[], help="folders of council papers")
    parser.add_argument("--out", type=Path, required=True, help="where the weights go (.safetensors)")
    parser.add_argument("--minutes", type=float, default=60, help="how long to learn")
    parser.add_argument("--keep", type=int, default=500, help="steps between two weights kept on the way")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=Path, help="weights to go on from; by default MiniLM as it is shipped")
    parser.add_argument("--rate", type=float, default=1.0, help="multiplies the rates of learning: less than 1 to go on from weights")
    train(parser.parse_args(), lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
