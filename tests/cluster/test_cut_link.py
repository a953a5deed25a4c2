"""A link to the server that is cut, so that nothing arrives and nobody is told: one line within five seconds, never half a result."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

OWN_NETWORK = ["unshare", "--net", "sh", "-c"]
CAN = "ip link set lo up"


@pytest.mark.slow
@pytest.mark.usefixtures("postgres")
def test_a_cut_link_is_told_within_five_seconds_and_mended_by_itself(root: Path) -> None:
    if not all(map(shutil.which, ("unshare", "ip"))) or subprocess.run([*OWN_NETWORK, CAN], capture_output=True, check=False).returncode:
        pytest.skip("a network of its own cannot be made here: it needs root, and unshare and ip of Linux")
    work = f"ip link set lo up && exec {sys.executable} -m tests.cluster.cut_link"
    done = subprocess.run([*OWN_NETWORK, work], cwd=root, capture_output=True, text=True, timeout=180, check=False)
    assert done.returncode == 0, done.stderr
    *read, mended, changed, ended, at_last = json.loads(done.stdout)
    for said, seconds in (*read, changed):
        assert "cannot be reached" in said or "cut" in said
        assert "secret" not in said
        assert seconds < 5.5
    assert ended[1] < 5.5
    assert mended[0] == at_last[0] == "['a.txt']"
