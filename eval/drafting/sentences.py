"""Drafts from sentences that give one figure, day or person for one thing; each form of sentence with the question it answers."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.drafting.shelf import SURE, Pair, Shelf
from eval.drafting.topics import VAGUE, breath
from eval.edits import digit
from eval.models import Answerable
from eval.text import fold, word_set
from ingest.models import Kind, PaperStatus, Passage
from ingest.record.words import Words, sentences_of

_N = r"\d++(?:,\d{3})*+(?:\.\d++)?"
_MONEY = rf"(?P<figure>£{_N}(?: ?(?:million|billion|m|bn|k)\b)?)"
_SHARE = rf"(?P<figure>{_N}(?:%| per ?cent\b))"
_FIGURE = rf"(?P<figure>£?{_N}(?: ?(?:%|per cent\b|percent\b|million\b|billion\b|(?:m|bn|k)\b))?)(?![\d:/]|st\b|nd\b|rd\b|th\b)"
_NUMBER = rf"(?P<figure>{_N}|(?i:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))"
_MONTHS = "|".join(calendar.month_name[1:])
_DAY = rf"(?:[A-Z][a-z]+day,? )?(?P<day>\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTHS})(?:,? \d{{4}})?)"
_SUBJECT = r"(?P<subject>[A-Z][^,.;:()£\d]{4,70}?)(?: (?:currently|presently|now|also|therefore|still|typically))?"
_DONE = r"(?:[a-z]+(?:ed|en)|held|built|sent|paid|made|spent|sold|let|set|cut|met|put|lost|found|begun|left|bought|brought)"
_WORK = rf"(?P<done> (?:to be |due to be |be |been )?{_DONE}(?: [a-z]+){{0,5}}?)"
_HEDGE = r"(?:(?:only|about|around|approximately|just over|just under|over|nearly|some|estimated at|in the region of) )?"
_ON = r"(?: [^\s,.;:()£\d]+)"
_REST = rf"(?P<rest>{_ON}{{1,9}})(?=[,.;:()]| [£\d])"
_FOR = rf"(?P<rest> (?:for|from|to|towards|in|on){_ON}{{1,8}})(?=[,.;:()])"
_SUMS = (
    "grant|quote|quotation|cost|sum|payment|donation|fee|premium|invoice|budget|bill|price|offer|estimate|charge|contribution|saving"
    "|deficit|surplus|overspend|underspend|pressure|increase|reduction|allocation|investment|income|award|loan|reserve"
)
_PERSON = (
    r"(?P<who>(?:Councillor|Cllr|Mr|Mrs|Ms|Miss|Dr|PC|Sgt)\.? [A-Z][\w.’'-]*+(?: [A-Z][\w’'-]*+){0,2}"
    r"|(?!(?:The|This|Some|All|Many|Other|New|Local|Our|No|Both) )[A-Z][a-z]++ [A-Z][\w’'-]++"
    r"|The (?:Clerk|Chair|Chairman|Leader|Treasurer|Secretary|Director|Monitoring Officer))"
)
_TITLED = re.compile(r"(?:Councillor|Cllr|Mr|Mrs|Ms|Miss|Dr|PC|Sgt)\b")
_TOLD = r"(?P<told>[^\s.;:]+(?: [^\s.;:]+){2,30})[.;](?!\d)"
_AIMS = {
    "aims to": "does {} aim to do", "aim to": "do {} aim to do", "seeks to": "does {} seek to do", "sets out": "does {} set out",
    "is responsible for": "is {} responsible for", "are responsible for": "are {} responsible for",
    "is designed to": "is {} designed to do", "is intended to": "is {} intended to do", "was set up to": "was {} set up to do",
    "is required to": "is {} required to do", "are required to": "are {} required to do", "has agreed to": "has {} agreed to do",
}  # fmt: skip
"""Verbs with the question that asks what."""
_NOT_TOLD = re.compile(r"(?:\w+ly|that|not)\b")
_ASIDE = re.compile(r"\b(?:but|which|who|whom|some of|a number of)\b")
_HERE = re.compile(
    r"\b(?:following|today|attached|tables?|appendix"
    r"|the (?:current |new )?(?:division|service|department|team|unit|facility)(?! (?:of|for|to)))\b",
    re.I,
)
_DANGLING = word_set(
    "within during under over until about into through between "
    "in of for to at by on which and the with a an that from as mr mrs ms cllr no st or their its is are was were be"
)
_SIZE = r"\b(?:number|total|average|rate|score|cost|population|turnout|target|length|income|weight|age|balance|fee|price|limit|size)s?\b"
_PRONOUN = re.compile(
    r"\b(?:it|its|this|these|those|they|them|their|he|she|his|her|him|we|our|us|i|my|you|your|above|below|same|such|latter|former)\b", re.I
)
_NOT_FIRST = word_set(
    "there members all most some both each one none many others another who which that when if as in on at following no any however"
)
_LABEL = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3}){0,3}|[ivx]{1,4}|[a-z])[.)]? (?=[A-Z])")
_CLAUSE = re.compile(
    r"\b(?:that|which|who|whose|where|said|shows?|indicates?|should|will|can|could|must|may|is|are|was|were|has|have|had|attached)\b"
)
_OWNS = {"has": "does {} have", "have": "do {} have", "had": "did {} have", "measures": "does {} measure", "covers": "does {} cover",
         "contains": "does {} contain", "includes": "does {} include", "provides": "does {} provide", "comprises": "does {} comprise",
         "employs": "does {} employ", "holds": "does {} hold", "received": "did {} receive", "attracted": "did {} attract",
         "planted": "did {} plant", "delivered": "did {} deliver", "completed": "did {} complete", "supported": "did {} support",
         "recorded": "did {} record", "needs": "does {} need", "serves": "does {} serve", "runs": "does {} run"}  # fmt: skip
"""Verbs with the question that asks how many."""
_ARTICLES = word_set("the a an our every each all")
_BASE = {
    "opened": "open",
    "closed": "close",
    "began": "begin",
    "started": "start",
    "met": "meet",
    "ended": "end",
    "took place": "take place",
}


@dataclass(frozen=True, slots=True)
class Form:
    """A form of sentence. `asked` and `partner` are filled with the groups of `pattern`; `fact` is the group that answers."""

    pattern: re.Pattern[str]
    fact: str
    asked: str
    partner: str
    """With {wrong} it supposes another figure; with {name} or {body} it asks for somebody whom no paper knows."""


FORMS = (
    Form(
        re.compile(
            rf"^{_PERSON} (?:was|has been|had been) (?:duly |re-)?(?P<verb>elected|appointed|co-opted|chosen)"
            r" (?P<what>(?:as |to )?[^,.;:\d]{5,70}?)[,.;]"
        ),
        "who", "who was {verb} {what}", "for how long was Councillor {name} {verb} {what}",
    ),
    Form(
        re.compile(rf"^{_SUBJECT} (?P<aux>will|was|were|is|are|has|have|had){_WORK} on {_DAY}"),
        "day", "when {aux} {subject}{done}", "which member of the {body} was there when {subject} {aux}{done}",
    ),
    Form(
        re.compile(rf"^{_SUBJECT} (?P<aux>will|was|were|is|are|has|have|had|must){_WORK} by {_DAY}"),
        "day", "by when {aux} {subject}{done}", "what does the {body} say on how {subject} {aux}{done}",
    ),
    Form(
        re.compile(rf"^{_SUBJECT} (?P<verb>{'|'.join(_BASE)})(?P<where>(?: (?:at|in) [^,.;:\d]{{3,40}}?)?) on {_DAY}"),
        "day", "on what day did {subject} {base}{where}", "which member of the {body} was there when {subject} {verb}{where}",
    ),
    Form(
        re.compile(rf"\b(?P<noun>(?:[a-z]+ )?(?:{_SUMS})) (?:of|was|is|at) {_HEDGE}{_MONEY}{_FOR}"),
        "figure", "how much was the {noun}{rest}", "is it right that the {noun}{rest} was {wrong}",
    ),
    Form(
        re.compile(rf"(?<![-–] ){_MONEY} (?P<aux>was|were|had been|has been|have been|is being|will be) (?P<done>{_DONE}){_REST}"),
        "figure", "how much {aux} {done}{rest}", "is it so that {wrong} {aux} {done}{rest}",
    ),
    Form(
        re.compile(
            r"\b(?:was|were|been|has|have|had|be) (?P<done>awarded|paid|spent|received|raised|given|allocated|approved|set aside|donated)"
            rf" {_MONEY}{_FOR}"
        ),
        "figure", "how much was {done}{rest}", "is it so that {wrong} was {done}{rest}",
    ),
    Form(
        re.compile(
            rf"^(?:[^,]{{3,40}}, )?(?:A total of |There were |Some )?{_NUMBER} (?P<what>[a-z][a-z-]++(?: [a-z-]{{3,}}+){{0,2}})"
            rf" (?P<aux>were|have been|had been|are|will be) (?P<done>{_DONE}){_REST}"
        ),
        "figure", "how many {what} {aux} {done}{rest}", "is it right that {wrong} {what} {aux} {done}{rest}",
    ),
    Form(
        re.compile(rf"\b[Tt]here (?P<aux>were|are) {_HEDGE}{_NUMBER} (?P<what>[a-z][a-z-]++s(?: [a-z-]{{2,}}+){{0,6}}?)(?=[,.;])"),
        "figure", "how many {what} {aux} there", "is it right that there {aux} {wrong} {what}",
    ),
    Form(
        re.compile(
            rf"^{_SUBJECT} (?:stood at|totall?ed|came to|amounted to|rose to|fell to|increased to|reduced to"
            rf"|(?:has |have |had )?(?:risen|fallen|increased|grown|dropped|gone up)(?: from [^,.;]{{1,40}}?)? to"
            rf"(?: a level of)?) {_HEDGE}{_FIGURE}"
        ),
        "figure", "what figure did {subject} come to", "is it right that {subject} came to {wrong}",
    ),
    Form(
        re.compile(
            rf"^{_SUBJECT} (?P<owns>{'|'.join(_OWNS)}) {_HEDGE}(?:a total of )?{_NUMBER}"
            r" (?P<what>[a-z][a-z-]{2,}+(?: [a-z-]{3,}+)?)"
        ),
        "figure", "how many {what} {owned}", "is it right that {subject} {owns} {wrong} {what}",
    ),
    Form(
        re.compile(
            rf"\ban? (?P<figure>{_N}(?:%| per ?cent)) (?P<noun>reduction|increase|rise|fall|cut|drop|saving|discount)"
            rf"(?P<rest> (?:in|on){_ON}{{1,7}})(?=[,.;:()])"
        ),
        "figure", "how large was the {noun}{rest}", "is it right that the {noun}{rest} was {wrong}",
    ),
    Form(
        re.compile(rf"^{_SUBJECT} (?P<aux>was|were|is|are) {_HEDGE}{_MONEY}"),
        "figure", "how much {aux} {subject}", "is it right that {subject} {aux} {wrong}",
    ),
    Form(
        re.compile(rf"^{_SUBJECT} (?P<aux>was|were|is|are) {_HEDGE}{_SHARE}"),
        "figure", "what {aux} {subject}", "is it right that {subject} {aux} {wrong}",
    ),
    Form(
        re.compile(
            rf"^(?P<subject>(?:The|Our) (?=[^,.;:()£\d]{{0,60}}{_SIZE})[^,.;:()£\d]{{4,70}}?) (?P<aux>was|were|is|are) {_HEDGE}{_FIGURE}"
        ),
        "figure", "what {aux} {subject}", "is it right that {subject} {aux} {wrong}",
    ),
    Form(
        re.compile(
            rf"^{_PERSON} (?:(?:then|also) )?(?P<verb>reported|said|advised|stated|explained|confirmed|suggested|proposed|warned)"
            r" (?:members )?that (?P<what>[^\s.;:()]+(?: [^\s.;:()]+){4,17})[.;](?!\d)"
        ),
        "who", "who {verb} that {what}", "what did Councillor {name} answer when {who} {verb} that {what}",
    ),
    Form(
        re.compile(
            rf"^{_PERSON} (?:(?:then|also) )?(?P<verb>outlined|presented|raised|welcomed|introduced|requested|queried|highlighted)"
            r" (?P<what>[^\s.;:()]+(?: [^\s.;:()]+){4,17})[.;](?!\d)"
        ),
        "who", "who {verb} {what}", "what did Councillor {name} add when {who} {verb} {what}",
    ),
    Form(
        re.compile(
            r"(?<![\d,.])(?P<figure>\d{1,3}(?:\.\d{1,2})?(?:%| per ?cent)) of (?P<what>(?:the |all )?[a-z][^,.;:()£\d]{4,60}?)"
            rf" (?P<aux>are|were|have|had|is|was|has) (?P<done>{_DONE}|in|at|on){_REST}"
        ),
        "figure", "what share of {what} {aux} {done}{rest}", "is it right that {wrong} of {what} {aux} {done}{rest}",
    ),
    Form(
        re.compile(rf"^{_SUBJECT} (?P<aux>was|were|is|are|has|have|had){_WORK} (?:because|due to|owing to|as a result of) {_TOLD}"),
        "told", "why {aux} {subject}{done}", "what does the {body} say on why {subject} {aux}{done}",
    ),
    Form(
        re.compile(rf"^{_SUBJECT} (?P<aims>{'|'.join(_AIMS)}) {_TOLD}"),
        "told", "what {aimed}", "what did the {body} say about {subject}",
    ),
)  # fmt: skip


def drafts(shelf: Shelf) -> Iterator[Pair]:
    """All that sentences of live paragraphs, lists and minutes give, paper by paper."""
    for source in shelf.corpus.sources:
        for passage in source.passages:
            live = passage.classification in shelf.allowed and passage.status is not PaperStatus.SUPERSEDED and not passage.struck
            sure = (passage.confidence or 1.0) > SURE and passage.kind in (Kind.PARAGRAPH, Kind.LIST, Kind.MINUTE)
            for words in sentences_of(passage) if live and sure and passage.table is None else ():
                if 6 <= len(words.text.split()) <= 45 and (pair := _of(shelf, words)):
                    yield pair


def _of(shelf: Shelf, words: Words) -> Pair | None:
    for form in FORMS:
        if found := form.pattern.search(_LABEL.sub("", words.text)):
            return _pair(shelf, words, form, found.groupdict())
    return None


def _pair(shelf: Shelf, words: Words, form: Form, groups: dict[str, str | None]) -> Pair | None:
    said = {name: text.rstrip() for name, text in groups.items() if text is not None}
    fact = breath(said[form.fact]) if form.fact == "told" else said[form.fact].removesuffix("'s")
    if not _stands_alone(said, form, words.text) or (form.fact == "told" and (len(fact.split()) < 3 or _NOT_TOLD.match(fact))):
        return None
    filled = said | {"base": _BASE.get(said.get("verb", ""), ""), "wrong": digit(fact) or "", "name": shelf.absent_name(words.text) or ""}
    filled["body"] = shelf.absent_body(words.text) or ""
    if "subject" in said:
        filled["subject"] = _small(shelf, said["subject"])
        filled["owned"] = _OWNS.get(said.get("owns", ""), "{}").format(filled["subject"])
        filled["aimed"] = _AIMS.get(said.get("aims", ""), "{}").format(filled["subject"])
    (needed,) = re.findall(r"\{(wrong|name|body)\}", form.partner)
    if not filled[needed] or (needed == "wrong" and filled["wrong"] in words.text):
        return None
    papers = _papers(words.passage)
    frame = shelf.choose(words.text, ("{}, according to {}?", "{}, going by {}?", "in {1}, {0}?"))
    titled = form.fact == "who" and _TITLED.match(fact)  # an answer may leave out a title or a first name
    facts = [fact.split()[-1] if titled else fact.removeprefix("The ")]
    check = f"that the question says what {fact} is of, and that no other paper gives another answer"
    case = shelf.case("sentence", frame.format(form.asked.format(**filled), papers), [words], facts, check)
    partner = f"{form.partner.format(**filled)}{f', going by {papers}' if needed == 'wrong' else ''}?"
    kind, check = Answerable.NO, f"that no paper names {filled[needed]}; none of the library does by its words"
    if needed == "wrong":
        kind, check = Answerable.FALSE_PREMISE, f"that it is {fact} and not {filled['wrong']}; an answer must set it right"
    return Pair("sentence", case, shelf.case("sentence", partner, [words], facts, check, kind, partner=True))


def _stands_alone(said: dict[str, str], form: Form, sentence: str) -> bool:
    """Whether a question made of these words is whole, and understood without the sentences around it."""
    asked_of = " ".join(text for name, text in said.items() if name not in (form.fact, "aux", "told"))
    dangling = any(fold(said[name].split()[-1]) in _DANGLING for name in ("what", "rest", "done") if said.get(name))
    pointing = _ASIDE.search(asked_of) or _PRONOUN.search(asked_of)
    if dangling or pointing or len(asked_of.split()) < 3 or len(sentence) < len(said[form.fact]) + 12:
        return False
    subject = said.get("subject", "two words").split()
    vague = len(subject) == 2 and fold(subject[0]) == "the" and fold(subject[1]) in VAGUE
    text = " ".join(subject)
    return len(subject) > 1 and fold(subject[0]) not in _NOT_FIRST and not (vague or _HERE.search(text) or _CLAUSE.search(text))


def _small(shelf: Shelf, subject: str) -> str:
    """A subject in the middle of a sentence: its first letter small, unless it is a name or short form."""
    first, second = subject.split()[:2]
    named = fold(first) not in shelf.common or first[1:2].isupper() or (second[:1].isupper() and fold(first) not in _ARTICLES)
    return subject if named else subject[0].lower() + subject[1:]


def _papers(passage: Passage) -> str:
    """The papers in which something stands, as people name them."""
    met = passage.meeting
    body = met.committee or met.council
    if body and met.date:
        return f"the {body} papers of {met.date:%B %Y}"
    return f"the {body} papers" if body else f"“{passage.report_title}”" if passage.report_title else "the papers"
