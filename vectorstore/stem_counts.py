"""Stems told by number: counts of a thousand papers are added up as arrays, in milliseconds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Counted:
    """Stems of some passages with what is told of each; all of one length."""

    stems: "Stems"
    numbers: Numbers
    passages: Numbers
    """How many passages hold each."""
    printed: Numbers
    """The number of a word as printed."""

    @classmethod
    def joined(cls, parts: "Sequence[Counted]") -> "Counted":
        """Parts of the same `Stems`, at least one, behind each other; a stem stands there once for each that holds it."""
        columns = zip(*((part.numbers, part.passages, part.printed) for part in parts), strict=True)
        return cls(parts[0].stems, *map(np.concatenate, columns))


class Stems:
    """Words and stems by number. Grows only; one thread at a time may add to it while others read."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.words: list[str] = []

    def counted(self, frequency: Mapping[str, int], surface: Mapping[str, str]) -> Counted:
        """Stems with the passages that hold each and a word for each as printed; what is new here gets the next numbers."""
        own, printed = list(map(self._number, frequency)), [self._number(surface[root]) for root in frequency]
        return Counted(self, *(np.array(column, np.int32) for column in (own, list(frequency.values()), printed)))

    def _number(self, word: str) -> int:
        number = self.numbers.setdefault(word, len(self.words))
        if number == len(self.words):
            self.words.append(word)
        return number


@dataclass(frozen=True, eq=False)
class StemCounts(Mapping[str, int]):
    """Stem to the number of passages that hold it, over all parts; in the order of numbers."""

    stems: Stems
    totals: Numbers
    first: Numbers
    """By number of a stem the number of the word first printed for it; -1 where there is none."""

    @classmethod
    def of(cls, parts: Sequence[Counted]) -> "StemCounts":
        """The counts of parts of the same `Stems`, in their order."""
        stems = parts[0].stems if parts else Stems()
        size = len(stems.words)
        totals, first = np.zeros(size, np.int32), np.full(size, -1, np.int32)
        if parts:
            numbers = np.concatenate([part.numbers for part in parts])
            passages = np.concatenate([part.passages for part in parts])
            totals = np.bincount(numbers, passages, size).astype(np.int32)
            first[numbers[::-1]] = np.concatenate([part.printed for part in parts])[::-1]  # of a number told twice the last set here stays
        return cls(stems, totals, first)

    @cached_property
    def printed(self) -> Mapping[str, str]:
        """Stem to the word first printed for it."""
        return PrintedWords(self)

    def __getitem__(self, stem: str) -> int:
        number = self.stems.numbers.get(stem, -1)
        if not 0 <= number < len(self.totals) or not (count := int(self.totals[number])):
            raise KeyError(stem)
        return count

    def __iter__(self) -> Iterator[str]:
        return (self.stems.words[number] for number in np.flatnonzero(self.totals))

    def __len__(self) -> int:
        return int(np.count_nonzero(self.totals))


@dataclass(frozen=True, eq=False)
class PrintedWords(Mapping[str, str]):
    """Stem to a word as printed."""

    counts: StemCounts

    def __getitem__(self, stem: str) -> str:
        if stem not in self.counts:
            raise KeyError(stem)
        stems = self.counts.stems
        return stems.words[int(self.counts.first[stems.numbers[stem]])]

    def __iter__(self) -> Iterator[str]:
        return iter(self.counts)

    def __len__(self) -> int:
        return len(self.counts)


@dataclass(frozen=True, eq=False)
class Joined(Mapping[tuple[str, str], tuple[str, ...]]):
    """What each of several mappings holds under a key, one behind the other."""

    parts: Sequence[Mapping[tuple[str, str], Sequence[str]]] = field(default=())

    def __getitem__(self, key: tuple[str, str]) -> tuple[str, ...]:
        found = tuple(one for part in self.parts for one in part.get(key, ()))
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(dict.fromkeys(key for part in self.parts for key in part))

    def __len__(self) -> int:
        return len({key for part in self.parts for key in part})
