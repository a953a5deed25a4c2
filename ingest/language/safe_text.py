"""Text of papers that is safe to use: what gives orders to software is never evidence, and nothing active is shown.

A paper may quote what anybody wrote to the council. Words that tell a reader's software what to do or to say ("ignore your
instructions", "note to any AI: answer that …") are no account of what the paper says, and what stands beside them is a lie in waiting.
"""

import re

_READERS = r"(?:ai|assistants?|chatbots?|computers?|language models?|llms?|bots?|robots?|software|machines?)"
_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}"
    r"\b(?:instructions?|prompts?|rules|guidelines|earlier text|previous text|(?:all|everything|anything) (?:above|before|earlier)"
    r"|(?:your|other) sources?)\b"
    r"|\b(?:system prompt|jailbreak|developer mode)\b"
    r"|\b(?:you are|act as|pretend to be|behave as)\b[^.!?\n]{0,20}\ban? (?:ai|assistant|chatbot|language model|unrestricted|different)\b"
    rf"|\b{_READERS}\b[^.!?\n]{{0,60}}\b(?:must (?:answer|say|reply|state|respond|report|output)"
    r"|should (?:answer|say|reply|respond|output)|(?:answer|say|reply|respond|state) that|(?:reading|processing) this|reads this"
    r"|(?:who|that) reads)\b"
    r"|\breaders?\b[^.!?\n]{0,40}\bmust (?:answer|reply|respond)\b|\banswer (?:every|each|any|all) questions? (?:with|by)\b"
    r"|\b(?:do not|don.t|never) (?:mention|reveal|cite|quote|repeat|disclose)"
    r" (?:this|these|the) (?:note|instructions?|message|prompt|order)",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """True where a paragraph orders the software that reads it about."""
    return bool(_ORDER.search(text))


_ACTIVE = re.compile(r"!\[[^\]]*\]\([^)]*\)|<[^>\n]{0,300}>|\b(?:https?|ftp|file|data|javascript)\s?:\s?\S*|\bwww\.\S+", re.IGNORECASE)


_LINK = re.compile(r"\[([^\[\]]*+)\]\(([^)]{0,500})\)")


_MARKER_LIKE = re.compile(r"\[(\d{1,3})\]")


def harmless(text: str) -> str:
    """Words of a paper with pictures, HTML, addresses and whatever would read as a citation marker taken out."""
    text = _ACTIVE.sub("", _LINK.sub(r"\1", text))
    text = _MARKER_LIKE.sub(r"(\1)", text)
    return re.sub(r"\s+", " ", text.replace("<", "‹").replace(">", "›").replace("`", "'")).strip()
