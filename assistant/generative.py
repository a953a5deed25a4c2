"""The generative engine: a chat model writes from numbered passages; what it writes is only drafted, the check decides."""

from collections.abc import Iterator

from assistant.draft import Drafted
from assistant.evidence import Evidence
from assistant.generative_reply import Said, statements
from assistant.generative_sources import Sources, as_data, number_sources
from assistant.generative_support import support
from assistant.grounding.lexical import Rarity
from assistant.llm import ChatModel, open_chat_model, stream_words
from assistant.rendering import harmless
from assistant.settings import AssistantSettings
from prompts import SILENCE, load, version

WORDS = 130
"""Words that the model is asked to keep within."""


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

    def statements(self, evidence: Evidence) -> Iterator[Drafted]:
        """What the model states, one at a time as it is written, with the words of the passages it cites that bear it out best.

        The model sees the standalone question and the passages found for it, never earlier answers. Raises ChatModelError.
        """
        sources = number_sources(evidence.extracts, self._settings.chat_context_tokens)
        question = as_data(evidence.understanding.standalone)
        human = self._request.fill(fence=sources.fence, passages=sources.text, question=question)
        for said in statements(stream_words(self._model, self._system, human, self._settings)):
            yield drafted(said, sources, evidence.facts.weight)


def drafted(said: Said, sources: Sources, rarity: Rarity) -> Drafted:
    """A statement with what it cites: a marker that is no passage's number is kept as made up."""
    known = [marker for marker in said.markers if 1 <= marker <= len(sources.hits)]
    text = harmless(said.text)
    quotes, findings = support(text, [sources.hits[marker - 1] for marker in known], rarity)
    return Drafted(text, quotes, said.style, tuple(marker for marker in said.markers if marker not in known), findings=findings)
