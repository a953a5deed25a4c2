"""What minutes ask of people: marks with an owner, requests and promises, and what looks like them and is none."""

import pytest

from ingest.models import Kind, Passage, Table
from ingest.record.actions import actions, people_in
from ingest.record.minutes import Minute
from ingest.record.models import Clause, Outcome
from ingest.record.monitoring import Column, header
from ingest.record.requests import asks, deadline_in

THERE = "Present: Councillors Ada Brook (AB), Lena Marsh (LM) and Olaf Reed (OR)\nIn attendance: Gwen Hollis, Clerk (GH)"


def passages(*texts: str, kind: Kind = Kind.MINUTE) -> tuple[Passage, ...]:
    return tuple(Passage(f"p{at}", "m.md", at, text, kind, paragraph="7") for at, text in enumerate(texts))


def found(said: str, there: str = THERE, kind: Kind = Kind.MINUTE) -> list[Clause]:
    own = passages(said, kind=kind)
    return [*actions(Minute(own, "7", "Paths", None, "Council"), people_in((*passages(there), *own)))]


def told(clauses: list[Clause]) -> list[tuple[str, str | None]]:
    return [(clause.text, clause.who.text if clause.who else None) for clause in clauses]


@pytest.mark.parametrize(
    ("said", "action", "who"),
    [
        ("Card for the warden. [LM]", "Card for the warden.", "LM"),
        ("The stile has gone. Key to be cut for the gate. (GH)", "Key to be cut for the gate.", "GH"),
        ("Return to go to the auditor by 3rd June. [GH]\n8 Paths", "Return to go to the auditor by 3rd June.", "GH"),
        ("The hedge at Mill Lane (AB/LM)", "The hedge at Mill Lane", "AB/LM"),
        ("That the bid be made. Carried. [GH to post by 9th May]", "That the bid be made. Carried. [GH to post by 9th May]", "GH"),
        ("Prices for two bins (Action: OR)", "Prices for two bins", "OR"),
        ("Prices for two bins are wanted.\nAction: OR within five working days",
         "Prices for two bins are wanted. Action: OR within five working days", "OR"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Kind.MINUTE, Kind.RESOLUTION])
def test_a_mark_names_the_owner(said: str, action: str, who: str, kind: Kind) -> None:
    assert told(found(said, kind=kind)) == [(action, who)]


@pytest.mark.parametrize(
    "said",
    [
        "The bid was lost, 3 for, 2 against (AB, LM)",
        "One abstained (OR).",
        "It was a matter for Brookside District Council (BDC).",
        "The form is that of the Audit Board. (AXB)",
        "The grant is from Low Meadow (LM).",
        "Olaf Reed (OR) spoke of the bridge.",
        "Land at the quay\nAction: GH",
    ],
)
def test_what_stands_in_brackets_and_is_no_owner(said: str) -> None:
    assert not found(said)


def test_initials_that_a_paper_does_not_use_for_people_own_nothing() -> None:
    assert not found("Card for the warden. [LM]", there="Present: Councillors Brook, Marsh and Reed")
    assert told(found("Card for the warden. [LM]", there="LM reported on the path. LM asked for more.")) == [("Card for the warden.", "LM")]


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("Councillor Brook asked for the plans to be sent to all members.", None),
        ("Members requested that the figures be circulated.", None),
        ("Members asked the Area Engineer to inspect the wall.", None),
        ("Mr Dale advised that a written response would be issued.", None),
        ("Councillor Ada Brook kindly offered to wind the clock.", "Councillor Ada Brook"),
        ("The Clerk would write to the owner.", "The Clerk"),
        ("It was agreed that the Clerk would obtain two prices.", "the Clerk"),
        ("A wall was down; Mr Dale undertook to arrange a visit.", "Mr Dale"),
        ("Cllr Marsh noted she would follow this up with a letter.", "Cllr Marsh"),
        ("Cllr Marsh said that she would contact the owner.", "Cllr Marsh"),
        ("Olaf to write.", "Olaf"),
        ("Comments to be submitted by 4 May.", None),
        ("The step is worn, the Treasurer to price one.", "the Treasurer"),
        ("AB et al would make a presentation on heating at the April meeting.", "AB et al"),
        ("Cllr Marsh has confirmed he will arrange for this to be mended.", "Cllr Marsh"),
        ("Ms. Dale also mentioned that she will send out a note.", "Ms. Dale"),
        ("The Project Engineer welcomed the comments and agreed to examine the junction.", "The Project Engineer"),
        ("Mr Dale has been told and will organise the fireworks.", "Mr Dale"),
        ("Answering Cllr Marsh, Mr Dale will circulate the list.", "Mr Dale"),
        ("(a) Forum - Mr Dale said he would attend its meeting in May", "Mr Dale"),
        ("Anytown Council will repair the wall.", "Anytown Council"),
        ("The Councillors will check the drains.", "The Councillors"),
        ("We will keep the members informed.", "We"),
        ("The holes are deep, Councillor Marsh to order stone.", "Councillor Marsh"),
        ("We are awaiting a date and will update the members.", "We"),
        ("Contact will be made with the new owners.", None),
        ("A formal complaint will be submitted about the post box.", None),
        ("The concerns will be passed to the roads team.", None),
        ("Councillor Marsh requested an update on the wall for the May meeting.", None),
        ("Councillor Marsh requested the Clerk ask whether the owner can meet.", None),
        ("Members asked that quarterly updates are given to them.", None),
        ("The report was noted and an update from the roads team was requested for May.", None),
    ],
)
def test_who_is_asked_or_promises(said: str, who: str | None) -> None:
    (action,) = told(found(said))
    assert action[0] == said
    assert who is None or action[1] == who


@pytest.mark.parametrize(
    "said",
    [
        "Agree to send the bid.",
        "Meeting to review the plan.",
        "The wall is to be inspected by its owner.",
        "The inspector was asked for a view and said that obstacles should be removed.",
        "LTP will inform how the money is spent.",
        "Councillor Brook asked whether the road would be closed.",
        "Councillor Marsh agreed to this course of action.",
        "Ms Dale, who lives in Mill Lane, requested the plan be paused.",
        "The Clerk reported that she had requested a report.",
        "They were told by the owners, who requested that a briefing be arranged.",
        "Councillor Brook asked that his reason for abstaining be recorded.",
        "The road was raised and when the works will be carried out on it.",
        "Any works to be carried out will be dependent on funding.",
        "Councillor Brook asked have we considered the scheme.",
        "The Council would find it harder to repair the wall.",
        "Arrangements now needed to be made with the bank.",
        "The date of the next meeting will be 3 May.",
    ],
)
def test_nobody_is_asked(said: str) -> None:
    assert not found(said)


@pytest.mark.parametrize(
    ("text", "stem", "outcome", "asked"),
    [
        ("Agreed to write to the owner.", "", Outcome.AGREED, True),
        ("Agreed to object, 4 for and one against.", "", Outcome.AGREED, False),
        ("RESOLVED to accept the tender of Reed Ltd.", "", Outcome.AGREED, False),
        ("That the Clerk would consult the tenants.", "", Outcome.AGREED, True),
        ("Quay at Low Mill", "RESOLVED: That the following should be brought forward:", Outcome.AGREED, False),
        ("write to the owner of the quay", "RESOLVED: That the Clerk should be asked to:", Outcome.AGREED, True),
        ("Note the draft; and agree to delegate the reply to the Director for Roads.", "", Outcome.NOTED, True),
        ("Note the decision to delegate parking.", "", Outcome.NOTED, False),
        ("That the plan be sent. The Clerk was asked to respond accordingly.", "", Outcome.AGREED, True),
        ("It was agreed to allocate £1,000 to the Anytown Trust.", "", Outcome.AGREED, False),
        ("That the making of the order be delegated to the Director.", "", Outcome.AGREED, True),
        ("That the report be noted; and that the Clerk be asked to call on the owner.", "", Outcome.NOTED, True),
        ("RESOLVED: to send its congratulations to the team.", "", Outcome.AGREED, True),
        ("RESOLVED: to support the application.", "", Outcome.AGREED, False),
        ("It was agreed that the Meetings Administrator would invite a speaker.", "", Outcome.AGREED, True),
        ("It was agreed that item 9 would be taken next.", "", Outcome.AGREED, False),
        ("RESOLVED: That no further action should be taken.", "", Outcome.AGREED, False),
        ("The Chair declared Councillors Ash and Birch appointed as permanent delegates to the Forum.", "", Outcome.AGREED, False),
        ("That the approval of the Council be and is hereby given to the agreement.", "", Outcome.AGREED, False),
    ],
)
def test_a_resolution_that_asks(text: str, stem: str, outcome: Outcome, asked: bool) -> None:
    assert asks(text, stem, outcome) is asked


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("The plan of 3 May, to be sent by 6 June. [GH to post by 9 June]", "by 9 June"),
        ("A note be sent within ten working days.", "within ten working days"),
        ("A grant be paid on condition that work ends before 31 December 2025.", None),
        ("If no claim is made by 3 June the fund is closed; a report is due by 9 July.", "by 9 July"),
    ],
)
def test_by_when(text: str, when: str | None) -> None:
    assert deadline_in(text) == when


@pytest.mark.parametrize("cells", [("Who", "What", "Item", "Since"), ("Task", "Owner", "Due"), ("Actions outstanding", "Who", "When")])
def test_a_list_of_what_is_outstanding(cells: tuple[str, ...]) -> None:
    assert {Column.ACTION, Column.RESPONSIBLE} <= (header(cells) or {}).keys()


def test_a_table_is_not_read_as_sentences() -> None:
    table = Passage("t", "m.md", 0, "Card for the warden. [LM]", Kind.TABLE, table=Table(("What",), (("Card",),)))
    assert not [*actions(Minute((table,), "7", "Paths", None, "Council"), frozenset({"LM"}))]
