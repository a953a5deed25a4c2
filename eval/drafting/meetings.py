"""Drafts from the record of meetings: what was decided, who moved it, how the vote went, who is to do what, who was in the chair."""

import datetime
import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from eval.drafting.shelf import SURE, Pair, Shelf, body_words, meeting_words
from eval.drafting.topics import STOPS, core, facts_of, halves, plainly, topic_of
from eval.models import Answerable, Case
from eval.text import fold, word_set
from ingest.language.periods import long_date
from ingest.library.placed import Placed
from ingest.library.record import Record
from ingest.models import Meeting, PaperStatus, Passage
from ingest.record.attendance import Attendance, Attended, attendance
from ingest.record.models import ClauseKind, Ending, Entry, Motion, Outcome, Part, Vote
from ingest.record.words import Words

_STATUS = {
    Outcome.AGREED: "resolved",
    Outcome.NOTED: "noted",
    Outcome.RECOMMENDED: "recommended",
    Outcome.REFUSED: "refused",
    Outcome.DEFERRED: "deferred",
    Outcome.WITHDRAWN: "withdrawn",
}
_ENDED = {Ending.CARRIED: "carried|agreed|passed|approved|adopted", Ending.LOST: "lost|defeated|fell|not carried|rejected"}
_APPROVES = re.compile(r"^(?:approv|agree|accept|adopt|support|endors|grant)", re.I)
_CHOICE = re.compile(r"\b(?:election|appointment|nomination)\b", re.I)
_TASK = re.compile(
    r"^\s*(?:(?:(?:is|are|was|were) (?:asked |requested |instructed )?|agreed |offered |undertook |promised |volunteered )?(?P<do>to \w.+)"
    r"|(?:agreed|offered|undertook|promised|said|stated|confirmed) (?:that )?(?:he|she|they) would (?P<would>\w.+))$",
    re.S,
)
_WHEN = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|friday"
    r"|weeks?|days?|months?|next|before|until|by the|immediately|asap|soon|today|tomorrow|year|deadline|\d{1,2}/\d{1,2})\b",
    re.I,
)
_VOTED = re.compile(r"\b(?:vot(?:e|es|ed|ing)|abstain\w*|abstention|in favour|for:|against|unanimous\w*|dissent\w*|nem)\b", re.I)
_MOVED = re.compile(r"(?<!proposed )(?<!moved )\b((?:that|(?<=agreed )to|(?<=resolved )to) [^.,;:]{10,200})(?=[.,;:]|$)")
_POINTS = word_set("it this these those he she they")
_NOBODY = re.compile(r"\b(?:none|apolog\w*|police|council|committee|members?|officers?)\b", re.I)
_TITLE = re.compile(r"^(?:the )?(?:councillors?|cllrs?|mr|mrs|ms|miss|dr|cathaoirleach)\.? ", re.I)


def drafts(shelf: Shelf) -> Iterator[Pair]:
    """All that the record gives, in its order."""
    placed = Record(shelf.library).clauses(shelf.allowed)
    said = [one for one in placed if not one.corrections and not any(words.passage.struck for words in one.clause.words)]
    resolved = [one for one in said if one.clause.kind is ClauseKind.RESOLUTION and one.entry.meeting.date]
    for _, run in groupby(resolved, key=lambda one: id(one.entry)):
        yield from _of_item(shelf, tuple(run))
    offered = [one for one in said if one.clause.kind is ClauseKind.RECOMMENDATION and one.entry.part is Part.REPORT]
    for _, run in groupby(offered, key=lambda one: id(one.entry)):
        yield from _recommended(shelf, tuple(run))
    for one in said:
        if one.clause.kind is ClauseKind.ACTION:
            yield from _task(shelf, one)
    yield from _there(shelf)


def _of_item(shelf: Shelf, clauses: Sequence[Placed]) -> Iterator[Pair]:
    topic = topic_of(clauses[0].entry.title, shelf.common)
    live = [one for one in clauses if len(core(one.clause.text)) > 3 and _is_plain(one.clause.words[0].passage)]
    if topic and live and len(live) == len(clauses) <= 3:
        yield from _decided(shelf, topic, live)
    named = [(both[0], one) for one in live if (both := halves(one.clause.text))]
    if not topic or len(clauses) > 3:
        for subject, one in named:
            yield from _decided(shelf, subject, [one])
    subjects = {id(one.clause): subject for subject, one in named}
    seen: set[int] = set()
    for one in live:
        about = subjects.get(id(one.clause)) or topic
        for vote in one.votes if about else ():
            if vote.said.start not in seen:
                seen.add(vote.said.start)
                yield from _vote(shelf, about or "", one, vote)
        for motion in one.motions:
            about = _moved(motion.said.text) or (f"the motion on {topic}" if topic else "")
            if about and not motion.amendment and motion.seconder and motion.said.start not in seen:
                seen.add(motion.said.start)
                yield from _mover(shelf, about, one, motion)


def _moved(said: str) -> str | None:
    """What was moved, as "that …" or "to …"; None where the words do not say it, or not by themselves."""
    found = _MOVED.search(said)
    words = found[1].split() if found else []
    vague = any(word in _POINTS for word in words[1:3])
    return None if not found or vague or not 5 <= len(words) <= 22 else found[1]


def _is_whole(words: Words) -> bool:
    """Whether words are short enough to be read at a glance, and are not cut off before their end."""
    return len(words.text.split()) <= 90 and words.text.split()[-1].lower() not in STOPS and "as follows" not in words.text


def _is_plain(passage: Passage) -> bool:
    """Whether its words stand, and were read without doubt."""
    return passage.status is not PaperStatus.SUPERSEDED and (passage.confidence or 1.0) > SURE


def _decided(shelf: Shelf, topic: str, clauses: Sequence[Placed]) -> Iterator[Pair]:
    entry, said = clauses[0].entry, [one.clause.words[0] for one in clauses]
    if len({words.passage.document for words in said}) > 1 or not all(map(_is_whole, said)):
        return
    outcomes = {one.clause.outcome for one in clauses}
    status = _STATUS[next(iter(outcomes))] if len(outcomes) == 1 else None
    facts = [fact for one in clauses for fact in facts_of(one.clause.text)]
    body, key, on = body_words(entry.meeting), said[0].text, meeting_words(entry.meeting)
    question = shelf.choose(key, (
        f"what was decided about {topic} at {on}?",
        f"what did {on} decide on {topic}?",
        f"how did {on} leave the matter of {topic}?",
        f"what came out of the talk about {topic} at {on}?",
        f"{topic}: what was settled at {on}?",
    ))  # fmt: skip
    check = "that the question means this item alone, that the facts are what a right answer must say, and that nothing later changed it"
    case = shelf.case("decision", question, said, facts, check, status=status)
    refused = Outcome.REFUSED in outcomes
    approved = outcomes == {Outcome.AGREED} and all(_APPROVES.match(fact) for fact in facts) and not _CHOICE.search(topic)
    if ((refused and len(clauses) == 1) or approved) and shelf.number(key) % 2:
        verb = shelf.choose(key, ("agree to", "approve") if refused else ("turn down", "refuse", "reject"))
        asked = f"why did {body} {verb} {topic} on {_day(entry.meeting)}?"
        check = (
            f"that it was {'not ' if refused else ''}agreed, so that the question supposes what is not so, and that the facts correct it"
        )
        partner = shelf.case("decision", asked, said, facts, check, Answerable.FALSE_PREMISE, status, partner=True)
        yield Pair("decision", case, partner)
    elif other := _of_nobody(shelf, topic, entry.meeting, key):
        yield Pair("decision", case, _unanswered(shelf, "decision", other, said))


def _recommended(shelf: Shelf, clauses: Sequence[Placed]) -> Iterator[Pair]:
    """What a report recommends, all of it where that is little, else one of its recommendations."""
    entry, topic = clauses[0].entry, topic_of(clauses[0].entry.title, shelf.common)
    live = [one for one in clauses if len(core(one.clause.text).split()) > 1 and _is_plain(one.clause.words[0].passage)]
    if not topic or not live or not all(_is_whole(one.clause.words[0]) for one in live):
        return
    named = [(one, both[0]) for one in live if (both := halves(one.clause.text))]
    chosen, about = (live, topic) if len(live) < 4 else ([named[0][0]], f"{named[0][1]} in the report on {topic}") if named else ([], "")
    said = [one.clause.words[0] for one in chosen]
    if not said or len({words.passage.document for words in said}) > 1:
        return
    when = f" of {long_date(entry.meeting.date)}" if entry.meeting.date else ""
    question = shelf.choose(said[0].text, (
        f"what do the papers{when} recommend on {about}?",
        f"what were members recommended to do about {about}, in the papers{when}?",
        f"what was put forward for decision on {about} in the papers{when}?",
    ))  # fmt: skip
    facts = [fact for one in chosen for fact in facts_of(one.clause.text)]
    check = "that the question means this report alone, and that the facts are what a right answer must say"
    case = shelf.case("recommendation", question, said, facts, check, status="recommended")
    if other := _of_nobody(shelf, topic, entry.meeting, said[0].text):
        yield Pair("recommendation", case, _unanswered(shelf, "recommendation", other, said))


def _of_nobody(shelf: Shelf, topic: str, meeting: Meeting, key: str) -> str | None:
    """A question on the same matter with a day, a body or a member that no paper of the library names."""
    day = shelf.absent_day(meeting.date) if meeting.date else None
    name, body = shelf.absent_name(key), shelf.absent_body(key)
    asked = [
        f"what did {meeting_words(meeting, day)} decide about {topic}?" if day else "",
        f"what did Councillor {name} say about {topic} at {meeting_words(meeting)}?" if name else "",
        f"what did the {body} decide about {topic}?" if body else "",
    ]
    kept = [one for one in asked if one]
    return shelf.choose(f"{key} nobody", kept) if kept else None


def _unanswered(shelf: Shelf, kind: str, question: str, said: Sequence[Words], check: str = "") -> Case:
    check = check or "that no paper names this day, body or person in the matter; none of the library does by its words"
    return shelf.case(kind, question, said, (), check, Answerable.NO, partner=True)


def _vote(shelf: Shelf, topic: str, one: Placed, vote: Vote) -> Iterator[Pair]:
    numbers = [number for number in (vote.in_favour, vote.against) if number is not None]
    said = vote.named or vote.said
    if len(numbers) < 2 or vote.amendment or len(said.text.split()) > 90 or any(str(n) not in said.text for n in numbers):
        return
    key, on = said.text, meeting_words(one.entry.meeting)
    question = shelf.choose(key, (
        f"how did the vote on {topic} go at {on}?",
        f"how many were for and how many against when {topic} was voted on at {on}?",
        f"at {on}, what was the count of votes on {topic}?",
    ))  # fmt: skip
    check = "that this is the vote on the matter, and not on an amendment to it"
    case = shelf.case("vote", question, [said], [str(number) for number in numbers], check)
    ending = vote.ending or (Ending.CARRIED if numbers[0] > numbers[1] else Ending.LOST)
    lost = "carried" if ending is Ending.LOST else "lost"
    asked = f"by how many votes was {topic} {lost} at {on}?"
    check = f"that it was {ending.value}: the question supposes the contrary, and an answer must set it right"
    facts = [
        *(str(number) for number in numbers),
        *([_ENDED[ending]] if any(w in fold(said.text) for w in _ENDED[ending].split("|")) else []),
    ]
    yield Pair("vote", case, shelf.case("vote", asked, [said], facts, check, Answerable.FALSE_PREMISE, partner=True))


def _mover(shelf: Shelf, topic: str, one: Placed, motion: Motion) -> Iterator[Pair]:
    entry, on, key = one.entry, meeting_words(one.entry.meeting), motion.said.text
    facts = [_surname(name) for name in (motion.proposer, motion.seconder or "")]
    if len(set(facts)) < 2 or not all(facts) or len(key.split()) > 90:
        return
    question = shelf.choose(key, (
        f"who moved {topic} at {on}, and who seconded?",
        f"at {on}, which two members proposed and seconded {topic}?",
        f"{on}: who proposed {topic} and who backed it?",
    ))  # fmt: skip
    case = shelf.case(
        "mover", question, [motion.said], facts, "that the motion is the one on this matter; other motions may stand beside it"
    )
    if not any(_VOTED.search(passage.text) for passage in entry.passages):
        check = "that the minutes count no votes on this item; its passages have no word of voting"
        yield Pair(
            "mover",
            case,
            _unanswered(
                shelf,
                "mover",
                f"how many members voted against when it was moved {topic} at {on}?"
                if topic.startswith(("that ", "to "))
                else f"how many members voted against {topic} at {on}?",
                [motion.said],
                check,
            ),
        )
    elif name := shelf.absent_name(key):
        asked = (
            f"what did Councillor {name} say when it was moved {topic} at {on}?"
            if topic.startswith(("that ", "to "))
            else f"what did Councillor {name} say to {topic} at {on}?"
        )
        yield Pair("mover", case, _unanswered(shelf, "mover", asked, [motion.said]))


def _surname(name: str) -> str:
    bare = re.split(r" (?:from|of|for) |[(,]| (?:MP|MSP|MBE|OBE|JP|CBE)\b", _TITLE.sub("", name.strip()), maxsplit=1)[0].strip(" .")
    known = bare and bare.split()[-1][:1].isupper() and not _NOBODY.search(bare)
    return bare.split()[-1] if known else ""


def _task(shelf: Shelf, one: Placed) -> Iterator[Pair]:
    clause, entry = one.clause, one.entry
    words = clause.words[0]
    if clause.who is None or entry.meeting.date is None or len(words.text.split()) > 40:
        return
    who = clause.who.text
    told = _TASK.match(words.text.partition(who)[2])
    if not told:
        return
    work = plainly("to " + told["would"] if told["would"] else told["do"]).rstrip(" .;")
    work = re.split(r"[;(]|\. |, (?:and|which|who|as)\b", work, maxsplit=1)[0].strip()
    if not 4 <= len(work.split()) <= 22 or re.search(r"\b(?:this|it|them|these|those|him|her|do so|the same|his|their)\b", work):
        return
    on, person = meeting_words(entry.meeting), re.sub(r"^[Tt]he ", "", who)
    question = shelf.choose(words.text, (
        f"who was {work}, according to {on}?",
        f"at {on}, who was left {work}?",
        f"whose job was it {work} after {on}?",
    ))  # fmt: skip
    fact = "|".join(dict.fromkeys([person, _surname(person) or person])) if " and " not in person and "," not in person else person
    case = shelf.case("task", question, [words], [fact], "that this and no other person was to do it, and that the question reads well")
    asker = who if who[:1].isupper() and _TITLE.match(who) and not who.startswith("The ") else f"the {person}"
    if not any(_WHEN.search(passage.text) for passage in entry.passages):
        check = "that no day is set for it; the item has no word for one"
        yield Pair("task", case, _unanswered(shelf, "task", f"by what date was {asker} {work}, from {on}?", [words], check))
    elif day := shelf.absent_day(entry.meeting.date):
        asked = f"who was {work}, going by {meeting_words(entry.meeting, day)}?"
        yield Pair("task", case, _unanswered(shelf, "task", asked, [words]))


def _there(shelf: Shelf) -> Iterator[Pair]:
    """Who was in the chair, who sent apologies and when it ended, each once a meeting."""
    record = Record(shelf.library)
    seen: set[tuple[object, ...]] = set()
    for paper in shelf.library.papers(shelf.allowed):
        for entry in record.entries([paper.id], shelf.allowed):
            held = (entry.meeting.committee, entry.meeting.date)
            if entry.part is not Part.MINUTE or entry.meeting.date is None:
                continue
            for one in attendance(entry.passages):
                if (one.what, *held) not in seen and len(one.said.text.split()) < 60 and _is_plain(one.said.passage):
                    for pair in _attended(shelf, entry, one):
                        seen.add((one.what, *held))
                        yield pair


_ASKED = {
    Attended.CHAIR: ("who chaired {}?", "who was in the chair at {}?", "who presided over {}?"),
    Attended.AWAY: ("who sent apologies for {}?", "which members gave their apologies for {}?", "who could not come to {}?"),
    Attended.CLOSED: ("at what time did {} end?", "when did {} finish?", "what time was it when {} closed?"),
}


def _attended(shelf: Shelf, entry: Entry, one: Attendance) -> Iterator[Pair]:
    day = shelf.absent_day(entry.meeting.date) if entry.meeting.date else None
    names = [_surname(name) for name in one.names]
    facts = [one.time] if one.what is Attended.CLOSED else names
    fits = len(names) == 1 if one.what is Attended.CHAIR else len(names) < 7
    if one.what not in _ASKED or not day or not facts or not all(facts) or not fits:
        return
    question = shelf.choose(one.said.text, _ASKED[one.what])
    check = "that the minutes say so of this meeting, and that the facts are all that they say"
    kind = {Attended.CHAIR: "chair", Attended.AWAY: "apologies", Attended.CLOSED: "hours"}[one.what]
    case = shelf.case(kind, question.format(meeting_words(entry.meeting)), [one.said], facts, check)
    yield Pair(kind, case, _unanswered(shelf, kind, question.format(meeting_words(entry.meeting, day)), [one.said]))


def _day(meeting: Meeting) -> str:
    return long_date(meeting.date or datetime.date.min)
