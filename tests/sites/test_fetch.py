"""`council-papers fetch`, `watch` and `jobs` as a person meets them, over a real library and a site on this computer."""

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import Composition
from assistant.access.models import Action
from assistant.access.opening import open_desk
from assistant.cli import OnProgress, Shell, cli
from ingest.library.library import Library
from ingest.models import Classification
from tests.sites.site import Body, Doc, Met, Newer, Reply, minutes_of, served

TODAY = datetime.date.today()
DAY = TODAY - datetime.timedelta(days=20)


class Quick(Composition):
    """The services without an index, which takes a model."""

    def update_index(self, on_progress: OnProgress, rebuild: bool = False) -> None: ...


def run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, [*arguments, "--home", str(home)], obj=Shell(Quick))


@pytest.fixture
def site() -> Newer:
    day = f"{DAY.day} {DAY:%B} {DAY.year}"
    cabinet = Met(7100, DAY, [Doc(90, "Cabinet", minutes_of("Cabinet", day), "minutes")])
    panel = Met(7200, DAY, [Doc(501, "Harbour", minutes_of("Harbour Panel", day, "The quay is blue."))])
    return Newer(Body(130, "Cabinet", [cabinet]), Body(131, "Harbour Panel", [panel]))


@pytest.fixture
def address(site: Newer) -> Iterator[str]:
    with served(site) as at:
        yield at


QUICKLY = ("--insecure", "--pause", "0")


def papers(home: Path) -> list[str]:
    with Library.open(home, create=False) as library:
        return sorted(paper.document for paper in library.papers())


def test_a_site_is_fetched_and_kept_in_step(tmp_path: Path, site: Newer, address: str) -> None:
    home = tmp_path / "home"
    first = run(home, "fetch", address, *QUICKLY)
    assert first.exit_code == 0, first.output
    assert first.stdout.count("new   ") == 2
    assert "2 documents listed, 2 new or changed, 0 failed, 0 withdrawn" in first.stderr
    site.bodies[1].meetings[0].docs.clear()
    assert run(home, "fetch", address, *QUICKLY).stdout == ""
    gone = run(home, "fetch", address, *QUICKLY)
    assert "withdrawn  " in gone.stdout
    assert len(papers(home)) == 1
    desk = open_desk(home)
    entry = next(entry for entry in desk.audit.entries(exempt=True) if entry.action is Action.REMOVED)
    desk.store.close()
    assert "withdrawn from its website" in entry.what
    assert "Harbour" in entry.documents[0]


def test_committees_and_days_bound_what_is_fetched(tmp_path: Path, address: str) -> None:
    home = tmp_path / "home"
    since = (DAY + datetime.timedelta(days=1)).isoformat()
    none = run(home, "fetch", address, *QUICKLY, "--since", since)
    assert none.exit_code == 1
    assert "no document is listed" in none.stderr
    assert (
        run(home, "fetch", address, *QUICKLY, "--committee", "cabinet", "--since", DAY.isoformat(), "--until", DAY.isoformat()).exit_code
        == 0
    )
    assert len(papers(home)) == 1
    assert "no committee is called" in run(home, "fetch", address, *QUICKLY, "--committee", "Moon").stderr


@pytest.mark.parametrize("exempt", [True, False])
def test_an_exempt_site_stays_exempt_whatever_is_said_later(tmp_path: Path, address: str, exempt: bool) -> None:
    home = tmp_path / "home"
    run(home, "fetch", address, *QUICKLY, "--committee", "Cabinet", *(["--exempt"] if exempt else []))
    later = run(home, "fetch", address, *QUICKLY)
    assert ("its papers are exempt, as was said before" in later.stderr) is exempt
    with Library.open(home) as library:
        public = [paper for paper in library.papers() if library.passage_count(paper.id, {Classification.PUBLIC})]
    assert len(public) == (0 if exempt else 2)


def test_a_site_that_fails_is_one_line_and_exit_code_1(tmp_path: Path, site: Newer, address: str) -> None:
    home = tmp_path / "home"
    site.faults["/"] = Reply(b"", 500)
    found = run(home, "fetch", address, *QUICKLY)
    assert found.exit_code == 1
    assert "the site failed (500)" in found.stderr.splitlines()[-1]
    plain = run(home, "fetch", address)
    assert plain.exit_code == 1
    assert "only https is asked" in plain.stderr
    told = run(home, "jobs")
    assert "nothing was looked at" in told.stdout


def test_what_failed_is_listed_with_its_reason_and_put_back(tmp_path: Path, site: Newer, address: str) -> None:
    home = tmp_path / "home"
    site.faults["/documents/s501"] = Reply(b"", 500)
    for _ in range(2):
        assert run(home, "fetch", address, *QUICKLY).exit_code == 1
    report = json.loads(run(home, "jobs", "--json").stdout)
    assert report["counts"]["failed"] == 1
    (dead,) = (job for job in report["jobs"] if job["state"] == "failed")
    assert "the site failed (500)" in dead["reason"]
    assert (report["feeds"][0]["looked"]["found"], report["feeds"][0]["looked"]["failed"]) == (2, 1)
    told = run(home, "jobs")
    assert dead["reason"] in told.stdout
    site.faults.clear()
    back = run(home, "jobs", "--retry", str(dead["id"]))
    assert back.exit_code == 0
    assert "at the next look of the website" in back.stderr
    assert run(home, "fetch", address, *QUICKLY).exit_code == 0
    assert len(papers(home)) == 2
    assert run(home, "jobs", "--retry", "999").exit_code == 2


def test_jobs_of_files_are_put_back_and_read_at_once(tmp_path: Path) -> None:
    home, paper = tmp_path / "home", tmp_path / "a.md"
    paper.write_text("")
    assert run(home, "ingest", str(paper)).exit_code == 1
    assert run(home, "jobs", "--all").exit_code == 1
    paper.write_text("# Harbour report\n\nThe quay is blue.\n")
    found = run(home, "jobs", "--all")
    assert found.exit_code == 0
    assert "a.md" in found.stdout
    assert papers(home) == ["a.md"]
    assert json.loads(run(home, "jobs", "--json", "--state", "failed").stdout)["jobs"] == []


def test_looking_at_the_queue_of_no_library_makes_none(tmp_path: Path) -> None:
    assert run(tmp_path / "none", "jobs").stdout == "nothing was taken in yet\n"
    assert json.loads(run(tmp_path / "none", "jobs", "--json").stdout) == {"counts": {}, "feeds": [], "jobs": []}
    assert not (tmp_path / "none").exists()


@pytest.mark.parametrize("exempt", [True, False])
def test_a_watched_folder_goes_through_the_queue_and_may_be_exempt(tmp_path: Path, exempt: bool) -> None:
    home, folder = tmp_path / "home", tmp_path / "papers"
    folder.mkdir()
    (folder / "a.md").write_text("# Harbour report\n\nThe quay is blue.\n")
    (folder / "bad.pdf").write_text("nothing")
    found = run(home, "watch", str(folder), "--every", "1", "--rounds", "4", *(["--exempt"] if exempt else []))
    assert found.exit_code == 0, found.output
    assert found.stdout.count("failed") == 2, "it is tried twice, and no more"
    report = json.loads(run(home, "jobs", "--json").stdout)
    assert {job["name"]: job["state"] for job in report["jobs"]}["bad.pdf"] == "failed"
    assert report["feeds"][0]["looked"]["found"] == 2
    with Library.open(home) as library:
        (paper,) = library.papers()
        assert library.passage_count(paper.id, {Classification.PUBLIC}) == (0 if exempt else paper.passages)
    assert run(home, "watch", str(folder), "--every", "1", "--rounds", "2").stdout.count("failed") == 0, "a dead letter is left alone"
    (folder / "bad.pdf").unlink()
    run(home, "watch", str(folder), "--every", "1", "--rounds", "1")
    assert json.loads(run(home, "jobs", "--json").stdout)["counts"].get("failed") is None
