"""Asks again without a cited passage, and with the cited passages alone: were they the cause of the answer, or found for it afterwards?

Only a system that is built from a searcher and a library can be asked so; what it may find is narrowed between the two, and nothing
of the assistant itself is touched.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from assistant.models import Answer, Ask
from eval.text import holds
from ingest.models import Passage
from vectorstore.models import Hit, Query

Hidden = Callable[[Passage], bool]
SEED = 20240912


class Blinkers:
    """What is hidden from a system at the moment; shared by the two halves below."""

    def __init__(self) -> None:
        self.hidden: Hidden = _nothing


class NarrowedSearch:
    """A searcher that does not find what is hidden."""

    def __init__(self, searcher: Any, blinkers: Blinkers) -> None:
        self._searcher, self._blinkers = searcher, blinkers

    def search(self, query: Query) -> list[Hit]:
        """The hits that are not hidden."""
        return [hit for hit in self._searcher.search(query) if not self._blinkers.hidden(hit.passage)]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._searcher, name)


class NarrowedLibrary:
    """A library in which the neighbours of a passage, and the passages of a place, lack what is hidden."""

    def __init__(self, library: Any, blinkers: Blinkers) -> None:
        self._library, self._blinkers = library, blinkers

    def passages(self, *arguments: Any, **named: Any) -> list[Passage]:
        """As the library's own, less what is hidden."""
        return [passage for passage in self._library.passages(*arguments, **named) if not self._blinkers.hidden(passage)]

    def around(self, *arguments: Any, **named: Any) -> dict[str, list[Passage]]:
        """As the library's own, less what is hidden."""
        found: Mapping[str, list[Passage]] = self._library.around(*arguments, **named)
        return {name: [passage for passage in near if not self._blinkers.hidden(passage)] for name, near in found.items()}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)


class Ablated:
    """A system that can be asked with blinkers on."""

    def __init__(self, system: Callable[[Any, Any], Any], searcher: Any, library: Any) -> None:
        """`system` makes what is asked of a searcher and a library; both are narrowed here."""
        self._blinkers = Blinkers()
        self._system = system(NarrowedSearch(searcher, self._blinkers), NarrowedLibrary(library, self._blinkers))

    def measure(self, ask: Ask, answer: Answer) -> dict[str, float]:
        """sufficiency and necessity of the answer's citations (eval/metrics/ablation.py); empty for an answer that cites nothing."""
        quotes = {place.marker: place.quote for place in answer.citations}
        pairs = [(stated.text, marker) for stated in answer.statements for marker in stated.citations if marker in quotes]
        if not pairs:
            return {}
        cited = {place.passage_id for place in answer.citations}
        alone = self._said(ask, lambda passage: passage.id not in cited)
        stays = sum(stated.text in alone for stated in answer.statements)
        without = {marker: self._said(ask, _holding(quotes[marker])) for marker in dict.fromkeys(marker for _, marker in pairs)}
        gone = sum(text not in without[marker] for text, marker in pairs)
        return {"sufficiency": stays / len(answer.statements), "necessity": gone / len(pairs)}

    def _said(self, ask: Ask, hidden: Hidden) -> set[str]:
        self._blinkers.hidden = hidden
        try:
            again: Answer = self._system.answer(ask)
        finally:
            self._blinkers.hidden = _nothing
        return {stated.text for stated in again.statements}


def drawn(answers: Sequence[Answer], size: int) -> set[str]:
    """Ids of `size` answers that cite something, drawn with a fixed seed."""
    citing = [answer.id for answer in answers if answer.citations]
    return set(random.Random(SEED).sample(citing, min(size, len(citing))))


def _holding(quote: str) -> Hidden:
    """Hides the words wherever they are printed: the same minutes stand in more than one paper."""
    return lambda passage: holds(passage.text, quote)


def _nothing(_: Passage) -> bool:
    return False
