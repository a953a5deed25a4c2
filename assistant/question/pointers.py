"""Pronouns of a later turn, with what they stand for in the conversation put in their place."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.language.dates import find_periods
from ingest.language.lexicon import words_of
from ingest.language.noun_phrases import Phrase, body, definite, listed_in, parts_of, person, several, thing, with_noun
from ingest.language.periods import PeriodKind
from ingest.language.words import STOP_WORDS, content_stems, stem, unique, words

_ORDER = ("first", "second", "third", "fourth", "fifth")
_NUMBERS = {"both": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6}
_VERBS = words_of("talk.verbs", "talk.speaking") | {"made", "done", "paid", "taken", "built", "spent", "held", "sold", "mean", "means"}
_SPEAKING, _VOTING = (frozenset(map(stem, words_of(name))) for name in ("talk.speaking", "talk.voting"))
_DECISION = re.compile(
    r"\b(?:decide[ds]?|agree[ds]?|approve[ds]?|resolve[ds]?|recommend(?:ed|s)?|propose[ds]?|decision|outcome)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Said:
    """An earlier turn, read alone, with its answer."""

    question: str
    answer: str


def resolved(core: str, said: Sequence[Said]) -> str | None:
    """The turn with what its pronouns stand for in their place: a person's and the first other one; None where nothing is certain."""
    text = core
    for pointers in (_PERSONS, _POINTERS):
        found = [(match, find) for pattern, find in pointers for match in pattern.finditer(text)]
        for match, find in sorted(found, key=lambda one: one[0].start()):
            if phrase := find(match, said):
                text = text[: match.start()] + phrase + text[match.end() :]
                break
    return text if text != core else None


def names_person(core: str) -> bool:
    """Whether a turn has a pronoun of one person."""
    return bool(_PERSON.search(core))


def sentence(text: str) -> str:
    """A text as one question: a capital first, single spaces, a question mark last."""
    text = re.sub(r"\s+", " ", text).strip(" ?,.;")
    return f"{text[:1].upper()}{text[1:]}?"


def _latest_first(said: Sequence[Said]) -> list[str]:
    return [text for one in reversed(said) for text in (one.answer, one.question)]


def _owned(phrase: str, pronoun: str) -> str:
    """The phrase as the pronoun stands: "its" and "his" own."""
    if not phrase or pronoun.lower() not in ("its", "their", "his"):
        return phrase
    return phrase + ("’" if phrase.endswith("s") else "’s")


def _nth(match: re.Match[str], said: Sequence[Said]) -> str:
    items = listed_in(said[-1].answer)
    at = len(items) - 1 if match[1].lower() == "last" else _ORDER.index(match[1].lower())
    return items[at] if 0 <= at < len(items) else ""


def _of_several(match: re.Match[str], said: Sequence[Said]) -> str:
    """ "of the two": the items of the list in the answer or the things last asked about, if as many; "of them": those counted."""
    count = _NUMBERS.get(match[1].lower(), 0)
    if not count:
        counted = several(said[-1].question, said[-1].answer)
        items = listed_in(said[-1].answer)
        return f"of {counted}" if counted else f"of {', '.join(items[:-1])} and {items[-1]}" if items else ""
    topics = unique(filter(None, (thing(one.question) for one in said)))
    items = next((items for items in (listed_in(said[-1].answer), topics[-count:]) if len(items) == count), ())
    return f"of {', '.join(items[:-1])} and {items[-1]}" if items else ""


def _person(match: re.Match[str], said: Sequence[Said]) -> str:
    word = match[1].lower()
    other = "people.she" if word in ("he", "him", "his") else "people.he"
    own = "people.he" if other == "people.she" else "people.she"
    found = person(_latest_first(said), words_of(other), words_of(own))
    return _owned(found, "his" if word == "his" or (word == "her" and _before_noun(match)) else word)


def _before_noun(match: re.Match[str]) -> bool:
    after = words(match.string[match.end() :])
    return bool(after) and after[0] not in STOP_WORDS


def _actors(match: re.Match[str], said: Sequence[Said]) -> str:
    """ "they" who decide or speak: the body asked about."""
    acts = not _SPEAKING.isdisjoint(stem(one) for one in words(match.string))
    return body(said[-1].question) if acts else ""


def _they(match: re.Match[str], said: Sequence[Said]) -> str:
    last, about = said[-1], thing(said[-1].question, match.string)
    plural = several(last.question, last.answer) or parts_of(last.question) or (about if about.endswith("s") else "")
    return _owned(plural or body(last.question), match[1].lower())


def _ones(_: re.Match[str], said: Sequence[Said]) -> str:
    noun = several(said[-1].question, said[-1].answer).split()
    noun = [word for word in noun if word != "the" and not word[0].isdigit() and word not in _NUMBERS]
    about = thing(said[-1].question)
    return " ".join((*noun, "of" if noun and about else "", about if noun else ""))


def _that_noun(match: re.Match[str], said: Sequence[Said]) -> str:
    found = "" if match[1].lower() in STOP_WORDS else with_noun(match[1], _latest_first(said))
    return found if len(found.split()) > 2 or found[:1].isdigit() or Phrase(found, 0, 0).is_named else ""


def _it(match: re.Match[str], said: Sequence[Said]) -> str:
    word = match[1].lower()
    after = words(match.string[match.end() :])
    if word in ("that", "this") and after and after[0] not in STOP_WORDS | _VERBS and not after[0].endswith("ed"):
        return ""
    named = (thing(one.question, match.string) or body(one.question) for one in reversed(said))
    found = next(filter(None, named), "")
    decided = _DECISION.search(said[-1].question)
    if found and decided and word != "its" and not _VOTING.isdisjoint(content_stems(match.string)):
        return f"the decision about {found}"
    return _owned(definite(found), word)


def _there(_: re.Match[str], said: Sequence[Said]) -> str:
    found = thing(said[-1].question)
    return f"at {found}" if found else ""


def _then(_: re.Match[str], said: Sequence[Said]) -> str:
    periods = find_periods(said[-1].question) or find_periods(said[-1].answer)
    return f"{'on' if periods[-1].kind is PeriodKind.DAY else 'in'} {periods[-1].label}" if periods else ""


_Pointers = tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Sequence[Said]], str]], ...]
_PERSON = re.compile(r"\b(he|she|him|her|his)\b", re.IGNORECASE)
_PERSONS: _Pointers = ((_PERSON, _person), (re.compile(r"\bthey\b", re.IGNORECASE), _actors))
_POINTERS: _Pointers = tuple(
    (re.compile(pattern, re.IGNORECASE), find)
    for pattern, find in (
        (rf"\b(?:the|that) ({'|'.join(_ORDER)}|last)(?: one|(?=\W*$|\s+(?:is|was|are|were|will|has|had)\b))", _nth),
        (rf"\bof (?:all )?(?:the |those |these )?({'|'.join(_NUMBERS)}|them|these|those)\b", _of_several),
        (r"\b(?:that|this|those|these|the same) ([a-z][\w-]+)\b", _that_noun),
        (r"(?<=\bwhich )(ones?)\b", _ones),
        (r"\b(they|them|their|those|these)\b", _they),
        (r"\b(it|its|that one|this one|that|this)\b(?!['’])", _it),
        (r"\b(there)(?=\W*$)", _there),
        (r"\b(then|at (?:that|the) time|(?:in )?that year)(?=\W*$)", _then),
    )
)
