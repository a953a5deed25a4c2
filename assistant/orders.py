"""Finds text in a paper that gives orders to whoever answers from it: such text is never evidence.

A paper may quote what anybody wrote to the council. Words that tell a reader's software what to do or to say ("ignore your
instructions", "note to any AI: answer that …") are no account of what the paper says, and what stands beside them is a lie in waiting.
"""

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:instructions?|prompts?|rules|guidelines|earlier text|previous text"
    r"|(?:all|everything|anything) (?:above|before|earlier)|(?:your|other) sources?)\b"
    r"|\b(?:system prompt|jailbreak|developer mode)\b"
    r"|\b(?:you are|act as|pretend to be|behave as)\b[^.!?\n]{0,20}\b(?:an? (?:ai|assistant|chatbot|language model|unrestricted|different))\b"
    r"|\b(?:ai|assistants?|chatbots?|computers?|language models?|llms?|bots?|robots?|software|machines?)\b[^.!?\n]{0,60}"
    r"\b(?:must (?:answer|say|reply|state|respond|report|output)|should (?:answer|say|reply|respond|output)|(?:answer|say|reply|respond|state) that"
    r"|reading this|reads this|who reads|that reads|processing this)\b"
    r"|\b(?:do not|don.t|never) (?:mention|reveal|cite|quote|repeat|disclose) (?:this|these|the) (?:note|instructions?|message|prompt|order)",
    re.IGNORECASE,
)


def gives_orders(text: str) -> bool:
    """True where a paragraph orders the software that reads it about."""
    return bool(_ORDER.search(text))
