"""What a chat model wrote that is no part of the answer, told to the reader: how much of it, and each sentence with its reason."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from assistant.check import Finding, Reason, Support
from assistant.check.models import CONFLICTING
from assistant.check.statements import Checked
from assistant.models import Dropped, LeftOut
from ingest.language.quantities import quantities
from ingest.language.safe_text import gives_orders, harmless

_PLAIN: Final[Mapping[Reason, str]] = MappingProxyType(
    {
        Reason.NO_CITATION: "it names no passage",
        Reason.UNKNOWN_CITATION: "it names a passage that it was not given",
        Reason.NOT_IN_SOURCE: "the passage does not say so in words that could be matched",
    }
)
"""Reasons that a reader is told in other words than the check's own."""
_FIGURES: Final = (Reason.FIGURE_NOT_FOUND, Reason.FIGURE_SCALE, Reason.FIGURE_UNIT)
_ORDER: Final = "A sentence that gives orders to software (not repeated)"


def left_out(dropped: Sequence[Checked], marking: str | None) -> tuple[Dropped, ...]:
    """The sentences that failed the check, in their order; `marking` is that of all that the model was shown."""
    return tuple(Dropped(text=_text(one), reason=harmless(_reason(one)), kind=_kind(one), marking=marking) for one in dropped)


def told(dropped: Sequence[Dropped]) -> str:
    """How many sentences were left out, and why, in one line; "" where none were."""
    counts = Counter(one.kind for one in dropped)
    parts: list[str] = []
    for kind, one, several in (
        (LeftOut.NOT_MATCHED, "could not be matched to the papers", ""),
        (LeftOut.CONFLICTS, "says otherwise than the papers", "say otherwise than the papers"),
        (LeftOut.ORPHANED, "hung on a sentence that is left out", ""),
    ):
        if count := counts[kind]:
            noun = "" if parts else f" sentence{'s' * (count > 1)} of the chat model"
            parts.append(f"{count}{noun} {(several if count > 1 else '') or one}")
    return "; ".join(parts)


def _text(one: Checked) -> str:
    """The model's words; an order that a paper may have planted is not handed on, struck or not."""
    return _ORDER if gives_orders(one.drafted.text) else harmless(one.drafted.text)


def _kind(one: Checked) -> LeftOut:
    if one.verdict.support is Support.CONFLICTS:
        return LeftOut.CONFLICTS
    return LeftOut.ORPHANED if one.verdict.findings[:1] and one.verdict.findings[0].reason is Reason.ORPHANED else LeftOut.NOT_MATCHED


def _reason(one: Checked) -> str:
    """The weightiest reason: what is against the sentence before what is only missing."""
    findings = sorted(one.verdict.findings, key=lambda finding: finding.reason not in CONFLICTING)
    if not findings:
        return _PLAIN[Reason.NOT_IN_SOURCE]
    first = findings[0]
    return next(_other_figure(first, one), None) or _PLAIN.get(first.reason) or first.detail.replace("the cited passage", "the passage")


def _other_figure(finding: Finding, one: Checked) -> Iterator[str]:
    """What the quoted words have in place of a figure, where they hold one of its kind alone."""
    text = one.drafted.claim or one.drafted.text
    claimed = next((q for q in quantities(text) if (q.start, q.end) == (finding.start, finding.end)), None)
    if finding.reason not in _FIGURES or claimed is None:
        return
    printed = {q.text.strip(): q for quote in one.drafted.quotes for q in quantities(quote.text) if q.kind is claimed.kind}
    if len(printed) == 1 and claimed.text.strip() not in printed:
        yield f"the passage says {next(iter(printed))}, the statement says {claimed.text.strip()}"
