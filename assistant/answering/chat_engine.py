"""The generative engine: a chat model writes from numbered passages; what it writes is only drafted, the check decides."""

from collections.abc import Iterator

from assistant.answering.chat_model import ChatModel, open_chat_model, stream_words
from assistant.answering.chat_reply import SILENT, Said, Sources, as_data, number_sources, statements
from assistant.answering.gap_statements import Gap, gap_of
from assistant.answering.wording import plain_words
from assistant.check import Finding, Reason
from assistant.check.draft import Drafted
from assistant.check.grounds import grounds
from assistant.retrieval.models import Evidence
from assistant.settings import AssistantSettings
from ingest.language.safe_text import harmless
from ingest.language.words import content_stems
from prompts import SILENCE, load, version

WORDS = 130
"""Words that the model is asked to keep within."""
_FEWEST = 2
"""Words and figures that a statement has at least."""


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

    def reply(self, evidence: Evidence) -> "Reply":
        """The model's reply on the evidence, to be iterated once; nothing is sent before."""
        return Reply(self._pieces(evidence), self._sources(evidence), evidence)

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

    def __init__(self, pieces: Iterator[str], sources: Sources, evidence: Evidence) -> None:
        self._pieces, self._sources, self._evidence = pieces, sources, evidence
        self.silent = False
        """Whether the model says that the passages do not say it; known when the reply has ended."""
        self.gaps: list[str] = []
        """Sentences that say what the passages lack, and are so; they state nothing and cite nothing."""
        self.partly: set[str] = set()
        """Statements that say so besides what they claim."""

    def said(self) -> Iterator[Said]:
        """The statements, to be iterated once."""
        for said in statements(self._pieces):
            if said is SILENT:
                self.silent = True
                continue
            gap = self._gap(said)
            if gap and not gap.claim and not gap.against:
                told = harmless(plain_words(said.text))
                self.gaps += [told] if told not in self.gaps else []
            else:
                yield said

    def draft(self, said: Said) -> Drafted:
        """A statement with what it cites."""
        gap = self._gap(said)
        one = drafted(said, self._sources, gap)
        if gap:
            self.partly.add(one.text)
        return one

    def _gap(self, said: Said) -> Gap | None:
        found = [passage for extract in self._evidence.extracts for passage in extract.passages]
        return gap_of(plain_words(said.text), found, self._evidence.facts.weight, self._evidence.understanding.standalone)


def drafted(said: Said, sources: Sources, gap: Gap | None = None) -> Drafted:
    """A statement with what it cites: a marker that is no passage's number is kept as made up.

    Where it says besides what the passages lack, what it claims of the papers is checked alone; a gap that is none fails it.
    """
    known = [marker for marker in said.markers if 1 <= marker <= len(sources.hits)]
    text = harmless(plain_words(said.text))
    claim = harmless(gap.claim) if gap else ""
    quotes = grounds(claim or text, [sources.hits[marker - 1] for marker in known], sources.hits)
    findings: tuple[Finding, ...] = ()
    if gap and gap.against:
        findings = (Finding(Reason.POLARITY_CHANGED, 0, len(text), f"a passage found says it: “{gap.against.text}”"),)
    if not _says_something(claim or text):
        findings = (Finding(Reason.NOT_IN_SOURCE, 0, len(text), "it says nothing of anything"), *findings)
    unknown = tuple(marker for marker in said.markers if marker not in known)
    return Drafted(text, quotes, said.style, unknown, claim=claim, findings=findings)


def _says_something(text: str) -> bool:
    """Whether a text states something: a bare figure says nothing of anything, and a question states nothing."""
    words = content_stems(text)
    return len(words) >= _FEWEST and any(word[:1].isalpha() for word in words) and not text.rstrip(' "”').endswith("?")
