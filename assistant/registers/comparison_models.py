"""The nouns of a comparison."""

from typing import Annotated

from pydantic import Field

from assistant.briefing.models import Chart, Grid
from assistant.models import AsOf, Citation, Frozen
from assistant.registers.models import Quoted
from assistant.scope import Scope
from vectorstore.models import Role


class CompareRequest(Frozen):
    """What to set side by side."""

    measure: Annotated[str, Field(min_length=2)]
    """A measure, budget line, recommendation or topic, as it may be printed ("missed collections", "WS03")."""
    role: Role = Role.PUBLIC
    filters: Scope = Scope()


class Figure(Frozen):
    """A figure of one period, as one paper prints it."""

    period: str
    """As the paper prints it: "2022/23", "30-Sep-24"; "" where it prints none."""
    printed: str
    unit: str
    said: Quoted
    """The row or sentence that the figure stands in."""


class Line(Frozen):
    """One row of the comparison: the same measure, from one or more papers."""

    label: str
    """As the paper prints it, with the name of the column where that is no period ("Total, Outturn")."""
    figures: tuple[Figure, ...]


class Comparison(Frozen):
    """A measure set side by side over periods or papers."""

    measure: str
    grid: Grid
    chart: Chart | None = None
    """Drawn where two or more periods have numbers in one unit."""
    sources: tuple[Citation, ...] = ()
    lines: tuple[Line, ...] = ()
    gaps: tuple[str, ...] = ()
    """What is not given, a line each."""
    as_of: AsOf = None
