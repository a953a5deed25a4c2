"""The direct line on a meeting, from the record: how a vote went and who cast it, who moved, who was there, when, what was decided."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.answering.coverage import tells_time
from assistant.answering.relevance import Candidate, Judge, coverage
from assistant.answering.wording import plain_words
from assistant.check.draft import Drafted, Quote, Style
from assistant.question.asked import ATTENDANCE, PROCEDURE, Asked, Wants, asked
from assistant.question.models import Understanding
from ingest.language.words import content_stems, stems
from ingest.library.record import Allowed, Record
from ingest.record.attendance import Attendance, Attended, attendance, same_person
from ingest.record.models import Clause, ClauseKind, Correction, CorrectionKind, Ending, Entry, Motion, Outcome, Part, Side, Vote
from ingest.record.motions import place
from ingest.record.names import same_body
from ingest.record.votes import side_of
from ingest.record.words import Words, lines_of
from vectorstore.models import Hit

_PAPERS = 8
"""Papers, by their best passage, whose record is read."""
_MATTER = 0.75
"""Share of the words of the matter, by rarity, that an item has in its title, motions, votes and clauses."""
_WHOLE = 0.999
_DONE = {
    Outcome.AGREED: "Agreed", Outcome.NOTED: "Noted", Outcome.RECOMMENDED: "Recommended to another body", Outcome.REFUSED: "Refused",
    Outcome.DEFERRED: "Deferred", Outcome.WITHDRAWN: "Withdrawn",
}  # fmt: skip
_ENDED = {Ending.CARRIED: "Carried", Ending.LOST: "Lost", Ending.WITHDRAWN: "Withdrawn"}
_SIDES = {Side.FOR: "For", Side.AGAINST: "Against", Side.ABSTAINED: "Abstained", Side.NOT_VOTING: "Did not vote", Side.ABSENT: "Absent"}
_DID = {
    Side.FOR: "voted for",
    Side.AGAINST: "voted against",
    Side.ABSTAINED: "abstained",
    Side.NOT_VOTING: "did not vote",
    Side.ABSENT: "was absent",
}
_LONG = 45
"""Words above which a motion is quoted up to its seconder."""
_MANY = 6
"""Statements that may follow where more than the line is asked for."""
_CLAUSES = 14
"""Clauses that are given of one decision."""


@dataclass(frozen=True, slots=True)
class Direct:
    """The line that answers, with what belongs to it."""

    statements: tuple[Drafted, ...]
    rest: int = 0
    """How many more statements may follow it."""

    def before(self, statements: Sequence[Drafted]) -> tuple[Drafted, ...]:
        """The line before those of what else was drafted that say something else."""
        said = [set(content_stems(one.claim or one.text)) for one in self.statements]
        new = (one for one in statements if not any(len(own & set(content_stems(one.claim or one.text))) > 0.6 * len(own) for own in said))
        return (*self.statements, *[one for one in new if one.style is not Style.BULLET][: self.rest])


def of_proceedings(
    understanding: Understanding, judge: Judge, judged: Sequence[Candidate], record: Record, allowed: Allowed
) -> Direct | None:
    """The line that the record of meetings answers with; None where it asks something else, or the record does not settle it."""
    told = asked(understanding.standalone)
    if told is None or not judged:
        return None
    papers = list(dict.fromkeys(one.unit.passage.id.rpartition("-")[0] for one in judged))[:_PAPERS]
    entries = [one for one in record.entries(papers, allowed) if one.part in (Part.MINUTE, Part.DECISION)]
    entries = _of_meetings(entries, understanding)
    reader = _Reader(told, understanding, judge, entries, [one.unit.passage.id for one in judged])
    if told.wants is Wants.HELD and told.is_yes_no:
        return _of_notice(understanding, record.corrections(allowed))
    statements = tuple(_READERS[told.wants](reader)) if told.wants in _READERS else ()
    more = " and " in understanding.question and told.wants in (Wants.VOTE, Wants.COUNT)
    rest = _MANY if understanding.several or more else int(told.wants is Wants.OUTCOME and len(statements) == 1)
    return Direct(statements, rest) if statements else None


def _of_meetings(entries: Sequence[Entry], understanding: Understanding) -> list[Entry]:
    """The entries of the body and the day that the question names, where it names one that the papers found tell of."""
    kept = list(entries)
    for period in understanding.periods:
        own = [one for one in kept if one.meeting.date and period.start <= one.meeting.date <= period.end]
        spoken = [one for one in kept if one not in own and any(period.printed.strip() in clause.text for clause in one.clauses)]
        kept = [*own, *spoken] or kept
    if understanding.committees:
        own = [one for one in kept if any(same_body(one.meeting.committee, name) for name in understanding.committees)]
        kept = own or kept
    if kept and set(stems(understanding.standalone)) & {"last", "latest", "recent"}:
        newest = max((one.meeting.date for one in kept if one.meeting.date), default=None)
        kept = [one for one in kept if one.meeting.date == newest]
    return kept


def _of_notice(understanding: Understanding, corrections: Sequence[Correction]) -> Direct | None:
    """Whether the meeting that the question names by day and body is held, where a notice cancels or moves it."""
    off = "cancel" in (asked_of := understanding.standalone.casefold()) or "called off" in asked_of or "postponed" in asked_of
    for one in corrections:
        day, named = one.date, understanding.committees
        that = one.kind is CorrectionKind.MEETING and day and any(p.start <= day <= p.end for p in understanding.periods)
        if that and (not named or any(same_body(one.body, name) for name in named)):
            return Direct((_line("Yes: " if off else "No: ", one.said),), 1)
    return None


class _Reader:
    """Reads the record with one question in mind."""

    def __init__(self, told: Asked, understanding: Understanding, judge: Judge, entries: Sequence[Entry], order: Sequence[str]) -> None:
        self.asked, self._entries = told, list(entries)
        self._place = {identifier: at for at, identifier in reversed(list(enumerate(order)))}
        unsaid = PROCEDURE | set(stems(told.member))
        bodies = set(stems(" ".join(understanding.committees)))
        self._matter = [w for w in judge.wanted if w.term not in unsaid | bodies and ("/" in w.term or not tells_time(w.term))]

    def entry(self, has: Callable[[Entry], bool]) -> Entry | None:
        """The item that the question is about; where it names no matter, the only one of its kind."""
        fit = [one for one in self._entries if has(one)]
        if not self._matter:
            return fit[0] if len({(one.meeting, one.number, one.title) for one in fit}) == 1 else None
        scored = [(coverage(self._matter, _stems_of(one)), -self._rank(one), -at) for at, one in enumerate(fit)]
        if not scored or max(scored)[0] < _MATTER:
            return None
        best = max(scored)
        alike = {fit[-at].meeting.date for cover, _, at in scored if cover == best[0]}
        return fit[-best[2]] if len(alike) == 1 else None

    def covers(self, *texts: str) -> float:
        """The share of the words of the matter that some texts have."""
        return coverage(self._matter, frozenset(stems(" ".join(texts)))) if self._matter else 1.0

    def _rank(self, entry: Entry) -> int:
        return min((self._place.get(one.id, len(self._place)) for one in entry.passages), default=len(self._place))

    def motion(self, entry: Entry) -> Motion | None:
        """The motion or amendment that the question means."""
        among = [one for one in entry.motions if one.amendment is self.asked.amendment]
        if self.asked.member:
            among = [one for one in among if same_person(self.asked.member, one.proposer)]
        if self.asked.number is not None:
            return among[self.asked.number] if len(among) > self.asked.number else None
        if len(among) > 1 and self._matter:
            scored = sorted(((self.covers(one.said.raw), at) for at, one in enumerate(among)), reverse=True)
            return among[scored[0][1]] if scored[0][0] > scored[1][0] else (None if self.asked.amendment else among[0])
        return among[0] if among and (len(among) == 1 or not self.asked.amendment) else None

    def vote(self, entry: Entry) -> Vote | None:
        """The vote that the question means: that on the motion it names, else the last on no amendment."""
        if self.asked.amendment or (self.asked.member and self.asked.wants is not Wants.ONE_VOTE):
            motion = self.motion(entry)
            if motion is None and not entry.motions:
                own, number = [one for one in entry.votes if one.amendment], self.asked.number
                return own[number or 0] if len(own) > (number or 0) and (number is not None or len(own) == 1) else None
            return entry.votes[motion.vote] if motion and motion.vote is not None else None
        return next((one for one in reversed(entry.votes) if not one.amendment and (one.ending or one.names or one.in_favour)), None)

    def meeting(self, entry: Entry | None = None) -> list[tuple[Entry, Attendance]]:
        """What the minutes of the meeting say of who was there; () where the question may mean several."""
        own = [one for one in self._entries if entry is None or one.meeting == entry.meeting]
        if len({(one.meeting.date, one.meeting.committee) for one in own}) != 1:
            return []
        first, matter = own[0], [one for one in self._matter if one.term not in ATTENDANCE]
        named = frozenset(stems(" ".join([first.meeting.council or "", first.meeting.committee or "", first.passages[0].text])))
        if entry is None and matter and coverage(matter, named) < _MATTER:
            return []
        return [(one, told) for one in own for told in attendance(one.passages)]


def _stems_of(entry: Entry) -> frozenset[str]:
    """The words of an item by which it is told what it is about."""
    clauses = [words for one in entry.clauses for words in (*one.stem, *one.words)]
    said = [*(one.said for one in entry.motions), *(one.said for one in entry.votes), *clauses]
    heads = {entry.title or "", *(one.section or "" for one in entry.passages)}
    return frozenset(stems(" ".join([*heads, *(words.raw for words in said)])))


def _line(lead: str, *words: Words, text: str | None = None, style: Style = Style.PROSE) -> Drafted:
    """A statement of words of the papers behind a lead; `text` is said in their place. The longest piece is what is checked."""
    pieces = [plain_words(one.text) for one in words]
    quotes = tuple(Quote(Hit(one.passage, 0.0), one.start, one.end) for one in words)
    return Drafted(lead + (" ".join(pieces) if text is None else text), quotes, style, claim=max(pieces, key=len))


def _tally(vote: Vote) -> str:
    """ "5 votes to 3 with 1 abstention"; "" where the minutes give no numbers."""
    if vote.in_favour is None or vote.against is None:
        return ""
    counted = {side: len(vote.on(side)) for side in (Side.ABSTAINED,)}
    abstained = vote.abstained if vote.abstained is not None else counted[Side.ABSTAINED]
    plural = "" if abstained == 1 else "s"
    return f"{vote.in_favour} votes to {vote.against}" + (f" with {abstained} abstention{plural}" if abstained else "")


def _counts(vote: Vote) -> tuple[Words, ...]:
    """The words that give a vote's numbers: how it ended, and the names where only they are numbered."""
    digits = any(letter.isdigit() for letter in vote.said.raw)
    return (vote.said,) if digits or vote.named is None or vote.named == vote.said else (vote.said, vote.named)


def _side_line(entry: Entry, vote: Vote, side: Side) -> Words | None:
    """The words that list the members on one side."""
    if vote.named is None:
        return None
    lines = [line for one in entry.passages for line in lines_of(one) if place(line) >= place(vote.named)]
    begins = next((at for at, line in enumerate(lines) if side_of(line.raw) is side), None)
    if begins is None:
        return None
    last, names = lines[begins], vote.on(side)
    for line in lines[begins + 1 :]:
        if side_of(line.raw) or line.passage.id != last.passage.id or not any(name.split()[-1] in line.raw for name in names):
            break
        last = line
    return Words(last.passage, lines[begins].start, last.end)


def _one_vote(reader: _Reader) -> Iterator[Drafted]:
    told = reader.asked
    entry = reader.entry(lambda one: bool(one.votes or one.clauses))
    vote = reader.vote(entry) if entry else None
    if entry is None:
        return
    side = next((side for side, name in vote.names if same_person(told.member, name)), None) if vote else None
    line = (_side_line(entry, vote, side) or vote.named) if vote and side else None
    if side and line:
        said = f"{_SIDES[side]}: {told.member}."
        if not told.is_yes_no or (told.side is None and side is Side.ABSTAINED):
            yield _line("", line, text=said)
        else:
            cast = side in (Side.FOR, Side.AGAINST) if told.side is None else side is told.side
            yield _line("Yes: " if cast else "No: ", line, text=f"{told.member} {_DID[side]}.")
    elif away := _kept_away(reader, entry):
        yield _line("No: " if told.is_yes_no else "Did not vote: ", away.said)


def _kept_away(reader: _Reader, entry: Entry) -> Attendance | None:
    """What says that the member could not vote on an item: away from the meeting, gone before it, or out of the room for it."""
    first = min((place(words) for one in (*entry.clauses,) for words in (*one.stem, *one.words)[:1]), default=(10**9, 0))
    first = min([first, *(place(one.said) for one in entry.votes)])
    gone: Attendance | None = None
    for where, told in sorted(reader.meeting(entry), key=lambda pair: place(pair[1].said)):
        if not any(same_person(reader.asked.member, name) for name in told.names) or place(told.said) > first:
            continue
        if told.what in (Attended.AWAY, Attended.ASIDE, Attended.LEFT) and (
            where is entry or not (told.back or told.what is Attended.ASIDE)
        ):
            gone = gone if gone and told.what is Attended.LEFT and gone.what is Attended.ASIDE else told
        elif told.what is Attended.CAME:
            gone = None
    return gone


def _voters(reader: _Reader) -> Iterator[Drafted]:
    side = reader.asked.side
    entry = reader.entry(lambda one: reader.vote(one) is not None)
    vote = reader.vote(entry) if entry else None
    if entry is None or vote is None or side is None:
        return
    sides = (side, Side.ABSTAINED, Side.ABSENT) if side is Side.NOT_VOTING else (side,)
    lines = [line for one in sides if (line := _side_line(entry, vote, one))]
    if lines:
        yield from (_line("", line) for line in lines)
    elif side is Side.AGAINST and vote.against == 0:
        yield _line("Nobody: ", *_counts(vote), text=f"{_tally(vote)}." if vote.names else None)
    elif vote.on(side) and vote.named:
        yield _line(f"{_SIDES[side]}: ", vote.named, text=", ".join(vote.on(side)))
    elif side is Side.ABSENT:
        away = [
            one for where, one in reader.meeting(entry) if one.what in (Attended.AWAY, Attended.LEFT) and place(one.said) < place(vote.said)
        ]
        yield from (_line("", one.said) for one in away if one.names and not one.back)
    elif not vote.names and vote.in_favour is not None:
        yield _line("The minutes give numbers and no names: ", vote.said)


def _count(reader: _Reader) -> Iterator[Drafted]:
    entry = reader.entry(lambda one: reader.vote(one) is not None)
    vote = reader.vote(entry) if entry else None
    if entry is None or vote is None:
        return
    numbers = {Side.FOR: vote.in_favour, Side.AGAINST: vote.against, Side.ABSTAINED: vote.abstained}
    if reader.asked.side is None:
        yield _line("", *_counts(vote))
    elif (number := numbers.get(reader.asked.side)) is not None:
        line = _side_line(entry, vote, reader.asked.side)
        yield _line(f"{number}: ", *((line,) if line else _counts(vote)))


def _vote(reader: _Reader) -> Iterator[Drafted]:
    entry = reader.entry(lambda one: reader.vote(one) is not None)
    vote = reader.vote(entry) if entry else None
    if vote is None:
        return
    tally, words = _tally(vote), _counts(vote)
    if len(words) > 1 and tally:
        ended = _ENDED.get(vote.ending, "Voted") if vote.ending else "Voted"
        yield _line(f"{ended}, {tally}", *words, text="." if vote.ending is None else f": {plain_words(vote.said.text)}")
    else:
        yield _line("", vote.said)


def _mover(reader: _Reader) -> Iterator[Drafted]:
    entry = reader.entry(lambda one: reader.motion(one) is not None)
    motion = reader.motion(entry) if entry else None
    if motion is None:
        return
    name = motion.proposer if reader.asked.wants is Wants.MOVER else motion.seconder
    if not name:
        return
    said = motion.said
    ends = max(said.raw.find(one) + len(one) for one in (motion.proposer, motion.seconder) if one)
    cut = len(said.raw.split()) > _LONG and said.raw[:ends].split()
    yield _line(f"{name}: ", said.until(ends) if cut else said)


def _titled(name: str, text: str) -> str:
    """A name with the title that is printed before it."""
    before = text[: text.find(name)].split()[-1:]
    return f"{before[0]} {name}" if before and same_person(f"{before[0]} {name}", name) and before[0][0].isupper() else name


def _attended(reader: _Reader) -> Iterator[Drafted]:
    """Whether a member was at the meeting."""
    for _, told in reader.meeting():
        named = any(same_person(reader.asked.member, name) for name in told.names)
        if named and told.what in (Attended.AWAY, Attended.PRESENT, Attended.CHAIR):
            here = told.what is not Attended.AWAY
            yes = here is not (reader.asked.side is Side.ABSENT)
            yield _line(("Yes: " if yes else "No: ") if reader.asked.is_yes_no else "", told.said)
            return


def _listed(reader: _Reader) -> Iterator[Drafted]:
    """Who was there, how many, or who was away."""
    what = Attended.AWAY if reader.asked.wants is Wants.AWAY else Attended.PRESENT
    found = [one for _, one in reader.meeting() if one.what is what and one.names]
    if reader.asked.wants is Wants.HOW_MANY:
        chairs = [name for _, one in reader.meeting() if one.what is Attended.CHAIR for name in one.names]
        found = [one for one in found if one.counted and all(any(same_person(c, n) for n in one.names) for c in chairs)]
        yield from (_line(f"{len(one.names)}: ", one.said) for one in found[:1])
        return
    yield from (_line("", one.said) for one in found[:2])


def _chair(reader: _Reader) -> Iterator[Drafted]:
    for _, told in reader.meeting():
        if told.what is Attended.CHAIR and len(told.names) == 1:
            yield _line(
                f"{_titled(told.names[0], told.said.text)}",
                told.said,
                text="" if len(told.said.text.split()) < 4 else f": {plain_words(told.said.text)}",
            )
            return


def _hour(reader: _Reader) -> Iterator[Drafted]:
    """When the meeting opened or closed, or a member came or left."""
    wanted = {Wants.OPENED: Attended.OPENED, Wants.CLOSED: Attended.CLOSED, Wants.LEFT: Attended.LEFT, Wants.CAME: Attended.CAME}
    for _, told in reader.meeting():
        named = not reader.asked.member or any(same_person(reader.asked.member, name) for name in told.names)
        if told.what is wanted[reader.asked.wants] and named:
            lead = "Yes: " if reader.asked.is_yes_no else f"{told.time}: " if told.time else ""
            yield _line(lead, told.said)
            return


def _outcome(reader: _Reader) -> Iterator[Drafted]:
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
            yield _line("Yes: " if done else "No: ", motion.ended)
            yield _line("", motion.said)
        return
    title = entry.title or ""
    lost = [
        one
        for one in entry.motions
        if one.ending in (Ending.LOST, Ending.WITHDRAWN) and one.ended and reader.covers(title, one.said.raw) >= _MATTER
    ]
    clauses = [one for one in entry.clauses if one.kind is ClauseKind.RESOLUTION]
    scored = [(reader.covers(title, one.text, *(words.raw for words in one.stem)), at) for at, one in enumerate(clauses)]
    best = max(scored, key=lambda pair: (pair[0], -pair[1]), default=(0.0, 0))
    if lost and best[0] < reader.covers(title, lost[0].said.raw) and lost[0].ended:
        yield _line("No: " if supposed is Outcome.AGREED else "", lost[0].ended)
        yield _line("", lost[0].said)
    elif best[0] >= _MATTER:
        yield from _as_supposed(clauses[best[1]], supposed, best[0] >= _WHOLE)


def _as_supposed(clause: Clause, supposed: Outcome, whole: bool) -> Iterator[Drafted]:
    """A clause with yes or no where its outcome is what was supposed, or another that rules it out."""
    done, words = clause.outcome, (*clause.stem[:1], *clause.words)
    denied = set(content_stems(clause.text)) & {"no", "not"} or " no " in f" {clause.text.lower()} "
    if done is supposed and whole and not (denied and done is Outcome.AGREED):
        yield _line("Yes: ", *words)
    elif {done, supposed} & {Outcome.NOTED, Outcome.RECOMMENDED} or done is supposed:
        return
    elif supposed is Outcome.AGREED or whole:
        yield _line("No: ", *words)


def _decision(reader: _Reader) -> Iterator[Drafted]:
    """A decision whole: how it was decided, each clause, and amendments that failed or were carried with it."""
    entry = reader.entry(lambda one: any(clause.kind is ClauseKind.RESOLUTION for clause in one.clauses))
    clauses = [one for one in entry.clauses if one.kind is ClauseKind.RESOLUTION][:_CLAUSES] if entry else []
    if entry is None or not clauses:
        return
    first = clauses[0]
    vote = next((entry.votes[at] for at in first.votes), None)
    tally = _tally(vote) if vote else ""
    lead = _DONE[first.outcome] + (f", {tally}" if tally else "")
    said = f"{lead}: " if (tally and tally not in first.text) or first.outcome in (Outcome.DEFERRED, Outcome.WITHDRAWN) else ""
    for at, clause in enumerate(clauses):
        opens = clause.stem if at == 0 or clause.resolution != clauses[at - 1].resolution else ()
        for number, words in enumerate((*opens, *clause.words)):
            style = Style.PROSE if at == number == 0 else Style.BULLET
            yield replace(_line(said if at == number == 0 else "", words), style=style)


_READERS: dict[Wants, Callable[[_Reader], Iterator[Drafted]]] = {
    Wants.ONE_VOTE: _one_vote, Wants.VOTERS: _voters, Wants.COUNT: _count, Wants.VOTE: _vote, Wants.MOVER: _mover, Wants.SECONDER: _mover,
    Wants.ATTENDED: _attended, Wants.PRESENT: _listed, Wants.HOW_MANY: _listed, Wants.AWAY: _listed, Wants.CHAIR: _chair,
    Wants.OPENED: _hour, Wants.CLOSED: _hour, Wants.LEFT: _hour, Wants.CAME: _hour, Wants.OUTCOME: _outcome, Wants.DECISION: _decision,
}  # fmt: skip
