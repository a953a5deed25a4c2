"""Minimal edits that make a true statement say what the text beside it does not, with the words that are not borne out."""

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from eval.training.rewrites import WORDS

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Edited:
    """A false statement; `spans` are the code points that nothing bears out, `how` names the edit."""

    text: str
    spans: tuple[Span, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Around:
    """Where false words are taken from: the passage's other sentences, sentences from elsewhere, words used alike."""

    near: Sequence[str]
    far: Sequence[str]
    similar: Mapping[str, Sequence[str]]


Edit = Callable[[random.Random, str, Around], tuple[int, int, str] | None]
"""The stretch of the statement that goes, and what stands there instead; None where the edit does not apply."""

_WORD = re.compile(r"[A-Za-z][A-Za-z’'-]*")
_AUX = re.compile(r" (?:is|are|was|were|will|would|has|have|had|can|may|must|should|could) ")
_TAIL = re.compile(
    r" (?:for|in|by|with|through|because|to|from|at|on|during|across|including|which|after|before|under|as) [^.;:,]{6,70}(?=\.$)"
)
_FIGURE = re.compile(r"(?<![\w.,/])[£€$]?\d[\d,]*(?:\.\d+)?(?:%|m|k)?(?![\w/])")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,4}")
_OPENINGS = frozenset(WORDS["openings"])
_LITTLE = frozenset((*WORDS["openings"], *WORDS["little"]))


def insert_modifier(rng: random.Random, text: str, _: Around) -> tuple[int, int, str] | None:
    """A narrowing or widening word put in behind an auxiliary or an article."""
    places = list(re.finditer(r"\b(?:is|are|was|were|will|would|has|have|had|can|may|must|should|could|been|be)\b (?!not\b)", text))
    if places and rng.random() < 0.55:
        at = rng.choice(places).end()
        return at, at, f"{rng.choice(WORDS['adverbs'])} "
    places = list(
        re.finditer(r"\b(?:the|a|its|their|for|of|to|all|new|with)\b (?!(?:this|that|these|those|their|which|whom)\b)(?=[a-z]{4,})", text)
    )
    place = rng.choice(places) if places else None
    word = rng.choice(WORDS["adjectives"])
    fits = place and not (place.group() == "a " and word[0] in "aeiou")
    return (place.end(), place.end(), f"{word} ") if place and fits else None


def add_ending(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """A phrase put at the end: from a list, or the end of another sentence."""
    if not text.endswith("."):
        return None
    if rng.random() < 0.35:
        return len(text) - 1, len(text) - 1, f" {rng.choice(WORDS['endings'])}"
    tails = [found.group() for found in map(_TAIL.search, _shuffled(rng, around)) if found and found.group() not in text]
    return (len(text) - 1, len(text) - 1, tails[0]) if tails else None


def other_ending(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """The end of the sentence exchanged for that of another."""
    mine = _TAIL.search(text)
    if not mine:
        return None
    opening = mine.group().split()[0]
    tails = [found.group() for found in map(_TAIL.search, _shuffled(rng, around)) if found and found.group() not in text]
    same = [tail for tail in tails if tail.split()[0] == opening]
    return (mine.start(), mine.end(), (same or tails)[0]) if same or tails else None


def other_word(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """A content word exchanged for one that is used alike, of the passage where there is one."""
    words = [word for word in _WORD.finditer(text) if len(word.group()) > 3 and word.group() in around.similar]
    if not words:
        return None
    word = rng.choice(words)
    others = list(around.similar[word.group()])
    here = {found for sentence in around.near for found in _WORD.findall(sentence)}
    local = [other for other in others if other in here]
    return word.start(), word.end(), rng.choice(local if local and rng.random() < 0.6 else others[:40])


def other_phrase(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """A phrase exchanged for one of another sentence that stands behind the same little word, if possible one of the same kind."""
    mine = list(_phrases(text))
    rng.shuffle(mine)
    theirs = [(opening, sentence[a:b]) for sentence in _shuffled(rng, around)[:6] for opening, a, b in _phrases(sentence)]
    for opening, start, end in mine:
        fitting = [phrase for said, phrase in theirs if said == opening and phrase.lower() not in text.lower()]
        alike = set(around.similar.get(text[start:end].split()[-1].lower(), ()))
        same = [phrase for phrase in fitting if phrase.split()[-1].lower() in alike]
        if same or (fitting and rng.random() < 0.25):
            return start, end, rng.choice((same or fitting)[:3])
    return None


def other_subject(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """What stands before the verb exchanged for what stands before that of another sentence."""
    mine = _AUX.search(text)
    if not mine or mine.start() > 90:
        return None
    for sentence in _shuffled(rng, around):
        theirs = _AUX.search(sentence)
        if theirs and 3 < theirs.start() <= 90 and theirs.group() == mine.group() and sentence[: theirs.start()] != text[: mine.start()]:
            return 0, mine.start(), sentence[: theirs.start()]
    return None


def other_predicate(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """What stands behind the verb exchanged for what stands behind that of another sentence: the fact of another item."""
    mine = _AUX.search(text)
    if not mine or not text.endswith("."):
        return None
    for sentence in _shuffled(rng, around):
        theirs = _AUX.search(sentence)
        if theirs and theirs.group() == mine.group() and 12 < len(sentence) - theirs.end() < 160 and sentence not in text:
            return mine.end(), len(text), sentence[theirs.end() :]
    return None


def stronger(rng: random.Random, text: str, _: Around) -> tuple[int, int, str] | None:
    """A careful word made a stronger, or another, one."""
    for old, new in rng.sample(WORDS["stronger"], len(WORDS["stronger"])):
        at = text.find(f" {old} ")
        if at >= 0:
            return at + 1, at + 1 + len(old), new
    return None


def other_figure(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """A figure exchanged for another of the passage, or for one near it."""
    mine = list(_FIGURE.finditer(text))
    if not mine:
        return None
    figure = rng.choice(mine)
    here = [found for sentence in around.near for found in _FIGURE.findall(sentence) if found not in text]
    if here and rng.random() < 0.7:
        return figure.start(), figure.end(), rng.choice(here)
    digits = [at for at, letter in enumerate(figure.group()) if letter.isdigit()]
    at = rng.choice(digits)
    changed = str((int(figure.group()[at]) + rng.randint(1, 8)) % 9 + 1)
    new = figure.group()[:at] + changed + figure.group()[at + 1 :]
    return (figure.start(), figure.end(), new) if new != figure.group() else None


def other_name(rng: random.Random, text: str, around: Around) -> tuple[int, int, str] | None:
    """A name exchanged for another."""
    mine = list(_NAME.finditer(text))
    theirs = [name for sentence in _shuffled(rng, around) for name in _NAME.findall(sentence) if name not in text]
    if not mine or not theirs:
        return None
    name = rng.choice(mine)
    return name.start(), name.end(), rng.choice(theirs[:4])


def denied(rng: random.Random, text: str, _: Around) -> tuple[int, int, str] | None:
    """A "not" put in or taken out."""
    said = re.search(r"\b(?:not|never) ", text)
    if said:
        return said.start(), said.end(), ""
    places = list(re.finditer(r"\b(?:is|are|was|were|will|would|has|have|had|can|may|must|should|could) (?!not\b)", text))
    at = rng.choice(places).end() if places else 0
    return (at, at, rng.choice(("not ", "not ", "never ", "no longer "))) if at else None


EDITS: tuple[tuple[Edit, float], ...] = (
    (insert_modifier, 2.2), (add_ending, 2.0), (other_ending, 1.2), (other_word, 2.6), (other_phrase, 2.6), (other_subject, 1.2),
    (other_predicate, 1.2), (stronger, 1.6), (other_figure, 0.8), (other_name, 0.8), (denied, 0.6),
)  # fmt: skip
"""Each edit with how often it is drawn."""


def falsified(rng: random.Random, text: str, around: Around) -> Edited | None:
    """The statement with one edit of those that apply to it; None where none of six tries does."""
    edits, weights = zip(*EDITS, strict=True)
    for edit in rng.choices(edits, weights, k=6):
        change = edit(rng, text, around)
        if change is None:
            continue
        start, end, new = change
        if new.strip().lower() == text[start:end].strip().lower():
            continue
        if start == 0 and new:
            new = new[0].upper() + new[1:]
        length = len(new)
        spans = ((start, start + length),) if new.strip() else ((max(0, start - 8), min(start + 8, len(text) - (end - start))),)
        return Edited(text[:start] + new + text[end:], spans, edit.__name__)
    return None


def differing(statement: str, other: str) -> tuple[Span, ...]:
    """Code points of the words of `statement` that `other` has not at that place."""
    mine = list(re.finditer(r"\w+|[^\w\s]", statement))
    words = [word.group().lower() for word in mine]
    theirs = [word.lower() for word in re.findall(r"\w+|[^\w\s]", other)]
    matcher = SequenceMatcher(None, words, theirs, autojunk=False)
    return tuple((mine[a].start(), mine[b - 1].end()) for what, a, b, _, _ in matcher.get_opcodes() if what in ("replace", "delete"))


def _shuffled(rng: random.Random, around: Around) -> list[str]:
    """The sentences that words are taken from: mostly the passage's own first."""
    near, far = list(around.near), list(around.far)
    rng.shuffle(near)
    rng.shuffle(far)
    return near + far if rng.random() < 0.6 else far + near


def _phrases(sentence: str) -> Iterator[tuple[str, int, int]]:
    """Runs of up to four words between little words, each with the little word before it."""
    opening, start, end, length = "", 0, 0, 0
    for word in re.finditer(r"[\w’'£€-]+|[^\w\s]", sentence):
        little = word.group().lower() in _LITTLE or not word.group()[0].isalnum()
        if little:
            if opening and 1 <= length <= 4 and end - start > 3:
                yield opening, start, end
            opening, length = word.group().lower() if word.group().lower() in _OPENINGS else "", 0
        elif opening:
            start, end, length = word.start() if not length else start, word.end(), length + 1
