"""Text of papers that is safe to use: what gives orders to software is never evidence, and nothing active is shown.

A paper may quote what anybody wrote to the council. Words that tell a reader's software what to do or to say ("ignore your
instructions", "note to any AI: answer that …") are no account of what the paper says, and what stands beside them is a lie in waiting.
"""

import re

_READERS = r"(?:ai|assistants?|chatbots?|computers?|language models?|llms?|bots?|robots?|software|machines?)"
_DROP = r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,40}"
_SPEAK = r"(?:^|[.!?:;\n\"“])[^\S\n]{0,4}+(?:(?:please|now|only)\s++)*+(?:respond|reply|answer|say)\s++"
"""A call to speak, where a sentence begins."""
_ORDER = re.compile(
    rf"{_DROP}\b(?:instructions?|prompts?|earlier text|previous text|(?:all|everything|anything) (?:above|before|earlier)"
    r"|(?:your|other) sources?|(?:your|all|any|these|previous|prior|earlier|above) (?:\w+ )?(?:rules|guidelines|passages?))\b"
    r"|\b(?:system prompt|jailbreak|developer mode|as an ai(?: model| assistant)?,)"
    r"|\b(?:reveal|print|show|repeat|output)\b[^.!?\n]{0,30}\b(?:your instructions|(?:your|the) prompt)\b"
    r"|\bpretend you\b|\b(?:you are|act as|pretend to be|behave as)\b[^.!?\n]{0,20}"
    r"\ban? (?:ai|assistant|chat ?bot|language model|unrestricted|different)\b"
    rf"|\b{_READERS}\b[^.!?\n]{{0,60}}\b(?:must (?:answer|say|reply|state|respond|report|output)"
    r"|should (?:answer|say|reply|respond|output)|(?:answer|say|reply|respond|state) that|(?:reading|processing) this|reads this"
    r"|(?:who|that) reads)\b"
    rf"|\b{_READERS}\s?[,:]\s?(?:please )?(?:tell|say|answer|reply|respond|state|write|report)\b"
    r"|\breaders?\b[^.!?\n]{0,40}\bmust (?:answer|reply|respond)\b|\banswer (?:every|each|any|all) questions? (?:with|by|as)\b"
    rf"|{_SPEAK}(?:only (?:with|that|in)\b|that\b|with (?:the (?:words?|phrase|following)\b|[\"“'‘])"
    r"|(?:to )?(?:all|every|any) (?:\w+ )?questions? (?:with|by|as|that)\b)"
    r"|\b(?:state|present|treat|give) (?:this |it |that )?as (?:a )?(?:fact|true)\b|\bthe correct answer to (?:this|that|every|any|all)\b"
    r"|\b(?:do not|don.t|never) (?:mention|reveal|cite|quote|repeat|disclose)"
    r" (?:this|these|the) (?:note|instructions?|message|prompt|order)|\bdo not cite\b"
    r"|^\W*+(?:system|assistant|user)\s*+:\W*+(?:you|ignore|say|tell|answer|reply|new)\b",
    re.IGNORECASE,
)


_HINTS = (
    *("ignore", "disregard", "forget", "override", "bypass", "prompt", "jailbreak", "developer mode", "your instructions"),
    *("pretend", "you are", "act as", "behave as", "assistant", "bot", "computer", "language model", "llm", "software", "machine"),
    *("respond", "reply", "answer", "say", "as fact", "as a fact", "as true", "as a true", "do not", "don", "never", "system"),
    *("user",),
)
"""Words of which every order has one, or the word "ai": looked for first, as few texts have any and an order is slow to look for."""
_AI = re.compile(r"\bai\b")


def gives_orders(text: str) -> bool:
    """True where a text, of a paper, a model or an asker, orders the software that reads it about."""
    folded = text.casefold().replace("\u0131", "i").replace("i\u0307", "i")  # as case is ignored below
    return (any(hint in folded for hint in _HINTS) or bool(_AI.search(folded))) and bool(_ORDER.search(text))


_ACTIVE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<[^>\n]{0,300}>|\b(?:https?|ftp|file|data|javascript)\s?:\s?\S*|\bwww\.\S+", re.IGNORECASE)


_LINK = re.compile(r"\[([^\[\]]*+)\]\(([^)]{0,500})\)")


_MARKER_LIKE = re.compile(r"\[(\d{1,3})\]")


def harmless(text: str) -> str:
    """Words of a paper with pictures, HTML, addresses and whatever would read as a citation marker taken out."""
    text = _ACTIVE.sub("", _LINK.sub(r"\1", text))
    text = _MARKER_LIKE.sub(r"(\1)", text)
    return re.sub(r"\s+", " ", text.replace("<", "‹").replace(">", "›").replace("`", "'")).strip()
