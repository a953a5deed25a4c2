"""The recommendation that a decision took up: of the same item or subject, in alike words."""

import datetime
from collections.abc import Iterator, Sequence

from ingest.library.placed import Placed
from ingest.models import Meeting
from ingest.record.models import Entry, Part
from ingest.record.motions import last_label
from ingest.record.names import title_likeness
from ingest.record.wording import likeness, likest, stems_of

_ENOUGH, _ENOUGH_SAME_LABEL = 62.0, 58.0
_SAME_SUBJECT = 80.0
_YEAR = datetime.timedelta(days=366)


def of_subject(entry: Entry, among: Sequence[Placed]) -> list[Placed]:
    """The recommendations on the subject of a decision record, of the year before it; those drafted for its decision-maker first."""
    near = [one for one in among if _recent(one.entry.meeting, entry.meeting.date) and _likeness(entry.title, one) >= _SAME_SUBJECT]
    return [one for one in near if one.entry.part is Part.APPENDIX] or near


def _likeness(title: str | None, placed: Placed) -> float:
    """How alike a title and that of a report or its agenda item are, 0 to 100."""
    names = {placed.entry.title, placed.clause.words[0].passage.agenda_title}
    return max((title_likeness(title, name) for name in names if title and name), default=0.0)


def _recent(meeting: Meeting, date: datetime.date | None) -> bool:
    return meeting.date is None or date is None or datetime.timedelta(0) <= date - meeting.date <= _YEAR


def pair(clauses: Sequence[Placed], offered: Sequence[Placed]) -> dict[int, tuple[Placed, str]]:
    """Index of each clause to the recommendation it takes up, with the reason; each recommendation is taken up once."""
    return {at: (offered[number], reason) for at, (number, reason) in likest(_scored(clauses, offered)).items()}


def _scored(clauses: Sequence[Placed], offered: Sequence[Placed]) -> Iterator[tuple[float, int, int, str]]:
    proposals = [(number, stems_of(one.clause.text), last_label(one.clause.label)) for number, one in enumerate(offered)]
    for at, placed in enumerate(clauses):
        own, label = stems_of(placed.clause.text), last_label(placed.clause.label)
        for number, theirs, proposed in proposals:
            same_label = label is not None and label == proposed
            score = likeness(own, theirs)
            if own == theirs:
                yield 150.0, at, number, "same item, same words"
            elif score >= (_ENOUGH_SAME_LABEL if same_label else _ENOUGH):
                beside = ", same number" if same_label else ""
                yield score + 10 * same_label, at, number, f"same item{beside}, near words ({score:.0f} of 100)"
