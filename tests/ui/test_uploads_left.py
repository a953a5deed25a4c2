"""What a killed process left of uploads goes when the next one starts; what a running one holds, and what is another's, stays."""

import os
import time
from pathlib import Path

import pytest

from assistant.ui.gradio_guard import limits as gradio_limits
from ingest.library.store import take


def test_uploads_of_a_killed_process_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dead, held, other = (tmp_path / name for name in ("council-papers-uploads-dead", "council-papers-uploads-held", "papers"))
    for folder in (dead, held, other):
        folder.mkdir()
        (folder / "paper.pdf").write_bytes(b"%PDF")
    link = tmp_path / "council-papers-uploads-link"
    link.symlink_to(other)
    lock = take(held)
    gradio_limits.sweep_uploads(tmp_path)
    assert dead.exists(), "new: its process may be about to lock it"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    gradio_limits.sweep_uploads(tmp_path)
    assert not dead.exists()
    assert (held / "paper.pdf").exists()
    assert (other / "paper.pdf").exists()
    assert lock
    lock.release()
    if os.name == "posix":
        monkeypatch.setattr(os, "getuid", lambda: 4711)
        gradio_limits.sweep_uploads(tmp_path)
        assert held.exists()


def test_uploads_that_are_too_old_are_removed_and_the_folders_own_lock_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    old, new, empty = tmp_path / "a1" / "half.pdf", tmp_path / "a2" / "report.pdf", tmp_path / "a3"
    for file in (old, new):
        file.parent.mkdir()
        file.write_bytes(b"%PDF")
    empty.mkdir()
    (tmp_path / ".lock").touch()
    hours_ago = time.time() - 3 * 3600
    for path in (old, old.parent, new.parent, empty, tmp_path / ".lock"):
        os.utime(path, (hours_ago, hours_ago))
    gradio_limits.forget_old_uploads()
    assert sorted(path.name for path in tmp_path.rglob("*")) == [".lock", "a1", "a2", "report.pdf"]
    os.utime(old.parent, (hours_ago, hours_ago))
    gradio_limits.forget_old_uploads()
    assert not old.parent.exists()
