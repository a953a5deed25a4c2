"""What somebody is to do, said in minutes outside a resolution: undertakings of named persons, and lines headed ACTION."""

import re
from collections.abc import Iterator

from ingest.language.lexicon import either
from ingest.models import Kind
from ingest.record.minutes import Minute
from ingest.record.models import Clause, ClauseKind
from ingest.record.words import Words, sentences_of

_NAME = r"[A-Z][\w’'-]*+(?: [A-Z][\w’'-]*+){0,2}"
_OFFICE = r"(?:,? (?:[A-Z][\w’'-]*+|and|of|for|&)){1,8}"
_INITIALS = r"[A-Z][A-Za-z]{0,3}[A-Z]\b"
"""As minutes of small councils name those present ("AMcK")."""
_UNDERTAKEN = re.compile(
    rf"^(?P<who>(?:The )?(?:Clerk|Chair(?:man)?|Cabinet Member|Leader|Vice-Chair|Officers?|Head{_OFFICE}|Director(?:{_OFFICE})?)"
    rf"|(?:Parish |Borough |District |County )?(?:{either('people.titles')})\.? {_NAME}(?:(?:,| and) {_NAME})*"
    rf"|{_INITIALS}(?:(?:,| and) {_INITIALS})*)"
    r" (?:(?:is|are|was|were) (?:asked |requested |instructed )?to|(?:agreed|offered|undertook|promised|volunteered) to"
    r"|(?:agreed|offered|undertook|promised|said|stated|confirmed) (?:that )?(?:he|she|they) would|to)\b(?! (?:the|a|an)\b)"
)
_ACTION_LINE = re.compile(r"^(?:ACTIONS?|Action)\s*(?:\d+\s*)?[:\-–]\s*\S")
_BEGINS = re.compile(rf"(?:\d[\d.]*\s|\(?\w{{1,4}}[.)]\s|[^.;]*+;\s(?=the )|[^,]*+,\s(?={_INITIALS} to ))?")


def actions(minute: Minute) -> Iterator[Clause]:
    """Sentences that say what a named person is to do or promised to do, with who; and lines headed ACTION."""
    for passage in minute.passages:
        if passage.table is not None or passage.kind in (Kind.RESOLUTION, Kind.HEADING):
            continue
        for words in sentences_of(passage):
            begins = _BEGINS.match(words.raw)
            at = begins.end() if begins else 0
            found = _UNDERTAKEN.match(words.raw[at:].replace("the Cabinet Member", "The Cabinet Member", 1))
            if found:
                who = Words(passage, words.start + at, words.start + at + found.end("who"))
                yield Clause(passage.paragraph, (words,), who=who, kind=ClauseKind.ACTION)
            elif _ACTION_LINE.match(words.raw):
                yield Clause(passage.paragraph, (words,), kind=ClauseKind.ACTION)
