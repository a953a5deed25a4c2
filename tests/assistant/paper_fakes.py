"""Passages, hits and an assistant over them for tests: no model, no index, no socket."""

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.answering.assistant import Assistant
from assistant.settings import AssistantSettings
from ingest.language.words import content_stems
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from vectorstore.models import Hit, Query

if TYPE_CHECKING:
    from assistant.answering.chat_engine import Generator

MEETING = Meeting("Ambridge Council", "Parks Scrutiny Panel", datetime.date(2018, 6, 12))


def passage(text: str, **fields: Any) -> Passage:
    """A paragraph of the panel's 2018 report on rangers, with what the test changes."""
    place: dict[str, Any] = {
        "id": f"p{abs(hash(text)) % 10**9}",
        "document": "2018-06-12-parks.pdf",
        "ordinal": 0,
        "kind": Kind.PARAGRAPH,
        "report_title": "Park Rangers",
        "agenda_item": "7",
        "meeting": MEETING,
        "section": "DETAIL",
        "section_path": ("DETAIL",),
    }
    return Passage(text=text, **(place | fields))


class WordSearcher:
    """Every passage the role may see, by the words it shares with the question."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def search(self, query: Query) -> list[Hit]:
        """Hits, best first."""
        wanted = set(content_stems(query.lexical_text or query.text))
        found = []
        for one in self._library.passages(classifications=query.role.classifications):
            shared = len(wanted & set(content_stems(one.text)))
            found.append(Hit(one, shared / (1 + len(wanted)), (("dense", 0.5), ("lexical", float(shared)))))
        return sorted(found, key=lambda hit: -hit.score)[: query.k]

    def published(self) -> int:
        """There is no index that could change."""
        return 0

    def cosines(self, question: str, texts: Sequence[str]) -> list[float]:
        """The share of the question's words that each text holds."""
        wanted = set(content_stems(question))
        return [len(wanted & set(content_stems(text))) / (1 + len(wanted)) for text in texts]


def assistant_over(home: Path, passages: Sequence[Passage], generator: "Generator | None" = None, **settings: Any) -> Assistant:
    """An assistant whose library holds these passages, each document a paper of the passages' meeting."""
    library = Library.open(home)
    for number, name in enumerate(dict.fromkeys(one.document for one in passages)):
        own = [replace(one, ordinal=at) for at, one in enumerate(p for p in passages if p.document == name)]
        exempt = all(one.classification is Classification.EXEMPT for one in own)
        info = PaperInfo(
            title=own[0].report_title, meeting=own[0].meeting, classification=Classification.EXEMPT if exempt else Classification.PUBLIC
        )
        library.put(Paper(f"{number:016x}", name, f"/papers/{name}", f"{number:064x}", 1, len(own), info), own)
    return Assistant(WordSearcher(library), library, AssistantSettings(**settings), generator)  # type: ignore[arg-type]


class Chunk:
    """A piece of a reply."""

    def __init__(self, text: str) -> None:
        self.text = text


class ScriptedChat:
    """A chat model that replies what it is told to, word by word, and remembers what it was sent."""

    def __init__(self, reply: str, fails_after: int | None = None) -> None:
        self.reply, self.fails_after = reply, fails_after
        self.sent: list[str] = []
        self.closed = False

    def stream(self, input: Any) -> Iterator[Chunk]:
        """The reply in pieces; an error in the middle where the script says so."""
        self.sent += [text for _, text in input]
        try:
            for number, word in enumerate(self.reply.split(" ")):
                if number == self.fails_after:
                    raise ConnectionError("connection reset by peer")
                yield Chunk(word + " ")
        finally:
            self.closed = True
