"""Which examples are seen together: labelled pairs and made twins dealt into batches of about equal length."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar

from eval.training.made import Example, Maker, Twins, natural_twins, window_for, words_used_alike
from eval.training.texts import Pair, Section

_T = TypeVar("_T")

SHARES: Final[Mapping[str, float]] = {
    "nli": 1.0, "qa": 3.0, "dialog": 2.0, "summ": 0.7, "table": 0.07, "made": 0.3, "infotabs": 0.15, "fetaqa": 0.1, "med": 0.6,
}  # fmt: skip
"""How often a pair of a kind, or of a source where that is named, is dealt in one round: what people labelled more, tables less."""
LONGEST_CLAIM: Final = 70
"""Words above which a claim is left out."""
ROUND: Final = 42
"""Batches that are made, and sorted by length, at once."""
SINGLES: Final = 7
"""Labelled pairs in a batch."""
TWINS: Final[Mapping[str, int]] = {"papers": 50, "public": 30, "claims": 70, "people": 40}
"""Twins in a round by where they come from; each is two rows."""
ELSEWHERE: Final = 30
"""Statements in a round beside a window that lacks them."""


@dataclass(frozen=True)
class Deal:
    """One batch: `twins` stand at rows 0, 1 (true, false), 2, 3 and so on; single examples behind them."""

    examples: tuple[Example, ...]
    twins: int


class Dealer:
    """Deals batches without end, the same for the same seed."""

    def __init__(self, pairs: Sequence[Pair], papers: Sequence[Section], public: Sequence[Section], seed: int) -> None:
        """`papers` are sections of council papers, `public` those of the pairs' passages."""
        self._rng = random.Random(seed)
        self.similar = similar = words_used_alike([*public, *papers, *papers])
        self._pairs = [pair for pair in pairs if len(pair.claim.split()) <= LONGEST_CLAIM]
        by_people = [pair for pair in self._pairs if pair.kind in ("nli", "qa", "dialog", "summ") or pair.source == "factscore-atoms"]
        council, general = (Maker(sections, by_people, similar, self._rng) for sections in (papers, public))
        natural = [twins for twins in natural_twins(self._pairs) if self._rng.random() < _share_of_twins(twins)]
        self._sources = {"papers": council.from_sections(), "public": general.from_sections(), "claims": general.from_pairs()}
        self._sources["people"] = self._again(natural)
        self._elsewhere = council.elsewhere(), general.elsewhere()
        self._singles = self._labelled()

    def deals(self) -> Iterator[Deal]:
        """Batches, those of a round in any order."""
        while True:
            twins = [made for source, count in TWINS.items() for made in islice(self._sources[source], count)]
            singles = [example for source in self._elsewhere for example in islice(source, ELSEWHERE // 2)]
            singles += islice(self._singles, ROUND * SINGLES)
            twins.sort(key=lambda made: len(made.true.window) + len(made.true.claim))
            singles.sort(key=lambda example: len(example.window) + len(example.claim))
            made = [self._deal(_part(twins, at), _part(singles, at)) for at in range(ROUND)]
            self._rng.shuffle(made)
            yield from made

    def _deal(self, twins: Sequence[Twins], singles: Sequence[Example]) -> Deal:
        return Deal((*(side for made in twins for side in (made.true, made.false)), *singles), len(twins))

    def _labelled(self) -> Iterator[Example]:
        while True:
            deck = [pair for pair in self._pairs for _ in range(self._times(pair))]
            self._rng.shuffle(deck)
            for pair in deck:
                yield labelled(pair)

    def _times(self, pair: Pair) -> int:
        share = SHARES.get(pair.source, SHARES.get(pair.kind, 0.1))
        return int(share) + (self._rng.random() < share % 1)

    def _again(self, found: list[Twins]) -> Iterator[Twins]:
        while found:
            yield from self._rng.sample(found, len(found))


def labelled(pair: Pair) -> Example:
    """A labelled pair beside the best window of its passage; tokens are labelled only where the claim is supported as a whole."""
    return Example(pair.claim, window_for(pair.claim, pair.passage), pair.supported, () if pair.supported else None, pair.kind)


def _share_of_twins(twins: Twins) -> float:
    return {"people_table": 0.1, "people_made": 0.25}.get(twins.false.how, 1.0)


def _part(items: Sequence[_T], at: int) -> Sequence[_T]:
    """The `at`-th of ROUND parts of about one size."""
    return items[at * len(items) // ROUND : (at + 1) * len(items) // ROUND]
