"""C2 quotes: words in quotation marks stand in the cited paper, in one place, and what an ellipsis leaves out turns nothing.

Exact, or "approximate" from a similarity of 95 (reported, never counted as exact). quote-stitched: the words stand in the paper, but in two
places: each part in another passage, or further apart than an ellipsis may reach; with or without an ellipsis. quote-turned: what the
ellipsis leaves out has a denial, a condition or an exception. A true quote out of its context passes.
Source of the tolerance: docs/evaluation.md, section "What each check does".
"""

import itertools
import re
from collections.abc import Iterator, Sequence

from eval.checks.claims import Claim
from eval.checks.refusal import QUOTED
from eval.models import Finding, Verdict
from eval.text import ELLIPSIS, fold, holds, parts_in, tokens

APPROXIMATE = 95
REACH = 600
"""Letters and figures that an ellipsis may leave out: a long sentence or two."""
LEAST = 3
"""Words from which quoted words are a quotation, and a part of one is looked for by itself."""
_TURNS = re.compile(
    r"\b(?:not|no|never|neither|nor|cannot|without|unless|except\w*|exclud\w+|subject to|provided|on condition|if|only|until|but|however|"
    r"no longer|failed|refus\w+|reject\w+|rather than|instead of)\b|n't\b"
)


def check(claim: Claim) -> Iterator[Finding]:
    """The quotations of a claim, and the cited words with an ellipsis, that are not in one place of what is cited."""
    papers = [claim.premise, *(cited.passage.text for cited in claim.cited if cited.passage)]
    for quoted in QUOTED.findall(claim.text):
        if len(tokens(quoted)) < LEAST:
            continue
        whole = [paper for paper in [*papers, claim.context] if holds(paper, quoted)]
        if not whole:
            yield _finding(_absent(quoted, papers), quoted)
        elif reason := _left_out(quoted, whole):
            yield _finding(reason, quoted)
    for cited in claim.cited:
        source = claim.corpus.source(cited.place.document)
        if source is not None and ELLIPSIS.search(cited.place.quote):
            passages = [passage.text for passage in source.passages if holds(passage.text, cited.place.quote)]
            if not passages and holds(source.text, cited.place.quote):
                yield _finding("quote-stitched", cited.place.quote)
            elif passages and (reason := _left_out(cited.place.quote, passages)):
                yield _finding(reason, cited.place.quote)


def is_turn(words: str) -> bool:
    """Whether words deny, limit or except: what may not be left out of a quotation."""
    return _TURNS.search(fold(words)) is not None


def _left_out(quoted: str, papers: Sequence[str]) -> str | None:
    """What is wrong with what the ellipses of a quotation leave out, in the paper where least is; None where nothing is."""
    found = [_worst(gaps) for paper in papers if (gaps := _gaps(quoted, paper)) is not None]
    return min(found, key=lambda reason: ("", "quote-turned", "quote-stitched").index(reason or "")) if found else None


def _gaps(quoted: str, paper: str) -> list[str] | None:
    places = parts_in(paper, quoted)
    return None if places is None else [paper[end:begin] for (_, end), (begin, _) in itertools.pairwise(places)]


def _worst(gaps: Sequence[str]) -> str | None:
    if any(len(gap) > REACH for gap in gaps):
        return "quote-stitched"
    return "quote-turned" if any(map(is_turn, gaps)) else None


def _absent(quoted: str, papers: Sequence[str]) -> str:
    """Why words are in no paper as they are quoted: from two places, nearly there, or not at all."""
    from rapidfuzz import fuzz

    near = max((fuzz.partial_ratio(fold(quoted), fold(paper)) for paper in papers if len(paper) >= len(quoted)), default=0)
    if near >= APPROXIMATE:
        return "approximate-quote"
    pieces = [piece for piece in ELLIPSIS.split(quoted) if len(tokens(piece)) >= LEAST]
    if len(pieces) < 2:
        words = quoted.split()
        cuts = range(LEAST, len(words) - LEAST + 1)
        there = any(all(any(holds(p, part) for p in papers) for part in (" ".join(words[:at]), " ".join(words[at:]))) for at in cuts)
        return "quote-stitched" if there else "quote-not-in-source"
    return "quote-stitched" if all(any(holds(paper, piece) for paper in papers) for piece in pieces) else "quote-not-in-source"


def _finding(reason: str, words: str) -> Finding:
    verdict = Verdict.NOT_SHOWN if reason == "approximate-quote" else Verdict.CONFLICTS
    return Finding(check="C2", verdict=verdict, reason=reason, words=words)
