"""Papers that differ: two current passages that give different values for one measure and period are both given, and said to differ.

Only what can be told for certain counts: both sentences hold just one new figure of the kind asked for, of the same thing, of the same
meeting or the same named years, and neither paper replaces the other.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.draft import Drafted, Quote
from assistant.grounding.periods import years
from assistant.grounding.quantities import Quantity, QuantityKind, quantities
from assistant.presence import TIME, Presence, Reader
from assistant.question_terms import content_stems, root
from assistant.relevance import Candidate, Judge
from assistant.sentences import Shape
from assistant.terms import word_set
from assistant.understanding import Understanding
from assistant.wording import worded
from ingest.models import Kind, PaperStatus

DIFFER = "The papers differ. "
_KINDS = (QuantityKind.MONEY, QuantityKind.PERCENT, QuantityKind.COUNT)
_LEADS = re.compile(r"\b(?:were|was|are|is|had|has|have|received|totall?ed|made|of)\s+(?:in all |about |a total of )?$", re.IGNORECASE)
_PARTED = word_set("by from in with who that which against supporting opposed objecting favouring for still more fewer")
"""Words after the thing counted that leave only a part of it."""
_CLAUSE = re.compile(r"[,;:](?!\d)|\.(?=\s|$)")
_PLACE = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-z])[.)]?\s+", re.IGNORECASE)
"""The paragraph's number."""
_COVERS = 0.8
_REPLACED = frozenset({PaperStatus.SUPERSEDED, PaperStatus.DRAFT})


def disagreement(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> tuple[Candidate, Candidate] | None:
    """Two units that give different values for what is asked, the likelier first; None where the papers do not certainly differ."""
    reader = Reader(understanding, judge)
    if not judge.expectation.kinds or understanding.several or not reader.focus.heads:
        return None
    head = reader.focus.heads[0]
    read = [(p, figure) for p in reader.read(judged) if (figure := _figure(p, head, judge)) is not None]
    for at, (one, mine) in enumerate(read):
        for other, theirs in read[at + 1 :]:
            differ = mine.kind is theirs.kind and mine.value != theirs.value
            if differ and _same_time(one, other) and _besides(one, mine, reader) == _besides(other, theirs, reader):
                return one.candidate, other.candidate
    return None


def differing(pair: tuple[Candidate, Candidate], understanding: Understanding, statements: Sequence[Drafted]) -> tuple[Drafted, ...]:
    """Both units before what else was drafted, the first with the words that the papers differ."""
    both = [worded(c, Quote(c.hit, c.unit.start, c.unit.end), understanding, minuted=True) for c in pair]
    claims = {one.claim for one in both}
    return replace(both[0], text=DIFFER + both[0].text), both[1], *(one for one in statements if (one.claim or one.text) not in claims)


def _figure(presence: Presence, head: str, judge: Judge) -> Quantity | None:
    """The one new figure that counts the thing asked for and no part of it; None where there is none, or more than one."""
    unit = presence.candidate.unit
    plain = unit.shape is not Shape.ROW and unit.passage.status not in _REPLACED and unit.passage.kind is not Kind.RECOMMENDATION
    if not plain or not presence.value or presence.cover < _COVERS or presence.period < 1:
        return None
    found = [
        q for q in quantities(unit.text) if q.kind in _KINDS and q.value not in judge.expectation.known and _counts(q, head, unit.text)
    ]
    return found[0] if len(found) == 1 else None


def _counts(quantity: Quantity, head: str, text: str) -> bool:
    """Whether the figure stands straight before the thing, behind a plain verb, with nothing after that makes it a part."""
    follows = re.match(r"\s*([a-z'’-]+)\s*([a-z]*)", text[quantity.end :], re.IGNORECASE)
    leads = _LEADS.search(text[: quantity.start])
    return bool(leads and follows and root(follows[1].lower()) == head and follows[2].lower() not in _PARTED)


def _besides(presence: Presence, figure: Quantity, reader: Reader) -> frozenset[str]:
    """What the clause around a figure speaks of besides the question: the cafe's complaints are not the depot's."""
    text = presence.candidate.unit.text
    begin = max((m.end() for m in _CLAUSE.finditer(text, 0, figure.start)), default=0)
    end = next((m.start() for m in _CLAUSE.finditer(text, figure.end)), len(text))
    asked = {stem for word in reader.subject for stem in (word.term, *word.others)}
    clause = _PLACE.sub("", text[begin : figure.start]) + " " + text[figure.end : end]
    return frozenset(stem for stem in content_stems(clause) if stem not in asked and not TIME.fullmatch(stem))


def _same_time(one: Presence, other: Presence) -> bool:
    """Whether two units of different passages speak of the same years, or name none and are of one meeting."""
    a, b = one.candidate.unit, other.candidate.unit
    mine, theirs = years(a.text), years(b.text)
    return a.passage.id != b.passage.id and mine == theirs and (bool(mine) or a.passage.meeting == b.passage.meeting)
