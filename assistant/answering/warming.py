"""The sentences of papers read by the embedding model before anybody asks: the slowest step of a first answer, done ahead and kept."""

import gc
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final

from assistant.answering.stopping import stopped
from assistant.answering.units import said
from assistant.retrieval.ranking import sentences
from ingest.errors import LibraryError
from ingest.language.sentences import units
from ingest.library.library import Library
from ingest.library.sentences import unread
from ingest.models import Passage
from vectorstore.errors import SearchError

_LOG: Final = logging.getLogger(__name__)
_TOGETHER: Final = 16
"""Passages whose vectors are kept in one transaction."""
_LOOK_SECONDS: Final = 1.0
"""Between two looks whether the library has changed."""

ReadAhead = Callable[[Mapping[str, Sequence[str]]], None]
"""Keeps what the texts of passages, by passage id, are compared by."""


def read_ahead(library: Library, keep: ReadAhead, enough: Callable[[], bool] = stopped) -> int:
    """Have the sentences of all passages kept that are not yet, those of the newest papers first, until it is `enough`; the passages."""
    ids, done = unread(library), 0
    while not enough() and (part := list(islice(ids, _TOGETHER))):
        keep({passage.id: compared(passage) for passage in library.passages(ids=part)})
        done += len(part)
    return done


def stay_ahead(library: Library, state: Callable[[], object], before: Callable[[], object], keep: ReadAhead) -> None:
    """Do `before` and `read_ahead` now and whenever `state` tells something else, until it is `stopped`.

    Reading ahead may take minutes: it gives way to a change.
    """
    seen: object = None
    while not stopped():
        if (now := state()) != seen:
            seen = now
            try:
                before()
                _set_aside()
                read_ahead(library, keep, partial(_is_enough, state, now))
            except (LibraryError, SearchError) as error:  # a full disk, a role that may not write, an index to be made: who asks is told
                _LOG.info("nothing is read ahead until the next change: %s", error)
        time.sleep(_LOOK_SECONDS)


def _is_enough(state: Callable[[], object], seen: object) -> bool:
    return stopped() or state() != seen


def _set_aside() -> None:
    """Take what stands by now, models and modules and facts, out of what is swept for garbage: half a second in the middle of an answer.

    Once a process: what is dropped later goes all the same, but for cycles of what stood at this time.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()


def compared(passage: Passage) -> list[str]:
    """What of a passage answers compare with a question, in the forms in which they do."""
    return list(dict.fromkeys([*sentences(passage), *map(said, units(passage))]))
