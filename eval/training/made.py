"""True statements each with a false twin, beside the window of text that tells them apart."""

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from eval.training.falsify import Around, Span, differing, falsified
from eval.training.rewrites import frame, fused, put_in, rewritten
from eval.training.texts import Pair, Section, is_prose
from ingest.language.sentences import split_sentences

WINDOW_WORDS = 85
"""About as many words as a window may have beside a claim."""
SEEN = 12
"""A word is exchanged for another only where the texts have both so often."""


@dataclass(frozen=True, slots=True)
class Example:
    """A claim beside a window; `false` are the spans of it that are not borne out, None where only the whole is labelled."""

    claim: str
    window: str
    supported: bool
    false: tuple[Span, ...] | None
    how: str


@dataclass(frozen=True, slots=True)
class Twins:
    """A true statement and a false one that differs little from it."""

    true: Example
    false: Example


def words_used_alike(sections: Iterable[Section], most: int = 6000) -> dict[str, tuple[str, ...]]:
    """For each frequent word those that stand between the same neighbours: mostly of its part of speech, seldom of its meaning."""
    runs = [re.findall(r"[a-z][a-z’'-]+|[^\sa-z]", sentence) for section in sections for sentence in section.sentences]
    counts = Counter(word for run in runs for word in run)
    frames = {word: at for at, (word, _) in enumerate(counts.most_common(300))}
    words = [word for word, count in counts.most_common(most) if count >= SEEN and len(word) > 3 and word[0].isalpha()]
    rows = {word: at for at, word in enumerate(words)}
    table = np.zeros((len(words), 2 * len(frames)), np.float32)
    for run in runs:
        for left, right in pairwise(run):
            if left in frames and right in rows:
                table[rows[right], frames[left]] += 1
            if right in frames and left in rows:
                table[rows[left], len(frames) + frames[right]] += 1
    table = np.sqrt(table)
    table /= np.maximum(1e-6, np.linalg.norm(table, axis=1, keepdims=True))
    found = {}
    for start in range(0, len(words), 500):
        near = np.argsort(-(table[start : start + 500] @ table.T), axis=1)[:, :120]
        for word, others in zip(words[start:], near, strict=False):
            found[word] = tuple(words[other] for other in others if words[other][:4] != word[:4])[2:]
    return found


class Maker:
    """Makes examples from sections of text and from pairs, by chance."""

    def __init__(
        self, sections: Sequence[Section], pairs: Sequence[Pair], similar: Mapping[str, Sequence[str]], rng: random.Random
    ) -> None:
        """`pairs` are those whose claims people wrote or checked."""
        self._rng, self._similar, self._pairs = rng, similar, pairs
        self._by_source: dict[str, list[Section]] = defaultdict(list)
        for section in sections:
            self._by_source[section.source].append(section)
        self._sections = [section for section in sections if any(map(is_prose, section.sentences))]

    def from_sections(self) -> Iterator[Twins]:
        """Twins of sentences of the sections, without end."""
        while True:
            if made := self._of_section(self._rng.choice(self._sections)):
                yield made

    def from_pairs(self) -> Iterator[Twins]:
        """Twins of the supported claims of the pairs, the false one edited from the true one; without end."""
        supported = [pair for pair in self._pairs if pair.supported and len(pair.claim.split()) >= 5]
        while True:
            if made := self._of_pair(self._rng.choice(supported)):
                yield made

    def elsewhere(self) -> Iterator[Example]:
        """True statements beside a window that lacks their sentence, without end."""
        while True:
            section = self._rng.choice(self._sections)
            at = self._rng.choice([i for i, sentence in enumerate(section.sentences) if is_prose(sentence)])
            rest = replace(section, sentences=section.sentences[:at] + section.sentences[at + 1 :])
            others = self._by_source[section.source]
            source = rest if rest.sentences and self._rng.random() < 0.6 else self._rng.choice(others)
            if section.sentences[at] not in source.sentences and source.sentences:
                start = min(at, len(source.sentences) - 1)
                window, heading = self._window(source, start, start + 1)
                claim, _ = put_in(frame(self._rng, heading), rewritten(self._rng, section.sentences[at]))
                yield Example(claim, window, False, None, "elsewhere")

    def _of_section(self, section: Section) -> Twins | None:
        rng = self._rng
        at = rng.choice([i for i, sentence in enumerate(section.sentences) if is_prose(sentence)])
        end = at + 1
        sentence = section.sentences[at]
        around = self._around(section, at)
        if rng.random() < 0.3:
            return self._edited_window(section, at, around)
        if end < len(section.sentences) and is_prose(section.sentences[end]) and len(sentence.split()) < 25 and rng.random() < 0.15:
            end += 1
            true = fused(rng, section.sentences[at:end])
        else:
            true = rewritten(rng, sentence)
        window, heading = self._window(section, at, end)
        return self._twins(true, window, around, "", heading)

    def _edited_window(self, section: Section, at: int, around: Around) -> Twins | None:
        """The window has the edited sentence, so that the edited statement is the true one."""
        sentence = section.sentences[at]
        edited = falsified(self._rng, sentence, around)
        if edited is None:
            return None
        changed = replace(section, sentences=(*section.sentences[:at], edited.text, *section.sentences[at + 1 :]))
        window, heading = self._window(changed, at, at + 1)
        if edited.how in ("insert_modifier", "add_ending"):  # without the added words the statement stays true: only the added ones tell
            return self._twins(rewritten(self._rng, edited.text), window, around, "kept_", heading)
        template = frame(self._rng, heading)
        true, false = (put_in(template, said)[0] for said in (edited.text, sentence))
        spans = differing(false, true)
        return (
            Twins(Example(true, window, True, (), "true"), Example(false, window, False, spans, f"turned_{edited.how}")) if spans else None
        )

    def _of_pair(self, pair: Pair) -> Twins | None:
        sentences = tuple(pair.passage[a:b].strip() for a, b in split_sentences(pair.passage))
        claim = pair.claim if pair.claim.endswith((".", "!", "?")) else f"{pair.claim}."
        far = self._rng.choice(self._sections).sentences
        other = self._rng.choice(self._pairs).claim
        return self._twins(claim, window_for(claim, pair.passage), Around(sentences, (*far, other), self._similar), "claim_")

    def _twins(self, true: str, window: str, around: Around, prefix: str, heading: str = "") -> Twins | None:
        edited = falsified(self._rng, true, around)
        if edited is None or edited.text in window:
            return None
        template = frame(self._rng, heading) if prefix != "claim_" else "{}"
        said, _ = put_in(template, true)
        wrong, moved = put_in(template, edited.text)
        spans = tuple((start + moved, end + moved) for start, end in edited.spans)
        return Twins(Example(said, window, True, (), "true"), Example(wrong, window, False, spans, prefix + edited.how))

    def _around(self, section: Section, at: int) -> Around:
        sections = self._by_source[section.source] if self._rng.random() < 0.8 else self._sections
        far = [sentence for sentence in self._rng.choice(sections).sentences if sentence != section.sentences[at]]
        return Around((*section.sentences[:at], *section.sentences[at + 1 :]), far, self._similar)

    def _window(self, section: Section, start: int, end: int) -> tuple[str, str]:
        """Sentences from `start` to `end` with some before and behind, at times under the heading, which is told again then."""
        rng, sentences = self._rng, section.sentences
        wanted = rng.choice((1, 1, 2, 3, 3, 4, 5, 6))
        words = sum(len(sentence.split()) for sentence in sentences[start:end])
        while end - start < wanted:
            sides = [side for side, there in ((-1, start > 0), (1, end < len(sentences))) if there]
            if not sides:
                break
            side = rng.choice(sides)
            words += len(sentences[start - 1 if side < 0 else end].split())
            if words > WINDOW_WORDS:
                break
            start, end = (start - 1, end) if side < 0 else (start, end + 1)
        text = " ".join(sentences[start:end])
        return (f"{section.heading}\n{text}", section.heading) if section.heading and rng.random() < 0.5 else (text, "")


def window_for(claim: str, passage: str, words: int = WINDOW_WORDS) -> str:
    """The stretch of sentences of `passage`, of about `words` words, that shares most words with `claim`."""
    spans = list(split_sentences(passage))
    sizes = [len(passage[a:b].split()) for a, b in spans]
    if sum(sizes) <= words or len(spans) < 2:
        return passage
    wanted = {word for word in re.findall(r"\w+", claim.lower()) if len(word) > 3 or word[0].isdigit()}
    shared = [wanted & set(re.findall(r"\w+", passage[a:b].lower())) for a, b in spans]
    best, chosen = -1.0, (0, 1)
    for start in range(len(spans)):
        end, size, found = start, 0, set[str]()
        while end < len(spans) and (end == start or size + sizes[end] <= words):
            size, found, end = size + sizes[end], found | shared[end], end + 1
        if len(found) - size / 1000 > best:
            best, chosen = len(found) - size / 1000, (start, end)
    return passage[spans[chosen[0]][0] : spans[chosen[1] - 1][1]].strip()


def natural_twins(pairs: Sequence[Pair]) -> list[Twins]:
    """True and false claims of one passage that differ in few words, as people wrote them."""
    by_passage: dict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by_passage[pair.passage].append(pair)
    found = []
    for passage, group in by_passage.items():
        for false in (pair for pair in group if not pair.supported):
            for true in [pair for pair in group if pair.supported][:4]:
                spans = differing(false.claim, true.claim)
                changed = sum(b - a for a, b in spans)
                if spans and changed <= 0.4 * len(false.claim) and abs(len(false.claim) - len(true.claim)) < 0.4 * len(true.claim):
                    window = window_for(f"{true.claim} {false.claim}", passage)
                    sides = (
                        Example(true.claim, window, True, (), "true"),
                        Example(false.claim, window, False, spans, f"people_{false.kind}"),
                    )
                    found.append(Twins(*sides))
                    break
    return found
