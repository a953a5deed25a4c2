"""What a paper sets right: words that should read otherwise, minutes amended, items withdrawn, meetings cancelled or moved."""

import datetime
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from ingest.language.dates import first_day
from ingest.language.live_text import plain, stands_in
from ingest.language.sentences import split_sentences
from ingest.models import Kind, Meeting, Passage
from ingest.record.minutes import is_minutes
from ingest.record.models import ClauseKind, Correction, CorrectionKind, Entry, Outcome, Part
from ingest.record.names import same_body
from ingest.record.words import Words, sentences_of

_QUOTED: Final = r"[\"“‘]([^\"“”‘’\n]{1,200}+)[\"”’]"
_PLAIN: Final = r"((?<![\d.,£])£?\d[\d.,]*+(?: (?:million|billion|per cent))?%?|the (?:words?|figure|date|amount) [^\"“\n]{1,60}?)"
_READS = re.compile(
    rf"(?:{_QUOTED}|{_PLAIN}),?(?: \([^()]{{0,80}}\))? (?:should|ought to) (?:read|be read|have read|be)(?: as)?:?"
    rf" (?:{_QUOTED}|{_PLAIN}(?![\w]))",
)
_FOR_READ = re.compile(rf"\b[Ff]or {_QUOTED},? (?:please )?read {_QUOTED}")
_REPLACED = re.compile(rf"{_QUOTED} (?:be|is|was|to be) (?:replaced|substituted) (?:with|by) {_QUOTED}")
_AMENDED = re.compile(
    r"\bminutes\b.{0,200}\b(?:subject to|with) (?:the )?(?:following )?(?:\w+ )?(?:correction|amendment|alteration|change)s?\b"
    r"|\bminutes\b.{0,120}\b(?:be|were|was) (?:corrected|amended)\b", re.I | re.S)  # fmt: skip
_WITHDRAWN = re.compile(
    r"\b(?:item|report|application|paper|petition)\b(?: [\w/()-]+){0,6}?"
    r" (?:has been|had been|have been|is|was|be|were) (?:\w+ )?withdrawn\b", re.I)  # fmt: skip
_MEETING = re.compile(
    r"\bmeetings? (?:of|scheduled|due|planned|arranged|on|to be held)\b.{0,200}\b(?:has been|have been|had been|is|was|will be)"
    r" (?:\w+ )?(?:cancelled|postponed|rescheduled|rearranged|moved|brought forward|put back)\b"
    r"|\b(?:cancelled|postponed|rescheduled)\b.{0,60}\bmeeting\b.{0,80}\b\d{4}\b", re.I | re.S)  # fmt: skip
_ANEW = re.compile(
    r"\b(?:will|is to|shall) (?:now |instead )*(?:take place|be held|meet)\b"
    r"|\b(?:rescheduled|postponed|moved|rearranged|brought forward|put back) (?:to|until|for)\b", re.I)  # fmt: skip
_THIS = re.compile(r"\bthis (?:item|report|application|paper|petition)\b", re.I)
_MEETS = re.compile(r"\bmeet(?:s|ing)?\b", re.I)
_MINUTE = re.compile(r"\b(?:minute|item)(?: (?:no|number))?\.? (\d{1,4}(?:[./]\d{1,3})*[a-z]?)\b", re.I)
_PARAGRAPH = re.compile(r"\b(?:paragraph|para|section)\.? (\d{1,3}(?:\.\d{1,3})*(?:\([a-z\d]{1,4}\))?)", re.I)
_OF_BODY = re.compile(
    r"\b(?:[Mm]eeting|[Mm]inutes) of (?:the )?"
    r"((?:[A-Z][\w’'&-]*,? (?:and |of |for |the |& )*){0,7}(?:Committee|Panel|Board|Cabinet|Council|Forum))\b"
)
_HEADED = re.compile(r"^\W*+(?:(?:item|minute)\b\s*+(?:no\b\.?\s*+)?)?(\d{1,4}(?:\.\d{1,3})*)\b", re.I)


def read_corrections(passages: Iterable[Passage]) -> Iterator[Correction]:
    """All that the passages of one paper set right, in their order; tables, agendas and headings are not asked."""
    listing: Correction | None = None
    for passage in passages:
        if passage.table is not None or passage.kind in (Kind.HEADING, Kind.AGENDA_ENTRY):
            continue
        said = list(sentences_of(passage))
        for at, words in enumerate(said):
            found = _correction(words, said[at + 1] if at + 1 < len(said) else None)
            if found and listing and found.old and _goes_on(listing, found):
                found = replace(found, kind=listing.kind, body=listing.body, date=listing.date)
            if found:
                listing = found if found.kind is CorrectionKind.MINUTES and not found.old else listing
                yield found


def _goes_on(listing: Correction, found: Correction) -> bool:
    """Whether a change stands in the list that "subject to the following amendments" opens, and names no day itself."""
    over, under = listing.said.passage, found.said.passage
    return (over.id == under.id or (over.section is not None and over.section == under.section)) and not first_day(_around(found))


def _correction(words: Words, after: Words | None) -> Correction | None:
    text = words.raw
    if read := _READS.search(text) or _FOR_READ.search(text) or _REPLACED.search(text):
        old, new = (found for found in read.groups() if found)
        amended = bool(re.search(r"\bminutes?\b", text, re.I))
        return _placed(words, CorrectionKind.MINUTES if amended else CorrectionKind.WORDS, old.strip(), new.strip())
    if _MEETING.search(text) and (held := first_day(text)):
        both = Words(words.passage, words.start, after.end) if after and _ANEW.search(after.raw) and not _ANEW.search(text) else words
        moved = _ANEW.search(both.raw)
        day = first_day(both.raw[moved.end() :]) if moved else None
        return Correction(CorrectionKind.MEETING, both, body=_body(words), date=held, moved_to=day if day != held else None)
    if _AMENDED.search(text):
        return _placed(words, CorrectionKind.MINUTES)
    if _WITHDRAWN.search(text) and (is_minutes(words.passage) or named_item(words) or _THIS.search(text)):
        return _placed(words, CorrectionKind.WITHDRAWN)
    return None


def _placed(words: Words, kind: CorrectionKind, old: str | None = None, new: str | None = None) -> Correction:
    """With the meeting, minute or item, and paragraph that the words name; an item is named by the heading they stand under, else."""
    text, passage = words.raw, words.passage
    headed = None if kind is CorrectionKind.MINUTES else _headed(passage)
    paragraph = _PARAGRAPH.search(text)
    number, named = named_item(words) or headed, paragraph[1] if paragraph else None
    found = Correction(kind, words, old, new, _body(words), number=number, paragraph=named)
    return replace(found, date=first_day(_around(found)) or passage.meeting.date)


def _body(words: Words) -> str | None:
    """The body that the words name, else that of their paper."""
    found = _OF_BODY.search(words.raw)
    return found[1] if found else words.passage.meeting.committee


def named_item(words: Words) -> str | None:
    """Number of the minute or item that the words name."""
    found = _MINUTE.search(words.raw)
    return found[1] if found else None


def change_of(correction: Correction) -> Words:
    """Of the words that set right, those that say what should read how; all of them, where no words are replaced."""
    said = correction.said
    found = correction.old and (_READS.search(said.raw) or _FOR_READ.search(said.raw) or _REPLACED.search(said.raw))
    return Words(said.passage, said.start + found.start(), said.start + found.end()) if found else said


def _around(correction: Correction) -> str:
    """What is said besides the change: a date in the change is no day of a meeting."""
    change = change_of(correction)
    return correction.said.raw.replace(change.raw, " ") if correction.old else correction.said.raw


def concerns(correction: Correction, said: Sequence[Words], items: Collection[Sequence[Entry]]) -> bool:
    """Whether a correction is of words that stand in these items."""
    if correction.kind is CorrectionKind.MEETING:
        return any(_unsettles(correction, words) for words in said)
    if correction.kind is CorrectionKind.WITHDRAWN:
        return any(of_item(held, [correction]) for held in items)
    entries = [entry for held in items for entry in held if _corrects(correction, entry)]
    about = {passage.id for entry in entries for passage in entry.passages}
    return any(words.passage.id in about and _replaces(correction, words) for words in said)


def of_item(held: Sequence[Entry], corrections: Sequence[Correction]) -> tuple[Correction, ...]:
    """What sets right an item; it was not withdrawn where its minutes decide it."""
    decided = any(map(_decides, held))
    return tuple(
        one
        for one in corrections
        if any(_sets_right(one, entry) for entry in held) and not (decided and one.kind is CorrectionKind.WITHDRAWN)
    )


def calls_off(correction: Correction, meeting: Meeting) -> bool:
    """Whether a correction cancels or moves this meeting."""
    at = correction.kind is CorrectionKind.MEETING and correction.date is not None and correction.date == meeting.date
    return at and is_of(correction, meeting)


def _decides(entry: Entry) -> bool:
    """Whether an entry says that something was decided, and not that a matter was withdrawn."""
    outcomes = {clause.outcome for clause in entry.clauses if clause.kind is ClauseKind.RESOLUTION}
    return Outcome.WITHDRAWN not in outcomes and bool(outcomes & {Outcome.AGREED, Outcome.REFUSED, Outcome.RECOMMENDED})


def _sets_right(correction: Correction, entry: Entry) -> bool:
    own = any(passage.id == correction.said.passage.id for passage in entry.passages)
    withdrawn = correction.kind is CorrectionKind.WITHDRAWN and correction.number in (None, entry.number, entry.agenda_item)
    return (own and withdrawn) or _corrects(correction, entry)


def _corrects(correction: Correction, entry: Entry) -> bool:
    """Whether a correction sets right what an entry says: it names its meeting, and its number or words that stand in it."""
    if correction.kind is CorrectionKind.MEETING or correction.date is None or correction.date != entry.meeting.date:
        return False
    if not is_of(correction, entry.meeting) or any(p.id == correction.said.passage.id for p in entry.passages):
        return False
    if correction.kind is CorrectionKind.MINUTES and entry.part is not Part.MINUTE:
        return False
    numbers = {CorrectionKind.MINUTES: (entry.number,), CorrectionKind.WITHDRAWN: (entry.agenda_item,)}
    numbered = correction.number is not None and correction.number in numbers.get(correction.kind, (entry.number, entry.agenda_item))
    if correction.old is None or not (numbered or correction.number is None or not (entry.number or entry.agenda_item)):
        return numbered and correction.old is None
    return any(stands_in(plain(correction.old), plain(passage.text)) for passage in entry.passages)


def _replaces(correction: Correction, words: Words) -> bool:
    """Whether the words, of an entry that is corrected, are those that should read otherwise, or any where none are named."""
    own, named = words.passage.paragraph, correction.paragraph
    elsewhere = correction.kind is CorrectionKind.WORDS and own and named and own[:1].isdigit() and own.strip("().") != named
    return not elsewhere and (correction.old is None or stands_in(plain(correction.old), plain(words.text)))


def _unsettles(correction: Correction, words: Words) -> bool:
    """Whether words are of a paper for the meeting that was cancelled or moved, or say when it is; minutes are of what was held."""
    passage = words.passage
    if correction.kind is not CorrectionKind.MEETING or correction.date is None or not is_of(correction, passage.meeting):
        return False
    return (passage.meeting.date == correction.date and not is_minutes(passage)) or correction.date in days_of_meetings(words)


def days_of_meetings(words: Words) -> set[datetime.date]:
    """The days that sentences on meetings name."""
    text = words.text
    said = (text[start:end] for start, end in split_sentences(text))
    return {day for sentence in said if _MEETS.search(sentence) and (day := first_day(sentence))}


def is_of(correction: Correction, meeting: Meeting) -> bool:
    """Whether a correction is of the body that a meeting is of: another council's committee may bear the same name."""
    council = correction.said.passage.meeting.council
    return same_body(correction.body, meeting.committee) and same_body(council, meeting.council)


def _headed(passage: Passage) -> str | None:
    found = _HEADED.match(passage.section or "")
    return passage.agenda_item or (found[1] if found else None)
