"""council-papers decisions, actions and compare on a small library of minutes."""

import datetime
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import Shell, cli
from assistant.configuration import Configuration
from ingest.library.library import Library
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage

HELD = Meeting("Ambridge Council", "Parks Panel", datetime.date(2018, 6, 12))


class Parts:
    """The composition with a library alone."""

    def __init__(self, configuration: Configuration) -> None:
        self.configuration = configuration
        self.library = Library.open(configuration.home, create=True)

    def close(self) -> None:
        self.library.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "library"
    library = Library.open(folder, create=True)
    title = "Minutes of the meeting held on 12 June 2018"
    for number, (text, classification) in enumerate(
        (
            ("4. RANGERS\nRESOLVED that the Head of Parks report on rangers by September 2018.", Classification.PUBLIC),
            ("5. LAND\nRESOLVED that the Head of Parks be asked to offer £40,000.", Classification.EXEMPT),
        )
    ):
        document = f"minutes-{number}.pdf"
        passage = Passage(
            f"{number:016x}-0",
            document,
            0,
            text,
            Kind.RESOLUTION,
            report_title=title,
            paragraph=text[0],
            meeting=HELD,
            classification=classification,
        )
        info = PaperInfo(title=title, paper_type="minutes", meeting=HELD, classification=classification)
        library.put(Paper(f"{number:016x}", document, f"/papers/{document}", f"{number:064x}", 1, 1, info), [passage])
    library.close()
    return folder


def run(home: Path, *arguments: str) -> Result:
    """The verb with its outcome."""
    return CliRunner().invoke(cli, [*arguments, "--home", str(home)], obj=Shell(Parts))  # type: ignore[arg-type]


def test_decisions_are_listed_for_the_role_that_asks(home: Path) -> None:
    assert "offer £40,000" not in run(home, "decisions").output
    entitled = run(home, "decisions", "--role", "member")
    assert "offer £40,000" in entitled.output
    assert "NOT FOR PUBLICATION" in entitled.output


def test_json_has_one_decision_a_line(home: Path) -> None:
    lines = run(home, "decisions", "--json", "--role", "officer").output.splitlines()
    assert [json.loads(line)["clause"] for line in lines] == ["4", "5"]


def test_actions_have_who_and_when(home: Path) -> None:
    (line,) = run(home, "actions", "--json", "--committee", "parks", "--status", "open").output.splitlines()
    action = json.loads(line)
    assert action["responsible"]["text"] == "the Head of Parks"
    assert action["deadline"]["text"] == "by September 2018"


@pytest.mark.parametrize("ending", ["xlsx", "docx", "md", "html"])
def test_registers_are_written_as_files(home: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"decisions.{ending}"
    result = run(home, "decisions", "--out", str(out))
    assert result.exit_code == 0, result.output
    assert out.stat().st_size > 200


def test_a_measure_that_no_paper_has_is_said_to_be_missing(home: Path) -> None:
    result = run(home, "compare", "zeppelin mooring")
    assert result.exit_code == 0
    assert "not given in minutes-0.pdf" in result.output


def test_dates_outside_the_bounds_are_left_out(home: Path) -> None:
    assert "No decision within these bounds" in run(home, "decisions", "--from", "2019-01-01").output


@pytest.mark.parametrize(("day", "known"), [("2018-06-12", False), ("2018-06-13", True)])
def test_registers_as_of_a_day_hold_what_was_known(home: Path, tmp_path: Path, day: str, known: bool) -> None:
    line = f"As the papers stood on {int(day[-2:])} June 2018: {int(known)} of 1 paper."
    for verb in (["decisions"], ["actions"], ["compare", "rangers"]):
        shown = run(home, *verb, "--as-of", day)
        assert shown.exit_code == 0
        assert line in shown.output
        assert ("report on rangers by September" in shown.output) is known
        assert "papers stood" not in run(home, *verb).output
    assert line in run(home, "decisions", "--as-of", day, "--json").stderr
    assert line in run(home, "actions", "--as-of", day, "--out", str(tmp_path / "a.md")).stderr


@pytest.mark.parametrize(("day", "said"), [("2018-02-30", "does not match"), ("2999-01-01", "1 January 2999 is still to come")])
def test_a_day_that_has_not_been_is_told(home: Path, day: str, said: str) -> None:
    result = run(home, "decisions", "--as-of", day)
    assert result.exit_code != 0
    assert said in result.stderr
