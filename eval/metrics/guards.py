"""Guard-rails on the other metrics (metric 17): saying little, or much, moves them; these show it.

words and sentences an answer, quoted-share (characters of the answer's sentences that stand in its quotes) and latency in milliseconds
(as the system reports it; p50 and p95 are formed over the run). Refusals count for latency alone.
"""

from eval.metrics.seen import Seen
from eval.text import coverage


def score(seen: Seen) -> dict[str, float]:
    """The values that apply."""
    values = {"latency-ms": seen.response.timings_ms["total"]} if "total" in seen.response.timings_ms else {}
    if seen.response.abstained or not seen.claims:
        return values
    quotes = [place.quote for place in seen.response.citations]
    lengths = [(coverage(claim.text, *quotes), len(claim.text)) for claim in seen.claims]
    quoted = sum(share * length for share, length in lengths) / max(1, sum(length for _, length in lengths))
    return values | {"words": len(seen.response.answer.split()), "sentences": len(seen.claims), "quoted-share": quoted}
