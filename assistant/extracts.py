"""Passages grown into extracts: small to match, large enough to answer."""

from collections.abc import Mapping, Sequence

from assistant.evidence import Extract
from ingest.models import Kind, Passage
from vectorstore.models import Hit

REACH = 8
"""Passages on either side that may be joined."""
_ALONE = frozenset({Kind.AGENDA_ENTRY, Kind.FRONT_MATTER})


def grow_extracts(hits: Sequence[Hit], around: Mapping[str, Sequence[Passage]], words: int, count: int) -> tuple[Extract, ...]:
    """The first `count` extracts of at most `words` words each (a longer passage stands alone), none overlapping another.

    `around` holds for each hit's passage the passages about it in reading order, itself included. A hit that an earlier extract holds
    already is passed over, so that what is left brings something new.
    """
    used: set[str] = set()
    found: list[Extract] = []
    for hit in hits:
        if len(found) == count:
            break
        if hit.passage.id in used:
            continue
        passages = _grown(hit.passage, around.get(hit.passage.id, ()), words, used)
        used.update(passage.id for passage in passages)
        used.update(other.id for other in hit.also_at)
        found.append(Extract(hit, passages))
    return tuple(found)


def _grown(passage: Passage, around: Sequence[Passage], words: int, used: set[str]) -> tuple[Passage, ...]:
    """The passage with its neighbours, nearest in place first: its own paragraph or table, its section, its report."""
    near = {other.ordinal: other for other in around if other.document == passage.document and other.id not in used}
    first = last = passage.ordinal
    room = words - len(passage.text.split())
    while True:
        sides = [other for other in (near.get(last + 1), near.get(first - 1)) if other is not None and _joins(passage, other, room)]
        if not sides:
            break
        chosen = max(sides, key=lambda other: _closeness(passage, other))
        room -= len(chosen.text.split())
        first, last = min(first, chosen.ordinal), max(last, chosen.ordinal)
    return tuple(passage if at == passage.ordinal else near[at] for at in range(first, last + 1))


def _joins(passage: Passage, other: Passage, room: int) -> bool:
    same = other.report_title == passage.report_title and other.agenda_item == passage.agenda_item
    return same and other.kind not in _ALONE and passage.kind not in _ALONE and len(other.text.split()) <= room


def _closeness(passage: Passage, other: Passage) -> int:
    """3 the same paragraph or table, 2 the same section, 1 the same report."""
    same_section = other.section_path == passage.section_path
    if same_section and other.paragraph == passage.paragraph and other.kind is passage.kind:
        return 3
    return 2 if same_section else 1
