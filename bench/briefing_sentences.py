"""What each sentence of a note is like: `python -m bench.briefing_sentences HOME [--all]` on the library HOME. The last line is JSON.

The tasks stand in tests/briefing_tasks/held_out.toml. A sentence is of another matter where it stands in a paper, or speaks in a passage,
that its task rules out; unwhole where it hangs on a sentence not shown, only sends the reader on, or is no sentence; past where "next"
holds a day before its meeting. With `--all` every sentence is printed for a person to judge, else only those found wanting.
"""

import datetime
import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.briefing.models import BriefRequest, Note, Origin, Said
from assistant.configuration import keep_quiet, load
from bench.briefing import TASKS, briefer_of, sentences
from ingest.language.dates import find_periods
from ingest.language.periods import PeriodKind
from ingest.language.pointing import pointer, without_connective
from ingest.library.library import Library
from ingest.models import Passage
from vectorstore.embed import load_embedder

HELD_OUT = TASKS / "held_out.toml"
_WORD_FOR_WORD = frozenset({"recommendations", "resolved", "agenda", "figures", "corrections", "papers", "glossary"})
_SENDS_ON = re.compile(
    r"\b(?:set out|shown|listed|detailed|attached|outlined|summarised|provided|given|included|contained|described|appended) "
    r"(?:below|above|overleaf|(?:at|in|as|within) (?:the )?(?:appendix|appendices|annex|table|section|paragraph|figure))"
    r"|\b(?:table|figure|chart|list)s? (?:\d+ )?(?:below|above|shows?|sets?)\b|\bas follows\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(
    r"^\d{1,3}(?:\.\d+)*\s+(?!(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)[A-Z]"
)
_SUBJECTLESS = re.compile(r"^(?:will|has|have|had|is|are|was|were|would|which|who|and|but|or|whose|should)\b", re.IGNORECASE)
_LATER = re.compile(r"^(?:\w+\s){1,5}(?:therefore|thus|hence|accordingly|consequently)\b", re.IGNORECASE)
_ENDS = re.compile(r"[.!?;…][\"'”’)\]]*$")


@dataclass(frozen=True)
class Judged:
    """A sentence of a note and what is wrong with it."""

    section: str
    said: Said
    faults: tuple[str, ...]


def judge(note: Note, task: dict[str, str], held: dict[str, Passage]) -> Iterator[Judged]:
    """Every sentence of the papers that a note says, with its faults."""
    for section, said in sentences(note):
        if said.origin is not Origin.FIXED:
            cited = [held[note.sources[marker - 1].passage_id] for marker in said.markers]
            yield Judged(section, said, tuple(_faults(section, said, task, cited, note.date)))


def _faults(section: str, said: Said, task: dict[str, str], cited: list[Passage], day: datetime.date) -> Iterator[str]:
    if any(not _of_the_matter(passage, task) for passage in cited):
        yield "other matter"
    if section in ("timeline", "next") and all(end < _held(cited, day) for end in _ends(said.text)):
        yield "past"
    if section in _WORD_FOR_WORD:
        return
    text = re.sub(r"^“|” [^”]*\?$", "", said.text) if section == "questions" else said.text
    if pointer(text) or without_connective(text) != text or _LATER.match(text):
        yield "leans"
    if _SENDS_ON.search(text):
        yield "sends on"
    if _NUMBERED.match(text):
        yield "number run in"
    if _SUBJECTLESS.match(text):
        yield "no subject"
    if not _ENDS.search(text) and len(text.split()) > 3:
        yield "no end"


def _of_the_matter(passage: Passage, task: dict[str, str]) -> bool:
    if not re.search(task.get("papers", ""), passage.document):
        return False
    told = " ".join((passage.text, passage.report_title or "", passage.agenda_title or "", *passage.section_path))
    return bool(re.search(task.get("about", ""), told, re.IGNORECASE))


def _held(cited: list[Passage], day: datetime.date) -> datetime.date:
    return min((passage.meeting.date for passage in cited if passage.meeting.date), default=day)


def _ends(text: str) -> list[datetime.date]:
    found = [period.end for period in find_periods(text) if period.kind in (PeriodKind.DAY, PeriodKind.MONTH)]
    return found or [datetime.date.max]


def main(home: Path, everything: bool) -> None:
    """Write and judge the note of every task."""
    keep_quiet()
    settings = load(home, None, {})
    library = Library.open(home)
    briefer = briefer_of(library, load_embedder(settings.search), settings.search, settings.assistant)
    told: Counter[str] = Counter()
    for task in tomllib.loads(HELD_OUT.read_text(encoding="utf-8"))["tasks"]:
        note = briefer.write(BriefRequest(topic=task["topic"], template=task.get("template", "")))
        held = {p.id: p for p in library.passages(ids=list({citation.passage_id for citation in note.sources}))}
        judged = list(judge(note, task, held))
        words = sum(len(one.said.text.split()) for one in judged)
        print(f"## {task['id']}: {note.title}: {len(judged)} sentences, {words} words")
        for one in judged:
            if one.faults or everything:
                print(f"  {one.section:15} {','.join(one.faults) or '-':12} {one.said.label or ''} {one.said.text}")
        told.update(fault for one in judged for fault in one.faults)
        told.update({"notes": 1, "sentences": len(judged), "words": words, "faulty": sum(bool(one.faults) for one in judged)})
    library.close()
    print(json.dumps(told, sort_keys=True))


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--all" in sys.argv[2:])
