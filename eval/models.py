"""The nouns of evaluation: cases, what a system answered, what the checks found and what became of each case.

Evidence is words of the paper, never ids of chunks: gold outlives any way of cutting papers up. Pages are 1-based.
"""

from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat


class Frozen(BaseModel):
    """Base of every noun here: immutable, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answerable(StrEnum):
    """What the papers allow: FALSE_PREMISE is answered by correcting the question, the last three by refusing or asking back."""

    YES = "yes"
    PARTIAL = "partial"
    FALSE_PREMISE = "false-premise"
    NO = "no"
    UNDERSPECIFIED = "underspecified"
    RESTRICTED = "restricted"

    @property
    def wants_answer(self) -> bool:
        """True where a refusal is wrong."""
        return self in (Answerable.YES, Answerable.PARTIAL, Answerable.FALSE_PREMISE)


class Span(Frozen):
    """Words of a paper that show the answer."""

    doc: str
    """The paper's file name; a different ending (text for PDF) still matches."""
    text: str
    sha256: str | None = None
    """Content hash of the paper, where the case was written against exactly this file."""
    page: int | None = None
    start: int | None = None
    end: int | None = None
    """Code points in the paper's text as `validate` reads it, end exclusive; None where only the words count."""
    loose: bool = False
    """True where the words cross the cells of a table: order and rulings do not count."""


class Nugget(Frozen):
    """A fact that a right answer contains."""

    text: str
    """Alternatives are separated by |, except in a regular expression."""
    weight: Literal["vital", "okay"] = "vital"
    match: Literal["value", "alias", "regex"] = "alias"
    type: str = ""


class Forbidden(Frozen):
    """Words that must not be in the answer; alternatives are separated by |."""

    text: str
    why: str = ""
    """"injection", "exempt", "superseded", "wrong-year", "recommendation" or free words."""


class Said(Frozen):
    """One earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    text: str


Asker = Literal["public", "member", "officer", "administrator"]
"""Who asks."""
Split = Literal["smoke", "dev", "test", "held-out", "adversarial", "multi-turn", "meta"]


class Case(Frozen):
    """One question with what is known to be right."""

    id: str
    set_version: str = "1"
    split: Split = "dev"
    slices: tuple[str, ...] = ()
    history: tuple[Said, ...] = ()
    question: str
    status: Literal["approved", "draft"] = "approved"
    """A draft is asked and scored but counts nowhere, above all not in the gate, until a person has approved it."""
    role: Asker = "public"
    answerable: Answerable = Answerable.YES
    answer: str = ""
    """A reference answer for people; never matched. The self-test tries the checks on it, as a true answer in a person's own words."""
    wrong: str = ""
    """A wrong answer in a person's own words, for the self-test of the checks; never matched."""
    evidence_groups: tuple[tuple[Span, ...], ...] = ()
    """Any span of a group suffices; every group is needed."""
    nuggets: tuple[Nugget, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    expected_status: str | None = None
    """What the decision was (resolved, recommended, refused, noted, …); None where the question is about none."""
    as_of_date: str | None = None
    version_family: str | None = None
    """Papers that are easily taken for each other share one; makes the case count for right-version."""
    source_cluster: str = ""
    """The paper (or dialogue) whose cases are not independent of each other; where it is empty, eval.clusters says."""
    author: str = ""
    approver: str = ""
    created: str = ""
    licence: str = ""
    notes: str = ""


Marking = Annotated[str | None, Field(exclude_if=lambda value: value is None)]
"""The words that exempt matter is to be marked with; absent where it is public."""


class Verdict(IntEnum):
    """What a check says of a claim, worst first."""

    CONFLICTS = 0
    NOT_SHOWN = 1
    SUPPORTED = 2


class Finding(Frozen):
    """A check's objection to a claim."""

    check: str
    """"C1" to "C11"."""
    verdict: Verdict
    reason: str
    """Stable code, such as figure-conflict."""
    words: str = ""
    """The words of the answer that are objected to."""


class Stated(Frozen):
    """A sentence of an answer with the markers it carries."""

    text: str
    citations: tuple[int, ...] = ()
    support: str = "supported"
    """"unmatched" where the system itself says that it could not match the sentence to its sources; it is checked like any other."""
    marking: Marking = None


class Lenient(BaseModel):
    """Base of what is read from systems: unknown fields are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class CitedPlace(Lenient):
    """A citation as a system gave it."""

    marker: int
    document: str = ""
    quote: str = ""
    passage_id: str | None = None
    page: int | None = None
    agenda_item: str | None = None
    paragraph: str | None = None
    locator: str = ""


class LeftOut(Lenient):
    """A sentence that the system shows as left out."""

    text: str = ""
    reason: str = ""


class FoundPassage(Lenient):
    """A retrieved passage as a system gave it, best first."""

    document: str = ""
    text: str = ""
    passage_id: str | None = None
    page: int | None = None
    score: float | None = None
    signals: dict[str, float] | None = None


class Usage(Lenient):
    """Tokens that a chat model read and wrote for one answer."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    estimated: bool = False
    """True where the service does not count them, and characters were."""


class Response(Lenient):
    """An answer of any system: our Answer JSON, or as little of it as `id` and `answer` (docs/evaluation.md)."""

    id: str
    question: str = ""
    standalone_question: str = ""
    answer: str
    abstained: bool = False
    status: str = ""
    statements: tuple[Stated, ...] = ()
    dropped: tuple[LeftOut, ...] = ()
    citations: tuple[CitedPlace, ...] = ()
    passages: tuple[FoundPassage, ...] = ()
    timings_ms: dict[str, float] = {}
    confidence: float | None = None
    marking: Marking = None
    """The words that an answer from exempt papers is to be marked with."""
    usage: Usage | None = None
    """None where no chat model was asked, or nothing is known."""
    ablation: dict[str, float] = {}
    """What became of the answer with the cited papers alone and without them (eval/metrics/ablation.py)."""


def _text(value: object) -> str:
    return "" if value is None else str(value)


Words = Annotated[str, BeforeValidator(_text)]


class RunHeader(Lenient):
    """What made a transcript: enough to make it again."""

    system: str = "unknown"
    commit: Words = ""
    corpus: Words = ""
    """Hash over the content hashes of the papers."""
    dataset: Words = ""
    """Hash of the cases."""
    config: dict[str, str | int | float | bool] = {}
    weights: Words = ""
    seed: int = 0
    machine: Words = ""
    history: bool = True
    """False where earlier turns were left out of the questions."""
    seconds: float = 0.0
    memory_mib: float = 0.0
    repeated: int = 0
    """Questions asked a second time at the end of the run."""
    differing: tuple[str, ...] = ()
    """Ids of those whose second answer was not the same, times aside."""
    latency_p50_ms: float | None = None
    """Half of the answers took no longer; this and what follows is filled in when the answers are scored."""
    latency_p95_ms: float | None = None
    usage: Usage | None = None
    """Tokens of all answers."""
    cost: float | None = None
    """What the tokens cost, in the currency of the price that was given; None without a price."""


class ClaimScore(Frozen):
    """A sentence of an answer, what the checks say of it, and the words it cites."""

    text: str
    verdict: Verdict
    support: float
    """1 supported, 0.5 in part, 0 not."""
    findings: tuple[Finding, ...] = ()
    citations: tuple[CitedPlace, ...] = ()


class CaseScore(Frozen):
    """One case as it was scored."""

    id: str
    question: str
    answer: str = ""
    marking: Marking = None
    """The words that the answer is to be marked with, where it is exempt."""
    reference: str = ""
    history: tuple[Said, ...] = ()
    evidence: tuple[tuple[Span, ...], ...] = ()
    """The words that a right answer rests on, as the case gives them."""
    answerable: Answerable
    abstained: bool = False
    passed: bool
    failure: str | None = None
    """not-retrieved, retrieved-not-used, used-wrongly, invented, beside-the-question, wrongly-refused, wrongly-answered, missing,
    error."""
    slices: tuple[str, ...] = ()
    cluster: str = ""
    """What it is not independent of: its paper or dialogue (eval.clusters)."""
    metrics: dict[str, FiniteFloat] = {}
    """Metrics that apply to the case; those that do not are absent."""
    critical: tuple[str, ...] = ()
    """Zero-tolerance failures."""
    claims: tuple[ClaimScore, ...] = ()
    missing: tuple[str, ...] = ()
    """Vital facts that the answer lacks."""
    errors: tuple[str, ...] = ()
    confidence: float | None = None


class MutationRate(Frozen):
    """How the checks fared on one kind of edit."""

    edit: str
    neutral: bool
    flagged: int
    tried: int


class Scores(Frozen):
    """A scored transcript; `scores.json`."""

    schema_version: Literal["1"] = "1"
    header: RunHeader = Field(default_factory=RunHeader)
    looks: int = 0
    """How often the frozen set had been scored, this time included; 0 where the set is not frozen."""
    cases: tuple[CaseScore, ...]
    drafts: tuple[CaseScore, ...] = ()
    """Cases that are not approved: shown, never counted."""
    self_test: tuple[MutationRate, ...] = ()
