"""The decisions register set as a note."""

import datetime
from collections.abc import Iterable, Sequence

from assistant.briefing.models import Block, Grid, Note, Origin, Said, Section
from assistant.citations import meeting_name
from assistant.marking import grounds_of
from assistant.models import Citation
from assistant.registers.action_models import Action, Kind, Tracker
from assistant.registers.comparison_models import Comparison
from assistant.registers.models import Adoption, Decision, Motion, Quoted, Recommended, Vote
from ingest.language.periods import long_date
from ingest.library.library import Library
from ingest.models import Classification
from ingest.record.monitoring import Status

# The numbered sources of a register that is set as a note: each words-and-place once, in the order of first use.


class Sources:
    """Numbers citations as they are used."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], int] = {}
        self._citations: list[Citation] = []

    def marker(self, citation: Citation) -> int:
        """The number of a citation, given when it is first used."""
        key = (citation.passage_id, citation.quote)
        if key not in self._numbers:
            self._numbers[key] = len(self._citations) + 1
            self._citations.append(citation.model_copy(update={"marker": len(self._citations) + 1}))
        return self._numbers[key]

    def said(self, *quoted: Quoted) -> Said:
        """The words of a paper as a cell; an empty cell where there are none."""
        if not quoted:
            return Said(text="", origin=Origin.FIXED)
        markers = tuple(dict.fromkeys(self.marker(one.citation) for one in quoted))
        return Said(text=" ".join(one.text for one in quoted), markers=markers)

    def read(self, text: str, *citations: Citation) -> Said:
        """A cell that is read off the cited words and worded or set out otherwise (a date, a count, a difference)."""
        return Said(text=text, markers=tuple(dict.fromkeys(map(self.marker, citations))), origin=Origin.CHECKED)

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations in order."""
        return tuple(self._citations)


def fixed(text: str) -> Said:
    """A cell in our own words that says nothing of what the papers hold."""
    return Said(text=text, origin=Origin.FIXED)


def sections_of(grids: Sequence[tuple[str, str, Grid]]) -> tuple[Section, ...]:
    """A section for each (name, heading, grid) that has rows."""
    return tuple(Section(name=name, heading=heading, blocks=(grid,)) for name, heading, grid in grids if grid.rows)


def marked(note: Note, library: Library) -> Note:
    """The note, not for publication where a passage that it cites is exempt."""
    ids = list(dict.fromkeys(citation.passage_id for citation in note.sources))
    exempt = list(library.passages(ids=ids, classifications={Classification.EXEMPT}))
    if not exempt:
        return note
    return note.model_copy(update={"classification": Classification.EXEMPT, "exempt_paragraphs": grounds_of(exempt)})


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
    "Corrected or withdrawn",
)


def decisions_note(found: Sequence[Decision], made: datetime.date, subject: str = "All bodies") -> Note:
    """The register as a table, and the recommendations that no clause took up as another."""
    sources = Sources()
    rows = tuple(_row(decision, sources) for decision in found)
    left = tuple(_left(decision, one, sources) for decision in found for one in decision.left)
    grids = (
        ("decisions", "Decisions", Grid(columns=_COLUMNS, rows=rows, note=_remarks(found))),
        ("not-taken-up", "Recommendations not taken up", Grid(columns=("Date", "Body", "Item", "Recommendation"), rows=left)),
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
        sources.said(*decision.correction),
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
        ("Did not vote", None, vote.names_not_voting),
        ("Absent", None, vote.names_absent),
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


# The tracker set as a note: actions asked for, action plans, recommendations of reports.

_NOTE_COLUMNS = (
    "Reference",
    "Asked for by",
    "Date",
    "Action",
    "Responsible",
    "Deadline",
    "Status",
    "Latest update",
    "As of",
    "Joined because",
    "Corrected or withdrawn",
)
_PARTS = (
    ("actions", "Actions", (Kind.TRACKED, Kind.RESOLVED, Kind.UNDERTAKEN)),
    ("plans", "Action plans", (Kind.PLANNED,)),
    ("recommendations", "Recommendations of reports", (Kind.RECOMMENDED,)),
)


def actions_note(found: Tracker, made: datetime.date, subject: str = "All bodies") -> Note:
    """The tracker as a table for each kind of action."""
    sources = Sources()
    grids = []
    for name, heading, kinds in _PARTS:
        part = [action for action in (*found.actions, *found.recommended) if action.kind in kinds]
        rows = tuple(_note_row(action, sources) for action in part)
        grids.append((name, heading, Grid(columns=_NOTE_COLUMNS, rows=rows, note=_note_remarks(part))))
    return Note(
        template="tracker",
        title="Action and recommendation tracker",
        subject=subject,
        date=made,
        sections=sections_of(grids),
        sources=sources.citations,
        not_found=found.unread
        + (() if found.actions or found.recommended else ("No action within these bounds is recorded in the papers held.",)),
    )


def _note_row(action: Action, sources: Sources) -> tuple[Said, ...]:
    origin, latest = action.action.citation, action.latest
    update = [told for told in (latest.update, latest.status) if told] if latest else []
    return (
        fixed(action.reference or ""),
        fixed(", ".join(part for part in (action.body, action.item) if part)),
        sources.read(long_date(action.date), origin) if action.date else fixed("not dated"),
        sources.said(action.asked.action, *action.asked.rest),
        _cell(action.responsible, sources, "not stated"),
        _cell(action.deadline, sources, "not stated"),
        sources.read(action.status.value, *(told.citation for told in update)) if update else fixed(Status.NO_UPDATE.value),
        sources.said(*update) if update else fixed(Status.NO_UPDATE.value),
        sources.read(meeting_name(latest.action.citation.meeting), latest.action.citation) if latest else fixed(""),
        fixed("; ".join(entry.joined for entry in action.entries if entry.joined)),
        sources.said(*action.correction),
    )


def _cell(told: Quoted | None, sources: Sources, otherwise: str) -> Said:
    return sources.said(told) if told else fixed(otherwise)


def _note_remarks(found: Sequence[Action]) -> str:
    silent = sum(action.status is Status.NO_UPDATE for action in found)
    return (
        f"{len(found)} in the papers' own words; for {silent} no update was found in the papers held. Who is responsible, and by when, is "
        "given only as a paper prints it; a portfolio stands for its holder."
    )


# A comparison set as a note.


def comparison_note(found: Comparison, made: datetime.date) -> Note:
    """The aligned table (as the data of its chart where the numbers allow one) and the gaps."""
    blocks: tuple[Block, ...] = (found.chart or found.grid,)
    return Note(
        template="comparison",
        title=f"Comparison: {found.measure}",
        subject=found.measure,
        date=made,
        sections=(Section(name="comparison", heading="Side by side", blocks=blocks),) if found.grid.rows else (),
        sources=found.sources,
        not_found=found.gaps or (() if found.grid.rows else (f"The papers held give nothing under “{found.measure}”.",)),
        as_of=found.as_of,
    )
