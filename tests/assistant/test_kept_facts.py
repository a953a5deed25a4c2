"""Facts kept by paper are at each moment those of reading all passages anew, and a change reads the papers that changed alone."""

import random
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

import pytest

from assistant.question.facts import gather_facts
from assistant.question.vocabulary import LibraryFacts
from assistant.retrieval import kept_facts
from assistant.retrieval.kept_facts import KeptFacts
from ingest.library.library import Library
from ingest.library.told import keep_told, told
from ingest.models import Classification, Kind, Meeting, Overrides, Paper, PaperInfo, Passage

PUBLIC, ALL = frozenset({Classification.PUBLIC}), frozenset(Classification)
TEXTS = (
    "The Harbour Renewal Board (HRB) met on 4 May 2024 and heard Councillor Vane.",
    "RESOLVED that the harbour be dredged at a cost of £40,000.",
    "Dredging the harbours would cost £40,000; the High Road Bridge (HRB) is closed.",
    "Members asked about the lighting of the pier and the car parks.",
)


def paper(name: str, day: date | None, seed: int) -> tuple[Paper, list[Passage]]:
    """A paper of three passages, one of them minutes of another day, by a seed that chooses its words."""
    chosen, key = random.Random(seed), f"{seed:016x}"
    meeting, other = (
        Meeting("Dune Borough Council", "Cabinet", day),
        Meeting("Dune Borough Council", "Harbour Panel", date(2023, 1, 1 + seed % 20)),
    )
    passages = [
        Passage(
            id=f"{key}-{at}", document=f"{name}.pdf", ordinal=at, text=chosen.choice(TEXTS), meeting=other if at == 1 else meeting,
            kind=Kind.RESOLUTION if at == 2 else Kind.PARAGRAPH, paragraph=str(at), report_title=f"Report {seed}",
            classification=Classification.EXEMPT if at == 0 and seed % 3 == 0 else Classification.PUBLIC,
        )
        for at in range(3)
    ]  # fmt: skip
    info = PaperInfo(title=f"Report {seed}", meeting=meeting)
    return Paper(key, f"{name}.pdf", f"/{name}.pdf", key * 4, 1, 3, info), passages


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path) as opened:
        yield opened


def ordered(facts: LibraryFacts) -> list[object]:
    """Everything in the facts, in the order in which it is held; what is held without one sorted."""
    unordered = {id(facts.sittings): sorted(map(str, facts.sittings)), id(facts.days): sorted(facts.days)} | {
        id(words): sorted(words.items()) for words in (facts.frequency, facts.surface)
    }
    values = [getattr(facts, name) for name in type(facts).__slots__]
    told = [unordered.get(id(value), list(value.items()) if hasattr(value, "items") else value) for value in values]
    return [sorted((name, sorted(map(str, who))) for name, who in one) if one == list(facts.people.items()) else one for one in told]


@pytest.mark.parametrize("seed", range(6))
def test_they_are_those_of_reading_all_anew_after_any_change(library: Library, seed: int) -> None:
    chosen = random.Random(seed)
    kept = KeptFacts(library)
    days = [date(2024, 5, day) for day in (1, 2, 3)] + [None]
    names = "abcde"
    for step in range(14):
        held = [one.id for one in library.papers()]
        change = chosen.choice(("put", "put", "remove", "correct")) if held else "put"
        if change == "put":
            made, passages = paper(chosen.choice(names), chosen.choice(days), 100 * seed + step)
            library.put(replace(made, path=f"/{step % 2}/{made.path}"), passages)  # two folders may hold files of one name
        elif change == "remove":
            library.remove(chosen.choice(held))
        else:
            library.correct(
                chosen.choice(held), chosen.choice((Overrides(committee="Board"), Overrides(exempt=True), Overrides(public=True)))
            )
        for readable in (PUBLIC, ALL):
            anew = gather_facts(library.papers(readable), library.passages(classifications=readable))
            assert ordered(kept.of(readable)) == ordered(anew), change


def test_a_change_reads_the_papers_that_changed_alone(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for at, name in enumerate("abc"):
        library.put(*paper(name, date(2024, 5, 1), at + 1))
    kept = KeptFacts(library)
    before = kept.of(ALL)
    asked: list[object] = []
    read = library.passages
    monkeypatch.setattr(library, "passages", lambda **which: asked.append(which.get("document")) or read(**which))
    assert kept.of(ALL) is before
    library.put(*paper("b", date(2024, 5, 2), 50))
    assert kept.of(ALL).passages == 9
    assert asked == ["b.pdf"]
    library.remove("c.pdf")
    assert (kept.of(ALL).passages, asked) == (6, ["b.pdf"])
    assert astuple(before)[-1] == 9  # who holds the facts of a revision keeps them


def test_another_process_reads_no_paper_that_was_read(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for at, name in enumerate("abc"):
        library.put(*paper(name, date(2024, 5, 1), at + 1))
    first = ordered(KeptFacts(library).of(ALL))
    asked: list[object] = []
    read = library.passages
    monkeypatch.setattr(library, "passages", lambda **which: asked.append(which.get("document")) or read(**which))
    assert ordered(KeptFacts(library).of(ALL)) == first
    assert asked == []
    assert KeptFacts(library).of(PUBLIC).passages < 9  # what one reader may know is not kept for another
    library.put(*paper("b", date(2024, 5, 2), 50))
    asked.clear()
    KeptFacts(library).of(ALL)
    assert asked == ["b.pdf"]


def test_what_is_damaged_or_another_reader_kept_is_read_anew(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.put(*paper("a", date(2024, 5, 1), 1))
    library.put(*paper("b", date(2024, 5, 1), 2))
    first = ordered(KeptFacts(library).of(ALL))
    with library.transaction() as connection:
        connection.execute("UPDATE told SET value = substr(value, 1, 40) WHERE paper = 1")
    assert ordered(KeptFacts(library).of(ALL)) == first
    asked: list[object] = []
    read = library.passages
    monkeypatch.setattr(library, "passages", lambda **which: asked.append(which.get("document")) or read(**which))
    monkeypatch.setattr(kept_facts, "facts_version", lambda: "another")
    assert ordered(KeptFacts(library).of(ALL)) == first
    assert asked == ["a.pdf", "b.pdf"]


def test_what_a_paper_told_goes_with_it(library: Library) -> None:
    library.put(*paper("a", date(2024, 5, 1), 1))
    KeptFacts(library).of(ALL)
    assert library.rows("SELECT * FROM told", allowed=ALL)
    library.remove("a.pdf")
    assert not library.rows("SELECT * FROM told", allowed=ALL)


def test_what_was_read_before_a_change_is_not_kept_behind_it(library: Library) -> None:
    library.put(*paper("a", date(2024, 5, 1), 1))
    keep_told(library, "facts", ALL, "v", {library.papers()[0].id: b"old"}, library.revision() - 1)
    assert told(library, "facts", ALL, "v") == {}
    keep_told(library, "facts", ALL, "v", {library.papers()[0].id: b"now"}, library.revision())
    assert told(library, "facts", ALL, "v") == {library.papers()[0].id: b"now"}
