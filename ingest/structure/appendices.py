"""The list of appendices that a report prints, and how its titles are found again over the appendices themselves."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from ingest.models import Line
from ingest.structure.agenda import Entry
from ingest.structure.box import read_head
from ingest.structure.headings import fixed_heading, heading_text
from ingest.structure.parts import appendix_mark, item_stamp

_ENTRY = re.compile(r"^([A-Z]|\d{1,2})[.)]\s*(\S.*)$")


def list_appendices(lines: Sequence[Line], index: int) -> dict[str, str]:
    """Label and title of each appendix in the list under an "Appendices" heading; the list ends where its count breaks off."""
    listed: dict[str, str] = {}
    for at in range(index, min(index + 40, len(lines))):
        text = heading_text(lines[at])
        if fixed_heading(text) or item_stamp(text) or read_head(lines, at):
            break
        mark = appendix_mark(text) or _entry(text)
        if mark is None:
            continue
        label, title = mark
        if label in listed or (listed and not _follows(label, list(listed)[-1])) or (not title and listed):
            break
        if title.strip(" .").casefold() != "none":
            listed[label] = title or text
    return listed


def _entry(text: str) -> tuple[str, str] | None:
    """(label, title) of "2. Draft plan" or of "2. Appendix B: Draft plan"."""
    found = _ENTRY.match(text)
    if found is None:
        return None
    inner = appendix_mark(found[2])
    return inner if inner and inner[1] else (inner[0] if inner else found[1], found[2])


def _follows(label: str, last: str) -> bool:
    """True where a label is one of the next two of its count, or of another kind of count."""
    if label.isdigit() != last.isdigit():
        return True
    if label.isdigit():
        return 0 < int(label) - int(last) <= 2
    return 0 < ord(label[0]) - ord(last[0]) <= 2 if len(label) == len(last) == 1 else True


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
    words = subject.casefold(), entry.title.casefold()
    torn = letters[0] != letters[1] and fuzz.ratio(*letters) >= 85 and fuzz.token_sort_ratio(*words) < 90
    return entry.title if torn or (letters[0] == letters[1] and len(words[0].split()) != len(words[1].split())) else subject
