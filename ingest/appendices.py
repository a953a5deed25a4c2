"""The list of appendices that a report prints, and how its titles are found again over the appendices themselves."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from ingest.agenda import Entry
from ingest.headings import fixed_heading, heading_text
from ingest.heads import read_head
from ingest.models import Line
from ingest.parts import appendix_mark


def list_appendices(lines: Sequence[Line], index: int) -> dict[str, str]:
    """Label and title of each appendix in the list under an "Appendices" heading."""
    listed: dict[str, str] = {}
    for line in lines[index : index + 40]:
        text = heading_text(line)
        if fixed_heading(text) or read_head(lines, index):
            break
        if mark := appendix_mark(text):
            listed.setdefault(mark[0], mark[1] or text)
        elif (found := re.match(r"^([A-Z]|\d{1,2})[.)]\s*(\S.*)$", text)) and found[2].strip(" .").casefold() != "none":
            inner = appendix_mark(found[2])
            listed.setdefault(inner[0] if inner else found[1], inner[1] if inner and inner[1] else found[2])
    return listed


def same_title(text: str, title: str) -> float:
    """0-100: how surely a line is the title that a list of appendices gives, words or letters lost at cell borders apart."""
    line, listed = (re.sub(r"[^a-z0-9 ]", " ", words.casefold()) for words in (text, title))
    score = fuzz.token_sort_ratio(line, listed)
    if len(listed.split()) >= 4 and len(line.split()) <= 20:
        score = max(score, 0.95 * fuzz.token_set_ratio(line, listed) if set(listed.split()) <= set(line.split()) else 0)
    short, long = line.replace(" ", ""), listed.replace(" ", "")
    if 14 <= len(short) <= len(long) and len(short) >= 0.5 * len(long):
        score = max(score, fuzz.partial_ratio(short, long) - 4)
    return score


def mend(subject: str, entry: Entry | None) -> str:
    """A subject whose letters came apart at cell borders reads as its agenda entry does."""
    if entry is None:
        return subject
    letters = [re.sub(r"[^a-z0-9]", "", words.casefold()) for words in (subject, entry.title)]
    torn = letters[0] != letters[1] and fuzz.ratio(*letters) >= 85 and fuzz.token_sort_ratio(subject, entry.title) < 90
    return entry.title if torn or (letters[0] == letters[1] and subject.split() != entry.title.split()) else subject
