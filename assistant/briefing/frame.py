"""The frame of a note: nothing said twice, no heading over nothing, and no more pages than its template allows."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.briefing.length import fits
from assistant.briefing.models import BOTTOM_LINE, Block, Bullets, Chart, Grid, Note, Origin, Paragraph, Quotation, Said, Section
from assistant.briefing.walk import folded, founded, names_part, opens_part, said_of
from assistant.briefing.writer import fixed
from ingest.language.pointing import leans

VERBATIM = ("recommendations", "resolved")
"""Sections whose clauses are given word for word: the last to be shortened, and never within a clause."""
_FIRST_OUT = (
    *("papers", "glossary", "questions", "figures", "background", "policy", "legal", "equalities", "options", "purpose", "agenda"),
    *("contradictions", "timeline", "risk", "resources", "actions", "key_points"),
)  # fmt: skip
"""From the least important: what goes first where a note is too long."""
_WHOLE = (BOTTOM_LINE, "corrections", "agenda", "actions", "glossary", *VERBATIM)
"""Sections that stand as they are, whatever others say."""
_NOTHING = frozenset({"none", "nil", "na", "notapplicable", "noneidentified", "noimplications", "therearenone"})
_SHORTEST = 20
"""Letters and digits from which words are told to be the same as, or part of, others."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What closes a note, as far as its sections do not say it."""

    silent: tuple[str, ...] = ()
    """What nothing could be given on, a noun each: that the papers are silent is not said, as a word may have been missed."""
    waved: tuple[str, ...] = ()
    """What the papers answer with "not applicable" or "none", a noun each."""
    unminuted: tuple[str, ...] = ()
    """Matters on which no resolution was found."""
    dropped: tuple[str, ...] = ()
    """Headings of sections left out for length."""

    def closing(self, most: int | None) -> str:
        """The one line that ends the note; "" where there is nothing to say."""
        parts = [f"Not in this note: {', '.join(self.silent)}."] if self.silent else []
        parts += [f"Answered with “none” or “not applicable”: {', '.join(self.waved)}."] if self.waved else []
        parts += [f"No resolution was found on: {'; '.join(self.unminuted)}."] if self.unminuted else []
        if self.dropped:
            parts.append(f"Left out to keep to {_pages(most)}: {', '.join(heading[:1].lower() + heading[1:] for heading in self.dropped)}.")
        return " ".join(parts)


def _pages(most: int | None) -> str:
    return "one page" if most == 1 else f"{most} pages"


def said_once(sections: Sequence[Section]) -> list[Section]:
    """The sections without what an earlier one, a quotation or the bottom line says."""
    seen = [folded(said.text) for section in sections for block in section.blocks if isinstance(block, Quotation) for said in block.items]
    made: list[Section] = []
    for section in sections:
        blocks = section.blocks if section.name in _WHOLE else tuple(_fresh(block, seen) for block in section.blocks)
        seen += [folded(said.text) for block in blocks for said in _held(block) if said.origin is not Origin.FIXED]
        told = [block for block in blocks if _held(block) or isinstance(block, Grid | Chart)]
        made.append(section.model_copy(update={"blocks": founded(told)}))
    return made


def _fresh(block: Block, seen: Sequence[str]) -> Block:
    """A block without what was said; a sentence stays where the next one leans on it."""
    if isinstance(block, Paragraph):
        return block.model_copy(update={"said": _unsaid(block.said, seen)})
    if isinstance(block, Bullets):
        return block.model_copy(update={"items": _unsaid(block.items, seen)})
    return block


def _unsaid(told: Sequence[Said], seen: Sequence[str]) -> tuple[Said, ...]:
    """What was not said; what was stays where the next sentence leans on it."""
    kept = (one for one, then in zip(told, [*told[1:], None], strict=True) if not _is_said(one, seen) or (then and leans(then.text)))
    return tuple(kept)


def _is_said(said: Said, seen: Sequence[str]) -> bool:
    words = folded(said.text)
    return said.origin is not Origin.FIXED and len(words) >= _SHORTEST and any(words in other for other in seen)


def _held(block: Block) -> tuple[Said, ...]:
    """The pieces that can be taken one by one."""
    if isinstance(block, Paragraph):
        return block.said
    return () if isinstance(block, Grid | Chart) else block.items


def unminuted(section: Section, leads: Mapping[str, str]) -> tuple[Section, tuple[str, ...]]:
    """What was resolved without the matters on which it only says that nothing is minuted, and the names of those.

    `leads` gives the name of a matter by the words over its part.
    """
    parts = _parts(section.blocks)
    bare = [part for part in parts if len(part) > 1 and names_part(part[0]) and all(_ours(block) for block in part)]
    names = tuple(leads.get(said.text, said.text) for part in bare for said in _held(part[0]))
    return section.model_copy(update={"blocks": tuple(block for part in parts if part not in bare for block in part)}), names


def is_waved(section: Section) -> bool:
    """Whether all that a section says is that there is nothing to say."""
    told = [said for block in section.blocks for said in said_of(block) if said.origin is not Origin.FIXED]
    return bool(told) and all(folded(said.text) in _NOTHING for said in told)


def _ours(block: Block) -> bool:
    return all(said.origin is Origin.FIXED for said in said_of(block))


def joined(sections: Sequence[Section]) -> list[Section]:
    """Recommendations and resolutions as one where every recommendation was resolved in the same words."""
    held = {section.name: section for section in sections}
    asked, agreed = (_clauses(held.get(name)) for name in VERBATIM)
    if not asked or not set(asked) <= set(agreed):
        return list(sections)
    heading = "Recommended, and resolved in the same words"
    return [
        one.model_copy(update={"heading": heading}) if one.name == "resolved" else one for one in sections if one.name != "recommendations"
    ]


def _clauses(section: Section | None) -> list[str]:
    """The clauses of a section without what only joins them to a list."""
    told = [said.text for block in section.blocks if isinstance(block, Quotation) for said in block.items] if section else []
    return [folded(re.sub(r"^\W*that\b|\band\W*$", "", text, flags=re.IGNORECASE)) for text in told]


def trimmed(note: Note, most: int, frame: Frame) -> Note:
    """The note without its least important parts, as many as it takes to stand on `most` pages; what goes is named where it is missed."""
    while not fits(note, most):
        held = {section.name: section for section in note.sections}
        section = next((held[name] for name in _FIRST_OUT if name in held), None) or _longer(held)
        left = _shortened(section) if section else None
        if section is None or left is None or left == section:
            return note
        if not left.blocks:
            frame = replace(frame, dropped=(*frame.dropped, section.heading))
        kept = (left if one is section else one for one in note.sections)
        note = note.model_copy(update={"sections": tuple(one for one in kept if one.blocks), "closing": frame.closing(most)})
    return note


def _longer(held: Mapping[str, Section]) -> Section | None:
    """Of recommendations and resolutions what takes more room, as long as a clause of it can go."""
    own = [held[name] for name in VERBATIM if name in held and _countable(held[name]) > 1]
    return max(own, key=lambda section: sum(map(_size, section.blocks)), default=None)


def _countable(section: Section) -> int:
    return sum(said.origin is not Origin.FIXED for block in section.blocks for said in _held(block))


def _shortened(section: Section) -> Section:
    """A section without the last piece of its longest part; where clauses stand word for word, with the number of those that are gone."""
    parts = _parts(section.blocks)
    longest = max(range(len(parts)), key=lambda at: (sum(map(_size, parts[at])), at))
    parts[longest] = _without_clause(parts[longest]) if section.name in VERBATIM else _cut(parts[longest])
    return section.model_copy(update={"blocks": founded([block for one in parts for block in one])})


def _without_clause(part: Sequence[Block]) -> list[Block]:
    """The blocks without the last clause, and in its place how many are gone; of votes and whole lists nothing is said."""
    *before, last = part
    if not isinstance(last, Quotation):
        return _cut(part)
    gone = next((int(said.text.split()[0][1:]) for said in last.items if said.origin is Origin.FIXED), 0) + 1
    clauses = [said for said in last.items if said.origin is not Origin.FIXED][:-1]
    told = fixed(f"[{gone} more {'clause' if gone == 1 else 'clauses'}: see the papers.]")
    return [*before, last.model_copy(update={"items": (*clauses, told)})] if clauses else before


def _parts(blocks: Sequence[Block]) -> list[list[Block]]:
    """The blocks of each matter, with its name."""
    parts: list[list[Block]] = []
    for block in blocks:
        if not parts or names_part(block):
            parts.append([])
        parts[-1].append(block)
    return parts


def _cut(part: Sequence[Block]) -> list[Block]:
    *before, last = part
    items = _held(last)
    whole = bool(before) and opens_part(before[-1]) and before[-1].said[0].origin is not Origin.FIXED  # type: ignore[union-attr]
    if len(items) <= 1 or whole:  # a list stands whole under the line that opens it, or not at all
        return before[:-1] if whole else before
    field = "said" if isinstance(last, Paragraph) else "items"
    return [*before, last.model_copy(update={field: items[:-1]})]


def _size(block: Block) -> int:
    return sum(len(said.text) for said in said_of(block))
