"""Passages read lately, kept in memory: answers read the same ones again and again, and most of reading is making them of their rows."""

import threading
from collections.abc import Callable, Sequence
from typing import Final

from ingest.models import Passage

_MOST: Final = 5_000
"""Passages kept, some 4 kB each."""


class Recall:
    """What was read of one revision of a library; usable from several threads."""

    def __init__(self) -> None:
        self._revision = -1
        self._known: dict[str, Passage] = {}
        self._lock = threading.Lock()

    def get(self, revision: int, ids: Sequence[str], read: Callable[[list[str]], list[Passage]]) -> dict[str, Passage]:
        """The passages of those `ids` that there are, at `revision`; `read` brings the ones that are not known."""
        with self._lock:
            if revision != self._revision or len(self._known) > _MOST:
                self._revision, self._known = revision, {}
            known = self._known
        missing = [name for name in dict.fromkeys(ids) if name not in known]
        known.update((passage.id, passage) for passage in (read(missing) if missing else ()))
        return {name: known[name] for name in ids if name in known}
