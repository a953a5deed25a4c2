"""Words as they are compared: folded, parted, stemmed, without those that carry no content. One way for papers and questions alike."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from threading import Lock

import snowballstemmer

from ingest.language.lexicon import pairs, words_of

STOP_WORDS = words_of("words.idle", "words.asking")
"""Function words, words of asking, and what stands in nearly every passage."""
_PLAIN = (*zip("\u2018\u2019\u201c\u201d\u2010\u2011\u2013\u2014", "''\"\"----", strict=True), ("\u00ad", ""))
_YEARS = re.compile(r"\b((?:19|20)\d\d)\s?[-/]\s?(?:19|20)?(\d\d)\b(?![-/]\d)")
_WORD = re.compile(r"[^\W\d_]+(?:['&][^\W\d_]+)*\d*|\d+(?:[.,/]\d+)*|[£%]")
_IZE = re.compile(r"iz(?=(?:e[drs]?|ing|ations?|ational)$)")
_IRREGULAR = pairs("words.irregular")
_STEMMER, _LOCK = snowballstemmer.stemmer("english"), Lock()


def word_set(words: str) -> frozenset[str]:
    """The words of a space-separated list."""
    return frozenset(words.split())


class _Accents(dict[int, int | None]):
    """What becomes of each character, looked up once."""

    def __missing__(self, char: int) -> int | None:
        self[char] = None if unicodedata.combining(chr(char)) else char
        return self[char]


_WITHOUT_ACCENTS = _Accents()


def unaccented(text: str) -> str:
    """A text without its accents, and with ligatures and other compatible forms parted; length is not kept."""
    return text if text.replace("£", "").isascii() else unicodedata.normalize("NFKD", text).translate(_WITHOUT_ACCENTS)


def fold(text: str) -> str:
    """Lower case without accents; typographic quotes, dashes, ligatures and soft hyphens made plain. Length is not kept."""
    if not text.isascii():
        for printed, plain in _PLAIN:
            text = text.replace(printed, plain)
        text = unaccented(text)
    return text.lower()


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The Snowball stem of a folded word: "fosters" and "fostering" meet, "police" and "policy" do not.

    Irregular forms meet too ("children", "child"), and "organize" with "organise"; figures lose their thousands commas.
    """
    if word[:1].isdigit():
        return word.replace(",", "")
    with _LOCK:  # the stemmer keeps its word in itself
        return str(_STEMMER.stemWord(_IZE.sub("is", _IRREGULAR.get(word, word))))


def words(text: str) -> list[str]:
    """Folded words and figures in order; "2012-13" and "2012/2013" give the one word "2012/13"; £ and % are words."""
    text = fold(text)
    return _WORD.findall(_YEARS.sub(r"\1/\2", text) if "19" in text or "20" in text else text)


def stems(text: str) -> list[str]:
    """Stems of all words in order."""
    return [stem(word) for word in words(text)]


def content(text: str) -> list[str]:
    """Stems of the words and figures that carry content, in order, repeats kept, signs left out."""
    return content_of(words(text))


def content_of(folded: Iterable[str]) -> list[str]:
    """The same of the words of a text."""
    return [stem(word) for word in folded if word not in STOP_WORDS and (len(word) > 1 or word.isdigit())]


@lru_cache(maxsize=50_000)
def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the words, figures and signs that carry content, each once, in order."""
    return unique(stem(word) for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or not word.isalpha()))


def unique(items: Iterable[str]) -> tuple[str, ...]:
    """The items, each once, in the order of first use."""
    return tuple(dict.fromkeys(items))
