"""council-papers doctor: what it finds of the files in use and of who may reach them."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import main
from assistant.cli.doctor import Verdict, file_system
from ingest.library.library import Library

HOLD = (
    "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('SELECT * FROM meta').fetchall(); print(1, flush=True); "
    "sys.stdin.read()"
)


def _doctor(home: Path, capsys: pytest.CaptureFixture[str]) -> tuple[object, str]:
    with pytest.raises(SystemExit) as ended:
        main(["doctor", "--home", str(home)])
    return ended.value.code, capsys.readouterr().out


@pytest.mark.parametrize("name", ["library.sqlite3", "access.sqlite3"])
def test_a_program_that_works_on_a_deleted_file_is_found(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    Library.open(tmp_path).close()
    file = tmp_path / name
    if not file.exists():
        subprocess.run(["cp", tmp_path / "library.sqlite3", file], check=True)
    with subprocess.Popen([sys.executable, "-c", HOLD, file], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        other.stdout.readline()
        assert "ok     files in use: no program has a deleted database file open" in _doctor(tmp_path, capsys)[1]
        subprocess.run(["cp", file, tmp_path / "backup"], check=True)
        (tmp_path / "backup").replace(file)
        code, said = _doctor(tmp_path, capsys)
        assert code == 1
        assert f"wrong  files in use: process {other.pid}: uses a database file of {tmp_path} that was replaced or deleted" in said
        assert "end it and start it again" in said
        other.kill()


def test_what_others_may_reach_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    Library.open(home).close()
    assert f"ok     permissions: {home} may be written" in _doctor(home, capsys)[1]
    (home / "library.sqlite3").chmod(0o644)
    assert "library.sqlite3 may be reached by other users of this machine" in _doctor(home, capsys)[1]
    assert "may be reached" not in _doctor(home, capsys)[1], "opening the library has closed it"


MOUNTS = """\
22 28 0:21 / /proc rw,nosuid - proc proc rw
28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,discard
40 28 0:35 / {base}/nfs rw,relatime shared:20 - nfs4 server:/export rw,vers=4.2
41 40 254:1 / {base}/nfs/disk rw,relatime - xfs /dev/vdb rw
42 28 0:36 / {base}/office\\040share rw,relatime - cifs //server/office rw
43 28 0:37 / {base}/ssh rw,nosuid - fuse.sshfs reader@host:/ rw
44 28 0:38 / {base}/own rw,nosuid shared:3 master:1 - fuse.gocryptfs /plain rw
45 28 0:39 / {base}/covered rw - nfs server:/old rw
46 45 254:2 / {base}/covered rw - ext4 /dev/vdc rw
47 28 0:40 / {base}/later rw - ext4 /dev/vdd rw
48 47 0:41 / {base}/later rw - smb3 //server/later rw
"""


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("disk", None), ("nfs", "nfs4"), ("nfs/home/of/papers", "nfs4"), ("nfs/disk/home", None), ("nfsx", None),
        ("office share/home", "cifs"),
        ("ssh", "fuse.sshfs"), ("own", None), ("covered", None), ("later", "smb3"), ("link", "nfs4"), ("disk/../nfs", "nfs4"),
    ],
)  # fmt: skip
def test_a_home_on_a_network_file_system_is_refused_and_one_on_a_disk_is_not(tmp_path: Path, place: str, kind: str | None) -> None:
    base = tmp_path.resolve()
    (base / "nfs" / "home").mkdir(parents=True)
    (base / "disk").mkdir()
    (base / "link").symlink_to(base / "nfs" / "home")
    mounts = base / "mountinfo"
    mounts.write_text(MOUNTS.format(base=base))
    check = file_system(base / place, mounts)
    assert (check.verdict is Verdict.WRONG, f"({kind})" in check.found) == (kind is not None,) * 2
    assert ("--home" in check.advice) == (kind is not None)


def test_where_nothing_is_known_of_mounts_nothing_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert file_system(tmp_path, tmp_path / "absent").verdict is Verdict.OK
    (tmp_path / "odd").write_text("not a line\n - \n1 2 3 4 - nfs\n")
    assert file_system(tmp_path, tmp_path / "odd").verdict is Verdict.OK
    assert "ok     file system:" in _doctor(tmp_path, capsys)[1]
