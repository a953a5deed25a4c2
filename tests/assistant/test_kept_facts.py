"""Facts kept by paper are at each moment those of reading all passages anew, and a change reads the papers that changed alone."""

import random
from collections.abc import Iterator
from dataclasses import astuple, replace
from datetime import date
from pathlib import Path

import pytest

from assistant.question.facts import gather_facts
from assistant.question.vocabulary import LibraryFacts
from assistant.retrieval.kept_facts import KeptFacts
from ingest.library.library import Library
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
    unordered = {id(facts.sittings): sorted(map(str, facts.sittings)), id(facts.days): sorted(facts.days)}
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
