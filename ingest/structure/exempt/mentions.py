"""Lines that mark nothing though their words could: they answer no, explain, quote, count, or are part of a title or of prose."""

import re

from ingest.models import Line
from ingest.structure.exempt.entries import explains
from ingest.structure.exempt.forms import asked, introduces, is_question, says_none
from ingest.structure.exempt.layout import Spot
from ingest.structure.exempt.markings import BOX, HINT, NOUNS, SUBJECT, Says, is_reference, meant, sentence, stamp, titled, words_of

_EXAMPLE = re.compile(r"\b(?:examples?|specimen|sample|wording|template|model)\b")
_KINDS = re.compile(r"^(public|open|unrestricted|official|exempt|confidential|restricted|private)\b")
_CLAUSE = re.compile(r"\b(?:is|are|was|were|has|have|had|will|can|may|must|should|receives?|gets?|sees?|hears?|means?|attends?|leaves?)\b")
_OF_PAPER = re.compile(
    r"\b(?:this|these|it|they|its|the report|the paper|contain\w*|names?|relat\w*|disclos\w*|information|publi\w*|schedule|only|not)\b"
)


def merely_mentions(spot: Spot) -> bool:
    """True for a line that speaks of markings and is none."""
    told = _answered_no(spot) or explains(spot.line) or _is_introduced(spot)
    return told or _in_table(spot) or _in_prose(spot)


def _answered_no(spot: Spot) -> bool:
    """True for a question of a form that is answered with no, and for a heading over one or over words that say that nothing is exempt."""
    after = spot.after
    if asked(spot.line.text, after.text if after else "") is Says.CLEARS:
        return True
    if after is None or not SUBJECT.match(meant(spot.line.text)):
        return False
    return says_none(spot.layout.paragraph(spot.index + 1)) or (is_question(after.text) and asked(after.text) is Says.CLEARS)


def _is_introduced(spot: Spot) -> bool:
    """True for words that guidance gives as an example: "The banner reads: …", "Put this at the top:" and the lines under it."""
    lead, colon, _ = meant(spot.line.text).partition(":")
    if colon and introduces(lead):
        return True
    quoted = spot.line.text.lstrip()[:1] in ('"', "“")
    for line in reversed(spot.layout.raw[max(0, spot.index - 3) : spot.index]):
        above = meant(line.text)
        if line.page != spot.line.page:
            return False
        if above.endswith(":") or not HINT.search(above):
            return (above.endswith(":") and introduces(above)) or (quoted and bool(_EXAMPLE.search(above)))
    return False


def in_title(spot: Spot) -> bool:
    """True for the first word of a title over two lines, which the paper has as one elsewhere: "RESTRICTED" over "PARKING ZONE"."""
    word, after = meant(spot.line.text), spot.after
    if spot.index and after and word.isalpha() and all(_names_subject(near, word) for near in (spot.layout.raw[spot.index - 1], after)):
        return True
    if " " in word or after is None or after.text.isupper() != spot.line.text.isupper():
        return False
    return (word, *words_of(meant(after.text))[:2]) in spot.layout.phrases


def _names_subject(line: Line, word: str) -> bool:
    """True for a line with a word of marking that is no marking in it: "Which homes are exempt?"."""
    return word in words_of(meant(line.text)) and titled(line.text) is Says.NOTHING and sentence(line.text) is Says.NOTHING


def _in_table(spot: Spot) -> bool:
    """True for a row that counts or classes something, and for one of a table that explains several markings."""
    cells = spot.line.cells
    if not cells[1:] or BOX.search(spot.line.text) or asked(spot.line.text) is Says.MARKS:
        return False
    label = words_of(meant(cells[0]))
    counts = any(cell.strip(" %£,.").isdigit() for cell in cells[1:])
    classes = titled(cells[0]) is Says.NOTHING and not NOUNS & set(label) and len(" ".join(label)) < 3
    own = _KINDS.match(meant(cells[0]))
    rows = spot.layout.raw[max(0, spot.index - 3) : spot.index + 4]
    near = (_KINDS.match(meant(row.cells[0])) for row in rows if row.cells[1:] and asked(row.text) is Says.NOTHING)
    return counts or classes or (own is not None and any(found[1] != own[1] for found in near if found))


def _in_prose(spot: Spot) -> bool:
    """True for a sentence behind the first of the text that begins with a word of marking and does not speak of its paper."""
    text = spot.text
    first = re.split(r" - |:", meant(text), maxsplit=1)
    in_capitals = text.split(":")[0].split(" ")[0].isupper()  # as markings are set, and a sentence's first word is not
    if len(first) < 2 or spot.line.cells[1:] or in_capitals or stamp(first[0]) is not Says.HINTS:
        return False
    above = spot.layout.raw[max(0, spot.index - 5) : spot.index]
    whole = meant(spot.layout.paragraph(spot.index))
    clause = whole.endswith(".") and len(words_of(whole)) > 7 and _CLAUSE.search(whole)
    begun = any(len(words_of(line.text)) > 7 and line.text.endswith(".") for line in above)
    return begun and bool(clause) and not _OF_PAPER.search(whole) and not is_reference(whole)
