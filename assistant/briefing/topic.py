"""What a note that the papers were searched for is on, and which words of the papers speak of it."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from assistant.answering.asked import Asked, Wanted
from assistant.question.understand import understand
from assistant.question.vocabulary import LibraryFacts
from ingest.language.dates import drop_periods
from ingest.language.noun_phrases import named_in
from ingest.language.words import content_stems
from ingest.models import Passage

_SHARE = 0.6
"""Weighted share of the words of one part of a topic that words hold to be on it."""
_ALONE = 0.75
"""The same of one word that says it alone ("speeding", of "speeding traffic"), where "policy" does not say "pay policy"."""
_INITIALS = 3
"""Words of a name whose first letters stand for it."""
_NEARLY = 0.85
"""Share of the weight of the rarest word of a part from which another tells the part as well as it does."""
_NEAR = 240
"""Characters before a sentence within which what it is about may have been named."""
_PARTS = re.compile(r",|;|\band\b|\bor\b|/", re.IGNORECASE)


@dataclass(frozen=True)
class Topic:
    """The words of a topic, weighed by how rare they are in the library. One without words is spoken of everywhere."""

    title: str
    facts: LibraryFacts

    @cached_property
    def _parts(self) -> tuple[tuple[Wanted, ...], ...]:
        """The wanted words by part ("flooding and drainage" has two); words that no paper prints are left out."""
        wanted = {word.term: word for word in Asked(understand(self.title, (), self.facts), self.facts).wanted}
        known = {term: word for term, word in wanted.items() if any(map(self.facts.frequency.get, (term, *word.others)))} or wanted
        parts = [
            tuple(known[stem] for stem in dict.fromkeys(content_stems(part)) if stem in known)
            for part in _PARTS.split(named_in(drop_periods(self.title)))
        ]
        return tuple(filter(None, parts)) or tuple(filter(None, (tuple(known.values()),)))

    @cached_property
    def _known(self) -> dict[str, bool]:
        """What was found of texts, as each section of a note asks of the same ones."""
        return {}

    def names(self, text: str) -> bool:
        """Whether words speak of the topic: of one part of it enough words, and among them one of its rarest."""
        if text not in self._known:
            stems = content_stems(text)
            held = {*stems, *map("".join, pairwise(stems))}  # "street light" names streetlights
            self._known[text] = not self._parts or any(_covered(part, held) for part in self._parts)
        return self._known[text]

    def told_over(self, passage: Passage) -> bool:
        """Whether what stands over a passage says that it is on the topic."""
        return self.names(" ".join((passage.report_title or "", passage.agenda_title or "", *passage.section_path)))

    def told_in(self, passage: Passage) -> bool:
        """Whether a passage with its headings is on the topic."""
        return self.names(" ".join((passage.text, passage.report_title or "", passage.agenda_title or "", *passage.section_path)))

    def told_by(self, passage: Passage, start: int, end: int, near: bool = True) -> bool:
        """Whether a span of a passage is on the topic: by its headings, or by its words, with `near` together with those just before it."""
        text = passage.text[max(0, start - _NEAR) if near else start : end]
        return self.told_over(passage) or self.names(" ".join((text, *passage.section_path)))


def _covered(part: tuple[Wanted, ...], held: set[str]) -> bool:
    # what else answers a question of money ("pay") is not what a topic is called
    if len(part) > 1 and "".join(word.term for word in part) in held:
        return True
    if len(part) >= _INITIALS and "".join(word.term[0] for word in part) in held:
        return True
    weights = [(w.weight, w.term in held or not ("£" in w.others or w.others.isdisjoint(held))) for w in part]
    rarest, total = max(weight for weight, _ in weights), sum(weight for weight, _ in weights)
    share = sum(weight for weight, found in weights if found)
    several = sum(found for _, found in weights) > 1 or share >= _ALONE * total
    return several and share >= _SHARE * total and any(found and weight >= _NEARLY * rarest for weight, found in weights)
