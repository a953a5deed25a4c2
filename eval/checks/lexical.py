"""C7 lexical support: the claim's words, weighted by rarity, are in the cited text.

support = sum of idf over the claim's content words found / sum of idf over all of them; a word also counts as found where the cited
text has one with the same first five letters. Below LEAST too little of the claim is there for it to be told of these words; it was set
where one in ten of 90 free paraphrases of real papers falls below (docs/evaluation.md has the curve). From LEAST to THRESHOLD the claim is
told in other words: no rule here can tell a true paraphrase from a false one, so nothing is objected to and the share of such sentences is
a figure of its own. With a model of how like words are (LIKE), that decides below THRESHOLD in LEAST's place. Words in a row that
another passage prints were copied from there, and are not told of what is cited. A contradiction passes.
"""

from collections.abc import Iterator

from eval.checks.claims import Claim
from eval.corpus import Corpus
from eval.models import Finding, Verdict
from eval.text import tokens, word_set

LEAST = 0.21
LIKE = 0.44
"""Likeness below which a claim in other words is not told of what it cites."""
WINDOW = 85
"""Words that the model reads at once; each window begins in the middle of the one before."""
THRESHOLD = 0.6
"""Support from which a claim is told in the paper's words."""
FEW = 5
"""Content words below which a share of them says nothing."""
STEM = 5
_STOP = word_set(
    """
    a an the of to in on at by for from with and or but that this these those it its is are was were be been being as has
    have had which who whom whose there their they he she his her we our you your i not no if then than so such also into out
    up down over under about per according report paper papers says said say states stated
    """
)


def check(claim: Claim) -> Iterator[Finding]:
    """A claim of which too little is in the cited text."""
    words = content_words(claim.text, claim.corpus)
    if not claim.cited or len(words) < FEW or (share := support(claim)) >= THRESHOLD:
        return
    like = likeness(claim, words)
    little = share < LEAST if like is None else like < LIKE
    if little or claim.corpus.prints(claim.text):
        yield Finding(check="C7", verdict=Verdict.NOT_SHOWN, reason="words-absent", words=claim.text)


def likeness(claim: Claim, words: dict[str, float]) -> float | None:
    """Mean over the claim's content words, by rarity, of how like each is to the likest cited word, -1 to 1; None without a model."""
    if claim.corpus.matches is None:
        return None
    cited = f"{claim.premise} {claim.context}".split()
    windows = [" ".join(cited[at : at + WINDOW]) for at in range(0, max(1, len(cited) - WINDOW // 2), WINDOW // 2)]
    weighed = [
        (next((weight for word, weight in words.items() if piece in word), 0.0), cosine)
        for piece, cosine in claim.corpus.matches(claim.text, windows)
    ]
    total = sum(weight for weight, _ in weighed)
    return sum(weight * cosine for weight, cosine in weighed) / total if total else None


def support(claim: Claim) -> float:
    """Share of the claim's rarity that the cited words, or what stands around them, hold; 1 for a claim without content words."""
    return share_found(content_words(claim.text, claim.corpus), f"{claim.premise} {claim.context}")


def content_words(text: str, corpus: Corpus) -> dict[str, float]:
    """The words of a text that carry meaning, figures aside, with their rarity in the papers."""
    words = [word for word in dict.fromkeys(tokens(text)) if word not in _STOP and not word[0].isdigit() and word[0] != "£"]
    return {word: corpus.rarity.get(word, corpus.unseen) for word in words}


def share_found(words: dict[str, float], text: str) -> float:
    """Share of the words' rarity that a text holds, by the word or its first letters; 1 where there are no words."""
    there = set(tokens(text))
    stems = {word[:STEM] for word in there if len(word) >= STEM}
    total = sum(words.values())
    found = sum(weight for word, weight in words.items() if word in there or (len(word) >= STEM and word[:STEM] in stems))
    return found / total if total else 1.0
