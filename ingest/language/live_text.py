"""Text made comparable for the check: quotes, dashes, ligatures, soft hyphens, line-break hyphens, markup and white space."""

import re
from functools import lru_cache

from ingest.language.periods import long_date
from ingest.language.words import fold
from ingest.models import Passage

_BREAK = re.compile(r"(\w)-\s*\n\s*([a-z])")
_MARKUP = re.compile(r"</?[a-z]{1,4}>|[*_#|\\]")
_CUT_BEFORE = re.compile(r"\w-?\w$|[£.,-]\d$")
_CUT_AFTER = re.compile(r"\w(?:-?\w)|\d(?:[.,]\d|\+|\s?(?:%|(?:per\s?cent|k|m|bn|thousands?|millions?|billions?)\b))")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Lower-case text with nothing left but its words, figures and plain punctuation, single-spaced."""
    return re.sub(r"\s+", " ", _MARKUP.sub(" ", fold(_BREAK.sub(r"\1\2", text)))).strip()


def live_text(passage: Passage) -> str:
    """The passage's words without those the paper strikes out."""
    text, kept, at = passage.text, [], 0
    for left, right in sorted(passage.struck):
        kept.append(text[at:left])
        at = max(at, right)
    return "".join([*kept, text[at:]])


def struck_text(passage: Passage) -> str:
    """The words the paper strikes out, joined by spaces."""
    return " ".join(passage.text[left:right] for left, right in sorted(passage.struck))


def context(passage: Passage) -> str:
    """What the paper prints around the passage that gives its words meaning: titles, headings, table header, unit, meeting."""
    meeting, table = passage.meeting, passage.table
    parts = [passage.report_title, passage.agenda_title, *passage.section_path, passage.section, passage.paragraph]
    parts += [f"item {passage.agenda_item}" if passage.agenda_item else None, meeting.committee, meeting.council]
    parts += [long_date(meeting.date) if meeting.date else None]
    if table:
        parts += [table.caption, table.unit, *table.columns]
    return " \n ".join(part for part in parts if part)


def is_verbatim(words: str, passage: Passage) -> bool:
    """True where the words, made comparable, stand in the live text of the passage without a gap, no word or figure cut short."""
    return stands_in(plain(words).strip(" .;,:"), plain(live_text(passage)))


def stands_in(wanted: str, text: str) -> bool:
    """Whether comparable words stand in comparable text as whole words and whole figures: "2 jobs" does not stand in "12 jobs"."""
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        if not (_CUT_BEFORE.search(text[max(0, at - 2) : at + 1]) or _CUT_AFTER.match(text, at + len(wanted) - 1)):
            return True
        at = text.find(wanted, at + 1)
    return False
