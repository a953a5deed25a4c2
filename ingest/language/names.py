"""Names as a text prints them: capitalised words, acronyms and reference numbers."""

import re
from collections.abc import Iterator

from ingest.language.lexicon import words_of
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
