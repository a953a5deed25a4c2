"""Who moved and seconded what in a minute, which amendment is to which motion, and how each of them ended."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.language.words import content_stems
from ingest.models import Passage
from ingest.record.minutes import Minute
from ingest.record.models import Clause, Ending, Motion, Vote
from ingest.record.votes import part_named
from ingest.record.words import Words, lines_of, sentences_in

_NAME = r"(?<![\w’'.-])(?:The |the )?[A-ZÁÉÍÓÚ][\w’'.-]*+(?: \(?[A-ZÁÉÍÓÚ][\w’'.-]*+\)?){0,4}"
_MOTIONS = (
    re.compile(rf"(?P<one>{_NAME}) (?:proposed|moved),? (?:and )?(?P<two>{_NAME}) seconded\b"),
    re.compile(rf"(?P<one>{_NAME}) (?:proposed|moved),? seconded by (?P<two>{_NAME})"),
    re.compile(rf"(?:[Pp]roposed|[Mm]oved)(?: by)?:? (?P<one>{_NAME})[,;]? (?:and )?[Ss]econded(?: by)?:? (?P<two>{_NAME})"),
)
_MANNER = re.compile(r"\b(?:be put to the vote|extend the meeting|suspen\w+ standing orders|question be now put|next business)\b", re.I)
_WITHDRAWN = re.compile(r"\b(?:motion|amendment)\b(?: \([^()]{0,80}\))?,?(?: (?:was|were))?(?: (?:then|duly))* withdrawn\b"
                        r"|\bwithdrew (?:the|his|her|their) (?:\w+ )?(?:motion|amendment)\b", re.I)  # fmt: skip
_ORDINALS = {word: at for at, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"))}
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)}) amendment\b", re.I)

Place = tuple[int, int]
"""Where words stand in a minute: ordinal of the passage, offset."""


def place(words: Words) -> Place:
    """Where words stand in reading order."""
    return words.passage.ordinal, words.start


def read_motions(minute: Minute, votes: Sequence[Vote]) -> list[Motion]:
    """The motions of a minute in the order of print, each with the vote or the words that ended it."""
    found = [motion for passage in minute.passages if passage.table is None for motion in _moved(passage)]
    for at, motion in enumerate(found):
        if motion.amendment:
            before = [index for index in range(at) if not found[index].amendment]
            found[at] = replace(motion, amends=before[-1] if before else None)
    for number, vote in enumerate(votes):
        ended = _put(found, place(vote.said), vote.amendment, vote.said.raw)
        if ended is not None and vote.part is None:
            found[ended] = replace(found[ended], vote=number, ended=vote.said, ending=vote.ending)
    for words in _withdrawals(minute):
        dropped = _put(found, place(words), "amendment" in words.raw.casefold(), words.raw)
        if dropped is not None:
            found[dropped] = replace(found[dropped], ended=words, ending=Ending.WITHDRAWN)
    return found


def _moved(passage: Passage) -> Iterator[Motion]:
    lines = list(lines_of(passage))
    for line, after in pairwise([*lines, None]):
        assert line is not None
        joined = bool(after and re.match(r"(?:and )?seconded\b", after.raw, re.I)) and not re.search(r"\bseconded\b", line.raw, re.I)
        parts = [Words(passage, line.start, after.end)] if joined and after else list(sentences_in(line))
        for words in parts:
            if match := moved(words.raw.replace("\n", " ")):
                amendment = _amends(passage, words)
                yield Motion(words, match["one"].strip(" .,;"), match["two"].strip(" .,;"), amendment)


def moved(text: str) -> re.Match[str] | None:
    """The mover (`one`) and seconder (`two`) that a sentence names; None where it names none."""
    return next((match for pattern in _MOTIONS if (match := pattern.search(text))), None)


def _amends(passage: Passage, line: Words) -> bool:
    """Whether the motion, or the sentence after it, calls itself an amendment."""
    after = re.split(r"(?<=\.)\s", passage.text[line.end :].lstrip(), maxsplit=1)[0]
    return "amendment" in line.raw.casefold() or after.casefold().startswith("the amendment")


def _withdrawals(minute: Minute) -> Iterator[Words]:
    for passage in minute.passages:
        for line in lines_of(passage) if passage.table is None else ():
            yield from (words for words in sentences_in(line) if _WITHDRAWN.search(words.raw))


def _put(motions: Sequence[Motion], until: Place, amendment: bool, words: str) -> int | None:
    """The motion that was put to the vote: the amendment of that number, else the last one moved before, without an end as yet."""
    moved = [at for at, motion in enumerate(motions) if motion.amendment is amendment and place(motion.said) < until]
    named = _ORDINAL.search(words)
    if amendment and named:
        return moved[_ORDINALS[named[1].casefold()]] if len(moved) > _ORDINALS[named[1].casefold()] else None
    if not amendment:
        return moved[-1] if moved else None
    return next((at for at in reversed(moved) if motions[at].ending is None), None)


def motions_of(clause: Clause, motions: Sequence[Motion], among: Sequence[Clause]) -> tuple[int, ...]:
    """Who moved what the clause resolves; an amendment goes with the clause it names or is likest to, a motion on procedure with none."""
    first = (clause.stem or clause.words)[0]
    until = (first.passage.ordinal, first.end)
    found = []
    for at, motion in enumerate(motions):
        if _MANNER.search(motion.said.raw) or place(motion.said) > until or motion.ending in (Ending.LOST, Ending.WITHDRAWN):
            continue
        if not (motion.amendment or part_named(motion.said.raw)) or _on(motion.said, clause, among):
            found.append(at)
    return tuple(found)


def _on(line: Words, clause: Clause, among: Sequence[Clause]) -> bool:
    """Whether an amendment is on this clause of its resolution."""
    part = part_named(line.raw)
    if part:
        return part == last_label(clause.label)
    words = set(content_stems(line.raw))
    shares = [len(words & set(content_stems(" ".join(w.raw for w in c.words)))) for c in among if c.resolution == clause.resolution]
    own = len(words & set(content_stems(" ".join(w.raw for w in clause.words))))
    return own == max(shares, default=0) or max(shares, default=0) < 3


def last_label(label: str | None) -> str | None:
    """The last part of a label: "iii" of "8(iii)" and of "RECOMMENDATION (iii)"."""
    found = re.findall(r"\(([^()]+)\)", label or "")
    return found[-1].casefold() if found else None


def votes_of(clause: Clause, votes: Sequence[Vote]) -> tuple[int, ...]:
    """The votes on a clause: in its own words, else on its part, else the last before it that is on no part and no amendment.

    A motion that is resolved by its own vote, without RESOLVED, has the next vote after it.
    """
    spans = (*clause.stem, *clause.words)
    own = [at for at, vote in enumerate(votes) if any(_inside(vote.said, words) for words in spans)]
    if own:
        return tuple(own)
    first = place((clause.stem or clause.words)[0])
    before = [at for at, vote in enumerate(votes) if place(vote.said) < first]
    label = last_label(clause.label)
    found = [at for at in before if votes[at].part and votes[at].part == label]
    if not found and not clause.stem and any(moved(words.raw) for words in clause.words):
        found = [at for at, vote in enumerate(votes) if at not in before and not vote.part][:1]
    elif not found and any("RESOLVED" in words.raw.upper() for words in spans):
        found = [at for at in before if not votes[at].part and not votes[at].amendment][-1:]
    return tuple(found)


def _inside(said: Words, words: Words) -> bool:
    return said.passage.id == words.passage.id and words.start <= said.start < words.end
