"""Markings that are no sentence and no stamp: the answered question of a form, its ticked box, and the name of the file."""

import re
from itertools import dropwhile, pairwise

from ingest.language.dates import MONTH
from ingest.language.words import unaccented
from ingest.structure.exempt.markings import (
    BOX,
    NOUNS,
    OTHER,
    THIS,
    Says,
    appendices_named,
    is_reference,
    meant,
    sentence,
    stamp,
    titled,
    vocabulary,
    words_of,
)

_YES = re.compile(
    r"^(?:yes|y$|exempt|confidential|restricted|private|closed|part (?:2|ii|b|two)\b"
    r"|(?:under )?paragraphs? \d|paras? \d|schedule 12a,? paragraph|not for|ydy|oes)"
)
_NO = re.compile(
    r"^(?:no\b|none|nil|there (?:is|are) none"
    r"|n a$|n/a|not applicable|not exempt|non|public|open|for publication|unrestricted|official|part (?:1|i|a|one)\b|nac)"
)
_ASKS = re.compile(r"^(?:is|are|does|do|has|have|will)\b")
_LABEL = NOUNS | vocabulary(
    "is are does do this the any contain contains has have or and of open public exempt confidential confidentiality "
    "private restricted classification status security access part 1 2 i ii a b to press statement whether yes exemption "
    "category marking if publication for reason reasons level type be"
)
_FULL_BOX = re.compile(r"[\[(] ?[x✓✔√] ?[\])]")
_EMPTY_BOX = re.compile(r"\[ ?\]|\( ?\)|<input[^<>]{0,80}>")
_CALL_IN = re.compile(r"\bcall.?in\b")
_LABELS = re.compile(r"\b(?:exempt|confidential|confidentiality|classification|status|exemption|restricted|private|part (?:2|ii|b))\b")
_REASON = re.compile(r"^reasons? for (?:exemption|confidentiality|restriction)")
_NONE_HERE = re.compile(
    r"^(?:none\b(?! of)|nil\b|not applicable)|\bthere (?:is|are) (?:none|no (?:exempt|confidential))\b|\bno (?:exempt|confidential) \w+"
    r"|\b(?:this|the) (?:report|paper|document|item) is (?:public|open|for publication|not (?:exempt|confidential))\b"
)
_SENT_APART = re.compile(r"\b(?:appendi|annex)[^.]{0,80}\bcirculated\b")
_INTRODUCES = re.compile(
    r"\b(?:put|use|add|insert|write|type|print|include|copy|paste)(?: \w+)?"
    r" (?:this|these|the (?:following|words?|wording|phrase|banner|text|sentence))\b"
    r"|\b(?:(?:banner|header|heading|headline|stamp|mark|marking|label|footer|cover|line|it) (?:then |must |should )?(?:reads?|says?)"
    r"|words|wording|phrase|for example|for instance|e\.g)\b"
)
TITLE_LABEL = re.compile(r"^(?:report |paper |agenda )?(?:title|subject|heading|name|item)(?: of (?:the )?(?:report|paper|item))?$")
"""What stands in a front table before the title of its paper."""
_BECAUSE = re.compile(r"^(?:private|exempt|confidential|restricted|not for publication) (?:by (?:reason|virtue) of|because(?: of)?|under)$")
_TICKED = "☒☑✓✔√"
_NOT_MARKED = re.compile(r"\b(?:is|are|was|were|no|not|non|none|without|any|if|about|public version|published|redacted|policy|guide)\b")
_FILE_PAPERS = r"(?:appendi(?:x|ces)|annex(?:e|es)?|enclosures?|reports?|items?|papers?)"
_FILE_TAIL = re.compile(
    rf"(?:\b(?:exempt|confidential)|(?<= )(?:restricted|private|closed))(?: (?:{_FILE_PAPERS}|minutes|agenda|pack"
    r"|info|information|version|part|supplement|session (?:minutes|agenda|pack|papers)|\w{1,2}))*$"
    r"|(?:^|\b(?:cabinet|committee|council|panel|board|executive|agenda|pack|minutes|reports?|papers|meeting)\b.*)"
    r"\b(?:part|pt) (?:2|ii|b|two)(?: (?:exempt|private|confidential|restricted|agenda|pack|items?|reports?|papers|minutes))*$"
)
_FILE_MARK = re.compile(
    rf"\b(?:exempt|confidential|restricted|private) {_FILE_PAPERS}\b|\bnot for publication\b|\bprivate and confidential\b"
    r"|\b(?:part|pt) (?:2|ii|b|two) (?:exempt|private|confidential|restricted)\b|\bpink papers?\b|\bofficial sensitive\b"
)
_FILE_FRONT = re.compile(r"[a-z]?\d+")
_FILE_BACK = re.compile(rf"v\d+|\d{{2,}}|final|copy|draft|signed|{MONTH}")
_SHOUTED = re.compile(r"^[\W\d]*+(?:EXEMPT|CONFIDENTIAL|PRIVATE|RESTRICTED)\b")
"""A marking in capitals before a name that is not."""
_JOINT = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[a-zA-Z])(?=\d)")


def asked(text: str, after: str = "") -> Says:
    """What a label or question says with its answer: "Is this report exempt? Yes", "Classification: Restricted", "☒ Exempt".

    Args:
        text: the line; cells parted by tabs.
        after: the next line, taken for the answer where the line has none.
    """
    plain = _EMPTY_BOX.sub("☐", _FULL_BOX.sub("☒", meant(text)))
    if _CALL_IN.search(plain):
        return Says.CLEARS
    label, answer = _parted(plain)
    if BOX.search(plain):
        label, answer = (label, answer) if label and not BOX.search(label) else ("", plain)
        ticked = _ticked(answer)
        if any(stamp(word) in (Says.HINTS, Says.MARKS) for word in ticked):
            return Says.MARKS
        answer = "yes" if ticked == [""] else " ".join(ticked)
        after = ""
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


def _ticked(text: str) -> list[str]:
    """The words beside the ticked boxes of a form; they stand all before their words, or all behind them."""
    boxes = [found.start() for found in BOX.finditer(text)]
    leads = not any(char.isalnum() for char in text[: boxes[0]]) and any(char.isalnum() for char in text[boxes[-1] :])
    bounds = pairwise([*boxes, len(text)]) if leads else pairwise([-1, *boxes])
    words = (text[start + 1 : end].strip(" :\t") for start, end in bounds)
    return [word for at, word in zip(boxes, words, strict=True) if text[at] in _TICKED]


def says_none(text: str) -> bool:
    """True for what stands under "Exempt information" and says that nothing here is, or only an appendix."""
    plain = meant(text)
    elsewhere = not THIS.search(plain) and (_SENT_APART.search(plain) or appendices_named(text)[0])
    return bool(_NONE_HERE.search(plain) or elsewhere) and sentence(text, head=True) is not Says.MARKS


def introduces(lead: str) -> bool:
    """True for words before a marking that give it as an example: "The banner reads", "Put this at the top of each page"."""
    plain = meant(lead)
    return bool(_INTRODUCES.search(plain)) and not THIS.search(plain) and stamp(lead) is Says.NOTHING


def front_row(label: str, value: str) -> bool:
    """True for a row of a front table that marks its paper: "Report title: Offer (private report)", "Private by reason of: paragraph 3"."""
    return (bool(TITLE_LABEL.match(label)) and titled(value) is Says.MARKS) or (bool(_BECAUSE.match(label)) and is_reference(value))


def named_exempt(document: str) -> bool:
    """True where a file's name marks it as a title would, or ends in a marking: "…-exempt-appendix.pdf", "Offer (exempt).docx".

    Not where it names a subject ("exempt-vehicles"), asks, denies, or tells of what is public.
    """
    whole = document.rsplit(".", 1)[0].replace("_", " ")
    name = unaccented(whole)
    words = " ".join(re.findall(r"[a-z0-9]+", meant(_JOINT.sub(" ", name))))
    if _NOT_MARKED.search(words.replace("not for publication", "")):
        return False
    last_first = dropwhile(_FILE_BACK.fullmatch, reversed(words.split()))
    bare = " ".join(dropwhile(_FILE_FRONT.fullmatch, reversed(list(last_first))))
    shouted = _SHOUTED.match(name) and any(map(str.islower, name))
    return bool(shouted or _FILE_TAIL.search(bare) or _FILE_MARK.search(bare)) or Says.MARKS in (titled(whole), titled(name))
