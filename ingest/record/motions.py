"""Who moved and seconded what in a minute, which amendment is to which motion, and how each of them ended."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import Final

from ingest.language.words import content_stems
from ingest.models import Passage
from ingest.record.minutes import Minute
from ingest.record.models import Clause, Ending, Motion, Vote
from ingest.record.votes import part_named
from ingest.record.words import Words, lines_of, sentences_in

_NAME = r"(?<![\w’'.-])(?:The |the )?[A-ZÁÉÍÓÚ][\w’'.-]*+(?: \(?[A-ZÁÉÍÓÚ][\w’'.-]*+\)?){0,4}"
_MOTIONS = (
    re.compile(rf"[Oo]n the proposal of (?P<one>{_NAME}),? (?:and )?seconded by (?P<two>{_NAME})"),
    re.compile(rf"(?P<one>{_NAME}) (?:proposed|moved),? (?:and )?(?P<two>{_NAME}) seconded\b"),
    re.compile(rf"(?P<one>{_NAME}) (?:proposed|moved),? seconded by (?P<two>{_NAME})"),
    re.compile(rf"(?P<one>{_NAME}), seconded by (?P<two>{_NAME}), (?:proposed|moved)\b"),
    re.compile(rf"(?:[Pp]roposed|[Mm]oved)(?: by)?:? (?P<one>{_NAME})[,;]? (?:and )?[Ss]econded(?: by)?:? (?P<two>{_NAME})"),
)
_MANNER = re.compile(r"\b(?:be put to the vote|extend the meeting|suspen\w+ standing orders|question be now put|next business)\b", re.I)
_WITHDRAWN = re.compile(r"\b(?:motion|amendment)\b(?: \([^()]{0,80}\))?,?(?: (?:was|were))?(?: (?:then|duly))* withdrawn\b"
                        r"|\bwithdrew (?:the|his|her|their) (?:\w+ )?(?:motion|amendment)\b", re.I)  # fmt: skip
_ORDINALS = {word: at for at, word in enumerate(("first", "second", "third", "fourth", "fifth", "sixth"))}
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)}) amendment\b", re.I)

_NEAR: Final = 24
"""Motions and votes before a clause that may be its own; a minute has a handful."""
_FEW_WORDS: Final = 3
"""Words in common from which it tells something that an amendment is like a clause."""
Place = tuple[int, int]
"""Where words stand in a minute: ordinal of the passage, offset."""


def place(words: Words) -> Place:
    """Where words stand in reading order."""
    return words.passage.ordinal, words.start


def read_motions(minute: Minute, votes: Sequence[Vote]) -> list[Motion]:
    """The motions of a minute in the order of print, each with the vote or the words that ended it."""
    found: list[Motion] = []
    main: int | None = None
    for motion in (motion for passage in minute.passages if passage.table is None for motion in _moved(passage)):
        main = main if motion.amendment else len(found)
        found.append(replace(motion, amends=main) if motion.amendment else motion)
    places = [place(motion.said) for motion in found]
    for number, vote in enumerate(votes):
        ended = _put(found, places, vote.said, vote.amendment)
        if ended is not None and vote.part is None:
            found[ended] = replace(found[ended], vote=number, ended=vote.said, ending=vote.ending)
    for words in _withdrawals(minute):
        dropped = _put(found, places, words, "amendment" in words.raw.casefold())
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
            if match := moved(words.raw):
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


def _put(motions: Sequence[Motion], places: Sequence[Place], said: Words, amendment: bool) -> int | None:
    """The motion that was put to the vote: the amendment of that number, else the last one moved before, without an end as yet."""
    until = bisect_left(places, place(said))
    moved = [at for at in range(max(0, until - _NEAR), until) if motions[at].amendment is amendment]
    named = _ORDINAL.search(said.raw)
    if amendment and named:
        return moved[_ORDINALS[named[1].casefold()]] if len(moved) > _ORDINALS[named[1].casefold()] else None
    if not amendment:
        return moved[-1] if moved else None
    return next((at for at in reversed(moved) if motions[at].ending is None), None)


def placed(clauses: Sequence[Clause], votes: Sequence[Vote], motions: Sequence[Motion]) -> Iterator[Clause]:
    """The clauses of a minute with the votes on each and the motions that it resolves, of those that stand near before it."""
    moved_at, cast_at = [place(motion.said) for motion in motions], [place(vote.said) for vote in votes]
    cast_in: dict[str, list[int]] = {}
    for at, vote in enumerate(votes):
        cast_in.setdefault(vote.said.passage.id, []).append(at)
    resolutions = [list(run) for _, run in groupby(clauses, key=lambda clause: clause.resolution)]
    taken = sorted({_moved_until(among[0], moved_at) for among in resolutions})
    for among in resolutions:
        shares: dict[int, list[int]] = {}
        for at, clause in enumerate(among):
            before = _moved_until(clause, moved_at)
            since = max((end for end in taken if end < before), default=0)
            near = _own([n for n in range(max(since, before - _NEAR), before) if _stands(motions[n])], motions, clause)
            for n in near:
                if n not in shares and motions[n].amendment and not part_named(motions[n].said.raw):
                    shares[n] = _shares(motions[n].said, among)
            yield replace(
                clause,
                motions=tuple(n for n in near if _on(motions[n], clause, at, shares.get(n, []))),
                votes=_votes_of(clause, votes, cast_at, cast_in),
            )


def _own(near: list[int], motions: Sequence[Motion], clause: Clause) -> list[int]:
    """Of the motions before a clause the one that it resolves at once, in its own sentence or on the line before; else all of them."""
    last = motions[near[-1]] if near else None
    first = _first(clause)
    if last is None or last.amendment or last.said.passage.id != first.passage.id:
        return near
    return near if re.search(r"\w", first.passage.text[last.said.end : first.start]) else near[-1:]


def _moved_until(clause: Clause, moved_at: Sequence[Place]) -> int:
    """How many motions stand before the end of the opening of a clause; those before an earlier resolution are its own."""
    first = _first(clause)
    return bisect_right(moved_at, (first.passage.ordinal, first.end))


def _first(clause: Clause) -> Words:
    """Where a clause begins, for what was moved and voted before it: a motion printed with its end at the words that say who moved it."""
    return next((words for words in clause.words if moved(words.raw)), (clause.stem or clause.words)[0])


def _stands(motion: Motion) -> bool:
    """Whether a motion may be resolved: one on procedure, one that was lost and one that was withdrawn are not."""
    return motion.ending not in (Ending.LOST, Ending.WITHDRAWN) and not _MANNER.search(motion.said.raw)


def _shares(said: Words, among: Sequence[Clause]) -> list[int]:
    """How many words an amendment has in common with each clause."""
    words = set(content_stems(said.raw))
    return [len(words & set(content_stems(" ".join(part.raw for part in clause.words)))) for clause in among]


def _on(motion: Motion, clause: Clause, at: int, shares: Sequence[int]) -> bool:
    """Whether a motion is on this clause of its resolution: an amendment is on the clause that it names or is likest to."""
    part = part_named(motion.said.raw)
    if part:
        return part == last_label(clause.label)
    return not shares or shares[at] == max(shares) or max(shares) < _FEW_WORDS


def last_label(label: str | None) -> str | None:
    """The last part of a label: "iii" of "8(iii)" and of "RECOMMENDATION (iii)"."""
    found = re.findall(r"\(([^()]+)\)", label or "")
    return found[-1].casefold() if found else None


def _votes_of(clause: Clause, votes: Sequence[Vote], places: Sequence[Place], of: Mapping[str, Sequence[int]]) -> tuple[int, ...]:
    """The votes on a clause: in its own words, else on its part, else the last before it that is on no part and no amendment.

    A motion that is resolved by its own vote, without RESOLVED, has the next vote after it.
    """
    spans = (*clause.stem, *clause.words)
    own = {at for words in spans for at in of.get(words.passage.id, ()) if words.start <= votes[at].said.start < words.end}
    if own:
        return tuple(sorted(own))
    until = bisect_left(places, place(_first(clause)))
    before, after = range(max(0, until - _NEAR), until), range(until, min(len(votes), until + _NEAR))
    label = last_label(clause.label)
    found = [at for at in before if votes[at].part and votes[at].part == label]
    if not found and not clause.stem and any(moved(words.raw) for words in clause.words):
        found = [at for at in after if not votes[at].part][:1]
    elif not found and any("RESOLVED" in words.raw.upper() for words in spans):
        found = [at for at in before if not votes[at].part and not votes[at].amendment][-1:]
    return tuple(found)
