"""The fitting of the judge on small data: labels, councils left out, and files that the product reads."""

import json
from pathlib import Path
from typing import Any

import pytest

from assistant.answering.judge import Judge
from assistant.answering.reading import Measures, Reader
from assistant.question.facts import gather_facts
from assistant.question.understand import understand
from assistant.retrieval.models import Extract
from bench.judge import Read, fit, left_out, read_one
from tests.assistant.paper_fakes import passage
from vectorstore.models import Hit

PAPERS = [
    passage("4.1 The repair of the bandstand will cost £48,200. The contractor starts in June.", paragraph="4.1"),
    passage("4.2 The lease of the kiosk runs to 2030 and brings £3,100 a year.", paragraph="4.2"),
]
RECORDS: list[dict[str, Any]] = [
    {
        "question": "What will the repair of the bandstand cost?",
        "answerable": True,
        "quotes": ["The repair of the bandstand will cost £48,200."],
    },
    {"question": "When does the contractor start?", "answerable": True, "quotes": ["The contractor starts in June."]},
    {"question": "How long does the lease of the kiosk run?", "answerable": True, "quotes": ["The lease of the kiosk runs to 2030"]},
    {"question": "Who holds the lease of the kiosk?", "answerable": False, "quotes": []},
    {"question": "Who repairs the bandstand?", "answerable": False, "quotes": []},
]


def read(record: dict[str, Any], document: str) -> Read:
    facts = gather_facts((), PAPERS)
    judge = Judge(understand(record["question"], (), facts), facts)
    found = Reader(judge.asked).read([Extract(Hit(one, 2.0 - at), (one,)) for at, one in enumerate(PAPERS)])[0]
    return read_one({**record, "doc": document}, judge, found)


@pytest.fixture(scope="module")
def questions() -> list[Read]:
    name = PAPERS[0].document
    both = [read(record, name) for record in RECORDS * 8]
    return [Read(f"council {at % 2}", one.answerable, one.judge, one.candidates, one.right) for at, one in enumerate(both)]


def test_a_unit_is_right_where_it_is_of_the_quote_and_the_paper() -> None:
    one = read(RECORDS[0], PAPERS[0].document)
    right = [c.unit.text for c, is_right in zip(one.candidates, one.right, strict=True) if is_right]
    assert right == ["4.1 The repair of the bandstand will cost £48,200."]
    assert not any(read(RECORDS[0], "another-paper.pdf").right)


def test_every_question_is_judged_by_trees_that_saw_another_council(questions: list[Read]) -> None:
    judged = left_out(questions)
    assert [one.council for one in judged] == [one.council for one in questions]
    assert all(c.score > 0 for one in judged for c in one.candidates)
    assert all(one.candidates == tuple(sorted(one.candidates, key=lambda c: -c.score)) for one in judged)


def test_what_is_written_is_what_the_product_reads(questions: list[Read], tmp_path: Path) -> None:
    told = fit(questions, tmp_path)
    trees, silence = (json.loads((tmp_path / name).read_text(encoding="utf-8")) for name in ("reading.json", "silence.json"))
    assert tuple(trees["features"]) == Measures._fields
    assert trees["trees"]
    assert {"start", "turn", "weights"} == set(silence)
    assert 0 <= told["refused"] <= 1
    assert told["questions"] == len(questions)
