"""The generative engine: a chat model writes from numbered passages; what it writes is only drafted, the check decides."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.citations import locator
from assistant.draft import Drafted, Quote, Style
from assistant.evidence import Extract
from assistant.llm import ChatModel, open_chat_model, stream_words
from assistant.question_terms import stems
from assistant.rendering import harmless
from assistant.sentences import split_sentences, units
from assistant.settings import AssistantSettings
from prompts import load
from vectorstore.models import Hit

SILENCE = "NOT IN THE PAPERS"
"""What the model is told to reply where the passages do not say; the prompt, the engine and the tests share it."""
WORDS = 130
_CHARACTERS_A_TOKEN = 4
"""A cautious average for English; the budget is kept below the model's window, not filled to the last token."""
_MARKERS = re.compile(r"\s*\[(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\]")
_BULLET = re.compile(r"^\s*(?:[-*•]|\d{1,2}[.)])\s+")


class Generator:
    """Writes answers with one chat model."""

    def __init__(self, settings: AssistantSettings, model: ChatModel | None = None) -> None:
        """`model` stands in for the one the settings name. Raises ChatModelError where that cannot be opened."""
        self._settings = settings
        self._model = model or open_chat_model(settings)
        self.name = settings.chat_model or "chat model"

    def statements(self, question: str, extracts: Sequence[Extract]) -> Iterator[Drafted]:
        """What the model states, one at a time as it is written, each with the passages it cites. Raises ChatModelError."""
        sources = numbered_sources(extracts, self._settings.chat_context_tokens * _CHARACTERS_A_TOKEN)
        system = load("answer_system").fill(silence=SILENCE, words=str(WORDS))
        human = load("answer").fill(question=_fenced(question), passages=fenced_passages(sources))
        for text, markers, style in cut_statements(stream_words(self._model, system, human)):
            yield _drafted(text, markers, style, sources)


def numbered_sources(extracts: Sequence[Extract], characters: int) -> list[Hit]:
    """The passages the model sees, best extract first, as many as the budget holds; the n-th has the number n + 1."""
    sources: list[Hit] = []
    for extract in extracts:
        for passage in extract.passages:
            characters -= len(passage.text) + 200
            if characters < 0 and sources:
                return sources
            sources.append(extract.hit if passage.id == extract.hit.passage.id else replace(extract.hit, passage=passage, also_at=()))
    return sources


def fenced_passages(sources: Sequence[Hit]) -> str:
    """The numbered passages as data: place and words, with struck words, markup, addresses and look-alike fences taken out."""
    blocks = []
    for number, hit in enumerate(sources, 1):
        words = "\n".join(_fenced(unit.text) for unit in units(hit.passage)) or "(no words that stand)"
        blocks.append(f"Passage {number}, from {_fenced(locator(hit.passage))}:\n{words}")
    return "\n\n".join(blocks)


def _fenced(text: str) -> str:
    return re.sub(r"={4,}", "=", harmless(text))


def cut_statements(pieces: Iterator[str]) -> Iterator[tuple[str, tuple[int, ...], Style]]:
    """Statements of a reply as soon as each is whole: its text without markers, its markers, how it is set; silence yields nothing."""
    held = ""
    for piece in pieces:
        held += piece
        *lines, held = held.split("\n")
        for line in lines:
            yield from _line_statements(line)
    yield from _line_statements(held)


def _line_statements(line: str) -> Iterator[tuple[str, tuple[int, ...], Style]]:
    line = line.strip().strip("#*").strip()
    if not line or SILENCE.lower() in line.lower():
        return
    style = Style.BULLET if _BULLET.match(line) else Style.PROSE
    line = _MARKERS.sub(lambda match: f"[{match[1]}]", _BULLET.sub("", line))
    line = re.sub(r"([.!?])((?:\[[\d,; ]+\])+)", r"\2\1", line)
    for start, end in split_sentences(line):
        text = line[start:end]
        markers = [int(number) for group in _MARKERS.findall(text) for number in re.findall(r"\d+", group)]
        words = _MARKERS.sub("", text).strip()
        if re.search(r"\w{2}", words):
            yield words, tuple(dict.fromkeys(markers)), style


def _drafted(text: str, markers: Sequence[int], style: Style, sources: Sequence[Hit]) -> Drafted:
    known = [sources[marker - 1] for marker in markers if 1 <= marker <= len(sources)]
    unknown = tuple(marker for marker in markers if not 1 <= marker <= len(sources))
    return Drafted(text, tuple(_quote(text, hit) for hit in known), style, unknown)


def _quote(text: str, hit: Hit) -> Quote:
    """The unit of the passage that shares most words with the statement."""
    wanted = set(stems(text))
    parts = units(hit.passage)
    if not parts:
        return Quote(hit, 0, len(hit.passage.text))
    best = max(parts, key=lambda unit: len(wanted & set(stems(unit.text))))
    return Quote(hit, best.start, best.end)
