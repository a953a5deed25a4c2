"""An answer reads as a whole when sentences of a chat model fall: what must be repaired, what must go, and what must be left alone."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from assistant.answering.chat_reply import Said, statements
from assistant.answering.wholeness import Whole, leads, settled
from assistant.check import Finding, Reason, Support, Verdict
from assistant.check.draft import Drafted, Quote, Style
from assistant.check.statements import Checked
from ingest.models import Kind
from tests.assistant.paper_fakes import passage
from vectorstore.models import Hit

RANGERS = passage("The depot and the rangers cost £1.2m. Councillor Archer, Mrs Lee and Mr Pask asked for training.", paragraph="12")
MINUTES = passage("RESOLVED: That the fee be £12. That the gates be shut.", paragraph="4", kind=Kind.RESOLUTION, report_title="Fees")
PAPERS = [RANGERS, MINUTES]


def run(reply: str, papers: Sequence[Any] = PAPERS) -> tuple[list[Drafted], list[Drafted], Whole]:
    """What is shown and what falls of a reply; a sentence that ends in "!" falls, one in "!!" says otherwise than the papers."""

    def draft(said: Said) -> Drafted:
        cited = [papers[marker - 1] for marker in said.markers]
        return Drafted(said.text, tuple(Quote(Hit(one, 1.0), 0, len(one.text)) for one in cited), said.style)

    def verdict(drafted: Drafted) -> Verdict:
        if drafted.findings or not drafted.quotes:
            return Verdict(Support.NOT_SHOWN, drafted.findings)
        bad = drafted.text.rstrip(":").endswith("!")
        against = drafted.text.rstrip(":").endswith("!!")
        return Verdict(Support.CONFLICTS if against else Support.NOT_SHOWN if bad else Support.SUPPORTED)

    whole = Whole(statements([reply]), draft, verdict)
    judged = [(one, verdict(one).shown) for one in whole]
    return [one for one, shown in judged if shown], [one for one, shown in judged if not shown], whole


def texts(drafted: Sequence[Drafted]) -> list[str]:
    return [one.text for one in drafted]


FELL = "The scheme was scrapped! [1]\n"


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        ("However, the panel approved more rangers.", "The panel approved more rangers."),
        ("In addition, Councillor Archer asked for training.", "Councillor Archer asked for training."),
        ("As a result, the fee rose to £12.", "The fee rose to £12."),
        ("Moreover, 25 rangers were employed.", "25 rangers were employed."),
        ("But residents objected to it all.", "Residents objected to it all."),
        ("But the residents objected.", "The residents objected."),
        ("And Councillor Archer asked for training.", "Councillor Archer asked for training."),
        ("In addition to rangers, wardens patrol.", "In addition to rangers, wardens patrol."),
        ("However much it costs, the gates are shut.", "However much it costs, the gates are shut."),
        ("So far 12 rangers were trained.", "So far 12 rangers were trained."),
        ("But for the grant, the depot was to close.", "But for the grant, the depot was to close."),
        ("Also known as the Old Mill, the depot was sold.", "Also known as the Old Mill, the depot was sold."),
        ("Instead of rangers, wardens patrol.", "Instead of rangers, wardens patrol."),
        ("Still, so.", "Still, so."),
        ("Nevertheless the fee was agreed.", "The fee was agreed."),
        ("That said, residents objected to the fee.", "Residents objected to the fee."),
        ("As a result of this, the gates are shut.", "The gates are shut."),
        ("At the same time as the fee, the gates were agreed.", "At the same time as the fee, the gates were agreed."),
        ("Thus far, and so on, it rained all day.", "Thus far, and so on, it rained all day."),
        ("Following this year's survey, the fee rose.", "Following this year's survey, the fee rose."),
    ],
)
def test_what_joins_a_sentence_to_one_that_fell_is_cut_where_a_sentence_is_left(sentence: str, left: str) -> None:
    shown, _, _ = run(f"{FELL}{sentence.removesuffix('.')} [1].\n")
    assert texts(shown) == [left]


@pytest.mark.parametrize("before", ["", "The scheme was approved [1].\n", f"{FELL}The scheme was approved [1].\n"])
def test_what_joins_it_to_one_that_is_shown_stays(before: str) -> None:
    shown, _, _ = run(f"{before}However, the panel approved more rangers [1].")
    assert texts(shown)[-1] == "However, the panel approved more rangers."


@pytest.mark.parametrize(
    ("fell", "sentence", "named"),
    [
        ("The depot was closed in 2016!", "It cost £1.2m to run.", "The depot cost £1.2m to run."),
        ("The rangers were tired!", "They cost £1.2m a year.", "The rangers cost £1.2m a year."),
        ("Councillor Archer was unhappy!", "He asked for training.", "Councillor Archer asked for training."),
        ("Mrs Lee was late on Tuesday!", "She asked for training.", "Mrs Lee asked for training."),
        ("The depot was closed in March 2019!", "However, it cost £1.2m.", "The depot cost £1.2m."),
        ("Training was refused!", "It was asked for by Mr Pask.", "Training was asked for by Mr Pask."),
    ],
)
def test_a_pronoun_is_replaced_by_what_it_means_where_that_is_certain_and_in_the_passage(fell: str, sentence: str, named: str) -> None:
    shown, dropped, _ = run(f"{fell} [1]\n{sentence.removesuffix('.')} [1].")
    assert texts(shown) == [named]
    assert len(dropped) == 1


@pytest.mark.parametrize(
    ("fell", "sentence"),
    [
        ("The panel approved the depot!", "It cost £1.2m."),  # the panel, or the depot
        ("The library was closed!", "It cost £1.2m."),  # the passage does not name it
        ("The rangers were tired!", "It cost £1.2m."),  # not what is meant
        ("Mr Pask was unhappy!", "She asked for training."),  # nor who
        ("Councillor Archer met Mr Pask!", "He asked for training."),
        ("The depot was closed!", "Its cost was £1.2m."),
        ("The fees rose!", "This was agreed."),
        ("The fees rose!", "Both were approved."),
        ("The fees rose!", "The same applies to wardens."),
        ("The fees rose!", "These measures would save £3m."),
        ("The fees rose!", "Two of these were refused."),
        ("The fees rose!", "That was agreed."),
        ("The fees rose!", "The latter was approved."),
    ],
)
def test_what_hangs_on_a_sentence_that_fell_and_cannot_be_mended_goes_with_it(fell: str, sentence: str) -> None:
    shown, dropped, _ = run(f"{fell} [1]\n{sentence.removesuffix('.')} [1].\nMr Pask asked for training [1].")
    assert texts(shown) == ["Mr Pask asked for training."]
    assert dropped[-1].text == sentence
    assert [finding.reason for finding in dropped[-1].findings] == [Reason.ORPHANED]


@pytest.mark.parametrize(
    ("shown_before", "fell", "sentence"),
    [
        ("The library was opened in 2010.", "The library was closed in 2016!", "It cost £3m."),
        ("Councillor Archer spoke of rangers.", "He ate goats!", "He asked for training."),
        ("Councillor Archer spoke of rangers.", "The rangers ate goats!", "He asked for training."),
        ("The scheme was approved.", "It burned!", "This scheme would cost £5m."),
        ("The scheme was approved.", "It burned!", "It cost £5m."),
    ],
)
def test_what_an_earlier_sentence_gives_the_meaning_of_stays_as_it_is(shown_before: str, fell: str, sentence: str) -> None:
    shown, _, _ = run(f"{shown_before.removesuffix('.')} [1].\n{fell} [1]\n{sentence.removesuffix('.')} [1].")
    assert texts(shown) == [shown_before, sentence]


@pytest.mark.parametrize(
    "sentence",
    [
        "It was agreed that the fee be £12.",
        "It is proposed to close the depot.",
        "It was agreed not to allow the fair this year.",
        "It is not in the public interest to disclose it.",
        "It is for the Cabinet to decide.",
        "This report recommends more rangers.",
        "This year the fee is £12.",
        "Both the library and the depot were sold.",
        "That the panel approve more rangers.",
        "Those who objected were few.",
        "There were 25 rangers.",
        "Neither the library nor the depot was sold.",
        "His Majesty's Inspectors praised the rangers.",
        "He or she must apply by May.",
        "This Council notes the cost with concern.",
        "Another option was to shut the gates.",
        "The panel also asked for training.",
    ],
)
def test_what_means_nothing_said_before_is_left_alone(sentence: str) -> None:
    shown, _, _ = run(f"{FELL}{sentence.removesuffix('.')} [1].")
    assert texts(shown) == [sentence]


def test_a_pronoun_whose_sentence_is_shown_stays_whatever_fell_before() -> None:
    shown, _, _ = run(f"{FELL}The depot was closed [1]. It cost £1.2m [1].")
    assert texts(shown) == ["The depot was closed.", "It cost £1.2m."]


def test_what_is_changed_is_judged_anew() -> None:
    shown, _, _ = run("The depot was closed! [1]\nHowever, it cost £9m [1].")
    assert texts(shown) == ["The depot cost £9m."]

    def refuse(drafted: Drafted) -> Verdict:
        return Verdict(Support.SUPPORTED if drafted.text.startswith(("However", "It cost")) else Support.NOT_SHOWN)

    said = [Said("The depot was closed.", (1,)), Said("However, it cost £9m.", (1,))]
    given = list(Whole(said, lambda one: Drafted(one.text, (Quote(Hit(RANGERS, 1.0), 0, 40),), one.style), refuse))
    assert texts(given)[-1] == "It cost £9m."
    assert given[-1].findings[0].reason is Reason.ORPHANED, "naming the depot does not pass, and the sentence alone means nothing"


# Lists


def set_out(reply: str, papers: Sequence[Any] = PAPERS) -> list[tuple[str, str]]:
    """(line over it, statement) of what is shown."""
    shown, _, whole = run(reply, papers=papers)
    checked = [Checked(one, Verdict(Support.SUPPORTED), None, one.style) for one in shown]
    return [(lead, one.drafted.text) for one, lead in zip(settled(checked), leads(settled(checked), whole.bare), strict=True)]


def test_an_opening_line_that_passes_stands_over_its_list_with_the_source_of_the_first_item() -> None:
    shown, dropped, _ = run("The Committee resolved:\n- That the fee be £12 [2]\n- That the gates be shut [2]\n")
    assert [(one.text, one.style) for one in shown] == [
        ("The Committee resolved:", Style.LEAD),
        ("That the fee be £12", Style.BULLET),
        ("That the gates be shut", Style.BULLET),
    ]
    assert shown[0].quotes[0].passage is MINUTES
    assert not dropped


def test_an_opening_line_keeps_its_own_source() -> None:
    shown, _, _ = run("The Committee resolved: [1]\n- That the fee be £12 [2]\n")
    assert [one.quotes[0].passage for one in shown] == [RANGERS, MINUTES]


def test_an_opening_line_goes_where_all_its_items_fall() -> None:
    shown, dropped, _ = run("The depot cost £1.2m [1].\nThe Committee resolved:\n- That it burn! [2]\n- That it rain! [2]\n")
    assert texts(shown) == ["The depot cost £1.2m."]
    assert texts(dropped) == ["That it burn!", "That it rain!"]


def test_an_opening_line_waits_for_the_first_item_that_is_shown() -> None:
    shown, dropped, _ = run("The Committee resolved:\n- That it burn! [1]\n- That the fee be £12 [2]\n")
    assert texts(shown) == ["The Committee resolved:", "That the fee be £12"]
    assert shown[0].quotes[0].passage is MINUTES
    assert texts(dropped) == ["That it burn!"]


@pytest.mark.parametrize("lead", ["The Committee jumped!:\n", "", "Goats were bought! [1]\n"])
def test_a_list_without_its_opening_line_says_where_it_stands(lead: str) -> None:
    told = set_out(f"{lead}- That the fee be £12 [2]\n- That the gates be shut [2]\n")
    over = "From the report “Fees”, paragraph 4:"
    assert told == [(over, "That the fee be £12"), (over, "That the gates be shut")]


def test_an_opening_line_that_the_papers_are_against_is_counted_and_one_that_they_do_not_show_is_not() -> None:
    _, dropped, _ = run("The Committee refused!!:\n- That the fee be £12 [2]\n")
    assert texts(dropped) == ["The Committee refused!!:"]
    _, dropped, _ = run("The Committee jumped!:\n- That the fee be £12 [2]\n")
    assert not dropped


def test_a_list_behind_a_sentence_that_is_shown_needs_no_other_line() -> None:
    assert set_out("Two things were resolved [2].\n- That the fee be £12 [2]\n- That the gates be shut [2]\n") == [
        ("", "Two things were resolved."),
        ("", "That the fee be £12"),
        ("", "That the gates be shut"),
    ]


@pytest.mark.parametrize(
    ("second", "over"),
    [
        ({"report_title": "Fees", "paragraph": "5"}, "From the report “Fees”:"),
        ({"report_title": None, "agenda_title": "Fees", "paragraph": "4"}, "From the papers of Parks Scrutiny Panel, 12 June 2018:"),
        ({"report_title": "Gates", "meeting": replace(MINUTES.meeting, committee="Cabinet")}, "From the papers:"),
    ],
)
def test_the_line_says_no_more_than_holds_for_every_item(second: dict[str, Any], over: str) -> None:
    first = MINUTES if second.get("agenda_title") is None else replace(MINUTES, report_title="Parks")
    papers = [first, passage("That the gates be shut.", **second)]
    assert [lead for lead, _ in set_out("- That the fee be £12 [1]\n- That the gates be shut [2]\n", papers)] == [over, over]


def test_two_lists_have_a_line_each_and_a_line_between_opens_a_list_once() -> None:
    told = set_out("- That the fee be £12 [2]\nMr Pask asked for it [1].\nGoats were bought! [1]\n- That the gates be shut [2]\n")
    over = "From the report “Fees”, paragraph 4:"
    assert [lead for lead, _ in told] == [over, "", over]


def test_a_line_that_opens_nothing_is_left_out_as_before_but_one_that_a_sentence_goes_on_from_stays() -> None:
    assert texts(run("In short:\nThe depot cost £1.2m [1].")[0]) == ["The depot cost £1.2m."]
    assert texts(run("The Committee resolved that:\nThat the fee be £12 [2].")[0]) == [
        "The Committee resolved that:",
        "That the fee be £12.",
    ]
    assert run("The Committee resolved:\n")[0] == []


def test_an_opening_line_that_nothing_follows_is_no_answer() -> None:
    lead = Checked(Drafted("It was resolved:", (), Style.LEAD), Verdict(Support.SUPPORTED), None, Style.LEAD)
    item = Checked(Drafted("One.", (), Style.BULLET), Verdict(Support.SUPPORTED), None, Style.BULLET)
    assert settled([lead]) == settled([]) == []
    assert settled([lead, lead, item, lead]) == [lead, item]


def test_a_finding_of_the_engine_is_the_reason_where_a_sentence_hung() -> None:
    _, dropped, _ = run("The fees rose! [1]\nThis was agreed [1].")
    assert dropped[1].findings == (Finding(Reason.ORPHANED, 0, len("This was agreed."), "it hangs on a sentence that is left out"),)
