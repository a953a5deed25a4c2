"""council-papers doctor: what it finds of the files in use and of who may reach them."""

import subprocess
import sys
from pathlib import Path

import pytest

from app import main
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
