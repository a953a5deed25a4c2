"""What a note is asked on: an item, a report, a paper, a meeting, or a topic or question that the papers are searched for."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from assistant.briefing.matters import Matter
from assistant.citations import meeting_name
from assistant.errors import BriefingTargetError
from assistant.question.models import Understanding
from assistant.question.understand import understand
from assistant.question.vocabulary import LibraryFacts
from assistant.scope import Scope
from ingest.language.dates import drop_periods
from ingest.language.noun_phrases import named_in
from ingest.language.words import content_stems
from ingest.library.headings import Heading
from ingest.models import Meeting
from ingest.record.models import Part
from ingest.record.names import body_key, references

_GENERIC = frozenset(
    content_stems(
        "meeting agenda item report paper pack papers briefing note one page summary committee panel board council minutes minute on"
    )
)
_QUESTION = re.compile(
    r"\?\s*$|^(?:who|what|which|when|how|where|why|is|are|was|were|did|does|do|has|have|can|should|will)\b", re.IGNORECASE
)
_LISTED = 6
_NAMED = 0.6
"""Share of what is asked for, by weight, that the titles of one matter of a meeting hold, and of no other half as much."""


class TargetKind(StrEnum):
    """What the words turned out to name."""

    ITEM = "item"
    REPORT = "report"
    PAPER = "paper"
    MEETING = "meeting"
    TOPIC = "topic"
    QUESTION = "question"


@dataclass(frozen=True, slots=True)
class Target:
    """What a note is on; a topic's or question's matters are known only when the papers have been searched."""

    kind: TargetKind
    title: str
    matters: tuple[Matter, ...] = ()

    @property
    def searched(self) -> bool:
        """Whether the papers are searched for it."""
        return self.kind in (TargetKind.TOPIC, TargetKind.QUESTION)


def resolve(
    topic: str, matters: Sequence[Matter], facts: LibraryFacts, scope: Scope, searched: bool = False, meeting: bool = False
) -> Target:
    """The target that `topic` names among the matters the reader may see.

    `searched` settles that it is a topic or question; `meeting`, that it is a meeting, where words beside its day and body ("a brief for
    the chair on …") name nothing else.

    Raises:
        BriefingTargetError: nothing, or more than one thing, is meant; the message names the nearest or the candidates.
        UnknownBodyError: no matter or paper is of the body that the scope names.
    """
    topic = " ".join(topic.split())
    if not content_stems(topic):
        raise BriefingTargetError(
            "say what the note is on: an item with its meeting's date, a report's title, a paper, a meeting or a topic"
        )
    within = scope.keep(matters, lambda one: (one.meeting, one.documents), facts.papers)
    topic, within = _of_council(topic, within)
    asked = understand(topic, (), facts)
    if meeting and asked.periods:
        bodies = {stem for one in _at(asked, within) for stem in content_stems(one.meeting.committee or "")}
        if found := _held(topic, asked, within, _rest(topic, asked) & bodies):
            return found
    if not searched:
        # a paper that names no council is no council's, and is still what its name says
        unknown = [one for one in matters if not one.meeting.council and not one.meeting.date] if scope.council else []
        named = [*within, *unknown]
        for find, among in (
            (_paper, named),
            (_item, within),
            (_meeting, within),
            (_reference, named),
            (_title, named),
            (_on_the_day, within),
        ):
            if found := find(topic, asked, among, facts):
                return found
    kind = TargetKind.QUESTION if _QUESTION.search(topic) else TargetKind.TOPIC
    return Target(kind, topic)


def _of_council(topic: str, matters: list[Matter]) -> tuple[str, list[Matter]]:
    """The matters of the council that stands before a meeting's name ("Larkmere Borough Council, Cabinet"), and the topic without it."""
    for council in sorted({matter.meeting.council for matter in matters if matter.meeting.council}, key=len, reverse=True):
        before, named, after = topic.partition(f"{council}, ")
        if named:
            return before + after, [matter for matter in matters if matter.meeting.council == council]
    return topic, matters


def _paper(topic: str, _: Understanding, matters: Sequence[Matter], __: LibraryFacts) -> Target | None:
    name = topic.casefold()

    def called(headings: Iterable[Heading]) -> bool:
        return any(name in (one.document.casefold(), PurePath(one.document).stem.casefold()) for one in headings)

    found = [matter for matter in matters if called(matter.headings)]
    reports = [matter for matter in found if called(matter.of(Part.REPORT, Part.APPENDIX, Part.DECISION))]
    if len(reports) == 1 and not (reports[0].of(Part.AGENDA) and len(found) > 1):
        return Target(TargetKind.PAPER, reports[0].title, tuple(reports))
    return Target(TargetKind.MEETING, meeting_name(found[-1].meeting) or topic, tuple(found)) if found else None


def _item(topic: str, asked: Understanding, matters: Sequence[Matter], facts: LibraryFacts) -> Target | None:
    item, minute = asked.place.agenda_item, asked.place.minute
    if not item and not minute:
        return None
    here = _at(asked, matters)
    found = [m for m in here if (m.item == item if item else any(one.number == minute for one in m.of(Part.MINUTE)))]
    found = found or [m for m in here if m.number == item]
    if len(found) > 1 and (rest := _rest(topic, asked) - set(content_stems(f"{item or minute}"))):
        covered = {matter: sum(map(facts.weight, rest & set(content_stems(matter.title)))) for matter in found}
        found = [matter for matter in found if covered[matter] == max(covered.values())]
    if not found:
        raise BriefingTargetError(
            f"no {f'item {item}' if item else f'minute {minute}'} like that is among the papers: {_near(here or matters)}"
        )
    return _one(topic, found, TargetKind.ITEM)


def _meeting(topic: str, asked: Understanding, matters: Sequence[Matter], _: LibraryFacts) -> Target | None:
    return _held(topic, asked, matters, _rest(topic, asked))


def _held(topic: str, asked: Understanding, matters: Sequence[Matter], rest: set[str]) -> Target | None:
    """The meeting of the day and bodies named; `rest` are words beside them, which must be of its body's name."""
    if not (asked.periods or asked.committees) or (rest and not asked.periods):
        return None
    if not asked.periods and "meeting" not in topic.casefold():
        return None
    meetings: dict[tuple[str | None, str, object], list[Matter]] = {}
    dated = [matter for matter in _at(asked, matters) if matter.meeting.date]
    dated = [matter for matter in dated if rest <= {*content_stems(matter.meeting.committee or "")}] if rest else dated
    if rest and not dated:
        return None  # what is asked for beside the day is no body's name
    councils = {(body_key(one.meeting), one.meeting.date, one.meeting.council) for one in dated if one.meeting.council}
    shared = Counter((body, date) for body, date, _ in councils)
    for matter in dated:
        held = body_key(matter.meeting), matter.meeting.date
        meetings.setdefault((matter.meeting.council if shared[held] > 1 else None, *held), []).append(matter)
    if not meetings:
        raise BriefingTargetError(f"no meeting like that is among the papers: {_near(matters)}")
    if len(meetings) > 1:
        names = "; ".join(meeting_name(group[0].meeting) for group in list(meetings.values())[:_LISTED])
        raise BriefingTargetError(f"“{topic}” could be any of these meetings: {names}; name one with its committee and date")
    (group,) = meetings.values()
    return Target(TargetKind.MEETING, meeting_name(group[0].meeting), tuple(group))


def _reference(topic: str, _: Understanding, matters: Sequence[Matter], __: LibraryFacts) -> Target | None:
    """The one report whose title or file has the reference number that is named ("24/0155")."""
    asked = references(topic)
    reports = [one for one in matters if one.of(Part.REPORT, Part.DECISION)] if asked else []
    found = [one for one in reports if asked & references(" ".join((*(h.title or "" for h in one.headings), *one.documents)))]
    return Target(TargetKind.REPORT, found[0].title, (found[0],)) if len(found) == 1 else None


def _title(topic: str, asked: Understanding, matters: Sequence[Matter], facts: LibraryFacts) -> Target | None:
    first = named_in(drop_periods(topic.partition(", ")[0]))
    wordings = [set(content_stems(topic)) - _GENERIC, _rest(topic, asked)]
    councils = {stem for name in facts.papers for stem in content_stems(name.info.meeting.council or "")}
    shorter = (set(content_stems(first)) - _GENERIC, wordings[0] - councils, wordings[1] - councils)
    wordings += [named for named in shorter if len(named) > 1]

    def likeness(matter: Matter) -> float:
        titles = (matter.title, *(one.title or "" for one in matter.of(Part.REPORT)))
        return max(_agree(words, set(content_stems(title)) - _GENERIC, facts) for title in titles for words in wordings)

    scores = {i: likeness(matter) for i, matter in enumerate(matters)}
    best = max(scores.values(), default=0.0)
    if best < 0.7:
        return None
    found = [matter for i, matter in enumerate(matters) if scores[i] > best - 0.05]
    found = [matter for matter in _at(asked, found)] or found
    found = [matter for matter in found if matter.of(Part.REPORT)] or found
    return _one(topic, found, TargetKind.REPORT)


def _on_the_day(topic: str, asked: Understanding, matters: Sequence[Matter], facts: LibraryFacts) -> Target | None:
    """The one matter of a meeting named by its day that is asked for in words of its own ("the call-in, 13 March 2025")."""
    words = _rest(topic, asked)
    if not words or not any(period.dated for period in asked.periods):
        return None
    whole = sum(map(facts.weight, words))

    def named(matter: Matter) -> float:
        return sum(map(facts.weight, words & {stem for one in matter.headings for stem in content_stems(one.title or "")})) / whole

    best, *others = sorted(((named(matter), at) for at, matter in enumerate(matters) if matter in _at(asked, matters)), reverse=True) or [
        (0.0, 0)
    ]
    if best[0] < _NAMED or (others and others[0][0] > best[0] / 2):
        return None
    return Target(TargetKind.REPORT, matters[best[1]].title, (matters[best[1]],))


def _agree(words: set[str], title: set[str], facts: LibraryFacts) -> float:
    """How far the words name the title: the mean of how much of each the other holds, nothing where much of what is asked is not in it."""
    shared = sum(map(facts.weight, words & title))
    asked, printed = sum(map(facts.weight, words)), sum(map(facts.weight, title))
    if not asked or not printed or shared / asked < 0.75:
        return 0.0
    return (shared / asked + shared / printed) / 2


def _at(asked: Understanding, matters: Iterable[Matter]) -> list[Matter]:
    """The matters of the meetings that are named."""
    found = [m for m in matters if not asked.periods or any(period.holds(m.meeting.date) for period in asked.periods)]
    if not asked.committees:
        return found
    bodies = {body_key(Meeting(None, name)) for name in asked.committees}
    return [m for m in found if body_key(m.meeting) in bodies] or found


def _rest(topic: str, asked: Understanding) -> set[str]:
    """Stems of what is asked besides item, meeting and date."""
    topic = drop_periods(topic)
    named = {stem for name in asked.committees for stem in content_stems(name)}
    dates = {stem for period in asked.periods for stem in content_stems(period.label)}
    return {stem for stem in content_stems(topic) if stem not in _GENERIC | named | dates and not re.fullmatch(r"(?:19|20)\d\d", stem)}


def _one(topic: str, found: Sequence[Matter], kind: TargetKind) -> Target:
    if len(found) > 1:
        names = "; ".join(_name(matter) for matter in found[:_LISTED])
        more = f" and {len(found) - _LISTED} more" if len(found) > _LISTED else ""
        raise BriefingTargetError(f"“{topic}” could be: {names}{more}; name one with its date, or take the topic-brief template for all")
    return Target(kind, found[0].title, (found[0],))


def _name(matter: Matter) -> str:
    item = f"item {matter.item} " if matter.item else ""
    return f"{item}“{matter.title}” ({meeting_name(matter.meeting) or matter.headings[0].document})"


def _near(matters: Sequence[Matter]) -> str:
    meetings = list(dict.fromkeys(meeting_name(matter.meeting) for matter in matters if matter.meeting.date))
    if len(meetings) == 1:
        return f"{meetings[0]} has " + "; ".join(f"item {m.item or '-'} “{m.title}”" for m in matters[:20])
    return "there are the meetings " + "; ".join(meetings[-_LISTED:]) if meetings else "there are no meetings; ingest their papers first"
