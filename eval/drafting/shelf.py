"""What drafts are made from: the passages of a library, what no paper of it says, and how one phrase of several is chosen."""

import calendar
import datetime
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from eval.corpus import Corpus
from eval.models import Answerable, Case, Nugget, Span
from eval.text import fold, tokens
from ingest.language.periods import long_date
from ingest.library.library import Library
from ingest.models import Classification, Meeting, Passage
from ingest.record.words import Words

_SURNAMES = ("Haldenby", "Quillfeather", "Ottershaw", "Brimblecombe", "Tansley", "Wrexley", "Pumphrey", "Oldershaw", "Delafield")
_BODIES = ("Licensing Sub-Committee", "Burial Board", "Twinning Committee", "Harbour Board", "Allotments Working Party", "Petitions Panel")
_DAYS_AWAY = (35, 49, 63, -35, -49, 77, 91, -63, 119, -77, 133, -91, 161)
_YEAR_OF_TWO = re.compile(r"\b(?:19|20)\d\d ?[/–-] ?(?:\d\d)?\d\d\b")
_MONTHS = [name[:3].lower() for name in calendar.month_name[1:]]
_DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month>{'|'.join(_MONTHS)})"
    rf"|\b(?P<first>{'|'.join(_MONTHS)})[a-z]{{0,6}} (?P<second>\d{{1,2}})\b"
    r"|\b(?P<figure>\d{1,2})[/.](?P<number>\d{1,2})[/.]"
)
_YEARS_AWAY = (-4, -5, 5, -6, 6, -7, 7, -9, 9)


SURE = 0.95
"""Mean confidence of OCR from which words are fit to be evidence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An answerable draft and its partner: a question that looks alike and is not answered, or supposes what is not so."""

    kind: str
    """What part of a paper it was made of: "decision", "mover", "vote", "task", "chair", "apologies", "hours", "table", "sentence"."""
    case: Case
    partner: Case

    @property
    def document(self) -> str:
        """The paper that it was made of."""
        return self.case.source_cluster


class Shelf:
    """A library with all of its words, whoever may see them: what is absent must be absent from exempt papers too."""

    def __init__(self, library: Library, corpus: Corpus, exempt: bool, seed: int) -> None:
        """`exempt`: whether drafts are made of exempt passages as well; they are asked by an officer."""
        self.library, self.corpus, self._seed = library, corpus, seed
        self.allowed = frozenset(Classification) if exempt else frozenset({Classification.PUBLIC})

    def choose(self, key: str, options: Sequence[str]) -> str:
        """One of several phrases; always the same for the same key and seed."""
        return options[self.number(key) % len(options)]

    def number(self, key: str) -> int:
        """A number that is always the same for the same key and seed."""
        return int(hashlib.sha256(f"{self._seed} {key}".encode()).hexdigest()[:8], 16)

    @cached_property
    def _words(self) -> str:
        return fold("\n".join(f"{passage.text} {passage.section or ''}" for source in self.corpus.sources for passage in source.passages))

    @cached_property
    def common(self) -> frozenset[str]:
        """Words that stand in small letters at least as often as with a capital within a sentence: those that are no names."""
        texts = [passage.text for source in self.corpus.sources for passage in source.passages]
        small = Counter(fold(word) for text in texts for word in re.findall(r"\b[a-z][a-z'’]+", text))
        capital = Counter(fold(word) for text in texts for word in re.findall(r"(?<=[a-z,] )[A-Z][\w'’]+", text))
        return frozenset(word for word, count in small.items() if count >= capital[word])

    @cached_property
    def _holders(self) -> dict[str, set[int]]:
        """By word, the passages that have it in them or in the heads over them; years of two, as "2022/23", count as words too."""
        found: dict[str, set[int]] = defaultdict(set)
        at = 0
        for source in self.corpus.sources:
            for p in source.passages:
                table = p.table
                heads = " ".join((*table.columns, table.caption or "")) if table else ""
                text = " ".join((p.text, heads, p.section or "", p.report_title or "", str(p.meeting.date or "")))
                for word in {*tokens(text), *(f"{year[:4]}/{year[-2:]}" for year in _YEAR_OF_TWO.findall(text))}:
                    found[word].add(at)
                at += 1
        return found

    def absent_day(self, near: datetime.date) -> datetime.date | None:
        """A day some weeks from this one that no paper names and on which nobody met."""
        for days in _DAYS_AWAY:
            day = near + datetime.timedelta(days)
            if (day.day, day.month) not in self._days:
                return day
        return None

    @cached_property
    def _days(self) -> set[tuple[int, int]]:
        """Day and month of every date in words or figures, and of every meeting."""
        found = {(p.meeting.date.day, p.meeting.date.month) for s in self.corpus.sources for p in s.passages if p.meeting.date}
        for match in _DATE.finditer(self._words):
            month = match["month"] or match["first"]
            number = _MONTHS.index(month) + 1 if month else int(match["number"])
            found.add((int(match["day"] or match["second"] or match["figure"]), number))
        return found

    def absent_year(self, period: str, *words: str) -> str | None:
        """A year, written as `period` is, that no passage with these words names in any form."""
        for away in _YEARS_AWAY:
            year = int(period[:4]) + away
            names = {str(year), f"{year}/{(year + 1) % 100:02d}", f"{year - 1}/{year % 100:02d}"}
            held = [self._holders.get(token, set()) for word in words for token in tokens(word)]
            if held and not any(set.intersection(*held, self._holders.get(name, set())) for name in names):
                second = {7: f"{(year + 1) % 100:02d}", 9: str(year + 1)}.get(len(period))
                return f"{year}{period[4]}{second}" if second else str(year)
        return None

    def absent_name(self, key: str) -> str | None:
        """A surname that stands nowhere in the library."""
        return self.choose(key, self._absent[0]) if self._absent[0] else None

    def absent_body(self, key: str) -> str | None:
        """A body that stands nowhere in the library."""
        return self.choose(key, self._absent[1]) if self._absent[1] else None

    @cached_property
    def _absent(self) -> tuple[list[str], list[str]]:
        names, bodies = ([name for name in among if fold(name) not in self._words] for among in (_SURNAMES, _BODIES))
        return names, bodies

    def case(
        self,
        kind: str,
        question: str,
        said: Sequence[Words],
        facts: Sequence[str],
        check: str,
        answerable: Answerable = Answerable.YES,
        status: str | None = None,
        partner: bool = False,
    ) -> Case:
        """A draft. `said` are the words it was made of; they are evidence, a group each, where the question is to be answered."""
        passage = said[0].passage
        wants = answerable.wants_answer
        spans = tuple((Span(doc=w.passage.document, page=w.passage.page, text=w.text, loose=w.passage.table is not None),) for w in said)
        exempt = any(w.passage.classification is Classification.EXEMPT for w in said)
        number = hashlib.sha256(f"{kind} {passage.id} {said[0].start} {question}".encode()).hexdigest()[:8]
        return Case(
            id=f"draft-{kind}-{number}",
            question=question[:1].upper() + question[1:],
            status="draft",
            author="draft",
            role="officer" if exempt else "public",
            answerable=answerable,
            evidence_groups=spans if wants else (),
            nuggets=tuple(Nugget(text=fact) for fact in dict.fromkeys(facts)) if wants else (),
            expected_status=status if wants else None,
            slices=("drafted", kind, *(("partner",) if partner else ())),
            source_cluster=passage.document,
            notes=f"made from {place(passage)}; check: {check}",
        )


def place(passage: Passage) -> str:
    """Where a passage stands, as a person finds it."""
    parts = (
        passage.document,
        f"page {passage.page}" if passage.page else "",
        f"paragraph {passage.paragraph}" if passage.paragraph else "",
        f"under “{passage.section}”" if passage.section else "",
    )
    return ", ".join(part for part in parts if part)


def meeting_words(meeting: Meeting, day: datetime.date | None = None) -> str:
    """A meeting as people name it ("the Cabinet meeting on 3 May 2024"), held on another day where one is given."""
    body = meeting.committee or meeting.council or "council"
    if (held := day or meeting.date) is None:
        return f"the {body} meeting"
    return f"the {body} meeting on {long_date(held)}"


def body_words(meeting: Meeting) -> str:
    """The body of a meeting with its article."""
    return f"the {meeting.committee or meeting.council or 'council'}"
