"""The decisions register: every clause resolved, decision recorded and item noted, with the recommendation it took up."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.registers.links import Proposal, difference, of_item, of_subject, pair, proposals, stems_of
from assistant.registers.models import Adoption, Decision, Difference, Motion, Quoted, Recommended, Vote, quoted
from ingest.library.library import Library
from ingest.models import Kind, PaperStatus, Passage
from ingest.record import models as said
from ingest.record.decision_records import DecisionRecord, read_records
from ingest.record.minutes import Minute, read_minutes
from ingest.record.models import Clause, Outcome, Side
from ingest.record.outcomes import outcome_of
from ingest.record.read import Decided, read_decided
from ingest.record.words import Words, lines_of, sentences_of
from vectorstore.models import Role

_FLAG = re.compile(
    r"\bcall(?:ed)?[- ]in\b|\b(?:special|general) (?:urgency|exception)|\burgency (?:provisions|procedure)|\burgent (?:decision|key)", re.I
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A clause with what it stands in and the recommendations it may take up."""

    clause: Clause
    source: Minute | DecisionRecord
    among: tuple[Clause, ...]
    offered: tuple[Proposal, ...]
    decided: Decided | None = None


def decisions(library: Library, role: Role) -> tuple[Decision, ...]:
    """Every decision that the role may read, by date, in the order of the minutes; words printed twice count once.

    Date and body are those of the meeting that decided. Superseded papers are left out.
    """
    found = _register(live_passages(library, role), library)
    return tuple(sorted(found, key=lambda decision: (decision.date is None, decision.date)))


def live_passages(library: Library, role: Role) -> list[Passage]:
    """What the role may read, without what a later paper replaced; the library itself keeps the rest back."""
    return [p for p in library.passages(classifications=role.classifications) if p.status is not PaperStatus.SUPERSEDED]


def _register(passages: Sequence[Passage], library: Library) -> list[Decision]:
    offered = proposals(passages)
    minutes = list(read_minutes(passages))
    found: list[_Found] = []
    for minute in minutes:
        decided, offer = read_decided(minute), tuple(of_item(minute, minutes, offered))
        found += [_Found(clause, minute, decided.clauses, offer, decided) for clause in decided.clauses]
    for record in read_records(passages, library.papers()):
        offer = tuple(of_subject(record.title, record.date, offered))
        found += [_Found(clause, record, record.clauses, offer) for clause in record.clauses]
    return [_decision(first, also) for first, also in _once(found)]


def _once(found: Iterable[_Found]) -> list[tuple[_Found, tuple[Passage, ...]]]:
    """Each clause once, with the passages that print the same words of the same meeting again."""
    kept: dict[tuple[object, ...], tuple[_Found, list[Passage]]] = {}
    for one in found:
        number = one.source.number if isinstance(one.source, Minute) else one.source.reference
        words = " ".join(stem for w in one.clause.words for stem in stems_of(w.text))
        key = (one.source.date, number, one.clause.label, one.clause.heading, words)
        if key in kept:
            kept[key][1].append(one.clause.words[0].passage)
        else:
            kept[key] = (one, [])
    return [(one, tuple(also)) for one, also in kept.values()]


def _decision(found: _Found, also: tuple[Passage, ...]) -> Decision:
    clause, source = found.clause, found.source
    text = " ".join(words.text for words in clause.words)
    taken = pair(found.among, found.offered)
    at = found.among.index(clause)
    adoption, proposal, reason, apart = _adoption(text, taken.get(at), bool(found.offered))
    used = {id(p) for p, _ in taken.values()}
    minute = source if isinstance(source, Minute) else None
    first = minute is not None and at == 0
    return Decision(
        date=source.date,
        body=source.body,
        item=minute.number if minute else source.reference if isinstance(source, DecisionRecord) else None,
        title=f"{source.title}: {clause.heading}" if source.title and clause.heading else source.title or clause.heading,
        clause=clause.label,
        words=tuple(quoted(words, also) for words in clause.words),
        stem=tuple(quoted(words) for words in clause.stem),
        outcome=clause.outcome if minute else outcome_of(text),
        votes=tuple(_vote(found.decided.votes[at]) for at in clause.votes) if found.decided else (),
        motions=tuple(_motion(found.decided.motions[at]) for at in clause.motions) if found.decided else (),
        recorded=tuple(quoted(words) for words in clause.asides if re.search(r"\bvot|\babstain|\bdissent", words.raw)),
        flags=_flags(source),
        adoption=adoption,
        recommendation=Recommended(label=proposal.label, said=quoted(proposal.words)) if proposal else None,
        reason=reason,
        difference=apart,
        left=tuple(Recommended(label=p.label, said=quoted(p.words)) for p in found.offered if id(p) not in used) if first else (),
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
    )


def _motion(motion: said.Motion) -> Motion:
    return Motion(proposer=motion.proposer, seconder=motion.seconder, amendment=motion.amendment, said=quoted(motion.said))


def _adoption(text: str, taken: tuple[Proposal, str] | None, offered: bool) -> tuple[Adoption, Proposal | None, str, Difference]:
    if taken is None:
        why = "no recommendation of the report has words like these" if offered else "no report with recommendations on this item was found"
        return Adoption.NOT_FOUND, None, why, Difference()
    proposal, reason = taken
    if outcome_of(text) is Outcome.REFUSED and outcome_of(proposal.words.text) is not Outcome.REFUSED:
        return Adoption.REFUSED, proposal, reason, Difference()
    apart = difference(proposal.words.text, text)
    same = not apart.recommended_only and not apart.decided_only
    return (Adoption.UNCHANGED if same else Adoption.CHANGED), proposal, reason, apart


def _flags(source: Minute | DecisionRecord) -> tuple[Quoted, ...]:
    """Sentences, or rows of a form, that speak of call-in or urgency; the words of what is resolved or moved are none."""
    found = []
    for passage in source.passages:
        if passage.kind in (Kind.RESOLUTION, Kind.RECOMMENDATION):
            continue
        parts: Iterable[Words] = lines_of(passage) if passage.table is not None else sentences_of(passage)
        found += [quoted(words) for words in parts if _FLAG.search(words.raw)]
    return tuple(found[:4])
