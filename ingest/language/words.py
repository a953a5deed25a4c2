"""Words as they are matched: lower-cased tokens, light stems, and the closed list of words that carry no content."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*")


def word_set(words: str) -> frozenset[str]:
    """The words of a space-separated list."""
    return frozenset(words.split())


STOP_WORDS = word_set(
    """
    a about above actually after again against all also am an and any are as asked at back be because been before being below
    between both but by can can't cannot cant come could council councils's did didn't do does doesn't doing don't down due during
    each either else ever every few for from further get gets getting give given go goes going got had has have having he her here
    hers him his how i if in into is isn't it its itself just know let like lot made make many may me might more most much must my
    need needs no nor not now of off on once one only or other our ours out over own paper papers per please put quite really
    report reports said same say says she should show sit so some still such take taken tell than that that's the their theirs
    them then there these they thing things this those through to told too under until up upon us use used very was wasn't we were
    what what's whats when where whether which while who who's whom whose why will with won't would year you your
    """
)
"""Function words and the words of asking; "council", "paper" and "report" stand in nearly every passage."""

_SUFFIXES = (
    ("ational", "ate"), ("isation", "ise"), ("ization", "ise"), ("fulness", "ful"), ("iveness", "ive"), ("ement", "e"), ("ments", ""),
    ("ation", "ate"), ("ities", ""), ("ings", ""), ("ment", ""), ("ness", ""), ("ible", ""), ("able", ""), ("ies", "y"), ("ied", "y"),
    ("ing", ""), ("ers", ""), ("ity", ""), ("ed", ""), ("er", ""), ("ly", ""), ("es", "e"), ("s", ""),
)  # fmt: skip


def fold(text: str) -> str:
    """Lower case with typographic quotes, dashes, ligatures and soft hyphens made plain; length is not kept."""
    text = unicodedata.normalize("NFKC", text).replace("\u00ad", "")
    return text.translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"', 0x2010: "-", 0x2011: "-", 0x2013: "-", 0x2014: "-"}).lower()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A light suffix stem of a lower-case word; figures are left alone."""
    if len(word) < 4 or word[0].isdigit():
        return word
    word = word.removesuffix("'s")
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3 and not word.endswith("ss"):
            word = word[: -len(suffix)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "ls":
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word[-1] in "ey" else word


def tokens(text: str) -> list[str]:
    """All lower-case tokens of a text in order, figures without their thousands commas."""
    return [t.replace(",", "") if t[0].isdigit() else t for t in TOKEN.findall(fold(text))]


def content(text: str) -> list[str]:
    """Stems of the words that carry content, in order, repeats kept."""
    return [stem(t) for t in tokens(text) if t not in STOP_WORDS and (len(t) > 1 or t.isdigit())]


# Words of questions and passages in the form in which retrieval compares them: stems, with spans of years and signs kept.

_YEARS = re.compile(r"\b((?:19|20)\d\d)\s?[-/]\s?(?:19|20)?(\d\d)\b(?![-/]\d)")
_WORD = re.compile(r"[a-z]+(?:['&][a-z]+)*\d*|\d+(?:[.,/]\d+)*|[£%]")
_ASKING = """brief briefly bullet bullets cant couldnt didnt doesnt dont done exactly few gimme headline headlines heres hows im ive main
    many mention mentioned ok okay please points quick quickly remind roughly say summarise summary sum talk tell thats thing theyre want
    wasnt weve whats wheres whos wont wouldnt write youre paragraph lines"""
"""Words of asking that name no content, beside the common stop words."""
_IDLE = STOP_WORDS | frozenset(_ASKING.split())
_IRREGULAR = {
    "children": "child", "childrens": "child", "people": "person", "women": "woman", "men": "man", "held": "hold", "met": "meet",
    "spent": "spend", "paid": "pay", "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "chosen": "choos",
    "chose": "choos", "grew": "grow", "grown": "grow", "cllr": "councillor", "cllrs": "councillor", "criteria": "criterion",
}  # fmt: skip


@lru_cache(maxsize=200_000)
def root(word: str) -> str:
    """Stem of a folded word, endings taken off until none is left, so that "foster", "fosters" and "fostering" meet.

    Irregular forms meet too ("children", "child"); figures lose their thousands commas.
    """
    found = _IRREGULAR.get(word) or stem(word.replace(",", ""))
    while (shorter := stem(found)) != found:
        found = shorter
    return found


def words(text: str) -> list[str]:
    """Folded words and figures in order; "2012-13" and "2012/2013" give the one word "2012/13"; £ and % are words."""
    return _WORD.findall(_YEARS.sub(r"\1/\2", fold(text)))


def stems(text: str) -> list[str]:
    """Stems of all words in order."""
    return [root(word) for word in words(text)]


@lru_cache(maxsize=50_000)
def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words that carry content, each once, in order."""
    return unique(root(word) for word in words(text) if word not in _IDLE and (len(word) > 1 or not word.isalpha()))


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The items, each once, in the order of first use."""
    return tuple(dict.fromkeys(items))
