"""A text cut into windows that the embedding model reads whole."""

from typing import Any


def pieces(text: str, prompt: str, tokenizer: Any, longest: int) -> list[str]:
    """`text` behind `prompt`, whole where it fits in `longest` tokens less one, else in windows of about equal length.

    Each window opens with the prompt and the text's first line, unless that line alone would fill half of it. `tokenizer` is a fast
    Hugging Face tokenizer; windows are cut between words.
    """
    room = longest - 1 - tokenizer.num_special_tokens_to_add() - _count(prompt, tokenizer)
    if _count(text, tokenizer) <= room:
        return [prompt + text]
    first, _, body = text.partition("\n")
    opening = f"{first}\n"
    if not body.strip() or _count(opening, tokenizer) > room // 2:
        opening, body = "", text
    room -= _count(opening, tokenizer)
    windows = _cut(_word_spans(body, tokenizer, room), room)
    return [f"{prompt}{opening}{body[start:end]}" for start, end in windows]


def _cut(spans: list[tuple[int, int, int]], room: int) -> list[tuple[int, int]]:
    """Character spans of windows of at most `room` tokens, filled as evenly as whole words allow."""
    total = sum(tokens for _, _, tokens in spans)
    share = min(room, -(-total // max(1, -(-total // room))) + 4)
    windows: list[tuple[int, int]] = []
    start, used = spans[0][0], 0
    for index, (begin, _, tokens) in enumerate(spans):
        if used and used + tokens > share:
            windows.append((start, spans[index - 1][1]))
            start, used = begin, 0
        used += tokens
    return [*windows, (start, spans[-1][1])]


def _word_spans(text: str, tokenizer: Any, room: int) -> list[tuple[int, int, int]]:
    """(start, end, tokens) of each word, as the tokenizer divides words; one of more than `room` tokens is divided."""
    encoded = tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
    spans: list[tuple[int, int, int]] = []
    last = None
    for word, (start, end) in zip(encoded.word_ids(), encoded["offset_mapping"], strict=True):
        if word is not None and word == last and spans[-1][2] < room:
            begin, _, tokens = spans[-1]
            spans[-1] = (begin, end, tokens + 1)
        else:
            spans.append((start, end, 1))
        last = word
    return spans


def _count(text: str, tokenizer: Any) -> int:
    return len(tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]) if text else 0
