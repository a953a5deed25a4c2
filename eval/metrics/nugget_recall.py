"""Nugget recall (metric 9): share of the known facts that the answer contains; `vital` and all of them.

value: a figure of the answer is the same figure in whatever form (£1.2m, £1,200,000). alias: one of the alternatives stands in the
answer as whole words, figures by value. regex: is found in the folded answer. A refusal finds none, and the number in a [1] marker is
no fact. Absent where the case has no facts or wants no answer. Definition: AutoNuggetizer (TREC 2024 RAG), strict, matched by rule.
"""

import re

from eval.checks.quantities import quantities, shown
from eval.metrics.seen import Seen
from eval.models import Nugget
from eval.text import fold, tokens

LONG = 0.8
"""Share of an alternative's words that suffices where it has more than three."""


def score(seen: Seen) -> dict[str, float]:
    """vital-nuggets, nuggets and nuggets-per-100-words."""
    nuggets = seen.case.nuggets
    if not nuggets or not seen.case.answerable.wants_answer:
        return {}
    text = "" if seen.response.abstained else seen.said
    found = {nugget: has(nugget, text) for nugget in nuggets}
    vital = [hit for nugget, hit in found.items() if nugget.weight == "vital"]
    values = {"nuggets": sum(found.values()) / len(found)} | ({"vital-nuggets": sum(vital) / len(vital)} if vital else {})
    words = len(text.split())
    return values | ({"nuggets-per-100-words": 100 * sum(found.values()) / words} if words else {})


def missing(seen: Seen) -> tuple[str, ...]:
    """The vital facts that the answer lacks."""
    text = "" if seen.response.abstained else seen.said
    return tuple(n.text for n in seen.case.nuggets if n.weight == "vital" and not has(n, text))


def has(nugget: Nugget, text: str, strict: bool = False) -> bool:
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
