"""What somebody is to do, said in minutes: undertakings and requests, lines headed ACTION, and marks that name an owner."""

import re
from collections.abc import Iterable, Iterator, Sequence

from ingest.language.lexicon import either
from ingest.models import Kind, Passage
from ingest.record.minutes import Minute
from ingest.record.models import Clause, ClauseKind
from ingest.record.requests import ASKED_FOR, DO, LEFT_TO_DO, promises
from ingest.record.words import Words, sentences_of

_NAME = r"[A-Z][\w’'-]*+(?: [A-Z][\w’'-]*+){0,2}"
_OFFICE = r"(?:,? (?:[A-Z][\w’'-]*+|and|of|for|&)){1,8}"
_INITIALS = r"[A-Z][A-Za-z]{0,3}[A-Z]\b"
"""As minutes of small councils name those present ("AMcK")."""
_OWNERS = rf"{_INITIALS}(?:(?:, ?| and | ?[/&+] ?){_INITIALS}){{0,5}}"
_WHO = r"[A-Z][\w’'-]*+(?:(?:, ?| and | ?/ ?| & | )[A-Z][\w’'-]*+){0,5}"
_PERSON = (
    rf"(?:The )?(?:Clerk|Secretary|Treasurer|Chair(?:man)?|Convener|Cabinet Member|Leader|Vice-Chair|Officers?"
    rf"|Head{_OFFICE}|Director(?:{_OFFICE})?"
    rf"|(?:[A-Z][\w/’'-]*+,? (?:and )?){{0,5}}(?:Officer|Engineer|Administrator|Manager|Architect|Planner|Solicitor)(?:{_OFFICE})?)"
    rf"|(?:Parish |Borough |District |County )?(?:{either('people.titles')})\.? {_NAME}(?:(?:,| and) {_NAME}){{0,4}}"
    rf"|{_INITIALS}(?:(?:,| and) {_INITIALS}){{0,4}}(?: et al\.?)?"
)
_BODY = r"(?:The |the )?(?:(?:[A-Z][\w’'-]*+ (?:and )?){0,5}(?:Council|[Tt]eam)|Councillors|[Oo]fficers|[Ww]e)"
"""The council itself, as it replies to its members."""
_NO_DEED = r"(?! (?:the|an?|this|that|these|it)\b)"
"""Behind "agreed to": not what was agreed to, but what is to be done."""
_UNDERTAKEN = re.compile(
    rf"^(?P<who>{_PERSON})"
    r" (?:(?:is|are|was|were) (?:asked |requested |instructed )?to"
    r"|(?:(?:has|have|had) )?(?:(?:kindly|duly|also|then) )?(?:agreed|offered|undertook|undertaken|promised|volunteered) to"
    rf"|(?:agreed|offered|undertook|promised|said|stated|confirmed) (?:that )?(?:he|she|they) would|to)\b{_NO_DEED}"
)
_WOULD = re.compile(
    rf"(?:^|\b(?:and|that) |[;:,] )(?:(?P<who>(?:the )?(?:{_PERSON})) (?:would|will|undertook to)|(?P<body>{_BODY}) will)"
    rf" (?:also |then |now )?{DO}\b"
)
_SAID = re.compile(
    rf"^(?P<who>{_PERSON}|{_BODY})(?:, [A-Z][^,.;]{{3,60}},?)? [a-z][^.;?]{{0,160}}?"
    rf" (?:(?:he|she|they) (?:would|will) (?:also |then )?{DO}\b"
    rf"|and will (?:also |then )?{DO}\b|and (?:also |has )?(?:agreed|undertook|offered|promised|volunteered|committed) to\b{_NO_DEED})"
)
_ASIDE = re.compile(
    rf"[,;:–-] (?P<who>(?:the )?(?:Clerk|Secretary|Treasurer|Chair(?:man)?|Convener)|{_INITIALS}|[A-Z]\.? [A-Z][\w’'-]+"
    rf"|(?:{either('people.titles')})\.? {_NAME}) to {DO}\b"
)
_FIRST_NAME = re.compile(
    rf"^(?P<who>[A-Z][a-zé’'-]{{1,20}}+(?: [A-Z][a-zé’'-]{{1,20}}+)?(?: and [A-Z][a-zé’'-]{{1,20}}+)?)"
    rf" (?:(?:(?:agreed|offered|undertook|promised|volunteered) )?to|will|would) {DO}\b"
)
_ACTION_LINE = re.compile(r"^(?:ACTIONS?|Actions?)(?: (?:POINTS?|[Pp]oints?))?\s*(?:\d+\s*)?[:\-–]\s*(?=\S)")
_FOR = re.compile(rf"(?P<who>{_WHO})(?:(?P<to> to\b(?! be\b))|(?P<by>,? (?:by|before|within)\b)|\W*+$)")
"""Who a line headed ACTION names: before "to", or alone or with a date, where what is to be done stands before it."""
_REST = r"(?:,? (?:to|by|before|within|asap|ASAP)\b[^\])]{0,120})?"
_MARK = re.compile(
    rf"[\[(]\s*+(?:(?P<label>A(?:CTION|ction)S?\b)(?:\s*+[:\-–])?\s*+(?:(?P<labelled>{_WHO})(?P<more>{_REST}))?"
    rf"|(?P<owners>{_OWNERS})(?P<rest>{_REST}))\s*+[\])](?=\W*+$|\s+[A-Z0-9(])"
)
"""A mark at the end of what is to be done: "[Action: RH]", "(ACTION Clerk by 3 May)", "[RH]", "[RH to write by 3 May]"."""
_SETTLED = re.compile(
    r"^(?:carried|agreed|noted|approved|(?:all )?in favour|unanimous|for \d|\d+ (?:for|against)\b|prop\b|sec\b|\W*+\w++\W*+$)",
    re.IGNORECASE,
)
"""How something was settled; what it was stands before."""
_BEGINS = tuple(
    re.compile(pattern)
    for pattern in (
        r"^",
        r"^(?:\d[\d.]*[a-z]?|\(?(?:[a-z]{1,2}|[ivx]{1,4}|[A-Z]|\d{1,3})[.)])\s",
        r"^[^.;–—]{2,60}?\s[-–—]\s",
        r"^[^.;]*+;\s(?=the )",
        rf"^[^,]*+,\s(?={_INITIALS} to )",
    )
)
"""What may stand before who is to act: nothing, a number, a heading that the line runs on from, another matter."""
_INITIAL = re.compile(_INITIALS)
_VOTED = re.compile(r"(?:\d|\b(?:for|against|abstain\w*|abstention\w*|favour|dissent\w*|absent|apologies))\W*+$", re.IGNORECASE)
"""What stands before the names of those who voted so."""
_PRESENT = re.compile(r"\b(?:present|in attendance|apologies|sederunt|attending)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"\b[A-Z][a-zé’'-]{2,20}")
_SMALL = re.compile(r"\b[a-zé’'-]{3,20}")
"""A word in small letters: what a paper prints so is no name."""
_BRACKETED = re.compile(rf"[\[(]({_INITIALS})[\])]")
_ACTS = re.compile(
    rf"\b({_INITIALS}) (?:to {DO}|said|reported|asked|agreed|offered|undertook|proposed|seconded|noted|took|gave"
    rf"|reminded|confirmed|advised|suggested|will|would)\b"
)
_DEFINES = 6
"""Words before a bracket that it may be short for."""
_REACH = 20
"""Characters before names in brackets in which a vote is told."""
_TITLE = 6
"""Words of a line without an end that is a heading."""


def people_in(passages: Iterable[Passage]) -> frozenset[str]:
    """The names, and the initials, that a paper uses for people: in its list of those there, or said twice to do what people do."""
    found: set[str] = set()
    common: set[str] = set()
    acting: list[str] = []
    for passage in passages:
        common.update(_SMALL.findall(passage.text))
        acting += _ACTS.findall(passage.text)
        if listed := _PRESENT.search(passage.text):
            found.update(_BRACKETED.findall(passage.text), _CAPITAL.findall(passage.text, listed.end()))
    return frozenset({one for one in found if one.casefold() not in common} | {one for one in acting if acting.count(one) > 1})


def actions(minute: Minute, known: frozenset[str] = frozenset()) -> Iterator[Clause]:
    """Sentences that say what somebody is to do, was asked or promised to do, with who; and those headed or marked as actions.

    `known` are the names and initials that the paper uses for people. Of a resolution only what is headed or marked is read here.
    """
    for passage in minute.passages:
        if passage.table is not None or passage.kind is Kind.HEADING:
            continue
        found: dict[int, Found] = {}
        before: list[Words] = []
        for words in sentences_of(passage):
            marked = list(_marked(words, before, known))
            plain = passage.kind is not Kind.RESOLUTION and not marked
            one = _headed(words, before) or (_undertaken(words, known) or _requested(words, known) if plain else None)
            found |= {said.start: (said, who) for said, who in marked or ([one] if one else [])}
            before.append(words)
        for _, (said, who) in sorted(found.items()):
            yield Clause(passage.paragraph, (said,), who=who, kind=ClauseKind.ACTION)


Found = tuple[Words, Words | None]
"""What is to be done, and who is to do it."""


def _headed(words: Words, before: Sequence[Words]) -> Found | None:
    """A line headed ACTION; one that names nothing but who is to act, or by when, goes with the sentence before it."""
    head = _ACTION_LINE.match(words.raw)
    if head is None:
        return None
    named = _FOR.match(words.raw, head.end())
    who = words.part(named.start("who"), named.end("who")) if named else None
    if named is None or named["to"]:
        return words, who
    told = _told(before)
    if told is None:
        return None if before else (words, who)
    return (Words(words.passage, told.start, words.end) if named["by"] else told), who


def _marked(words: Words, before: Sequence[Words], known: frozenset[str]) -> Iterator[Found]:
    """What stands before each mark of a sentence, in it or in those before; with the mark, where that says more than who."""
    raw, at = words.raw, 0
    for mark in _MARK.finditer(raw):
        named = "labelled" if mark["labelled"] else "owners" if mark["owners"] else None
        if mark["owners"] and not _are_people(mark, raw, known):
            continue
        own = raw[at : mark.start()].rstrip()
        skipped = len(own) - len(own.lstrip())
        told = words.part(at + skipped, at + len(own)) if own.strip() else _told(before)
        if told and own.strip() and _SETTLED.match(own.strip()):
            told = _told(before) or told
        if told:
            end = words.start + mark.end() if mark["more"] or mark["rest"] else told.end
            yield Words(words.passage, told.start, end), words.part(mark.start(named), mark.end(named)) if named else None
        at = mark.end()


def _are_people(mark: re.Match[str], raw: str, known: frozenset[str]) -> bool:
    """Whether initials in brackets are of people, and not short for the words before them."""
    owners = _INITIAL.findall(mark["owners"])
    words = [word for word in raw[: mark.start()].split()[-_DEFINES:] if word.strip(".,;") not in owners]
    capitals = "".join(filter(str.isupper, "".join(words)))
    short = capitals.endswith("".join(filter(str.isupper, owners[0])))
    voted = mark.group().startswith("(") and not mark["rest"] and _VOTED.search(raw[max(0, mark.start() - _REACH) : mark.start()])
    return not short and not voted and all(owner in known for owner in owners)


def _told(before: Sequence[Words]) -> Words | None:
    """The sentence that a mark after it is of: the last that says more than how something was settled; a heading is none."""
    told = next((words for words in reversed(before) if not _SETTLED.match(words.raw)), None)
    if told is None or (len(told.raw.split()) <= _TITLE and told.raw.rstrip()[-1:].isalnum() and " to " not in told.raw):
        return None
    mark = _MARK.match(told.raw)
    return told.after(mark.end() + 1) if mark else told


def _undertaken(words: Words, known: frozenset[str]) -> Found | None:
    for at in _beginnings(words.raw):
        text = words.raw[at:].replace("the Cabinet Member", "The Cabinet Member", 1)
        found = _UNDERTAKEN.match(text) or _SAID.match(text)
        named = None if found else _FIRST_NAME.match(text)
        if found := found or (named if named and known.issuperset(_CAPITAL.findall(named["who"])) else None):
            return words, words.part(at + found.start("who"), at + found.end("who"))
    return None


def _beginnings(text: str) -> list[int]:
    """Where a sentence may begin to say who acts."""
    return [found.end() for pattern in _BEGINS if (found := pattern.match(text))]


def _requested(words: Words, known: frozenset[str]) -> Found | None:
    """A sentence by which somebody is asked or promises, named or not, and one that says only what is left to do."""
    found = _WOULD.search(words.raw) or _ASIDE.search(words.raw)
    who = "body" if found and not found["who"] else "who"
    if found and known.issuperset(_INITIAL.findall(found[who])):
        return words, words.part(found.start(who), found.end(who))
    left = any(LEFT_TO_DO.match(words.raw[at:]) for at in _beginnings(words.raw))
    return (words, None) if left or ASKED_FOR.search(words.raw) or promises(words.raw) else None
