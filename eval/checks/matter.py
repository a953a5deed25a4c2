"""C10 matter: what is said and cited is of the item, meeting, body and subject that the question is about.

The matter of a case is its question, what was said before it, and its evidence with the places that the evidence stands in. A sentence is
on the matter where most of its words (weighted by rarity) are those of the evidence, the facts, the reference answer and the question,
where it gives half of a span, or where it has most of the question's own words (names of bodies and dates aside). One that is not is
"beside-the-question"; one that tells of a decision, or of a figure, out of another item is "other-item", out of a meeting or a body that
the question does not name "other-meeting" and "other-body". Such a sentence may be true and well cited: that is why this check stands apart
from C1 to C7. Misses a neighbouring fact of the same subject that nobody asked for, and says nothing where a case has no evidence.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from eval.checks.claims import Cited, Claim
from eval.checks.lexical import THRESHOLD, content_words, share_found, support
from eval.checks.quantities import MONTHS, quantities
from eval.checks.status import statuses
from eval.corpus import Corpus
from eval.models import Case, Finding, Verdict
from eval.nuggets import holds as holds_fact
from eval.text import coverage, fold, holds, tokens, word_set
from ingest.models import Passage

KNOWN = 0.6
"""Share of the rarity of a sentence's words that the evidence, or of the question's that the sentence, must have; HALF: share of a span.

Set on 250 sentences that two people had judged (docs/evaluation.md); another 60 answers, judged afterwards, say what it is worth."""
HALF = 0.5
TELLING = 4
"""Characters from which a fact of the case is not in a sentence by chance."""
_CALENDAR = frozenset((*MONTHS, *(month[:3] for month in MONTHS)))
_ASKING = word_set(
    """
    what which how why when where tell much many long often happened decided decide decision agreed agree resolved recommended recommend
    councillor councillors cllr member members meeting council committee did does do can could would should any there
    asked ask answer propose proposed voted vote
    """
)


@dataclass(frozen=True)
class Matter:
    """What a case is about."""

    case: Case
    corpus: Corpus

    @cached_property
    def evidence(self) -> tuple[Passage, ...]:
        """The passages that hold the evidence."""
        found = {}
        for span in (span for group in self.case.evidence_groups for span in group):
            source = self.corpus.source(span.doc)
            for passage in source.passages if source else ():
                if holds(passage.text, span.text) or coverage(span.text, passage.text) >= HALF:
                    found[passage.id] = passage
        return tuple(found.values())

    @cached_property
    def words(self) -> dict[str, float]:
        """The question's own words with their rarity: neither what asks, nor dates, nor the names of who met."""
        asked = " ".join([*(said.text for said in self.case.history if said.role == "user"), self.case.question])
        met = {word for p in self.evidence for word in tokens(f"{p.meeting.council or ''} {p.meeting.committee or ''}")}
        skip = _ASKING | _CALENDAR | met
        return {word: weight for word, weight in content_words(asked, self.corpus).items() if word not in skip}

    @cached_property
    def spans(self) -> tuple[str, ...]:
        """The words of the evidence, span by span."""
        return tuple(span.text for group in self.case.evidence_groups for span in group)

    @cached_property
    def known(self) -> str:
        """What a sentence on the matter draws its words from: evidence, facts, reference answer and question."""
        return " | ".join([*self.spans, *(nugget.text for nugget in self.case.nuggets), self.case.answer, self.case.question])

    def holds(self, claim: Claim) -> bool:
        """Whether a claim is on the matter: by a fact, half of a span, mostly known words, or most of the question's."""
        if any(holds_fact(fact, claim.text) for fact in self.case.nuggets if len(fact.text) >= TELLING):
            return True
        if support(claim) < THRESHOLD and all(cited.is_narrow and touches(cited, self) for cited in claim.cited):
            return True  # told in other words of nothing but the evidence: its own words cannot tell
        if share_found(content_words(claim.text, self.corpus), self.known) >= KNOWN or any(
            coverage(s, claim.text) >= HALF for s in self.spans
        ):
            return True
        return self.names(claim.text)

    def names(self, text: str) -> bool:
        """Whether a text has most of the question's own words."""
        return bool(self.words) and share_found(self.words, text) >= KNOWN

    def elsewhere(self, cited: Cited) -> str | None:
        """How the place of a citation differs from that of the evidence; None where it does not."""
        passage = cited.passage
        if passage is None or not self.evidence:
            return None
        if any(_same_item(passage, other) for other in self.evidence):
            return None
        asked = set(tokens(self.case.question))
        for name, field in (("other-body", "council"), ("other-body", "committee")):
            body = getattr(passage.meeting, field)
            bodies = {getattr(other.meeting, field) for other in self.evidence}
            if body and None not in bodies and body not in bodies and not _named(body, asked):
                return name
        dates = {other.meeting.date for other in self.evidence}
        if passage.meeting.date and None not in dates and passage.meeting.date not in dates:
            return "other-meeting"
        return "other-item" if any(_comparable(passage, other) for other in self.evidence) else None


@lru_cache(maxsize=256)
def matter_of(case: Case, corpus: Corpus) -> Matter:
    """The matter of a case."""
    return Matter(case, corpus)


def check(claim: Claim) -> Iterator[Finding]:
    """A sentence that is of another matter than the question."""
    matter = matter_of(claim.case, claim.corpus)
    if not matter.evidence or not claim.cited or matter.holds(claim):
        return
    places = {matter.elsewhere(cited) for cited in claim.cited}
    if None not in places and _tells(claim):
        yield Finding(check="C10", verdict=Verdict.CONFLICTS, reason=min(filter(None, places)), words=claim.text)
    else:
        yield Finding(check="C10", verdict=Verdict.NOT_SHOWN, reason="beside-the-question", words=claim.text)


def touches(cited: Cited, matter: Matter) -> bool:
    """Whether a citation's words hold half of a span of the evidence, or lie within one."""
    return any(coverage(span, cited.text) >= HALF or coverage(cited.text, span) >= HALF for span in matter.spans)


def _tells(claim: Claim) -> bool:
    """Whether a claim is of the kind that misleads: what was decided, or an amount."""
    return bool(statuses(fold(claim.text))) or any(q.kind in ("money", "percent", "number") for q in quantities(claim.text))


def _same_item(one: Passage, other: Passage) -> bool:
    """Whether two passages stand under one item of one meeting, or under one heading of one paper."""
    if one.agenda_item and other.agenda_item and one.meeting.date == other.meeting.date:
        return one.agenda_item == other.agenda_item and (one.meeting.committee == other.meeting.committee)
    if one.document != other.document:
        return False
    return (one.report_title, one.section) == (other.report_title, other.section)


def _comparable(one: Passage, other: Passage) -> bool:
    """Whether two passages can be told to be of different items: minutes number their items as the agenda does, or not at all."""
    return one.document == other.document or bool(one.agenda_item and other.agenda_item)


def _named(body: str, asked: set[str]) -> bool:
    """Whether the question has the words that tell this body from others."""
    own = [word for word in tokens(body) if word not in ("council", "committee", "the", "of", "and", "board")]
    return bool(own) and all(word in asked for word in own)
