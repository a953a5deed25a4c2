"""What every metric is given: a case, the answer, and what the checks say of its sentences."""

from dataclasses import dataclass
from functools import cached_property

from eval.checks.claims import Claim
from eval.checks.refusal import Reading, read
from eval.corpus import Corpus
from eval.models import Answerable, Case, ClaimScore, FoundPassage, Response, Span, Verdict
from eval.nuggets import holds
from eval.text import coverage, marked

HALF = 0.5
"""Share of a span's characters that a passage must hold to count as having it."""


@dataclass(frozen=True)
class Seen:
    """One case with its answer. Metrics return the values that apply; one that does not apply is left out."""

    case: Case
    response: Response
    corpus: Corpus
    claims: tuple[Claim, ...]
    judged: tuple[ClaimScore, ...]

    @cached_property
    def said(self) -> str:
        """The answer without its markers: the 6 of "[6]" is no fact."""
        return marked(self.response.answer)[0] if "[" in self.response.answer else self.response.answer

    @cached_property
    def reading(self) -> Reading:
        """What the answer says of the papers' silence, and what it claims."""
        return read(self.response, self.case.question)

    @cached_property
    def refused(self) -> bool:
        """Whether the answer, read by its words, refuses: a flag does not count where a claim is hidden that its sources do not show."""
        return (self.response.abstained or self.reading.refuses) and self._is_shown

    @cached_property
    def stated(self) -> tuple[tuple[Claim, ClaimScore], ...]:
        """The sentences of an answer with what the checks say of them; none where it refuses."""
        return () if self.refused else tuple(zip(self.claims, self.judged, strict=True))

    @cached_property
    def hides_claim(self) -> bool:
        """Whether what is flagged as a refusal claims what its sources do not show."""
        return self.response.abstained and not self._is_shown

    @property
    def _is_shown(self) -> bool:
        return all(judged.verdict is Verdict.SUPPORTED for judged in self.judged)

    @cached_property
    def declined(self) -> bool:
        """True where the system refused what the papers do not say, whatever else it rightly told; or told of an exempt paper in the words
        that the case gives for it and no more."""
        if self.refused or (self.reading.silent and not self.case.answerable.wants_answer and self._is_shown):
            return True
        if self.case.answerable is not Answerable.RESTRICTED:
            return False
        return bool(self.case.nuggets) and all(holds(nugget, self.said) for nugget in self.case.nuggets)

    @cached_property
    def ranks(self) -> tuple[tuple[int, ...], ...]:
        """For each evidence group, the ranks (from 1) of the passages that by themselves hold half of one of its spans."""
        found = self.response.passages
        return tuple(
            tuple(rank for rank, passage in enumerate(found, 1) if any(self.holds(passage, span) for span in group))
            for group in self.case.evidence_groups
        )

    def holds(self, passage: FoundPassage, span: Span) -> bool:
        """Whether one passage of the right paper holds half of the span's characters."""
        return self.corpus.same(passage.document, span.doc) and coverage(span.text, passage.text) >= HALF

    def group_found(self, group: tuple[Span, ...], k: int) -> bool:
        """Whether the first k passages together hold half of the characters of one of the group's spans."""
        first = self.response.passages[:k]
        return any(coverage(span.text, *(p.text for p in first if self.corpus.same(p.document, span.doc))) >= HALF for span in group)
