"""Citation ablation (metric 14): were the cited passages the cause of the answer, or were they found for it afterwards?

sufficiency = sentences that stay when nothing but the cited passages can be found / sentences. necessity = pairs of a sentence and a
passage it cites where the sentence goes or changes when that passage (and any other that prints the quoted words) cannot be found /
pairs. A sentence stays where it is said again word for word. It costs a question for each passage cited and one more, so that
`run --ablate N` asks it of a sample; absent elsewhere, and no rule of the gate. Idea: SelfCite (2025), Wallat et al. (2024).
"""

from eval.metrics.seen import Seen


def score(seen: Seen) -> dict[str, float]:
    """sufficiency and necessity, as the run found them."""
    return dict(seen.response.ablation)
