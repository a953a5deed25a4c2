import time
from pathlib import Path

import pytest

from ingest.child.sandbox import Sandbox
from ingest.errors import CouncilPapersError
from ingest.models import PaperText
from ingest.reader import read_paper
from ingest.settings import IngestSettings
from tests.ingest.hostile import write_all

SETTINGS = IngestSettings(read_timeout=20, read_memory=1024, ocr=False)


def _read_all(paths: list[Path]) -> tuple[int, int]:
    """(read, refused); every file comes to one or the other in time."""
    read = 0
    messages: list[tuple[str, str]] = []
    with Sandbox(SETTINGS.read_memory) as sandbox:
        for path in paths:
            start = time.monotonic()
            try:
                assert isinstance(read_paper(path, SETTINGS, sandbox), PaperText)
                read += 1
            except CouncilPapersError as error:
                messages.append((path.name, str(error)))
            assert time.monotonic() - start < SETTINGS.read_timeout + 10, path.name
    assert all(name in message and "\n" not in message for name, message in messages)
    return read, len(messages)


@pytest.mark.slow
def test_random_damage(tmp_path: Path) -> None:
    paths = write_all(tmp_path, 90)[-60:]
    read, refused = _read_all(paths)
    assert read + refused == 60
    assert read > 10, "slight damage should not cost a paper"


@pytest.mark.slow
def test_five_hundred_hostile_files(tmp_path: Path) -> None:
    read, refused = _read_all(write_all(tmp_path, 520))
    assert read + refused == 520
    assert read > 100
