"""Reports for people: one HTML file that needs neither network nor script, and Markdown for reviews. Failures come first."""

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.marking import marking_of
from assistant.struck import in_words
from eval import charts, wording
from eval.checks.claims import cite
from eval.compare import Comparison
from eval.corpus import Corpus
from eval.gate import Ruling, verdict
from eval.ledger import Look
from eval.models import CaseScore, CitedPlace, ClaimScore, Scores, Verdict
from eval.statistics import area, wilson
from eval.summary import HEADLINE, TOO_FEW, Estimate, Summary, summarise
from eval.usage import cost_words

if TYPE_CHECKING:
    from jinja2 import Environment

    from ingest.library.library import Library

UNTESTED = (
    "whether the papers themselves are right",
    "words that no rule can compare: tone, omissions that mislead, a true quotation out of its context",
    "who spoke, where two people share a surname; a post that changed hands",
    "a contradiction in free paraphrase with no figure, name, date or decision word",
    "questions unlike those of the set; other councils' papers, unless the set has them",
)
SAID = {Verdict.SUPPORTED: "supported", Verdict.NOT_SHOWN: "not shown", Verdict.CONFLICTS: "conflicts"}
DPI, MOST_PAGES = 60, 40


@dataclass(frozen=True, slots=True)
class Words:
    """Cited words in their passage: before, the words themselves, after; and the page they stand on."""

    place: str
    before: str
    marked: str
    after: str
    image: str = ""
    """The page as a data URI; empty where none is shown."""
    marking: str | None = None
    """What the words are to be marked with, where they are exempt."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A case with the words that its answer cites and, for a failure, those that a right answer rests on."""

    case: CaseScore
    claims: tuple[tuple[ClaimScore, tuple[Words, ...]], ...]
    evidence: tuple[Words, ...] = ()


def write_html(
    scores: Scores, corpus: Corpus, path: Path, looks: Sequence[Look] = (), rulings: Sequence[Ruling] = (), library: "Library | None" = None
) -> None:
    """Write the report; with a `library`, the pages that the first failures cite are shown as images."""
    summary, pages = summarise(scores), _Pages(library)
    failed = [_shown(case, corpus, pages) for case in scores.cases if not case.passed]
    passed = [_shown(case, corpus, None) for case in scores.cases if case.passed]
    drafts = [_shown(case, corpus, None) for case in scores.drafts]
    text = (
        _environment()
        .get_template("report.html")
        .render(
            scores=scores,
            summary=summary,
            marking=_marking(scores, [*failed, *passed, *drafts]),
            failed=failed,
            passed=passed,
            drafts=drafts,
            by_cause=[(cause, [one.case.id for one in failed if one.case.failure == cause]) for cause, _ in summary.failures],
            headline=[found for name in HEADLINE if (found := summary.estimate(name))],
            others=[found for found in summary.estimates if found.name not in HEADLINE],
            self_test=[(rate, *wilson(rate.flagged, rate.tried)) for rate in scores.self_test],
            slices=_slice_chart(summary),
            curve=charts.curve(summary.curve, "Risk by coverage", "share of answers given", "share wrong") if summary.curve else "",
            aurc=area(summary.curve) if summary.curve else None,
            looks=looks,
            history=_history_chart(looks),
            rulings=rulings,
            broken=[ruling for ruling in rulings if not ruling.kept],
            verdict=verdict(rulings),
            contents=_contents(rulings, len(looks) > 1, bool(drafts)),
            made=_made(scores),
        )
    )
    path.write_text(text, encoding="utf-8")


def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader

    environment = Environment(loader=PackageLoader("eval"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(
        said=SAID,
        untested=UNTESTED,
        too_few=TOO_FEW,
        meaning=wording.FIGURES,
        causes=wording.CAUSES,
        expected=wording.EXPECTED,
        objections=wording.OBJECTIONS,
        figure=wording.figure,
        cell=_cell,
    )
    return environment


def _shown(case: CaseScore, corpus: Corpus, pages: "_Pages | None") -> Shown:
    claims = tuple((claim, tuple(words(place, corpus, pages) for place in claim.citations)) for claim in case.claims)
    spans = [CitedPlace(marker=0, document=group[0].doc, quote=group[0].text, page=group[0].page) for group in case.evidence]
    found = [(place, cite(place, corpus).passage) for place in spans]
    placed = [place.model_copy(update={"passage_id": passage.id}) if passage else place for place, passage in found]
    return Shown(case, claims, tuple(words(place, corpus, pages) for place in placed))


def _marking(scores: Scores, shown: Sequence[Shown] = ()) -> str | None:
    """What a whole report is marked with: as the first of its exempt answers or words has it; None where it has none."""
    words = (word for one in shown for word in (*one.evidence, *(word for _, cited in one.claims for word in cited)))
    said = [*(case.marking for case in (*scores.cases, *scores.drafts)), *(word.marking for word in words)]
    return next((marking for marking in said if marking), None)


def _contents(rulings: Sequence[Ruling], history: bool, drafts: bool) -> list[tuple[str, str]]:
    every = (
        ("failures", "Failures", True),
        ("figures", "Figures", True),
        ("gate", "The gate", bool(rulings)),
        ("checks", "Trust in the checks", True),
        ("slices", "By kind of question", True),
        ("history", "Earlier runs", history),
        ("untested", "What this does not test", True),
        ("passed", "Passed", True),
        ("drafts", "Drafts", drafts),
        ("made", "How this was made", True),
    )
    return [(anchor, name) for anchor, name, there in every if there]


def _made(scores: Scores) -> list[tuple[str, str]]:
    header = scores.header
    again = f"{header.repeated} questions asked twice; different answers: {', '.join(header.differing) or 'none'}"
    rows = (
        ("System", header.system),
        ("Commit", header.commit),
        ("Papers (hash)", header.corpus),
        ("Cases (hash)", header.dataset),
        ("Weights", header.weights),
        ("Machine", header.machine),
        ("Time and memory", f"{header.seconds:.0f} s, {header.memory_mib:.0f} MiB"),
        ("Answers", cost_words(header)),
        ("Asked again", again),
    )
    return [(name, value) for name, value in rows if value]


def markdown(scores: Scores, rulings: Sequence[Ruling] = ()) -> str:
    """The report for a review: figures, what must not happen, and the failures."""
    summary, header = summarise(scores), scores.header
    failed = [case for case in scores.cases if not case.passed]
    marking = _marking(scores)
    lines = [
        *([f"**{marking}**", ""] if marking else []),
        "# Grounding evaluation",
        "",
        f"{header.system} {header.commit}; {len(scores.cases)} cases, {len(failed)} failed; frozen set scored {scores.looks} times",
    ]
    lines += ["", "| metric | value | 95% interval | n |", "| --- | --- | --- | --- |"]
    lines += [f"| {e.name} | {e.value:.3f} | {_ends(e)} | {e.n} |" for name in HEADLINE if (e := summary.estimate(name))]
    lines += ["", "| must not happen | k of n | upper 95% bound |", "| --- | --- | --- |"]
    uppers = ("no bound: too few papers" if count.upper is None else f"{count.upper:.3f}" for count in summary.counts)
    lines += [f"| {count.name} | {count.k} of {count.n} | {upper} |" for count, upper in zip(summary.counts, uppers, strict=True)]
    if scores.self_test:
        lines += ["", "| edit | flagged | of |", "| --- | --- | --- |"]
        lines += [f"| {rate.edit}{' (neutral)' if rate.neutral else ''} | {rate.flagged} | {rate.tried} |" for rate in scores.self_test]
    if rulings:
        lines += [
            "",
            "| gate | kept | detail |",
            "| --- | --- | --- |",
            *(f"| {r.rule} | {'yes' if r.kept else '**no**'} | {r.detail} |" for r in rulings),
        ]
    lines += ["", "## Failures", "", *(f"- `{case.id}` {case.failure}: {case.question}" for case in failed)]
    lines += ["", "## What this does not test", "", *(f"- {item}" for item in UNTESTED)]
    return "\n".join(lines) + "\n"


def _cell(words: str) -> str:
    """Words of a paper or an answer in a cell of a Markdown table."""
    return "<br>".join(escape(words, quote=False).replace("|", "\\|").split("\n"))


def _ends(found: Estimate) -> str:
    return found.unknown or f"{found.low:.3f} to {found.high:.3f}"


def write_comparison(found: Comparison, path: Path) -> None:
    """Write two runs side by side, as HTML or Markdown by the ending: warnings, differences, and every case that flipped."""
    name = "compare.md" if path.suffix == ".md" else "compare.html"
    environment = _environment()
    environment.autoescape = path.suffix != ".md"
    path.write_text(environment.get_template(name).render(found=found), encoding="utf-8")


def explain(case: CaseScore) -> str:
    """One case in words: what was asked and answered, what the checks say of each sentence, what is missing."""
    lines = [
        *([case.marking] if case.marking else []),
        f"{case.id}: {'passed' if case.passed else case.failure}",
        f"question: {case.question}",
        f"answer: {case.answer}",
        f"expected: {case.answerable}; {case.reference}",
    ]
    for claim in case.claims:
        lines.append(f"- {SAID[claim.verdict]}: {claim.text}")
        lines += [f"    {finding.check} {finding.reason}: {finding.words}" for finding in claim.findings]
        lines += [
            f"    [{place.marker}] {place.document} p{place.page or '-'}: “{' '.join(place.quote.split())}”" for place in claim.citations
        ]
    lines += [f"missing: {fact}" for fact in case.missing] + [f"error: {error}" for error in case.errors]
    lines += [f"{name}: {value:.3f}" for name, value in case.metrics.items()]
    return "\n".join(lines)


def words(place: CitedPlace, corpus: Corpus, pages: "_Pages | None" = None) -> Words:
    """The cited words with what stands around them in their passage."""
    passage = corpus.passage(place.passage_id)
    text, struck = (passage.text, passage.struck) if passage else (place.quote, ())
    at = text.find(place.quote) if place.quote else 0
    where = place.locator or f"{place.document}{f', page {place.page}' if place.page else ''}"
    image, marking = pages.image(place) if pages else "", marking_of([passage] if passage else [])
    if at < 0:
        return Words(where, "", place.quote, "", image, marking)
    end = at + len(place.quote or text)
    cut = in_words(text[:at], struck), in_words(text[:end], struck, at), in_words(text, struck, end)
    return Words(where, *cut, image, marking)


class _Pages:
    """Page images as data URIs, each page once and at most MOST_PAGES of them."""

    def __init__(self, library: "Library | None") -> None:
        self._library = library
        self._drawn: dict[tuple[str, int], str] = {}

    def image(self, place: CitedPlace) -> str:
        """The page of a citation; "" where there is none to show or it was shown already."""
        key = (place.document, place.page or 0)
        if self._library is None or not place.page or key in self._drawn or len(self._drawn) >= MOST_PAGES:
            return ""
        self._drawn[key] = self._draw(self._library, *key)
        return self._drawn[key]

    def _draw(self, library: "Library", document: str, page: int) -> str:
        from ingest.pdf.pdfium import PdfiumDocument

        file = library.stored_file(library.paper(document))
        if file is None or file.suffix != ".pdf":
            return ""
        with PdfiumDocument(file) as opened:
            stream = io.BytesIO()
            opened.image(page, DPI).save(stream, "PNG", optimize=True)
        return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode()


def _history_chart(looks: Sequence[Look]) -> str:
    points = [(at / max(1, len(looks) - 1), look.passed) for at, look in enumerate(looks)]
    return charts.curve(points, "Share passed, by run", "oldest run to newest", "share passed", shares=False) if len(looks) > 1 else ""


def _slice_chart(summary: Summary) -> str:
    rows = [(f"{tag} ({size})", e.value, e.low, e.high) for tag, size, e in summary.slices if e]
    return charts.intervals(rows) if rows else ""
