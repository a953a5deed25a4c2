import datetime
import threading

import pytest

from ingest.errors import LibraryError
from ingest.library.library import Library
from ingest.models import Classification, OutcomeStatus, Overrides, PaperStatus
from ingest.pipeline import ingest, recipe
from ingest.settings import IngestSettings
from tests.ingest.library_fakes import SETTINGS, dump, parse, put, read, take_in, write

NEW, UNCHANGED, REPLACED, FAILED = OutcomeStatus.NEW, OutcomeStatus.UNCHANGED, OutcomeStatus.REPLACED, OutcomeStatus.FAILED


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "home") as library:
        yield library


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    write(folder, "a.txt", "1|Budget|council tax rises")
    write(folder, "b.txt", "1|Roads|council roads", "2|Parks|council parks")
    return folder


def test_a_batch_names_each_file_and_what_became_of_it(library, inbox):
    outcomes = take_in(library, inbox)
    assert [(o.status, o.document, o.passages) for o in outcomes.values()] == [(NEW, "a.txt", 1), (NEW, "b.txt", 2)]
    again = dump(library)
    assert {o.status for o in take_in(library, inbox).values()} == {UNCHANGED}
    assert dump(library) == again


def test_bad_files_and_defects_stop_nothing(library, inbox, tmp_path):
    (inbox / "0-bad.txt").write_text("BAD")
    (inbox / "0-bug.txt").write_text("BUG")
    (inbox / "0-broken-link.txt").symlink_to(tmp_path / "nowhere")
    outcomes = take_in(library, inbox, tmp_path / "missing.pdf")
    assert [name for name, o in outcomes.items() if o.status is NEW] == ["a.txt", "b.txt"]
    failed = {name: o.reason for name, o in outcomes.items() if o.status is FAILED}
    assert failed["0-bad.txt"] == "0-bad.txt is damaged: ask for another copy"
    assert "internal error: ValueError, please report" in failed["0-bug.txt"]
    assert "cannot be read" in failed["0-broken-link.txt"]
    assert "no such file" in failed["missing.pdf"]
    log = (library.home / "log" / "ingest.log").read_text()
    assert "0-bug.txt" in log
    assert "ValueError at " in log
    assert "a defect" not in log + failed["0-bug.txt"]


def test_an_office_file_that_is_not_read_is_named_and_the_rest_goes_on(library, inbox):
    (inbox / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    (inbox / "letter.rtf").write_text("{\\rtf1 Words}")
    (inbox / "minutes.txt").write_text("Cabinet\n\nMeeting of 7 January 2026\n\n1. Fees\n\nRESOLVED: That the fee be £12.")
    outcomes = {outcome.document: outcome for outcome in ingest(library, [inbox], SETTINGS)}
    assert [name for name, outcome in outcomes.items() if outcome.status is OutcomeStatus.NEW and name == "minutes.txt"]
    for name, what in (("old.doc", "save it as .docx or PDF"), ("letter.rtf", "save it as .docx or PDF")):
        assert outcomes[name].status is OutcomeStatus.FAILED
        assert what in outcomes[name].reason


def test_new_content_at_a_path_replaces_and_a_bad_version_keeps_the_good_one(library, inbox):
    take_in(library, inbox)
    write(inbox, "a.txt", "1|Budget|council tax falls")
    assert take_in(library, inbox)["a.txt"].status is REPLACED
    assert [p.text for p in library.passages(document="a.txt")] == ["council tax falls"]
    (inbox / "a.txt").write_text("BAD")
    assert take_in(library, inbox)["a.txt"].reason.endswith("the version ingested before is kept")
    assert [p.text for p in library.passages(document="a.txt")] == ["council tax falls"]


def test_the_same_content_under_another_name_is_known(library, inbox):
    take_in(library, inbox)
    (inbox / "copy.txt").write_bytes((inbox / "a.txt").read_bytes())
    copy = take_in(library, inbox)["copy.txt"]
    assert (copy.status, copy.document, copy.reason) == (UNCHANGED, "a.txt", "same content as a.txt")
    assert len(library.papers()) == 2


def test_a_moved_file_is_followed_and_its_old_place_taken_by_another(library, inbox):
    take_in(library, inbox)
    (inbox / "a.txt").rename(inbox / "moved.txt")
    write(inbox, "a.txt", "1|Budget|council tax anew")
    assert {name: o.status for name, o in take_in(library, inbox).items()} == {"a.txt": REPLACED, "b.txt": UNCHANGED, "moved.txt": NEW}
    assert {p.text for p in library.passages()} == {"council tax anew", "council tax rises", "council roads", "council parks"}


def test_a_path_that_now_holds_another_papers_content_gives_up_its_own(library, inbox):
    take_in(library, inbox)
    (inbox / "b.txt").write_bytes((inbox / "a.txt").read_bytes())
    outcome = take_in(library, inbox)["b.txt"]
    assert (outcome.status, outcome.reason) == (REPLACED, "same content as a.txt")
    assert [p.document for p in library.papers()] == ["a.txt"]
    (inbox / "a.txt").unlink()
    take_in(library, inbox)
    assert library.papers()[0].path == str(inbox / "b.txt")


def test_the_result_does_not_depend_on_order_or_timing(tmp_path, inbox):
    write(inbox, "c.txt", "2|Parks|council parks for all", supersedes="replaces the report in the pack")
    (inbox / "z.txt").write_bytes((inbox / "a.txt").read_bytes())
    dumps = []
    for number, order in enumerate((("a.txt", "b.txt", "c.txt", "z.txt"), ("c.txt", "b.txt", "a.txt", "z.txt"), ())):
        with Library.open(tmp_path / f"home{number}") as library:
            for name in order:
                take_in(library, inbox / name)
            take_in(library, inbox)
            dumps.append(dump(library))
    assert dumps[0] == dumps[1] == dumps[2]


def test_overrides_are_applied_and_stay_in_force_for_the_next_version(library, inbox):
    said = Overrides("Othertown", datetime.date(2021, 3, 4), "Pensions Board", exempt=True)
    take_in(library, inbox / "a.txt", overrides=said)
    write(inbox, "a.txt", "1|Budget|second version")
    take_in(library, inbox / "a.txt")
    (passage,) = library.passages()
    assert (passage.text, passage.classification) == ("second version", Classification.EXEMPT)
    assert (passage.meeting.council, passage.meeting.committee, passage.meeting.date) == (
        "Othertown",
        "Pensions Board",
        datetime.date(2021, 3, 4),
    )
    assert library.papers()[0].info.meeting == passage.meeting


def test_a_paper_that_is_there_can_be_declared_exempt(library, inbox):
    take_in(library, inbox)
    assert take_in(library, inbox / "a.txt", overrides=Overrides(exempt=True))["a.txt"].status is REPLACED
    assert take_in(library, inbox)["a.txt"].status is UNCHANGED
    assert {p.document for p in library.passages(classifications={Classification.EXEMPT})} == {"a.txt"}


def test_other_reading_settings_read_a_paper_again(library, inbox):
    take_in(library, inbox)
    other = IngestSettings(passage_words=99, workers=1)
    outcomes = ingest(library, [inbox], other, read=read, parse=parse)
    assert {o.status for o in outcomes} == {REPLACED}
    assert recipe(IngestSettings(workers=1, read_timeout=5)) == recipe(SETTINGS) != recipe(other)


def test_a_full_disk_stops_the_batch_and_keeps_what_was_finished(library, inbox):
    write(inbox, "aa.txt", *(f"1|A|{'words ' * 500}{i}" for i in range(50)))
    take_in(library, inbox / "a.txt")
    library.connection().execute(f"PRAGMA max_page_count = {library.connection().execute('PRAGMA page_count').fetchone()[0] + 2}")
    outcomes = take_in(library, inbox)
    assert {name: o.status for name, o in outcomes.items()} == {"a.txt": UNCHANGED, "aa.txt": FAILED, "b.txt": FAILED}
    assert "the disk is full" in outcomes["aa.txt"].reason
    library.connection().execute("PRAGMA max_page_count = 1000000")
    assert {name: o.status for name, o in take_in(library, inbox).items()} == {"a.txt": UNCHANGED, "aa.txt": NEW, "b.txt": NEW}


def test_progress_tells_every_file_and_a_second_ingest_waits(library, inbox, tmp_path):
    seen, waited = [], threading.Event()
    take_in(library, inbox, on_progress=seen.append)
    assert [p.outcome.document for p in seen if p.outcome] == ["a.txt", "b.txt"]
    assert (seen[-1].done, seen[-1].total) == (2, 2)

    def second() -> None:
        with Library.open(library.home) as other:
            take_in(other, inbox, on_progress=lambda p: waited.set() if "waiting" in p.message else None)

    thread = threading.Thread(target=second)
    with library.lock():
        thread.start()
        assert waited.wait(5)
        put(library, write(tmp_path, "c.txt", "1|A|x"))
    thread.join(5)
    assert not thread.is_alive()
    assert len(library.papers()) == 3


def test_copies_left_by_a_stopped_ingest_are_swept(library, inbox):
    take_in(library, inbox)
    before = dump(library)
    (library.home / "papers" / ".new-x").write_text("half")
    (library.home / "papers" / ("0" * 64 + ".pdf")).write_text("no paper's")
    take_in(library, inbox)
    assert dump(library) == before


def test_a_supplement_supersedes_the_report_of_its_title_until_it_is_removed(library, inbox):
    write(inbox, "supplement.txt", "2|Parks|council parks, revised", supersedes="replaces the version in the pack")
    write(inbox, "other-day.txt", "2|Parks|council parks last year", date="2019-01-02")
    take_in(library, inbox)
    status = {(p.document, p.report_title): p.status for p in library.passages()}
    superseded = [place for place, value in status.items() if value is PaperStatus.SUPERSEDED]
    assert superseded == [("b.txt", "Parks")]
    assert library.paper("b.txt").info.status is PaperStatus.CURRENT
    library.remove("supplement.txt")
    assert {p.status for p in library.passages()} == {PaperStatus.CURRENT}


def test_an_item_of_one_report_is_superseded_by_number_but_not_an_item_of_several(library, inbox):
    write(inbox, "pack.txt", "5|Fees|council fees", "6|Care|council care", "6|Care: business case|council case", committee="Cabinet")
    write(inbox, "late.txt", "5|Charges for 2020|new", "6|Updated appendix|new", committee="Cabinet", supersedes="replaces")
    take_in(library, inbox)
    assert [p.report_title for p in library.passages() if p.status is PaperStatus.SUPERSEDED] == ["Fees"]


def test_a_report_alone_is_known_in_its_pack_unless_the_pack_is_secret(library, inbox):
    report = [f"4|Care|{' '.join(f'word{i * j % 97}x{i}' for j in range(40))}" for i in range(30)]
    write(inbox, "pack.txt", "1|Budget|something else altogether", *report)
    write(inbox, "report.txt", *report)
    take_in(library, inbox)
    assert {p.document: p.info.duplicate_of for p in library.papers()} == {
        "a.txt": None,
        "b.txt": None,
        "pack.txt": None,
        "report.txt": "pack.txt",
    }
    take_in(library, inbox / "pack.txt", overrides=Overrides(exempt=True))
    assert library.paper("report.txt").info.duplicate_of is None


def test_a_source_that_changes_while_it_is_read_is_refused(library, inbox):
    def slow(path, settings):
        text = read(path, settings)
        path.write_text("# changed||\n1|A|other words")
        return text

    (outcome,) = ingest(library, [inbox / "a.txt"], SETTINGS, read=slow, parse=parse)
    assert (outcome.status, "changed while it was read" in outcome.reason) == (FAILED, True)
    assert library.papers() == []


def test_a_library_that_cannot_be_locked_says_so(library, inbox):
    (library.home / ".lock").unlink(missing_ok=True)
    (library.home / ".lock").mkdir()
    with pytest.raises(LibraryError, match=r"\.lock|folder may be written"):
        take_in(library, inbox)
