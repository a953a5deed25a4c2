"""What retrieval hands to answering: the question understood, and extracts of the papers, best first."""

from dataclasses import dataclass

from assistant.question.models import Understanding
from assistant.question.vocabulary import LibraryFacts
from ingest.models import Passage
from vectorstore.models import Hit


@dataclass(frozen=True, slots=True)
class Extract:
    """A passage that matched with as much around it as makes it whole."""

    hit: Hit
    """The passage that matched, with its signals."""
    passages: tuple[Passage, ...]
    """It and its neighbours in reading order, each with its own place."""

    @property
    def text(self) -> str:
        """The paper's own words."""
        return "\n".join(passage.text for passage in self.passages)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Extracts for a question, best first; none overlaps another."""

    understanding: Understanding
    extracts: tuple[Extract, ...]
    facts: LibraryFacts
