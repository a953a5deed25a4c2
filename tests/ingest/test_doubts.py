"""What of a paper's meeting was not found, or is read in two ways, is said at ingest until a person says what is right."""

import datetime
from pathlib import Path

import pytest

from ingest.library.corrections import DOUBT
from ingest.library.library import Library
from ingest.models import Outcome, Overrides
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

WHOLE = "# Saltmere Borough Council\n\n## Planning Committee\n\nMinutes of the meeting held on 4 March 2025\n\n1. Trees. None fell.\n"
NO_DAY = "# Saltmere Borough Council\n\n## Planning Committee\n\nMinutes\n\nPresent: Cllr Hay\n\n1. The minutes of 4 May 2025.\n"
WEEKDAY = WHOLE.replace("4 March", "Monday 4 March")
TWO_DAYS = (
    "Report to: Cabinet\nDate: 4 March 2025\nReport to: Council\nDate: 11 March 2025\nTitle: Trees\nReport of: Head of Parks\n\n1. Trees.\n"
)


def take(library: Library, folder: Path, words: str, **said: object) -> Outcome:
    """Ingest a paper of these words."""
    (folder / "paper.md").write_text(words, encoding="utf-8")
    return ingest(library, [folder / "paper.md"], IngestSettings(workers=1), Overrides(**said))[-1]  # type: ignore[arg-type]


def doubts(outcome: Outcome) -> list[str]:
    """The doubts of an outcome."""
    return [warning for warning in outcome.warnings if warning.startswith(DOUBT)]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (WHOLE, []),
        (WHOLE.replace("4 March", "Tuesday 4 March"), []),
        (WEEKDAY, ["it also names as the day of its meeting: Monday 4 March 2025, which was a Tuesday"]),
        (NO_DAY, ["not found in it: the day of its meeting; say it with: council-papers papers correct paper.md --meeting-date …"]),
        (TWO_DAYS, ["not found in it: its council", "it also names as the day of its meeting: 11 March 2025"]),
    ],
)
def test_what_is_in_doubt_is_said_at_ingest(words: str, says: list[str], tmp_path: Path) -> None:
    with Library.open(tmp_path / "home") as library:
        found = doubts(take(library, tmp_path, words))
    assert len(found) == len(says)
    assert all(said in doubt for said, doubt in zip(says, found, strict=True))


def test_a_person_settles_a_doubt_and_it_stays_settled(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home") as library:
        assert doubts(take(library, tmp_path, NO_DAY))
        library.correct("paper.md", Overrides(meeting_date=datetime.date(2025, 3, 4)))
        assert not library.paper("paper.md").warnings
        outcome = take(library, tmp_path, NO_DAY + "\n2. More trees.\n")
        assert not doubts(outcome)
        assert library.paper("paper.md").info.meeting.date == datetime.date(2025, 3, 4)


def test_that_nothing_is_known_settles_it_too(tmp_path: Path) -> None:
    with Library.open(tmp_path / "home") as library:
        take(library, tmp_path, NO_DAY)
        library.correct("paper.md", Overrides(unknown=("meeting_date",)))
        assert not library.paper("paper.md").warnings
