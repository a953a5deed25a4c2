"""The matters of a paper, by its structure: what a report holds under which headings, what minutes decide."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assistant.models import Citation
from ingest.models import Kind, Passage

DECIDED, RECOMMENDED = 'What was decided on "{}"?', 'What is recommended on "{}"?'
_LONGEST_TITLE = 90
_LONGEST_ACRONYM = 5
_ROUTINE = re.compile(
    r"\b(?:minutes|apologies|declarations?|disclosures?|chair\w*?.?s? announcements|statement from the chair|any other"
    r"|matters arising|urgent (?:business|items?)|membership|exclusion of|exempt|confidential|agenda|date of (?:the )?next"
    r"|public (?:participation|questions)|appendi(?:x|ces)|glossary|contact|background (?:papers|documents)|present"
    r"|substitutes?|forward plan|work programme|questions|election of)\b",
    re.IGNORECASE,
)
"""Titles under which meetings do the same every time, and parts that are no matter of their own."""
_PARTS = (
    re.compile(r"\b(?:financ\w+|resource\w*|costs?|budget\w*)\b", re.IGNORECASE),
    re.compile(r"\brisks?\b", re.IGNORECASE),
    re.compile(r"\b(?:options?|alternatives?)\b", re.IGNORECASE),
    re.compile(r"\bconsult\w+\b", re.IGNORECASE),
    re.compile(r"\b(?:timetable|timescales?|next steps|timelines?)\b", re.IGNORECASE),
    re.compile(r"\bequalit\w+\b", re.IGNORECASE),
    re.compile(r"\blegal\b", re.IGNORECASE),
)
"""Headings that reports share, those that councillors ask about most first."""
_LONGEST_HEADING = 60
_FEWEST_WORDS = 12
"""A part with fewer says that there is nothing to say."""
_NOTHING = re.compile(r"\b(?:none|not applicable|n/a|nil|no (?:\w+ ){0,3}implications)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with the passages that an answer to it must cite one of."""

    question: str
    wanted: tuple[Passage, ...]

    def met_by(self, cited: Iterable[Citation]) -> bool:
        """Whether one of these citations is of a wanted passage, or of the same words where the paper prints them again."""
        ids, texts = {passage.id for passage in self.wanted}, [_plain(passage.text) for passage in self.wanted]
        return any(citation.passage_id in ids or any(_plain(citation.quote) in text for text in texts) for citation in cited)


@dataclass(frozen=True, slots=True)
class Matter:
    """A report, or an item of minutes, with its passages."""

    title: str
    passages: tuple[Passage, ...]
    minuted: bool

    def candidates(self) -> Iterator[Candidate]:
        """Questions on its parts."""
        kind, form = (Kind.RESOLUTION, DECIDED) if self.minuted else (Kind.RECOMMENDATION, RECOMMENDED)
        if asked := tuple(passage for passage in self.passages if passage.kind is kind):
            yield Candidate(form.format(self.title), asked)
        if self.minuted:
            return
        for heading in _PARTS:
            part = tuple(passage for passage in self.passages if passage.section and heading.search(passage.section))
            if _says_something(part) and (name := _named(part[0].section or "")):
                yield Candidate(f'What does the report "{self.title}" say about {name}?', part)


def matters_of(passages: Sequence[Passage]) -> list[Matter]:
    """The reports and decided items of one paper, in reading order; what every meeting does is left out."""
    printed = " ".join(passage.text for passage in passages)
    groups: dict[tuple[str, bool], list[Passage]] = {}
    for passage in passages:
        minuted = passage.kind in (Kind.MINUTE, Kind.RESOLUTION)
        if passage.kind not in (Kind.AGENDA_ENTRY, Kind.FRONT_MATTER):
            groups.setdefault(((passage.section if minuted else passage.report_title) or "", minuted), []).append(passage)
    found = ((topic_of(title, printed), minuted, held) for (title, minuted), held in groups.items())
    return [Matter(title, tuple(held), minuted) for title, minuted, held in found if title]


def topic_of(title: str, printed: str) -> str:
    """A title as it stands in a question; "" where it names no matter, is too long or a single word.

    Words in capitals are written as the text `printed` writes them most often, since a name cannot be told from another word otherwise.
    """
    words = re.sub(r"(?<!\s)\s*+\(pages?\b.*$|^\W*+\d++[.)]?\s*+", "", title, flags=re.IGNORECASE).strip(" .:-–").replace('"', "'")
    if words.isupper():
        forms = Counter(re.findall(r"\w+", printed))
        words = re.sub(r"\w+", lambda word: _as_printed(word[0], forms), words)
        words = words[0].upper() + words[1:]
    return words if len(words.split()) > 1 and len(words) <= _LONGEST_TITLE and not _ROUTINE.search(words) else ""


def _as_printed(word: str, forms: Counter[str]) -> str:
    """A word in capitals in small letters, or with the capital that the text gives it; short ones that it never prints so are acronyms."""
    best = max((word.lower(), word.capitalize()), key=lambda form: forms[form])
    return word if not forms[best] and len(word) <= _LONGEST_ACRONYM else best


def _says_something(part: Sequence[Passage]) -> bool:
    said = " ".join(passage.text for passage in part)
    return len(said.split()) >= _FEWEST_WORDS and not (_NOTHING.search(said) and len(said.split()) < 3 * _FEWEST_WORDS)


def _named(heading: str) -> str:
    """A heading as it stands in a sentence."""
    name = re.sub(r"^\W*[\d.]*\s*|\s*\(.*$", "", heading).strip(" .:-").lower()
    return name if len(name) <= _LONGEST_HEADING and not re.search(r"[/:;,]", name) else ""


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
