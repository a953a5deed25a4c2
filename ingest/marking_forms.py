"""Markings that are no sentence and no stamp: the answered question of a form, its ticked box, and the name of the file."""

import re
from itertools import pairwise

from ingest.markings import BOX, NOUNS, OTHER, Says, meant, stamp, vocabulary, words_of

_YES = re.compile(
    r"^(?:yes|y$|exempt|confidential|restricted|private|closed|part (?:2|ii|b|two)\b|paragraphs? \d|paras? \d|schedule 12a|not for|ydy|oes)"
)
_NO = re.compile(
    r"^(?:no\b|none|nil|n a$|n/a|not applicable|not exempt|non|public|open|for publication|unrestricted|official|part (?:1|i|a|one)\b|nac)"
)
_ASKS = re.compile(r"^(?:is|are|does|do|has|have|will)\b")
_LABEL = NOUNS | vocabulary(
    "is are does do this the any contain contains has have or and of open public exempt confidential confidentiality "
    "private restricted classification status security access part 1 2 i ii a b to press statement whether yes exemption "
    "category marking if publication for reason reasons level type be"
)
_LABELS = re.compile(r"\b(?:exempt|confidential|confidentiality|classification|status|exemption|restricted|private|part (?:2|ii|b))\b")
_REASON = re.compile(r"^reasons? for (?:exemption|confidentiality|restriction)")
_TICKED = "☒☑✓✔√"

_FILE_NOUN = "appendi|annex|enclosure|report|minute|item|paper|pack|agenda|version|info|session|part|supplement"
_FILE_MARK = re.compile(
    rf"(?<!non )(?<!not )\b(?:exempt|confidential|restricted|private)\b(?= (?:{_FILE_NOUN}))"
    r"|(?<!non )(?<!not )(?:\bexempt|\bconfidential|(?<= )private|(?<= )restricted)$"
    r"|\bnot for publication\b|\b(?:part|pt) (?:2|ii|b|two)\b(?! of)|\bpink papers?\b|\bprivate and confidential\b"
    r"|^(?:\d+ )?(?:exempt|confidential)\b(?! (?:accom|dwell|prop|suppl|vat|org|waste))"
)
_FILE_OTHER = re.compile(
    r"\b(?:plan|strategy|act|volume|vol|book|chapter|schedule|draft|framework|policy|(?:appendix|annex) \w{1,3}) (?:part|pt)\b"
)
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])(?=\d)")


def asked(text: str, after: str = "") -> Says:
    """What a label or question says with its answer: "Is this report exempt? Yes", "Classification: Restricted", "☒ Exempt".

    Args:
        text: the line; cells parted by tabs.
        after: the next line, taken for the answer where the line has none.
    """
    if BOX.search(text):
        return _boxed(text)
    label, answer = _parted(meant(text))
    named = words_of(label)
    if not named or len(named) > 20 or not _LABELS.search(" ".join(named)) or not all(word in _LABEL or len(word) == 1 for word in named):
        return Says.NOTHING
    answer = answer.strip(" .-\t") or meant(after).strip(" .-\t")
    if _NO.match(answer):
        return Says.CLEARS
    if _REASON.match(label) and not is_question(text):
        return Says.MARKS if len(words_of(answer)) > 2 and not OTHER.search(answer) else Says.NOTHING
    return Says.MARKS if _YES.match(answer) and not OTHER.search(answer[7:]) else Says.NOTHING


def _parted(plain: str) -> tuple[str, str]:
    """The label and what stands behind its mark; ("", "") where there is neither a mark nor a question."""
    at = min((found for mark in "?:\t" if (found := plain.find(mark)) >= 0), default=-1)
    if at >= 0:
        return plain[:at], plain[at + 1 :].strip(" :?\t")
    return (plain, "") if _ASKS.match(plain) or plain.startswith("statement of conf") else ("", "")


def is_question(text: str) -> bool:
    """True for a question that asks whether the paper is exempt, wherever it stands."""
    plain = meant(text)
    return "?" in plain or bool(_ASKS.match(plain))


def _boxed(text: str) -> Says:
    """What the ticked boxes of a form say; they stand all before their words, or all behind them."""
    boxes = [found.start() for found in BOX.finditer(text)]
    leads = not any(char.isalnum() for char in text[: boxes[0]])
    bounds = pairwise([*boxes, len(text)]) if leads else pairwise([-1, *boxes])
    words = [text[start + 1 : end] for start, end in bounds]
    ticked = [
        meant(word).rsplit("\t", 1)[-1] if not leads else meant(word) for at, word in zip(boxes, words, strict=True) if text[at] in _TICKED
    ]
    return Says.MARKS if any(stamp(word) in (Says.HINTS, Says.MARKS) for word in ticked) else Says.NOTHING


def named_exempt(document: str) -> bool:
    """True where a file's name marks it: "…-exempt-appendix.pdf", "Cabinet Part 2.docx"; not where it names a subject or a volume."""
    words = " ".join(re.findall(r"[a-z0-9]+", meant(_JOINT.sub(" ", document.rsplit(".", 1)[0]).replace("_", " "))))
    found = _FILE_MARK.search(words)
    return found is not None and not (found[0].startswith(("part", "pt")) and _FILE_OTHER.search(words))
