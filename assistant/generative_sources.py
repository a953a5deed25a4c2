"""What the chat model sees of the papers: numbered passages as fenced data, cut to a budget, with nothing in them that acts."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.citations import locator
from assistant.evidence import Extract
from assistant.rendering import harmless
from assistant.sentences import units
from vectorstore.models import Hit

CHARACTERS_A_TOKEN = 3
"""Fewer than English prose has (about four), because figures and tables take more tokens."""
_FENCE_LIKE = re.compile(r"[=~#`-]{3,}|<\|[^|>]*\|>|‹\|[^|›]*\|›|\[/?INST\]", re.IGNORECASE)
_ROLE_LIKE = re.compile(r"^[^\S\n]*+(system|assistant|user|human|developer)\s*+:", re.IGNORECASE | re.MULTILINE)
_LEAST = 120
"""Characters of a passage below which it is not begun."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Numbered passages; the marker [n] of a reply means the n-th, counted from 1."""

    hits: tuple[Hit, ...]
    text: str

    @property
    def fence(self) -> str:
        """A mark that papers cannot print ahead: it hangs on all the words between the fences."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]


def number_sources(extracts: Sequence[Extract], tokens: int) -> Sources:
    """The passages of the extracts, best extract first, as many as the budget holds; the last is cut at the end of a unit."""
    room = tokens * CHARACTERS_A_TOKEN
    hits: list[Hit] = []
    blocks: list[str] = []
    for hit in (_hit(extract, at) for extract in extracts for at in range(len(extract.passages))):
        head = f"({as_data(locator(hit.passage))})\n[{len(hits) + 1}] "
        lines: list[str] = []
        room -= len(head)
        if room < _LEAST and hits:
            break
        for unit in units(hit.passage):
            words = as_data(unit.text)
            if len(words) > room and (lines or hits):
                break
            lines.append(words[: max(room, _LEAST)])
            room -= len(lines[-1])
        if lines:
            hits.append(hit)
            blocks.append(head + "\n".join(lines))
    return Sources(tuple(hits), "\n\n".join(blocks))


def _hit(extract: Extract, at: int) -> Hit:
    passage = extract.passages[at]
    return extract.hit if passage.id == extract.hit.passage.id else replace(extract.hit, passage=passage, also_at=())


def as_data(text: str) -> str:
    """Words of a paper or a reader as a model may see them: no address, markup, look-alike fence, marker or turn of a conversation."""
    return _ROLE_LIKE.sub(r"(\1)", _FENCE_LIKE.sub("-", harmless(text)))
