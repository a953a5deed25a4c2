"""Noun phrases of a question or an answer: the thing, the body, the people, the counted things and the lists it speaks of."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.language.dates import mentions
from ingest.language.lexicon import pairs, words_of
from ingest.language.people import TITLE, TITLED
from ingest.language.pointing import Pointer, agrees
from ingest.language.words import STOP_WORDS, content_stems, stem, word_set, words

_TOKEN = re.compile(r"[^\W_](?:[\w'’&/.-]*\w)?(?:(?<=s)['’](?=\s))?|[^\w\s]")
_DETERMINERS = word_set("the our a an its their his her your those these")
_NUMBER = r"(?<![\w£.,/-])(?:\d{1,3}(?:,\d{3})+|\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![.,]?\d)"
_COUNTED = re.compile(rf"({_NUMBER})\s+((?:[a-z-]+\s+){{0,2}}?(?:[a-z-]+[a-rt-z]s|children|people|men|women))\b(?!-)", re.IGNORECASE)
_MANY = re.compile(
    r"\b(?:how many|which|what)\s+((?:[\w'’-]+\s+){0,3}?[\w'’-]+(?:s|ren|people|men))\s+"
    r"(is|are|was|were|do|does|did|have|has|had|will|would|can)\b\s*(.*)",
    re.IGNORECASE,
)
_FUNCTION = (STOP_WORDS - word_set("council paper papers report reports year own summary paragraph lines points")) | word_set(
    "worth due able likely per"
)
_VERBS, _SPEAKING = words_of("talk.verbs"), words_of("talk.speaking")
_ATTRIBUTES = words_of("talk.attributes")
_BODIES = words_of("bodies.committees", "bodies.councils")
_ASKS_WITH = word_set("do does did will would shall should can could may might must has have had")
_IS = word_set("is are was were")
_ABOUT = word_set("about regarding concerning")
_MOMENTS = word_set("end start beginning middle close time moment last next")
_LINKS = word_set("of for to in at on from with by against into under between behind near") | _ABOUT
_UNITS = re.compile("|".join(pairs("units.counted").values()) + "|pounds?|times|votes?|per cent", re.IGNORECASE)
_MAIN = re.compile(
    r"(?:^|[,:;]\s+)(?:and\s+|so\s+)?(?=(?:what|which|who|whose|how|when|where|why|is|are|was|were|did|does|do|has|have|will|would|can)\b)",
    re.IGNORECASE,
)
_SECOND = re.compile(r"(?<!\s)\s++and\s++(?:what|which|who|how|when|where|why|did|was|is)\b.*", re.IGNORECASE | re.DOTALL)
_BULLET = re.compile(r"^[^\S\n]*+(?:[-•*]|\d+[.)])[^\S\n]++([^\n]+)", re.MULTILINE)
_BRACKETED = re.compile(r"\([^()\n]{0,80}\)")
_MARKER = re.compile(r"\[\d{1,4}\]")


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase at its place in a text."""

    text: str
    """With its article: "the Boathouse"."""
    start: int
    end: int
    link: str = ""
    """The preposition before it, folded."""

    @property
    def head(self) -> str:
        """Its last word, folded."""
        return self.text.split()[-1].lower().removesuffix("'s").removesuffix("’s")

    @property
    def is_named(self) -> bool:
        """Whether it is a name."""
        return any(word[0].isupper() for word in self.text.split() if word.lower() not in _DETERMINERS)

    @property
    def is_several(self) -> bool:
        """Whether it is more than one thing."""
        return any(agrees(Pointer.THEY, word) for word in self.text.split() if word.islower())

    @property
    def is_body(self) -> bool:
        """Whether it is of those who meet and decide."""
        return self.head in _BODIES

    @property
    def is_dated(self) -> bool:
        """Whether it names a period."""
        return bool(mentions(self.text))

    @property
    def is_time(self) -> bool:
        """Whether it is nothing but a period, or a span of time ("a year")."""
        rest = self.text
        for period in reversed(mentions(rest)):
            rest = rest[: period.at[0]] + rest[period.at[1] :]
        return all(word.lower() in _DETERMINERS | _MOMENTS or _UNITS.fullmatch(word) for word in rest.split())

    @property
    def is_attribute(self) -> bool:
        """Whether it is what a thing has rather than a thing: its cost, its date."""
        return self.head in _ATTRIBUTES or stem(self.head) in {stem(word) for word in _ATTRIBUTES}


def main_clause(question: str) -> tuple[int, int]:
    """Where the question proper stands: without what leads up to it, and without a second one joined to it."""
    found = _MAIN.search(question)
    start = found.end() if found else 0
    second = _SECOND.search(question, start + 1)
    return start, second.start() if second else len(question)


def phrases(text: str, start: int = 0, end: int | None = None) -> list[Phrase]:
    """The noun phrases of a stretch of a text in order, prepositions not joined to them."""
    return list(_found(text, list(_TOKEN.finditer(text, start, len(text) if end is None else end))))


def _found(text: str, tokens: Sequence[re.Match[str]]) -> Iterator[Phrase]:
    asks_with, at, link = "", 0, ""
    while at < len(tokens):
        word = tokens[at].group()
        low = word.lower()
        if low in _DETERMINERS or _opens(word, link, at > 0 or _capital(tokens, 1)):
            last = at
            while last + 1 < len(tokens) and _goes_on(tokens, last + 1, at, asks_with):
                last += 1
            if last > at or low not in _DETERMINERS:
                yield Phrase(text[tokens[at].start() : tokens[last].end()], tokens[at].start(), tokens[last].end(), link)
            at, link = last + 1, ""
            continue
        asks_with = low if low in _ASKS_WITH | _IS else asks_with
        link = low if low in _LINKS else ""
        at += 1


def _capital(tokens: Sequence[re.Match[str]], at: int) -> bool:
    return at < len(tokens) and tokens[at].group()[0].isupper()


def _opens(word: str, link: str, may_be_name: bool) -> bool:
    """Whether a word begins a phrase that has no article: a name, a figure or what stands behind a preposition."""
    low = word.lower()
    if low in _FUNCTION or not word[0].isalnum() or (link == "to" and low in _VERBS | _SPEAKING):
        return False
    return bool(link) or (word[0].isupper() and may_be_name) or (word[0].isdigit() and len(word) > 1)


def _goes_on(tokens: Sequence[re.Match[str]], at: int, first: int, asks_with: str) -> bool:
    """Whether a word belongs to the phrase that began at `first`; `asks_with` is the auxiliary before it."""
    word, before = tokens[at].group(), tokens[at - 1].group()
    low = word.lower()
    after = tokens[at + 1].group().lower() if at + 1 < len(tokens) else ""
    if ("looked", "after") in ((before.lower(), low), (low, after)):
        return True
    if word in ("and", "&"):
        return (
            at - first > (tokens[first].group().lower() in _DETERMINERS)
            and at + 1 < len(tokens)
            and _goes_on(tokens, at + 1, first, asks_with)
        )
    if not word[0].isalnum() or low in _DETERMINERS or (low in _FUNCTION and not word[0].isupper()):
        return False
    if asks_with in _ASKS_WITH and word.islower() and tokens[first].group()[0].isupper():
        return False
    has_head = at - first > (tokens[first].group().lower() in _DETERMINERS) and not before.endswith("ly")
    acts = low in _VERBS or low in _SPEAKING if asks_with in _ASKS_WITH else False
    return not (has_head and asks_with and word.islower() and (acts or low.endswith("ed")))


def whole(text: str, found: Sequence[Phrase], at: int) -> str:
    """A phrase with those that prepositions join to it, but for times."""
    last = at
    for after in range(at + 1, len(found)):
        between = text[found[last].end : found[after].start].strip().lower()
        if between != found[after].link or not between or found[after].is_time:
            break
        last = after
    return text[found[at].start : found[last].end]


def thing(question: str, turn: str = "") -> str:
    """The thing that a question is about ("the Boathouse"): no body, no time, nothing that it has, nothing that `turn` names itself.

    "" where that is not plain.
    """
    start, end = main_clause(question)
    found, own = phrases(question, start, end), {stem(word) for word in words(turn)}
    for at, phrase in enumerate(found):
        if phrase.link in _ABOUT and not phrase.is_body:
            return whole(question, found, at)
    acting = found[0] if len(found) > 1 and found[0].is_named and len(found[0].text.split()) == 1 and not found[0].link else None
    for at, phrase in enumerate(found):
        after = found[at + 1] if at + 1 < len(found) else None
        belongs = phrase.is_attribute and after and after.link in ("of", "for", "to") and not after.is_several
        if not (phrase.is_body or phrase.is_time or belongs or phrase is acting or stem(phrase.head) in own):
            return whole(question, found, at)
    leading = (one.text for one in phrases(question, 0, start) if not one.is_time and not one.is_body)
    return several(question) or next(leading, "") or (acting.text if acting else "")


def parts_of(question: str) -> str:
    """What a question asks of a thing, where that is several: "the risks of the strategy"; "" where it asks of one."""
    start, end = main_clause(question)
    found = phrases(question, start, end)
    return next((whole(question, found, at) for at, one in enumerate(found) if one.is_attribute and one.head.endswith("s")), "")


def definite(phrase: str) -> str:
    """A phrase as it is spoken of again: "a grant" and "those grants" with "the"."""
    first, _, rest = phrase.partition(" ")
    return f"the {rest}" if first.lower() in ("a", "an", "those", "these") else phrase


def body(question: str, kinds: frozenset[str] = _BODIES) -> str:
    """Those who meet and decide, as a question names them; "" where it does not. `kinds` are the last words of their names."""
    return next((one.text for one in phrases(question) if one.head in kinds), "")


def several(question: str, answer: str = "") -> str:
    """The things counted or chosen among: "the children being taught at home", "the 86 foster carers"; "" where there are none."""
    asked = _MANY.search(question)
    if asked and asked[2].lower() in _IS and re.match(r"being\b|\w+ed\b", asked[3]):
        return f"the {asked[1]} {asked[3].rstrip(' ?')}"
    counts = [one for one in _COUNTED.finditer(_MARKER.sub("", answer)) if not _UNITS.fullmatch(one[2].split()[-1])]
    if counts:
        same = [one for one in counts if asked and one[2].split()[-1] == asked[1].split()[-1]]
        number, noun = (same or counts)[0].groups()
        return f"the {number.lower()} {noun}"
    return f"the {asked[1]}" if asked else ""


def person(texts: Sequence[str], never: frozenset[str], sooner: frozenset[str]) -> str:
    """The person whom the texts, latest first, name with a title: never one titled as `never` says, sooner one titled as `sooner` says."""
    for text in texts:
        named = [(name, word_set(name.lower().replace(".", ""))) for name in map(_named, TITLED.finditer(text))]
        fit = [name for name, parts in named if never.isdisjoint(parts)]
        if fit:
            return next((name for name, parts in named if not sooner.isdisjoint(parts)), fit[0])
    return ""


def _named(match: re.Match[str]) -> str:
    """A titled name; with two titles ("Councillor Mrs Jane Holt") to its end."""
    second = re.match(TITLE, match.group().split(maxsplit=1)[1])
    after = re.match(r"\s[A-Z][\w'’-]+", match.string[match.end() :]) if second else None
    return match.group() + (after.group() if after else "")


def with_noun(noun: str, texts: Sequence[str]) -> str:
    """The first phrase of the texts, the latest first, whose head is the noun; "" where there is none."""
    wanted = stem(noun.lower())
    for text in texts:
        found = phrases(text)
        for at, phrase in enumerate(found):
            if stem(phrase.head) == wanted:
                return whole(text, found, at)
    return ""


def listed_in(answer: str) -> tuple[str, ...]:
    """The items of the list that an answer gives, as bullets or in a row of three or more; () where it gives none."""
    answer = _MARKER.sub("", answer)
    bullets = tuple(re.split(r"\s[–-]\s|[:;(]", item)[0].strip(" .,") for item in _BULLET.findall(answer))
    if len(bullets) > 1:
        return bullets
    for sentence in re.split(r"(?<=[.;])\s+|\n", answer):
        sentence = _BRACKETED.sub("", sentence)
        row = re.split(r":\s+|\b(?:are|were|include|namely)\s+", sentence.rstrip(" ."), maxsplit=1)[-1]
        items = tuple(item.strip() for item in re.split(r",\s++(?:and\s++)?|(?<!\s)\s++and\s++", row))
        if len(items) > 2 and (own := phrases(items[0])):  # what the sentence says of them stands before the first
            items = (own[-1].text, *items[1:])
        if len(items) > 1 and all(item and len(words(item)) <= 5 for item in items):
            return items
    return ()


_ASIDES = re.compile(r"\s[-–—:]\s|(?<![-\w])(?:in|on|at|during|since|about|under|within|between|from)\b", re.IGNORECASE)
_NO_NAME = re.compile(
    r"^\W*(?:who|what|which|when|how|where|why|is|are|was|were|did|does|do|has|have|reports?|updates?|progress|news|briefing|notes?|history"
    r"|(?:one[- ]|a )?(?:page|summary)|positions?|background|everything|all)\b",
    re.IGNORECASE,
)
"""How words begin that ask or announce, and name nothing."""


def named_in(text: str) -> str:
    """What is named, without place, time and what is asked of it ("Streetlights", of "Streetlights in Upper Dunmere – what is next?")."""
    parts = [part for part in _ASIDES.split(text) if content_stems(part)]
    return next((part for part in parts if not _NO_NAME.match(part)), parts[-1] if parts else text)
