"""Votes and motions as minutes record them, and the clauses they belong to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.registers.clauses import Clause
from assistant.registers.links import last_label
from assistant.registers.minutes import Minute
from assistant.registers.models import Motion, Vote
from assistant.registers.spans import Words, quoted, sentences_of
from ingest.language.words import content_stems
from ingest.models import Passage

_SIDE = re.compile(r"\b(For|In favour|Against|Abstain(?:ed|ing)?|Abstentions?)\s*+[:\-–]?\s*+\(?(\d{1,3})\)?(?!\d)", re.I)
_SAID = re.compile(
    r"\b(?:by|with) (\d+|\w+) votes? to (\d+|\w+)|\bvoted (\d+) to (\d+)|\b(?:carried|agreed|approved|passed|resolved) unanimously\b"
    r"|\bunanimously (?:agreed|carried|approved|resolved)\b|\bnem\.? con\b|\bwithout a vote\b|\bgeneral assent\b|\bcasting vote\b"
    r"|\bmotion(?: \([^)]*\))? (?:was )?(?:carried|lost|defeated|agreed|fell)\b|\bvoted against\b",
    re.I,
)
_ENDS = re.compile(r"(?:(?:The )?(?:substantive |original )?(?:motion|amendment)(?: was)? (?:carried|lost|fell)|Agreed)\.?\s*$", re.I)
_PART = re.compile(r"\b(?:recommendation|part|clause) \(?(\d{1,2}|[ivx]{1,5}|[a-z])(?:\)|\b)", re.I)
_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNTS = {word: number for number, word in enumerate(_WORDS)}
_NAME = r"(?<![\w’'.-])(?:The |the )?[A-Z][\w’'.-]*+(?: [A-Z][\w’'.-]*+){0,4}"
_MOTIONS = (
    re.compile(rf"(?P<one>{_NAME}) (?:proposed|moved),? (?:and )?(?P<two>{_NAME}) seconded\b"),
    re.compile(rf"(?P<one>{_NAME}) (?:proposed|moved),? seconded by (?P<two>{_NAME})"),
    re.compile(rf"(?:[Pp]roposed|[Mm]oved)(?: by)?:? (?P<one>{_NAME}),?;? (?:and )?[Ss]econded(?: by)?:? (?P<two>{_NAME})"),
)
_MANNER = re.compile(r"\b(?:be put to the vote|extend the meeting|suspen\w+ standing orders|question be now put|next business)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Cast:
    """A vote with where it stands and what it was on."""

    vote: Vote
    passage: Passage
    start: int
    part: str | None
    amendment: bool


def votes_of(clause: Clause, minute: Minute) -> tuple[Vote, ...]:
    """The votes on a clause: in its own words, else on its part, else the last before it that is on no part and no amendment.

    A motion that is resolved by its own vote, without RESOLVED, has the next vote after it.
    """
    own = [vote for words in clause.words for vote in _in_sentence(words)]
    cast = _cast(minute)
    first = (clause.stem or clause.words)[0]
    here = (minute.passages.index(first.passage), first.start)
    before = [vote for vote in cast if (minute.passages.index(vote.passage), vote.start) < here]
    label = last_label(clause.label)
    found = [vote.vote for vote in before if vote.part and vote.part == label]
    if not found and _is_motion(clause) and not clause.stem:
        found = [vote.vote for vote in cast if vote not in before and not vote.part][:1]
    elif not found and any("RESOLVED" in words.raw.upper() for words in (*clause.stem, *clause.words)):
        found = [vote.vote for vote in before if not vote.part and not vote.amendment][-1:]
    return tuple(own or found)


def _is_motion(clause: Clause) -> bool:
    return any(pattern.search(words.raw) for words in clause.words for pattern in _MOTIONS)


def _in_sentence(words: Words) -> Iterator[Vote]:
    """ "Resolved to object, by 3 votes to 2": the vote stands in the clause itself."""
    if found := _SAID.search(words.raw):
        yield _spoken(words, found)


def _cast(minute: Minute) -> list[_Cast]:
    found: list[_Cast] = []
    above: Words | None = None
    for passage in minute.passages:
        if passage.table is not None:
            if counted := _from_table(passage):
                part = _PART.search(above.raw) if above else None
                found.append(_Cast(counted, passage, 0, part[1].casefold() if part else None, False))
            continue
        if len(list(_SIDE.finditer(passage.text))) > 1:
            found.append(_listed(passage))
            continue
        part_said: str | None = None
        for words in sentences_of(passage):
            part = _PART.search(words.raw)
            part_said = part[1].casefold() if part else part_said
            above = words
            if spoken := _SAID.search(words.raw):
                if (
                    found
                    and found[-1].vote.names_in_favour
                    and minute.passages.index(passage) == minute.passages.index(found[-1].passage) + 1
                ):
                    continue
                amendment = "amendment" in words.raw.casefold()
                found.append(_Cast(_spoken(words, spoken), passage, words.start, part_said, amendment))
    return found


def _spoken(words: Words, found: re.Match[str]) -> Vote:
    numbers = [int(n) if n.isdigit() else _COUNTS.get(n.casefold()) for n in found.groups() if n]
    infavour, against = numbers if len(numbers) == 2 else (None, None)
    return Vote(said=quoted(words), in_favour=infavour, against=against)


def _listed(passage: Passage) -> _Cast:
    """ "For (52)" with names, "Against (0)", "Abstain (11)" with names, and how it ended."""
    sides = list(_SIDE.finditer(passage.text))
    opening = passage.text[: sides[0].start()]
    numbers: dict[str, int] = {}
    names: dict[str, tuple[str, ...]] = {}
    for side, after in zip(sides, [*(found.start() for found in sides[1:]), len(passage.text)], strict=True):
        key = {"f": "for", "i": "for", "a": "against"}[side[1][0].lower()] if not side[1].lower().startswith("abst") else "abstained"
        numbers[key] = int(side[2])
        names[key] = _names(_ENDS.sub("", passage.text[side.end() : after]))
    ending = _ENDS.search(passage.text)
    span = Words(passage, ending.start(), ending.end()) if ending else Words(passage, 0, len(opening.rstrip()))
    vote = _vote(span, numbers, names)
    part = _PART.search(opening)
    on_amendment = "amendment" in opening.casefold() and "as amended" not in opening.casefold()
    return _Cast(vote, passage, 0, part[1].casefold() if part else None, on_amendment)


def _from_table(passage: Passage) -> Vote | None:
    """A recorded vote set as a table: side, names, number."""
    table = passage.table
    rows = [[cell.strip() for cell in row] for row in (table.columns, *table.rows)] if table and table.trusted else []
    numbers: dict[str, int] = {}
    names: dict[str, tuple[str, ...]] = {}
    for row in rows:
        side = re.match(r"^(for|in favour|against|abst)", row[0], re.I)
        if side is None:
            continue
        key = {"for": "for", "in favour": "for", "against": "against", "abst": "abstained"}[side[1].casefold()]
        number = next((int(cell) for cell in row[1:] if cell.isdigit()), None)
        listed = next((cell for cell in row[1:] if re.search(r"[A-Za-z]{3}", cell)), "")
        names[key] = _names(listed)
        if number is not None:
            numbers[key] = number
    if len(names) < 2:
        return None
    return _vote(Words(passage, 0, len(passage.text)), numbers, names)


def _vote(said: Words, numbers: Mapping[str, int], names: Mapping[str, tuple[str, ...]]) -> Vote:
    """The vote of counts and names by side: "for", "against", "abstained"."""
    return Vote(
        said=quoted(said),
        in_favour=numbers.get("for"),
        against=numbers.get("against"),
        abstained=numbers.get("abstained"),
        names_in_favour=names.get("for", ()),
        names_against=names.get("against", ()),
        names_abstained=names.get("abstained", ()),
    )


def _names(text: str) -> tuple[str, ...]:
    bare = re.sub(r"^(?:Councillors?|Cllrs?|Members)\s+", "", " ".join(text.split()).strip(" .:;()"))
    found = (part.strip(" .") for part in re.split(r",|;|\band\b", bare))
    return tuple(name for name in found if re.search(r"[A-Z][a-z]", name) and len(name.split()) <= 6)


def motions_of(clause: Clause, minute: Minute, among: Sequence[Clause]) -> tuple[Motion, ...]:
    """Who moved what the clause resolves; an amendment goes with the clause it names or is likest to, a motion on procedure with none."""
    first = (clause.stem or clause.words)[0]
    until = (minute.passages.index(first.passage), first.end)
    found: list[Motion] = []
    for passage in minute.passages:
        if passage.table is not None or minute.passages.index(passage) > until[0]:
            continue
        for line in sentences_of(passage):
            match = next((m for pattern in _MOTIONS if (m := pattern.search(line.raw))), None)
            if match is None or _MANNER.search(line.raw) or (minute.passages.index(passage), line.start) > until:
                continue
            amendment = _amends(passage, line)
            if (amendment or _PART.search(line.raw)) and not _on(line, clause, among):
                continue
            found.append(Motion(proposer=match["one"], seconder=match["two"], amendment=amendment, said=quoted(line)))
    return tuple(found)


def _amends(passage: Passage, line: Words) -> bool:
    """Whether the motion, or the sentence after it, calls itself an amendment."""
    after = re.split(r"(?<=\.)\s", passage.text[line.end :].lstrip(), maxsplit=1)[0]
    return "amendment" in line.raw.casefold() or after.casefold().startswith("the amendment")


def _on(line: Words, clause: Clause, among: Sequence[Clause]) -> bool:
    """Whether an amendment is on this clause of its resolution."""
    part = _PART.search(line.raw)
    if part:
        return part[1].casefold() == last_label(clause.label)
    words = set(content_stems(line.raw))
    shares = [len(words & set(content_stems(" ".join(w.raw for w in c.words)))) for c in among if c.resolution == clause.resolution]
    own = len(words & set(content_stems(" ".join(w.raw for w in clause.words))))
    return own == max(shares, default=0) or max(shares, default=0) < 3
