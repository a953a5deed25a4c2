"""The clauses that minutes resolve: those under RESOLVED, and, in an item without it, what the body is said to have done."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ingest.language.narrative import tells
from ingest.models import Kind, Passage
from ingest.record.minutes import Minute
from ingest.record.models import Clause
from ingest.record.motions import moved
from ingest.record.words import Words, lines_of, sentences_of

_RESOLVED = re.compile(
    r"^(?:\(?\d{1,3}[.)]\s*)?(?:(?i:it was|the \w+(?: \w+)?|members|cabinet|council)(?i: unanimously)? )?"
    r"(?:RESOLVED|RESOLUTION|AGREED|DECISION)\b"
    r"|^(?:\(?\d{1,3}[.)]\s*)?(?:And )?Resolved\b|^AND RESOLVED\b"
)
_INSIDE = re.compile(
    r"\b(?:(?i:it was (?:then )?(?:unanimously )?resolved|(?:councillors|members|council|committee|panel|board|cabinet) resolved)|Resolved"
    r"|RESOLVED) (?:to|that)\b"
)
_BODY = r"(?:[Tt]he (?:Sub-)?(?:Committee|Panel|Cabinet|Board|Council|Parish Council|Forum)|Members|[Tt]he Councillors|All|It was)"
_DID = re.compile(
    rf"^{_BODY} (?:then )?(?:unanimously )?(?:agreed|approved|adopted|endorsed|accepted|rejected|refused|deferred|concurred)\b(?! by )"
    rf"|^{_BODY} noted (?:the|its) (?:\w+ )?(?:report|update|content|position|progress|presentation|briefing|minutes|paper)"
    r"|^Agreed (?:to|that)\b|\b(?:item|report|application|motion|matter) (?:was|had been|be) (?:withdrawn|deferred|adjourned)\b"
)
_WAS_DONE = re.compile(
    r"\b(?:was|were) (?:duly )?(?:approved|agreed|adopted|elected|appointed|accepted|ratified|deferred)\b|\band (?:duly )?elected\b"
    r"|\b(?:City|Town|Borough) Council concurred\b"
)
_NOT_NOW = re.compile(
    r"\b(?:had|have|has) (?:\w+ )?been\b(?! (?:withdrawn|deferred))|\bamendment\b|\bin (?:19|20)\d\d\b|\bwould\b|\?|\bpreviously\b", re.I
)
_MOVED = re.compile(r"\b(?:moved|proposed)\b.*\bseconded\b|\bseconded\b.*\b(?:moved|proposed)\b", re.S)
_AGREED = re.compile(r"\bseconded\b.{0,120}\band (?:it was )?(?:unanimously |all )?(?:agreed|carried|resolved|approved)\b", re.I | re.S)
_ENDED = re.compile(r"\b(?:carried|agreed|lost|fell|defeated|approved)\b", re.I)
_ASIDE = re.compile(r"\brecorded in the minutes\b|\bbe recorded\b", re.I)
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
        return [*_inline(minute)]
    found = []
    for item in resolved:
        listed = item.clauses or [(item.base or None, item.stem, ())]
        for label, words, stem in listed:
            found.append(Clause(label, tuple(words), stem, item.heading, item.number, tuple(item.asides)))
    taken: dict[str, list[Words]] = {}
    for held in (words for clause in found for words in (*clause.words, *clause.stem)):
        taken.setdefault(held.passage.id, []).append(held)
    return found + [clause for clause in _inside(minute) if not _held(clause.words[0], taken)]


def _held(said: Words, taken: Mapping[str, Sequence[Words]]) -> bool:
    return any(words.start <= said.start < words.end for words in taken.get(said.passage.id, ()))


def _resolutions(minute: Minute) -> list[_Open]:
    found: list[_Open] = []
    current: _Open | None = None
    for passage in minute.passages:
        if passage.table is not None or passage.kind is Kind.HEADING:
            continue
        for line in lines_of(passage):
            if _RESOLVED.match(line.raw):
                current = _Open(len(found), _base(passage, line), _heading(passage, minute), [line])
                found.append(current)
            elif current is not None and not _add(current, passage, line):
                current = None
    return found


def _add(current: _Open, passage: Passage, line: Words) -> bool:
    """Take a line into the resolution; False where it goes no further."""
    label = passage.paragraph or ""
    under = label != current.base and label.startswith(current.base)
    if _ASIDE.search(line.raw):
        current.asides.append(line)
        return True
    if tells(line.raw):
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
    """Sentences that say in running text what was resolved."""
    for passage in minute.passages:
        for words in sentences_of(passage) if passage.table is None else ():
            if _INSIDE.search(words.raw):
                yield Clause(passage.paragraph, (words,))


def _inline(minute: Minute) -> Iterator[Clause]:
    """An item without RESOLVED: what was resolved, moved and carried, or otherwise said to have been done."""
    inside = list(_inside(minute))
    yield from inside
    held = {(words.passage.id, words.start) for clause in inside for words in clause.words}
    said = [(p, words) for p in minute.passages if p.table is None for words in sentences_of(p)]
    for at, (passage, words) in enumerate(said):
        if (passage.id, words.start) in held:
            continue
        if moved(words.raw) or _MOVED.search(words.raw):
            ended = any(_ENDED.search(later.raw) for _, later in said[at + 1 : at + 6])
            if ended or _AGREED.search(words.raw) or _WAS_DONE.search(words.raw):
                yield Clause(passage.paragraph, (words,))
        elif _DID.search(words.raw) or (_WAS_DONE.search(words.raw) and not _NOT_NOW.search(words.raw)):
            yield Clause(passage.paragraph, (words,))
