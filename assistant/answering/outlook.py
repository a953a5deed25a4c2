"""What is found before a word is drafted: whether the papers say it, contradict it, differ over it, or only draw it."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answering.judge import Judge
from assistant.answering.premise import corrected, correction, differing, disagreement
from assistant.answering.reading import Candidate
from assistant.answering.silence import Lack, columns_unknown, drawn_only, weigh
from assistant.check.draft import Drafted
from assistant.question.models import Understanding


@dataclass(frozen=True, slots=True)
class Findings:
    """What bears on the whole answer."""

    answerable: bool
    lack: Lack | None = None
    """What the nearest paper is without, where the papers do not say it."""
    drawn: str = ""
    """Where the figure asked for is drawn and not printed, as a sentence; then nothing else is an answer."""
    otherwise: Candidate | None = None
    """The unit that contradicts what the question takes for granted."""
    differ: tuple[Candidate, Candidate] | None = None
    """Two units that give different values for what is asked."""
    uncovered: tuple[str, ...] = ()
    """Sentences for the parts of the question that nothing found speaks of."""

    def lead(self, understanding: Understanding, statements: Sequence[Drafted]) -> tuple[Drafted, ...]:
        """The statements behind a correction or a disagreement, where there is one."""
        if self.otherwise:
            return corrected(self.otherwise, understanding, statements)
        return differing(self.differ, understanding, statements) if self.differ else tuple(statements)

    def gaps(self, understanding: Understanding, statements: Sequence[Drafted]) -> tuple[str, ...]:
        """What is said beside the statements of what is not covered or could not be read."""
        unknown = columns_unknown(understanding, statements)
        return (*self.uncovered, unknown) if unknown else self.uncovered


def find(understanding: Understanding, judge: Judge, judged: Sequence[Candidate]) -> Findings:
    """Look at the units found as a whole; the decisions of a meeting that is asked for answer as they stand."""
    if understanding.matter.whole and judged:
        return Findings(True)
    otherwise = correction(understanding, judge, judged)
    if otherwise:
        return Findings(True, otherwise=otherwise)
    drawn = drawn_only(understanding, judge, judged)
    judgement = weigh(understanding, judge, judged)
    if drawn or not judgement.answerable:
        return Findings(False, judgement.lack, drawn or "")
    return Findings(True, differ=disagreement(understanding, judge, judged), uncovered=judge.asked.uncovered)
