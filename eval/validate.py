"""Re-finds every evidence span in its paper and says what is wrong with which case."""

import re
from dataclasses import dataclass

from eval.corpus import Corpus, Source
from eval.models import Case, Nugget, Span
from eval.text import coverage, fold, holds, sentences, squash

LOOSE = 0.6
"""Share of a loose span's characters that must be found."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field of one case."""

    case: str
    field: str
    """"question", "evidence" or "facts"."""
    message: str
    line: int = 0
    """Line of the cell, from 1: the span or the fact; 0 where the whole is meant."""

    def __str__(self) -> str:
        return f"{self.case}: {self.field}{f' line {self.line}' if self.line else ''}: {self.message}"


def validate(cases: list[Case], corpus: Corpus) -> tuple[list[Case], list[Problem]]:
    """The cases with the place of each span filled in (hash, page, offsets), and every problem found."""
    problems: list[Problem] = []
    placed = []
    for case in cases:
        problems += _own_problems(case)
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


def _own_problems(case: Case) -> list[Problem]:
    found = []
    if case.answerable.wants_answer and not case.evidence_groups:
        found.append(Problem(case.id, "evidence", "an answerable question needs the words that answer it"))
    if case.answerable.wants_answer and not case.nuggets:
        found.append(Problem(case.id, "facts", "an answerable question needs at least one fact"))
    if not case.question.strip() and case.answerable.wants_answer:
        found.append(Problem(case.id, "question", "is empty"))
    facts = ((at, _pattern_problem(nugget)) for at, nugget in enumerate(case.nuggets, start=1))
    found += [Problem(case.id, "facts", problem, at) for at, problem in facts if problem]
    return found


def _pattern_problem(nugget: Nugget) -> str | None:
    if nugget.match != "regex":
        return None if nugget.text.replace("|", "").strip() else "a fact is empty"
    try:
        re.compile(nugget.text)
    except re.error as error:
        return f"{nugget.text!r} is not a regular expression: {error}"
    return None


def _place(span: Span, corpus: Corpus) -> Span | str:
    source = corpus.source(span.doc)
    if source is None:
        return f"there is no paper called {span.doc!r} in the library"
    if span.sha256 and span.sha256 != source.paper.sha256:
        return f"{span.doc} is not the file the case was written against (its content hash differs)"
    if span.loose or not holds(source.text, span.text):
        share = coverage(span.text, source.text)
        if share < LOOSE or not span.loose:
            return f"the words {_short(span.text)!r} are not in {span.doc} ({share:.0%} of them are){_nearest(span.text, source)}"
    return _located(span, source)


def _located(span: Span, source: Source) -> Span:
    at = source.text.find(span.text)
    passage = next((p for p in source.passages if holds(p.text, span.text)), None)
    if passage is None:  # the words run over two passages, or cross the cells of a table
        passage = max(source.passages, key=lambda p: coverage(span.text, p.text))
    update = {"sha256": source.paper.sha256, "page": span.page or passage.page}
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
