"""Drafts are made of what papers say, are sound by `validate`, never count, and their partners are not answered by any paper."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from app import Composition
from assistant.cli import Shell, cli
from eval.cases import read_cases, write_cases
from eval.corpus import Corpus
from eval.drafting.draft import draft
from eval.drafting.topics import core, facts_of, halves, topic_of
from eval.errors import SuiteError
from eval.models import Answerable, Case, Nugget
from eval.nuggets import holds
from eval.text import fold
from eval.validate import validate
from ingest.library.library import Library
from ingest.models import Overrides
from ingest.pipeline import ingest
from ingest.settings import IngestSettings

MINUTES = """# Quernby Parish Council

Minutes of the meeting of Quernby Parish Council held on 12 May 2025 in the Reading Room

Present: Councillors A. Varley (Chair), B. Thrupp, C. Oxenholme and D. Sallow

Apologies: Councillor E. Marrick

## 4. Bench by the mill pond

Councillor Thrupp reported that the old bench had been carried off by the flood of last winter.

RESOLVED that a bench of oak be bought for the mill pond at a cost of £480.

## 5. Grant to the bell ringers

Councillor Oxenholme proposed, Councillor Sallow seconded, that the bell ringers be given a grant for new ropes.

The motion was put to the vote and carried by 3 votes to 1.

RESOLVED that a grant of £250 be given to the bell ringers for new ropes.

## 6. Footpath at Cold Lane

The Clerk is to ask the landowner for a new stile at the foot of Cold Lane.

The meeting closed at 9.10 pm.
"""
REPORT = """# Annual report on the allotments

Report to Quernby Parish Council, 9 June 2025

The rent for a full plot was £36. There were 14 names on the waiting list.

| Income from plots | 2023/24 | 2024/25 |
| --- | --- | --- |
| Full plots at Cold Lane | 1,080 | 1,116 |
| Half plots at Mill Field | 414 | 437 |
"""
SECRET = """# Offer for the mill

NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A of the Local Government Act 1972

Members are asked to keep what follows to themselves. The price for the old mill was £91,500.
"""


def taken(home: Path, papers: dict[str, str], exempt: str = "") -> Library:
    library = Library.open(home, create=True)
    for name, text in papers.items():
        path = home.parent / name
        path.write_text(text, encoding="utf-8")
        ingest(library, [path], IngestSettings(), Overrides(exempt=name == exempt))
    return library


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    home = tmp_path_factory.mktemp("drafting") / "home"
    return taken(home, {"minutes.md": MINUTES, "allotments.md": REPORT, "offer.md": SECRET}, exempt="offer.md")


@pytest.fixture(scope="module")
def drafts(library: Library) -> list[Case]:
    return draft(library, Corpus.of(library), 100)


def test_drafts_are_sound_and_never_count(library: Library, drafts: list[Case]) -> None:
    assert validate(drafts, Corpus.of(library))[1] == []
    assert {case.status for case in drafts} == {"draft"}
    assert {case.author for case in drafts} == {"draft"}
    assert all("made from " in case.notes and "; check: " in case.notes for case in drafts)
    kinds = {case.slices[1] for case in drafts}
    assert {"decision", "vote", "mover", "task", "chair", "apologies", "hours", "table", "sentence"} <= kinds


def test_each_stands_beside_a_partner_that_is_not_answered_or_supposes_what_is_not_so(library: Library, drafts: list[Case]) -> None:
    corpus = Corpus.of(library)
    every = fold("\n".join(source.text for source in corpus.sources))
    for case, partner in zip(drafts[::2], drafts[1::2], strict=True):
        assert case.answerable is Answerable.YES
        assert partner.answerable in (Answerable.NO, Answerable.FALSE_PREMISE)
        assert partner.source_cluster == case.source_cluster
        if partner.answerable is Answerable.NO:
            assert not partner.evidence_groups
            assert not partner.nuggets
    votes = [case for case in drafts if case.slices[1] == "vote"]
    assert [case.answerable for case in votes] == [Answerable.YES, Answerable.FALSE_PREMISE]
    assert "lost" in votes[1].question
    assert any("carried" in nugget.text for nugget in votes[1].nuggets)
    for name in ("Haldenby", "Twinning Committee"):
        assert fold(name) not in every


def test_a_question_that_a_paper_answers_is_no_partner(tmp_path: Path) -> None:
    """The same row for another year is asked only where no paper has it: here 2020/21, the first year tried, is printed elsewhere."""
    former = REPORT.replace("2023/24", "2019/20").replace("2024/25", "2020/21").replace("9 June 2025", "14 June 2021")
    library = taken(tmp_path / "home", {"allotments.md": REPORT, "former.md": former})
    asked = [case.question for case in draft(library, Corpus.of(library), 200) if case.answerable is Answerable.NO]
    assert not any("2019/20" in question or "2020/21" in question for question in asked)


def test_drafts_are_the_same_each_time_and_others_for_another_seed(library: Library) -> None:
    corpus = Corpus.of(library)
    assert draft(library, corpus, 8) == draft(library, corpus, 8)
    assert draft(library, corpus, 8) != draft(library, corpus, 8, seed=7)
    papers = [case.source_cluster for case in draft(library, corpus, 8)]
    assert set(papers) == {"minutes.md", "allotments.md"}, "spread over the papers"
    assert {case.source_cluster for case in draft(library, corpus, 8, ["allotments.md"])} == {"allotments.md"}


def test_exempt_words_are_drafted_for_an_officer_alone(library: Library, drafts: list[Case]) -> None:
    assert not any("91,500" in case.model_dump_json() or "mill was" in case.question for case in drafts)
    inside = [case for case in draft(library, Corpus.of(library), 200, exempt=True) if case.source_cluster == "offer.md"]
    assert any("91,500" in case.model_dump_json() for case in inside)
    assert {case.role for case in inside} == {"officer"}


def test_a_paper_that_is_not_there_and_papers_that_say_nothing_are_refused(library: Library, tmp_path: Path) -> None:
    with pytest.raises(SuiteError, match=r"there is no paper called 'gone\.pdf'"):
        draft(library, Corpus.of(library), 8, ["gone.pdf"])
    empty = taken(tmp_path / "home", {"note.md": "# A note\n\nNothing was said here at all.\n"})
    with pytest.raises(SuiteError, match="nothing could be drafted"):
        draft(empty, Corpus.of(empty), 8)


def test_the_verbs_write_drafts_and_say_that_they_do_not_count(library: Library, tmp_path: Path) -> None:
    out = tmp_path / "drafts.xlsx"

    def council_papers(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["eval", *arguments, "--home", str(library.home)], obj=Shell(Composition))
        return result.output + str(result.exception or "")

    written = council_papers("draft", "--out", str(out), "--size", "24")
    assert "24 drafts from 2 papers" in written
    assert "is there already" in council_papers("draft", "--out", str(out))
    first = read_cases([out])[0].id
    told = council_papers("validate", str(out))
    assert f"0 cases and 24 drafts, 0 problems; drafts count in no figure until their status is approved: {first}, " in told
    assert told.rstrip().endswith("and 4 more")
    write_cases([case.model_copy(update={"status": "approved"}) for case in read_cases([out])], tmp_path / "cases.xlsx")
    assert council_papers("validate", str(tmp_path / "cases.xlsx")).rstrip().endswith("24 cases and 0 drafts, 0 problems")


def test_drafts_come_back_from_a_sheet_as_they_were(drafts: list[Case], tmp_path: Path) -> None:
    write_cases(drafts, tmp_path / "drafts.xlsx")
    assert read_cases([tmp_path / "drafts.xlsx"]) == drafts


@pytest.mark.parametrize(
    ("clause", "taken_apart", "said"),
    [
        (
            "RESOLVED that a bench of oak be bought for the mill pond at a cost of £480.",
            ("a bench of oak", "bought for the mill pond at a cost of £480"),
            "bought for the mill pond at a cost of £480",
        ),
        (
            "(ii) signs warning bathers be put up at all three entrances, and not only at the slipway;",
            ("signs warning bathers", "put up at all three entrances"),
            "put up at all three entrances",
        ),
        ("Resolved to give a grant of £5,000 to the trustees, from the reserve.", None, "give a grant of £5,000 to the trustees"),
        ("That the Clerk should write to the Highway Department.", None, "the Clerk should write to the Highway Department"),
    ],
)
def test_a_clause_is_taken_apart_where_it_says_what_becomes_of_what(clause: str, taken_apart: tuple[str, str] | None, said: str) -> None:
    assert halves(clause) == taken_apart
    assert core(clause) == said
    assert all(holds(Nugget(text=fact), clause) for fact in facts_of(clause)), "a fact stands in the words it was made of"


@pytest.mark.parametrize("title", ["Apologies", "2. MINUTES OF THE PREVIOUS MEETING", "Date of next meeting", "Clerk’s Report", None])
def test_routine_items_are_no_topic(title: str | None) -> None:
    assert topic_of(title, {"of", "the"}) is None


def test_a_title_is_said_as_people_say_it() -> None:
    assert topic_of("5. RESIDENTS' PARKING PERMITS: FIRST SIX MONTHS", {"residents", "parking", "permits"}) == "residents' parking permits"
    assert topic_of("Report on the Bridge at Cold Lane", {"bridge", "at", "lane"}) == "bridge at Cold lane"
