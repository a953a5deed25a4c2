"""C4, names and references: people, bodies, places, Acts and reference numbers of a statement stand in a cited passage."""

import re
from collections.abc import Iterator

from assistant.check.models import Claim, Finding, Reason
from ingest.language.lexicon import words_of
from ingest.language.live_text import context, live_text, stands_in
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


def _initials(text: str) -> str:
    """Initials of every run of words, so that an acronym of printed words counts as printed."""
    return "".join(word[0] for word in re.findall(r"[A-Za-z][\w'’-]*", text) if word.lower() not in {"of", "the", "and", "for"}).lower()


def check_names(claim: Claim) -> Iterator[Finding]:
    """Findings of C4."""
    printed = " ".join(live_text(source) + " " + context(source) for source in claim.sources)
    folded = fold(printed)
    words = {form for word in _WORD.findall(folded) for form in (word, word.removesuffix("'s"), word.removesuffix("s"))}
    initials = _initials(printed)
    for start, end in names(claim.text):
        name = claim.text[start:end]
        key = fold(name).removesuffix("'s")
        acronym = name.isupper() and len(name) > 2 and key in initials
        if key in words or key.removesuffix("s") in words or acronym or stands_in(key, folded):
            continue
        yield Finding(Reason.NAME_NOT_FOUND, start, end, f"{name} is not named in the cited passage")
    yield from _people(claim, printed)


def _people(claim: Claim, printed: str) -> Iterator[Finding]:
    """People given a title in the statement whose surname the cited passages print as something else only ("the Quayside")."""
    for match in TITLED.finditer(claim.text):
        name = re.escape(match["surname"].removesuffix("'s").removesuffix("’s"))
        if re.search(rf"\b{name}\b", printed) and not re.search(rf"{TITLE}{_LISTED}{name}\b", printed):
            yield Finding(Reason.NAME_NOT_FOUND, *match.span(), f"{match.group()} is not a person in the cited passage")
