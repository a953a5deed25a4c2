"""The self-test of what is judged of whole answers: their matter, their refusals, quotations with an ellipsis, and people's own words.

For each case a true answer and a false one of the same kind are made from the papers, so that both sides of every check are tried: the
evidence itself and the clause of another item, a refusal and a refusal with a claim in it, a quotation that leaves words out and one that
leaves a "not" out, and the answer and the wrong answer that a person wrote for the case.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.checks import claims_of, judge, matter
from eval.checks.claims import Claim, cite
from eval.checks.quotes import is_turn
from eval.checks.status import statuses
from eval.corpus import Corpus
from eval.metrics.seen import Seen
from eval.models import Case, CitedPlace, Response, Span
from eval.text import fold, sentences
from ingest.models import Classification, PaperStatus, Passage

SHORT = 6
"""Words a sentence needs to be an answer."""
GAP = 2
"""Words that an ellipsis leaves out at least."""
REFUSALS = (
    "The papers do not say.",
    "I could not find that in the papers I searched.",
    "None of the passages gives this. You could ask the clerk.",
    "There is nothing about it in the minutes or the reports.",
)


@dataclass(frozen=True, slots=True)
class Trial:
    """An answer as it was judged: `flagged` where anything in it was objected to."""

    edit: str
    neutral: bool
    text: str
    flagged: bool
    reasons: tuple[str, ...]
    claim: Claim | None = None
    """The sentence and what it cites, where the edit was of one."""


def trials(cases: Sequence[Case], corpus: Corpus) -> Iterator[Trial]:
    """Every true and false answer that can be made for the cases."""
    every = (passage for source in corpus.sources for passage in source.passages)
    # what a later paper replaced is no other matter than what replaced it
    public = [p for p in every if p.classification is Classification.PUBLIC and p.status is not PaperStatus.SUPERSEDED]
    for at, case in enumerate(cases):
        spans = [group[0] for group in case.evidence_groups if corpus.source(group[0].doc) is not None]
        yield from _refusals(at, case, spans, corpus)
        if spans and case.answerable.wants_answer:
            yield from _of_matter(at, case, spans, public, corpus)
            yield from _in_own_words(case, spans, corpus)
            yield from _elided(case, spans, corpus)


def _refusals(at: int, case: Case, spans: Sequence[Span], corpus: Corpus) -> Iterator[Trial]:
    plain = REFUSALS[at % len(REFUSALS)]
    for text, neutral in ((plain, True), (f"{plain} {case.wrong}", False)):
        if neutral or (case.wrong and spans):
            response = Response(id=case.id, answer=text, abstained=True)
            claims = tuple(claims_of(case, response, corpus))
            seen = Seen(case, response, corpus, claims, tuple(judge(claim) for claim in claims))
            yield Trial("refusal" if neutral else "claim in a refusal", neutral, text, seen.hides_claim, ())


def _of_matter(at: int, case: Case, spans: Sequence[Span], public: Sequence[Passage], corpus: Corpus) -> Iterator[Trial]:
    """The evidence as the answer; a decision of another item of the same paper; a sentence from elsewhere."""
    about = matter.matter_of(case, corpus)
    own = " ".join(spans[0].text.split())
    if len(own.split()) >= SHORT:
        yield _about("the evidence itself", True, own, spans[0], case, corpus)
    far = [p for p in public if about.elsewhere(cite(_place(p), corpus)) is not None]
    decided = [p for p in far if corpus.same(p.document, spans[0].doc) and statuses(fold(p.text))]
    for name, pool in (("clause of another item", decided), ("padding", [p for p in far if not corpus.same(p.document, spans[0].doc)])):
        chosen = pool[(at * 7919) % len(pool)] if pool else None
        said = max(sentences(" ".join(chosen.text.split())), key=len, default="") if chosen else ""
        if chosen and len(said.split()) >= SHORT and not about.names(said):
            yield _about(name, False, said, Span(doc=chosen.document, text=said), case, corpus)


def _about(edit: str, neutral: bool, text: str, span: Span, case: Case, corpus: Corpus) -> Trial:
    found = list(matter.check(_claim(text, [span], case, corpus)))
    return Trial(edit, neutral, text, bool(found), tuple(f"{one.check} {one.reason}" for one in found))


def _in_own_words(case: Case, spans: Sequence[Span], corpus: Corpus) -> Iterator[Trial]:
    """The answer and the wrong answer that a person wrote, each citing the passages of the evidence."""
    held = [Span(doc=passage.document, text=passage.text, page=passage.page) for passage in matter.matter_of(case, corpus).evidence]
    for edit, text in (("in a person's words", case.answer), ("wrong in a person's words", case.wrong)):
        if text:
            claims = [_claim(sentence, held or spans, case, corpus) for sentence in sentences(text)]
            judged = [judge(claim) for claim in claims]
            reasons = tuple(f"{finding.check} {finding.reason}" for one in judged for finding in one.findings if finding.check != "C10")
            yield Trial(edit, text is case.answer, text, bool(reasons), reasons)


def _elided(case: Case, spans: Sequence[Span], corpus: Corpus) -> Iterator[Trial]:
    """Quotations of the evidence with two to four of its words left out: among them a "not" or a condition, or none."""
    for span in spans:
        words = " ".join(span.text.split()).split()
        for turns, edit in ((True, "ellipsis over a denial"), (False, "ellipsis")):
            at = next((at for at in range(4, len(words) - 5) if is_turn(" ".join(words[at : at + GAP])) is turns), None)
            if at is None or (not turns and is_turn(" ".join(words))):
                continue
            quoted = f"The paper says: “{' '.join(words[:at])} … {' '.join(words[at + GAP :])}”"
            found = [one for one in judge(_claim(quoted, [span], case, corpus)).findings if one.check == "C2"]
            yield Trial(edit, not turns, quoted, bool(found), tuple(f"{one.check} {one.reason}" for one in found))


def _claim(text: str, spans: Sequence[Span], case: Case, corpus: Corpus) -> Claim:
    """A sentence that cites the spans, asked the case's question."""
    places = [CitedPlace(marker=at, document=span.doc, quote=span.text, page=span.page) for at, span in enumerate(spans, 1)]
    return Claim(text, tuple(cite(place, corpus) for place in places), (), case.question, case, corpus)


def _place(passage: Passage) -> CitedPlace:
    return CitedPlace(marker=1, document=passage.document, quote=passage.text, passage_id=passage.id)
