"""The papers as the suite reads them: from the library, without the index and without the assistant."""

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath
from typing import TYPE_CHECKING

from eval.text import fold, grams, squash, tokens
from ingest.models import Classification, Paper, Passage

if TYPE_CHECKING:
    from ingest.library.library import Library

Matches = Callable[[str, Sequence[str]], list[tuple[str, float]]]
"""A claim and windows of text to (word piece of the claim, cosine with the piece most like it in any window)."""
LEAK = 8
"""Words in a row that are no coincidence."""


@dataclass(frozen=True)
class Source:
    """One paper with its passages in reading order."""

    paper: Paper
    passages: tuple[Passage, ...]

    @cached_property
    def text(self) -> str:
        """The passages one below the other: the text that spans are found in."""
        return "\n".join(passage.text for passage in self.passages)


class Corpus:
    """All papers of a library, exempt ones included: the suite must know what may not be said."""

    def __init__(self, sources: Iterable[Source], matches: Matches | None = None) -> None:
        """`matches` lets check C7 see what is told in other words; None where nothing but words is to be compared."""
        self.sources = tuple(sources)
        self.matches = matches
        self._named = {source.paper.document: source for source in self.sources}
        self._stems = {PurePath(source.paper.document).stem: source for source in self.sources}
        self._passages = {passage.id: passage for source in self.sources for passage in source.passages}

    @classmethod
    def of(cls, library: "Library", matches: Matches | None = None) -> "Corpus":
        """Everything a library holds."""
        papers = library.papers()
        return cls((Source(paper, tuple(library.passages(document=paper.document))) for paper in papers), matches)

    @cached_property
    def hash(self) -> str:
        """One hash over the content hashes, whatever the order of ingest."""
        return hashlib.sha256("\n".join(sorted(source.paper.sha256 for source in self.sources)).encode()).hexdigest()

    def source(self, document: str) -> Source | None:
        """The paper of that name, or of that name with another ending."""
        return self._named.get(document) or self._stems.get(PurePath(document).stem)

    def same(self, one: str, other: str) -> bool:
        """Whether two names mean the same paper, endings aside."""
        return PurePath(one).stem == PurePath(other).stem

    def passage(self, identity: str | None) -> Passage | None:
        """The passage with this id."""
        return self._passages.get(identity or "")

    def prints(self, text: str) -> bool:
        """Whether a paper has these very words in a row: a sentence that cites other words was copied from elsewhere."""
        words = squash(text)
        return any(words in squash(source.text) for source in self.sources)

    @cached_property
    def exempt_runs(self) -> frozenset[tuple[str, ...]]:
        """Runs of eight words that stand in exempt passages and in no public one."""
        found: dict[bool, set[tuple[str, ...]]] = {True: set(), False: set()}
        for passage in self._passages.values():
            words = tokens(passage.text)
            if len(words) >= LEAK:
                found[passage.classification is Classification.EXEMPT] |= grams(words, LEAK)
        return frozenset(found[True] - found[False])

    @cached_property
    def rarity(self) -> dict[str, float]:
        """Inverse document frequency of each word over passages: ln((1 + N) / (1 + n)) + 1."""
        seen = Counter(word for passage in self._passages.values() for word in set(tokens(passage.text)))
        total = len(self._passages)
        return {word: math.log((1 + total) / (1 + count)) + 1 for word, count in seen.items()}

    @property
    def unseen(self) -> float:
        """The rarity of a word that no passage holds."""
        return math.log(1 + len(self._passages)) + 1

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that stand with a capital behind a word in small letters."""
        return frozenset(word for passage in self._passages.values() for word in re.findall(r"(?<=[a-z,] )[A-Z][\w'’]+", passage.text))

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that stand somewhere in small letters: a capital does not make them a name."""
        return frozenset(fold(word) for passage in self._passages.values() for word in re.findall(r"\b[a-z][a-z'’]+", passage.text))
