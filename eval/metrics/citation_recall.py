"""Citation recall (metric 3): mean over sentences of 1 where all citations together support the sentence, else 0.

Support is the conjunction of C1 to C7. A sentence without a citation counts 0; headings and list openers count like any sentence.
Absent for refusals and answers without a sentence. Definition: Gao et al. 2023 (ALCE), with deterministic support in place of NLI.
"""

from eval.metrics.seen import Seen
from eval.models import Verdict


def score(seen: Seen) -> dict[str, float]:
    """citation-recall, and whether every sentence is supported (fully-grounded)."""
    if not seen.judged:
        return {}
    supported = [judged.verdict is Verdict.SUPPORTED for judged in seen.judged]
    return {"citation-recall": sum(supported) / len(supported), "fully-grounded": float(all(supported))}
