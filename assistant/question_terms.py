"""Words of questions and passages in the form in which retrieval compares them: stems, with spans of years and signs kept."""

import re
from collections.abc import Iterable
from functools import lru_cache

from assistant.terms import STOP_WORDS, fold, stem

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
