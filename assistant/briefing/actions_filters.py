"""Which rows of a register are wanted."""

import datetime
from collections.abc import Collection

from assistant.models import FilterSpec


class Filter(FilterSpec):
    """Bounds on a register: the body, the dates, the papers; and of an action its status and who is responsible."""

    status: str | None = None
    """Part of the outcome or status as printed in the register."""
    responsible: str | None = None
    """Part of the name of who is responsible, as printed."""


def fits(wanted: Filter, date: datetime.date | None, body: str | None, document: str, also: Collection[str] = ()) -> bool:
    """Whether a row lies within the bounds on body, date and papers; an undated row is outside any bound on dates."""
    if wanted.committee and wanted.committee.casefold() not in (body or "").casefold():
        return False
    if wanted.date_from and (date is None or date < wanted.date_from):
        return False
    if wanted.date_to and (date is None or date > wanted.date_to):
        return False
    return not wanted.documents or bool({document, *also} & set(wanted.documents))
