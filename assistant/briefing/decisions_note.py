"""The decisions register set as a note."""

import datetime
from collections.abc import Iterable, Sequence

from assistant.briefing.actions_sources import Sources, fixed, sections_of
from assistant.briefing.decisions_models import Adoption, Decision, Motion, Recommended, Vote
from assistant.briefing.models import Grid, Note, Said
from assistant.citations import long_date

_COLUMNS = (
    "Date",
    "Body",
    "Item",
    "Clause",
    "Decision",
    "Outcome",
    "Vote",
    "Moved and seconded",
    "Recommendation",
    "What became of it",
    "Call-in",
)


def as_note(found: Sequence[Decision], made: datetime.date, subject: str = "All bodies") -> Note:
    """The register as a table, and the recommendations that no clause took up as another."""
    sources = Sources()
    rows = tuple(_row(decision, sources) for decision in found)
    left = tuple(_left(decision, one, sources) for decision in found for one in decision.left)
    grids = (
        ("decisions", "Decisions", Grid(columns=_COLUMNS, rows=rows, note=_remarks(found))),
        ("not-taken-up", "Recommendations that no decision takes up", Grid(columns=("Date", "Body", "Item", "Recommendation"), rows=left)),
    )
    return Note(
        template="decisions",
        title="Decisions register",
        subject=subject,
        date=made,
        sections=sections_of(grids),
        sources=sources.citations,
        not_found=() if found else ("No decision within these bounds is recorded in the papers held.",),
    )


def _row(decision: Decision, sources: Sources) -> tuple[Said, ...]:
    place = decision.citation
    words = sources.said(*decision.stem[-1:], *decision.words) if decision.stem else sources.said(*decision.words)
    return (
        sources.read(long_date(decision.date), place) if decision.date else fixed("not dated"),
        fixed(decision.body or ""),
        fixed(" ".join(part for part in (decision.item, decision.title) if part)),
        fixed(decision.clause or ""),
        words,
        sources.read(decision.outcome.value, place),
        _votes(decision, sources),
        _motions(decision.motions, sources),
        _recommendation(decision.recommendation, sources),
        _became(decision, sources),
        sources.said(*decision.flags),
    )


def _votes(decision: Decision, sources: Sources) -> Said:
    if not decision.votes and not decision.recorded:
        return fixed("not recorded")
    said = [told for vote in decision.votes for told in (vote_words(vote),)] + [one.text for one in decision.recorded]
    cited = [vote.said.citation for vote in decision.votes] + [one.citation for one in decision.recorded]
    return sources.read("; ".join(said), *cited)


def vote_words(vote: Vote) -> str:
    """A vote in figures and names, and where the list of names is not as long as the number says, that."""
    sides = (
        ("For", vote.in_favour, vote.names_in_favour),
        ("Against", vote.against, vote.names_against),
        ("Abstained", vote.abstained, vote.names_abstained),
    )
    told = []
    for side, number, names in sides:
        if number is None and not names:
            continue
        count = f" {number}" if number is not None else ""
        short = f" ({len(names)} named in the paper)" if names and number is not None and len(names) != number else ""
        told.append(f"{side}{count}{short}" + (f": {', '.join(names)}" if names else ""))
    return "; ".join(told) or vote.said.text


def _motions(motions: Iterable[Motion], sources: Sources) -> Said:
    told = [
        ("Amendment: " if motion.amendment else "") + " / ".join(filter(None, (motion.proposer, motion.seconder))) for motion in motions
    ]
    return sources.read("; ".join(told), *(motion.said.citation for motion in motions)) if told else fixed("")


def _recommendation(recommended: Recommended | None, sources: Sources) -> Said:
    return sources.said(recommended.said) if recommended else fixed("")


def _became(decision: Decision, sources: Sources) -> Said:
    if decision.recommendation is None:
        return fixed(f"{decision.adoption.value}: {decision.reason}")
    told = f"{decision.adoption.value} ({decision.reason})"
    apart = decision.difference
    if decision.adoption is Adoption.CHANGED:
        told += "".join(f"; recommended only: “{words}”" for words in apart.recommended_only)
        told += "".join(f"; decided only: “{words}”" for words in apart.decided_only)
    return sources.read(told, decision.recommendation.said.citation, decision.citation)


def _left(decision: Decision, recommended: Recommended, sources: Sources) -> tuple[Said, ...]:
    item = " ".join(part for part in (decision.item, decision.title) if part)
    date = long_date(decision.date) if decision.date else "not dated"
    return fixed(date), fixed(decision.body or ""), fixed(item), sources.said(recommended.said)


def _remarks(found: Sequence[Decision]) -> str:
    alone = sum(decision.adoption is Adoption.NOT_FOUND for decision in found)
    return (
        f"{len(found)} decisions, in the papers' own words; words struck out in a paper are left out. "
        f"For {alone} of them no recommendation was found among the papers held. Outcomes are told from the words of the clause."
    )
