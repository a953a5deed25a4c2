"""What a statement shown as supported has invented, told without the product's own check: strings against the cited passage's text.

Simple on purpose. It knows no units or synonyms, and no scale but that of a table in £000; it only asks whether each figure, month,
name and quote stands in the words of the passages cited, or in what their paper prints above them (titles, headings, column heads,
committee, meeting date).
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from assistant.models import Answer, Citation
from ingest.models import Passage

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MONTHS = ("january", "february", "march", "april", "june", "july", "august", "september", "october", "november", "december")
_NUMBERS = (
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "twenty",
    "thirty",
    "forty",
    "fifty",
)
_THOUSANDS = re.compile(r"£\s?'?000|\(000s?\)|£k\b|£ thousand")
_QUOTED = re.compile(r'["“]([^"“”]{3,}?)["”]')
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "\u00ad": None, "ﬁ": "fi", "ﬂ": "fl"})


@dataclass(frozen=True)
class Invented:
    """Something in an answer that its citations do not hold."""

    question: str
    kind: str
    """figure, date, name, quote or citation."""
    what: str
    statement: str


def folded(text: str) -> str:
    """Lower case, plain quotes and dashes, markup out, single spaces."""
    text = re.sub(r"</?[a-z]{1,4}>|[*_#|\\]", " ", text.translate(_PLAIN).lower())
    return re.sub(r"\s+", " ", re.sub(r"(\w)-\s*\n\s*(\w)", r"\1\2", text)).strip()


def inventions(answer: Answer, passages: Mapping[str, Passage], common: Collection[str]) -> Iterator[Invented]:
    """Every invention of an answer; `common` are words that the papers also print in lower case."""
    cited = {citation.marker: citation for citation in answer.citations}
    for statement in answer.statements:
        known = [cited[marker] for marker in statement.citations if marker in cited]
        if not known or len(known) < len(statement.citations) or any(c.passage_id not in passages for c in known):
            yield Invented(answer.id, "citation", str(statement.citations), statement.text)
            continue
        for citation in known:
            if _letters(citation.quote) not in _letters(passages[citation.passage_id].text):
                yield Invented(answer.id, "quote", citation.quote, statement.text)
        for kind, what in _unprinted(statement.text, _printed(known, passages), common):
            yield Invented(answer.id, kind, what, statement.text)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def _printed(known: list[Citation], passages: Mapping[str, Passage]) -> str:
    parts: list[str] = []
    for citation in known:
        passage = passages[citation.passage_id]
        table, date = passage.table, passage.meeting.date
        parts += [passage.text, passage.report_title or "", passage.agenda_title or "", *passage.section_path, passage.section or ""]
        parts += [passage.meeting.committee or "", passage.meeting.council or "", f"{date.day} {date:%B %Y}" if date else ""]
        parts += [table.caption or "", table.unit or "", *table.columns, *(cell for row in table.rows[:3] for cell in row)] if table else []
    return folded(" \n ".join(parts))


def _unprinted(text: str, printed: str, common: Collection[str]) -> Iterator[tuple[str, str]]:
    words = set(re.findall(r"[a-z][a-z'-]*", printed))
    figures = {figure.replace(",", "").rstrip(".") for figure in _FIGURE.findall(printed)}
    if _THOUSANDS.search(printed):
        figures |= {f"{Decimal(figure) * 1000:.0f}" for figure in figures}
    for figure in _FIGURE.findall(folded(text)):
        if figure.replace(",", "").rstrip(".") not in figures:
            yield "figure", figure
    said = re.findall(r"[a-z]+", folded(text))
    yield from (("figure", word) for word in said if word in _NUMBERS and not re.search(rf"\b{word}\b", printed))
    yield from (("date", word) for word in said if word in _MONTHS and not any(w.startswith(word[:3]) for w in words))
    yield from (("quote", quoted) for quoted in _QUOTED.findall(text) if folded(quoted) not in printed)
    opens = True
    for match in _WORD.finditer(text):
        word = folded(match.group()).strip("'-")
        before = text[: match.start()].rstrip()
        opens = not before or before[-1] in ".!?:;•·-"
        if match.group()[0].isupper() and len(word) > 1 and not (opens and word in common):
            stem = word.removesuffix("'s")
            if not {stem, stem.rstrip("s"), stem + "s"} & words and stem not in printed:
                yield "name", match.group()
