"""The headings in force over a line of a part, outermost first."""

from dataclasses import dataclass

from ingest.structure.headings import fixed_heading
from ingest.structure.numbering import Marker, markers

_ATTENDANCE = ("present", "apologies", "in attendance", "also in attendance")


@dataclass(frozen=True, slots=True)
class Section:
    """A heading in force."""

    rank: int
    """1 = highest."""
    text: str
    indent: float
    number: Marker | None = None


NO_SECTION = Section(9, "", 0.0)


class Sections:
    """The open sections of a part."""

    def __init__(self) -> None:
        self._open: list[Section] = []

    @property
    def last(self) -> Section:
        """The nearest heading above; one with no words where there is none."""
        return self._open[-1] if self._open else NO_SECTION

    def path(self) -> tuple[str, ...]:
        """The words of the headings in force, outermost first."""
        return tuple(section.text for section in self._open)

    def restart(self, rank: int, text: str) -> None:
        """Leave all sections for one new one."""
        self._open = [Section(rank, text, 0.0)]

    def clear(self) -> None:
        """Leave all sections."""
        self._open = []

    def leave(self, rank: int, text: str) -> None:
        """Leave what a heading ends: sections of its rank or lower, and all from the one that stands before it in its count."""
        for depth, section in enumerate(self._open):
            if section.rank >= rank:
                del self._open[depth:]
                break
        self.leave_before(next(iter(markers(text)), None))

    def leave_before(self, number: Marker | None) -> None:
        """Leave the section that stands before `number` in its count, with all inside it."""
        for depth, section in enumerate(self._open):
            before = section.number
            alike = number and before and number.style is before.style and len(number.values) == len(before.values)
            if alike and number and before and before.values < number.values:
                del self._open[depth:]
                return

    def enter(self, rank: int, text: str, indent: float) -> None:
        """Open a section; the heading of a contents table opens none, for the table is no content."""
        if fixed_heading(text) != "contents":
            self._open.append(Section(rank, text, indent, next(iter(markers(text)), None)))

    def leave_attendance(self) -> None:
        """The names under "Present" end where the first minute begins."""
        self._open = [section for section in self._open if fixed_heading(section.text) not in _ATTENDANCE]
