"""What bears a model's statement out: of each cited passage the few units that say it, and what is wrong with it against those alone.

A paraphrase can put a figure from one sentence beside the subject of another and still have every word in the passage. So a model's
statement is held against the words that will be quoted for it, not against the whole passage.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.check import Claim, Finding, Reason
from assistant.check.binding import TIMES, check_bindings
from assistant.check.draft import Quote
from assistant.check.figures import check_figures
from assistant.check.lexical import Rarity, recall
from assistant.check.names import check_names
from assistant.check.standing import check_decisions
from assistant.check.voice import check_voices, kind_words
from ingest.language.live_text import context, plain
from ingest.language.quantities import quantities
from ingest.language.sentences import Shape, Unit, units
from ingest.language.words import content
from ingest.models import Passage
from vectorstore.models import Hit

RECALL = 0.8
"""Least share of a model's weighted words that the quoted words must hold; more than is asked of words with a whole passage behind."""
OWN_RECALL = 0.6
"""The same without the headings above the words."""
LEAST_WORDS = 2
"""Content words and figures that a statement needs, at least one of them a word: a bare figure says nothing of anything."""
_RUN = 3
"""Units that are quoted together at most."""
_COST = 0.04
"""Share of a statement's words that a further unit must bring to be quoted as well."""


def support(text: str, hits: Sequence[Hit], rarity: Rarity) -> tuple[tuple[Quote, ...], tuple[Finding, ...]]:
    """The words of each passage that bear the statement out best, and what they do not bear out; nothing where there are no passages."""
    runs = [_best_run(text, hit, rarity) for hit in hits]
    quotes = tuple(Quote(hit, run[0].start, run[-1].end) for hit, run in zip(hits, runs, strict=True) if run)
    return quotes, tuple(_findings(text, [run for run in runs if run], rarity)) if quotes else ()


def _best_run(text: str, hit: Hit, rarity: Rarity) -> list[Unit]:
    """Consecutive units, nothing struck out between them, that hold most of the statement's words; fewer where that costs little."""
    weights = {word: rarity(word) for word in content(text)}
    total = sum(weights.values()) or 1.0
    parts = units(hit.passage)
    held = [weights.keys() & set(content(unit.text)) for unit in parts]
    best, found = -1.0, list[Unit]()
    for first in range(len(parts)):
        for last in range(first, min(first + _RUN, len(parts))):
            if last > first and _struck_between(parts[last - 1], parts[last]):
                break
            score = sum(weights[word] for word in set().union(*held[first : last + 1])) / total - _COST * (last - first)
            if score > best:
                best, found = score, parts[first : last + 1]
    return found


def _struck_between(left: Unit, right: Unit) -> bool:
    return any(start < right.start and end > left.end for start, end in left.passage.struck)


def _findings(text: str, runs: Sequence[Sequence[Unit]], rarity: Rarity) -> Iterator[Finding]:
    sources = tuple(replace(run[0].passage, text="\n".join(unit.text for unit in run), struck=()) for run in runs)
    claim = Claim(text, sources)
    yield from check_voices(text, runs)
    if len(content(text)) >= LEAST_WORDS and any(
        plain(text).strip(" .;,:") == plain(unit.text).strip(" .;,:") for run in runs for unit in run
    ):
        return
    yield from _figures(claim)
    yield from check_names(claim)
    yield from check_decisions(claim)
    yield from _unsaid(text, runs, sources, rarity)
    yield from check_bindings(text, runs)


def _figures(claim: Claim) -> Iterator[Finding]:
    """Findings of C3; a heading may say the time of what stands below it, but no other figure."""
    bare = [replace(one, report_title=None, agenda_title=None, section=None, section_path=()) for one in claim.sources]
    times = {quantity.start for quantity in quantities(claim.text) if quantity.kind in TIMES}
    yield from check_figures(claim)
    yield from (finding for finding in check_figures(replace(claim, sources=tuple(bare))) if finding.start not in times)


def _unsaid(text: str, runs: Sequence[Sequence[Unit]], sources: Sequence[Passage], rarity: Rarity) -> Iterator[Finding]:
    """Words that neither the quoted words nor their headings hold; figures are left to C3, which knows their forms."""
    figures = quantities(text)
    for quantity in reversed(figures):
        text = f"{text[: quantity.start]} {text[quantity.end :]}"
    if not content(text) or len(content(text)) + len(figures) < LEAST_WORDS:
        yield Finding(Reason.NOT_IN_SOURCE, 0, len(text), "too few words to tell what it is said of")
        return
    own = " ".join(source.text + " " + kind_words(source) for source in sources)
    share, missing = recall(text, " ".join([own, *map(context, sources)]), rarity)
    if share < RECALL:
        yield Finding(Reason.NOT_IN_SOURCE, 0, len(text), f"not in the quoted words: {', '.join(missing[:4])}")
    elif recall(text, own, rarity)[0] < OWN_RECALL and not any(unit.shape is Shape.ROW for run in runs for unit in run):
        yield Finding(Reason.NOT_IN_SOURCE, 0, len(text), "the headings say it, not the words below them")
