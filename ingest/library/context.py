"""The line of context that is searched (never shown) with a passage: its meeting, report and section."""

from ingest.language.periods import long_date
from ingest.models import Passage


def context_line(passage: Passage) -> str:
    """Council, committee, date, agenda item title, report title and section path of `passage`, joined by " | ".

    Parts that the paper does not print are left out, and so is a part that repeats an earlier one. The date is written
    as people ask for it ("12 July 2012").
    """
    meeting = passage.meeting
    day = long_date(meeting.date) if meeting.date else None
    parts = (meeting.council, meeting.committee, day, passage.agenda_title, passage.report_title, *passage.section_path)
    unique = {part.casefold(): part for part in reversed([part for part in parts if part])}
    return " | ".join(reversed(list(unique.values())))
