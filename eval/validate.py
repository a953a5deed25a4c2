"""Re-finds every evidence span and every fact in the papers and says what is wrong with which case."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.checks.quantities import quantities, scaled, shown
from eval.checks.status import STATUSES, statuses
from eval.corpus import Corpus, Source
from eval.models import Answerable, Case, Nugget, Span
from eval.nuggets import holds as states
from eval.text import coverage, fold, holds, sentences, squash, tokens, word_set
from ingest.models import Passage

LOOSE = 0.6
"""Share of a loose span's characters that must be found."""
ON_PAGE = 0.5
"""Share of a span's characters by which it stands on a page: words may run on over the end of one."""
_OWN_WORDS = word_set("yes no not none nothing never neither nor nobody false true unknown zero wrong")
"""What an answer says in words of its own."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of one case."""

    case: str
    field: str
    """The column: "question", "evidence", "facts", …"""
    message: str
    line: int = 0
    """Line of the cell, from 1: the span or the fact; 0 where the whole is meant."""
    doubt: bool = False
    """True for what a person should look at, and may be right."""

    def __str__(self) -> str:
        return f"{self.case}: {self.field}{f' line {self.line}' if self.line else ''}: {self.message}"


def validate(cases: list[Case], corpus: Corpus) -> tuple[list[Case], list[Problem]]:
    """The cases with the place of each span filled in (hash, page, offsets), and every problem found."""
    problems: list[Problem] = []
    placed = []
    asked: dict[tuple[object, ...], str] = {}
    for case in cases:
        problems += [*_own_problems(case), *_facts(case, corpus)]
        key = (squash(case.question), tuple(squash(said.text) for said in case.history), case.role, case.as_of_date)
        if (first := asked.setdefault(key, case.id)) != case.id and key[0]:
            problems.append(Problem(case.id, "question", f"case {first} asks the same; ask something else, or take one of them out"))
        groups, line = [], 0
        for group in case.evidence_groups:
            spans = []
            for span in group:
                line += 1
                found = _place(span, corpus)
                if isinstance(found, str):
                    problems.append(Problem(case.id, "evidence", found, line))
                spans.append(span if isinstance(found, str) else found)
            groups.append(tuple(spans))
        placed.append(case.model_copy(update={"evidence_groups": tuple(groups)}))
    return placed, problems


def _own_problems(case: Case) -> Iterator[Problem]:
    """What the case alone shows."""
    kind = f"a question that is answerable: {case.answerable}"
    if case.answerable.wants_answer:
        if not case.question.strip():
            yield Problem(case.id, "question", "is empty")
        if not case.evidence_groups:
            yield Problem(case.id, "evidence", "an answerable question needs the words that answer it")
        if not case.nuggets:
            yield Problem(case.id, "facts", "an answerable question needs at least one fact")
    elif case.evidence_groups:
        yield Problem(case.id, "evidence", f"{kind} has no evidence; leave the cell empty")
    if case.nuggets and case.answerable in (Answerable.NO, Answerable.UNDERSPECIFIED):
        yield Problem(case.id, "facts", f"{kind} has no facts; leave the cell empty")
    for at, nugget in enumerate(case.nuggets, start=1):
        if problem := _pattern_problem(nugget):
            yield Problem(case.id, "facts", problem, at)
    yield from _unknown_words(case)


def _unknown_words(case: Case) -> Iterator[Problem]:
    """A status that is none, and days that are none."""
    if case.expected_status and not statuses(fold(case.expected_status)):
        yield Problem(case.id, "expected_status", f"{case.expected_status!r} is no status; write one of {', '.join(STATUSES)}")
    for field in ("as_of_date", "created"):
        if (day := getattr(case, field)) and not _is_day(day):
            yield Problem(case.id, field, f"{day!r} is no day of the calendar; write it as 2025-03-31")


def _is_day(text: str) -> bool:
    try:
        return bool(datetime.date.fromisoformat(text))
    except ValueError:
        return False


def _pattern_problem(nugget: Nugget) -> str | None:
    if nugget.match != "regex":
        return None if nugget.text.replace("|", "").strip() else "a fact is empty"
    try:
        re.compile(nugget.text)
    except re.error as error:
        return f"{nugget.text!r} is not a regular expression: {error}"
    return None


def _facts(case: Case, corpus: Corpus) -> Iterator[Problem]:
    """Facts that stand neither in the evidence nor elsewhere in its papers: no answer from the papers could have them."""
    spans = [span for group in case.evidence_groups for span in group]
    sources = {span.doc: source for span in spans if (source := corpus.source(span.doc))}
    if not case.answerable.wants_answer or not sources:
        return
    texts = [*(span.text for span in spans), *(source.text for source in sources.values())]
    heads = " | ".join(_heads(source) for source in sources.values())
    for at, nugget in enumerate(case.nuggets, start=1):
        if _pattern_problem(nugget) or any(states(nugget, text) for text in texts) or _under_scale(nugget, texts, heads):
            continue
        doubt = case.answerable is Answerable.FALSE_PREMISE or nugget.match == "regex" or _is_own(nugget, texts)
        names = ", ".join(sources)
        said = "is in none of the words of the evidence, nor elsewhere in"
        begun = _begun(nugget, texts)
        advice = (
            "; is it what an answer would say in words of its own?"
            if doubt
            else f"; it has {begun!r}, and facts are compared by whole words and figures"
            if begun
            else "; copy it from the paper, or give other words for it behind |"
        )
        yield Problem(case.id, "facts", f"{nugget.text!r} {said} {names}{advice}", at, doubt)


def _begun(nugget: Nugget, texts: list[str]) -> str | None:
    """A word or figure of the papers that only begins as the fact does; that of the evidence first."""
    wanted = [fold(alternative).strip(" £") for alternative in nugget.text.split("|")]
    words = (word.strip(".,;:()") for text in texts for word in text.split())
    return next((word for word in words if any(one and fold(word).strip("£").startswith(one) for one in wanted)), None)


def _heads(source: Source) -> str:
    tables = (passage.table for passage in source.passages)
    return " | ".join(" ".join((table.unit or "", table.caption or "", *table.columns)) for table in tables if table)


def _under_scale(nugget: Nugget, texts: list[str], heads: str) -> bool:
    """Whether an alternative is a figure that a table prints under "£000", with no word beside it that the papers lack."""
    there = {word for text in texts for word in tokens(text)}
    for alternative in nugget.text.split("|"):
        figures = quantities(alternative)
        told = {word for figure in figures for word in tokens(figure.words)}
        known = figures and all(word in there or word in told for word in tokens(alternative))
        if known and any(shown(figure, scaled(quantities(text), heads)) for figure in figures for text in texts):
            return True
    return False


def _is_own(nugget: Nugget, texts: list[str]) -> bool:
    """Whether an alternative has no figure that the papers lack, and is short words of an answer or mostly words of the papers."""
    there = {word for text in texts for word in tokens(text)}
    for alternative in nugget.text.split("|"):
        words = tokens(alternative)
        if any(word in _OWN_WORDS for word in words) and not quantities(alternative):
            return True
        if len(words) > 1 and all(word in there for word in words):
            return True
    return False


def _place(span: Span, corpus: Corpus) -> Span | str:
    source = corpus.source(span.doc)
    if source is None:
        return f"there is no paper called {span.doc!r} in the library{_like(span.doc, corpus)}"
    if span.sha256 and span.sha256 != source.paper.sha256:
        return f"{span.doc} is not the file the case was written against (its content hash differs)"
    if span.loose or not holds(source.text, span.text):
        share = coverage(span.text, source.text)
        if share < LOOSE or not span.loose:
            return f"the words {_short(span.text)!r} are not in {span.doc} ({share:.0%} of them are){_nearest(span.text, source)}"
    return _wrong_page(span, source) or _located(span, source)


def _like(name: str, corpus: Corpus) -> str:
    from rapidfuzz import fuzz, process

    best = process.extractOne(name, [source.paper.document for source in corpus.sources], scorer=fuzz.ratio, score_cutoff=50)
    return f"; the nearest is {best[0]!r}" if best else ""


def _wrong_page(span: Span, source: Source) -> str | None:
    """Why a span cannot stand on its page; None where it can, or the paper has no pages."""
    if span.page is None or not source.paper.pages:
        return None
    here = [passage.text for passage in source.passages if _covers(passage, span.page)]
    if coverage(span.text, *here) >= ON_PAGE or holds("\n".join(here), span.text):
        return None
    page, words = _holder(span, source).page, _short(span.text)
    if 1 <= span.page <= source.paper.pages:
        return f"the words {words!r} are not on page {span.page} of {span.doc}; they are on page {page}"
    return f"{span.doc} has {source.paper.pages} pages and no page {span.page}; the words {words!r} are on page {page}"


def _covers(passage: Passage, page: int) -> bool:
    return passage.page is not None and passage.page <= page <= (passage.page_end or passage.page)


def _holder(span: Span, source: Source) -> Passage:
    """The passage that has the words, or most of them where they run over two or cross the cells of a table."""
    found = next((passage for passage in source.passages if holds(passage.text, span.text)), None)
    return found or max(source.passages, key=lambda passage: coverage(span.text, passage.text))


def _located(span: Span, source: Source) -> Span:
    at = source.text.find(span.text)
    update = {"sha256": source.paper.sha256, "page": span.page or _holder(span, source).page}
    if at >= 0 and not span.loose:
        update |= {"start": at, "end": at + len(span.text)}
    return span.model_copy(update=update)


def _nearest(text: str, source: Source) -> str:
    from rapidfuzz import fuzz, process

    every = [line for passage in source.passages for line in sentences(passage.text)]
    lines = [line for line in every if len(line) >= len(text) / 2] or every  # a short line is "in" any words
    best = process.extractOne(fold(text), [fold(line) for line in lines], scorer=fuzz.partial_ratio) if squash(text) else None
    return f"; the nearest is {_short(lines[best[2]])!r}" if best else ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else flat[:87] + "…"
