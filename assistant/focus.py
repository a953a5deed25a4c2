"""What a question turns on: the thing asked for and the names, without which a passage is beside it however close it reads.

A question is mostly subject and framing. Papers that talk around a matter share both; what they lack is the one noun after "how many"
or "what is the", the decision or vote asked about, or the one name. Those few are told apart here by where they stand in the question.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.question_terms import root, stems, words
from assistant.terms import STOP_WORDS, word_set

_AUXILIARY = (
    r"is|are|was|were|be|been|being|did|does|do|has|have|had|will|would|can|could|must|may|might|should|shall|became|becomes"
    r"|happened|happens|went|came|got|gets?|take|put"
)
_STOP = re.compile(
    rf"\b(?:{_AUXILIARY}|in|on|at|of|for|from|by|per|with|to|about|between|against|over|under|after|before|during|since|within|towards?|that"
    r"|which|who|when|where|if|and|or|as|than|through|into|not|out|up|down|off|a|an)\b|[?,;:()–]|\s-\s",
    re.IGNORECASE,
)
_THING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bhow (?:many|much)\b\s*(?:of\s+)?(?:the\s+|our\s+|its\s+)?",
        r"\bwh(?:at|ich)(?:'s|’s|\s+(?:is|are|was|were|will be))\s+(?:the|our|its|their|an?|\w+'s)\s+",
        rf"\bwh(?:at|ich)\s+(?!(?:{_AUXILIARY})\b)",
    )
)
_WHO_IS = re.compile(r"\bwho(?:'s| is| was| are| were)\s+(?:the\s+|our\s+)([^?,;(]+)", re.IGNORECASE)
_BODY = re.compile(
    r"(?<![\w'’&-])((?:[A-Z][\w'’&-]++,?\s++(?:and\s++|of\s++|for\s++)?){1,12}(?:Sub-Committee|Committee|Panel|Board|Commission))\b"
)
_NAME = re.compile(r"\b[A-Z][\w'’&-]*(?:\s+(?:of\s+(?:the\s+)?|and\s+|the\s+|for\s+)?[A-Z][\w'’&-]*)*")
_CALENDAR = """january february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday jan feb mar apr jun jul aug sept sep oct nov dec"""
_UNNAMED = word_set(f"{_CALENDAR} councillor councillors cllr cllrs council committee i table chart figure appendix item page mr mrs ms dr")
_VAGUE_WORDS = word_set(
    """
    number share proportion percentage percent figure figures amount date day month year name names reason way words thing
    main exact overall total average kind type sort point points part parts one ones much many new current latest time people person option
    choice plan difference role area details level rate concern advantage test tests topic incident priority view views situation
    answer judgement advice offer position story news state status circumstances topics cash money each split
    """
)
_VAGUE = frozenset(map(root, _VAGUE_WORDS))
"""Nouns that say what kind of value is asked for, or next to nothing; what they are of is asked elsewhere."""


class Kindred(StrEnum):
    """Kinds of answer that are told by the deed asked about."""

    DECISION = "decision"
    VOTES = "votes"
    NAMED = "named"
    """Somebody or some body by name."""


_KINDRED = {
    Kindred.VOTES: r"\bsplit of votes\b|\bvotes? (?:for|against|split)\b|\bvoted (?:for|against)\b|\bvote, for\b|\bhow did \w[^?]* vote\b",
    Kindred.DECISION: r"\bwhat did (?:the )?[^?]{0,60}\b(?:resolve|decide|agree|conclude)\b"
    r"|\bdid (?:the )?[^?]{0,40}\b(?:resolve|agree|decide) to\b",
    Kindred.NAMED: r"^\W*(?:and )?who\b(?!se)",
}


@dataclass(frozen=True, slots=True)
class Focus:
    """The words that an answer must be about, as stems; any part may be empty."""

    heads: tuple[str, ...] = ()
    """The noun asked for, one for each thing asked ("salary" in "what is the salary of …")."""
    names: tuple[tuple[str, ...], ...] = ()
    """Proper names, each as its stems."""
    kindred: frozenset[Kindred] = frozenset()
    bodies: tuple[tuple[str, ...], ...] = ()
    """Committees and boards named in full, each as its stems in order."""


def focus(question: str) -> Focus:
    """Tell from its words what the question turns on."""
    kindred = frozenset(kind for kind, pattern in _KINDRED.items() if re.search(pattern, question, re.IGNORECASE))
    bodies = tuple(tuple(stems(match[1])) for match in _BODY.finditer(question) if len(match[1].split()) > 1)
    return Focus(_heads(question), _names(question), kindred, bodies)


def _phrase(text: str) -> list[str]:
    """Content stems of the noun phrase that the text begins with."""
    stop = _STOP.search(text)
    return [root(word) for word in words(text[: stop.start()] if stop else text) if word not in STOP_WORDS]


def _heads(question: str) -> tuple[str, ...]:
    found: list[str] = []
    taken: set[int] = set()
    for pattern in _THING:
        for match in pattern.finditer(question):
            if match.start() in taken:
                continue
            taken.add(match.start())
            found += [stem for stem in _phrase(question[match.end() :])[:4] if stem.isalpha() and stem not in _VAGUE][-1:]
    for match in _WHO_IS.finditer(question):
        found += [stem for stem in _phrase(match[1]) if stem.isalpha() and stem not in _VAGUE][-1:]
    return tuple(dict.fromkeys(found))


def _names(question: str) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for match in _NAME.finditer(question):
        parts = [part for part in match[0].split() if part[0].isupper()]
        opens = match.start() == 0 or re.search(r"[.?!:(]\s*$", question[: match.start()]) is not None
        if opens and not (parts[0].isupper() and len(parts[0]) > 1):
            parts = parts[1:]
        kept = [part for part in parts if re.sub(r"['’]s?$", "", part).lower() not in _UNNAMED | STOP_WORDS]
        if kept:
            found.append(tuple(stem for stem in stems(" ".join(kept)) if len(stem) > 1))
    return tuple(dict.fromkeys(name for name in found if name))
