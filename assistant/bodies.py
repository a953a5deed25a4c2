"""The bodies that papers are of, and which of them a typed name means: the only place where part of a name is matched.

A name typed whole means the body so called, and no other whose name holds it ("Cabinet" is not "Cabinet Member for Roads" where there
is a Cabinet). Anything less means every body that has all its words or initials ("Scrutiny", "OSMC", "Communities OSP"). Slips of the
hand and abbreviations ("Gov and Audit Cttee") are taken only where nothing else is meant.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from ingest.language.words import unaccented, unique, word_set, words

_SMALL = word_set("a an and at by for from full in meeting of on or the to with")
_COUNCIL = word_set("council")
_KINDS = word_set("borough city county district metropolitan parish royal town unitary")
"""What a council may be called besides its name; left out or added as people please, but never one for another."""
_DROPPED = str.maketrans("", "", "'’.")
_SHORTEST_INITIALS = 3
"""Two letters are initials ("Milburn PC") only where nothing else is meant."""
_SHORTEST_ABBREVIATION = 3
_SHORTEST_SLIP = 5
"""Letters of a word from which a slip in it is forgiven: in a shorter one it makes another word."""
_NEAREST = 3


class Body(NamedTuple):
    """A committee, cabinet or full council as a paper names it; or a council itself, then without `council`."""

    name: str
    council: str | None = None


def named(typed: str, bodies: Iterable[Body]) -> frozenset[Body]:
    """The bodies that a typed name means; none where it fits none."""
    asked, known = _words(typed), {body: _name(body) for body in bodies}
    for fits in (_wholly, _partly, _nearly):
        if found := frozenset(body for body, name in known.items() if fits(asked, name)):
            return found
    return frozenset()


def nearest(typed: str, names: Collection[str]) -> tuple[str, ...]:
    """The names that look most like a typed one, best first."""
    return tuple(name for name, _, _ in process.extract(typed, sorted(names), scorer=fuzz.WRatio, limit=_NEAREST))


@dataclass(frozen=True, slots=True)
class _Name:
    """A body's name in parts."""

    words: tuple[str, ...]
    own: frozenset[str]
    """Words of its council's name, which may stand with it or not."""

    @property
    def told(self) -> frozenset[str]:
        """The words that tell it from the other bodies of its council."""
        return frozenset(self.words) - self.own

    def spells(self, word: str, shortest: int = _SHORTEST_INITIALS) -> bool:
        """Whether a word is the initials of the name, or of words of it that stand together."""
        return len(word) >= shortest and word in "".join(part[0] for part in self.words)


def _wholly(asked: tuple[str, ...], name: _Name) -> bool:
    rest, told = frozenset(asked) - name.own, name.told
    if rest and told:
        return rest == told
    return not rest and not told - _KINDS and not name.own.isdisjoint(asked)  # the full council


def _partly(asked: tuple[str, ...], name: _Name) -> bool:
    rest = [word for word in asked if word not in name.told and not name.spells(word)]
    return len(rest) < len(asked) and name.own.issuperset(rest)


def _nearly(asked: tuple[str, ...], name: _Name) -> bool:
    """Slips of the hand, abbreviations and two initials taken for the words that they stand for."""
    two = len(asked) > 1
    meant = [
        next((word for word in name.words if _is_slip(typed, word) or _shortens(typed, word) or (two and name.spells(typed, 2))), typed)
        for typed in asked
    ]
    return _wholly(tuple(meant), name) or _partly(tuple(meant), name)


def _shortens(typed: str, word: str) -> bool:
    """Whether a word is cut ("gov") or letters inside it are left out ("mgmt", "cttee"); names of places are not so shortened."""
    letters = iter(word)
    if len(typed) < _SHORTEST_ABBREVIATION or word.endswith("shire") or typed in _KINDS:
        return False
    return word.startswith(typed) or (typed[0] == word[0] and typed[-1] == word[-1] and all(letter in letters for letter in typed))


def _is_slip(typed: str, word: str) -> bool:
    """Whether a letter is left out, put in or changes places; another letter in its stead makes another word (police, policy)."""
    if len(typed) < _SHORTEST_SLIP or DamerauLevenshtein.distance(typed, word, score_cutoff=1) != 1:
        return False
    return len(typed) != len(word) or sorted(typed) == sorted(word)


@lru_cache(maxsize=4096)
def _name(body: Body) -> _Name:
    own, council = _words(body.name), _words(body.council or "")
    kinds = _KINDS if _KINDS.isdisjoint(council or own) else frozenset[str]()
    return _Name(own, _COUNCIL.union(council, kinds))


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, each once, in order; accents, case, apostrophes, full stops, "&" and small words make no difference."""
    plain = unaccented(name).translate(_DROPPED)
    return unique(word for word in words(plain.replace("&", " and ")) if word not in _SMALL)
