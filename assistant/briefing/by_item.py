"""A note on several matters set out one by one: what is asked, what was resolved and what is said of each, together under its name."""

from collections.abc import Sequence

from assistant.briefing.models import Block, Note, Origin, Paragraph, Section
from assistant.briefing.verbatim import UNRESOLVED
from assistant.briefing.walk import names_part, said_of
from assistant.briefing.writer import fixed

LEADS = {"recommendations": "Recommended:", "resolved": "Decided or noted:", "key_points": "Key points:", "resources": "Money and staff:"}
"""Sections whose parts go under their item, in this order, each with the line over its part."""
ITEMS = "items"
"""Name of the section of all items."""


def by_item(note: Note, order: Sequence[str], heading: str, all_told: bool) -> Note:
    """The note with one section for all items in place of those that each go through all of them; what is of no item stays where it is.

    `order` holds the names of the items as they stand over their parts; `all_told` asks for those with nothing under them, too.
    """
    parts: dict[str, list[Block]] = {}
    rest = {name: tuple(_share_out(one, parts)) for name in LEADS for one in note.sections if one.name == name}
    if not parts:
        return note
    names = sorted(parts, key=lambda name: order.index(name) if name in order else len(order))
    blocks = [block for name in names for block in (Paragraph(said=(fixed(name),)), *parts[name])]
    if all_told and (bare := [name for name in order if name not in parts]):
        blocks.append(Paragraph(said=(fixed(f"Without a decision or a point to report: {'; '.join(bare)}."),)))
    items = Section(name=ITEMS, heading=heading, blocks=tuple(blocks))
    sections: list[Section] = []
    for one in note.sections:
        if one.name not in rest:
            sections.append(one)
            continue
        if items not in sections:
            sections.append(items)
        if rest[one.name]:
            sections.append(one.model_copy(update={"blocks": rest[one.name]}))
    return note.model_copy(update={"sections": tuple(sections)})


def _share_out(section: Section, parts: dict[str, list[Block]]) -> list[Block]:
    """Put what stands under an item's name in a section among that item's parts; what stands under none."""
    rest: list[Block] = []
    own = rest
    for block in section.blocks:
        if names_part(block):
            own = parts.setdefault("".join(said.text for said in said_of(block)), [])
            own.append(Paragraph(said=(fixed(LEADS[section.name]),)))
        elif not _is_of_all(block):
            own.append(block)
        elif not any(said.text.startswith(UNRESOLVED) for said in said_of(block)):  # of each item it shows by itself
            rest.append(block)
    return rest


def _is_of_all(block: Block) -> bool:
    """Whether a block is a closing sentence of ours, as on the items of whose minutes nothing was read."""
    told = list(said_of(block))
    return bool(told) and all(said.origin is Origin.FIXED and said.text.endswith(".") for said in told)
