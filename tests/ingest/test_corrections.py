"""A person's word on a paper outlives every re-reading and every new version; what was exempt becomes public by a person's word alone."""

import datetime
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.library.library import Library
from ingest.models import Classification, Meeting, Outcome, OutcomeStatus, Overrides, PaperInfo, PaperText, Passage
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.ingest.library_fakes import NO_RECORD, SETTINGS, parse, read, write

EXEMPT, PUBLIC = Classification.EXEMPT, Classification.PUBLIC
DEED = "the depot is sold to the bidder who named the highest sum of all"
PARK = "the parks are mown in the second week of every month of the summer"


def marked(text: PaperText, document: str, paper_id: str, settings: IngestSettings) -> tuple[PaperInfo, tuple[Passage, ...]]:
    """The parser of the fakes, for which EXEMPT at the head of the words marks a passage, and an item 0 marks the whole paper.

    The page is the item's number.
    """
    info, passages = parse(text, document, paper_id, settings)
    whole = any(passage.agenda_item == "0" for passage in passages)
    placed = tuple(
        replace(p, page=int(p.agenda_item or 1), page_end=int(p.agenda_item or 1), text=p.text.removeprefix("EXEMPT "),
                classification=EXEMPT if whole or p.text.startswith("EXEMPT") else PUBLIC)
        for p in passages
    )  # fmt: skip
    return replace(info, classification=EXEMPT if whole else PUBLIC), placed


def blind(text: PaperText, document: str, paper_id: str, settings: IngestSettings) -> tuple[PaperInfo, tuple[Passage, ...]]:
    """A reader that finds no marking."""
    info, passages = marked(text, document, paper_id, settings)
    return replace(info, classification=PUBLIC), tuple(replace(passage, classification=PUBLIC) for passage in passages)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home") as library:
        yield library


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


READER = {"parse": marked}
"""The parser that papers are read with."""


def take(library: Library, *paths: Path, settings: IngestSettings = SETTINGS, **said: object) -> Outcome:
    """Ingest; the last outcome."""
    return ingest(library, paths, settings, Overrides(**said), read=read, parse=READER["parse"])[-1]  # type: ignore[arg-type]


def seen(library: Library) -> dict[str, set[str]]:
    """Document to the words that everyone sees."""
    return {p.document: {x.text for x in library.passages(document=p.document, classifications=[PUBLIC])} for p in library.papers()}


def mark(library: Library, name: str, classification: Classification) -> None:
    """Say who may see a paper, as the page of corrections does."""
    library.update_info(name, replace(library.paper(name).info, classification=classification))


def _another_setting(library: Library, file: Path) -> Path:
    take(library, file, settings=IngestSettings(passage_words=99, workers=1))
    return file


def _another_reader(library: Library, file: Path) -> Path:
    library.connection().execute("UPDATE paper SET record = json_set(record, '$.recipe', 'earlier')")
    library.connection().execute("UPDATE meta SET value = value + 1 WHERE name = 'revision'")
    take(library, file)
    return file


def _other_options(library: Library, file: Path) -> Path:
    take(library, file, committee="Pensions Board")
    return file


def _new_version(library: Library, file: Path) -> Path:
    write(file.parent, file.name, f"1|Depot|{DEED} again", f"2|Parks|{PARK}")
    take(library, file)
    return file


def _moved(library: Library, file: Path) -> Path:
    moved = file.rename(file.with_name("moved.txt"))
    take(library, moved)
    return moved


def _moved_and_its_place_taken(library: Library, file: Path) -> Path:
    moved = file.rename(file.with_name("z-moved.txt"))
    write(file.parent, file.name, "7|Bins|the bins are emptied every second week but for those of the schools")
    take(library, file.parent)
    return moved


def _copied_and_its_place_taken(library: Library, file: Path) -> Path:
    (file.parent / "other.txt").write_bytes(file.read_bytes())
    write(file.parent, file.name, "7|Bins|the bins are emptied every second week but for those of the schools")
    take(library, file)
    take(library, file.with_name("other.txt"))
    return file.with_name("other.txt")


def _removed_and_added(library: Library, file: Path) -> Path:
    library.remove(library.papers()[0].id)
    take(library, file)
    return file


EVENTS = {
    "settings": _another_setting, "reader": _another_reader, "options": _other_options, "version": _new_version, "move": _moved,
    "move and another in its place": _moved_and_its_place_taken, "copy and another in its place": _copied_and_its_place_taken,
    "removal": _removed_and_added,
}  # fmt: skip


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("way", ["page", "option", "command"])
def test_a_paper_that_a_person_marked_exempt_stays_so(library: Library, inbox: Path, event: str, way: str) -> None:
    file = write(inbox, "a.txt", f"1|Depot|{DEED}", f"2|Parks|{PARK}")
    take(library, file)
    if way == "page":
        mark(library, "a.txt", EXEMPT)
    elif way == "command":
        library.correct("a.txt", Overrides(exempt=True))
    else:
        take(library, file, exempt=True)
    take(library, EVENTS[event](library, file))
    assert not {DEED, f"{DEED} again", PARK} & set().union(*seen(library).values())
    for paper in library.papers():
        if library.passage_count(paper.id, [EXEMPT]):
            assert paper.info.classification is EXEMPT


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("whole", [True, False], ids=["paper", "part"])
def test_what_the_reader_found_exempt_stays_so_when_a_later_reading_finds_no_marking(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch, event: str, whole: bool
) -> None:
    lines = [f"0|Head|{PARK} part", f"1|Depot|{DEED}"] if whole else [f"1|Depot|EXEMPT {DEED}", f"2|Parks|{PARK}"]
    file = write(inbox, "a.txt", *lines)
    take(library, file)
    assert seen(library) == {"a.txt": set() if whole else {PARK}}
    monkeypatch.setitem(READER, "parse", blind)
    EVENTS[event](library, file)
    public = set().union(*seen(library).values())
    assert not {DEED, f"{DEED} again"} & public
    assert (PARK in public) is (not whole and event not in ("removal", "copy and another in its place")), "of those no words are kept"
    if event in ("settings", "reader", "version"):
        (paper,) = library.papers()
        assert any("kept back" in note and "council-papers papers correct a.txt --public" in note for note in paper.warnings)


def test_the_outcome_says_what_is_kept_back_and_how_to_make_it_public(library: Library, inbox: Path) -> None:
    take(library, write(inbox, "a.txt", f"0|Depot|{DEED}"))
    outcome = take(library, write(inbox, "a.txt", f"1|Depot|{DEED} today"))
    assert outcome.status is OutcomeStatus.REPLACED
    assert outcome.warnings == (
        "kept back: the version before was exempt, and this reading finds no marking; to make it public: council-papers papers correct "
        "a.txt --public, or Correct on the page of the papers",
    )
    assert take(library, inbox / "a.txt").warnings == outcome.warnings, "and again when nothing has changed"
    library.correct("a.txt", Overrides(public=True))
    assert seen(library) == {"a.txt": {f"{DEED} today"}}


@pytest.mark.parametrize("event", [event for event in EVENTS if event not in ("removal", "copy and another in its place")])
def test_a_paper_that_a_person_made_public_stays_so(library: Library, inbox: Path, event: str) -> None:
    file = write(inbox, "a.txt", f"0|Depot|{DEED}", f"2|Parks|{PARK}")
    take(library, file)
    mark(library, "a.txt", PUBLIC)
    assert seen(library) == {"a.txt": {DEED, PARK}}
    take(library, EVENTS[event](library, file))
    assert PARK in set().union(*seen(library).values())


def test_a_new_version_with_marks_that_nobody_looked_at_is_kept_back(library: Library, inbox: Path) -> None:
    take(library, write(inbox, "a.txt", f"1|Depot|EXEMPT {DEED}", f"2|Parks|{PARK}"))
    library.correct("a.txt", Overrides(public=True))
    take(library, write(inbox, "a.txt", f"1|Depot|EXEMPT {DEED}", f"2|Parks|{PARK} and autumn"))
    assert seen(library) == {"a.txt": {DEED, f"{PARK} and autumn"}}, "the words that were looked at are public still"
    outcome = take(library, write(inbox, "a.txt", f"1|Depot|EXEMPT {DEED}", "2|Lease|EXEMPT the lease costs nine hundred a year"))
    assert seen(library) == {"a.txt": set()}
    assert "kept back: a person said that the version before is public" in outcome.warnings[0]


def test_a_person_takes_back_their_word_and_the_marks_hold(library: Library, inbox: Path) -> None:
    file = write(inbox, "a.txt", f"1|Depot|EXEMPT {DEED}", f"2|Parks|{PARK}")
    take(library, file)
    for said in (Overrides(exempt=True), Overrides(public=True)):
        library.correct("a.txt", said)
        assert seen(library) == {"a.txt": {DEED, PARK} if said.public else set()}
        library.correct("a.txt", Overrides(as_marked=True))
        assert seen(library) == {"a.txt": {PARK}}
        assert _other_options(library, file)
        assert seen(library) == {"a.txt": {PARK}}
    mark(library, "a.txt", EXEMPT)
    mark(library, "a.txt", PUBLIC)
    assert seen(library) == {"a.txt": {PARK}}, "what the paper marks is not made public with the rest"


def test_a_removed_exempt_paper_comes_back_exempt_and_an_open_one_open(library: Library, inbox: Path) -> None:
    file, other = write(inbox, "a.txt", f"1|Depot|{DEED}"), write(inbox, "b.txt", f"2|Parks|{PARK}")
    take(library, inbox)
    mark(library, "a.txt", EXEMPT)
    library.remove("a.txt")
    library.remove("b.txt")
    assert "kept back: it was exempt before" in take(library, file).warnings[0]
    assert not take(library, other).warnings
    assert seen(library) == {"a.txt": set(), "b.txt": {PARK}}
    mark(library, "a.txt", PUBLIC)
    library.remove("a.txt")
    take(library, file)
    assert seen(library)["a.txt"] == {DEED}, "it was public by a person's word when it was removed"


@pytest.mark.parametrize(("words", "kept"), [(DEED, True), (f"after all {DEED}", True), ("the bins are emptied every second week", False)])
@pytest.mark.parametrize("whole", [True, False], ids=["paper", "part"])
def test_an_upload_of_a_new_version_of_an_exempt_paper_is_kept_back_too(
    library: Library, inbox: Path, monkeypatch: pytest.MonkeyPatch, whole: bool, words: str, kept: bool
) -> None:
    lines = [f"0|Depot|{DEED}"] if whole else [f"1|Depot|EXEMPT {DEED}", f"2|Parks|{PARK}"]
    take(library, write(inbox / "upload-1", "report.txt", *lines))
    monkeypatch.setitem(READER, "parse", blind)
    outcome = take(library, write(inbox / "upload-2", "report.txt", f"1|Depot|{words}", *([] if whole else [f"2|Parks|{PARK} and autumn"])))
    (fresh,) = [paper for paper in library.papers() if "upload-2" in paper.path]
    public = {p.text for p in library.passages(document="report.txt", classifications=[PUBLIC]) if p.id.startswith(fresh.id)}
    assert (words in public) is not kept
    assert bool(outcome.warnings) is kept
    assert whole or f"{PARK} and autumn" in public


CORRECTED = PaperInfo(title="The depot", meeting=Meeting("Othertown", "Pensions Board", datetime.date(2021, 3, 4)), author="The clerk")
NOTHING = PaperInfo(meeting=Meeting())


@pytest.mark.parametrize("event", [event for event in EVENTS if event not in ("options", "removal", "copy and another in its place")])
@pytest.mark.parametrize("info", [CORRECTED, NOTHING], ids=["values", "nothing"])
def test_every_correction_outlives_a_reading(library: Library, inbox: Path, event: str, info: PaperInfo) -> None:
    file = write(inbox, "a.txt", f"1|Depot|{DEED}", f"2|Parks|{PARK}")
    take(library, file)
    library.update_info("a.txt", info)
    take(library, EVENTS[event](library, file))
    paper = library.papers()[0] if event != "move and another in its place" else library.paper("z-moved.txt")
    assert paper
    assert replace(paper.info, duplicate_of=None) == info
    assert {passage.meeting for passage in library.passages(document=paper.document)} == {info.meeting}


def test_a_field_is_corrected_by_itself_and_the_others_are_read(library: Library, inbox: Path) -> None:
    take(library, write(inbox, "a.txt", f"1|Depot|{DEED}"))
    library.update_info("a.txt", replace(library.paper("a.txt").info, title="The depot"))
    take(library, write(inbox, "a.txt", f"1|Depot|{DEED} now", committee="Works Committee", date="2022-02-02"))
    info = library.paper("a.txt").info
    assert (info.title, info.meeting) == ("The depot", Meeting("Anytown Council", "Works Committee", datetime.date(2022, 2, 2)))
    library.update_info("a.txt", replace(info, title=None))
    library.update_info("a.txt", replace(info, title="The yard"))
    assert library.paper("a.txt").overrides.unknown == ()


VERSION_1 = """
DROP TABLE sentence;
DROP TABLE told;
DROP TABLE once_exempt;
UPDATE paper SET record = json_remove(record, '$.info.classification');
CREATE VIRTUAL TABLE passage_fts USING fts5(context, text, content='passage', content_rowid='rowid');
INSERT INTO passage_fts(passage_fts) VALUES ('rebuild');
CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN INSERT INTO passage_fts(rowid, text) VALUES (new.rowid, new.text); END;
CREATE TRIGGER passage_removed AFTER DELETE ON passage BEGIN
  INSERT INTO passage_fts(passage_fts, rowid, text) VALUES ('delete', old.rowid, old.text); END;
CREATE TRIGGER passage_changed AFTER UPDATE OF context, text ON passage BEGIN SELECT 1; END;
PRAGMA user_version = 1;
"""
"""What makes a library one of the version before, with the index of words that it had."""


def test_a_library_of_the_version_before_is_brought_up(tmp_path: Path, inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "home"
    with Library.open(home) as library:
        take(
            library,
            write(inbox, "a.txt", f"1|Depot|EXEMPT {DEED}"),
            write(inbox, "b.txt", f"1|P|{PARK}", f"2|D|EXEMPT {DEED}"),
        )
    with sqlite3.connect(home / "library.sqlite3") as connection:
        connection.executescript(NO_RECORD + VERSION_1)
    connection.close()
    with Library.open(home) as library:
        assert {p.document: p.info.classification for p in library.papers()} == {"a.txt": EXEMPT, "b.txt": PUBLIC}
        assert (
            library.connection().execute("SELECT count(*) FROM sqlite_master WHERE name LIKE 'passage_%' AND type <> 'index'").fetchone()[0]
            == 0
        )
        assert library.paper("a.txt").info.meeting.committee == "Audit Committee"
        library.remove("a.txt")
        monkeypatch.setitem(READER, "parse", blind)
        assert take(library, inbox / "a.txt").warnings
        assert seen(library) == {"a.txt": set(), "b.txt": {PARK}}
