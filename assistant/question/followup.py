"""A question made standalone from the conversation: ellipsis, pronouns, "what about fostering?"; a new topic is left alone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.models import Turn
from assistant.unmatched import unmarked
from ingest.language.dates import find_periods, replace_period, shift_year
from ingest.language.words import content_stems, stem, words

_OPENING = re.compile(
    r"^\W*(?:and|but|or|so|also|ok(?:ay)?|then|plus)\b[\s,]*|^\W*(?:what|how)\s+about\b\s*|^\W*same\b.*?\b(?:for|with|but|about)\b\s*(?:for\s+)?",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|he|she|his|him|ones?|same|the (?:other|others|first|second|latter|former|rest)|instead"
    r"|(?:of|after|before|about|than|for|on|is|was|did|does|by|with|to) (?:that|this|those|these)|(?:those|these)"
    r"|(?:^|of|for|in|on|at|to|by|with|from|about|after|is|was|did|does|and|will|has) (?:that|this) \w+)\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\b(?:ones? (?:day|year|working)|one of|is it|was it|does it take|it that|make it|how (?:is|was) it)\b", re.IGNORECASE
)
_NAME = re.compile(
    r"\b(?!(?:I|W(?:hat|hich|ho|hen|here|hy|as)|How|And|Is|Are|The|A|Did|Does|Do|Has|Have|Can|In|Under|After|At)\b)[A-Z][\w'’&-]*"
)
_LINK = r"(?:for|on|of|about|in|from|with|by|to|and|what)\b"
_PHRASE = re.compile(rf"\b(?!and\b|what\b){_LINK}\s+((?:the\s+|our\s+)?[\w'’-]+(?:\s+(?!{_LINK})[\w'’-]+){{0,3}})")
_CLAUSE = re.compile(r"(?:what|which|who|how|when|where|why|is|are|was|were|did|does|do|has|have|if|once)\b", re.IGNORECASE)
_ENOUGH = 4
"""Content words from which a question without pronouns can stand alone."""


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that can be read alone, with what was carried into it."""

    text: str
    carried: str = ""
    """The words that come from the conversation; "" where the question stood alone or the earlier one was put anew in its words."""


def make_standalone(question: str, history: Sequence[Turn]) -> Standalone:
    """Read the question in the light of the conversation (oldest turn first)."""
    if not history:
        return Standalone(question)
    question = question.strip()
    *before, last = history
    if asserts(question):
        return Standalone(make_standalone(last.question, before).text)
    if not depends(question):
        return _with_scope(question, make_standalone(last.question, before).text)
    earlier = make_standalone(last.question, before).text
    antecedent = _antecedent(question, last.answer)
    shifted = shift_year(question, earlier)
    if shifted is not None:
        return Standalone(replace_period(earlier, find_periods(earlier)[-1], shifted.label))
    core = _OPENING.sub("", _OPENING.sub("", question)).strip(" ?")
    swapped = _swap(core, earlier)
    if swapped is not None:
        return Standalone(swapped)
    about = f"{antecedent}; {earlier}" if antecedent else earlier
    return Standalone(f"{question.rstrip('?')}? ({about})", about)


def depends(question: str) -> bool:
    """Whether the question cannot be understood without the one before."""
    if _OPENING.match(question) or _PRONOUN.search(_ITSELF.sub(" ", question)):
        opener = _PRONOUN.search(_ITSELF.sub(" ", question))
        return not opener or bool(_OPENING.match(question)) or not _has_antecedent(question, opener.start())
    return len(content_stems(question)) < _ENOUGH and not _NAME.search(question)


def _has_antecedent(question: str, at: int) -> bool:
    """Whether a pronoun has something of its own sentence to stand for: a name or three content words before it."""
    return bool(_NAME.search(question[:at])) or len(content_stems(question[:at])) >= 3


def _with_scope(question: str, earlier: str) -> Standalone:
    """A question that names nothing itself keeps the names of the one before (council, place, body), not its topic."""
    if _NAME.search(question[1:]) or find_periods(question):
        return Standalone(question)
    scope = " ".join(dict.fromkeys(_NAME.findall(earlier)))
    return Standalone(f"{question.rstrip('?')}? ({scope})", scope) if scope else Standalone(question)


def _antecedent(question: str, answer: str) -> str:
    """The part of the earlier answer that "that study" or "those" points to: the clause with the same noun, else a short answer whole."""
    pointed = re.search(r"\b(?:that|this|those|these)\s+(\w+)", question, re.IGNORECASE)
    clauses = [c.strip() for c in re.split(r"[.;\n]+\s*", re.sub(r"\[\d+\]", "", unmarked(answer))) if c.strip()]
    if pointed:
        noun = stem(pointed[1].lower())
        clauses = [c for c in clauses if noun in {stem(w) for w in words(c)}] or clauses
    return clauses[0] if clauses and len(clauses[0].split()) <= 30 and pointed else ""


def _swap(core: str, earlier: str) -> str | None:
    """The earlier question with the phrase that the new one replaces: same head noun, name for name, or its last phrase of a kind."""
    bare = re.sub(r"\b(?:the|a|an|our|ones?|instead|then|please)\b", " ", core, flags=re.IGNORECASE)
    bare = re.sub(r"\s+", " ", bare).strip()
    periods = find_periods(core)
    if periods and not [t for t in content_stems(core) if t not in content_stems(periods[0].label)]:
        known = find_periods(earlier)
        moved = replace_period(earlier, known[-1], periods[-1].label) if known else None
        return moved or f"{earlier.rstrip('?')} in {periods[-1].label}?"
    if not bare or len(bare.split()) > 6 or _CLAUSE.match(core):
        return None
    target = _target(bare, core, earlier)
    return None if target is None else earlier.replace(target, bare, 1)


def _target(bare: str, core: str, earlier: str) -> str | None:
    """The phrase of the earlier question that the new one stands in for."""
    heads = {stem(w) for w in words(bare)} & set(content_stems(earlier))
    names: list[str] = [name for name in _NAME.findall(earlier[1:]) if not find_periods(name)]
    if heads:
        for phrase in re.finditer(r"\b(?:a|an|the|our)\s+((?:[\w'’-]+\s+){0,3}[\w'’-]+)", earlier):
            found = [i for i, w in enumerate(phrase[1].split()) if stem(w.lower()) in heads]
            if found:
                return " ".join(phrase[1].split()[: found[0] + 1])
    if _NAME.search(core) and names:
        return names[-1]
    phrases = [str(m[1]) for m in _PHRASE.finditer(earlier.split(", and ")[0]) if not find_periods(m[1])]
    return phrases[-1] if phrases else None


# Turns of a conversation that assert instead of asking: "No, it was 52%. Please confirm." The papers are asked again, not the reader.

_OPENS = re.compile(
    r"^\W*(?:no\b(?!\s+\w+\s+please)|nope\b|wrong\b|incorrect\b|actually\b|surely\b|correct yourself"
    r"|it (?:was|is)\b|they (?:did|do|were|had)\b"
    r"|that(?:'s|’s| is| was| can't be| cannot be) (?:wrong|not right|false|incorrect|untrue)|you(?:'re|’re| are) (?:wrong|mistaken)"
    r"|i (?:think|believe|know|am sure|am certain|insist|was (?:told|there|at))\b)",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r"\b(?:(?:please )?(?:confirm|correct yourself|put that right|admit it)(?: it| that| this)?|say so|i insist(?: on (?:that|it))?"
    r"|agreed\?|right\?|tell me that \w+ (?:did|do|was|were|is|had)|isn't it\?|is it not\?)\W*$",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:who|what|which|when|where|why|how)\b[^.!]*\?", re.IGNORECASE)
_NOISE = re.compile(
    r"^\W*(?:no|nope|wrong|actually|surely|that is wrong|that's wrong|you are (?:wrong|mistaken)|i know for certain that|i know that"
    r"|i think(?: that)?|i was at the meeting)\b[\s,.:;]*",
    re.IGNORECASE,
)


def asserts(turn: str) -> bool:
    """Whether a later turn holds something against the answer given before, and asks nothing new."""
    return bool(_OPENS.match(turn) or _CLOSES.search(turn)) and not _ASKS.search(turn)


def asserted(turn: str) -> str:
    """What such a turn says, without the words of insisting."""
    return _NOISE.sub("", _CLOSES.sub("", turn).strip()).strip()
