"""Which words can be read alone, and which of them are of money, on sentences of several makers' forms."""

import pytest

from ingest.language.danger import tells_danger
from ingest.language.pointing import bare_definite, leans, leans_inside, sends_on
from ingest.language.proposals import tells_doing, tells_procedure
from ingest.language.spending import costs_nothing, sums_in, tells_context
from ingest.language.whole_sentences import has_run_in_label, has_run_in_number, is_cut, is_headings, without_number


@pytest.mark.parametrize(
    "text",
    [
        "It will open in May.",
        "This is the case in two wards.",
        "Officers have therefore written to the owner.",
        "The former costs more than the latter.",
        "In addition to this, two roads were mended.",
        "As part of this work, officers met the trustees.",
        "Will be reported to the Board in May.",
        "Three of these were closed.",
        "However, the road is open.",
        "Both were refused.",
        "And the bridge was mended.",
    ],
)
def test_a_sentence_that_needs_the_one_before_leans(text: str) -> None:
    assert leans(text)


@pytest.mark.parametrize(
    "text",
    [
        "The Council will spend £2m.",
        "This report asks for £2m.",
        "In this financial year the council spent £3m.",
        "It is proposed that the fee be £12.",
        "16 officers attended.",
        "For those residents who pay by card the fee is £2.",
        "Consideration of the item was deferred.",
    ],
)
def test_a_sentence_that_has_its_subject_does_not(text: str) -> None:
    assert not leans(text)


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("The details are set out in Appendix 1.", True),
        ("Financial implications are set out in the body of the report.", True),
        ("The costs are as set out in the attached report.", True),
        ("The table below shows the costs.", True),
        ("Further information is provided in paragraph 4.2.", True),
        ("The scheme costs £4m (see Appendix 2).", False),
        ("The duty is set out in section 17 of the Act.", False),
        ("The table was mended.", False),
    ],
)
def test_a_line_that_only_sends_the_reader_on(text: str, sent: bool) -> None:
    assert sends_on(text) is sent


@pytest.mark.parametrize(
    ("text", "run_in"),
    [
        ("16 Officers considered the use to be lawful.", True),
        ("7 Transport for the region objected.", True),
        ("1 A new road is planned.", True),
        ("4.2 The plan is new.", True),
        ("The plan was agreed. 4.2 The council then paid.", True),
        ("19 Market Square is listed.", False),
        ("12 Members voted for it.", False),
        ("3 March was the day.", False),
        ("The rate rose from 3.5 to 4.2 The", False),
        ("Under policy 4.2 Buildings are kept.", False),
    ],
)
def test_the_number_of_a_paragraph_is_no_part_of_its_words(text: str, run_in: bool) -> None:
    assert has_run_in_number(text) is run_in


def test_the_number_that_a_paragraph_is_known_by_is_taken_off() -> None:
    assert without_number("16 Officers considered it.", "16") == "Officers considered it."
    assert without_number("16 Officers considered it.", "15") == "16 Officers considered it."


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Description Budget Forecast Variance", True),
        ("Ward Councillor Amount Scheme Name", True),
        ("There are no legal implications", False),
        ("The clerk reported on the meadow.", False),
    ],
)
def test_a_row_of_headings_is_no_sentence(text: str, headings: bool) -> None:
    assert is_headings(text) is headings


def test_a_sum_is_one_however_it_is_spelled() -> None:
    assert sums_in("It costs £1.2 million, £1.2m net, and €40,000.") == ["£1.2m", "£1.2m", "€40000"]


@pytest.mark.parametrize(
    ("text", "nothing"),
    [
        ("There are no financial implications arising from the report.", True),
        ("The work will be met from existing budgets.", True),
        ("The change is cost neutral.", True),
        ("The budget is not in balance.", False),
        ("No objection was made.", False),
    ],
)
def test_what_costs_nothing(text: str, nothing: bool) -> None:
    assert costs_nothing(text) is nothing


def test_the_world_around_a_council_is_context() -> None:
    assert tells_context("CPI stood at £2.10 a loaf.")
    assert tells_context("A key decision is one above £1m.")
    assert not tells_context("Net borrowing will rise by £40m.")


@pytest.mark.parametrize(
    ("text", "run_in"),
    [
        ("Drive A resident said that the lamps were out.", True),
        ("Crescent The lamps were out for a week.", True),
        ("d)Treasurer - the accounts were given.", True),
        ("(b) Chair had nothing to report.", True),
        ("Band: Floor level Floor level Roof 3m", True),
        ("Option A is the cheapest of the four.", False),
        ("Band A was kept as it is.", False),
        ("The lamps were mended by the council.", False),
        ("Mill Lane was closed from 3 to 5 May.", False),
    ],
)
def test_a_label_or_the_cells_of_a_table_are_no_part_of_a_sentence(text: str, run_in: bool) -> None:
    assert has_run_in_label(text) is run_in


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Reserves are held at 5%, based on the following assessed levels.", True),
        ("The budget of £3m is made up as follows.", True),
        ("The roof will be mended in the following year.", False),
        ("The following roads were mended in May by the council.", False),
    ],
)
def test_what_opens_a_list_is_cut_whatever_it_ends_with(text: str, cut: bool) -> None:
    assert is_cut(text) is cut


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("The offer lapses on 3 May.", "offer"),
        ("The tenant has until May to reply.", "tenant"),
        ("The council has until May to reply.", ""),
        ("The parking charges are to rise.", ""),
        ("The offer of the trustees lapses on 3 May.", ""),
    ],
)
def test_what_only_an_article_names_was_named_before(text: str, noun: str) -> None:
    assert bare_definite(text) == noun


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("Agreed to postpone this until the September meeting.", True),
        ("Approved online via the website.", True),
        ("It was agreed to circulate them by post.", True),
        ("RESOLVED that this Council supports the lamp-lighters.", False),
        ("Approved the budget of £3,000.", False),
        ("Agreed that the lamps be mended.", False),
    ],
)
def test_a_resolution_that_does_not_say_on_what(text: str, inside: bool) -> None:
    assert leans_inside(text) is inside


def test_what_was_mentioned_above_leans() -> None:
    assert leans("The scheme meets the above-mentioned aims in full.")
    assert leans("The abovementioned aims are met by the scheme.")
    assert not leans("The lamp above the door was mended.")


@pytest.mark.parametrize(
    ("text", "procedure"),
    [
        ("Briefing papers on the items that members chose are appended to this report.", True),
        ("The plans should be read in conjunction with those of the barn.", True),
        ("The County Council is the Strategic Commissioner of Transport in the county.", True),
        ("The Parish Council has a key role in the care of the green.", True),
        ("The committee is responsible for the audit of accounts.", True),
        ("The scheme would provide 52 homes on the site of the yard.", False),
        ("The role of clerk will be cut to 12 hours a week.", False),
        ("The body of the hall is to be rebuilt.", False),
    ],
)
def test_papers_and_parts_played_are_no_proposal(text: str, procedure: bool) -> None:
    assert tells_procedure(text) is procedure


def test_what_is_put_forward_or_done() -> None:
    assert tells_doing("The scheme would provide 52 homes.")
    assert tells_doing("The proposals incorporate a square and a yard.")
    assert not tells_doing("The yard lies behind the station.")


def test_people_at_risk_and_the_control_of_risk_are_no_danger() -> None:
    assert tells_danger("There is a risk that the grant ends in May.")
    assert tells_danger("The works are at risk of delay if the risk of flood grows.")
    assert not tells_danger("The team helps children at risk of harm.")
    assert not tells_danger("The monitoring and control of risk are central to the strategy.")
