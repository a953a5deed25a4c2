"""The direct line on a meeting, from the record: how a vote went and who cast it, who moved, who was there, when, what was decided."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from assistant.answering.asked import coverage, tells_time
from assistant.answering.judge import Judge
from assistant.answering.wording import plain_words
from assistant.check.draft import Drafted, Quote, Style
from assistant.question.asked import ATTENDANCE, PROCEDURE, Asked, Wants
from assistant.question.models import Understanding
from ingest.language.words import content_stems, stems
from ingest.record.attendance import Attendance, Attended, attendance, same_person
from ingest.record.models import Ending, Entry, Motion, Side, Vote
from ingest.record.motions import place
from ingest.record.names import same_body, same_title
from ingest.record.votes import side_of
from ingest.record.words import Words, lines_of
from vectorstore.models import Hit

MATTER = 0.75
"""Share of the words of the matter, by rarity, that an item has in its title, motions, votes and clauses."""
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


class Proceedings:
    """Reads the record with one question in mind."""

    def __init__(self, told: Asked, understanding: Understanding, judge: Judge, entries: Sequence[Entry], order: Sequence[str]) -> None:
        """`order` are the ids of the passages found, the likeliest first."""
        self.asked, self.all_entries = told, entries
        self._entries = _of_meetings(entries, understanding)
        self._place = {identifier: at for at, identifier in reversed(list(enumerate(order)))}
        unsaid = PROCEDURE | set(stems(told.member))
        bodies = set(stems(" ".join(understanding.committees)))
        self._matter = [w for w in judge.asked.wanted if w.term not in unsaid | bodies and ("/" in w.term or not tells_time(w.term))]

    def entry(self, has: Callable[[Entry], bool]) -> Entry | None:
        """The item that the question is about; where it names no matter, the only one of its kind."""
        fit = [one for one in self._entries if has(one)]
        if not self._matter:
            return fit[0] if len({(one.meeting, one.number, one.title) for one in fit}) == 1 else None
        scored = [(coverage(self._matter, _stems_of(one)), -self._rank(one), -at) for at, one in enumerate(fit)]
        if not scored or max(scored)[0] < MATTER:
            return None
        best = max(scored)
        alike = {fit[-at].meeting.date for cover, _, at in scored if cover == best[0]}
        return fit[-best[2]] if len(alike) == 1 else None

    def later(self, entry: Entry) -> Iterator[Entry]:
        """What other bodies minuted later of the same item of business."""
        for one in self.all_entries:
            after = one.meeting.date and entry.meeting.date and one.meeting.date > entry.meeting.date
            if after and same_title(one.title, entry.title) and not same_body(one.meeting.committee, entry.meeting.committee):
                yield one

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

    def one_meeting(self) -> list[Entry]:
        """The items of the one meeting that the question can mean; [] where there may be several."""
        return self._entries if len({(one.meeting.date, one.meeting.committee) for one in self._entries}) == 1 else []

    def meeting(self, entry: Entry | None = None) -> list[tuple[Entry, Attendance]]:
        """What the minutes of the meeting say of who was there; () where the question may mean several."""
        own = [one for one in self._entries if entry is None or one.meeting == entry.meeting]
        if len({(one.meeting.date, one.meeting.committee) for one in own}) != 1:
            return []
        first, matter = own[0], [one for one in self._matter if one.term not in ATTENDANCE]
        named = frozenset(stems(" ".join([first.meeting.council or "", first.meeting.committee or "", first.passages[0].text])))
        if entry is None and matter and coverage(matter, named) < MATTER:
            return []
        return [(one, told) for one in own for told in attendance(one.passages)]


def _stems_of(entry: Entry) -> frozenset[str]:
    """The words of an item by which it is told what it is about."""
    clauses = [words for one in entry.clauses for words in (*one.stem, *one.words)]
    said = [*(one.said for one in entry.motions), *(one.said for one in entry.votes), *clauses]
    heads = {entry.title or "", *(one.section or "" for one in entry.passages)}
    return frozenset(stems(" ".join([*heads, *(words.raw for words in said)])))


def quoted(lead: str, *words: Words, text: str | None = None, style: Style = Style.PROSE) -> Drafted:
    """A statement of words of the papers behind a lead; `text` is said in their place. The longest piece is what is checked."""
    pieces = [plain_words(one.text) for one in words]
    quotes = tuple(Quote(Hit(one.passage, 0.0), one.start, one.end) for one in words)
    return Drafted(lead + (" ".join(pieces) if text is None else text), quotes, style, claim=max(pieces, key=len))


def tally(vote: Vote) -> str:
    """ "5 votes to 3 with 1 abstention"; "" where the minutes give no numbers."""
    if vote.in_favour is None or vote.against is None:
        return ""
    abstained = len(vote.on(Side.ABSTAINED)) if vote.abstained is None else vote.abstained
    return f"{vote.in_favour} votes to {vote.against}" + (f" with {abstained} abstention{'s'[: abstained > 1]}" if abstained else "")


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


def _one_vote(reader: Proceedings) -> Iterator[Drafted]:
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
            yield quoted("", line, text=said)
        else:
            cast = side in (Side.FOR, Side.AGAINST) if told.side is None else side is told.side
            yield quoted("Yes: " if cast else "No: ", line, text=f"{told.member} {_DID[side]}.")
    elif away := _kept_away(reader, entry):
        yield quoted("No: " if told.is_yes_no else "Did not vote: ", away.said)


def _kept_away(reader: Proceedings, entry: Entry) -> Attendance | None:
    """What says that the member could not vote on an item: away from the meeting, gone before it, or out of the room for it."""
    decided = [place((*one.stem, *one.words)[0]) for one in entry.clauses]
    first = min([*decided, *(place(one.said) for one in entry.votes)], default=(10**9, 0))
    gone: Attendance | None = None
    for where, told in sorted(reader.meeting(entry), key=lambda pair: place(pair[1].said)):
        if not any(same_person(reader.asked.member, name) for name in told.names) or place(told.said) > first:
            continue
        lasts = where is entry or not (told.back or told.what is Attended.ASIDE)
        if told.what in (Attended.AWAY, Attended.ASIDE, Attended.LEFT) and lasts:
            gone = gone if gone and told.what is Attended.LEFT and gone.what is Attended.ASIDE else told
        elif told.what is Attended.CAME:
            gone = None
    return gone


def _cast(reader: Proceedings) -> tuple[Entry, Vote] | None:
    entry = reader.entry(lambda one: reader.vote(one) is not None)
    vote = reader.vote(entry) if entry else None
    return (entry, vote) if entry and vote else None


def _voters(reader: Proceedings) -> Iterator[Drafted]:
    if (found := _cast(reader)) is None or (side := reader.asked.side) is None:
        return
    entry, vote = found
    sides = (side, Side.ABSTAINED, Side.ABSENT) if side is Side.NOT_VOTING else (side,)
    if lines := [line for one in sides if (line := _side_line(entry, vote, one))]:
        yield from (quoted("", line) for line in lines)
    elif side is Side.AGAINST and (vote.against == 0 or (vote.against is None and "unanim" in vote.said.raw.casefold())):
        yield quoted("Nobody: ", *_counts(vote), text=f"{tally(vote)}." if vote.names else None)
    elif vote.on(side) and vote.named:
        yield quoted(f"{_SIDES[side]}: ", vote.named, text=", ".join(vote.on(side)))
    elif side is Side.ABSENT:
        away = [one for _, one in reader.meeting(entry) if one.what in (Attended.AWAY, Attended.LEFT) and one.names and not one.back]
        yield from (quoted("", one.said) for one in away if place(one.said) < place(vote.said))
    elif alone := _said_alone(entry, vote, side):
        yield from (quoted("", words) for words in alone)
    elif not (vote.names or any(_said_alone(entry, vote, one) for one in Side)) and vote.in_favour is not None:
        yield quoted("The minutes give numbers and no names: ", vote.said)


def _said_alone(entry: Entry, vote: Vote, side: Side) -> list[Words]:
    """The sentences that tell of single members how they voted ("Councillor Amble voted against")."""
    word = _DID[side].removeprefix("was ")
    said = [*(one.said for one in entry.votes if one is not vote), *(words for one in entry.clauses for words in one.asides)]
    return list(
        {words.text: words for words in said if word in words.raw or (side is Side.AGAINST and "vote against" in words.raw)}.values()
    )


def _count(reader: Proceedings) -> Iterator[Drafted]:
    if (found := _cast(reader)) is None:
        return
    entry, vote = found
    numbers = {Side.FOR: vote.in_favour, Side.AGAINST: vote.against, Side.ABSTAINED: vote.abstained}
    side = reader.asked.side
    line = _side_line(entry, vote, side) if side else None
    if side is None or (number := numbers.get(side)) is not None:
        yield quoted("" if side is None else f"{number}: ", *((line,) if line else _counts(vote)))


def _vote(reader: Proceedings) -> Iterator[Drafted]:
    if (found := _cast(reader)) is None:
        return
    words, numbers = _counts(found[1]), tally(found[1])
    ended = _ENDED[found[1].ending] if found[1].ending else "Voted"
    told = len(words) > 1 and numbers
    yield quoted(f"{ended}, {numbers}: " if told else "", *words, text=plain_words(found[1].said.text) if told else None)


def _mover(reader: Proceedings) -> Iterator[Drafted]:
    entry = reader.entry(lambda one: reader.motion(one) is not None)
    motion = reader.motion(entry) if entry else None
    name = motion and (motion.proposer if reader.asked.wants is Wants.MOVER else motion.seconder)
    if motion and name:
        raw = motion.said.raw
        ends = max(raw.find(one) + len(one) for one in (motion.proposer, motion.seconder) if one)
        yield quoted(f"{name}: ", motion.said.until(ends) if len(raw.split()) > _LONG else motion.said)


def _of_member(reader: Proceedings, *what: Attended) -> Iterator[Attendance]:
    """What is told of the member asked about, or of anybody where none is."""
    for _, told in reader.meeting():
        if told.what in what and (not reader.asked.member or any(same_person(reader.asked.member, name) for name in told.names)):
            yield told


def _attended(reader: Proceedings) -> Iterator[Drafted]:
    """Whether a member was at the meeting."""
    for told in islice(_of_member(reader, Attended.AWAY, Attended.PRESENT, Attended.CHAIR), 1):
        yes = (told.what is Attended.AWAY) is (reader.asked.side is Side.ABSENT)
        yield quoted(("Yes: " if yes else "No: ") if reader.asked.is_yes_no else "", told.said)


def _listed(reader: Proceedings) -> Iterator[Drafted]:
    """Who was there, how many, or who was away."""
    found = [one for one in _of_member(reader, Attended.AWAY if reader.asked.wants is Wants.AWAY else Attended.PRESENT) if one.names]
    if reader.asked.wants is not Wants.HOW_MANY:
        yield from (quoted("", one.said) for one in found[:2])
        return
    chairs = [name for one in _of_member(reader, Attended.CHAIR) for name in one.names]
    counted = (one for one in found if one.counted and all(any(same_person(chair, name) for name in one.names) for chair in chairs))
    yield from (quoted(f"{len(one.names)}: ", one.said) for one in islice(counted, 1))


def _chair(reader: Proceedings) -> Iterator[Drafted]:
    for told in islice((one for one in _of_member(reader, Attended.CHAIR) if len(one.names) == 1), 1):
        name, text = told.names[0], told.said.text
        title = text[: text.find(name)].split()[-1:]
        titled = f"{title[0]} {name}" if title and title[0][0].isupper() and same_person(f"{title[0]} {name}", name) else name
        yield quoted(f"{titled}: ", told.said)


def _hour(reader: Proceedings) -> Iterator[Drafted]:
    """When the meeting opened or closed, or a member came or left."""
    wanted = {Wants.OPENED: Attended.OPENED, Wants.CLOSED: Attended.CLOSED, Wants.LEFT: Attended.LEFT, Wants.CAME: Attended.CAME}
    for told in islice(_of_member(reader, wanted[reader.asked.wants]), 1):
        yield quoted("Yes: " if reader.asked.is_yes_no else f"{told.time}: " if told.time else "", told.said)


READERS: dict[Wants, Callable[[Proceedings], Iterator[Drafted]]] = {
    Wants.ONE_VOTE: _one_vote, Wants.VOTERS: _voters, Wants.COUNT: _count, Wants.VOTE: _vote, Wants.MOVER: _mover, Wants.SECONDER: _mover,
    Wants.ATTENDED: _attended, Wants.PRESENT: _listed, Wants.HOW_MANY: _listed, Wants.AWAY: _listed, Wants.CHAIR: _chair,
    Wants.OPENED: _hour, Wants.CLOSED: _hour, Wants.LEFT: _hour, Wants.CAME: _hour,
}  # fmt: skip
"""What is drafted for each thing that may be asked of votes and of who was there."""
