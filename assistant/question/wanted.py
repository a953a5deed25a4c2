"""The kind of value that answers a question (a count, money, a share, a date, a person, a named body), and where text holds one."""

import re
from dataclasses import dataclass
from enum import StrEnum

from assistant.question.models import AnswerForm
from ingest.language.lexicon import words_of
from ingest.language.people import TITLED
from ingest.language.quantities import Quantity, QuantityKind, quantities
from ingest.language.sentences import Shape, Unit, cells_of
from ingest.language.words import STOP_WORDS, content_stems, stem, stems, word_set, words


class Value(StrEnum):
    """What kind of value a question asks for."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    DATE = "date"
    PERSON = "person"
    NAME = "name"


_THINGS = (
    "councils?|banks?|wards?|agency|agencies|compan(?:y|ies)|schools?|firms?|providers?|solicitors|hospitals?|charit(?:y|ies)"
    "|contractors?|sites?|streets?|roads?"
)
_HOLDERS = "councillors?|members?|officers?|heads?|teachers?|directors?|chairs?"
_ASKS = {
    Value.SHARE: r"(?<!\d)(?<!\d )%|(?<!\d )\bper ?cent\b|\bpercentage\b|\b(?:what|which) (?:share|proportion)\b|\bshare of\b",
    Value.COUNT: r"\bhow many\b|\b(?:what|the) (?:exact )?(?:number|split|headcount|total)\b",
    Value.MONEY: r"\bhow much\b|\bwhat were we paying\b"
    r"|\b(?:what|which)\b[^?]{0,40}\b(?:costs?|price|rent|fee|precept|spend|budget|revenue|grant)\b",
    Value.DATE: r"(?:^|\band |, |- )when (?:is|are|was|were|did|does|do|will|would|can|could|has|have|should)\b|\bwhen's\b"
    r"|\b(?:what|which|by what|new) (?:\w+ )?(?:date|day|month|year)\b",
    Value.PERSON: rf"\bwhich (?:\w+ ){{0,2}}(?:{_HOLDERS})\b"
    r"|\bwho (?:got|was|were|is|are|has) (?:\w+ )?(?:voted|elected|appointed|chosen|named)",
    Value.NAME: rf"\bwhich (?:\w+ ){{0,2}}(?:{_THINGS})\b",
}
_PATTERNS = tuple((value, re.compile(pattern, re.IGNORECASE)) for value, pattern in _ASKS.items())
_COUNTED = re.compile(r"\bhow many (?:of (?:the|our|those|these|them) )?((?:[\w'-]+ ){0,3}[\w'-]+)", re.IGNORECASE)
_STUFF = re.compile(
    r"\bhow much (?!money|cash|funding|grant|income|revenue|rent|saving)(?:\w+ )?\w+ (?:is|was|were|did|does|do|has|had|will|are|can)\b",
    re.IGNORECASE,
)
"""Asks for a quantity of something that is measured, not paid: "how much glass was collected"."""
_CATEGORY = re.compile(rf"\bwhich (?:\w+ ){{0,2}}({_THINGS})\b", re.IGNORECASE)
_CAPITALS = re.compile(r"(?<![.!?:•-]\s)(?<!^)(?<!\t)\b[A-Z][a-z'’-]+(?:\s+(?:of\s+|and\s+|the\s+)?[A-Z][a-z'’-]+)*")
_ROLES = word_set(
    """
    council committee cabinet board boards panel chair vice director head manager officer officers service services member members
    report appendix children city county district borough plan strategy group meeting team policy department executive leader
    portfolio scrutiny partnership act annual
    review learning education health social care safeguarding toolkit local task finish neglect authority senior
    """
) | words_of("months.english")
_NUMBERING = re.compile(
    r"^\W*(?:\d{1,3}(?:\.\d+)*[.)]?|\(?[ivx]+\))(?=\s)"
    r"|\b(?:paragraph|para|appendix|item|section|page|table|option|recommendation|part|stage|phase|level|grade|year|question|quarter|q)"
    r"\s+\d+[a-z]?(?:\.\d+)*",
    re.IGNORECASE,
)
_REACH = 5
"""Words after a figure (three times as many before it) among which what it counts is looked for."""
_LINK = re.compile(r"(?:\b(?:is|was|were|are|of|at|to|by|totalling|totalled|about|approximately|around)|[:=–-])\s*$", re.IGNORECASE)
_PHRASE = re.compile(r"(?<=\w)\s+(?:of|on|in|for|with|to|from|by|at)\s")
"""Ends the words that a figure counts ("five families of …"); "27 of the children" goes on."""
_OF = re.compile(r"\s*of\b")
_ADDED = re.compile(r"\W*(?:new|more|additional|extra|further)\b", re.IGNORECASE)
"""Follows a count of what was added, which is not the total."""
_FIGURES = frozenset({Value.COUNT, Value.MONEY, Value.SHARE})
_NONE = re.compile(r"\b(?:no|none|nil|nobody|no one|zero|never)\b", re.IGNORECASE)
_PERCENT = re.compile(r"%|\bper ?cent|\bpercentage|\bshare\b|\brate\b", re.IGNORECASE)
_FIGURE_CELL = re.compile(r"\s*[(£-]*\s?\d[\d,.]*\s?[%)kmFTE]*\s*")
PENDING = re.compile(
    r"\b(?:will|to|shall|should) be (?:provided|shared|reported|confirmed|appointed|agreed|determined|circulated|published|announced"
    r"|identified|decided)\b|\bbeing (?:obtained|sought|collected|finalised|developed)\b|\bno further detail|\bnot yet\b"
    r"|\bto consider nominations\b|\bto (?:elect|appoint)\b|\bTBC\b|\bTBA\b|\b(?:is|are) provided with\b|\bunderway\b"
    r"|\bhad to be paused\b|\bawait(?:ed|ing)\b",
    re.IGNORECASE,
)
"""Words by which a paper says that something is still to come: it speaks of the matter and does not settle it."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """What would answer a question; `kinds` is empty where no kind of value can be told from its words."""

    kinds: tuple[Value, ...]
    known: frozenset[str]
    """Canonical values and stems that the question itself gives; they answer nothing."""
    counted: frozenset[str] = frozenset()
    """Stems of what is counted ("how many leaseholders …")."""
    category: frozenset[str] = frozenset()
    """Stem of the kind of thing that is to be named ("which banks …")."""


def expect(question: str) -> Expectation:
    """Tell from the question's words what kind of value answers it."""
    counted, category = _COUNTED.search(question), _CATEGORY.search(question)
    kinds = [value for value, pattern in _PATTERNS if pattern.search(question)]
    return Expectation(
        kinds=(*kinds, Value.COUNT) if _STUFF.search(question) and Value.COUNT not in kinds else tuple(kinds),
        known=frozenset(quantity.value for quantity in quantities(question)) | frozenset(stems(question)),
        counted=frozenset(content_stems(counted[1])[:2]) if counted else frozenset(),
        category=frozenset(stems(category[1])) if category else frozenset(),
    )


def _titled(text: str) -> list[str]:
    return [match[0] for match in TITLED.finditer(text)]


def _person(text: str, known: frozenset[str]) -> bool:
    people = [name for name in _titled(text) if not set(stems(name)) <= known]
    return bool(people) or any(len(_proper(name, known)) > 1 for name in _CAPITALS.findall(text))


def _proper(name: str, known: frozenset[str]) -> list[str]:
    return [word for word in re.findall(r"[A-Z][\w'’-]+", name) if word.lower() not in _ROLES and not set(stems(word)) <= known]


def _counts(found: list[Quantity], expectation: Expectation, text: str) -> bool:
    """Whether a count stands by what is counted; anything may be counted where people are asked for ("posts", "FTE")."""
    counts = [q for q in found if q.kind is QuantityKind.COUNT or (q.kind is QuantityKind.PERCENT and _OF.match(text[q.end :]))]
    if "total" in expectation.known:
        counts = [quantity for quantity in counts if not _ADDED.match(text[quantity.end :])]
    if not expectation.counted or "person" in expectation.counted:
        return bool(counts)
    for quantity in counts:
        after = _PHRASE.split(text[quantity.end :], maxsplit=1)[0].split()[:_REACH]
        before = text[: quantity.start].split()[-3 * _REACH :] if _LINK.search(text[: quantity.start]) else []
        if expectation.counted & set(stems(" ".join([*before, *after]))):
            return True
    return False


def _named(text: str, expectation: Expectation) -> bool:
    """Whether a new name stands together with a word for the kind of thing that is to be named."""
    return bool(expectation.category & set(stems(text))) and any(_proper(name, expectation.known) for name in _CAPITALS.findall(text))


def holds(expectation: Expectation, unit: Unit) -> bool:
    """Whether the unit holds a new value of an expected kind; numbering and the question's own figures do not count."""
    row = unit.shape is Shape.ROW and any(_FIGURE_CELL.fullmatch(cell) for cell in re.split(r"\t|\s\|\s", unit.text))
    text = _NUMBERING.sub(" ", unit.text)
    found = [quantity for quantity in quantities(text) if quantity.value not in expectation.known]
    kinds = {quantity.kind for quantity in found}
    tests = {
        Value.COUNT: lambda: row or _counts(found, expectation, text),
        Value.MONEY: lambda: row or QuantityKind.MONEY in kinds,
        Value.SHARE: lambda: QuantityKind.PERCENT in kinds or (row and _in_percent(unit)),
        Value.DATE: lambda: bool(kinds & {QuantityKind.DATE, QuantityKind.MONTH, QuantityKind.YEAR, QuantityKind.YEARS}),
        Value.PERSON: lambda: _person(text, expectation.known),
        Value.NAME: lambda: _named(text, expectation) or _in_column(unit, expectation),
    }
    return any(tests[kind]() for kind in expectation.kinds)


def _in_column(unit: Unit, expectation: Expectation) -> bool:
    """Whether a row has a cell under a column that is headed with the kind of thing to be named."""
    table = unit.passage.table
    if unit.shape is not Shape.ROW or table is None:
        return False
    cells = cells_of(unit)
    return len(cells) == len(table.columns) and any(
        cell and expectation.category & set(stems(column)) for cell, column in zip(cells, table.columns, strict=True)
    )


def _in_percent(unit: Unit) -> bool:
    """Whether the table of a row says over its figures that they are shares."""
    table = unit.passage.table
    return table is not None and bool(_PERCENT.search(" ".join((table.caption or "", table.unit or "", *table.columns, unit.text))))


def holds_name(expectation: Expectation, unit: Unit) -> bool:
    """Whether the unit names somebody or some body that the question does not."""
    known = expectation.known
    people = any(not set(stems(name)) <= known for name in _titled(unit.text))
    return people or any(_proper(name, known) for name in _CAPITALS.findall(unit.text))


def says_none(expectation: Expectation, unit: Unit) -> bool:
    """Whether the unit answers a question for a figure by saying that there is none."""
    return bool(_FIGURES & set(expectation.kinds)) and bool(_NONE.search(unit.text)) and not PENDING.search(unit.text)


# What a question turns on: the thing asked for and the names, without which a passage is beside it however close it reads.

_AUXILIARY = (
    r"is|are|was|were|be|been|being|did|does|do|has|have|had|will|would|can|could|must|may|might|should|shall|became|becomes"
    r"|happened|happens|went|came|got|gets?|take|put"
)
_STOP = re.compile(
    rf"\b(?:{_AUXILIARY}|in|on|at|of|for|from|by|per|with|to|about|between|against|over|under|after|before|during|since|within|towards?|that"
    r"|which|who|when|where|if|and|or|as|than|through|into|not|out|up|down|off|a|an)\b|[?,;:()–]|\s-\s",
    re.IGNORECASE,
)
_THING = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"\bhow (?:many|much)\b\s*(?:of\s+)?(?:the\s+|our\s+|its\s+)?",
        r"\bwh(?:at|ich)(?:'s|’s|\s+(?:is|are|was|were|will be))\s+(?:the|our|its|their|an?|\w+'s)\s+",
        rf"\bwh(?:at|ich)\s+(?!(?:{_AUXILIARY})\b)",
    )
)
_WHO_IS = re.compile(r"\bwho(?:'s| is| was| are| were)\s+(?:the\s+|our\s+)([^?,;(]+)", re.IGNORECASE)
_OF_THING = re.compile(
    r"\b(?:of|for|at|on|about|from|in) (?:the|our|this) ((?:(?!costs?\b)[\w'’-]+ ){0,2}(?!costs?\b)[\w'’-]+)"
    r"(?=\W*$|[?,.;:]| (?:is|was|are|were|did|does|do|has|have|had|will|would|costs?)\b)",
    re.IGNORECASE,
)
"""What a value is asked of: "the cost of the marina", "how much will the roof of the hall cost"."""
_BODY = re.compile(
    r"(?<![\w'’&-])((?:[A-Z][\w'’&-]++,?\s++(?:and\s++|of\s++|for\s++)?){1,12}(?:Sub-Committee|Committee|Panel|Board|Commission))\b"
)
_NAME = re.compile(r"\b[A-Z][\w'’&-]*(?:\s+(?:of\s+(?:the\s+)?|and\s+|the\s+|for\s+)?[A-Z][\w'’&-]*)*")
_UNNAMED = word_set("councillor councillors cllr cllrs council committee i table chart figure appendix item page mr mrs ms dr") | words_of(
    "months.english", "months.short", "months.longer", "weekdays.english"
)
_VAGUE_WORDS = word_set(
    """
    number share proportion percentage percent figure figures amount date day month year name names reason way words thing
    main exact overall total average kind type sort point points part parts one ones much many new current latest time people person option
    choice plan difference role area details level rate concern advantage test tests topic incident priority view views situation
    answer judgement advice offer position story news state status circumstances topics cash money each split
    """
)
_VAGUE = frozenset(map(stem, _VAGUE_WORDS))
"""Nouns that say what kind of value is asked for, or next to nothing; what they are of is asked elsewhere."""


class Kindred(StrEnum):
    """Kinds of answer that are told by the deed asked about."""

    DECISION = "decision"
    VOTES = "votes"
    NAMED = "named"
    """Somebody or some body by name."""


_KINDRED = {
    Kindred.VOTES: r"\bsplit of votes\b|\bvotes? (?:for|against|split)\b|\bvoted (?:for|against)\b|\bvote, for\b|\bhow did \w[^?]* vote\b",
    Kindred.DECISION: r"\bwhat did (?:the )?[^?]{0,60}\b(?:resolve|decide|agree|conclude)\b"
    r"|\bdid (?:the )?[^?]{0,40}\b(?:resolve|agree|decide) to\b",
    Kindred.NAMED: r"^\W*(?:and )?who\b(?!se)",
}


@dataclass(frozen=True, slots=True)
class Focus:
    """The words that an answer must be about, as stems; any part may be empty."""

    heads: tuple[str, ...] = ()
    """The noun asked for, one for each thing asked ("salary" in "what is the salary of …")."""
    names: tuple[tuple[str, ...], ...] = ()
    """Proper names, each as its stems."""
    kindred: frozenset[Kindred] = frozenset()
    bodies: tuple[tuple[str, ...], ...] = ()
    """Committees and boards named in full, each as its stems in order."""
    of: tuple[str, ...] = ()
    """Stems of the things that a value is asked of, the last noun of each ("marina" in "the cost of the marina")."""


def focus(question: str) -> Focus:
    """Tell from its words what the question turns on."""
    kindred = frozenset(kind for kind, pattern in _KINDRED.items() if re.search(pattern, question, re.IGNORECASE))
    bodies = tuple(tuple(stems(match[1])) for match in _BODY.finditer(question) if len(match[1].split()) > 1)
    of = tuple(found[-1] for match in _OF_THING.finditer(question) if (found := _phrase(match[1])) and found[-1].isalpha())
    return Focus(_heads(question), _names(question), kindred, bodies, of)


def _phrase(text: str) -> list[str]:
    """Content stems of the noun phrase that the text begins with."""
    stop = _STOP.search(text)
    return [stem(word) for word in words(text[: stop.start()] if stop else text) if word not in STOP_WORDS]


def _heads(question: str) -> tuple[str, ...]:
    found: list[str] = []
    taken: set[int] = set()
    for pattern in _THING:
        for match in pattern.finditer(question):
            if match.start() in taken:
                continue
            taken.add(match.start())
            found += [stem for stem in _phrase(question[match.end() :])[:4] if stem.isalpha() and stem not in _VAGUE][-1:]
    for match in _WHO_IS.finditer(question):
        found += [stem for stem in _phrase(match[1]) if stem.isalpha() and stem not in _VAGUE][-1:]
    return tuple(dict.fromkeys(found))


def _names(question: str) -> tuple[tuple[str, ...], ...]:
    found: list[tuple[str, ...]] = []
    for match in _NAME.finditer(question):
        parts = [part for part in match[0].split() if part[0].isupper()]
        opens = match.start() == 0 or re.search(r"[.?!:(]\s*$", question[: match.start()]) is not None
        if opens and not (parts[0].isupper() and len(parts[0]) > 1):
            parts = parts[1:]
        kept = [part for part in parts if re.sub(r"['’]s?$", "", part).lower() not in _UNNAMED | STOP_WORDS]
        if kept:
            found.append(tuple(stem for stem in stems(" ".join(kept)) if len(stem) > 1))
    return tuple(dict.fromkeys(name for name in found if name))


# In what form a question's answer would stand in a paper, told from the question's words.

_WORDS = {
    AnswerForm.SUMMARY: r"""summar\w+ | sum\ up | brief\ (?:me|us) | (?:short|quick)\ brief\w* | briefing\ (?:on|please|for)
        | overview | headline
        | (?:main|key)\ points | paragraph\ for""",
    AnswerForm.RECOMMENDATION: r"""recommend\w*
        | (?:being|committee|(?:are|were)\ (?:we|they|members)(?:\ actually)?(?:\ being)?)\ asked\ (?:us\ )?(?:to|for)
        | asked\ to\ (?:do|approve|decide|agree|note)""",
    AnswerForm.DECISION: r"""decid\w+ | decision | resol(?:ved?|ution) | agreed? | voted? | approved? | outcome
        | (?:committee|panel|council|cabinet)\ (?:ask|accept)
        | signed\ off | accepted | carried""",
    AnswerForm.VOTE: r"vot(?:e[sd]?|ing)\b | abstain\w* | abstention\w* | unanimous\w* | against\ the\ motion",
    AnswerForm.COMPARISON: r"""compar\w+ | differ\w* | better | worse | versus | vs | changed? | moved\ on | more\ likely
        | gap\ between | how\ far\ behind
        | up\ or\ down | trace""",
    AnswerForm.FIGURE: r"""how\ (?:many|much|far|often|big|large)
        | what\ (?:number|share|proportion|precept|score|weekly|yearly|annual) | percentage | share
        | cost\w* | paying | worth | rate | rent | figures? | total | average | revenue | budget | spend\w* | forecast | savings?""",
    AnswerForm.DATE: r"when(?:'s)? | (?:what|which|new|by\ what)\ (?:date|day|month|year) | deadline | how\ soon",
    AnswerForm.WHO: r"""who(?:'s)? | whose | whom
        | which\ (?:councillors?|members?|officers?|director|body|agency|organisations?|councils?)""",
    AnswerForm.LIST: r"""list | name | what\ (?:are|were)\ (?:the|our|its|\w+'s) | which\ (?!pages\b)\w+s | top\ (?:three|five|ten|\d+)
        | what\ (?:topics|tests|options|choices|incidents|advantages|priorities|conditions)""",
    AnswerForm.DEFINITION: r"""mean | means | meant | stands?\ for | definition | defined | who\ would\ count | counts?\ as
        | what\ makes\ (?:an?|the)""",
    AnswerForm.TABLE: r"table | breakdown | scorecard | dataset | row | column",
    AnswerForm.REASON: r"why | reasons? | blamed? | because | caused? | explain\w*",
}
_FORMS_PATTERNS = {form: re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE | re.VERBOSE) for form, pattern in _WORDS.items()}
_WHAT_IS = re.compile(r"^what(?:'s| is| are) (?:an? |the )?[\w'\"‘’-]+(?: [\w'\"‘’-]+)?\??$", re.IGNORECASE)


def answer_forms(question: str) -> tuple[AnswerForm, ...]:
    """Forms an answer may take, the more telling first; FACT where nothing tells."""
    found = [form for form, pattern in _FORMS_PATTERNS.items() if pattern.search(question)]
    if _WHAT_IS.match(question.strip()) and AnswerForm.DEFINITION not in found:
        found.insert(0, AnswerForm.DEFINITION)
    if "%" in question and AnswerForm.FIGURE not in found:
        found.append(AnswerForm.FIGURE)
    return tuple(found) or (AnswerForm.FACT,)
