"""The decisions register: every clause resolved, decision recorded and item noted, with the recommendation it took up."""

from collections.abc import Sequence
from itertools import groupby, islice

from assistant.registers.links import of_subject, pair
from assistant.registers.models import Adoption, Decision, Difference, Motion, Recommended, Vote, quoted
from ingest.library.library import Library
from ingest.library.placed import Placed
from ingest.models import PaperStatus, Passage
from ingest.record import models as said
from ingest.record.decision_records import flags
from ingest.record.models import ClauseKind, Outcome, Part, Side
from ingest.record.requests import asks
from ingest.record.routine import is_routine
from ingest.record.wording import difference
from vectorstore.models import Role

_FLAGS = 4


def live_passages(library: Library, role: Role) -> list[Passage]:
    """What the role may read, without what a later paper replaced; the library itself keeps the rest back."""
    return [p for p in library.passages(classifications=role.classifications) if p.status is not PaperStatus.SUPERSEDED]


def decided(clauses: Sequence[Placed]) -> tuple[Decision, ...]:
    """The decisions among the clauses of a record, by date, in the order of the minutes; words printed twice count once.

    Date and body are those of the meeting that decided. Superseded papers are left out.
    """
    offered = [one for one in clauses if one.clause.kind is ClauseKind.RECOMMENDATION]
    taken = [one for one in clauses if one.clause.kind is ClauseKind.RESOLUTION]
    found: list[Decision] = []
    for _, run in groupby(taken, key=lambda one: id(one.entry)):
        found += _of_entry(tuple(run), offered)
    return tuple(found)


def _of_entry(among: Sequence[Placed], offered: Sequence[Placed]) -> list[Decision]:
    """The decisions of one minute or decision record, and what they leave of the recommendations."""
    entry = among[0].entry
    minute = entry.part is Part.MINUTE
    near = of_item(among[0], offered) if minute else of_subject(entry, offered)
    taken = pair(among, near)
    used = {id(one) for one, _ in taken.values()}
    left = tuple(Recommended.of(one.clause) for one in near if id(one) not in used) if minute else ()
    flagged = tuple(quoted(words) for words in islice(flags(entry.passages), _FLAGS))
    return [
        _decision(one, taken.get(at), bool(near)).model_copy(update={"flags": flagged, "left": () if at else left})
        for at, one in enumerate(among)
    ]


def of_item(placed: Placed, offered: Sequence[Placed]) -> list[Placed]:
    """The recommendations on the item of a minute: the covering report's own where there are any, else those of what is attached."""
    found = [one for one in offered if one.item == placed.item is not None]
    return [one for one in found if one.entry.part is Part.REPORT] or found


def _decision(placed: Placed, taken: tuple[Placed, str] | None, offered: bool) -> Decision:
    clause, entry = placed.clause, placed.entry
    adoption, reason, apart = _adoption(placed, taken, offered)
    asked = asks(clause.text, " ".join(words.text for words in clause.stem), clause.outcome)
    return Decision(
        date=entry.meeting.date,
        body=entry.meeting.committee,
        item=entry.number,
        title=f"{entry.title}: {clause.heading}" if entry.title and clause.heading else entry.title or clause.heading,
        clause=clause.label,
        words=tuple(quoted(words, placed.also) for words in clause.words),
        stem=tuple(quoted(words) for words in clause.stem),
        outcome=clause.outcome,
        votes=tuple(_vote(vote) for vote in placed.votes),
        motions=tuple(_motion(motion) for motion in placed.motions),
        correction=tuple(quoted(one.said) for one in placed.corrections),
        recorded=tuple(quoted(words) for words in clause.asides),
        adoption=adoption,
        recommendation=Recommended.of(taken[0].clause) if taken else None,
        reason=reason,
        difference=apart,
        routine=is_routine(clause.text, clause.heading or entry.title, asked),
    )


def _vote(vote: said.Vote) -> Vote:
    return Vote(
        said=quoted(vote.said),
        in_favour=vote.in_favour,
        against=vote.against,
        abstained=vote.abstained,
        names_in_favour=vote.on(Side.FOR),
        names_against=vote.on(Side.AGAINST),
        names_abstained=vote.on(Side.ABSTAINED),
        names_not_voting=vote.on(Side.NOT_VOTING),
        names_absent=vote.on(Side.ABSENT),
    )


def _motion(motion: said.Motion) -> Motion:
    return Motion(proposer=motion.proposer, seconder=motion.seconder, amendment=motion.amendment, said=quoted(motion.said))


def _adoption(placed: Placed, taken: tuple[Placed, str] | None, offered: bool) -> tuple[Adoption, str, Difference]:
    if taken is None:
        why = "no recommendation of the report has words like these" if offered else "no report with recommendations on this item was found"
        return Adoption.NOT_FOUND, why, Difference()
    recommended, reason = taken[0].clause, taken[1]
    if placed.clause.outcome is Outcome.REFUSED and recommended.outcome is not Outcome.REFUSED:
        return Adoption.REFUSED, reason, Difference()
    gone, new = difference(recommended.text, placed.clause.text)
    adoption = Adoption.CHANGED if gone or new else Adoption.UNCHANGED
    return adoption, reason, Difference(recommended_only=gone, decided_only=new)
