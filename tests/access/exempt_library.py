"""The small library with more that is exempt in it: a whole paper of a meeting of its own, and a real assistant over a real index.

A tiny embedder stands in for the model; everything else is what is served.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from assistant.answering.assistant import Assistant
from assistant.settings import AssistantSettings
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from ingest.sources import content_hash
from tests.vectorstore.search_fakes import HashEmbedder
from tests.web_fakes import make_library
from vectorstore.build import build_index
from vectorstore.search import Searcher
from vectorstore.settings import SearchSettings

PANEL = Meeting("Larkmere Borough Council", "Land Panel", datetime.date(2024, 4, 2))
DEAL = "land-deal-2024.txt"
WORDS: Sequence[tuple[Kind, str, str]] = (
    (Kind.AGENDA_ENTRY, "3", "3 SALE OF QUAYSIDE HOUSE"),
    (Kind.PARAGRAPH, "1", "Hartwell Estates has offered £1,250,000 for Quayside House, the former customs office at the harbour."),
    (Kind.PARAGRAPH, "2", "The valuer advised that the lowest price the Council should accept for Quayside House is £1,100,000."),
    (Kind.RECOMMENDATION, "RECOMMENDATION (i)", "That the offer of Hartwell Estates for Quayside House be accepted by 30 June 2024."),
)
SECRETS = (
    "27,900", "commercially sensitive", "tender price", "900,000", "reserve price", "depot-sale", "depot sale",
    "hartwell", "quayside", "1,250,000", "1,100,000", "customs office", "land panel", "land-panel", "land-deal", "land deal",
    "2 april 2024", "2024-04-02",
)  # fmt: skip
"""Words, in lower case, that stand in exempt passages, titles, file names or meetings alone."""


def make_exempt_library(home: Path) -> Library:
    """The library, indexed."""
    library = make_library(home)
    file = home / DEAL
    file.write_text("\n".join(words for _, _, words in WORDS), encoding="utf-8")
    sha256 = content_hash(file)
    info = PaperInfo(title="Sale of Quayside House", paper_type="report", meeting=PANEL, classification=Classification.EXEMPT)
    passage = Passage(
        "", DEAL, 0, "", Kind.PARAGRAPH, agenda_item="3", agenda_title="SALE OF QUAYSIDE HOUSE", report_title="Sale of Quayside House",
        meeting=PANEL, classification=Classification.EXEMPT,
    )  # fmt: skip
    passages = [
        replace(passage, id=f"{sha256[:16]}-{at:05d}", ordinal=at, kind=kind, paragraph=label, text=words)
        for at, (kind, label, words) in enumerate(WORDS)
    ]
    library.put(Paper(sha256[:16], DEAL, str(file), sha256, 0, len(passages), info), passages, file)
    library.relate()
    index(library)
    return library


def index(library: Library) -> None:
    """Bring the index in step with the library."""
    build_index(library, HashEmbedder(), SearchSettings(), lambda *_: None)


def make_assistant(library: Library) -> Assistant:
    """The extractive assistant over the index."""
    return Assistant(Searcher(library, HashEmbedder(), SearchSettings()), library, AssistantSettings())
