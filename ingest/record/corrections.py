"""What a paper sets right: words that should read otherwise, minutes amended, items withdrawn, meetings cancelled or moved."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from ingest.models import Kind, Passage
from ingest.record.models import Correction, CorrectionKind, Entry
from ingest.record.names import same_body
from ingest.record.words import Words, sentences_of
from ingest.structure.parts import find_date

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
_MINUTE = re.compile(r"\b(?:minute|item)(?: (?:no|number))?\.? (\d{1,4}(?:[./]\d{1,3})*[a-z]?)\b", re.I)
_PARAGRAPH = re.compile(r"\b(?:paragraph|para|section)\.? (\d{1,3}(?:\.\d{1,3})*(?:\([a-z\d]{1,4}\))?)", re.I)
_OF_BODY = re.compile(
    r"\b(?:[Mm]eeting|[Mm]inutes) of (?:the )?"
    r"((?:[A-Z][\w’'&-]*,? (?:and |of |for |the |& )*){0,7}(?:Committee|Panel|Board|Cabinet|Council|Forum))\b"
)
_HEADED = re.compile(r"^\W*+(?:(?:item|minute)\b\s*+(?:no\b\.?\s*+)?)?(\d{1,4}(?:\.\d{1,3})*)\b", re.I)


def read_corrections(passages: Iterable[Passage]) -> Iterator[Correction]:
    """All that the passages of one paper set right, in their order; tables, agendas and headings are not asked."""
    for passage in passages:
        if passage.table is not None or passage.kind in (Kind.HEADING, Kind.AGENDA_ENTRY):
            continue
        said = list(sentences_of(passage))
        for at, words in enumerate(said):
            found = _correction(words, said[at + 1] if at + 1 < len(said) else None)
            if found:
                yield found


def _correction(words: Words, after: Words | None) -> Correction | None:
    text = words.raw
    if read := _READS.search(text) or _FOR_READ.search(text) or _REPLACED.search(text):
        old, new = (found for found in read.groups() if found)
        amended = bool(re.search(r"\bminutes?\b", text, re.I))
        return _placed(words, CorrectionKind.MINUTES if amended else CorrectionKind.WORDS, old.strip(), new.strip())
    if _MEETING.search(text) and (held := find_date(text)):
        both = Words(words.passage, words.start, after.end) if after and _ANEW.search(after.raw) and not _ANEW.search(text) else words
        moved = _ANEW.search(both.raw)
        day = find_date(both.raw[moved.end() :]) if moved else None
        body = _OF_BODY.search(text)
        return Correction(CorrectionKind.MEETING, both, body=body[1] if body else None, date=held, moved_to=day if day != held else None)
    if _AMENDED.search(text):
        return _placed(words, CorrectionKind.MINUTES)
    if _WITHDRAWN.search(text):
        return _placed(words, CorrectionKind.WITHDRAWN)
    return None


def _placed(words: Words, kind: CorrectionKind, old: str | None = None, new: str | None = None) -> Correction:
    """With the meeting, minute or item, and paragraph that the words name; an item is named by the heading they stand under, else."""
    text, passage = words.raw, words.passage
    number = _MINUTE.search(text)
    headed = None if kind is CorrectionKind.MINUTES else _headed(passage)
    paragraph = _PARAGRAPH.search(text)
    body = _OF_BODY.search(text)
    return Correction(
        kind,
        words,
        old,
        new,
        body[1] if body else passage.meeting.committee,
        find_date(text) or passage.meeting.date,
        number[1] if number else headed,
        paragraph[1] if paragraph else None,
    )


def corrects(correction: Correction, entry: Entry) -> bool:
    """Whether a correction sets right what an entry says: it names its meeting, and its number or words that stand in it."""
    if correction.kind is CorrectionKind.MEETING or correction.date is None or correction.date != entry.meeting.date:
        return False
    if not same_body(correction.body, entry.meeting.committee) or any(p.id == correction.said.passage.id for p in entry.passages):
        return False
    numbered = correction.number is not None and correction.number in (entry.number, entry.agenda_item)
    held = correction.old is not None and any(correction.old.casefold() in passage.text.casefold() for passage in entry.passages)
    unnumbered = correction.number is None or (entry.number is None and entry.agenda_item is None)
    return held and (numbered or unnumbered) if correction.old else numbered


def _headed(passage: Passage) -> str | None:
    found = _HEADED.match(passage.section or "")
    return passage.agenda_item or (found[1] if found else None)
