"""Which lines of a paper are kept back, and why: parts are cut where the reach of a marking begins and ends.

What is in doubt is kept back, and said to the person who takes the paper in, who may say otherwise.
"""

from collections.abc import Sequence
from dataclasses import replace

from ingest.models import KeptBack, Line, PaperText
from ingest.structure.exempt.agenda import of_agenda, papers_apart
from ingest.structure.exempt.appendices import of_named_appendices
from ingest.structure.exempt.layout import Layout, Reach
from ingest.structure.exempt.lines import of_front_tables, of_lines, of_name, of_page_heads
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
        *of_page_heads(layout, paper.page_heads),
        *of_agenda(agenda),
        *of_minutes(layout),
        *of_named_appendices(layout),
    )
    reaches = sorted((reach for reach in found if reach.start < reach.end), key=lambda reach: (reach.start, -reach.end))
    return _cut(parts, reaches), _causes(reaches, kept)


def _cut(parts: Sequence[Part], reaches: Sequence[Reach]) -> list[Part]:
    spans = _covered(reaches)
    edges = [edge for span in spans for edge in span]
    out: list[Part] = []
    start = at = 0
    for part in parts:
        end = start + len(part.lines)
        cuts = [start]
        inside = at % 2 == 1
        states = [inside]
        while at < len(edges) and edges[at] < end:
            at += 1
            if edges[at - 1] > start:
                cuts.append(edges[at - 1])
                states.append(at % 2 == 1)
            else:
                states[-1] = at % 2 == 1
        for first, last, exempt in zip(cuts, [*cuts[1:], end], states, strict=True):
            out.append(replace(part, lines=part.lines[first - start : last - start], exempt=exempt))
        start = end
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


def _covered(reaches: Sequence[Reach]) -> list[tuple[int, int]]:
    """The reaches as spans that do not touch, in order."""
    spans: list[tuple[int, int]] = []
    for reach in reaches:
        if spans and reach.start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], reach.end))
        else:
            spans.append((reach.start, reach.end))
    return spans


def _causes(reaches: Sequence[Reach], kept: Sequence[Line]) -> tuple[KeptBack, ...]:
    """A cause for each run of lines that no earlier one keeps back already, with its pages."""
    causes: list[KeptBack] = []
    end = 0
    for reach in reaches:
        if reach.end > end:
            causes.append(replace(reach.cause, first=kept[reach.start].page, last=kept[reach.end - 1].page))
            end = reach.end
    return tuple(causes)
