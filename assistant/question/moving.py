"""An earlier question asked anew of another time or another thing: "and in 2023/24?", "what about the skate park?"."""

import datetime
import re
from collections.abc import Sequence
from itertools import takewhile

from assistant.question.pointers import sentence
from assistant.question.talk import without_denied
from ingest.language.dates import find_periods, replace_period, shift_year
from ingest.language.lexicon import either
from ingest.language.noun_phrases import Phrase, definite, main_clause, phrases, several, thing
from ingest.language.periods import Period, PeriodKind, calendar_year, split_year
from ingest.language.pointing import bare
from ingest.language.words import content_stems, stem, word_set

CLAUSE = re.compile(
    r"(?:(?:for|by|to|at|in|from|on|with|of)\s+(?=what|which|who|how))?(?:what|which|who|how|when|where|why|is|are|was|were|did|does|do|has|have|had|will|would|can|could|should|if|once|unless|because|without"
    rf"|{either('talk.imperative')})(?:n['’]?t)?\b",
    re.IGNORECASE,
)
"""Opens a turn that is more than a phrase."""
_LINKED = re.compile(r"(?:for|on|of|about|in|from|with|by|to|at)\s+(?=\S)", re.IGNORECASE)
_FILLING = re.compile(r"(?<=\s)(?:instead|then|please|too|as well|though)\W*+$", re.IGNORECASE)
_ONE = re.compile(r"\bones?\W*+$", re.IGNORECASE)
_ONE_AT = re.compile(r"ones?\s+(?=(?:at|in|on|for|from|by|of|near)\s)", re.IGNORECASE)
_LONGEST = 7
"""Words of a turn that is a mere phrase."""
_LAST_YEAR = re.compile(r"\b(?:in\s+)?(?:the\s+)?(last|this|previous|current)\s+(?:municipal\s+|financial\s+)?year\b", re.IGNORECASE)
_NEXT_TO = re.compile(r"\b(?:in\s+)?the\s+(?:year\s+(?:after|before)(?:\s+that)?|(?:next|following|previous)\s+year)\b", re.IGNORECASE)
_GOVERNED = re.compile(r"\b(?:with|to|for|of|by|from|since|until|between)\s*$", re.IGNORECASE)
_MEETING = re.compile(
    r"(?:(?:at|in|from)\s+)?the\s+(?:meeting\s+(before|after)(?:\s+that)?|(previous|last|next|following)\s+(?:one|meeting))", re.IGNORECASE
)
_OF_TIME = word_set("last this previou current year")
_PLACING = frozenset({"in", "at", "for", "from", "of"})
"""Prepositions behind which a place stands; a place that is named so takes the place of no thing."""
_DATED = (PeriodKind.DAY, PeriodKind.MONTH)


def moved(turn: str, earlier: str, latest: datetime.date | None) -> str | None:
    """The earlier question asked of the time that a turn names, where it names nothing else; None where it does.

    `latest` is the newest meeting, from which "last year" is counted where the earlier question names no day.
    """
    named, known = find_periods(turn), find_periods(earlier)
    if (meeting := _MEETING.fullmatch(turn.strip())) and known and known[-1].kind is PeriodKind.DAY:
        way = "after" if (meeting[1] or meeting[2]).lower() in ("after", "next", "following") else "before"
        return re.sub(r"\b(?:on|in) (?=the meeting)", "at ", replace_period(earlier, known[-1], f"the meeting {way} {known[-1].label}"))
    period = named[-1] if named else _counted(turn, earlier, latest)
    rest = set(content_stems(_LAST_YEAR.sub(" ", _NEXT_TO.sub(" ", turn))))
    if period is None or rest - _OF_TIME - {part for one in named for part in content_stems(one.printed or one.label)}:
        return None
    if not known:
        return f"{earlier.rstrip(' ?')} {_within(period)}?"
    text, said = replace_period(earlier, known[-1], period.label), _within(period)
    for other in ("in", "on"):
        text = text.replace(f" {other} {period.label}", f" {said}")
    return text


def dated(turn: str, earlier: str, latest: datetime.date | None) -> str:
    """The turn with the year said that "last year" or "the year before" means."""
    period = None if find_periods(turn) else _counted(turn, earlier, latest)
    if period is None:
        return turn
    for said in (_NEXT_TO, _LAST_YEAR):
        turn = said.sub(lambda one: period.label if _GOVERNED.search(one.string[: one.start()]) else _within(period), turn)
    return turn


def _within(period: Period) -> str:
    return f"{'on' if period.kind is PeriodKind.DAY else 'in'} {period.label}"


def _counted(turn: str, earlier: str, latest: datetime.date | None) -> Period | None:
    """The year next to the one asked about; or before the meeting asked about, else before the newest one."""
    said, known = _LAST_YEAR.search(turn), find_periods(earlier)
    if said is None:
        return shift_year(turn, earlier)
    day = next((one.end for one in known if one.kind in _DATED), latest)
    if day is None:
        return None
    back = said[1].lower() in ("last", "previous")
    if known and known[-1].split:
        first = day.year - (day.month < 4) - back
        return split_year(first, first + 1, known[-1].kind)
    return calendar_year(day.year - back)


def swapped(turn: str, earlier: str) -> str | None:
    """The earlier question with the phrase that the turn replaces; None where the turn is no mere phrase, or nothing is to be replaced."""
    linked = _LINKED.match(turn)
    core = without_denied(_FILLING.sub("", turn[linked.end() :] if linked else turn)).strip(" ,.")
    if not is_phrase(core):
        return None
    new, about = bare(core), thing(earlier)
    found = [one for one in phrases(earlier, *main_clause(earlier)) if not (one.is_dated or one.is_time)]
    if (one := _ONE_AT.match(new)) and about:
        return _put(earlier, about, f"{phrases(about)[0].text if phrases(about) else about} {new[one.end() :]}")
    if one := _ONE.search(new):
        return _put(earlier, _modifier(about), new[: one.start()])
    if alike := _alike(new, found, several(earlier)):
        return _put(earlier, alike, new)
    mine = Phrase(core, 0, len(core))
    if mine.is_attribute and about:
        when = "".join(f" {_within(period)}" for period in find_periods(earlier)[-1:])
        return f"What {'are' if mine.head.endswith('s') else 'is'} the {new} of {definite(about)}{when}?"
    placed = linked and linked[0].strip().lower() in _PLACING and mine.is_named and not mine.is_dated
    if placed and not any(one.link in _PLACING or one.is_body for one in found):
        return f"{earlier.rstrip(' ?')} {linked[0].strip()} {core}?" if linked else None
    things = [one for one in found if one.is_body is mine.is_body and not one.is_attribute]
    same = [one for one in things if one.is_named is mine.is_named]
    return _put(earlier, (same or things)[-1].text, core) if things else None


def is_phrase(turn: str) -> bool:
    """Whether a turn is no clause but the name of a thing."""
    return bool(content_stems(turn)) and len(turn.split()) <= _LONGEST and not CLAUSE.match(turn)


def _put(earlier: str, old: str, new: str) -> str | None:
    return sentence(earlier.replace(old, new.strip(), 1)) if old and old in earlier else None


def _modifier(about: str) -> str:
    """What tells a thing from others of its kind: the names it begins with, else its first word."""
    parts = bare(about).split()
    return " ".join(list(takewhile(lambda word: word[0].isupper(), parts[:-1])) or parts[:1])


def _alike(new: str, found: Sequence[Phrase], counted: str) -> str:
    """The phrase, without its article, up to the noun that it shares with the new one; "" where none does."""
    heads = set(content_stems(new))
    for text in (*(bare(one.text) for one in found), bare(counted)):
        at = [i for i, word in enumerate(text.split()) if stem(word.lower()) in heads]
        if at and at[0]:
            run = takewhile(lambda one: one[0] == one[1], enumerate(at, at[0]))
            return " ".join(text.split()[: [place for _, place in run][-1] + 1])
    return ""
