"""What words mark the paper they stand in as not for publication, and what words only speak of exemption.

An utterance classifies this paper, appendix, item or page ("EXEMPT APPENDIX 1", "This report is not for publication"), or it is about
exemption elsewhere ("Appendix 2 is exempt", "exempt from council tax"). Told apart by grammar, never by a list of whole lines: a stamp
is made of the vocabulary of markings alone, a title carries a stamp as one of its segments, a sentence points at its own paper.
Where a line stands is judged by `lines`. Every function here takes time linear in its text.
"""

import re
import unicodedata
from enum import IntEnum
from functools import lru_cache

from ingest.language.lexicon import either

MAX_WORDS = 60
"""Words above which an utterance is no stamp; a title has half as many at most."""
MAX_CHARACTERS = 20_000
"""Characters of one line that are read for markings; a page of text has 4,000."""


class Says(IntEnum):
    """What an utterance says of the paper it stands in."""

    NOTHING = 0
    CLEARS = 1
    """It is said to be public."""
    HINTS = 2
    """One word that marks where it stands as a mark and is common elsewhere: "Private", "Exempt information"."""
    MARKS = 3


def vocabulary(words: str) -> frozenset[str]:
    """The words of a string as a set."""
    return frozenset(words.split())


COLOURS = "pink|salmon|blue|green|yellow|gold|buff|lilac"
NOUNS = vocabulary(
    "report reports paper papers appendix appendices annex annexe annexes enclosure enclosures item items document "
    "documents minute minutes information agenda supplement addendum briefing matter matters business session section "
    "sections schedule pack note version copy"
)
"""What a marking may be on."""
_FILLER = NOUNS | vocabulary(
    "strictly and or of to the by virtue under in as is are this at on its with pursuant per defined reason reasons no nos "
    "number until paragraph paragraphs para paras par part parts category categories local government act acts access order "
    "regulations amended scotland northern ireland wales 12a 7a 100a 100i 1972 1973 1985 2000 2006 2014 member members "
    "officer officers councillors only eyes status classification marking for publication public press not be been "
    "published disclosed disclosure released release circulated circulation copied printed coloured closed open contains "
    "containing contain held taken considered a because ni lga separate commercial commercially sensitive withheld from confidence "
    "official adroddiad atodiad papur eitem dogfen gwybodaeth yn rhinwedd paragraff paragraffau o atodlen rhan ddeddf deddf "
    "llywodraeth leol y a'r i'w heb ei gyhoeddi nid ddim cofnod cofnodion faoi tuarascáil "
    "aguisín rule rules procedure elected please share forward distribute outside legally "
    "legal privileged decision one two three i ii iii iv v vi vii rún gcoiste sheet sheets page pages committee "
    + COLOURS.replace("|", " ")
)
_HINTS = vocabulary("exempt confidential restricted private eithriedig cyfrinachol gyfrinachol cyfyngedig rúnda príobháideach")
_NO_PUBLIC = (
    r"not (?:currently |yet )?(?:for|to be|be) (?:the |general )?(?:press|public(?:ation| release| circulation| disclosure| inspection)?"
    r"|published|disclos(?:ed|ure)|release|circulation|made public|released|circulated)\b"
    r"|not open to (?:the )?(?:press|public)|not available to (?:the )?(?:press|public)"
)
_PAPERS = "report|appendi|annex|enclosure|paper|minute|document|supplement|addendum|agenda|briefing|version|pack|copy"
STRONG = re.compile(
    rf"\b(?:{_NO_PUBLIC}|withheld from (?:publication|the public)|official sensitive|document is restricted"
    r"|heb ei gyhoeddi|(?:nid|ddim) i'?w gyhoeddi"
    r"|(?:private|exempt|restricted|confidential) (?:and|or|&) (?:private|exempt|restricted|confidential)(?! information)"
    rf"|pink (?:papers?|report|pages?|sheets?)|on (?:{COLOURS}) paper|commercial(?:ly)? in confidence"
    r"|(?:report|item|paper|matter)s? (?:taken |held |considered )?in committee|^in committee$"
    r"|to be (?:taken|held|considered|heard|discussed) in committee|faoi rún|i gcoiste"
    r"|closed to (?:the )?(?:press|public)"
    rf"|(?:exempt|confidential|restricted|private|closed) (?:{_PAPERS})(?:s|es|x|ix|ices|ces)?\b"
    r"|(?:adroddiad|atodiad|papur|eitem|dogfen) (?:eithriedig|cyfrinachol|gyfrinachol))"
)
_REFERENCE = re.compile(r"\b(?:schedule (?:12a|7a|6)|paragraphs? \d|paras? \d|atodlen 12a)\b")
_ENTITLED = re.compile(r"information ?[:-] ?(?:schedule|part)")
"""What stands over a copy of the law, in a rule book."""
_PARAGRAPH = re.compile(r"\b(?:paragraphs?|paras?|category) \d|\brules? (?:no )?\d+ \d")
_PROVISIONS = re.compile(r"\bschedule (?:12a|7a|6)\b|\baccess to information\b")
_AUDIENCE = re.compile(
    r"\b(?:(?:for )?(?:elected )?(?:members|councillors)'? (?:and officers )?(?:eyes )?only"
    r"|do not (?:share|circulate|forward|copy|distribute|publish))\b"
)
"""Whom a paper is for, as a mark: it says so and no more."""
NEGATED = re.compile(rf"\b(?:{either('negation.words', 'negation.marking', 'negation.welsh')}|n't)\b")
_LABEL = re.compile(r"\d+|(?=\D{0,3}\d).{2,4}")
_SPLIT = re.compile(r"[()\[\]{}<>|\t;:,.\"“”*•]|\s[-/]\s|\s-|-\s")
_WORD = re.compile(r"[\w'&]+")
HINT = re.compile(
    r"exempt|confiden|restrict|privat|publi|disclos|releas|circulat|\bpart\b|pink|committee|eithri|cyfrin|cyfyng|gyhoedd|virtue"
    r"|\bon [a-z]{3,8} paper|schedule|press|status|closed|sensitive|reason|rule|para|faoi r|rúnda|príobh|gcoiste| only|do not "
)
"""What any marking has, as it is meant; a line without it need not be read."""
_SUBJECTS = (
    "report|paper|document|appendix|annexe?|item|minute|briefing|note|schedule|agenda|supplement|addendum|enclosure|matter"
    "|business case|business plan"
)
THIS = re.compile(
    rf"\b(?:this|these|the (?:attached|following|enclosed|accompanying|present)) (?:\w+ )?(?:{_SUBJECTS})s?\b"
    rf"|\bthe (?:{_SUBJECTS}) (?:that|which) follows\b|\b(?:adroddiad|atodiad|papur|eitem|ddogfen|dogfen) h[wo]n\b"
)
_THE = re.compile(rf"^(?:the )?(?:{_SUBJECTS})(?= (?:is|are|contains?|includes?)\b)")
_CALLED = re.compile(
    r"\b(?:exempt(?! from(?! (?:publication|disclosure|public)))(?! (?:appendi|annex|accommodation|dwelling|propert|suppl))"
    rf"|confidential(?! (?:appendi|annex))|{_NO_PUBLIC}|restricted(?! to (?!members|councillors|officers))"
    r"|in private\b|in (?:closed|private|confidential) session|eithriedig|n gyfrinachol|cyfrinachol)"
)
APPENDIX = re.compile(r"\b(?:appendi(?:x|ces)|annex(?:e|es)?|enclosures?|atodiad(?:au)?)\b")
OTHER = re.compile(rf"{APPENDIX.pattern}|\bpart (?:2|ii|b)\b")
_WITH_ALL = re.compile(
    r"\b(?:and|with|including) (?:its|the|all|any|all its|all the) (?:attached )?(?:appendix|appendices|annexe?s?|enclosures?)\b"
)
_IN_OTHER = re.compile(r"^\W{0,4}(?:\w+ ){0,3}(?:in|within|at|as|see) (?:the |an |its )?(?:\w+ )?(?:appendi|annex|part 2)")
_OPEN_QUESTION = re.compile(
    r"\b(?:if|whether|where|unless|when|would|could|why|were|was|any|reports|no part|none of|nothing in|not all|os|pan)\b"
)
_LABELLED = re.compile(
    r"\b(?:appendix|appendices|annexe?s?|enclosures?) ((?:\d{1,2}[a-z]?|[a-z])\b(?:(?:, | and | & )(?:\d{1,2}[a-z]?|[a-z])\b)*)"
)
_CALLED_APPENDIX = re.compile(
    r"\b(?:exempt|confidential|restricted|private)(?= ?(?:$|[^\w ])"
    r"| (?:appendi|annex|enclosure|by|under|as|and|or|for|because|paragraph|information|from (?:public|disclos)))"
    rf"|{_NO_PUBLIC}|\b(?:press|public)\b[^.;]{{0,60}}\bexcluded\b|\bexclu(?:de|ding|sion of) (?:the )?(?:press|public)\b"
)
_OF_ITEM = re.compile(r"\bitem (?:no )?(\d{1,3}[a-z]?)\b|\b(?:following|next) (?:item|report)\b")
_CLAUSE = re.compile(r"[.;:?!]\s|\b(?:but|however|although|though|whereas|while|except|apart from|save)\b")
_VERB = re.compile(
    r"\b(?:is|are|be|been|being|contains?|includes?|discloses?|comprises?|has|have|involves?|remains?|treated|must|should|shall|can|yn|n)\b"
)
BOX = re.compile("[☒☑✓✔√☐□]")
"""A box of a form; `forms` says which is ticked."""
_RELEASED = re.compile(
    r"\b(?:formerly|previously|no longer|ceased to be) (?:an? )?(?:exempt|confidential|restricted|private|not for publication)\b"
    r"|\breleased (?:on|for publication|in full|to the public|\d)"
)
_STILL = re.compile(r"\b(?:still|remains?|until|before|unless|but|not (?:to |yet |for )?(?:be )?(?:released|publi\w*))\b")
_AS_BEFORE = re.compile(r"\b(?:formerly|previously|still|remains?)\b")
_REPORTED = re.compile(r"(?<=\w )[\"“][^\"“”]*")
"""Words in quotation marks in the middle of a sentence, which tells of them."""
_BY_VIRTUE = re.compile(r"^by virtue of (?:paragraph|para|category|schedule|section 100|regulation)")


SUBJECT = re.compile(
    r"^(?:exempt|confidential|private|restricted)(?: (?:and|or) (?:exempt|confidential|private))? "
    r"(?:information|items?|business|matters?|sessions?|reports|papers|documents)$"
)
"""What a rule book or a policy has as a heading; a mark only at an edge or at the head of a paper."""


_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "\xa0": " ", "\n": " ", **dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff")}
)


@lru_cache(maxsize=256)
def meant(text: str) -> str:
    """`text` in lower case as it is meant: no soft hyphens or invisible characters, plain quotes and dashes, spaced-out letters joined."""
    plain = unicodedata.normalize("NFKC", text[:MAX_CHARACTERS]).translate(_PLAIN)
    tokens = plain.split(" ")
    run: list[str] = []
    out: list[str] = []
    for token in [*tokens, ""]:
        if len(token) == 1 and token.isalpha():
            run.append(token)
            continue
        joined = "".join(run).casefold()
        out.extend((len(joined) <= MAX_WORDS and _parted(joined)) or [joined] if len(run) > 3 else run)
        out.append(token)
        run = []
    return " ".join(word for word in " ".join(out).casefold().split(" ") if word)


_KNOWN = frozenset(word for word in _FILLER | _HINTS if len(word) > 1)


@lru_cache(maxsize=256)
def _parted(run: str) -> tuple[str, ...] | None:
    """The words of the vocabulary that a run of spaced-out letters holds: "notforpublication"; None where it holds others."""
    ends = (end for end in range(min(14, len(run)), 0, -1) if run[:end] in _KNOWN)
    return next(((run[:end], *rest) for end in ends if (rest := _parted(run[end:])) is not None), None) if run else ()


def words_of(text: str) -> list[str]:
    """The words of `text` (as `meant` gives it), without punctuation."""
    return [word for found in _WORD.findall(text) if (word := found.strip("'_"))]


def stamp(text: str) -> Says:
    """What a line says that is made of nothing but a marking: "EXEMPT - NOT FOR PUBLICATION", "Agenda Item 9 (Exempt)", "Not exempt"."""
    words = words_of(meant(text))
    if not words or len(words) > MAX_WORDS or BOX.search(text):
        return Says.NOTHING
    if released(text):
        return Says.CLEARS
    if not all(word in _FILLER or word in _HINTS or len(word) == 1 or _LABEL.fullmatch(word) for word in words):
        return Says.NOTHING
    joined = " ".join(words)
    strong = STRONG.search(joined) or _AUDIENCE.search(joined)
    hints = [word for word in words if word in _HINTS]
    if not strong and not hints:
        return Says.HINTS if _by_rule(joined) else Says.NOTHING
    if NEGATED.search(re.sub(r"\bno \d", " ", _AUDIENCE.sub(" ", STRONG.sub(" ", joined)))):
        return Says.CLEARS
    plain = len(words) == 1 or not (strong or (_REFERENCE.search(joined) and not _ENTITLED.search(meant(text))))
    return Says.HINTS if plain else Says.MARKS


def released(text: str) -> bool:
    """True for a line that says that a marking holds no longer: "Formerly exempt: paragraph 3", "Released for publication"."""
    plain = meant(text)
    return bool(_RELEASED.search(plain)) and not _STILL.search(plain)


def _by_rule(joined: str) -> bool:
    """True for a paragraph of the law, or a rule under it, by which a paper is kept back: "Access to Information Rule 10.4(3)"."""
    return bool(_PARAGRAPH.search(joined) and _PROVISIONS.search(joined))


def titled(text: str) -> Says:
    """What a title says that carries a marking as one of its segments: "Disposal of land (exempt)", "CONFIDENTIAL: Purchase"."""
    plain = meant(text)
    if len(words_of(plain)) > MAX_WORDS // 2:
        return Says.NOTHING
    if released(plain):
        return Says.CLEARS
    plain = _AS_BEFORE.sub(" ", plain)
    if (whole := stamp(plain)) is not Says.NOTHING:
        return Says.MARKS if _by_rule(" ".join(words_of(plain))) and whole is Says.HINTS else whole
    segments = [segment.strip() for segment in _SPLIT.split(f"{plain} ") if segment.strip()]
    found = [stamp(segment) for segment in segments]
    if Says.CLEARS in found:
        return Says.CLEARS
    opens = any(STRONG.match(segment) or _BY_VIRTUE.match(segment) for segment in segments)
    named = any(
        say is Says.HINTS and not {"private", "restricted"} & set(words_of(part)) and (at or len(words_of(part)) == 1)
        for at, (say, part) in enumerate(zip(found, segments, strict=True))
    )
    return Says.MARKS if opens or Says.MARKS in found or named else Says.NOTHING


def opens_with_stamp(text: str) -> bool:
    """True for a marking that goes on with its reason: "Not for publication - names members of staff"."""
    first = _SPLIT.split(f"{meant(text)} ", maxsplit=1)[0]
    return stamp(first) in (Says.HINTS, Says.MARKS) and titled(text) is Says.MARKS


def sentence(text: str, *, head: bool = False) -> Says:
    """What a sentence says of the paper it stands in; NOTHING where it speaks of another one, of an appendix, or of a case that may be.

    Args:
        text: a sentence or paragraph.
        head: it stands at the head of its paper, where "the report" is that paper.
    """
    found = Says.NOTHING
    *asked, last = meant(text).split("?")
    unasked = " ".join([*(piece[: piece.rfind(". ") + 1] for piece in asked), last])
    unquoted = _REPORTED.sub(lambda quoted: " " if THIS.search(quoted[0]) else quoted[0], unasked)
    for clause in _CLAUSE.split(f"{unquoted} "):
        plain = _WITH_ALL.sub(" ", clause or "")
        subject = THIS.search(plain) or (_THE.search(plain.strip()) if head else None)
        if subject is None:
            continue
        said = _predicate(plain, subject)
        if said is Says.MARKS:
            return said
        found = max(found, said)
    return found


def _predicate(clause: str, subject: re.Match[str]) -> Says:
    before, after = clause[: subject.start()], clause[subject.end() :]
    called = _CALLED.search(after)
    if called is None or _OPEN_QUESTION.search(before) or OTHER.search(before):
        return Says.NOTHING
    between, behind = after[: called.start()], after[called.end() :]
    if len(between.split()) > 16 or not _VERB.search(between) or _OPEN_QUESTION.search(between):
        return Says.NOTHING
    if NEGATED.search(before) or NEGATED.search(between):
        return Says.CLEARS
    elsewhere = OTHER.search(between) or _IN_OTHER.match(behind)
    return Says.NOTHING if elsewhere else Says.MARKS


def appendices_named(text: str) -> tuple[frozenset[str], str | None]:
    """Labels of the appendices that a text calls exempt ("Appendix 2 is not for publication"), in lower case, and their item if named.

    The item is "" where they are the following one's.
    """
    labels: set[str] = set()
    item = None
    for clause in _CLAUSE.split(meant(text) + " "):
        found = _LABELLED.search(clause or "")
        if found is None or not _CALLED_APPENDIX.search(clause) or _OPEN_QUESTION.search(clause[: found.start()]):
            continue
        if NEGATED.search(STRONG.sub(" ", clause)):
            continue
        labels.update(re.findall(r"\b(?!and\b|to\b)[a-z0-9]{1,3}\b", found[1]))
        item = at[1] or "" if (at := _OF_ITEM.search(clause)) else item
    return frozenset(labels), item


def is_reference(text: str) -> bool:
    """True where a text names a paragraph or a schedule of the law on exempt information."""
    return bool(_REFERENCE.search(meant(text)))


def by_virtue(text: str) -> bool:
    """True for "By virtue of paragraph 3 of Part 1 of Schedule 12A …" as a heading: it begins a line and excludes nobody."""
    plain = meant(text)
    return text[:1] == "B" and bool(_BY_VIRTUE.match(plain)) and "exclu" not in plain and not OTHER.search(plain)


def marks(text: str) -> bool:
    """True for a line that says by itself that what stands under it is kept back."""
    return stamp(text) in (Says.HINTS, Says.MARKS) or by_virtue(text) or titled(text) is Says.MARKS
