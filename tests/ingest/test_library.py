import datetime
import sqlite3
import threading
from dataclasses import replace

import pytest

from ingest.errors import LibraryError, LibraryVersionError
from ingest.library.context import context_line
from ingest.library.library import Library
from ingest.library.rows import passage_record, text_key
from ingest.models import Box, Classification, Kind, Meeting, Paper, PaperInfo, PaperStatus, Passage, Table
from tests.ingest.library_fakes import dump, put, rows, write
from tests.running import together


@pytest.fixture
def library(tmp_path):
    with Library.open(tmp_path / "home") as library:
        yield library


def test_a_passage_comes_back_whole(library):
    passage = Passage(
        "p-0", "a.pdf", 0, "Spend | was £5m", Kind.TABLE, 3, 4, "Page 12", "9", "Budget", "Budget 2020", "Table 1", "Spend", ("A", "Spend"),
        Meeting("Anytown", "Cabinet", datetime.date(2020, 1, 2)), Classification.EXEMPT, PaperStatus.DRAFT,
        Table(("", "£m"), (("Spend", "5"),), "Spend", "£m", trusted=False), ((0, 5),), (Box(3, 1.5, 2, 3, 4),), 0.9,
    )  # fmt: skip
    library.put(Paper("p", "a.pdf", "", "p" * 64, 4, 1, PaperInfo(status=PaperStatus.DRAFT), ("page 2 is scanned",)), [passage])
    assert list(library.passages()) == [passage]
    assert library.papers() == [Paper("p", "a.pdf", "", "p" * 64, 4, 1, PaperInfo(status=PaperStatus.DRAFT), ("page 2 is scanned",))]


def test_the_record_has_the_keys_of_the_interface():
    record = passage_record(Passage("p-0", "a.pdf", 0, "Words", Kind.MINUTE, meeting=Meeting(date=datetime.date(2012, 7, 12))))
    assert list(record) == [
        "document", "passage_id", "page", "page_end", "page_label", "agenda_item", "agenda_title", "report_title", "paragraph", "section",
        "section_path", "kind", "meeting", "classification", "status", "text",
    ]  # fmt: skip
    assert record["meeting"] == {"council": None, "committee": None, "date": "2012-07-12"}
    assert (record["kind"], record["section_path"]) == ("minute", [])


def test_context_names_each_part_once():
    meeting = Meeting("Anytown Council", "Audit Committee", datetime.date(2020, 1, 2))
    passage = Passage(
        "p", "a", 0, "x", Kind.PARAGRAPH, agenda_title="Budget", report_title="Budget", section_path=("Costs", "Staff"), meeting=meeting
    )
    assert context_line(passage) == "Anytown Council | Audit Committee | 2 January 2020 | Budget | Costs | Staff"
    assert text_key("The  Council—agreed.") == text_key("the council agreed")


def test_order_ids_and_classifications(library, tmp_path):
    late = put(library, write(tmp_path, "a.txt", "1|A|one", "1|A|two", date="2021-01-02"))
    early = put(library, write(tmp_path, "b.txt", "1|B|three", date="2020-01-02"))
    undated = put(library, write(tmp_path, "0.txt", "1|C|four", date=""))
    assert [p.document for p in library.papers()] == ["b.txt", "a.txt", "0.txt"]
    assert [p.text for p in library.passages()] == ["three", "one", "two", "four"]
    assert [p.text for p in library.passages(document="a.txt")] == ["one", "two"]
    library.update_info("b.txt", replace(early.info, classification=Classification.EXEMPT))
    public = {Classification.PUBLIC}
    wanted = [f"{undated.id}-0", "unknown", f"{early.id}-0", f"{late.id}-1"]
    assert [p.text for p in library.passages(ids=wanted)] == ["four", "three", "two"]
    assert [p.text for p in library.passages(ids=wanted, classifications=public)] == ["four", "two"]
    assert [p.text for p in library.passages(classifications=public)] == ["one", "two", "four"]
    assert list(library.passages(classifications=())) == []


def test_a_paper_is_found_by_name_or_id_and_near_names_are_offered(library, tmp_path):
    first = put(library, write(tmp_path / "x", "agenda-pack.txt", "1|A|one"))
    put(library, write(tmp_path / "y", "agenda-pack.txt", "1|A|other"))
    third = put(library, write(tmp_path, "minutes.txt", "1|A|two"))
    assert library.paper("minutes.txt") == library.paper(third.id[:6]) == third
    with pytest.raises(LibraryError, match=f"several.*{first.id}"):
        library.paper("agenda-pack.txt")
    with pytest.raises(LibraryError, match=r"did you mean minutes\.txt"):
        library.paper("minute.txt")


def test_put_replaces_the_paper_of_the_same_path_and_its_copy(library, tmp_path):
    old = put(library, write(tmp_path, "a.txt", "1|A|old words"))
    new = put(library, write(tmp_path, "a.txt", "1|A|new words"))
    assert library.papers() == [new]
    assert library.stored_file(old) is None
    assert library.stored_file(new).read_text() == (tmp_path / "a.txt").read_text()
    dump(library)


def test_remove_leaves_no_trace_in_tables_index_or_file(library, tmp_path):
    put(library, write(tmp_path, "keep.txt", "1|A|council words"))
    put(library, write(tmp_path, "gone.txt", "1|B|zebracrossing rates", "1|B|zebracrossing"))
    assert library.remove("gone.txt") == 2
    assert [p.document for p in library.papers()] == ["keep.txt"]
    assert len(list((library.home / "papers").iterdir())) == 1
    library.close()
    assert b"zebracross" not in b"".join(file.read_bytes() for file in library.home.rglob("*") if file.is_file())


def test_remove_refuses_where_a_passage_would_stay(library, tmp_path):
    put(library, write(tmp_path, "a.txt", "1|A|one"))
    library.connection().execute("PRAGMA foreign_keys = OFF")
    with pytest.raises(LibraryError, match="could not be removed whole"):
        library.remove("a.txt")
    assert len(library.papers()) == len(list(library.passages())) == 1


def test_a_changed_meeting_reaches_the_passages_and_their_context(library, tmp_path):
    paper = put(library, write(tmp_path, "a.txt", "1|A|words"))
    library.update_info("a.txt", replace(paper.info, meeting=Meeting("Anytown Council", "Pensions Board", datetime.date(2019, 5, 6))))
    (passage,) = library.passages()
    assert (passage.meeting.committee, passage.meeting.date) == ("Pensions Board", datetime.date(2019, 5, 6))
    assert rows(library.connection(), "SELECT context FROM passage") == [(context_line(passage),)]
    assert library.paper("a.txt").info.meeting == passage.meeting
    assert library.stored_file(paper) is not None


def test_exempt_passages_of_a_public_paper_stay_exempt_when_its_title_changes(library, tmp_path):
    paper = put(library, write(tmp_path, "a.txt", "1|A|open", "1|B|secret"))
    open_, secret = library.passages()
    library.put(paper, [open_, replace(secret, classification=Classification.EXEMPT)])
    library.update_info("a.txt", replace(paper.info, title="Pack"))
    assert [p.classification for p in library.passages()] == [Classification.PUBLIC, Classification.EXEMPT]


def test_a_transaction_that_fails_changes_nothing(library, tmp_path):
    paper = put(library, write(tmp_path, "a.txt", "1|A|one"))
    before, revision = dump(library), library.revision()
    (passage,) = library.passages()
    with pytest.raises(sqlite3.IntegrityError):
        library.put(replace(paper, id="new", sha256="new"), [passage, passage])
    assert (dump(library), library.revision()) == (before, revision)


def test_revision_grows_with_changes_of_papers_only(library, tmp_path):
    seen = [library.revision()]
    paper = put(library, write(tmp_path, "a.txt", "1|A|one"))
    seen.append(library.revision())
    library.update_info("a.txt", replace(paper.info, title="New"))
    seen.append(library.revision())
    library.remove("a.txt")
    seen.append(library.revision())
    assert seen == sorted(set(seen))
    library.put_vectors("m", [("k", b"\x00\x00\x80?")])
    library.relate()
    assert library.revision() == seen[-1]


def test_vectors_by_model_and_key(library):
    library.put_vectors("m1", [("a", b"1"), ("b", b"2")])
    library.put_vectors("m2", [("a", b"3")])
    library.put_vectors("m1", [("b", b"4")])
    assert library.vectors("m1", ["b", "a", "missing"]) == {"a": b"1", "b": b"4"}
    assert library.vectors("m2", ["a"]) == {"a": b"3"}


def test_a_reader_keeps_its_snapshot_while_a_paper_is_removed(library, tmp_path):
    put(library, write(tmp_path, "a.txt", *(f"1|A|words {i}" for i in range(50))))
    reading = library.passages()
    next(reading)
    library.remove("a.txt")
    assert len(list(reading)) == 49
    assert list(library.passages()) == []


def test_threads_write_at_once(library, tmp_path):
    files = [write(tmp_path, f"{i}.txt", f"1|A|council words {i}") for i in range(12)]
    together(*(lambda part=part: [put(library, file) for file in part] for part in (files[::3], files[1::3], files[2::3])))
    assert [p.document for p in library.papers()] == sorted(file.name for file in files)
    assert len(dump(library)[2]) == 12


def test_a_passage_read_again_is_as_it_is_now_whoever_changed_it(library, tmp_path):
    paper = put(library, write(tmp_path, "a.txt", "1|A|words"))
    (passage,) = library.passages()
    ids, public = [passage.id], [Classification.PUBLIC]

    def read() -> list[Passage]:
        assert [[p.id for p in near] for near in library.around(ids, 1, public).values()] == [[p.id] for p in read_now()]
        return read_now()

    def read_now() -> list[Passage]:
        return list(library.passages(ids=ids, classifications=public))

    def give_up() -> None:
        with library.transaction():
            library.put(paper, [replace(passage, text="never kept")])
            assert read_now()[0].text == "never kept"
            raise ValueError("given up")

    assert read() == [passage]
    with Library.open(library.home) as elsewhere:
        elsewhere.update_info("a.txt", replace(paper.info, meeting=Meeting("Anytown Council", "Pensions Board")))
    assert read()[0].meeting.committee == "Pensions Board"
    with pytest.raises(ValueError, match="given up"):
        give_up()
    library.update_info("a.txt", replace(paper.info, title="Another"))
    assert read()[0].text == "words"
    library.put(paper, [replace(passage, classification=Classification.EXEMPT)])
    assert read() == []


def test_threads_that_have_ended_leave_no_connection_behind(library):
    for _ in range(20):
        thread = threading.Thread(target=library.papers)
        thread.start()
        thread.join()
    assert len(library._connections) == 2, "the fixture's own, and one for all the others"


def test_a_library_of_a_newer_version_is_refused_and_left_as_it_is(tmp_path):
    Library.open(tmp_path).close()
    with sqlite3.connect(tmp_path / "library.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = (tmp_path / "library.sqlite3").read_bytes()
    with pytest.raises(LibraryVersionError, match=r"newer version .format 99.*install"):
        Library.open(tmp_path)
    assert (tmp_path / "library.sqlite3").read_bytes() == before


def test_what_is_not_a_library_is_refused(tmp_path):
    (tmp_path / "library.sqlite3").write_bytes(b"not a database, whatever its name says" * 50)
    with pytest.raises(LibraryError, match="not a library"):
        Library.open(tmp_path)
    with pytest.raises(LibraryError, match=r"no library in.*ingest papers first"):
        Library.open(tmp_path / "elsewhere", create=False)
    (tmp_path / "file").write_text("x")
    with pytest.raises(LibraryError, match="check that the folder may be written"):
        Library.open(tmp_path / "file" / "home")


def test_another_database_is_not_taken_over(tmp_path):
    with sqlite3.connect(tmp_path / "library.sqlite3") as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(LibraryError, match="is not a library"):
        Library.open(tmp_path)


def test_a_full_disk_is_explained_and_loses_nothing(library, tmp_path):
    put(library, write(tmp_path, "a.txt", "1|A|one"))
    before = dump(library)
    used = library.connection().execute("PRAGMA page_count").fetchone()[0]
    library.connection().execute(f"PRAGMA max_page_count = {used}")
    with pytest.raises(LibraryError, match=r"disk is full.*what was finished is kept"):
        put(library, write(tmp_path, "b.txt", *(f"1|A|{'words ' * 500}{i}" for i in range(50))))
    library.sweep()
    assert dump(library) == before


def test_a_new_library_is_closed_to_other_users(tmp_path):
    Library.open(tmp_path / "home").close()
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
