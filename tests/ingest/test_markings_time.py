"""Looking for markings takes time in proportion to the paper, whatever stands in it, and what it finds is told."""

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType

import pytest

from ingest.formats import asides
from ingest.library.library import Library
from ingest.models import Classification, KeptBack, Line, Overrides, PaperInfo, PaperText
from ingest.pipeline import ingest
from ingest.reader import ENDINGS as READABLE
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from ingest.structure import exempt, parts
from ingest.structure.exempt.kept_back import explained
from ingest.structure.parse import parse
from tests.ingest.marked import KEPT, OPEN, TOP, as_text
from tests.timing import quickest

MODULES = (asides, parts, *(import_module(f"{exempt.__name__}.{found.name}") for found in iter_modules(exempt.__path__)))
RUNS = (
    "public ",
    "press and public ",
    "the ",
    "not for ",
    "exempt ",
    "appendix 1, ",
    "appendix a and ",
    "item 1, ",
    "1",
    "a",
    "e ",
    "(",
    " - ",
    "this report ",
    "this report is ",
    "confidential\t",
    "part 2 ",
    "and the appendices ",
    "? ",
    "be ",
    "minutes ",
    "\u00ad",
    " ",
    "returned ",
    "items marked with ",
    "* items, ",
    "cabinet part 2 ",
    "final ",
    "public excluded ",
    "item 4: ",
    "[ ] yes ",
    "<input ",
)


def _patterns(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    return ((f"{module.__name__}.{name}", value) for name, value in vars(module).items() if isinstance(value, re.Pattern))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_expression_is_linear(module: ModuleType) -> None:
    for name, pattern in _patterns(module):
        for run in RUNS:
            text = run * (8_000 // len(run)) + "\n!"
            start = time.process_time()
            sum(1 for _ in pattern.finditer(text))
            assert time.process_time() - start < 0.5, (name, run)


LINES = (
    "NOT FOR PUBLICATION",
    "RESOLVED: That the press and public be excluded for minute 9999.",
    "1. This report is exempt.",
    "PART B - PRIVATE",
    "Appendix 1 is exempt, as are appendices 2, 3 and 4.",
    "By virtue of paragraph 3 of Part 1 of Schedule 12A",
    "Agenda Item 3 (Exempt)",
    "EXEMPT APPENDIX 1",
    "* items likely to be considered in private",
    "Item 3: Sale of the mill",
    "COUNTa. Sale of mill COUNT (pages 1 - 3)",
    "RESTRICTED",
    "The public were readmitted.",
)


@pytest.mark.parametrize("paged", [True, False])
@pytest.mark.parametrize("opening", ["Minutes of the meeting held on 9 June 2026", "AGENDA", "Land"])
def test_many_markings_take_time_in_proportion(opening: str, paged: bool) -> None:
    def spent(count: int) -> float:
        texts = [opening, *(LINES[at % len(LINES)].replace("COUNT", str(at)) for at in range(count))]
        lines = tuple(Line(text, 1 + at // 7 if paged else None, gap=at % 3 == 0) for at, text in enumerate(texts))
        return quickest(lambda: parse(PaperText(lines), "paper.pdf", "0123456789abcdef", IngestSettings()))

    assert spent(4_000) < 4 * 2.5 * spent(1_000) + 0.5


def test_what_is_kept_back_is_told_with_its_words_its_pages_and_the_way_back(tmp_path: Path) -> None:
    secret = as_text(tmp_path / "offer.txt", f"{TOP}EXEMPT\nOffer\n{KEPT}")
    public = as_text(tmp_path / "public.txt", f"{TOP}Land at {OPEN}\nIt is empty.")
    with Library.open(tmp_path / "home") as library:
        outcomes = {outcome.document: outcome.kept_back for outcome in ingest(library, [secret, public], IngestSettings())}
        paper = library.paper("offer.txt")
    assert outcomes["public.txt"] == ()
    assert outcomes["offer.txt"] == explained(paper.info, paper.id, paper.overrides)
    assert outcomes["offer.txt"] == (
        f"kept back: the text says 'EXEMPT'; if this is wrong: council-papers papers correct {paper.id} --public",
    )


def test_a_notice_names_the_page_that_says_so_and_the_pages_kept_back() -> None:
    info = PaperInfo(kept_back=(KeptBack("EXEMPT APPENDIX 1", 14, first=14, last=16), KeptBack("x-exempt.pdf", place="the file's name")))
    assert [line.partition(";")[0] for line in explained(info, "aa", Overrides())] == [
        "kept back: page 14 says 'EXEMPT APPENDIX 1' (pages 14-16)",
        "kept back: the file's name says 'x-exempt.pdf'",
    ]
    assert explained(replace(info, kept_back=()), "aa", Overrides()) == ()


@pytest.mark.shared
def test_no_public_paper_is_kept_back(shared_papers: Path) -> None:
    settings = IngestSettings(ocr=False)
    papers = [path for folder in ("text", "kent") for path in sorted((shared_papers / folder).iterdir()) if path.suffix in READABLE]
    read = {
        path.name: parse(read_paper(path, settings), path.name, path.stem, settings)[0] for path in papers if path.stat().st_size < 150_000
    }
    assert len(read) >= 5
    assert {name: info.kept_back for name, info in read.items() if info.kept_back} == {}


@pytest.mark.shared
def test_every_marked_paper_beside_the_checkout_is_kept_back(shared_papers: Path) -> None:
    folder = shared_papers.parent / "cases" / "exempt"
    if not folder.is_dir():
        pytest.skip("the marked papers are not beside the checkout (../shared/cases/exempt)")
    settings = IngestSettings(ocr=False)
    words = json.loads((folder / "words.json").read_text(encoding="utf-8"))
    public: list[str] = []
    for start, secret in words.items():
        (path,) = folder.glob(f"{start}*")
        found = parse(read_paper(path, settings), f"paper{path.suffix}", "0123456789abcdef", settings)[1]
        held = {
            p.classification for p in found if secret in "\n".join((p.text, p.agenda_title or "", p.report_title or "", p.section or ""))
        }
        public.extend([path.name] if held != {Classification.EXEMPT} else [])
    assert public == []
