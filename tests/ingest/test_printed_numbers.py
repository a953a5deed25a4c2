"""Numbers as other houses print them: in the margin, as items of the meeting, run through a sentence, at the foot of the page.

Each rule is shown from both sides: what it must take for a number, and what looks like one and is none.
"""

from dataclasses import replace

import pytest

from ingest.models import Kind, Line, PaperText, Passage
from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from tests.ingest.printed import printed

HEAD = "**Fernley Town Council**\n\n**Minutes of the meeting of the Town Council held on 4 March 2024**\n\n"


def _read(drawing: str) -> list[Passage]:
    return list(parse(PaperText(printed(drawing)), "paper.pdf", "0123456789abcdef", IngestSettings())[1])


def _place(drawing: str, words: str) -> tuple[str | None, str | None]:
    (found,) = [passage for passage in _read(drawing) if words in passage.text.replace("\n", " ")]
    return found.agenda_item, found.paragraph


MARGIN = """=== 1
      **Purpose**

1 To ask the committee whether the mill
      race should be dredged this year.

2 The race was last dredged in 2009, and
      has silted up by half since then.

      **Consultation**

3 Letters were sent to these addresses:
      12 Acacia Avenue
      14 Acacia Avenue

4
      No objection came from the residents.
5 The society of anglers asked for work to
      wait until the spawning is over.

5
      It also asked for a fish pass.

6 The cost is met from the reserve for
      watercourses, which stands at
      nine thousand pounds.
OFFICER Jo Field, Head of Water
"""


@pytest.mark.parametrize(
    ("words", "paragraph"),
    [
        ("silted up", "2"), ("14 Acacia", "3"), ("No objection", "4"), ("spawning", "5"), ("fish pass", "5"), ("nine thousand", "6"),
        ("OFFICER", None),
    ],
)  # fmt: skip
def test_numbers_without_a_stop_hang_in_the_margin(words: str, paragraph: str | None) -> None:
    assert _place(MARGIN, words)[1] == paragraph


def test_a_number_in_the_margin_that_is_printed_twice_opens_a_passage_of_its_own() -> None:
    assert [passage.paragraph for passage in _read(MARGIN)].count("5") == 2


def test_numbers_of_houses_in_a_flush_list_are_none() -> None:
    drawing = "=== 1\nLetters were sent to:\n12 Acacia Avenue\n13 Acacia Avenue\n14 Acacia Avenue\n15 Acacia Avenue\n"
    assert {passage.paragraph for passage in _read(drawing)} == {None}


PLAIN = (
    HEAD + "{}. Apologies\n\nNone were sent.\n\n{}. Bins\n\n(a) The bins are new.\n\n(b) The bins are full.\n\n{}. Parks\n\nAll is well.\n"
)


def test_the_numbers_of_plainly_numbered_minutes_are_items_and_paragraphs() -> None:
    assert _place(PLAIN.format(1, 2, 3), "bins are full") == ("2", "2(b)")
    assert _place(PLAIN.format(1, 2, 3), "All is well") == ("3", "3")


def test_minutes_that_are_numbered_through_the_year_name_no_item() -> None:
    assert _place(PLAIN.format(74, 75, 76), "All is well") == (None, "76")


def test_minutes_that_are_a_paper_for_another_meeting_keep_its_item() -> None:
    agenda = "**AGENDA**\n\n1. Apologies\n\n2. Minutes of the last meeting\n\n3. Tree policy\n\nWednesday, 1 May 2024\n\n"
    assert _place(agenda + PLAIN.format(1, 2, 3), "All is well") == ("2", "3")


def test_items_behind_the_title_of_a_minute() -> None:
    drawing = HEAD + "**76. Apologies (Item 1)**\n\nNone were sent.\n\n**77. Fees for moorings (Item A4)**\n\nThey rise.\n"
    assert _place(drawing, "None were") == ("1", "76")
    assert _place(drawing, "They rise") == ("A4", "77")


@pytest.mark.parametrize("title", ["Item 3: Parking", "Item 3 - Parking", "Item No. 3. Parking"])
def test_minutes_whose_headings_name_the_item(title: str) -> None:
    drawing = HEAD + f"**Item 2: Apologies**\n\nNone were sent.\n\n**{title}**\n\n"
    drawing += "The meters are old.\n\na) New ones cost £4.\n\n1. Or more.\n"
    assert _place(drawing, "meters are old") == ("3", None)
    assert _place(drawing, "New ones") == ("3", "a")
    assert {passage.kind for passage in _read(drawing)[1:]} <= {Kind.MINUTE, Kind.HEADING}


def test_a_number_with_its_clause_in_one() -> None:
    drawing = HEAD + "15. Roads\n\nThe roads are old.\n\n16(a) Bridges\n\nThe bridge is shut.\n\n17. Parks\n\nAll is well.\n"
    assert _place(drawing, "bridge is shut") == ("16", "16(a)") or _place(drawing, "bridge is shut") == (None, "16(a)")
    assert _place(drawing, "All is well")[1] == "17"


def test_a_time_is_no_number() -> None:
    drawing = HEAD + "9. Opening\n\nThe hall opens at\n\n9.00 a.m. on Sundays from May.\n\n10. Parks\n\nAll is well.\n"
    assert _place(drawing, "on Sundays")[1] == "9"
    assert _place("**Report**\n\n9.1 All halls open late.\n\n9.2 Parks open early.\n\n9.3 All close.", "All halls")[1] == "9.1"


def test_a_count_that_runs_through_a_sentence_opens_no_paragraph() -> None:
    run = "4. Estates\n\nThat these be taken over: (1) Ash Row, Lee; (2) Oak Row,\n"
    run += "Lee; (3) Elm Row,\n(4) Fir Row, Lee.\n\n5. Parks\n\nAll is well.\n"
    assert _place(HEAD + run, "Fir Row")[1] == "4"
    listed = "4. Estates\n\nThese be taken over:\n\n(1) Ash Row, Lee.\n\n(2) Oak Row, Lee.\n\n5. Parks\n\nAll is well.\n"
    assert _place(HEAD + listed, "Oak Row")[1] == "4(2)"


@pytest.mark.parametrize(
    "words",
    [
        "There being no further business, the meeting closed at 9 pm.", "The meeting concluded at 8.15 pm with thanks to the chair.",
        "This concluded the Meeting.", "The Chairman declared the meeting closed at 9.05 pm.",
    ],
)  # fmt: skip
def test_what_closes_the_meeting_is_part_of_no_minute(words: str) -> None:
    assert _place(PLAIN.format(1, 2, 3) + f"\n{words}\n", words) == (None, None)


@pytest.mark.parametrize("words", ["The meeting closed its books on 2023.", "The road is closed at 9 pm."])
def test_other_closings_are_part_of_theirs(words: str) -> None:
    assert _place(PLAIN.format(1, 2, 3) + f"\n{words}\n", words) == ("3", "3")


def test_a_list_of_the_same_look_further_right_counts_inside_its_paragraph() -> None:
    drawing = HEAD.replace("**Fernley", "=== 1\n**Fernley") + (
        "**82. Risks**\n\n  1. The Leader was brief\n\n**83. Devolution**\n\n  1. The Leader spoke at length\n\n"
        "    1. of mayors and of votes\n\n    2. of counties and of towns\n\n"
        "  2. It was agreed to wait\n\n    1. for the map to be drawn\n\n    2. for the money to be found\n"
    )
    assert [_place(drawing, words)[1] for words in ("of towns", "to wait", "be drawn")] == ["83(1)(2)", "83(2)", "83(2)(1)"]


def _footed(size: float) -> list[Passage]:
    lines = printed(
        "=== 1\n**Detail**\n\n4. The fund stood at nine million\n1 Before the audit.\n=== 2\npounds in March.\n\n5. It has grown.\n"
    )
    small = tuple(replace(line, size=size) if line.text.startswith("1 ") else line for line in lines)
    return list(parse(PaperText(small), "paper.pdf", "0123456789abcdef", IngestSettings())[1])


def test_a_footnote_stands_apart_and_the_paragraph_over_it_stays_whole() -> None:
    whole, note, after = _footed(8.0)
    assert (whole.paragraph, "nine million pounds in March" in whole.text) == ("4", True)
    assert (note.paragraph, note.text) == ("Footnote 1", "1 Before the audit.")
    assert after.paragraph == "5"


def test_a_last_line_in_the_size_of_the_text_is_no_footnote() -> None:
    assert "Footnote 1" not in {passage.paragraph for passage in _footed(11.0)}


def test_a_raised_figure_opens_a_footnote_where_a_file_tells_no_sizes() -> None:
    assert _place("**Detail**\n\n1. It began.\n\n2. It ended.\n\n³ ADCS survey of 2014\n", "ADCS")[1] == "Footnote 3"


def _spaced(*lines: str) -> list[Passage]:
    made = [Line(text, gap=True) for text in lines]
    return list(parse(PaperText(tuple(made)), "paper.md", "0123456789abcdef", IngestSettings())[1])


def test_lines_of_a_page_that_each_became_a_paragraph_are_closed_up() -> None:
    body = [
        "The Director told members that the bridge over the race had been shut",
        "since the flood and that a new one would be built in the spring.",
    ]
    read = _spaced(
        "12. Bridges", "(a) Report of the Director, circulated before the meeting, on the", "old bridge over the race.", *body * 12
    )
    assert [p.paragraph for p in read if "old bridge" in p.text] == ["12(a)"]
    assert "on the old bridge over the race." in next(p.text for p in read if "old bridge" in p.text)


def test_paragraphs_of_one_line_stay_apart() -> None:
    read = _spaced("12. Bridges", *[f"The bridge number {n} was shut in the flood and will open in spring." for n in range(25)])
    assert all(line.endswith(".") for passage in read[1:] for line in passage.text.split("\n"))


def test_a_mark_on_every_page_of_an_appendix_opens_one_appendix() -> None:
    pages = "".join(f"=== {n}\nAppendix L\n\n**Part {n}**\n\n{2 * n}. It began.\n\n{2 * n + 1}. It went on.\n\n" for n in range(1, 5))
    assert {(passage.report_title) for passage in _read(pages) if passage.paragraph} == {"Appendix L: Part 1"}


def test_a_recommendation_on_the_line_of_its_heading_takes_no_number_of_the_paper() -> None:
    drawing = "**Depot fence**\n\nRecommendation: That the fence be mended.\n\n1. The fence is old.\n\n2. It is low.\n"
    assert [passage.paragraph for passage in _read(drawing)][-3:] == ["RECOMMENDATION", "1", "2"]
    listed = "**Depot fence**\n\nRecommendations: That Cabinet agrees:\n\n1. To mend the fence.\n\n2. To raise it.\n"
    assert [passage.paragraph for passage in _read(listed)][-2:] == ["RECOMMENDATION (1)", "RECOMMENDATION (2)"]
