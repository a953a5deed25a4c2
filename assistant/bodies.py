"""The bodies that papers are of, and which of them a typed name means: the only place where part of a name is matched.

A name typed whole means the body so called, and no other whose name holds it ("Cabinet" is not "Cabinet Member for Roads" where there
is a Cabinet). Anything less means every body that has all its words or initials ("Scrutiny", "OSMC", "Communities OSP"). Slips of the
hand and abbreviations ("Gov and Audit Cttee") are taken only where nothing else is meant.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from ingest.language.lexicon import words_of
from ingest.language.words import STOP_WORDS, unaccented, unique, word_set, words

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
_CALLED = words_of("bodies.committees", "bodies.welsh", "bodies.councils", "bodies.welsh_councils", "bodies.typed")
_ALONE = words_of("bodies.alone")
_TELLS_OF_COUNCIL = _KINDS | word_set("full")
_NOT_ITSELF = words_of("bodies.not_itself")
_MOST_WORDS = 10
"""Words of a body's name in a question, the word for its kind the last."""
_STOPS = frozenset(".?!:;")
_WORD = re.compile(r"[^\W\d_][\w'’-]*+|&")


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


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a question speaks of a body, and of which."""

    start: int
    end: int
    """Exclusive."""
    typed: str
    bodies: frozenset[Body]
    """Those that the words fit; empty for a name that fits none."""


def mentions_of(text: str, bodies: Collection[Body]) -> tuple[Mention, ...]:
    """The bodies that a text names with the word for what they are ("Planning Committee", "scrutiny", "full council") or by initials.

    A name that fits no body is told where it is written as one ("the Licensing Committee"). "The council" names none: it is said of all.
    """
    told = tuple(_WORD.finditer(text))
    found = [mention for at in range(len(told)) if (mention := _mention(told[: at + 1], told[at + 1 : at + 2], text, bodies))]
    plain = [(match, word) for match in told for word in _plain(match[0])]
    found += [mention for body in bodies for mention in _whole_names(body, plain, text)]
    widest = sorted(
        set(found), key=lambda one: (one.start - one.end, -len(one.bodies), sorted((b.name, b.council or "") for b in one.bodies))
    )
    kept = [one for at, one in enumerate(widest) if not any(one.start < wider.end and wider.start < one.end for wider in widest[:at])]
    return tuple(sorted(kept, key=lambda one: one.start))


def _whole_names(body: Body, plain: Sequence[tuple[re.Match[str], str]], text: str) -> Iterator[Mention]:
    """Where a body's whole name stands, of two words or more, of whatever kind it is ("District of Adare", "Pwyllgor Craffu")."""
    name = _plain(body.name)
    for at in range(len(plain) - len(name) + 1 if len(name) > 1 else 0):
        if tuple(word for _, word in plain[at : at + len(name)]) == name:
            start, end = plain[at][0].start(), plain[at + len(name) - 1][0].end()
            yield Mention(start, end, text[start:end], frozenset({body}))


def _mention(told: Sequence[re.Match[str]], following: Sequence[re.Match[str]], text: str, bodies: Collection[Body]) -> Mention | None:
    last = told[-1][0]
    if last.isupper() and len(last) >= _SHORTEST_INITIALS and (found := named(last, bodies)):
        return Mention(*told[-1].span(), last, found)
    if last.lower() not in _CALLED or (following and following[0][0].lower() in _NOT_ITSELF):
        return None
    phrases = list(_phrases(told, text))
    for phrase in phrases:
        typed = text[phrase[0].start() : phrase[-1].end()]
        enough = len(phrase) > 1 or (last.lower() in _ALONE and not _is_qualified(told))
        if enough and phrase[0][0].lower() not in _SMALL - {"full"} and (found := named(typed, bodies)):
            return Mention(phrase[0].start(), phrase[-1].end(), typed, found)
    name = next((phrase for phrase in phrases if _is_written_as_name(phrase)), None)
    return Mention(start := name[0].start(), end := name[-1].end(), text[start:end], frozenset()) if name else None


def _is_qualified(told: Sequence[re.Match[str]]) -> bool:
    """Whether a name in capitals goes on before its last word ("Licensing Cabinet")."""
    return len(told) > 1 and told[-2][0][0].isupper() and told[-2][0].lower() not in STOP_WORDS


def _phrases(told: Sequence[re.Match[str]], text: str) -> Iterator[Sequence[re.Match[str]]]:
    """The words that may be a name up to the last one, the longest first; a stop or a question mark is not crossed."""
    first = max(0, len(told) - _MOST_WORDS)
    for at in range(first, len(told)):
        if not _STOPS & set(text[told[at].start() : told[-1].end()]):
            yield told[at:]


def _is_written_as_name(phrase: Sequence[re.Match[str]]) -> bool:
    """Whether the words but for small ones have capitals, and the first is no word that opens a question."""
    own = [word[0] for word in phrase if word[0] not in _SMALL and word[0] != "&"]
    return len(own) > 1 and phrase[0][0] == own[0] and all(word[0].isupper() for word in own) and own[0].lower() not in STOP_WORDS


def own_words(name: str) -> frozenset[str]:
    """The words of a body's name that say which it is, without those for what it is."""
    return frozenset(_words(name)) - _CALLED - _TELLS_OF_COUNCIL


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
        next((word for word in name.words if is_slip(typed, word) or _shortens(typed, word) or (two and name.spells(typed, 2))), typed)
        for typed in asked
    ]
    return _wholly(tuple(meant), name) or _partly(tuple(meant), name)


def _shortens(typed: str, word: str) -> bool:
    """Whether a word is cut ("gov") or letters inside it are left out ("mgmt", "cttee"); names of places are not so shortened."""
    letters = iter(word)
    if len(typed) < _SHORTEST_ABBREVIATION or word.endswith("shire") or typed in _KINDS:
        return False
    return word.startswith(typed) or (typed[0] == word[0] and typed[-1] == word[-1] and all(letter in letters for letter in typed))


def is_slip(typed: str, word: str) -> bool:
    """Whether a letter is left out, put in or changes places; another letter in its stead makes another word (police, policy)."""
    if len(typed) < _SHORTEST_SLIP or DamerauLevenshtein.distance(typed, word, score_cutoff=1) != 1:
        return False
    return len(typed) != len(word) or sorted(typed) == sorted(word)


@lru_cache(maxsize=4096)
def _plain(name: str) -> tuple[str, ...]:
    """The words of a name in order, small ones left out."""
    return tuple(word for word in words(unaccented(name).translate(_DROPPED)) if word not in _SMALL)


@lru_cache(maxsize=4096)
def _name(body: Body) -> _Name:
    own, council = _words(body.name), _words(body.council or "")
    kinds = _KINDS if _KINDS.isdisjoint(council or own) else frozenset[str]()
    return _Name(own, _COUNCIL.union(council, kinds))


def _words(name: str) -> tuple[str, ...]:
    """The words of a name, each once, in order; accents, case, apostrophes, full stops, "&" and small words make no difference."""
    plain = unaccented(name).translate(_DROPPED)
    return unique(word for word in words(plain.replace("&", " and ")) if word not in _SMALL)
