"""The sentences of the newest papers read by the embedding model before anybody asks: the slowest step of a first answer, done ahead."""

import time
from collections.abc import Iterator
from itertools import islice
from typing import Final

from assistant.answering.reading import Cosines
from assistant.answering.stopping import stopped
from assistant.answering.units import said
from assistant.retrieval.ranking import sentences
from ingest.language.sentences import units
from ingest.library.library import Library

MOST: Final = 6_000
"""Texts read ahead, some 5 ms each."""
_AT_ONCE: Final = 8
_PAUSE_SECONDS: Final = 0.02
"""Left to those who ask meanwhile, after as many texts as they can wait for."""


def warm_up(library: Library, cosines: Cosines) -> None:
    """Have `cosines` remember the sentences of the newest papers, a few at a time, until it is `stopped`."""
    texts = list(dict.fromkeys(islice(_texts(library), MOST)))
    for start in range(0, len(texts), _AT_ONCE):
        if stopped():
            return
        cosines("", texts[start : start + _AT_ONCE])
        time.sleep(_PAUSE_SECONDS)


def _texts(library: Library) -> Iterator[str]:
    """Sentences in the forms in which they are compared, of the newest papers first, undated ones last."""
    papers = library.papers()
    for paper in sorted(papers, key=lambda paper: (paper.info.meeting.date is not None, paper.info.meeting.date), reverse=True):
        for passage in library.passages(document=paper.document):
            yield from sentences(passage)
            yield from map(said, units(passage))
