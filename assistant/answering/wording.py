"""How a unit is worded as a statement: its own words, with the standing of a recommendation or resolution said where they do not."""

import re

from assistant.answering.reading import Candidate
from assistant.answering.tables import row_cells, row_words
from assistant.check.draft import Drafted, Quote, Style
from assistant.question.models import AnswerForm, Understanding
from ingest.language.narrative import tells
from ingest.language.sentences import Shape
from ingest.models import Kind

_LEADING = re.compile(r"^\W*(?:\(?(?:[ivxl]{1,5}|[a-z]|\d{1,3}(?:\.\d+)*)[.)]\s+)+|^[-*•▪◦·–](?![£(]?\d)\s*|^\s*\d{1,2}(?:\.\d+)+\s+")
_MARKUP = re.compile(r"</?[a-zA-Z]{1,6}\b[^>]*>|!?\[([^\[\]]*+)\]\([^)]{0,500}\)|https?://\S+|www\.\S+")
_STANDING = {
    Kind.RECOMMENDATION: (re.compile(r"\brecommend(?!ations?\b)", re.IGNORECASE), "Recommended: "),
    Kind.RESOLUTION: (re.compile(r"\bresol|\bagree", re.IGNORECASE), "Resolved: "),
}
_LABELS = ("recommendation", "recommendations", "officer recommendation", "officer's recommendation")
NOT_MINUTED = "Recommended; no minutes that decide it are among the papers found: "


def plain_words(text: str) -> str:
    """A unit's words as they are shown: list marker, markup, pictures and addresses left out, white space single."""
    text = _LEADING.sub("", text)
    text = _MARKUP.sub(lambda match: match.group(1) or "", text)
    return re.sub(r"\s+", " ", text.replace("**", "").replace("|", " ")).strip()


def worded(candidate: Candidate, quote: Quote, understanding: Understanding, minuted: bool, opens: bool = True) -> Drafted:
    """The statement of a unit; `minuted` says whether minutes of the matter were found, `opens` whether it begins what is quoted here."""
    unit = candidate.unit
    claim = plain_words(unit.text)
    if unit.shape is Shape.ROW:
        return Drafted(row_words(unit, understanding), (quote,), Style.BULLET, claim=claim, cells=row_cells(unit))
    style = Style.BULLET if unit.shape is Shape.ITEM else Style.PROSE
    text, heads = claim, (unit.passage.section, unit.passage.agenda_title, unit.passage.report_title)
    said, standing = _STANDING.get(unit.passage.kind, (None, ""))
    if AnswerForm.DECISION in understanding.forms and unit.passage.kind is Kind.RECOMMENDATION and not minuted:
        standing = NOT_MINUTED
    label, _, behind = claim.partition(":")
    if unit.passage.kind is Kind.RECOMMENDATION and behind and label.casefold() in _LABELS:
        text = standing + behind.strip()
    elif said and opens and not (said.search(claim) or claim.endswith(":") or claim in heads or tells(claim)):
        text = standing + claim
    return Drafted(text, (quote,), style, claim=claim)
