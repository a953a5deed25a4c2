"""Nugget recall (metric 9): share of the known facts that the answer contains; `vital` and all of them.

value: a figure of the answer is the same figure in whatever form (£1.2m, £1,200,000). alias: one of the alternatives stands in the
answer as whole words, figures by value. regex: is found in the folded answer. A refusal finds none, and the number in a [1] marker is
no fact. Absent where the case has no facts or wants no answer. Definition: AutoNuggetizer (TREC 2024 RAG), strict, matched by rule.
"""

from eval.metrics.seen import Seen
from eval.nuggets import holds


def score(seen: Seen) -> dict[str, float]:
    """vital-nuggets, nuggets and nuggets-per-100-words."""
    nuggets = seen.case.nuggets
    if not nuggets or not seen.case.answerable.wants_answer:
        return {}
    text = "" if seen.response.abstained else seen.said
    found = {nugget: holds(nugget, text) for nugget in nuggets}
    vital = [hit for nugget, hit in found.items() if nugget.weight == "vital"]
    values = {"nuggets": sum(found.values()) / len(found)} | ({"vital-nuggets": sum(vital) / len(vital)} if vital else {})
    words = len(text.split())
    return values | ({"nuggets-per-100-words": 100 * sum(found.values()) / words} if words else {})


def missing(seen: Seen) -> tuple[str, ...]:
    """The vital facts that the answer lacks."""
    text = "" if seen.response.abstained else seen.said
    return tuple(n.text for n in seen.case.nuggets if n.weight == "vital" and not holds(n, text))
