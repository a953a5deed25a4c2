"""C7 lexical support: the claim's words, weighted by rarity, are in the cited text.

support = sum of idf over the claim's content words found / sum of idf over all of them; a word also counts as found where the cited
text has one with the same first five letters. The claim passes from THRESHOLD on, which was fitted on development gold (`mutate`
prints what it costs). A contradiction in the same words passes; a free paraphrase may not: "not shown" means a person should look.
"""

from collections.abc import Iterator

from eval.checks.claims import Claim
from eval.models import Finding, Verdict
from eval.text import tokens, word_set

THRESHOLD = 0.6
STEM = 5
_STOP = word_set(
    """
    a an the of to in on at by for from with and or but that this these those it its is are was were be been being as has
    have had which who whom whose there their they he she his her we our you your i not no if then than so such also into out
    up down over under about per according report paper papers says said say states stated
    """
)


def check(claim: Claim) -> Iterator[Finding]:
    """A claim whose words the cited text has not enough of."""
    if claim.cited and support(claim) < THRESHOLD:
        yield Finding(check="C7", verdict=Verdict.NOT_SHOWN, reason="words-absent", words=claim.text)


def support(claim: Claim) -> float:
    """Share of the claim's rarity that the cited words, or what stands around them, hold; 1 for a claim without content words."""
    there = set(tokens(f"{claim.premise} {claim.context}"))
    stems = {word[:STEM] for word in there if len(word) >= STEM}
    words = [word for word in dict.fromkeys(tokens(claim.text)) if word not in _STOP and not word[0].isdigit() and word[0] != "£"]
    weight = {word: claim.corpus.rarity.get(word, claim.corpus.unseen) for word in words}
    total = sum(weight.values())
    found = sum(w for word, w in weight.items() if word in there or (len(word) >= STEM and word[:STEM] in stems))
    return found / total if total else 1.0
