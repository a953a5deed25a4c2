"""Briefing notes on the development papers, scored: `python -m bench.briefing PAPERS`. The last line printed is JSON.

The tasks stand in tests/briefing_tasks/. A must-have point counts where a sentence says it and one of that sentence's citations is of the
place named; a clause counts where a quotation gives its very words; a sentence is unsupported where it has no citation, where a quote is
not in the passage cited, or where the grounding check, made again on the passages as stored, does not pass it.
"""

import hashlib
import json
import re
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.briefing.briefer import Briefer
from assistant.briefing.by_item import ITEMS, LEADS
from assistant.briefing.models import BOTTOM_LINE, Block, BriefRequest, Chart, Grid, Note, Origin, Quotation, Said
from assistant.briefing.walk import opens_part, said_of
from assistant.check import Claim, check
from assistant.configuration import keep_quiet, load
from assistant.export import note_bytes
from assistant.retrieval.retriever import Retriever
from assistant.settings import AssistantSettings
from ingest.language.live_text import is_verbatim
from ingest.library.library import Library
from ingest.models import PaperStatus, Passage
from ingest.pipeline import ingest
from vectorstore.build import build_index
from vectorstore.embed import Embedder, load_embedder
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings

TASKS = Path(__file__).parent.parent / "tests" / "briefing_tasks"
_FOLD = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "‹": "<", "›": ">"})
_ASKED = re.compile(r"^“(.*)” [^”]*\?$", re.DOTALL)


@dataclass(frozen=True)
class Score:
    """One note against its task; lists hold what went wrong."""

    task: str
    seconds: float
    points: int
    missed: list[str]
    clauses: int
    inexact: list[str]
    sentences: int
    unsupported: list[str]
    wrong: list[str]
    """Of the outcome: a resolution where none is minuted, or none where one is."""


def fingerprint(words: str) -> str:
    """SHA-256 of words with single spaces, plain quotes and dashes, and no punctuation at either end."""
    return hashlib.sha256(re.sub(r"\s+", " ", words.translate(_FOLD)).strip(" .;,:").encode()).hexdigest()


def tasks(folder: Path) -> list[dict[str, object]]:
    """The tasks on the papers of one folder ("text", "kent")."""
    return list(tomllib.loads((TASKS / f"{folder.name}.toml").read_text(encoding="utf-8"))["tasks"])


def open_briefer(papers: Path, home: Path) -> tuple[Briefer, Library]:
    """A library of the papers in `home`, made where there is none, and what writes notes from it."""
    settings = load(home, None, {})
    library = Library.open(home)
    ingest(library, [papers], settings.ingest)
    return briefer_of(library, load_embedder(settings.search), settings.search, settings.assistant), library


def briefer_of(library: Library, embedder: Embedder, search: SearchSettings, assistant: AssistantSettings) -> Briefer:
    """What writes notes from a library, whose index is brought in step first."""
    build_index(library, embedder, search)
    return Briefer(Retriever(Searcher(library, embedder, search), library, assistant), library, assistant, note_bytes)


def score(task: dict[str, object], briefer: Briefer, library: Library) -> Score:
    """Write the note of a task and score it."""
    began = time.perf_counter()
    note = briefer.write(BriefRequest(topic=str(task["topic"]), template=str(task.get("template", ""))))
    seconds = time.perf_counter() - began
    must = [(point["phrase"], point["place"]) for point in task["must"]]  # type: ignore[attr-defined]
    missed = [f"{phrase} ({place})" for phrase, place in must if not _says(note, phrase, place)]
    wanted = {name: [clause["sha256"] for clause in task.get(name, ())] for name in ("recommendations", "resolutions")}  # type: ignore[attr-defined]
    given = {"recommendations": _quoted(note, "recommendations"), "resolutions": _quoted(note, "resolved")}
    inexact = [f"{name} {place + 1}" for name, shas in wanted.items() for place, sha in enumerate(shas) if sha not in given[name]]
    told = list(sentences(note))
    outcome = " ".join(said.text for name, said in told if name in ("resolved", ITEMS, BOTTOM_LINE))
    expected = str(task.get("resolved", ""))
    wrong = [f"outcome: {outcome[:80]}"] if expected and (expected not in outcome or given["resolutions"]) else []
    said = [one for _, one in told if one.origin is not Origin.FIXED]
    clauses = sum(map(len, wanted.values()))
    return Score(str(task["id"]), seconds, len(must), missed, clauses, inexact, len(said), unsupported(note, library), wrong)


def unsupported(note: Note, library: Library) -> list[str]:
    """What a note says that its citations do not show, by the check made again."""
    held = {p.id: p for p in library.passages(ids=list({citation.passage_id for citation in note.sources}))}
    said = [one for _, one in sentences(note) if one.origin is not Origin.FIXED]
    return [one.text for one in said if not _supported(one, note, held)]


def sentences(note: Note) -> Iterator[tuple[str, Said]]:
    """Everything a note says, with the section that says it."""
    for section in note.sections:
        for block in section.blocks:
            if isinstance(block, Grid | Chart):
                rows = block.data.rows if isinstance(block, Chart) else block.rows
                yield from ((section.name, cell) for row in rows for cell in row if cell.text)
            else:
                yield from ((section.name, said) for said in (block.said if block.kind == "paragraph" else block.items))


def _says(note: Note, phrase: str, place: str) -> bool:
    pattern, where = re.compile(phrase, re.IGNORECASE), re.compile(place, re.IGNORECASE)
    return any(
        pattern.search(said.text.translate(_FOLD)) or pattern.search(said.text)
        for _, said in sentences(note)
        if any(where.search(note.sources[marker - 1].locator) for marker in said.markers)
    )


def _quoted(note: Note, section: str) -> set[str]:
    """The fingerprints of clauses quoted as recommended or resolved, in sections of their own or under the line over them in an item."""
    found: set[str] = set()
    for part in note.sections:
        own = part.name == section
        for block in part.blocks:
            if part.name == ITEMS and opens_part(block):
                own = any(said.text == LEADS[section] for said in said_of(block)) or (own and not _is_lead(block))
            elif own and isinstance(block, Quotation):
                found.update(fingerprint(said.text) for said in block.items)
    return found


def _is_lead(block: Block) -> bool:
    return any(said.text in LEADS.values() for said in said_of(block))


def _supported(said: Said, note: Note, held: dict[str, Passage]) -> bool:
    cited = [note.sources[marker - 1] for marker in said.markers]
    if not cited or any(not is_verbatim(citation.quote, held[citation.passage_id]) for citation in cited):
        return False
    asked = _ASKED.match(said.text)
    sources = tuple(held[citation.passage_id] for citation in cited)
    labelled = "superseded version" if any(source.status is PaperStatus.SUPERSEDED for source in sources) else ""
    return check(Claim(asked[1] if asked else said.text, sources, labelled)).passed


def main(papers: Path) -> None:
    """Score every task and print what was missed, then the figures."""
    keep_quiet()
    scores: list[Score] = []
    for folder in (papers / "text", papers / "kent"):
        with tempfile.TemporaryDirectory() as home:
            briefer, library = open_briefer(folder, Path(home))
            scores += [score(task, briefer, library) for task in tasks(folder)]
            library.close()
    for one in scores:
        print(f"{one.task:24} {one.seconds:5.2f} s  points {one.points - len(one.missed)}/{one.points}  clauses "
              f"{one.clauses - len(one.inexact)}/{one.clauses}  sentences {one.sentences}  unsupported {len(one.unsupported)}")  # fmt: skip
        for line in (*one.missed, *one.inexact, *one.unsupported, *one.wrong):
            print(f"    {line}")
    print(json.dumps(totals(scores)))


def totals(scores: list[Score]) -> dict[str, float]:
    """Figures over all tasks."""
    return {
        "tasks": len(scores),
        "points": sum(one.points for one in scores),
        "points_found": sum(one.points - len(one.missed) for one in scores),
        "clauses": sum(one.clauses for one in scores),
        "clauses_exact": sum(one.clauses - len(one.inexact) for one in scores),
        "sentences": sum(one.sentences for one in scores),
        "unsupported": sum(len(one.unsupported) for one in scores),
        "outcomes_wrong": sum(len(one.wrong) for one in scores),
        "slowest_s": round(max(one.seconds for one in scores), 2),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
