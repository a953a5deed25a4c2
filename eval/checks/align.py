"""Lays a claim beside the sentence of the cited text that it most resembles, figures masked by their kind.

Where the two run alike, a figure, a name or a "not" that differs is a contradiction and not merely absent.
"""

import difflib
import itertools
import re
from dataclasses import dataclass
from functools import cached_property

from eval.checks.quantities import Quantity, quantities, shown
from eval.text import fold, sentences

ALIKE = 0.6
"""Share of the claim's words from which the two count as the same sentence."""
_WORD = re.compile(r"#\d+#|[a-z£%]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, or a figure masked by its kind."""

    text: str
    figure: Quantity | None = None


@dataclass(frozen=True)
class Alignment:
    """A claim beside the most similar sentence of what it cites."""

    share: float
    """Share of the claim's words that the sentence has in the same order, 0 to 1."""
    pairs: tuple[tuple[Token, Token, int], ...]
    """Words that stand opposite each other, with the length of the run they are in."""
    changed: tuple[tuple[tuple[Token, ...], tuple[Token, ...]], ...]
    """What differs between two runs: the claim's words, the paper's words; either may be empty."""

    @cached_property
    def agreeing(self) -> int:
        """Figures that are the same as those they stand opposite."""
        return sum(
            mine.figure is not None and theirs.figure is not None and shown(mine.figure, [theirs.figure]) for mine, theirs, _ in self.pairs
        )

    @property
    def alike(self) -> bool:
        """Whether the claim repeats the sentence."""
        return self.share >= ALIKE


def masked(text: str) -> list[Token]:
    """The words of a text with each figure as one token."""
    folded, figures = fold(text), quantities(text)
    for at, figure in reversed(list(enumerate(figures))):
        folded = f"{folded[: figure.start]} #{at}# {folded[figure.start + len(figure.words) :]}"
    return [
        Token(f"#{figures[int(word[1:-1])].kind}", figures[int(word[1:-1])]) if word[0] == "#" else Token(word)
        for word in _WORD.findall(folded)
    ]


def align(claim: str, cited: str) -> Alignment:
    """The claim beside the best sentence, or pair of sentences, of the cited text."""
    words = masked(claim)
    pieces = [piece for line in _lines(cited) for piece in sentences(line)]
    windows = [*pieces, *(f"{one} {two}" for one, two in itertools.pairwise(pieces))]
    best = Alignment(0.0, (), ())
    for window in windows:
        found = _aligned(words, masked(window))
        if (found.share, found.agreeing) > (best.share, best.agreeing):
            best = found
    return best


def _lines(text: str) -> list[str]:
    """The text, with the rows of a table apart."""
    return text.splitlines() if "\t" in text else [text]


def _aligned(claim: list[Token], paper: list[Token]) -> Alignment:
    matcher = difflib.SequenceMatcher(None, [t.text for t in claim], [t.text for t in paper], autojunk=False)
    pairs, changed, matched = [], [], 0
    operations = matcher.get_opcodes()
    for at, (name, a0, a1, b0, b1) in enumerate(operations):
        if name == "equal":
            pairs += [(one, two, a1 - a0) for one, two in zip(claim[a0:a1], paper[b0:b1], strict=True)]
            matched += a1 - a0
        elif name == "replace" or 0 < at < len(operations) - 1 or a1 > a0:
            changed.append((tuple(claim[a0:a1]), tuple(paper[b0:b1]) if 0 < at < len(operations) - 1 or name == "replace" else ()))
    return Alignment(matched / max(1, len(claim)), tuple(pairs), tuple(changed))
