"""C4, names and references: people, bodies, places, Acts and reference numbers of a statement stand in a cited passage."""

import re
from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.lexicon import words_of
from ingest.language.live_text import context, live_text
from ingest.language.people import TITLE, TITLED
from ingest.language.sentences import split_sentences
from ingest.language.words import STOP_WORDS, fold, word_set

_REFERENCE = re.compile(r"\b(?:[A-Z]{1,6}\d{1,4}[A-Z]?(?:-[A-Z]{1,3})?|\d{2}/\d{3,6}(?:/[A-Z]+)?|[A-Z]{2,6}\s\d{1,3})\b")
_WORD = re.compile(r"[^\W\d_][\w'’&-]*")
_PLAIN = (
    words_of("people.titles")
    | STOP_WORDS
    | words_of("months.english", "weekdays.english")
    | word_set("council committee cabinet panel board item para paragraph appendix section minute resolved recommended members member")
)


_LISTED = r"(?:(?:[A-Z][\w.'’-]*|and|&),?\s+)*"
"""Names between a title and a surname of the same list."""


def names(text: str) -> Iterator[tuple[int, int]]:
    """Spans of capitalised words and acronyms that are not merely the first word of a sentence, and of reference numbers."""
    for begin, end in split_sentences(text):
        first = True
        for match in _WORD.finditer(text, begin, end):
            word = match.group()
            opens, first = first, False
            if not word[0].isupper() or fold(word).removesuffix("'s") in _PLAIN:
                continue
            if not opens or word[1:] != word[1:].lower():
                yield match.span()
    yield from (match.span() for match in _REFERENCE.finditer(text))


def check_people(claim: Claim) -> Iterator[Finding]:
    """Findings of C4 on people with a title whose surname the cited passages print as something else only ("the Quayside")."""
    printed = " ".join(live_text(source) + " " + context(source) for source in claim.sources)
    for match in TITLED.finditer(claim.text):
        name = re.escape(match["surname"].removesuffix("'s").removesuffix("’s"))
        if re.search(rf"\b{name}\b", printed) and not re.search(rf"{TITLE}{_LISTED}{name}\b", printed):
            yield Finding(Reason.NAME_NOT_FOUND, *match.span(), f"{match.group()} is not a person in the cited passage")
