"""C4 names: people, bodies, wards, places and Acts of a claim are in the words it cites or in what stands around them.

A name is a word with a capital that the papers never print in small letters; the first word of a sentence is one only where the
papers print it with a capital inside sentences too. Acronyms match the initials of a name and the other way
round. Misses two people of one name, and a post that changed hands.
"""

import re
from collections.abc import Iterator

from eval.checks.claims import Claim
from eval.models import Finding, Verdict
from eval.text import fold, word_set

_NAME = re.compile(r"(?<![\w'’])[A-Z][\w'’]*(?:-[A-Z]\w+)*")
_FIRST = re.compile(r"(?:^|[.!?:;·] )[\W\d]{0,20}([A-Z][\w'’]*)")
_TITLES = word_set(
    """
    cllr councillor councillors cllrs mr mrs ms miss dr sir dame the chair chairman member members cabinet committee council
    i
    """
)
_NOT_NAMES = word_set(
    """
    january february march april may june july august september october november december monday tuesday wednesday thursday
    friday saturday sunday resolved
    """
)


def check(claim: Claim) -> Iterator[Finding]:
    """The names of a claim that neither the cited words nor their surroundings have."""
    there = {fold(word).removesuffix("'s") for word in re.findall(r"[\w'’-]+", f"{claim.premise} {claim.context}")}
    there |= {part for word in there for part in word.split("-")}
    initials = _initials(f"{claim.premise} {claim.context}")
    replaced = {token.text for mine, theirs in claim.alignment.changed if theirs for token in mine} if claim.alignment.alike else set()
    first = set(_FIRST.findall(claim.text)) - claim.corpus.names
    for word in dict.fromkeys(_NAME.findall(claim.text)):
        plain = fold(word).removesuffix("'s").removesuffix("'")
        if word in first or _known(plain, claim) or plain in there or plain in initials or _spelled(plain, claim, there):
            continue
        conflict = plain in replaced or any(part in replaced for part in plain.split("-"))
        verdict = Verdict.CONFLICTS if conflict else Verdict.NOT_SHOWN
        yield Finding(check="C4", verdict=verdict, reason="name-conflict" if conflict else "name-absent", words=word)


def _known(word: str, claim: Claim) -> bool:
    return word in claim.corpus.common or word in _TITLES or word in _NOT_NAMES or len(word) < 2 or not word[0].isalpha()


def _initials(text: str) -> set[str]:
    """The initials of runs of two or more capitalised words, small words between them passed over."""
    runs = re.findall(r"\b[A-Z][\w'’]*(?:\s+(?:(?:and|of|for|the|in)\s+)*[A-Z][\w'’]*)+", text)
    return {"".join(word[0] for word in re.findall(r"\b[A-Z]", run)).lower() for run in runs}


def _spelled(word: str, claim: Claim, there: set[str]) -> bool:
    """Whether the word is part of a name whose acronym is there."""
    return any(
        word in fold(run) and "".join(re.findall(r"\b[A-Z]", run)).lower() in there
        for run in re.findall(r"(?:[A-Z][\w'’]*(?:\s+(?:and|of|for)\s+|\s+)?){2,}", claim.text)
    )
