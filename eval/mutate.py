"""The self-test of the checks: true sentences of the papers, edited so that they are false or only look different.

For each evidence span of the cases a grounded claim is made of its own words, and every edit that applies is judged. What is flagged
among the false is the detection rate, among the neutral the false-alarm rate. A score is worth what this says of the checks.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from eval.checks import judge
from eval.checks.claims import Cited, Claim, cite
from eval.checks.quantities import periods, quantities
from eval.corpus import Corpus
from eval.edits import BODIES, CALENDAR, FALSE, NEUTRAL, Edit, entity, swap
from eval.models import Case, CitedPlace, MutationRate, Verdict
from eval.text import fold, holds, sentences
from eval.trials import Trial, trials
from ingest.models import Classification, PaperStatus, Passage

SHORT = 6
"""Words a sentence needs to be worth editing."""


def mutate(cases: Sequence[Case], corpus: Corpus) -> list[Trial]:
    """Every edit of every grounded claim of the cases, and the answers made for each (eval.trials)."""
    bench = _Bench(corpus)
    return [*(tried for claim in grounded(cases, corpus) for tried in bench.trials(claim)), *trials(cases, corpus)]


def rates(tried: Sequence[Trial]) -> tuple[MutationRate, ...]:
    """Flagged of tried, by edit, the false ones first."""
    totals = Counter((t.neutral, t.edit) for t in tried)
    flagged = Counter((t.neutral, t.edit) for t in tried if t.flagged)
    return tuple(MutationRate(edit=name, neutral=kind, flagged=flagged[kind, name], tried=n) for (kind, name), n in sorted(totals.items()))


def grounded(cases: Sequence[Case], corpus: Corpus) -> Iterator[Claim]:
    """A claim in the paper's own words for each sentence of evidence that is still in force, each once."""
    seen = set()
    for case in cases:
        for group in case.evidence_groups:
            span = next((span for span in group if not span.loose), None)
            source = corpus.source(span.doc) if span else None
            if span is None or source is None:
                continue
            cited = cite(CitedPlace(marker=1, document=source.paper.document, quote=span.text), corpus)
            if cited.passage is None or cited.passage.status is PaperStatus.SUPERSEDED:
                continue
            for sentence in sentences(" ".join(span.text.split())):
                if len(sentence.split()) >= SHORT and sentence not in seen:
                    seen.add(sentence)
                    # Asked without the case's own question, whose period may be another than this sentence's.
                    yield Claim(sentence, (cited,), (), "", case.model_copy(update={"question": ""}), corpus)


class _Bench:
    """What the edits need of the corpus."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        every = (passage for source in corpus.sources for passage in source.passages)
        self.public = [p for p in every if p.classification is Classification.PUBLIC and len(p.text.split()) > SHORT]
        words = Counter(word for p in self.public for word in set(p.text.split()) if word.istitle() and word.isalpha())
        met = " ".join(sorted({f"{p.meeting.committee or ''} {p.meeting.council or ''}" for p in self.public}))
        nobody = CALENDAR | BODIES | corpus.common | {*met.split()}  # the name of who met is in many a place: another's place is no lie
        names = (word for word, _ in words.most_common() if len(word) > 3 and word not in nobody and fold(word) not in nobody)
        self.edits: dict[str, Edit] = {**FALSE, "entity": entity(tuple(names))}

    def trials(self, claim: Claim) -> Iterator[Trial]:
        """Every edit that applies to a claim."""
        for neutral, edits in ((False, self.edits), (True, NEUTRAL)):
            for name, edit in edits.items():
                edited = edit(claim.text)
                if edited is not None:
                    yield _try(name, neutral, replace(claim, text=edited))
        if swapped := swap(claim.text, quantities(claim.premise if claim.cited[0].passage is None else claim.cited[0].passage.text)):
            yield _try("swap within the passage", False, replace(claim, text=swapped))
        far = self._far(claim)
        if far is not None:
            yield _try("citation swap", False, replace(claim, cited=(_cite(far, self.corpus),)))
        if other := self._elsewhere(claim):
            yield _try("unsupported sentence", False, replace(claim, text=other))
        place = claim.cited[0].place
        absent = place.model_copy(update={"document": f"no-{place.document}", "passage_id": "none-00000"})
        yield _try("invented citation", False, replace(claim, cited=(cite(absent, self.corpus),)))
        if twin := self._twin(claim):
            yield _try("wrong-year source", False, twin)

    def _far(self, claim: Claim) -> Passage | None:
        """A passage of another paper, chosen by the claim's own length so that the choice is spread and always the same."""
        others = [p for p in self.public if p.document != claim.cited[0].place.document and len(sentences(p.text)[0].split()) >= SHORT]
        return others[(len(claim.text) * 7919) % len(others)] if others else None

    def _elsewhere(self, claim: Claim) -> str | None:
        """A sentence of the same paper that the cited passage does not hold: harder to tell than one of another paper."""
        place, passage = claim.cited[0].place, claim.cited[0].passage
        held = claim.premise if passage is None else passage.text
        others = [p.text for p in self.public if p.document == place.document and not holds(p.text, claim.premise)]
        found = [
            text for text in (max(sentences(other), key=len) for other in others) if not holds(held, text) and len(text.split()) >= SHORT
        ]
        return found[(len(claim.text) * 7919) % len(found)] if found else None

    def _twin(self, claim: Claim) -> Claim | None:
        """The most similar sentence of a paper of another year, cited for a question about this year; it does not say its year itself."""
        from rapidfuzz import fuzz, process

        passage = claim.cited[0].passage
        if passage is None or passage.meeting.date is None:
            return None
        named = [q for q in quantities(f"{claim.text} | {claim.cited[0].titles}") if q.kind == "fy"]
        others = [p for p in self.public if p.meeting.date and p.meeting.date.year != passage.meeting.date.year]
        best = process.extractOne(claim.premise, [p.text for p in others], scorer=fuzz.token_set_ratio, score_cutoff=75)
        if best is None or not named:
            return None
        cited = _cite(others[best[2]], self.corpus)
        asked = f"What was it in {named[0].words}?"
        about = periods(quantities(f"{cited.text} | {cited.titles}"))
        text = max(sentences(cited.text), key=len)
        misleads = bool(quantities(text)) and not periods(quantities(text)) and not about & periods(named)
        return replace(claim, text=text, cited=(cited,), question=asked) if misleads else None


def _cite(passage: Passage, corpus: Corpus) -> Cited:
    place = CitedPlace(marker=1, document=passage.document, quote=passage.text, passage_id=passage.id)
    return cite(place, corpus)


def _try(edit: str, neutral: bool, claim: Claim) -> Trial:
    judged = judge(claim)
    reasons = tuple(f"{finding.check} {finding.reason}" for finding in judged.findings)
    return Trial(edit, neutral, claim.text, judged.verdict is not Verdict.SUPPORTED, reasons, claim)
