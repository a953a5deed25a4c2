"""The library as it stood on a day: what was known then and no more, read through every door of the library."""

import datetime
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import LibraryError
from ingest.library.as_of import CLEAR_DAYS, LibraryAsOf, known_from
from ingest.library.headings import headings
from ingest.library.library import Library
from ingest.library.outlines import outlines
from ingest.library.record import Record
from ingest.models import Classification, Kind, Meeting, Overrides, Paper, PaperInfo, PaperStatus, Passage, Standing
from ingest.record.models import Role

HELD = datetime.date(2024, 3, 12)
PACK = Meeting("Larkmere Borough Council", "Water Committee", HELD)
LATER = replace(PACK, date=datetime.date(2024, 4, 16))
PUBLIC, EVERY = frozenset({Classification.PUBLIC}), frozenset(Classification)
DAY = datetime.timedelta(1)


def put(library: Library, name: str, info: PaperInfo, *passages: Passage) -> Paper:
    """Takes in a paper of these passages."""
    number = len(library.papers()) + 1
    paper = Paper(f"{number:016x}", name, f"/papers/{name}", f"{number:064x}", 1, len(passages), info)
    said = [
        replace(one, id=f"{paper.id}-{at}", document=name, ordinal=at, meeting=info.meeting, classification=info.classification)
        for at, one in enumerate(passages)
    ]
    library.put(paper, said)
    return paper


def words(text: str, kind: Kind = Kind.PARAGRAPH, title: str = "Pumps", item: str | None = "5", label: str | None = None) -> Passage:
    """A passage of a report."""
    return Passage("", "", 0, text, kind, agenda_item=item, report_title=title, paragraph=label)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """A pack, the supplement that replaces its report, the minutes, minutes that set those right, and papers without a date."""
    with Library.open(tmp_path) as held:
        put(
            held,
            "pack.pdf",
            PaperInfo(paper_type="agenda pack", meeting=PACK),
            words("The pumps cost £40,000."),
            words("Weirs.", title="Weirs"),
        )
        put(
            held,
            "supplement.pdf",
            PaperInfo(paper_type="supplement", meeting=PACK, supersedes="replaces"),
            words("The pumps cost £50,000."),
        )
        minutes = "Minutes of the meeting held on 12 March 2024"
        resolved = words("RESOLVED: That £45,000 be spent on the pumps.", Kind.RESOLUTION, minutes, None, "17")
        put(held, "minutes.pdf", PaperInfo(paper_type="minutes", meeting=PACK), resolved)
        right = (
            "RESOLVED: That the minutes of the meeting held on 12 March 2024 be approved subject to the correction of minute 17, in which"
            ' "£45,000" should read "£54,000".'
        )
        own = words(right, Kind.RESOLUTION, "Minutes of the meeting held on 16 April 2024", None, "20")
        put(held, "later.pdf", PaperInfo(paper_type="minutes", meeting=LATER), own)
        put(held, "secret.pdf", PaperInfo(paper_type="report", meeting=PACK, classification=Classification.EXEMPT), words("Secret."))
        put(held, "undated.pdf", PaperInfo(paper_type="report"), words("No day."))
        held.relate()
        yield held


def on(library: Library, day: datetime.date) -> LibraryAsOf:
    """The library as of a day."""
    return LibraryAsOf(library, day)


def names(library: Library) -> set[str]:
    """The papers that anyone may know of."""
    return {paper.document.removesuffix(".pdf") for paper in library.papers()}


@pytest.mark.parametrize(
    ("role", "late", "minuted", "first"),
    [
        (Role.AGENDA, False, None, "2024-03-06"),
        (Role.REPORT, False, None, "2024-03-06"),
        (Role.AGENDA, True, None, "2024-03-12"),
        (Role.MINUTES, False, None, "2024-03-13"),
        (Role.DECISION, False, None, "2024-03-13"),
        (None, False, None, "2024-03-13"),
        (Role.AGENDA, False, datetime.date(2024, 1, 9), "2024-03-06"),
        (Role.AGENDA, False, datetime.date(2024, 3, 8), "2024-03-09"),
        (Role.MINUTES, False, datetime.date(2024, 3, 19), "2024-03-20"),
    ],
)
def test_a_paper_is_known_from_the_last_day_on_which_it_may_be_published(
    role: Role | None, late: bool, minuted: datetime.date | None, first: str
) -> None:
    assert known_from(HELD, role, late, minuted) == datetime.date.fromisoformat(first)


def test_five_days_lie_between_publication_and_meeting() -> None:
    known = known_from(HELD, Role.AGENDA)
    between = [known + DAY * at for at in range(1, 99) if known + DAY * at < HELD]
    assert len(between) == CLEAR_DAYS == 5


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("2024-03-05", set()),
        ("2024-03-06", {"pack", "secret"}),
        ("2024-03-11", {"pack", "secret"}),
        ("2024-03-12", {"pack", "secret", "supplement"}),
        ("2024-03-13", {"pack", "secret", "supplement", "minutes"}),
        ("2024-04-16", {"pack", "secret", "supplement", "minutes"}),
        ("2024-04-17", {"pack", "secret", "supplement", "minutes", "later"}),
    ],
)
def test_papers_come_one_after_another(library: Library, day: str, known: set[str]) -> None:
    view = on(library, datetime.date.fromisoformat(day))
    assert names(view) == known
    assert {passage.document.removesuffix(".pdf") for passage in view.passages()} == known
    assert "secret" not in {paper.document for paper in view.papers(PUBLIC)}


def test_each_reader_is_told_how_many_of_the_papers_they_may_know_of(library: Library) -> None:
    view = on(library, HELD)
    assert view.standing(PUBLIC) == Standing(HELD, 2, 5, 1)
    assert view.standing(EVERY) == Standing(HELD, 3, 6, 1)
    assert library.standing(EVERY) is None


def status_of(library: Library, text: str) -> PaperStatus:
    """Status of the passage with these words."""
    return next(passage.status for passage in library.passages() if text in passage.text)


def test_what_was_replaced_by_a_supplement_not_yet_known_stands(library: Library) -> None:
    assert status_of(on(library, HELD - DAY), "£40,000") is PaperStatus.CURRENT
    assert status_of(on(library, HELD), "£40,000") is PaperStatus.SUPERSEDED
    assert status_of(on(library, HELD), "Weirs") is PaperStatus.CURRENT
    assert status_of(library, "£40,000") is PaperStatus.SUPERSEDED


def test_a_paper_of_which_every_report_was_replaced_is_superseded_from_then_on(library: Library) -> None:
    put(library, "alone.pdf", PaperInfo(paper_type="report", meeting=PACK), words("The pumps cost £30,000."))
    library.relate()
    stood = {day: {p.document: p.info.status for p in on(library, day).papers()}["alone.pdf"] for day in (HELD - DAY, HELD)}
    assert stood == {HELD - DAY: PaperStatus.CURRENT, HELD: PaperStatus.SUPERSEDED}


def test_a_correction_made_later_sets_nothing_right(library: Library) -> None:
    assert [one.new for one in Record(library).corrections(EVERY)] == ["£54,000"]
    assert [one.new for one in Record(on(library, LATER.date + DAY)).corrections(EVERY)] == ["£54,000"]  # type: ignore[operator]
    assert not Record(on(library, LATER.date)).corrections(EVERY)  # type: ignore[arg-type]
    (before,) = (one for one in Record(on(library, HELD + DAY)).clauses(EVERY) if "pumps" in one.clause.text)
    assert not before.corrections


def test_meetings_clauses_and_headings_are_of_known_papers_alone(library: Library) -> None:
    before, after = on(library, HELD), on(library, HELD + DAY)
    assert [one.meeting.date for one in Record(before).meetings(EVERY)] == [HELD]
    assert [one.meeting.date for one in Record(library).meetings(EVERY)] == [LATER.date, HELD]
    assert not Record(before).clauses(EVERY)
    assert Record(after).clauses(EVERY)
    assert {one.document for one in headings(before, EVERY)} == {"pack.pdf", "supplement.pdf", "secret.pdf"}
    assert [one.minuted for one in outlines(before, EVERY)] == [False]
    assert [one.minuted for one in outlines(after, EVERY)] == [True]
    minutes = next(passage for passage in library.passages() if passage.document == "minutes.pdf")
    assert not before.around([minutes.id], 8, EVERY)
    assert after.around([minutes.id], 8, EVERY)
    assert not list(before.passages(ids=[minutes.id]))
    with pytest.raises(LibraryError, match="there is no paper called"):
        before.paper("minutes.pdf")


def test_a_later_paper_that_holds_the_same_report_is_not_named(library: Library) -> None:
    with library.transaction() as connection:
        connection.execute("UPDATE paper SET duplicate_of = 'minutes.pdf' WHERE document = 'pack.pdf'")
        connection.execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")
    named = {day: {p.document: p.info.duplicate_of for p in on(library, day).papers()}["pack.pdf"] for day in (HELD, HELD + DAY)}
    assert named == {HELD: None, HELD + DAY: "minutes.pdf"}


def test_a_view_follows_the_library(library: Library) -> None:
    view = on(library, HELD)
    assert "early" not in names(view)
    put(library, "early.pdf", PaperInfo(paper_type="report", meeting=PACK), words("Early."))
    assert "early" in names(view)
    library.correct("early.pdf", Overrides(meeting_date=LATER.date))
    assert "early" not in names(view)
    assert not any(passage.document == "early.pdf" for passage in view.passages())
    library.remove("pack.pdf")
    assert "pack" not in names(view)


def test_what_is_past_is_not_changed(library: Library) -> None:
    view = on(library, HELD)
    with pytest.raises(LibraryError, match="can only be read"):
        view.remove("pack.pdf")
    with pytest.raises(LibraryError, match="can only be read"):
        view.put_vectors("model", [("key", b"")])
    assert "pack" in names(library)


def test_minutes_without_a_day_in_a_pack_do_not_keep_it_back(library: Library) -> None:
    minute = words("RESOLVED: That the gates be closed.", Kind.RESOLUTION, "Minutes of the last meeting", "3", "4")
    put(library, "dated.pdf", PaperInfo(paper_type="agenda pack", meeting=PACK), minute)
    future = words("RESOLVED: That they be open.", Kind.RESOLUTION, "Minutes of the meeting held on 16 April 2024", "3", "4")
    put(library, "misdated.pdf", PaperInfo(paper_type="agenda pack", meeting=PACK), future)
    view = on(library, HELD - DAY)
    assert "dated" in names(view)
    assert "misdated" not in names(view)
    assert "misdated" in names(on(library, LATER.date + DAY))  # type: ignore[operator]


@pytest.mark.parametrize("table", ["sitting", "entry", "correction"])
def test_a_statement_that_names_no_paper_reads_what_was_known_too(library: Library, table: str) -> None:
    every = {row["number"]: row["document"] for row in library.rows("SELECT number, document FROM paper", allowed=EVERY)}
    told = {
        name: {every[row["paper"]] for row in held.rows(f"SELECT paper FROM {table}", allowed=EVERY)}
        for name, held in (("then", on(library, HELD)), ("now", library))
    }
    assert "later.pdf" in told["now"]
    assert not {"later.pdf", "minutes.pdf", "undated.pdf"} & told["then"]
