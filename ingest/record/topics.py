"""Titles as people speak of them: what a printed title names, as a noun phrase that fits into a question, or nothing.

Whether it fits is told by its form (no clause, no reference number, no date) and by how the paper itself writes the words.
"""

import re
import string
from collections import Counter
from collections.abc import Iterator

from ingest.language.words import content_stems
from ingest.language.words import words as words_in
from ingest.record.names import unnumbered

_LONGEST_TITLE, _LONGEST_PHRASE, _MOST_WORDS = 90, 60, 9
_LONGEST_ACRONYM = 5
_ROUTINE = tuple(
    f" {title} " for title in (
        "minutes", "apologies", "declaration", "declarations", "disclosure", "disclosures", "announcements", "statement from the chair",
        "any other", "matters arising", "urgent business", "urgent item", "urgent items", "membership", "exclusion of", "exempt",
        "confidential", "agenda", "date of next", "date of the next", "public participation", "public questions", "appendix", "appendices",
        "glossary", "contact", "background papers", "background documents", "present", "substitute", "substitutes", "forward plan",
        "work programme", "questions", "election of",
    )
)  # fmt: skip
"""Titles under which meetings do the same every time, and parts that are no matter of their own."""
_GENERIC = frozenset(
    content_stems(
        "report update review item paper presentation briefing note summary cabinet council committee member officer verbal director chief "
        "executive clerk councillor leader previous minute"
    )
)
"""Stems of words that say what kind of paper it is, not what of."""
_BRACKETED = re.compile(r"(?<!\s)\s*+\([^()]*+\)?")
_BREAKS = re.compile(r"[:;|–—]\s|\s[-–—/]\s")
_NO_PHRASE = re.compile(
    r"^(?:to|and|or|but|if|that|for|in|on|at|by|with|from|of|as|about|what|which|who|how|when|where|why|whether|there)\b"
    r"|\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|shall|should|may|must|do|does|did|it|we|you|they|i|this|that)\b"
    r"|\b(?:of|for|in|on|to|with|from|by|at|the|a|an|and|or)$|[?!*\[\]\"“”@=]|\.\s|\d[/-]\d{3}|\d{5}|[A-Z]\d|\d[A-Z]",
    re.IGNORECASE,
)
"""What tells a clause, a reference or a broken title from a noun phrase."""
_SUBJECT_OF = re.compile(
    r"^(?:(?:an?|the)\s+)?(?:(?:annual|verbal|progress|further)\s+)?(?:report|update|briefing)\s+(?:on|about)\s+(?=\w)", re.IGNORECASE
)
_LINK = re.compile(r"\s(?:of|for|in|on|to|with|from|by|at|between|within|under)\s", re.IGNORECASE)
_DETERMINED = re.compile(r"(?:the|an?|our|your|its|their|all|every|each)\s", re.IGNORECASE)
_YEARS = re.compile(r"(?:\bfor\s)?\b(?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?$|\s\d{1,2}$")
_UNCOUNTED = ("ing", "ment", "ness", "ship", "ance", "ence", "ity", "safety", "health", "waste", "care", "education", "transport")
_SINGULAR = ("ss", "us", "is")
_ENDED = r"(?=\W*$|\s*[.,;:)]|\s(?:and|are|as|at|by|for|from|had|has|have|in|is|of|on|that|to|was|were|which|will|with|would)\b)"
"""Behind a phrase that ends here, rather than goes on to another noun ("the School Streets pilot")."""


def topic_of(title: str, printed: str) -> str:
    """A title as it is written; "" where it names no matter, is too long or a single word.

    Words in capitals are written as the text `printed` writes them most often, since a name cannot be told from another word otherwise.
    """
    name = unnumbered(title)
    name = name[: len(name.lower().partition("(page")[0])].strip(" .:-–").replace('"', "'")
    if name.isupper():
        forms = Counter(word.strip(string.punctuation) for word in printed.split())
        name = " ".join(_as_printed(word, forms) for word in name.split())
        name = name[0].upper() + name[1:]
    routine = any(one in f" {' '.join(words_in(name))} " for one in _ROUTINE)
    return name if len(name.split()) > 1 and len(name) <= _LONGEST_TITLE and not routine else ""


def phrase_of(title: str, printed: str) -> str:
    """What a title names, as it stands in a sentence: "the Local Plan", "street trees"; "" where none of its parts is a noun phrase.

    Of a title in parts ("School streets: results of the pilot") it is the first that says of what.
    """
    for part in _parts(topic_of(title, printed)):
        if len(part) <= _LONGEST_PHRASE and 1 < len(part.split()) <= _MOST_WORDS and not _NO_PHRASE.search(part) and _is_whole(part):
            return _with_article(_as_written(part, printed), printed)
    return ""


def _parts(topic: str) -> Iterator[str]:
    for part in _BREAKS.split(_BRACKETED.sub("", topic)):
        own = _SUBJECT_OF.sub("", part.strip(" ,.'’"))
        if not _GENERIC.issuperset(content_stems(_YEARS.sub("", own))):
            yield own


def _is_whole(part: str) -> bool:
    """A comma stands in a noun phrase only where it lists things."""
    return "," not in part or " and " in part.rpartition(",")[2]


def _as_written(part: str, printed: str) -> str:
    """A phrase as the text writes it inside its sentences: in small letters where it ever does, or its first word where that is common."""
    small = " ".join(word if word.isupper() and len(word) > 1 else word.lower() for word in part.split())
    if small.replace("’", "'") in printed.replace("’", "'"):
        return small
    first, _, rest = part.partition(" ")
    named = first.isupper() and len(first) > 1
    plain = rest.islower() or (len(re.findall(rf"\b{re.escape(first.lower())}\b", printed)) > 1 and not rest.istitle())
    return part if named or not plain else f"{first[0].lower()}{first[1:]} {rest}"


def _with_article(phrase: str, printed: str) -> str:
    """A phrase with "the" where the text says it so, else where it is singular and can be counted, as far as its form tells."""
    if phrase.split()[0].endswith("ing") and phrase.split()[1] != "of":  # says what is done: it has no article
        return phrase
    if _DETERMINED.match(phrase):
        return phrase[0].lower() + phrase[1:]
    said = re.findall(rf"\b(the )?{re.escape(phrase)}{_ENDED}", printed, re.IGNORECASE)
    if any(said):
        return f"the {phrase}" if 2 * sum(map(bool, said)) >= len(said) else phrase
    head = _LINK.split(_YEARS.sub("", phrase).rstrip(" ,"), maxsplit=1)[0].split()[-1].lower()
    plural = head.endswith("s") and not head.endswith(_SINGULAR)
    bare = not re.search(r"\sof\s", phrase) and (plural or head.endswith(_UNCOUNTED))
    return phrase if bare else f"the {phrase}"


def _as_printed(word: str, forms: Counter[str]) -> str:
    """A word in capitals in small letters, or with the capital that the text gives it; short ones that it never prints so are acronyms."""
    bare = word.strip(string.punctuation)
    best = max((bare.lower(), bare.capitalize()), key=lambda form: forms[form])
    return word if not forms[best] and len(bare) <= _LONGEST_ACRONYM else word.replace(bare, best)
