"""Words that somebody looks for in names and titles: a word fits where it begins one, or has its stem ("mow" finds "Mowing")."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.language.words import STOP_WORDS, stem
from ingest.language.words import words as words_in


@dataclass(frozen=True, slots=True)
class Wanted:
    """The words looked for; false where there are none."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "Wanted":
        """The words as they were typed; those that carry nothing count only where there are no others."""
        every = tuple(dict.fromkeys(words_in(typed)))
        return cls(tuple(word for word in every if word not in STOP_WORDS) or every)

    def __bool__(self) -> bool:
        return bool(self.words)

    def all_in(self, text: str) -> bool:
        """Whether every word stands in the text."""
        return all(self._found(text))

    def part_in(self, text: str) -> bool:
        """Whether any word stands in the text."""
        return any(self._found(text))

    def _found(self, text: str) -> Iterable[bool]:
        there = set(words_in(text))
        stems = {stem(word) for word in there}
        return (any(one.startswith(word) for one in there) or stem(word) in stems for word in self.words)
