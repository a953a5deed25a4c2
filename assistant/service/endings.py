"""How an item of business ended, in a few words: what a list of items can say of each; the words of the paper stand behind it."""

from assistant.service.meetings import Business
from ingest.record.models import CorrectionKind, Ending, Outcome, Vote

_WORDS = {
    Outcome.AGREED: "agreed", Outcome.NOTED: "noted", Outcome.RECOMMENDED: "recommended to another body", Outcome.REFUSED: "refused",
    Outcome.DEFERRED: "deferred", Outcome.WITHDRAWN: "withdrawn",
}  # fmt: skip
_MOTIONS = {Ending.CARRIED: "motion carried", Ending.LOST: "motion lost", Ending.WITHDRAWN: "motion withdrawn"}
_SIDES = (("in_favour", "for"), ("against", "against"), ("abstained", "abstained"))


def ending_of(item: Business) -> str:
    """What became of the item, with the figures of the vote on it: "Agreed, noted (6 for, 4 against)"; "" where nothing tells."""
    words = [_WORDS[outcome] for outcome in dict.fromkeys(clause.outcome for clause in item.resolved)]
    if not words and any(one.kind is CorrectionKind.WITHDRAWN for one in item.corrections):
        words = [_WORDS[Outcome.WITHDRAWN]]
    if not words:
        ended = (motion.ending for motion in item.motions if not motion.amendment and motion.ending)
        words = [_MOTIONS[ending] for ending in dict.fromkeys(ended)]
    told = ", ".join(words)
    figures = next(filter(None, (_figures(vote) for vote in reversed(item.votes) if not vote.amendment)), "")
    return f"{told[:1].upper()}{told[1:]}" + (f" ({figures})" if told and figures else "")


def _figures(vote: Vote) -> str:
    return ", ".join(f"{number} {side}" for name, side in _SIDES if (number := getattr(vote, name)) is not None)
