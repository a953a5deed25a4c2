"""The run history: every recorded scoring, what differs from the one before, a trend, and the cases that flipped between two runs."""

from collections.abc import Sequence
from typing import Final

from assistant.service.added import Sent, Shown
from eval import charts, wording
from eval.compare import flipped
from eval.models import CaseScore
from eval.runs import Figure, Run, differences, runs, scores_of
from eval.summary import HEADLINE
from eval.web.seen import Seen, documents, draw
from ingest.language.periods import long_date

_CHARTED: Final = 30
"""Runs of the chart, the newest."""
_FLIPS: Final = 200
"""Cases that are shown side by side at most."""
SHARES: Final = tuple(name for name in HEADLINE if name in wording.SHARES or name in ("recall@5", "recall@10", "ndcg@10"))
"""Figures from 0 to 1, of which a chart can be drawn."""


def show(sent: Sent) -> Shown:
    """The page. Raises TranscriptError where a record or its scores cannot be read."""
    recorded = runs(sent.reader.library.home)
    named = {run.id: run for run in recorded}
    figure = sent.fields.get("figure", "")
    figure = figure if figure in SHARES else SHARES[0]
    newest = [run.id for run in recorded]
    after = named.get(sent.fields.get("after") or "".join(newest[:1]))
    before = named.get(sent.fields.get("before") or "".join(newest[1:2]))
    pairs, cited, marking = _flips(sent, before, after)
    body = draw(
        "runs.html", sent=sent, runs=[(run, _before(recorded, at)) for at, run in enumerate(recorded)], figure=figure, shares=SHARES,
        chart=_chart(recorded, figure), before=before, after=after, pairs=pairs[:_FLIPS], flips=len(pairs), differences=differences,
        when=when, meaning=wording.FIGURES, causes=wording.CAUSES, told=told, headline=HEADLINE,
    )  # fmt: skip
    return Shown("Evaluation runs", body, cited, marking)


def when(run: Run) -> str:
    """The moment of a run in words, UTC."""
    return f"{long_date(run.at.date())}, {run.at:%H:%M}"


def told(figure: Figure) -> tuple[str, str]:
    """A figure and its interval in words; where there is none, over how few papers it is."""
    papers = f"{figure.papers} paper{'s' * (figure.papers != 1)}"
    low, high = figure.low, figure.high
    between = (
        f"no interval: {papers}" if low is None or high is None else " to ".join(wording.figure(figure.name, end) for end in (low, high))
    )
    return wording.figure(figure.name, figure.value), between


def _before(recorded: Sequence[Run], at: int) -> Run | None:
    return recorded[at + 1] if at + 1 < len(recorded) else None


def _chart(recorded: Sequence[Run], name: str) -> str:
    """A line a run, oldest first; a run without an interval is a dot alone."""
    found = [(run, figure) for run in reversed(recorded[:_CHARTED]) if (figure := run.figure(name))]
    value = [
        (figure.value if figure.low is None else figure.low, figure.value if figure.high is None else figure.high) for _, figure in found
    ]
    rows = [(f"{run.at:%Y-%m-%d %H:%M}", figure.value, *ends) for (run, figure), ends in zip(found, value, strict=True)]
    return charts.intervals(rows) if rows else ""


def _flips(
    sent: Sent, before: Run | None, after: Run | None
) -> tuple[list[tuple[CaseScore, CaseScore, str | None, str | None]], tuple[str, ...], str | None]:
    """The cases that flipped, each answer with its marking, as far as the reader may see them; their papers; the marking of all."""
    if before is None or after is None:
        return [], (), None
    home = sent.reader.library.home
    found = flipped(scores_of(home, before), scores_of(home, after))
    seen = Seen(sent.reader, (case for pair in found for case in pair))
    pairs = [(one, other, seen.marking(one), seen.marking(other)) for one, other in found if seen.may_see(one) and seen.may_see(other)]
    cited = dict.fromkeys(name for one, other, *_ in pairs for case in (one, other) for name in documents(case))
    return pairs, tuple(cited), next((marked for *_, a, b in pairs for marked in (a, b) if marked), None)
