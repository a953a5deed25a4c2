"""The nouns of the grounding check: what a statement claims to rest on, and the verdict with its reasons."""

from dataclasses import dataclass
from enum import StrEnum

from ingest.models import Passage


class Support(StrEnum):
    """What the cited words make of a statement: they say it, nothing in them is against it, they do not show it, or they say otherwise."""

    SUPPORTED = "supported"
    UNMATCHED = "unmatched"
    """Every figure, date, name, body and decision in it is the paper's and is bound to the same thing; the rest is the writer's words."""
    NOT_SHOWN = "not_shown"
    CONFLICTS = "conflicts"


class Reason(StrEnum):
    """Why a statement does not pass; the letter names the check (design: C1 to C7)."""

    NO_CITATION = "C1.no_citation"
    UNKNOWN_CITATION = "C1.unknown_citation"
    QUOTE_NOT_FOUND = "C2.quote_not_found"
    QUOTE_APPROXIMATE = "C2.quote_approximate"
    QUOTE_STRUCK = "C2.quote_struck"
    FIGURE_NOT_FOUND = "C3.figure_not_found"
    FIGURE_CONFLICTS = "C3.figure_conflicts"
    FIGURE_SCALE = "C3.figure_scale"
    FIGURE_UNIT = "C3.figure_unit"
    NAME_NOT_FOUND = "C4.name_not_found"
    NAME_CONFLICTS = "C4.name_conflicts"
    WRONG_PERIOD = "C5.wrong_period"
    SUPERSEDED = "C5.superseded"
    STATUS_CHANGED = "C6.status_changed"
    POLARITY_CHANGED = "C6.polarity_changed"
    ATTRIBUTION_DROPPED = "C6.attribution_dropped"
    NOT_IN_SOURCE = "C7.not_in_source"
    ORPHANED = "C8.orphaned"
    """It points at a statement that fell, and nothing that is shown says what it means."""


CONFLICTING = frozenset(
    {
        Reason.FIGURE_CONFLICTS,
        Reason.FIGURE_SCALE,
        Reason.FIGURE_UNIT,
        Reason.NAME_CONFLICTS,
        Reason.WRONG_PERIOD,
        Reason.STATUS_CHANGED,
        Reason.POLARITY_CHANGED,
    }
)
"""Reasons that mean the source says otherwise, not merely nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong with a statement."""

    reason: Reason
    start: int
    end: int
    """Span of the statement's text, in code points, end exclusive."""
    detail: str
    """One line for the reader: the words and what the source has instead, where it has."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement with the passages its markers resolve to."""

    text: str
    """The statement without markers."""
    sources: tuple[Passage, ...]
    question: str = ""
    unknown_markers: tuple[int, ...] = ()
    """Markers that resolve to no passage retrieved for this question."""
    quotes: tuple[str, ...] = ()
    """Words the statement presents as verbatim, besides those between quotation marks in its text."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check makes of a statement."""

    support: Support
    findings: tuple[Finding, ...] = ()

    @property
    def passed(self) -> bool:
        """True only where every check passes."""
        return self.support is Support.SUPPORTED

    @property
    def shown(self) -> bool:
        """Whether the statement may be shown at all; one that is unmatched is shown with a mark."""
        return self.support in (Support.SUPPORTED, Support.UNMATCHED)
