"""C6 decision status and polarity: what was recommended is not said to be resolved, and no "not" is added or lost.

Reasons: status-conflict (another status than the cited words, or what they only ask for, propose or hold possible told as done),
polarity-conflict (approve against refuse, rise against fall, may against must), negation-conflict (an odd number of negations added or lost
in a sentence that otherwise runs alike). The lexicon is closed; the scope of a negation in a free paraphrase is not judged.
"""

import re
from collections.abc import Iterator

from eval.checks.align import Token
from eval.checks.claims import Claim
from eval.models import Finding, Verdict
from eval.text import fold

STATUSES = {
    "recommended": r"recommend(?:s|ed|ation|ations|ing)?|propos(?:e|es|ed|ing)|suggest(?:s|ed)?"
    r"|(?:is|are|was|were) (?:asked|invited|advised) to",
    "resolved": r"resolv(?:e|es|ed)|resolution|decided|decides|decision|agreed|approved|adopted|endorsed|carried|signed off"
    r"|gave (?:its )?backing|voted (?:for|through|in favour)",
    "noted": r"noted|notes|be noted",
    "deferred": r"defer(?:s|red|ral)?|postponed|adjourned",
    "refused": r"refus(?:e|es|ed|al)|reject(?:s|ed|ion)?|declined|dismissed|not (?:be )?(?:agreed|approved|supported|adopted|carried)"
    r"|(?:does|did) not support|lost",
    "withdrawn": r"withdr(?:awn|ew|aws?)",
    "called-in": r"called[- ]in|call[- ]in",
}
OPPOSITES = (
    (r"approv\w+|agree[ds]?|support(?:s|ed)?|accept\w*|grant(?:ed|s)?", r"refus\w+|reject\w*|oppos\w+|declin\w+"),
    (
        r"r(?:ose|ise|isen|ises|ising)|increas\w+|went up|higher|grew|growth|gain",
        r"f(?:all|ell|allen|alls|alling)|decreas\w+|reduc\w+|went down|lower|drop\w*|loss",
    ),
    (r"must|shall|will be required", r"may|might|can"),
    (r"over(?:spent|spend|spending)", r"under(?:spent|spend|spending)"),
    (r"met", r"missed"),
    (r"above|more than|over", r"below|less than|under"),
)
BRIEF = 60
"""Words up to which cited words are about one thing, so that an opposite among them is the opposite of the claim."""
WHOLE = 5
"""Words below which a sentence ("It did not.") answers the question and repeats no sentence of the paper."""
COPIED = 0.9
"""Share of its words in the paper's order from which a sentence is the paper's own."""
SHORT = 3
"""Words up to which a difference is an edit."""
_NEGATION = re.compile(r"\b(?:not|no|never|neither|nor|without|cannot|none)\b|n't\b")
_DENIED = re.compile(
    r"\b(?:not|never|nor|without|cannot)\b(?: \w+){0,2}? (?:agreed|approved|adopted|endorsed|decided|resolved|carried|noted)\b"
    r"|n't\b(?: \w+){0,2}"
)
"""What is said not to have been decided: no status is claimed by it."""
_ASKS = re.compile(
    r"\b(?:recommend\w*|recomend\w*|propos\w+|(?:is|are|be) (?:asked|invited|requested) to|would|if (?:approved|agreed)|may|might|could"
    r"|will be considered|sensible|subject to (?:approval|decision)|intend\w*|plan(?:s|ned)? to|ought|should)\b"
)
_DONE = re.compile(
    r"\b(?:has|have|had|was|were)(?: been)?(?: (?!not\b|never\b|no\b)\w+){0,2}? (?!not\b)"
    r"(?:\w{2,}ed|given|put|made|set|taken|chosen|begun|gone|split|cut|done|built|bought|let|won|lost)\b"
)
_COMPILED = {name: re.compile(rf"\b(?:{pattern})\b") for name, pattern in STATUSES.items()}
_DECIDED = re.compile(
    r"\b(?:resolved|decided|agreed|approved|adopted|endorsed|carried|noted|refused|rejected|granted|appointed|elected|accepted|deferred|withdrawn)\b"
    r"(?! by)|\b(?:was|were|has been|have been|had)\b"
)
_PAIRS = [(re.compile(rf"\b(?:{one})\b"), re.compile(rf"\b(?:{two})\b")) for one, two in OPPOSITES]


def check(claim: Claim) -> Iterator[Finding]:
    """Status or polarity of a claim that the cited words do not have."""
    text, premise = fold(claim.text), fold(f"{claim.premise} | {claim.context}")
    there = statuses(premise)
    if statuses(_DENIED.sub(" ", text)) - there:
        conflict = bool(there - {"called-in"})
        yield _finding("status-conflict" if conflict else "status-absent", conflict, claim)
    lone = fold(claim.premise)
    if (
        claim.cited
        and claim.alignment.share < COPIED
        and _DONE.search(text)
        and not _ASKS.search(text)
        and _ASKS.search(lone)
        and not _DECIDED.search(lone)
    ):
        yield _finding("status-conflict", True, claim)
    brief = claim.cited and len(lone.split()) <= BRIEF
    for pair in _PAIRS:
        for mine, other in (pair, pair[::-1]):
            if brief and mine.search(text) and not mine.search(lone) and other.search(lone) and not other.search(text):
                yield _finding("polarity-conflict", True, claim)
    if claim.alignment.alike and any(_opposed(*both) for both in claim.alignment.changed):
        yield _finding("polarity-conflict", True, claim)
    if claim.alignment.alike and _negations_differ(claim):
        yield _finding("negation-conflict", True, claim)


def statuses(folded: str) -> set[str]:
    """The statuses that a folded text names; "not agreed" is a refusal and no agreement."""
    found = {name for name, pattern in _COMPILED.items() if pattern.search(folded)}
    if "refused" in found and not _COMPILED["resolved"].search(_COMPILED["refused"].sub(" ", folded)):
        found.discard("resolved")
    return found


def _opposed(ours: tuple[Token, ...], papers: tuple[Token, ...]) -> bool:
    """Whether a word stands where the paper has its opposite, or another status."""
    mine, theirs = (" ".join(token.text for token in side) for side in (ours, papers))
    if not mine or not theirs or max(len(ours), len(papers)) > SHORT:
        return False
    if statuses(mine) and statuses(theirs) and not statuses(mine) & statuses(theirs):
        return True
    return any(one.fullmatch(mine) and two.fullmatch(theirs) for pair in _PAIRS for one, two in (pair, pair[::-1]))


def _negations_differ(claim: Claim) -> bool:
    if len(claim.text.split()) < WHOLE:
        return False
    mine = theirs = 0
    for ours, papers in claim.alignment.changed:
        if len(ours) > SHORT or len(papers) > SHORT:
            continue  # a clause left out, or the cells of a table: nothing was reversed
        mine += len(_NEGATION.findall(" ".join(token.text for token in ours)))
        theirs += len(_NEGATION.findall(" ".join(token.text for token in papers)))
    return (mine + theirs) % 2 == 1


def _finding(reason: str, conflict: bool, claim: Claim) -> Finding:
    return Finding(check="C6", verdict=Verdict.CONFLICTS if conflict else Verdict.NOT_SHOWN, reason=reason, words=claim.text)
