"""From a draft to statements that may be shown: citations numbered, each statement checked, the unsupported dropped or struck."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assistant.check import Claim, Finding, Support, Verdict, check
from assistant.check.draft import Drafted, Style
from assistant.check.models import CONFLICTING
from assistant.citations import CitationList
from assistant.marking import marking_of
from assistant.models import Citation, Matched, Statement
from ingest.language.safe_text import harmless
from vectorstore.support_model import SupportModel


@dataclass(frozen=True, slots=True)
class Checked:
    """A drafted statement with its verdict; `statement` is None where it may not be shown as supported."""

    drafted: Drafted
    verdict: Verdict
    statement: Statement | None = None
    style: Style = Style.PROSE
    new: tuple[Citation, ...] = ()
    """Citations first used by this statement."""


@dataclass(frozen=True, slots=True)
class Against:
    """What statements are held against besides the words they cite."""

    question: str = ""
    unmatched: bool = False
    """Whether statements in other words than the papers', which nothing is against, may be shown with their mark."""
    model: SupportModel | None = None
    """Says how far words bear a statement out, where rules cannot tell."""


def check_statements(statements: Iterable[Drafted], against: Against, citations: CitationList) -> Iterator[Checked]:
    """Check statement after statement; markers are given only to those that may be shown, in order of first use."""
    for drafted in statements:
        verdict = verdict_on(drafted, against)
        if not verdict.shown:
            yield Checked(drafted, verdict)
            continue
        known = len(citations)
        markers = [citations.add(quote.passage, quote.text, quote.hit.also_at) for quote in drafted.quotes]
        marking = marking_of(quote.passage for quote in drafted.quotes)
        statement = Statement(
            text=harmless(drafted.text),
            citations=tuple(dict.fromkeys(markers)),
            support=Matched(verdict.support.value),
            marking=marking,
        )
        yield Checked(drafted, verdict, statement, drafted.style, tuple(citations)[known:])


def verdict_on(drafted: Drafted, against: Against) -> Verdict:
    """The verdict on a draft; what sets right another statement need not be of the period that is asked for.

    Where unmatched statements are not to be shown, one that is no more than that counts as not shown by the papers.
    """
    claim = Claim(
        text=drafted.claim or drafted.text,
        sources=tuple(quote.passage for quote in drafted.quotes),
        question="" if drafted.corrects else against.question,
        unknown_markers=drafted.unknown_markers,
        quotes=tuple(quote.text for quote in drafted.quotes),
    )
    verdict = _with(check(claim, against.model), drafted.findings)
    if verdict.support is Support.UNMATCHED and (drafted.corrects or not against.unmatched):
        return Verdict(Support.NOT_SHOWN, verdict.findings)
    return verdict


def _with(verdict: Verdict, findings: tuple[Finding, ...]) -> Verdict:
    """The verdict with what the engine itself found wrong."""
    if not findings:
        return verdict
    conflicts = verdict.support is Support.CONFLICTS or any(finding.reason in CONFLICTING for finding in findings)
    return Verdict(Support.CONFLICTS if conflicts else Support.NOT_SHOWN, (*verdict.findings, *findings))
