"""Citation ablation (metric 14): were the cited papers the cause of the answer, or were they found for it afterwards?

The question is asked again with the cited papers alone, and with all others. sufficiency = sentences that stay with them alone / sentences;
necessity = 1 - sentences that stay without them / sentences. Whole papers are left out, not single passages, since that is what any system
with a filter can do; a sentence stays where it is said again word for word. Absent unless `run --ablate` asked. Idea: SelfCite (2025).
"""

from eval.metrics.seen import Seen


def score(seen: Seen) -> dict[str, float]:
    """sufficiency and necessity, as the run found them."""
    return dict(seen.response.ablation)
