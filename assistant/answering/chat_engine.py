"""The generative engine: a chat model writes from numbered passages; what it writes is only drafted, the check decides."""

from collections.abc import Iterator, Sequence

from assistant.answering.chat_model import ChatModel, open_chat_model, stream_words
from assistant.answering.chat_reply import SILENT, Said, Sources, as_data, number_sources, statements
from assistant.answering.relevance import Candidate
from assistant.answering.wording import plain_words
from assistant.check import Finding, Reason
from assistant.check.draft import Drafted, Quote, Style
from assistant.check.lexical import Rarity
from assistant.check.support import support
from assistant.retrieval.models import Evidence
from assistant.settings import AssistantSettings
from ingest.language.safe_text import harmless
from prompts import SILENCE, load, version

WORDS = 130
"""Words that the model is asked to keep within."""
RELEVANT = 60
"""Units judged likeliest to be part of the answer; what a statement quotes must lie among them, or it is beside the question."""


class Generator:
    """Writes answers with one chat model. Safe to share between threads where the model is."""

    def __init__(self, settings: AssistantSettings, model: ChatModel | None = None) -> None:
        """`model` stands in for the one the settings name. Raises ChatModelError where that cannot be opened."""
        self._settings = settings
        self._model = model or open_chat_model(settings)
        system = load("answer_system", "silence", "words")
        self._request = load("answer", "fence", "passages", "question")
        self._system = system.fill(silence=SILENCE, words=str(WORDS))
        self.name = f"{settings.chat_model or 'chat model'} (prompts {version(system, self._request)})"
        """The model and the version of its prompts, as an answer records them."""

    def reply(self, evidence: Evidence, judged: Sequence[Candidate]) -> "Reply":
        """The model's reply on the evidence, to be iterated once; nothing is sent before."""
        return Reply(self._pieces(evidence), self._sources(evidence), evidence.facts.weight, judged)

    def _sources(self, evidence: Evidence) -> Sources:
        return number_sources(evidence.extracts, self._settings.chat_context_tokens)

    def _pieces(self, evidence: Evidence) -> Iterator[str]:
        """The reply as it comes. The model sees the standalone question and the passages found for it, never earlier answers."""
        sources = self._sources(evidence)
        question = as_data(evidence.understanding.standalone)
        human = self._request.fill(fence=sources.fence, passages=sources.text, question=question)
        yield from stream_words(self._model, self._system, human, self._settings)


class Reply:
    """What the model states, one at a time as it is written, and the words of the passages it cites that bear each out best.

    Iterating `said` raises ChatModelError where the service fails.
    """

    def __init__(self, pieces: Iterator[str], sources: Sources, rarity: Rarity, judged: Sequence[Candidate]) -> None:
        self._pieces, self._sources, self._rarity = pieces, sources, rarity
        self._relevance = Relevance(judged)
        self.silent = False
        """Whether the model says that the passages do not say it; known when the reply has ended."""

    def said(self) -> Iterator[Said]:
        """The statements, to be iterated once."""
        for said in statements(self._pieces):
            if said is SILENT:
                self.silent = True
            else:
                yield said

    def draft(self, said: Said) -> Drafted:
        """A statement with what it cites."""
        return drafted(said, self._sources, self._rarity, self._relevance)


class Relevance:
    """Which words of the passages may be part of an answer, as the extractive engine judges them."""

    def __init__(self, judged: Sequence[Candidate]) -> None:
        self._likely = [(one.unit.passage.id, one.unit.start, one.unit.end) for one in judged[:RELEVANT]]

    def admits(self, quotes: Sequence[Quote]) -> bool:
        """Whether any of the quotes holds a likely unit."""
        spans = [(quote.passage.id, quote.start, quote.end) for quote in quotes]
        return any(own == other and start < end and begin < stop for own, begin, end in self._likely for other, start, stop in spans)


def drafted(said: Said, sources: Sources, rarity: Rarity, relevance: Relevance) -> Drafted:
    """A statement with what it cites: a marker that is no passage's number is kept as made up."""
    known = [marker for marker in said.markers if 1 <= marker <= len(sources.hits)]
    text = harmless(plain_words(said.text))
    quotes, findings = support(text, [sources.hits[marker - 1] for marker in known], rarity)
    # what opens a list answers nothing by itself: its items do
    if quotes and not findings and said.style is not Style.LEAD and not relevance.admits(quotes):
        findings = (Finding(Reason.BESIDE_THE_QUESTION, 0, len(text), "the cited words do not answer the question"),)
    return Drafted(text, quotes, said.style, tuple(marker for marker in said.markers if marker not in known), findings=findings)
