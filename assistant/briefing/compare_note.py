"""A comparison set as a note."""

import datetime

from assistant.briefing.compare_models import Comparison
from assistant.briefing.models import Block, Note, Section


def as_note(found: Comparison, made: datetime.date) -> Note:
    """The aligned table (as the data of its chart where the numbers allow one) and the gaps."""
    blocks: tuple[Block, ...] = (found.chart or found.grid,)
    return Note(
        template="comparison",
        title=f"Comparison: {found.measure}",
        subject=found.measure,
        date=made,
        sections=(Section(name="comparison", heading="Side by side", blocks=blocks),) if found.grid.rows else (),
        sources=found.sources,
        not_found=found.gaps or (() if found.grid.rows else (f"The papers held give nothing under “{found.measure}”.",)),
    )
