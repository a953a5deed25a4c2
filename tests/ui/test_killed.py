"""kill -9 at steps all through what the app keeps of its readers: what was shown is kept and on record, and no note is written for ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes it forks")]


def test_nothing_that_was_shown_is_lost_with_a_process_that_is_killed(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.ui.killed_reader", str(tmp_path)]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=300, check=False)
    stops = [json.loads(line) for line in run.stdout.splitlines()]
    assert run.returncode == 0, run.stderr
    assert len(stops) >= 25
    for point, _, missing, states, unsaid, again in stops:
        assert (point, missing) == (point, [])
        assert set(states) <= {"ready", "stopped"}, "none is at work when its process is dead"
        assert unsaid == [], "and each that was lost says that it can be written again"
        assert set(again) <= {"ready"}
    assert {shown for _, shown, *_ in stops} == {0, 1, 2, 3, 4}, "killed before and after each thing was shown"
    assert sum("stopped" in states for *_, states, _, _ in stops) >= 5
