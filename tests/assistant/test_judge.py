"""The fitted judge: its numbers are of the measures it is given, its sums are right, and both sides of what it tells come apart."""

import json
from pathlib import Path

import pytest

from assistant.answering.fitted import FOLDER, Forest, Node, Weighted, forest, weighted
from assistant.answering.judge import Judge
from assistant.answering.reading import MOST, Measures
from assistant.answering.silence import Lack, signs, weigh
from assistant.answering.units import is_aside
from assistant.question.facts import gather_facts
from assistant.question.understand import understand
from assistant.retrieval.models import Extract
from ingest.language.sentences import units
from ingest.models import Kind, Passage
from tests.assistant.paper_fakes import passage
from vectorstore.models import Hit

PAPERS = [
    passage("4.1 The repair of the bandstand will cost £48,200 and be finished in June 2019.", paragraph="4.1"),
    passage("4.2 The bandstand was built by the Rotary Club. Residents value it.", paragraph="4.2"),
    passage("5.1 Litter in the parks was discussed at length with residents and the wardens.", paragraph="5.1"),
    passage("That the repair of the bandstand be approved.", kind=Kind.RESOLUTION, paragraph="6"),
]


def judged(question: str, papers: list[Passage] = PAPERS) -> tuple[Judge, list[str], list[float]]:
    facts = gather_facts((), papers)
    judge = Judge(understand(question, (), facts), facts)
    found = judge.candidates([Extract(Hit(one, 10.0 - at), (one,)) for at, one in enumerate(papers)])
    return judge, [one.unit.text for one in found], [one.score for one in found]


def test_a_tree_forks_at_its_limit_and_leaves_add_up() -> None:
    tree = (Node(1, 0.5, 1, 2, 0.0), Node(-1, 0, 0, 0, 2.0), Node(-1, 0, 0, 0, -3.0))
    model = Forest(("a", "b"), 1.0, (tree, tree))
    assert (model.logit((9.0, 0.5)), model.logit((9.0, 0.6))) == (5.0, -5.0)


def test_a_weighted_sum_starts_at_its_start() -> None:
    assert Weighted(-1.0, {"a": 2.0, "b": -1.0}, 0.0).logit({"a": 1.0, "b": 0.5, "c": 9.0}) == 0.5


def test_what_ships_is_of_the_measures_that_are_taken() -> None:
    trees = forest("reading")
    assert trees.features == Measures._fields
    assert all(node.feature < len(Measures._fields) for tree in trees.trees for node in tree)
    facts = gather_facts((), PAPERS)
    judge = Judge(understand("What will the bandstand cost?", (), facts), facts)
    read = judge.candidates([Extract(Hit(one, 1.0), (one,)) for one in PAPERS])[:MOST]
    assert set(weighted("silence").weights) == set(signs(judge.asked, read)[0])


@pytest.mark.parametrize("name", ["reading", "silence"])
def test_what_ships_is_plain_numbers(name: str) -> None:
    assert json.loads((Path(FOLDER) / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("How much will the repair of the bandstand cost?", "£48,200"),
        ("Who built the bandstand?", "Rotary Club"),
    ],
)
def test_the_likeliest_unit_is_the_one_that_answers(question: str, first: str) -> None:
    _, texts, scores = judged(question)
    assert first in texts[0]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


@pytest.mark.parametrize(
    ("question", "answerable", "lack"),
    [
        ("How much will the repair of the bandstand cost?", True, None),
        ("When will the repair of the bandstand be finished?", True, None),
        ("How much will the repair of the lido cost?", False, Lack.THING),
        ("When was litter in the parks reported to the police?", False, Lack.THING),
        ("How much was spent on the wardens?", False, Lack.THING),
    ],
)
def test_silence_is_told_from_what_is_missing(question: str, answerable: bool, lack: Lack | None) -> None:
    facts = gather_facts((), PAPERS)
    understanding = understand(question, (), facts)
    judge = Judge(understanding, facts)
    found = weigh(understanding, judge, judge.candidates([Extract(Hit(one, 10.0 - at), (one,)) for at, one in enumerate(PAPERS)]))
    assert found.answerable is answerable, (found.logit, found.signs)
    assert found.lack is lack


def test_nothing_found_is_silence() -> None:
    facts = gather_facts((), PAPERS)
    understanding = understand("What will the bandstand cost?", (), facts)
    assert weigh(understanding, Judge(understanding, facts), []).lack is Lack.SUBJECT


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("The costs are set out below.", True),
        ("For the timetable see Appendix 2.", True),
        ("Present: Councillors Archer, Birch and Cole.", True),
        ("and the remainder of the grant", True),
        ("The table tennis club below the hall pays £300 a year.", False),
        ("At present the hall is let for £40 an evening.", False),
        ("Councillor Archer apologised for the delay.", False),
    ],
)
def test_what_says_nothing_by_itself_is_told_from_what_does(text: str, aside: bool) -> None:
    assert is_aside(units(passage(text))[0]) is aside
