"""A note as one HTML file that needs nothing else: read by eye, by screen reader, or printed; whatever comes from papers is escaped."""

import base64
from collections import Counter
from itertools import count

from assistant.briefing.models import BOTTOM_LINE, Chart, Note
from assistant.briefing.references import references
from assistant.briefing.walk import names_part
from assistant.export.chart import chart_svg
from assistant.export.parts import (
    MAKER,
    NO_ROWS,
    NOT_FOUND,
    SOURCES,
    body,
    captioned,
    details,
    edited_tag,
    ends_in_figure,
    exempt_tag,
    figure_columns,
    heading,
    not_found,
    reworded,
)
from assistant.marking import marking


def html(note: Note) -> str:
    """The note as HTML; expects a note that is `prepared`.

    Charts are embedded as SVG pictures, which browsers never run scripts of. A content security policy in the file forbids
    everything but its own style and pictures.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("assistant.export"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["next_number"] = next
    return environment.get_template("note.html").render(
        note=note,
        maker=MAKER,
        no_rows=NO_ROWS,
        marking=marking(note.classification, note.exempt_paragraphs),
        details=details(note),
        sections=body(note),
        not_found_heading=heading(note, NOT_FOUND),
        sources_heading=heading(note, SOURCES),
        reworded=reworded(note),
        not_found=not_found(note),
        references=references(note.sources),
        bottom_line=BOTTOM_LINE,
        edited_tag=edited_tag,
        ends_in_figure=ends_in_figure,
        exempt_tag=exempt_tag,
        figure_columns=figure_columns,
        picture=_picture,
        uses=_Uses(),
        captioned=captioned,
        names_part=names_part,
        ids=count(1),
        tables=count(1),
        figures=count(1),
    )


def _picture(chart: Chart) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(chart_svg(chart)).decode()


class _Uses:
    """How often each source has been cited so far, so that every citation has an address to come back to."""

    def __init__(self) -> None:
        self._times: Counter[int] = Counter()

    def add(self, marker: int) -> int:
        """Count one more citation of a source and give its number, from 1."""
        self._times[marker] += 1
        return self._times[marker]

    def times(self, marker: int) -> int:
        """How often the source was cited."""
        return self._times[marker]
