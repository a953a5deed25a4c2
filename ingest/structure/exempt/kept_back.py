"""Which lines of a paper are kept back, and why: parts are cut where the reach of a marking begins and ends.

What is in doubt is kept back, and said to the person who takes the paper in, who may say otherwise.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from ingest.models import KeptBack, Line, Overrides, PaperInfo, PaperText
from ingest.structure.exempt.agenda import of_agenda, papers_apart
from ingest.structure.exempt.layout import Layout, Reach
from ingest.structure.exempt.lines import of_boxes, of_front_tables, of_lines, of_name, of_named_appendices, of_page_heads
from ingest.structure.exempt.minutes import of_minutes
from ingest.structure.parts import Part, PartKind


def classify(paper: PaperText, kept: Sequence[Line], parts: Sequence[Part], document: str) -> tuple[list[Part], tuple[KeptBack, ...]]:
    """The parts, cut where what is kept back begins and ends, with `exempt` set; and why, in the order of the paper.

    Args:
        paper: what the reader gave, with its running heads.
        kept: its lines without furniture; `parts` holds each of them once, in order.
        document: the file's own name.
    """
    agenda = Layout(paper, kept, parts)
    apart = papers_apart(parts)
    layout = agenda if apart is parts else Layout(paper, kept, apart)
    found = (
        *of_name(layout, document),
        *of_lines(layout, paper.asides, paper.bookmarks),
        *of_front_tables(layout),
        *of_boxes(layout),
        *of_page_heads(layout, paper.page_heads),
        *of_agenda(agenda),
        *of_minutes(layout),
        *of_named_appendices(layout),
    )
    reaches = sorted((reach for reach in found if reach.start < reach.end), key=lambda reach: (reach.start, -reach.end))
    return _cut(parts, reaches), _causes(reaches, kept)


def _cut(parts: Sequence[Part], reaches: Sequence[Reach]) -> list[Part]:
    exempt = bytearray(sum(len(part.lines) for part in parts))
    for reach in reaches:
        exempt[reach.start : reach.end] = b"\1" * (reach.end - reach.start)
    out: list[Part] = []
    start = 0
    for part in parts:
        own = zip(exempt[start : start + len(part.lines)], part.lines, strict=True)
        out.extend(replace(part, lines=tuple(line for _, line in run), exempt=bool(kept)) for kept, run in groupby(own, itemgetter(0)))
        start += len(part.lines)
    return _joined(out)


def _joined(parts: list[Part]) -> list[Part]:
    """Neighbours that a mark's own line parted from the paper it stands over are one again."""
    out: list[Part] = []
    for part in parts:
        alike = bool(out) and part.kind is not PartKind.AGENDA and replace(out[-1], lines=()) == replace(part, lines=())
        if alike and part.exempt:
            out[-1] = replace(part, lines=(*out[-1].lines, *part.lines))
        else:
            out.append(part)
    return out


def _causes(reaches: Sequence[Reach], kept: Sequence[Line]) -> tuple[KeptBack, ...]:
    """A cause for each run of lines that no earlier one keeps back already, with its pages."""
    causes: list[KeptBack] = []
    end = 0
    for reach in reaches:
        if reach.end > end:
            causes.append(replace(reach.cause, first=kept[reach.start].page, last=kept[reach.end - 1].page))
            end = reach.end
    return tuple(causes)


def explained(info: PaperInfo, paper_id: str, said: Overrides) -> tuple[str, ...]:
    """One line for each marking: what is kept back, by what words, and how a person says that it is public.

    None where a person has said who may see the paper.
    """
    if said.exempt or said.public:
        return ()
    lines: list[str] = []
    for cause in info.kept_back:
        where = cause.place or (f"page {cause.page}" if cause.page else "the text")
        pages = "" if cause.first is None else f" ({_pages(cause.first, cause.last or cause.first)})"
        undo = f"if this is wrong: council-papers papers correct {paper_id} --public"
        lines.append(f"kept back: {where} says '{cause.words}'{pages}; {undo}")
    return tuple(lines)


def _pages(first: int, last: int) -> str:
    return f"page {first}" if first == last else f"pages {first}-{last}"
