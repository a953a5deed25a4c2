"""The clauses that minutes resolve: those under RESOLVED, and, in an item without it, what the body is said to have done."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.language.narrative import tells
from ingest.models import Kind, Passage
from ingest.record.minutes import Minute
from ingest.record.models import Clause
from ingest.record.motions import moved
from ingest.record.plain_decisions import agrees, carries, decides, ends, ends_motion, is_moved, loses, only_agrees, points, puts_forward
from ingest.record.words import Words, paragraphs_of, sentences_of

_RESOLVED = re.compile(
    r"^(?:\(?\d{1,3}[.)]\s*)?(?:(?i:it was|the \w+(?: \w+)?|members|cabinet|council)(?i: unanimously)? )?"
    r"(?:RESOLVED|RESOLUTION|AGREED|DECISION)\b"
    r"|^(?:\(?\d{1,3}[.)]\s*)?(?:And )?Resolved\b"
)
_RESOLVED_AFTER = re.compile(r"\b(?:[Aa]nd )?(?:RESOLVED|Resolved)\s*+:")
"""The opening of a resolution after other words on its line: who moved it, or what was considered."""
_INSIDE = re.compile(
    r"\b(?:(?i:it was (?:then )?(?:unanimously )?resolved|(?:councillors|members|council|committee|panel|board|cabinet) resolved)|Resolved"
    r"|RESOLVED) (?:to|that)\b"
    r"|\b[Oo]n the proposal of\b.{1,80}\bseconded by\b.{1,80}\bit was (?:unanimously )?(?:agreed|resolved) (?:to|that)\b"
)
_ASIDE = re.compile(r"\brecorded in the minutes\b|\bbe recorded\b", re.I)
_HOW_VOTED = re.compile(r"\bvot|\babstain|\bdissent")
_WORDED = re.compile(r"[^\W\d_]{3}")
_QUOTES = frozenset('“”"')
_QUOTATION_ENDS = re.compile(r"[”\"]\s?\.(?!\S)|\.[”\"](?!\S)")
_CLOSES = re.compile(r"\bThere being no (?:further|other) business\b|\bThis concluded the (?i:meeting)\b")
"""The end of a meeting, which may stand on the line of its last resolution."""
_FULL_STOPS = frozenset('.!?”"*')
_SOON = 5
"""Sentences after a motion in which any word of an end is its end."""
_NEXT = 2
"""Sentences before "Agreed." in which what was agreed must stand."""
_MOTION_REACH = 40
"""Sentences before a decision in which the motion may stand: the reply and the debate lie between."""
_MOTION_PARTS = 6
"""Sentences or lines of a motion that are shown."""
_LABEL = re.compile(r"^\(?(?:[ivxl]{1,5}|[a-z]|\d{1,2})[.)]+\s+", re.I)


@dataclass
class _Open:
    """A resolution that is being read."""

    number: int
    base: str
    heading: str | None
    stem: list[Words] = field(default_factory=list)
    clauses: list[tuple[str | None, list[Words], tuple[Words, ...]]] = field(default_factory=list)
    asides: list[Words] = field(default_factory=list)


def clauses(minute: Minute) -> list[Clause]:
    """Every clause of an item; [] where nothing was decided."""
    resolved = _resolutions(minute)
    if not any(item.clauses or item.stem for item in resolved):
        return [replace(clause, resolution=at) for at, clause in enumerate(_inline(minute))]
    found = []
    for item in resolved:
        listed = item.clauses or [(item.base or None, item.stem, ())]
        counted = _counted_anew([(label, stem) for label, _, stem in listed], item.base)
        for label, (_, words, stem) in zip(counted, listed, strict=True):
            found.append(Clause(label, tuple(words), stem, item.heading, item.number, tuple(item.asides)))
    taken: dict[str, list[Words]] = {}
    for held in (words for clause in found for words in (*clause.words, *clause.stem)):
        taken.setdefault(held.passage.id, []).append(held)
    told = [clause for clause in _inside(minute) if not _held(clause.words[0], taken)]
    return found + [replace(clause, resolution=len(resolved) + at) for at, clause in enumerate(told)]


def _counted_anew(listed: Sequence[tuple[str | None, tuple[Words, ...]]], base: str) -> Iterator[str | None]:
    """The labels of the clauses of a resolution; one that an earlier list under another lead-in has too says which list it is of."""
    lists: list[tuple[Words, ...]] = []
    used: set[str | None] = set()
    for label, stem in listed:
        if stem not in lists:
            lists.append(stem)
        again = label in used and label not in (None, base) and lists.index(stem)
        used.add(label)
        yield f"{label}, list {lists.index(stem) + 1}" if again else label


def _held(said: Words, taken: Mapping[str, Sequence[Words]]) -> bool:
    return any(words.start <= said.start < words.end for words in taken.get(said.passage.id, ()))


def _resolutions(minute: Minute) -> list[_Open]:
    found: list[_Open] = []
    current: _Open | None = None
    for passage in minute.passages:
        if passage.table is not None or passage.kind is Kind.HEADING:
            continue
        for line in map(_from_resolved, paragraphs_of(passage)):
            if closes := _CLOSES.search(line.raw):
                line = line.until(closes.start())
            if not line.text:
                current = None
            elif _RESOLVED.match(line.raw):
                current = _Open(len(found), _base(passage, line), _heading(passage, minute), [line])
                found.append(current)
            elif current is not None and not _add(current, passage, _quoted(current, line)):
                current = None
            current = None if closes else current
    return found


def _from_resolved(line: Words) -> Words:
    """The line from where a resolution opens in it, without what was said before."""
    after = None if _RESOLVED.match(line.raw) else _RESOLVED_AFTER.search(line.raw)
    return line.after(after.start()) if after else line


def _add(current: _Open, passage: Passage, line: Words) -> bool:
    """Take a line into the resolution; False where it goes no further."""
    label = passage.paragraph or ""
    under = label != current.base and label.startswith(current.base)
    if _ASIDE.search(line.raw):
        current.asides += [line] if _HOW_VOTED.search(line.raw) else []
        return True
    if tells(line.raw) or _is_whole(current) or not _WORDED.search(line.raw):
        return False
    if under:
        own = _top(label, current.base)
        before = current.clauses[-1] if current.clauses else None
        if before and before[0] == own and before[2] == _live_stem(current):
            before[1].append(line)
        else:
            current.clauses.append((own, [line], _live_stem(current)))
        return True
    if passage.kind is not Kind.RESOLUTION and label != current.base:
        return False
    if line.raw.rstrip().endswith(":"):
        current.stem.append(line)
        return True
    if current.clauses and len(line.raw.split()) < 3:
        return True
    opened = current.stem[0].raw.rstrip()
    if current.clauses and current.clauses[-1][0] not in (None, current.base):
        return False
    if opened.endswith((":", "Committee", "that", "Council", "Panel", "Cabinet", "RESOLVED")) or _LABEL.match(line.raw):
        current.clauses.append((current.base or None, [line], _live_stem(current)))
        return True
    return False


def _quoted(current: _Open, line: Words) -> Words:
    """The line, of a resolution that opens with a quotation mark up to the end of the quotation."""
    end = _QUOTATION_ENDS.search(line.raw) if _said(current, line)[:1] in _QUOTES else None
    return line.until(end.end()) if end else line


def _is_whole(current: _Open) -> bool:
    """Whether the resolution is a quotation that has been closed: what follows is no part of it."""
    said = _said(current)
    return len(said) > 1 and said[0] in _QUOTES and said.rstrip(" .")[-1] in _QUOTES


def _said(current: _Open, *more: Words) -> str:
    """The words of a resolution after its opening."""
    listed = (words for _, found, _ in current.clauses for words in found)
    return " ".join(words.text for words in (*current.stem[1:], *listed, *more))


def _live_stem(current: _Open) -> tuple[Words, ...]:
    """The opening words, and of several later lead-ins the last."""
    return tuple(current.stem[:1] + current.stem[1:][-1:])


def _base(passage: Passage, line: Words) -> str:
    """The label that the clauses' own labels go on from."""
    label = passage.paragraph or ""
    later = passage.text[line.end :].strip()
    return re.sub(r"\([^()]*\)$", "", label) if later and _LABEL.match(later.lstrip("-•▪ ")) and "(" in label else label


def _top(label: str, base: str) -> str:
    """The label cut below its first part under the base: sub-clauses belong to their clause."""
    found = re.match(r"\(?[^()]*\)?", label[len(base) :])
    return base + (found.group() if found else "")


def _heading(passage: Passage, minute: Minute) -> str | None:
    section = passage.section or ""
    own = not section or (minute.title and minute.title in section) or _RESOLVED.match(section)
    return None if own or re.match(r"^\d", section) else section


def _inside(minute: Minute) -> Iterator[Clause]:
    """Sentences that say in running text what was resolved or agreed."""
    said = _said_in(minute)
    for at, (passage, words) in enumerate(said):
        if _INSIDE.search(words.raw) or agrees(words.raw):
            yield Clause(passage.paragraph, (*_pointed_at(said, at), words))


def _said_in(minute: Minute) -> list[tuple[Passage, Words]]:
    return [(passage, words) for passage in minute.passages if passage.table is None for words in sentences_of(passage)]


def _pointed_at(said: Sequence[tuple[Passage, Words]], at: int) -> tuple[Words, ...]:
    """What a decision that only points at a motion is about: the words before it that put that forward, up to their end."""
    alone = only_agrees(said[at][1].raw)
    if not alone and not points(said[at][1].raw):
        return ()
    reach = _NEXT if alone else _MOTION_REACH
    began = next((n for n in range(at - 1, max(-1, at - 1 - reach), -1) if puts_forward(said[n][1].raw)), None)
    if began is None:
        return ()
    ended = next((n for n in range(began, at) if said[n][1].raw.rstrip()[-1:] in _FULL_STOPS), began)
    return tuple(words for _, words in said[began : min(ended, began + _MOTION_PARTS) + 1])


def _inline(minute: Minute) -> Iterator[Clause]:
    """An item without RESOLVED: what was resolved, moved and carried or lost, or otherwise said to have been done."""
    said = _said_in(minute)
    moves = [bool(moved(words.raw) or is_moved(words.raw)) for _, words in said]
    for at, (passage, words) in enumerate(said):
        if _INSIDE.search(words.raw):
            yield Clause(passage.paragraph, (*_pointed_at(said, at), words))
        elif moves[at]:
            ended = _ended(said, moves, at)
            if carries(words.raw) or (ends_motion(words.raw) and not loses(words.raw)):
                yield Clause(passage.paragraph, (*_pointed_at(said, at), words))
            elif ended is not None:
                listed = [later for _, later in said[at + 1 : ended]] if words.raw.rstrip().endswith(":") else []
                lost = [said[ended][1]] if loses(said[ended][1].raw) else []
                yield Clause(passage.paragraph, (words, *listed[:_MOTION_PARTS], *lost))
        elif only_agrees(words.raw):
            if (before := _pointed_at(said, at)) and not any(moves[max(0, at - _SOON) : at]):
                yield Clause(passage.paragraph, (*before, words))
        elif decides(words.raw):
            yield Clause(passage.paragraph, (*_pointed_at(said, at), words))


def _ended(said: Sequence[tuple[Passage, Words]], moves: Sequence[bool], at: int) -> int | None:
    """The sentence that says how the motion moved in one ended: soon after it, or after a debate in words that call it a motion."""
    until = next((later for later in range(at + 1, len(said)) if moves[later]), len(said))
    near = (later for later in range(at + 1, until) if (ends if later <= at + _SOON else ends_motion)(said[later][1].raw))
    return next(near, None)
