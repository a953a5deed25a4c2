"""Names of those who meet, as a text prints them: councils, and their committees, panels, boards and districts.

A name ends in what the body is ("Planning Committee"), or begins with it ("Municipal District of Adare", "Pwyllgor Cynllunio"); what
stands before a name in a sentence is no part of it, and what is followed by a room or an officer is no name.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.language.lexicon import listed, words_of

PAUSE = "¶"
"""Stands in a text where a paragraph ends: no name goes over it."""
_MARKS = "()[]{}‘’'\"“”*_,.;:|!?–—-"
_STOPS = (".", ";", ":", "!", "?", "|", PAUSE)
_COMMITTEES, _COUNCILS = listed("bodies.committees"), words_of("bodies.councils")
_PLACES, _DISTRICTS = listed("bodies.places"), listed("bodies.districts")
_PHRASES = {
    phrase.split()[0]: [p for p in (*_PLACES, *_DISTRICTS) if p.split()[0] == phrase.split()[0]] for phrase in (*_PLACES, *_DISTRICTS)
}
_WELSH, _CYNGOR = words_of("bodies.welsh") - words_of("bodies.committees"), words_of("bodies.welsh_councils")
_KINDS = words_of("bodies.kinds", "bodies.welsh_kinds")
_INSIDE, _OUTSIDE, _BEFORE_OF = words_of("bodies.inside"), words_of("bodies.outside"), words_of("bodies.before_of")
_MEETINGS, _BEHIND, _NEVER = words_of("bodies.meetings"), words_of("bodies.behind"), listed("bodies.never")
_DAYS = words_of("weekdays.english", "months.english", "months.welsh") | {"dydd", "ddydd", "nos"}
_ON = frozenset(("in", "on", "under", "next"))
_ALONE = frozenset(("cabinet", "executive", "parish meeting"))
_OF_MEETINGS_ALONE = frozenset(("special", "emergency", "additional"))
_LONGEST = 12
"""Words of the longest name."""


@dataclass(frozen=True, slots=True)
class Body:
    """A name found in a text."""

    name: str
    """In capitals only where initials are."""
    council: bool
    own: bool
    """False where only the kind is named: "the Parish Council", "the Committee"."""
    place: bool
    """Begins with the kind and names a place ("City of York"), which may also be the place."""
    start: int
    """Index of its first word among the words of the text."""
    end: int


def bodies_in(text: str) -> list[Body]:
    """The bodies that a text names, in the order of naming, with spelling and capitals of the text."""
    words = text.split()
    cores = [_core(word) for word in words]
    found: list[Body] = []
    for at in range(len(words)):
        body = _before(words, cores, at) or _behind(words, cores, at)
        if body and not (found and found[-1].end >= body.end):
            if found and found[-1].end > body.start:
                found.pop()
            found.append(body)
    return found


def is_welsh(name: str) -> bool:
    """Whether a name is in Welsh: it begins with what the body is."""
    return name.casefold().split()[0] in _CYNGOR | _WELSH


def kind_of(name: str) -> str | None:
    """The kind that a council's name says it is ("borough"); None where it does not say."""
    return next((word for word in reversed(name.casefold().split()) if word in _KINDS), None)


def places_of(name: str) -> list[str]:
    """The words of a council's name that tell it from others of its kind, in lower case."""
    return [word for word in map(str.casefold, name.split()) if word not in _KINDS | _INSIDE | _COUNCILS | _CYNGOR and word != "&"]


def _core(word: str) -> str:
    core = word.strip(_MARKS)
    return core[:-2] if core[-2:].lower() in ("'s", "’s") else core


def _behind(words: Sequence[str], cores: Sequence[str], at: int) -> Body | None:
    """The name that ends with the noun at `at`."""
    noun = _noun(cores, at)
    if noun is None:
        return None
    first, council = noun
    capital = _capital(cores[at], cores[at].isupper())
    if not capital or _spoils(words, cores, first, at):
        return None
    upper = cores[at].isupper()
    start = first
    while (
        start > 0
        and start > first - _LONGEST
        and not words[start].startswith("(")
        and _joins(words, cores, start - 1, first, council, upper)
    ):
        start -= 1
    kept = [index for index in range(start, at + 1) if not (council and cores[index].lower() in _MEETINGS)]
    while kept and kept[0] < first and _trimmed(cores[kept[0]].lower(), council):
        kept.pop(0)
    name = _spelt([_inner(words[index]) for index in kept], upper)
    if any(name.casefold().endswith(ending) for ending in _NEVER):
        return None
    own = bool(places_of(name)) if council else kept[0] < first or name.casefold() in _ALONE
    if not council and (behind := _lettered(words, cores, at)):
        return Body(f"{name} {behind}", council, True, False, kept[0], at + 2)
    return Body(name, council, own, False, kept[0], at + 1)


def _lettered(words: Sequence[str], cores: Sequence[str], at: int) -> str | None:
    """A letter or a part in brackets by which bodies of one name are told apart: "Sub-Committee B", "Planning Committee (North)"."""
    if at + 1 >= len(words) or words[at].endswith((*_STOPS, ",")):
        return None
    word, core = words[at + 1], cores[at + 1]
    if word.startswith("(") and word.endswith(")") and core.isalpha() and core[0].isupper() and core.lower() not in _OUTSIDE | _DAYS:
        return word
    last = at + 2 == len(words) or words[at + 2] == PAUSE or cores[at + 2].lower() in _OUTSIDE or not word[-1].isalpha()
    return core if len(core) == 1 and core.isalpha() and core.isupper() and last else None


def _noun(cores: Sequence[str], at: int) -> tuple[int, bool] | None:
    """(index of the noun's first word, whether it is a council) where one ends at `at`."""
    last = cores[at].lower()
    if last in _COUNCILS:
        return at, True
    if last in _COMMITTEES:
        return at, False
    return (at - 1, False) if at and f"{cores[at - 1].lower()} {last}" in _COMMITTEES else None


def _spoils(words: Sequence[str], cores: Sequence[str], first: int, at: int) -> bool:
    """Whether what follows a noun makes it something else: a room, an officer, or more of a title behind "Cabinet" alone."""
    if at + 1 >= len(words) or words[at].endswith((*_STOPS, ",", ")")) or words[at + 1] in (PAUSE, "-", "–", "—"):
        return False
    after = cores[at + 1]
    if after.lower() in _BEHIND:
        return True
    alone = first == at and cores[at].lower() in _ALONE
    return alone and _capital(after, cores[at].isupper()) and after.lower() not in _OUTSIDE | _DAYS | _INSIDE | set(_COMMITTEES)


def _joins(words: Sequence[str], cores: Sequence[str], at: int, first: int, council: bool, upper: bool) -> bool:
    """Whether the word at `at` goes on with a name to the left."""
    word, low = words[at], cores[at].lower()
    if not low and word in ("&", "-"):
        return word == "&"
    if not low or (word.endswith(_STOPS) and low != "st") or (word.endswith(")") and not word.startswith("(")) or low in _OUTSIDE:
        return False
    if word.endswith(",") and not (not council and _lists(cores, at + 1, first)):
        return False
    if low in _COUNCILS or low in _COMMITTEES or low in _CYNGOR:
        return not council and at == first - 1
    if low in _INSIDE:
        return at > 0 and _leads_on(words, cores, at, council, upper)
    return _capital(cores[at], upper) and not (council and cores[at].isupper() and not upper) and not low[0].isdigit()


def _lists(cores: Sequence[str], start: int, end: int) -> bool:
    """Whether an "and" stands before the noun: "Communities, Housing and Environment Committee"."""
    return any(cores[at].lower() in ("and", "") for at in range(start, min(end, start + 5)))


def _leads_on(words: Sequence[str], cores: Sequence[str], at: int, council: bool, upper: bool) -> bool:
    low, left = cores[at].lower(), cores[at - 1].lower()
    if low == "the":
        return council and left in _ON and at > 1 and _capital(cores[at - 2], upper) and cores[at - 2].lower() not in _OUTSIDE
    if not left or left in _OUTSIDE or words[at - 1].endswith((*_STOPS, ",")) or left in _COUNCILS:
        return False
    if council and low == "of":
        return left in _BEFORE_OF
    if council and low in ("for", "to", "with"):
        return False
    return _capital(cores[at - 1], upper)


def _trimmed(low: str, council: bool) -> bool:
    return not low or low in _INSIDE or (low in _MEETINGS and (council or low not in _OF_MEETINGS_ALONE))


def _before(words: Sequence[str], cores: Sequence[str], at: int) -> Body | None:
    """The name that begins with its kind at `at`."""
    low = cores[at].lower()
    phrase = next((p for p in _PHRASES.get(low, ()) if _begins(cores, at, p)), None)
    welsh = low in _WELSH or low in _CYNGOR
    if not (phrase or welsh) or not _capital(cores[at], cores[at].isupper()):
        return None
    upper = cores[at].isupper()
    size = len(phrase.split()) if phrase else 1
    end = at + size
    while end < len(words) and end - at < _LONGEST and not words[end - 1].endswith((*_STOPS, ",")) and _goes_on(words, cores, end, upper):
        end += 1
    while end > at + size and cores[end - 1].lower() in _INSIDE:
        end -= 1
    council = phrase in _PLACES or low in _CYNGOR
    name = _spelt([_inner(word) for word in words[at:end]], upper)
    own = end > at + size and (bool(phrase) or not council or bool(places_of(name)))
    if phrase and not own:
        return None
    return Body(name, council, own, bool(phrase in _PLACES and "council" not in (phrase or "")), at, end)


def _begins(cores: Sequence[str], at: int, phrase: str) -> bool:
    wanted = phrase.split()
    return [core.lower() for core in cores[at : at + len(wanted)]] == wanted


def _goes_on(words: Sequence[str], cores: Sequence[str], at: int, upper: bool) -> bool:
    low = cores[at].lower()
    if words[at] == PAUSE or low in _OUTSIDE or low in _DAYS or low in _COUNCILS or not low or low[0].isdigit():
        return words[at] == "&"
    if low in _INSIDE:
        return at + 1 < len(words) and _capital(cores[at + 1], upper) and cores[at + 1].lower() not in _OUTSIDE | _DAYS
    return _capital(cores[at], upper)


def _capital(core: str, upper: bool) -> bool:
    return bool(core) and (core.isupper() if upper else core[0].isupper())


def _inner(word: str) -> str:
    """The word as it stands in a name: without what opens or closes a sentence or a quotation; a comma within a name stays."""
    word = word.strip('[]{}"“”*_.;:|!?–—') if word.strip(_MARKS) else word
    return word if ("(" in word) == (")" in word) else word.strip("()")


def _spelt(words: Sequence[str], upper: bool) -> str:
    """The name; what is printed all in capitals in small letters, but for the first of each word that is not a small one."""
    last = _core(words[-1])
    words = [*words[:-1], last]
    if not upper:
        return " ".join(words)
    return " ".join(_lowered(word, first=not at) for at, word in enumerate(words))


_SMALL = words_of("bodies.inside") - {"next"}
_TITLES = frozenset(("st", "dr", "mt", "ss"))
_VOWELS = frozenset("aeiouyáéíóúâêîôûŵŷ")


def _lowered(word: str, *, first: bool) -> str:
    if "0" in word and word.replace("0", "").isalpha():
        word = word.replace("0", "O")
    if not _VOWELS.intersection(word.lower()) and word.lower() not in _TITLES:
        return word
    if word.lower().strip(",") in _SMALL and not first:
        return word.lower()
    parts = word.split("-")
    return "-".join(_first_upper(part) if not at or part.lower() not in _SMALL else part.lower() for at, part in enumerate(parts))


def _first_upper(part: str) -> str:
    lowered = part[:1] + part[1:].lower()
    if len(part) > 3 and part[1] in "'’":
        return part[0] + part[1] + part[2] + part[3:].lower()
    return lowered
