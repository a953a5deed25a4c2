"""A long list, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
ROWS = 20
"""Rows on one page."""


@dataclass(frozen=True, slots=True)
class Paged(Generic[T]):
    """The rows of one page, and where the page stands among the others."""

    rows: Sequence[T]
    first: int
    """Number of the first row among all, from 1."""
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // ROWS))

    @classmethod
    def of(cls, rows: Sequence[T], asked: str) -> "Paged[T]":
        """The page asked for by number; the nearest there is where there is none such."""
        last = max(1, -(-len(rows) // ROWS))
        page = min(max(int(asked) if asked.isdecimal() and len(asked) < 7 else 1, 1), last)
        first = (page - 1) * ROWS
        return cls(rows[first : first + ROWS], first + 1, len(rows), page)
