"""What answers take: time, tokens of a chat model, and money."""

from collections.abc import Iterator, Sequence
from typing import Any

from assistant.answering.chat_model import ChatModel
from eval.models import Response, RunHeader, Usage
from eval.statistics import percentiles

CHARACTERS = 4
"""Of English, a token, where a service does not say how many it read and wrote."""


class Metered:
    """A chat model that counts the tokens of what it is asked."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._read, self._written, self._estimated = 0, 0, False

    def stream(self, input: Any) -> Iterator[Any]:
        """The chunks of the model's reply."""
        told: dict[str, int] = {}
        written = 0
        try:
            for chunk in self._model.stream(input):
                written += len(str(chunk.text))
                told = getattr(chunk, "usage_metadata", None) or told
                yield chunk
        finally:  # a reply that is broken off was paid for as well
            asked = sum(len(words) for _, words in input)
            self._read += told.get("input_tokens", -(-asked // CHARACTERS))
            self._written += told.get("output_tokens", -(-written // CHARACTERS))
            self._estimated = self._estimated or not told

    def take(self) -> Usage | None:
        """The tokens since the last look; None where nothing was asked."""
        used = Usage(prompt_tokens=self._read, completion_tokens=self._written, estimated=self._estimated)
        self._read, self._written, self._estimated = 0, 0, False
        return used if used.prompt_tokens else None


def measured(header: RunHeader, answers: Sequence[Response], price_in: float | None = None, price_out: float | None = None) -> RunHeader:
    """The header with the times and tokens of the answers; prices are those of a million tokens, in any currency."""
    p50, p95 = percentiles([answer.timings_ms["total"] for answer in answers if "total" in answer.timings_ms]) or (None, None)
    used = [answer.usage for answer in answers if answer.usage]
    update: dict[str, object] = {"latency_p50_ms": p50, "latency_p95_ms": p95}
    if used:
        read, written = sum(one.prompt_tokens for one in used), sum(one.completion_tokens for one in used)
        update["usage"] = Usage(prompt_tokens=read, completion_tokens=written, estimated=any(one.estimated for one in used))
        if price_in is not None or price_out is not None:
            update["cost"] = (read * (price_in or 0.0) + written * (price_out or 0.0)) / 1_000_000
    return header.model_copy(update=update)


def cost_words(header: RunHeader) -> str:
    """Times, tokens and cost as a person reads them; "" where nothing is known."""
    parts = []
    if header.latency_p50_ms is not None and header.latency_p95_ms is not None:
        parts.append(f"an answer took {header.latency_p50_ms / 1000:.1f} s (median), {header.latency_p95_ms / 1000:.1f} s (95%)")
    if header.usage:
        counted = "tokens, estimated from characters" if header.usage.estimated else "tokens"
        parts.append(f"{header.usage.prompt_tokens:,} read and {header.usage.completion_tokens:,} written {counted}")
    if header.cost is not None:
        parts.append(f"cost {header.cost:.2f}")
    return "; ".join(parts)
