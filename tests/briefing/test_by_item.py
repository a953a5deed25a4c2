"""A note on several matters goes through them one by one; each rule from both sides, on small notes and words of our own."""

import datetime

import pytest

from assistant.briefing.by_item import ITEMS, by_item
from assistant.briefing.models import BOTTOM_LINE, Block, Bullets, Note, Paragraph, Quotation, Section
from assistant.briefing.walk import said_of
from ingest.language.danger import tells_danger
from ingest.language.noun_phrases import named_in
from ingest.language.proposals import sums_up, tells_law, tells_procedure
from ingest.language.whole_sentences import has_run_in_number, is_cut
from ingest.record.outcomes import only_hears
from tests.export.notes import gap, said, source

WALL, PIER, APOLOGIES = "Item 4: Sea wall", "Item 5: Pier", "Item 1: Apologies"


def name(text: str) -> Paragraph:
    return Paragraph(said=(gap(text),))


def note(*sections: tuple[str, tuple[Block, ...]]) -> Note:
    made = tuple(Section(name=one, heading=one.capitalize(), blocks=blocks) for one, blocks in sections)
    return Note(template="meeting-brief", title="Meeting brief", subject="A meeting", date=datetime.date(2024, 9, 30), sections=made,
                sources=(source(1, "1.1"),))  # fmt: skip


def told(section: Section) -> list[str]:
    return [one.text for block in section.blocks for one in said_of(block)]


MEETING = note(
    (BOTTOM_LINE, (Bullets(items=(said("The wall is mended.", 1),)),)),
    ("recommendations", (name(WALL), Quotation(items=(said("That the wall be mended.", 1),)))),
    ("resolved", (
        name(PIER), Quotation(items=(said("RESOLVED that the pier reopen.", 1),)),
        name("No resolution was found in the minutes of: Item 4: Sea wall; Item 1: Apologies."),
    )),
    ("key_points", (name(WALL), Bullets(items=(said("It fell in a storm.", 1),)), name(PIER), Bullets(items=(said("It is old.", 1),)))),
    ("timeline", (name(WALL), Bullets(items=(said("Work starts in May 2025.", 1),)))),
)  # fmt: skip


def test_what_is_told_of_an_item_stands_under_its_name_in_the_order_of_the_agenda() -> None:
    made = by_item(MEETING, (APOLOGIES, WALL, PIER), "Item by item", True)
    assert [one.name for one in made.sections] == [BOTTOM_LINE, ITEMS, "timeline"]
    assert told(made.sections[1]) == [
        WALL, "Recommended:", "That the wall be mended.", "Key points:", "It fell in a storm.",
        PIER, "Decided or noted:", "RESOLVED that the pier reopen.", "Key points:", "It is old.",
        "Without a decision or a point to report: Item 1: Apologies.",
    ]  # fmt: skip


def test_items_without_anything_are_named_only_where_all_are_asked_for() -> None:
    made = by_item(MEETING, (APOLOGIES, WALL, PIER), "Meeting by meeting", False)
    assert made.sections[1].heading == "Meeting by meeting"
    assert not any(text.startswith("Without") for text in told(made.sections[1]))


def test_what_is_of_no_item_stays_in_its_section() -> None:
    unminuted = "Not yet minuted: no minutes of the Council, 5 May 2024 are among the papers."
    of_one = note(("resolved", (name(unminuted),)), ("key_points", (Bullets(items=(said("It fell.", 1),)),)))
    assert by_item(of_one, (WALL,), "Item by item", True) == of_one
    both = note(("resolved", (name(unminuted),)), ("key_points", (name(WALL), Bullets(items=(said("It fell.", 1),)))))
    made = by_item(both, (WALL,), "Item by item", True)
    assert [one.name for one in made.sections] == [ITEMS, "resolved"]
    assert told(made.sections[1]) == [unminuted]


@pytest.mark.parametrize(
    ("topic", "named"),
    [
        ("Streetlights in Upper Dunmere since May", "Streetlights"),
        ("Play area surface – the story so far", "Play area surface"),
        ("What has happened on the Eastgate roundabout?", "the Eastgate roundabout?"),
        ("One page on the harbour strategy", "the harbour strategy"),
        ("cost of parking permits", "cost of parking permits"),  # what is of a thing is not where it is
        ("flooding and drainage", "flooding and drainage"),
    ],
)
def test_a_topic_is_called_by_its_name(topic: str, named: str) -> None:
    assert named_in(topic).strip() == named


@pytest.mark.parametrize(
    ("clause", "hears"),
    [
        ("Notes the report", True), ("To COMMENT on the proposals", True), ("RESOLVED that the report be noted.", True),
        ("That the panel considers the report and provides feedback", True), ("Approves the budget", False),
        ("Delegates authority to the director", False), ("RESOLVED that notices be put up at the gate", False),
    ],
)  # fmt: skip
def test_a_clause_that_only_takes_in_is_told_from_one_that_sets(clause: str, hears: bool) -> None:
    assert only_hears(clause) is hears


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("There is a risk that the grant ends in March.", True), ("If the risk is realised the cost would be £2m.", True),
        ("The objective is to strike a balance between risk and return.", False),
        ("Reserves would be used to minimise the risk of a loss.", False),
    ],
)  # fmt: skip
def test_care_taken_is_no_danger(text: str, danger: bool) -> None:
    assert tells_danger(text) is danger


@pytest.mark.parametrize(
    ("text", "aside"),
    [
        ("The motion was proposed by Mr Vane and seconded by Ms Hart.", True), ("Mr Vane declared a pecuniary interest.", True),
        ("This item was taken before item 4.", True), ("The section above sets out the costs of each option.", True),
        ("The scheme would provide 52 homes.", False), ("A second lane would open in May.", False),
    ],
)  # fmt: skip
def test_who_moved_what_and_where_it_is_told_is_procedure(text: str, aside: bool) -> None:
    assert tells_procedure(text) is aside


def test_words_cut_at_the_number_of_a_list_are_no_sentence() -> None:
    assert is_cut("We have three ways to do it – 1.")
    assert is_cut("Purchase scheme (50% of units) 2.")
    assert not is_cut("The vote was taken in room 2.")
    assert not is_cut("It cost £1.")


def test_a_number_that_runs_into_its_sentence_is_told() -> None:
    assert has_run_in_number("4.3The arguments are convincing.")
    assert not has_run_in_number("4.3% of homes are empty.")


def test_a_law_and_a_summary_are_told_by_what_they_are() -> None:
    assert tells_law("The duty under the Care Act 2014 is met.")
    assert not tells_law("The committees are statutory in nature.")
    assert sums_up("BRIEF SUMMARY")
    assert sums_up("Conclusion")
    assert not sums_up("Resource implications")
