"""Which bodies a typed name means, and which papers a scope holds."""

import datetime
import os
import re
import subprocess
import sys

import pytest
from pydantic import ValidationError

from assistant.bodies import Body, named
from assistant.errors import UnknownBodyError
from assistant.scope import EVERYTHING, Scope
from ingest.models import Meeting, Paper, PaperInfo

LARKMERE, KENT, ANGLESEY = "Larkmere Borough Council", "Kent County Council", "Ynys Môn County Council"
MANAGEMENT, ENVIRONMENT = "Overview and Scrutiny Management Committee", "Environment and Place Scrutiny Committee"
PANEL, ROADS = "Communities Overview and Scrutiny Panel", "Cabinet Member for Roads"
BODIES = (
    Body(MANAGEMENT, LARKMERE), Body(ENVIRONMENT, LARKMERE), Body(PANEL, LARKMERE), Body("Cabinet", LARKMERE), Body(ROADS, LARKMERE),
    Body("Planning Committee", KENT), Body("Strategic Planning Committee", KENT), Body("Cabinet", KENT), Body(KENT, KENT),
    Body("Policy Committee", KENT), Body("Wealth Board", KENT), Body("Children's Trust Board", KENT), Body("Cabinet", ANGLESEY),
    Body("Pwyllgor Môn", ANGLESEY), Body("Milburn Parish Council", "Milburn Parish Council"), Body("", KENT),
)  # fmt: skip


def names(typed: str) -> set[str]:
    return {body.name for body in named(typed, [body for body in BODIES if body.name])}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Scrutiny", {MANAGEMENT, ENVIRONMENT, PANEL}),
        ("SCRUTINY committee", {MANAGEMENT, ENVIRONMENT}),
        ("OSMC", {MANAGEMENT}),
        ("osmc", {MANAGEMENT}),
        ("the overview & scrutiny management committee", {MANAGEMENT}),
        ("Larkmere OSMC", {MANAGEMENT}),
        ("Environment Scrutiny Committee", {ENVIRONMENT}),
        ("Enviroment scurtiny", {ENVIRONMENT}),
        ("Communities OSP", {PANEL}),
        ("Community OSP", set()),
        ("cabinet", {"Cabinet"}),
        ("Cabinet Member", {ROADS}),
        ("Planning Committee", {"Planning Committee"}),
        ("Planning", {"Planning Committee", "Strategic Planning Committee"}),
        ("Plannning Commitee", {"Planning Committee", "Strategic Planning Committee"}),
        ("Kent County Council Planning Committee", {"Planning Committee"}),
        ("Kent", {KENT}),
        ("full council", {KENT, "Milburn Parish Council"}),
        ("County Council", {KENT}),
        ("Parish Council", {"Milburn Parish Council"}),
        ("Pwyllgor Mon", {"Pwyllgor Môn"}),
        ("Childrens Trust", {"Children's Trust Board"}),
        ("Env and Place Scrutiny Cttee", {ENVIRONMENT}),
        ("O & S Mgmt Committee", set()),
        ("Scrutiny Mgmt Comm.", {MANAGEMENT}),
        ("Milburn P.C.", {"Milburn Parish Council"}),
    ],
)
def test_a_typed_name_means_these_bodies(typed: str, meant: set[str]) -> None:
    assert names(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["", "the", "Health", "Health Board", "Police Committee", "Audit Committee", "Surrey", "Planning Panel", "SC", "PC", "Pan Cttee"],
)
def test_a_name_that_no_body_has_means_none(typed: str) -> None:
    assert names(typed) == set()


@pytest.mark.parametrize(
    ("typed", "printed", "same"),
    [
        ("Kent", KENT, True),
        ("kent council", KENT, True),
        ("KCC", KENT, True),
        ("York", "City of York Council", True),
        ("York City Council", "City of York Council", True),
        ("City of Medway", "Medway Council", True),
        ("Ynys Mon", ANGLESEY, True),
        ("Derby", "Derbyshire County Council", False),
        ("Derby County Council", "Derby City Council", False),
        ("Durham City Council", "Durham County Council", False),
        ("Council", KENT, False),
    ],
)
def test_a_council_is_called_with_or_without_what_it_is(typed: str, printed: str, same: bool) -> None:
    assert bool(named(typed, [Body(printed)])) is same


def paper(document: str, kind: str, *meeting: str | None, date: datetime.date | None = None) -> Paper:
    return Paper(document, document, "", "", 0, 0, PaperInfo(paper_type=kind, meeting=Meeting(*meeting, date)))


PAPERS = (
    paper("a", "minutes", KENT, "Cabinet", date=datetime.date(2024, 1, 9)),
    paper("b", "report", KENT, "Planning Committee", date=datetime.date(2024, 2, 6)),
    paper("c", "minutes", ANGLESEY, "Cabinet", date=datetime.date(2024, 3, 5)),
    paper("d", "report", KENT, None),
)  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "held"),
    [
        ({}, "abcd"),
        ({"committee": "  "}, "abcd"),
        ({"committee": "the cabinet"}, "ac"),
        ({"council": "Kent"}, "abd"),
        ({"council": "Ynys Mon", "committee": "Cabinet"}, "c"),
        ({"from": "2024-02-06"}, "bc"),
        ({"to": "2024-02-06"}, "ab"),
        ({"from": "2024-02-07", "committee": "planning"}, ""),
        ({"documents": ["a", "d", "x"]}, "ad"),
        ({"kinds": ["minutes"], "documents": ["a", "b"]}, "a"),
    ],
)
def test_a_scope_holds_these_papers(asked: dict[str, object], held: str) -> None:
    scope = Scope.model_validate(asked)
    assert "".join(one.document for one in scope.papers(PAPERS)) == held
    assert scope.bounded is (held != "abcd")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"committee": "Planing Board"}, "No committee or body among the papers is called “Planing Board”. The nearest by name: Planning"),
        ({"council": "Surrey"}, "No council among the papers is called “Surrey”. The nearest by name: "),
        ({"council": "Ynys Mon", "committee": "Planning"}, "called “Planning”. The nearest by name: Cabinet."),
    ],
)
def test_a_body_of_no_paper_is_told_with_the_nearest(asked: dict[str, str], told: str) -> None:
    with pytest.raises(UnknownBodyError, match=re.escape(told)):
        Scope.model_validate(asked).papers(PAPERS)


def test_a_row_is_of_its_own_meeting_and_not_of_the_paper_that_prints_it() -> None:
    """Minutes of the Works Panel, of which no paper is, reprinted in the Cabinet's."""
    rows = (Meeting(KENT, "Works Panel", datetime.date(2023, 12, 5)), Meeting(KENT, "Cabinet", datetime.date(2024, 1, 9)))
    asked = {"Works": 1, "Cabinet": 1, "Planning": 0}
    assert {name: len(Scope(committee=name).keep(rows, lambda row: (row, ["a"]), PAPERS)) for name in asked} == asked
    assert len(EVERYTHING.keep(rows, lambda row: (row, ()), ())) == 2
    with pytest.raises(UnknownBodyError):
        Scope(committee="Works").papers(PAPERS)


@pytest.mark.parametrize(
    "wrong", [{"from": 0}, {"from": "1 May 2024"}, {"committee": "c" * 301}, {"documents": ["a"] * 201}, {"form": "x"}]
)
def test_what_is_no_scope_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Scope.model_validate(wrong)


def test_two_bodies_of_one_name_are_both_meant_in_every_process() -> None:
    """A set is walked in the order of its hashes, which differ from process to process; what a question means must not hang on it."""
    code = (
        "from assistant.bodies import Body, mentions_of\n"
        "bodies = {Body('Environment and Place Scrutiny Committee', council) for council in ('Larkmere Council', 'Milburn Council')}\n"
        "found = mentions_of('How did the Environment and Place Scrutiny Committee vote?', bodies)\n"
        "print([sorted(body.council for body in mention.bodies) for mention in found])"
    )
    for seed in range(16):
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True).stdout
        assert told.strip() == "[['Larkmere Council', 'Milburn Council']]", seed
