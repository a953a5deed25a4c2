"""Slips of the hand in the small words of a question ("waht was teh rate"), mended before anything is read from it.

Only two neighbouring letters that changed places, only in a word that no paper prints, and only where that gives a function word: words
that carry the matter are left to the vocabulary of the papers (LibraryFacts.correction), which searches beside the reader's own.
"""

import re
from collections.abc import Container

from assistant.question_terms import root
from assistant.terms import STOP_WORDS, word_set

_SMALL = STOP_WORDS | word_set("what who when where why how which many much the and for from with")
_WORD = re.compile(r"\b[A-Za-z]{3,}\b")


def mend(question: str, printed: Container[str]) -> str:
    """The question with such words put right; `printed` holds the stems that the papers print."""

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        low = word.lower()
        if low in _SMALL or root(low) in printed:
            return word
        swapped = (low[:i] + low[i + 1] + low[i] + low[i + 2 :] for i in range(len(low) - 1))
        found = next((other for other in swapped if other in _SMALL), None)
        return (found.capitalize() if word[0].isupper() else found) if found else word

    return _WORD.sub(put_right, question)
