"""The direct line on a decision, from the record: yes or no where a clause settles it, the decision whole, the items decided so."""

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from assistant.answering.judge import Judge
from assistant.answering.proceedings import MATTER, READERS, Direct, Proceedings, quoted, tally
from assistant.answering.reading import Candidate
from assistant.answering.wording import plain_words
from assistant.check.draft import Drafted, Style
from assistant.question.asked import Wants, asked
from assistant.question.models import Understanding
from ingest.language.dates import months_named, years_named
from ingest.language.periods import long_date
from ingest.language.words import stems, words
from ingest.library.record import Allowed, Record
from ingest.record.models import Clause, ClauseKind, Correction, CorrectionKind, Ending, Outcome, Part
from ingest.record.names import same_body
from ingest.record.outcomes import bare

_PAPERS = 8
"""Papers, by their best passage, whose record is read."""
_WHOLE = 0.999
_DONE = {
    Outcome.AGREED: "Agreed", Outcome.NOTED: "Noted", Outcome.RECOMMENDED: "Recommended to another body", Outcome.REFUSED: "Refused",
    Outcome.DEFERRED: "Deferred", Outcome.WITHDRAWN: "Withdrawn",
}  # fmt: skip
_MANY = 6
"""Statements that may follow where more than the line is asked for."""
_CLAUSES = 14
"""Clauses that are given of one decision, items of one kind."""


def of_record(understanding: Understanding, judge: Judge, judged: Sequence[Candidate], record: Record, allowed: Allowed) -> Direct | None:
    """The line that the record of meetings answers with; None where it asks something else, or the record does not settle it."""
    told = asked(understanding.standalone)
    if told is None or not judged:
        return None
    if told.wants is Wants.HELD:
        return _of_notice(understanding, record.corrections(allowed)) if told.is_yes_no else None
    papers = list(dict.fromkeys(one.unit.passage.id.rpartition("-")[0] for one in judged))[:_PAPERS]
    entries = [one for one in record.entries(papers, allowed) if one.part in (Part.MINUTE, Part.DECISION)]
    order = [one.unit.passage.id for one in judged]
    statements = tuple(_ALL[told.wants](Proceedings(told, understanding, judge, entries, order)))
    more = understanding.several or (" and " in understanding.question and told.wants in (Wants.VOTE, Wants.COUNT))
    rest = _MANY if more else int(told.wants is Wants.OUTCOME and len(statements) == 1)
    return Direct(statements, rest) if statements else None


def _of_notice(understanding: Understanding, corrections: Sequence[Correction]) -> Direct | None:
    """Whether the meeting that the question names by day and body is held, where a notice cancels or moves it."""
    off = {"cancel", "call", "postpon"} & set(stems(understanding.standalone))
    for one in corrections:
        day, named = one.kind is CorrectionKind.MEETING and one.date, understanding.committees
        if day and _names(understanding, day) and any(same_body(one.body, n) for n in named or ("",)):
            return Direct((quoted("Yes: " if off else "No: ", one.said),), 1)
    return None


def _names(understanding: Understanding, day: datetime.date) -> bool:
    """Whether a question names a day, with its year or without."""
    question = understanding.standalone
    without_year = day.month in months_named(question) and str(day.day) in words(question) and not years_named(question)
    return without_year or any(period.start <= day <= period.end for period in understanding.periods)


def _outcome(reader: Proceedings) -> Iterator[Drafted]:
    """Whether what the question supposes was done: only where a motion's end or a clause on just that says so."""
    supposed = reader.asked.outcome
    moved = reader.asked.amendment or bool(reader.asked.member)
    entry = reader.entry(lambda one: reader.motion(one) is not None if moved else bool(one.clauses or one.votes or one.motions))
    if entry is None or supposed is None:
        return
    if moved:
        motion = reader.motion(entry)
        if motion and motion.ending and motion.ended:
            done = motion.ending is {Outcome.REFUSED: Ending.LOST, Outcome.WITHDRAWN: Ending.WITHDRAWN}.get(supposed, Ending.CARRIED)
            yield quoted("Yes: " if done else "No: ", motion.ended)
            yield quoted("", motion.said)
        return
    title = entry.title or ""
    failed = [one for one in entry.motions if one.ending in (Ending.LOST, Ending.WITHDRAWN)]
    lost = [one for one in failed if one.ended and reader.covers(title, one.said.raw) >= MATTER]
    clauses = [one for one in entry.clauses if one.kind is ClauseKind.RESOLUTION]
    scored = [(reader.covers(title, one.text, *(line.raw for line in one.stem)), at) for at, one in enumerate(clauses)]
    best = max(scored, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0))
    if lost and best[0] < reader.covers(title, lost[0].said.raw) and lost[0].ended:
        yield quoted("No: " if supposed is Outcome.AGREED else "", lost[0].ended)
        yield quoted("", lost[0].said)
    elif best[0] >= MATTER:
        yield from _as_supposed(clauses[best[1]], supposed, best[0] >= _WHOLE)


def _as_supposed(clause: Clause, supposed: Outcome, whole: bool) -> Iterator[Drafted]:
    """A clause with yes or no where its outcome is what was supposed, or another that rules it out."""
    done, said = clause.outcome, (*clause.stem[:1], *clause.words)
    denied = set(words(clause.text)) & {"no", "not"}
    if whole and done is supposed is Outcome.AGREED and bare(clause.text).casefold().startswith("no "):
        yield quoted("No: ", *said)
    elif done is supposed and whole and not (denied and done is Outcome.AGREED):
        yield quoted("Yes: ", *said)
    elif {done, supposed} & {Outcome.NOTED, Outcome.RECOMMENDED} or done is supposed:
        return
    elif supposed is Outcome.AGREED or whole:
        yield quoted("No: ", *said)


def _decision(reader: Proceedings) -> Iterator[Drafted]:
    """A decision whole: how it was decided, each clause, and amendments that failed or were carried with it."""
    entry = reader.entry(lambda one: any(clause.kind is ClauseKind.RESOLUTION for clause in one.clauses))
    clauses = [one for one in entry.clauses if one.kind is ClauseKind.RESOLUTION][:_CLAUSES] if entry else []
    if entry is None or not clauses:
        return
    first = clauses[0]
    vote = next((entry.votes[at] for at in first.votes), None)
    votes = tally(vote) if vote else ""
    done = _DONE[first.outcome] + (f", {votes}" if votes else "")
    said = f"{done}: " if (votes and votes not in first.text) or first.outcome in (Outcome.DEFERRED, Outcome.WITHDRAWN) else ""
    for at, clause in enumerate(clauses):
        opens = clause.stem if at == 0 or clause.resolution != clauses[at - 1].resolution else ()
        for number, line in enumerate((*opens, *clause.words)):
            style = Style.PROSE if at == number == 0 else Style.BULLET
            lead = said if at == number == 0 else ""
            told = plain_words(line.text).removeprefix("RESOLVED:").strip() if lead else None  # the lead says as much
            yield replace(quoted(lead, line, text=told), style=style)
    for later in islice(reader.later(entry), 1):
        for clause in [one for one in later.clauses if one.kind is ClauseKind.RESOLUTION][:1]:
            held = f"{later.meeting.committee or later.meeting.council}, {long_date(later.meeting.date)}" if later.meeting.date else ""
            yield quoted(f"{held}: ", *clause.stem[:1], *clause.words)


def _which(reader: Proceedings) -> Iterator[Drafted]:
    """The items of which that was decided, each by its title and the clause that says so."""
    found = [(one, clause) for one in reader.one_meeting() for clause in one.clauses if clause.outcome is reader.asked.outcome]
    for entry, clause in found[:_CLAUSES]:
        fits = not reader.asked.thing or reader.asked.thing in stems(f"{entry.title} {clause.text}")
        if entry.title and fits and clause.kind is ClauseKind.RESOLUTION and reader.covers(entry.title, clause.text) >= MATTER:
            yield replace(quoted(f"{entry.title}: ", *clause.words), style=Style.BULLET)


_ALL: dict[Wants, Callable[[Proceedings], Iterator[Drafted]]] = {
    **READERS, Wants.OUTCOME: _outcome, Wants.DECISION: _decision, Wants.WHICH: _which,
}  # fmt: skip
