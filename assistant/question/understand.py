"""Understand a question by rule: what is asked, of which papers, and in what form the answer would stand."""

import re
from collections.abc import Sequence
from functools import cache

from assistant.bodies import mentions_of
from assistant.models import Turn
from assistant.question.followup import Standalone, make_standalone
from assistant.question.matter import find_matter, name_bodies
from assistant.question.models import AnswerForm, Expansion, Facet, Place, Understanding
from assistant.question.vocabulary import LibraryFacts, council_words
from assistant.question.wanted import answer_forms
from ingest.language.dates import drop_periods, find_periods
from ingest.language.english import english
from ingest.language.periods import Period, distinct
from ingest.language.words import STOP_WORDS, content_stems, fold, stem, unique, word_set

_LABEL = r"\(?([0-9]+(?:\.[0-9]+)*(?:\s?\([a-z]+\))*|\([ivxl]+\)|[ivxl]+\b|[A-Z]\b)\)?"
_PLACES = {
    "agenda_item": re.compile(r"\b(?:agenda\s+)?item\s+(?:no\.?\s+)?(\d+[a-z]?)\b", re.IGNORECASE),
    "paragraph": re.compile(r"\b(?:paragraph|para\.?|paras\.?|recommendation|clause|section)\s+" + _LABEL, re.IGNORECASE),
    "minute": re.compile(r"\bminute\s+(?:no\.?\s+)?(\d+)\b", re.IGNORECASE),
    "page": re.compile(r"\bpage\s+(\d+)\b", re.IGNORECASE),
    "appendix": re.compile(r"\bappendix\s+(\d+|[A-Z])\b", re.IGNORECASE),
}
_TABLE = re.compile(r"\b((?:table|figure)\s+\d+)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"(?<=[?.;])\s++|(?:,|(?<![\s,]))\s++(?:and|but|or)\s++(?=(?:who|what|which|when|how|where|why|is|are|was|were|did|does|do|has|have|can)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"(?:and\s+|but\s+)?(?:who|what|which|when|how|where|why|is|are|was|were|did|does|do|has|have|can|should|will)\b", re.IGNORECASE
)
_ENTITY = re.compile(r"(?<![.?!]\s)(?<!^)\b[A-Z][\w'’&-]*(?:\s+(?:of\s+|and\s+)?[A-Z][\w'’&-]*)*|\b[A-Z]{2,}s?\b")
_OLDER = re.compile(
    r"\b(superseded|earlier version|previous version|original (?:version|pack|report|paper)|first draft|draft version)\b", re.IGNORECASE
)
_DECIDED = frozenset({AnswerForm.DECISION, AnswerForm.VOTE})


def understand(question: str, history: Sequence[Turn], library_facts: LibraryFacts) -> Understanding:
    """Say what the question asks for; needs no model, and with empty facts works on the question alone."""
    question, _ = name_bodies(mend(question, library_facts), library_facts)
    alone = make_standalone(question, history, library_facts.latest)
    terms = content_stems(alone.asked) or content_stems(alone.text)
    context = tuple(term for term in content_stems(alone.carried) if term not in terms)
    bodies = mentions_of(alone.text, library_facts.bodies)
    periods = find_periods(alone.text, library_facts.latest_of(body for mention in bodies for body in mention.bodies))
    forms = answer_forms(alone.asked)
    forms = answer_forms(alone.text) if forms == (AnswerForm.FACT,) else forms
    expansions = _expansions(alone.text, terms, library_facts)
    meant = {expansion.said: expansion.printed for expansion in expansions}
    matter = find_matter(alone.text, not _DECIDED.isdisjoint(forms), periods, bodies, meant, library_facts)
    return Understanding(
        question=question,
        standalone=alone.text,
        terms=terms,
        context=context,
        forms=forms,
        periods=periods,
        committees=matter.committees,
        place=_place(question),
        entities=unique(_ENTITY.findall(alone.text)),
        expansions=expansions,
        facets=_facets(alone, terms, forms, periods),
        older=bool(_OLDER.search(question)),
        matter=matter,
    )


def _place(question: str) -> Place:
    found = {name: match[1] for name, pattern in _PLACES.items() if (match := pattern.search(question))}
    table = _TABLE.search(question)
    page = found.pop("page", None)
    paragraph = found.pop("paragraph", None) or (table[1].capitalize() if table else None)
    return Place(paragraph=paragraph, page=int(page) if page else None, **found)


def _expansions(text: str, terms: tuple[str, ...], facts: LibraryFacts) -> tuple[Expansion, ...]:
    found = [
        Expansion(acronym, meaning)
        for acronym in unique(re.findall(r"\b[A-Za-z&]{2,10}\b", text))
        if acronym.isupper() or acronym.lower() not in facts.frequency or not acronym.islower()
        if (meaning := facts.meaning(acronym))
    ]
    told = {content_stems(m): a for a, ms in facts.acronyms.items() for m in ms[:1]}
    found += [Expansion(" ".join(m), acronym) for m, acronym in told.items() if len(m) > 1 and set(m) <= set(terms)]
    everyday = council_words(text)
    found += [Expansion(said, printed) for said, printed in everyday.items()]
    return tuple(found)


def _facets(alone: Standalone, terms: tuple[str, ...], forms: tuple[AnswerForm, ...], periods: tuple[Period, ...]) -> tuple[Facet, ...]:
    """Parts of the question: one for each of the periods it sets side by side, else one for each clause that asks for something."""
    apart = distinct(periods)
    alike = len({re.sub(r"[A-Za-z]+", "m", re.sub(r"\d", "0", period.label)) for period in apart}) == 1
    if len(apart) > 1 and (alike or AnswerForm.COMPARISON in forms):
        years = {word for period in periods for word in (*content_stems(period.label), str(period.start.year))}
        topic = tuple(term for term in terms if term not in years)
        return tuple(Facet(drop_periods(alone.text, p), unique((*topic, *content_stems(p.label))), p) for p in apart)
    clauses = [c for i, c in enumerate(_CLAUSE.split(alone.asked)) if len(content_stems(c)) >= 2 and (i == 0 or _ASKS.match(c))]
    return tuple(Facet(clause, content_stems(clause)) for clause in clauses) if len(clauses) > 1 else ()


# Slips of the hand, mended before anything is read: in small words ("waht was teh rate"), and in words that the papers print ("kisok").

_SMALL = STOP_WORDS | word_set("what who when where why how which many much the and for from with")
_WORD = re.compile(r"\b[^\W\d_]{3,}\b")
_CONTRACTED = re.compile(
    r"(?:is|are|was|were|has|have|had|do|does|did|ca|could|would|should|wo|must|need)nt|(?:what|who|that|there|where|how|he|she|it)s"
    r"|(?:they|you|we)(?:re|ve|ll)|(?:that|there|he|she|it|i)(?:ll|d)|im|ive"
)
"""Short forms as they are typed in haste, without the apostrophe."""


def mend(question: str, facts: LibraryFacts) -> str:
    """The question with slips put right; what is English, or printed in the papers, or an acronym, stays as it is typed."""

    def put_right(match: re.Match[str]) -> str:
        word = match[0]
        low = fold(word)
        known = low in _SMALL or stem(low) in _english() or facts.frequency.get(stem(low)) or low.upper() in facts.acronyms
        if known or word[1:] != word[1:].lower() or _CONTRACTED.fullmatch(low):
            return word
        swapped = (low[:i] + low[i + 1] + low[i] + low[i + 2 :] for i in range(len(low) - 1))
        found = next((other for other in swapped if other in _SMALL), None) or facts.correction(low) or word
        return found.capitalize() if word[0].isupper() else found

    return _WORD.sub(put_right, question)


@cache
def _english() -> frozenset[str]:
    """Stems of English words."""
    return frozenset(map(stem, english()))
