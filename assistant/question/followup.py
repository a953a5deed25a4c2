"""A question made standalone from the conversation, as a sentence that a person would write; a new topic is left alone."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.models import Turn
from assistant.question.moving import CLAUSE, dated, is_phrase, moved, swapped
from assistant.question.pointers import Said, names_person, resolved, sentence
from assistant.question.talk import Move, is_joined, meant, move, without_courtesy, without_opening
from assistant.unmatched import unmarked
from ingest.language.dates import drop_periods, find_periods
from ingest.language.lexicon import either, words_of
from ingest.language.noun_phrases import body, definite, phrases, thing
from ingest.language.words import content_stems, stem

_PRONOUN = re.compile(
    r"\b(?:it|its|they|them|their|he|she|his|him|ones?|same|the (?:other|others|first|second|latter|former|rest)|instead"
    r"|(?:of|after|before|about|than|for|on|is|was|did|does|by|with|to) (?:that|this|those|these)|(?:those|these)"
    r"|(?:^|of|for|in|on|at|to|by|with|from|about|after|is|was|did|does|and|will|has) (?:that|this) \w+)\b"
    r"|\b(?:there|then)\W*$|\bof the (?:two|three|four|five|six)\b",
    re.IGNORECASE,
)
_ITSELF = re.compile(
    r"\b(?:ones? (?:day|year|working)|one of|is it|was it|does it take|it that|make it|how (?:is|was) it"
    r"|(?:does|did|will|would) it (?:cost|need)[^?,]{0,20} to (?=\w+ \w))\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?!(?:I|W(?:hat|hich|ho|hen|here|hy|as)|How|And|Is|Are|The|A|Did|Does|Do|Has|Have|Can|In|Under|After|At)\b)[A-Z][\w'’&-]*"
)
_ENOUGH = 4
"""Content words from which a question without pronouns can stand alone."""
_BACK = re.compile(
    r"\W*+(?:(?:going|come|coming|turning|returning|go|and|so|ok|then)[\s,]++)*+(?:back to|(?:what|how) about|as for|regarding)\s++"
    r"([^:,?;–—\s][^:,?;–—]{1,80}?)(?: then)?\s?[:,;?–—]++\s++(?=\w)",
    re.IGNORECASE,
)
"""A subject set before its question: "back to the Boathouse: who holds the lease?"."""
_ASKING = re.compile(r"(?:who|what|which|how (?:much|many|long|often)|how|when|where|why)\b", re.IGNORECASE)
_CONDITION = re.compile(r"(?:if|once|unless|because|without)\b", re.IGNORECASE)
_ASKED_LATER = re.compile(r",\s*(?:what|which|who|how|when|where|why)\b", re.IGNORECASE)
_OF_ALL = re.compile(
    r"(?:(?:is|was|are|were|does|did|has|had|will|would)|(?:how|what|why) (?:is|was|does|did|do)) (?:that|this|those|these)\b"
    r"\s*(?!one\b)(\w*)",
    re.IGNORECASE,
)
"""Asks of what was answered as a whole: "is that over budget?"."""
_COUNTS = re.compile(r"how (?:much|many)\b", re.IGNORECASE)
_CHANGED = re.compile(
    r"\b(?:it|that|they)\s+(?:(?:has|have|had)\s+)?(?:gone|come|go|going|risen?|rose|fallen?|fell|dropped|grown|grew|increased?|decreased?|changed?)\b",
    re.IGNORECASE,
)
"""Asks of a number that was asked for, not of the thing that was counted: "why has it gone up?"."""
_LEANS = re.compile(r"\b(?:it|its|that|this|they|them|those|these|there)\b", re.IGNORECASE)
_TELL_OF = re.compile(
    rf"\W*(?:(?:please|can|could|you)\s+)*(?:{either('talk.imperative')})\b[^.?]{{0,40}}?\b(?:about|on|of)\s+\w", re.IGNORECASE
)
"""Asks by telling, and names what of: "tell me more about the crematorium"."""
_COUNCILS = words_of("bodies.councils")
_BODY_NAMES = frozenset(name.capitalize() for name in words_of("bodies.committees", "bodies.councils"))
_TO_IT = re.compile(
    r"\b(?:to|with|about|for|on|of|by|against|approve|reject|support|accept|adopt|change|amend|defer|refuse)\s*$", re.IGNORECASE
)
"""Before a pronoun that stands for what something is done to, or said of."""
_AMONG = re.compile(r"\bof (?:the|all) (?:two|three|four|five|six)\b", re.IGNORECASE)
_POINTED = re.compile(r"\b(?:that|this|those|these)\s+(\w+)", re.IGNORECASE)
_CLAUSE_WORDS = 30


@dataclass(frozen=True, slots=True)
class Standalone:
    """A question that can be read alone, with what was carried into it."""

    text: str
    carried: str = ""
    """The words that come from the conversation and count less; "" where the question stood alone or the earlier one is asked anew."""
    own: str = ""
    """What the turn itself asks, as it was put; "" where that is all of `text`."""

    @property
    def asked(self) -> str:
        """The part of the text that is asked now."""
        return self.own or self.text


def make_standalone(question: str, history: Sequence[Turn], latest: datetime.date | None = None) -> Standalone:
    """Read the question in the light of the conversation (oldest turn first); `latest` is the newest meeting, for "last year"."""
    said: list[Said] = []
    for turn in history:
        if move(turn.question) is not Move.COURTESY:
            said.append(Said(_read(turn.question, said, latest).text, unmarked(turn.answer)))
    return _read(question.strip(), said, latest)


def _read(turn: str, said: Sequence[Said], latest: datetime.date | None) -> Standalone:
    if not said:
        return Standalone(without_courtesy(turn))
    does, last = move(turn), said[-1]
    if does is Move.COURTESY:
        return Standalone(turn)
    if does is Move.AGAIN:
        return Standalone(last.question)
    if does is Move.MORE:
        about = thing(last.question)
        return Standalone(f"What do the papers say about {about}?" if about else last.question)
    if does is Move.OTHER:
        return _anew(meant(turn), said, latest)
    plain = without_courtesy(turn)
    if back := _BACK.match(plain):
        return _about(back[1], plain[back.end() :].rstrip(" ?"), "")
    if not depends(plain):
        return _with_scope(plain, last.question)
    leans = is_joined(plain) or _PRONOUN.search(plain) or _POINTED.search(plain)
    if not leans and _ASKING.match(plain) and any(phrases(plain)):  # a whole question: the words before it only weigh in the search
        return Standalone(plain, last.question, plain)
    return _asked(plain, said, latest)


def depends(question: str) -> bool:
    """Whether the question cannot be understood without the one before."""
    if _TELL_OF.match(question) and not _PRONOUN.search(question):
        return False
    opener = _PRONOUN.search(_ITSELF.sub(" ", question))
    if is_joined(question) or opener:
        return not opener or is_joined(question) or not _has_antecedent(question, opener.start())
    return len(content_stems(question)) < _ENOUGH and not _NAME.search(question)


def _has_antecedent(question: str, at: int) -> bool:
    """Whether a pronoun has something of its own sentence to stand for: a name or three content words before it.

    What a body does to it ("did Cabinet agree to it?") is done to something else.
    """
    before = question[:at]
    if _NAME.search(before) and not (_TO_IT.search(before) and all(one in _BODY_NAMES for one in _NAME.findall(before))):
        return True
    return len(content_stems(before)) >= 3


def _with_scope(question: str, earlier: str) -> Standalone:
    """A question that names nothing itself is asked of the council that the one before names, and keeps its other names, not its topic."""
    if _NAME.search(question[1:]) or find_periods(question):
        return Standalone(question)
    council = body(earlier, _COUNCILS)
    if council[:1].isupper():
        return Standalone(sentence(f"at {council}, {question[:1].lower()}{question[1:]}"), _names(earlier), question)
    return Standalone(question, _names(earlier), question)


def _names(earlier: str) -> str:
    """The names in an earlier question: what a new one is asked within."""
    return " ".join(dict.fromkeys(_NAME.findall(earlier)))


def _asked(turn: str, said: Sequence[Said], latest: datetime.date | None) -> Standalone:
    """A turn that leans on those before, as one question of its own."""
    earlier = said[-1].question
    core = without_opening(turn).rstrip(" ?")
    if not CLAUSE.match(core):
        return _anew(core, said, latest)
    carried = f"{_clause_with(core, said[-1].answer)}{earlier}"
    if anew := moved(core, earlier, latest) if _ASKING.match(core) else None:
        return Standalone(anew)
    core = dated(core, earlier, latest)
    if joined := _joined(core, earlier):
        return Standalone(joined, carried, core)
    if text := resolved(core, said):
        put = " ".join(word for word in text.split() if word not in core.split())
        return Standalone(sentence(text), f"{put}; {carried}", core)
    if _AMONG.search(core):  # which things they are is not said: only what they are compared by goes on
        carried = about = next((one.text for one in phrases(earlier) if one.is_attribute), "")
    else:
        about = _subject(core, earlier)
    return _about(about, core, carried) if about else Standalone(_after(earlier, core), carried or earlier, core)


def _anew(phrase: str, said: Sequence[Said], latest: datetime.date | None) -> Standalone:
    """A turn that only names a time or a thing: the earlier question is asked of it, or what the papers say of it."""
    earlier = said[-1].question
    named = resolved(phrase, said) or phrase
    if anew := moved(phrase, earlier, latest) or swapped(named, earlier):
        return Standalone(anew)
    return Standalone(f"What do the papers say about {named}?") if is_phrase(named) else _about(_subject(phrase, earlier), phrase, earlier)


def _after(earlier: str, core: str) -> str:
    """The earlier question with the turn after it, as one sentence."""
    return sentence(f"{earlier.rstrip(' ?.')}, and {core[:1].lower()}{core[1:]}")


def _joined(core: str, earlier: str) -> str | None:
    """The earlier question with the turn joined to it: a condition, a bare "why?", "is that more than in 2022?"; None for any other."""
    first, joined = earlier.rstrip(" ?"), core[:1].lower() + core[1:]
    if _CONDITION.match(core) and not _ASKED_LATER.search(core):
        return sentence(f"{first} {core}")
    if (of_all := _OF_ALL.match(core)) and stem(of_all[1].lower()) not in content_stems(earlier):
        return _after(earlier, core)
    if _COUNTS.match(earlier) and _CHANGED.search(core):
        return _after(earlier, core)
    if set(content_stems(drop_periods(core))) - set(content_stems(earlier)) or names_person(core):
        return None
    asks, leans = _ASKING.match(core), _LEANS.search(core)
    if asks and leans and asks[0].lower() in ("what", "which"):
        return None
    return sentence(f"{first}, and {asks[0].lower() if asks and leans else joined}")


def _subject(turn: str, earlier: str) -> str:
    """What the earlier question is about, sooner than a thing that the turn names itself; "" where that is not plain."""
    return definite(thing(earlier, turn) or thing(earlier) or body(earlier))


def _clause_with(turn: str, answer: str) -> str:
    """The clause of the answer that has the noun which the turn points at ("that bid")."""
    pointed = _POINTED.search(turn)
    clauses = (part.strip() for part in re.split(r"[.;\n]+\s*", answer))
    found = next((part for part in clauses if pointed and stem(pointed[1].lower()) in content_stems(part)), "")
    return f"{found}; " if 0 < len(found.split()) <= _CLAUSE_WORDS else ""


def _about(subject: str, core: str, earlier: str) -> Standalone:
    """A question set after the subject it is of; with its pronoun replaced where it has one."""
    text = resolved(core, [Said(f"What about {subject}?", "")])
    if text is not None:
        return Standalone(sentence(text), earlier)
    return Standalone(sentence(f"about {subject}, {core[:1].lower()}{core[1:]}"), f"{subject}; {earlier}".strip("; "), core)
