"""Whether words are a whole sentence: not cut off, not a row of headings, no number of a paragraph run into it."""

import re
from typing import Final

from ingest.language.lexicon import either

_CUT = re.compile(
    r"\b(?:the|an?|of|to|and|or|in|on|for|with|by|ha[ds]|have|be|been|is|are|was|were|that|which|as|at|from|its|their|will|also|we|nos?"
    rf"|cllrs?|approx|{either('people.he', 'people.she')})\W*$",
    re.IGNORECASE,
)
"""A word that no sentence ends with."""
_OPENS_A_LIST = re.compile(
    r"\bas follows\W*$|\bfollowing(?! (?:\w+ )?(?:years?|months?|weeks?|days?|quarters?|meetings?|morning|evening|basis)\b)"
    r"(?: [\w’-]+){1,3}[.;]$",
    re.IGNORECASE,
)
"""What is said to follow, and ends the words: "made up as follows", "the following levels". """
_FIRST_NUMBER = re.compile(r"[;:,)–-]\s*+\(?\d{1,2}[.)]$")
"""The number of the first item of a list, at which words were cut ("There are two ways – 1.")."""
_LABEL = re.compile(
    r"^(?:\(?[a-z0-9]{1,2}\)|[a-z][.])\s*[A-Z]"
    r"|^(?!(?:Option|Appendix|Area|Band|Plan|Part|Schedule|Class|Group|Site|Phase|Block|Table|Annex|Category|Zone|Level|Unit|Vitamin|Grade)\b)"
    r"[A-Z][\w’'-]*\s+(?:A|An|The|There|This|It)\s+[a-z]"
)
"""A letter of a list, or the last word of the line above, before the first word of a sentence ("Drive A resident said")."""
_START = re.compile(r"^[\"“‘'(]*[A-Z£€\d]")
_END = re.compile(r"""[.!?;…][\"'”’)\]]*$""")
_VERB = re.compile(
    r"\b(?:is|are|was|were|will|would|shall|should|can|could|may|might|must|has|have|had|be|been|does|do|did|no|none|not|nil|agreed|noted"
    r"|considered|approved|reported|resolved|received|provided|requires?|includes?|means?|[a-z]{3,}ed)\b"
)
"""What a line of headings has none of."""
_OPENING_NUMBER = re.compile(
    rf"^(?:[A-Z]\.)?\d{{1,3}}(?:\.\d{{1,3}})+(?:\s+[A-Z]|[A-Z][a-z])|^[A-Z]\.\d{{1,3}}\s+[A-Z]"
    rf"|^\d{{1,3}}\s+(?!(?i:{either('months.english', 'months.short')}|members|councillors|cllrs|people|residents|children)\b)"
    r"(?:[A-Z][a-z’']+,?\s+(?:[a-z]|[A-Z]{2,}\b)|A\s+[a-z])"
)
_INNER_NUMBER = re.compile(r"(?<![\w.])(\w+)[,;.:)]*+\s+\d{1,2}\.\d{1,2}\.?\s+(?:[A-Z][a-z]+|A)\s+[a-z]")
_LEADS_TO_A_NUMBER: Final = frozenset(
    """section sections para paras paragraph paragraphs table tables figure figures appendix policy policies version item items schedule
    chapter part rule regulation article objective clause of in to and by at than from is was were are or about around over under nearly
    approximately with between""".split()  # noqa: SIM905
)
"""Words behind which a number with a point is one of the sentence's own."""
_TITLES: Final = 0.85
"""Share of the longer words with capitals from which a line is one of headings."""


def is_cut(text: str) -> bool:
    """Whether words stop where no sentence stops, or open a list ("based on the following levels.")."""
    return text.rstrip().endswith(":") or bool(_CUT.search(text) or _OPENS_A_LIST.search(text) or _FIRST_NUMBER.search(text.rstrip()))


def begins(text: str) -> bool:
    """Whether words begin as a sentence begins."""
    return bool(_START.match(text))


def ends(text: str) -> bool:
    """Whether words end as a sentence or an item of a list ends."""
    return bool(_END.search(text))


def has_run_in_number(text: str) -> bool:
    """Whether the number of a paragraph stands in the words as if it were of them ("16 Officers considered the site")."""
    if _OPENING_NUMBER.match(text):
        return True
    return any(found[1].lower() not in _LEADS_TO_A_NUMBER for found in _INNER_NUMBER.finditer(text))


def has_run_in_label(text: str) -> bool:
    """Whether the label of a list, the end of a heading or the cells of a table stand in the words as if they were of them."""
    if _LABEL.match(text):
        return True
    said = text.casefold().split()
    return any(said[at : at + 2] == said[at + 2 : at + 4] for at in range(len(said) - 3))


def without_number(text: str, number: str | None) -> str:
    """Words without the paragraph's number, where it is printed before them with no full stop or no space between."""
    found = re.match(r"(\d+(?:\.\d+)*)\.?\s*(?=[A-Z£“‘])", text)
    return text[found.end() :] if found and found[1] == number else text


def is_headings(text: str) -> bool:
    """Whether a line is a row of headings or labels: mostly capitalised words, no verb, no full stop."""
    if ends(text) or "?" in text:
        return False
    longer = [word for word in re.findall(r"[A-Za-z][\w'’-]*", text) if len(word) > 3]
    capital = sum(word[0].isupper() for word in longer)
    return (bool(longer) and capital >= _TITLES * len(longer)) or not _VERB.search(text)
