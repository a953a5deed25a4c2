"""The decisions register on the sample papers and, where they are at hand, on real minutes read by hand."""

import datetime
from collections import Counter

import pytest

from assistant.registers.models import Adoption, Decision, Quoted
from assistant.registers.notes import decisions_note
from assistant.registers.registers import Register, Registers
from assistant.scope import Scope
from ingest.language.live_text import is_verbatim
from ingest.library.library import Library
from ingest.models import Classification
from ingest.record.models import Outcome
from vectorstore.models import Role

SINCE_2023 = Scope(date_from=datetime.date(2023, 1, 1))
"""Without the scanned minutes, which need a program that not every machine has."""
TODAY = datetime.date(2026, 1, 2)


def by_clause(found: tuple[Decision, ...], date: datetime.date) -> dict[str | None, Decision]:
    """The decisions of one meeting by clause."""
    return {decision.clause: decision for decision in found if decision.date == date}


def quotes(decision: Decision) -> list[Quoted]:
    """Everything a decision quotes."""
    recommended = [one.said for one in (*decision.left, *filter(None, (decision.recommendation,)))]
    return [*decision.words, *decision.stem, *decision.flags, *decision.recorded, *recommended, *(vote.said for vote in decision.votes)]


def assert_word_for_word(library: Library, found: tuple[Decision, ...]) -> None:
    """Every quotation stands in the live text of the passage that it cites."""
    for decision in found:
        for quoted in quotes(decision):
            (passage,) = library.passages(ids=[quoted.citation.passage_id])
            pieces = [quoted.text] if not passage.struck else quoted.text.split(" from 1 April", maxsplit=1)[:1]
            assert all(is_verbatim(piece, passage) for piece in pieces), (decision.clause, quoted.text)


def test_every_clause_of_the_sample_minutes_is_found(sample_library: Library) -> None:
    found = Registers(sample_library).decisions(Role.PUBLIC, SINCE_2023)
    dates = Counter(str(decision.date) for decision in found)
    assert dates == {"2023-06-22": 8, "2023-09-14": 15, "2023-10-17": 7, "2024-05-20": 10, "2024-06-13": 7}
    assert_word_for_word(sample_library, found)


def test_the_minutes_date_the_decision_not_the_pack_that_prints_them(sample_library: Library) -> None:
    found = Registers(sample_library).decisions(Role.PUBLIC, SINCE_2023.model_copy(update={"date_to": datetime.date(2023, 7, 1)}))
    assert {decision.citation.document for decision in found} == {"2023-09-14-environment-scrutiny-pack.pdf"}
    assert len(found) == 8


def test_recommended_amended_refused_and_unchanged(sample_library: Library) -> None:
    found = by_clause(Register(sample_library, Role.PUBLIC).decisions, datetime.date(2023, 9, 14))
    assert found["10(i)"].adoption is Adoption.UNCHANGED
    assert found["9(ii)"].adoption is found["10(ii)"].adoption is Adoption.REFUSED
    glass = found["8(ii)"]
    assert glass.adoption is Adoption.CHANGED
    assert "Quayside" in glass.difference.decided_only
    assert any("£120,000" in words for words in glass.difference.decided_only)
    second = found["10(iii)"].difference
    assert second.recommended_only == ("£110",)
    assert "£95" in second.decided_only
    assert found["9(iii)"].adoption is Adoption.NOT_FOUND
    assert [one.label for one in found["11(i)"].left] == ["RECOMMENDATION (i)"]


def test_what_is_struck_out_is_never_live(sample_library: Library) -> None:
    found = by_clause(Register(sample_library, Role.PUBLIC).decisions, datetime.date(2023, 9, 14))
    assert "1 January 2024" not in found["10(iii)"].text
    assert "1 January 2024" not in found["10(iii)"].citation.quote
    assert "from 1 April 2024" in found["10(iii)"].text


def test_votes_go_with_the_clause_they_were_taken_on(sample_library: Library) -> None:
    found = by_clause(Register(sample_library, Role.PUBLIC).decisions, datetime.date(2023, 9, 14))
    (hours,) = found["10(ii)"].votes
    assert (hours.in_favour, hours.against, hours.abstained) == (5, 3, 1)
    assert hours.names_against == ("Brandt", "Holloway", "Mistry")
    (roads,) = found["9(ii)"].votes
    assert (roads.in_favour, roads.against) == (6, 3)
    assert not found["9(i)"].votes
    assert not found["10(i)"].votes
    (amendment,) = found["8(ii)"].motions
    assert (amendment.proposer, amendment.seconder, amendment.amendment) == ("Councillor Brandt", "Councillor Mistry", True)


def test_a_decision_record_has_its_maker_reference_and_call_in(sample_library: Library) -> None:
    found = Registers(sample_library).decisions(Role.PUBLIC, Scope(committee="cabinet"))
    assert {decision.item for decision in found} == {"CAB-23-041"}
    assert {decision.body for decision in found} == {"Cabinet"}
    assert any("Not called in" in flag.text for flag in found[0].flags)
    last = by_clause(found, datetime.date(2023, 10, 17))["DECISION (vii)"]
    assert last.adoption is Adoption.UNCHANGED


def test_outcomes_can_be_asked_for(sample_library: Library) -> None:
    refused = Registers(sample_library).decisions(Role.PUBLIC, outcome="refused")
    assert {decision.clause for decision in refused} == {"9(ii)", "10(ii)", "24.05.11"}
    noted = Registers(sample_library).decisions(Role.PUBLIC, outcome="noted")
    assert all(decision.outcome is Outcome.NOTED for decision in noted)
    assert {"8(i)", "9(i)"} <= {decision.clause for decision in noted}


def test_the_note_cites_every_decision(sample_library: Library) -> None:
    found = Register(sample_library, Role.PUBLIC).decisions
    note = decisions_note(found, TODAY)
    register, left = (section.blocks[0] for section in note.sections)
    assert register.kind == left.kind == "grid"
    assert len(register.rows) == len(found)
    assert all(row[4].markers for row in register.rows)
    used = {marker for row in (*register.rows, *left.rows) for said in row for marker in said.markers}
    assert used == set(range(1, len(note.sources) + 1))


def test_a_reader_is_shown_only_what_they_may_read(sample_library: Library) -> None:
    public = {quoted.citation.passage_id for one in Register(sample_library, Role.PUBLIC).decisions for quoted in quotes(one)}
    assert not list(sample_library.passages(ids=sorted(public), classifications={Classification.EXEMPT}))


@pytest.mark.shared
@pytest.mark.slow
def test_the_city_minutes(text_library: Library) -> None:
    """Counted by hand: 8 clauses and items noted on 12 April 2012, 2 on 8 May 2012 (printed twice), 14 in 2017, 10 in 2020."""
    found = Register(text_library, Role.PUBLIC).decisions
    counts = Counter(str(decision.date) for decision in found)
    assert counts == {"2012-04-12": 8, "2012-05-08": 2, "2017-09-28": 14, "2020-02-06": 10}
    assert_word_for_word(text_library, found)
    noted = {(str(d.date), d.item) for d in found if d.outcome is Outcome.NOTED}
    assert noted == {
        *(("2012-04-12", item) for item in ("76", "79", "80")),
        *(("2017-09-28", item) for item in ("14", "15")),
        ("2020-02-06", "41"),
    }
    officers = by_clause(found, datetime.date(2017, 9, 28))["13(iii)"]
    assert len(officers.words) == 3
    assert {d.title for d in found if d.clause == "39"} == {"FORWARD PLAN: PROVISION OF ENVIRONMENTAL ENFORCEMENT SERVICES"}
    assert any("CALL-IN" in (d.title or "") for d in found if d.item == "83")


@pytest.mark.shared
@pytest.mark.slow
def test_the_county_minutes(kent_library: Library) -> None:
    """Read by hand: 28 resolved clauses and one motion agreed on 13 March 2025; who voted how; the amendment that carried."""
    found = Registers(kent_library).decisions(Role.PUBLIC, Scope(committee="Kent"))
    assert len(found) == 29
    assert_word_for_word(kent_library, found)
    clauses = by_clause(found, datetime.date(2025, 3, 13))
    votes = {label: clauses[label].votes[0] for label in ("299(3)(i)", "302(3)", "306(8)(4)", "306(8)(6)", "307(4)", "308(6)(a)")}
    assert [(v.in_favour, v.against, v.abstained) for v in votes.values()] == [
        (52, 0, 11), (38, 5, 4), (36, 4, 0), (37, 0, 2), (32, 1, 2), (34, 0, 0)
    ]  # fmt: skip
    assert votes["307(4)"].names_against == ("Mr Booth",)
    adoption = {label: clauses[label].adoption for label in ("306(8)(1)", "306(8)(2)", "306(8)(3)", "306(8)(6)", "303(3)", "300(5)")}
    changed, same = Adoption.CHANGED, Adoption.UNCHANGED
    assert list(adoption.values()) == [same, same, changed, same, same, changed]
    assert [(m.proposer, m.amendment) for m in clauses["306(8)(3)"].motions] == [("Mr Gough", False), ("Mr Holden", True)]
    assert len(clauses["300(5)"].recorded) == 1
    assert {one.label for one in clauses["300(5)"].left} == {"RECOMMENDATION (a)", "RECOMMENDATION (c)"}
    assert not any("14.60 The text" in decision.text for decision in found)


@pytest.mark.shared
@pytest.mark.slow
def test_the_parish_minutes_resolve_in_running_text(kent_library: Library) -> None:
    found = Registers(kent_library).decisions(Role.PUBLIC, Scope(committee="Milburn"))
    assert Counter(decision.item for decision in found) == {
        "21.01.03": 1, "21.01.05": 2, "21.01.06": 1, "21.01.07": 1, "21.01.08": 1, "21.01.09": 2
    }  # fmt: skip
