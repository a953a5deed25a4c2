"""The passages of the sample papers, kept in tests/golden: a change shows as a diff of places, to be judged line by line.

`pytest tests/ingest/test_golden.py --regenerate-golden` writes the files anew; read their diff before committing it.
"""

import difflib
import json
from pathlib import Path

import pytest

from ingest.models import PaperInfo, Passage
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from samples import PAPERS
from samples.__main__ import build

pytestmark = pytest.mark.slow

GOLDEN = Path(__file__).parent.parent / "golden"
_ENDS = 5
"""Words of a passage that are kept from either end."""


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    build(folder)
    return folder


def _of_paper(info: PaperInfo) -> str:
    meeting = info.meeting
    said = [info.title, info.paper_type, meeting.council, meeting.committee, str(meeting.date), info.author, info.decision_reference]
    return json.dumps([*said, info.classification, info.status, info.supersedes], ensure_ascii=False)


def _of_passage(passage: Passage) -> str:
    words = passage.text.split()
    place = [
        passage.page,
        passage.page_label,
        passage.agenda_item,
        passage.report_title,
        passage.paragraph,
        " > ".join(passage.section_path),
    ]
    ends = " ".join(words[:_ENDS]) + (" … " + " ".join(words[-_ENDS:]) if len(words) > 2 * _ENDS else " ".join(["", *words[_ENDS:]]))
    row: list[object] = [*place, passage.kind, passage.classification, len(words), ends]
    if table := passage.table:
        row.append([list(table.columns), len(table.rows), table.unit, table.trusted])
    if passage.struck:
        row.append([passage.text[start:end] for start, end in passage.struck])
    return json.dumps(row, ensure_ascii=False)


@pytest.mark.parametrize("document", PAPERS)
def test_the_passages_of_the_sample_papers(document: str, samples: Path, request: pytest.FixtureRequest) -> None:
    settings = IngestSettings()
    info, passages = parse(read_paper(samples / document, settings), document, "0" * 16, settings)
    lines = [_of_paper(info), *map(_of_passage, passages)]
    kept = GOLDEN / f"{document}.jsonl"
    if request.config.getoption("--regenerate-golden"):
        kept.parent.mkdir(exist_ok=True)
        kept.write_text("\n".join(lines) + "\n", encoding="utf-8")
    expected = kept.read_text(encoding="utf-8").splitlines()
    diff = list(difflib.unified_diff(expected, lines, "kept", "made", n=0, lineterm=""))
    assert not diff, "\n".join([f"{document}: passages changed; if they are right now, run pytest with --regenerate-golden", *diff])
