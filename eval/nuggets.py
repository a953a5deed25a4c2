"""Whether a text contains a known fact: figures by value, words as whole words, patterns as they are."""

import re
from typing import Final

from eval.checks.quantities import quantities, shown
from eval.models import Nugget
from eval.text import fold, tokens

LONG: Final = 0.8
"""Share of an alternative's words that suffices where it has more than three."""


def holds(nugget: Nugget, text: str, strict: bool = False) -> bool:
    """Whether the text contains the fact; a `strict` one only with its words in a row."""
    if nugget.match == "regex":
        return re.search(nugget.text, fold(text), re.IGNORECASE) is not None
    return any(_stands(alternative.strip(), text, strict) for alternative in nugget.text.split("|") if alternative.strip())


def _stands(alternative: str, text: str, strict: bool) -> bool:
    figures = quantities(alternative)
    if len(figures) == 1 and figures[0].words == fold(alternative):
        return shown(figures[0], quantities(text)) or _plain(alternative, text)
    if strict or _plain(alternative, text):
        return _plain(alternative, text)
    wanted, there = tokens(alternative), set(tokens(text))
    figures_there = all(shown(figure, quantities(text)) for figure in figures)
    return len(wanted) > 3 and figures_there and sum(word in there for word in wanted) / len(wanted) >= LONG


def _plain(alternative: str, text: str) -> bool:
    """As whole words; a bare figure also where the answer gives it a unit, thousands marks aside."""
    words, there = fold(alternative), fold(text)
    if re.fullmatch(r"[\d.,]+", words):
        words, there = words.replace(",", ""), there.replace(",", "")
    return re.search(rf"(?<![\w.]){re.escape(words)}(?!\w|\.\d)", there) is not None
