from ingest.models import Line
from ingest.structure.roles import sort_lines
from tests.ingest.printed import printed


def _headings(drawing: str, page: int | None = 1) -> list[str]:
    return [item.line.text for item in sort_lines(printed(drawing, page)) if item.rank]


def test_a_heading_that_runs_over_two_lines_is_one() -> None:
    assert _headings("**9. CONDITION OF THE NETWORK AND**\n**WINTER SERVICE**\n\nWe met.") == [
        "9. CONDITION OF THE NETWORK AND WINTER SERVICE"
    ]


def test_a_stamp_is_no_part_of_a_heading() -> None:
    assert _headings("**Agenda Item 7**\n**METHOD NOTE**\n\nWe met.")[-1] == "METHOD NOTE"


def test_what_looks_like_a_heading_and_is_none() -> None:
    drawing = "**Table A: Income (£000)**\n\n**13 March 2025**\n\n**Tel: 01632 960 411**\n\n**ann.lee@council.example**\n\n"
    drawing += "with the\n‘call-in’.\n\nText."
    assert _headings(drawing) == []


def test_a_question_in_bold_is_a_heading() -> None:
    assert _headings("We met.\n\n**When is a pothole a pothole?**\n\n2. When it is deep.") == ["When is a pothole a pothole?"]


def test_a_bold_entry_of_a_count_is_an_entry() -> None:
    drawing = "3. To NOTE the report\n\n**4. If it passes, APPROVE the changes**\n\n5. DELEGATE the rest"
    assert _headings(drawing) == []


def test_prescribed_headings_rank_alike_in_any_print() -> None:
    lines = [Line("REASONS FOR RECOMMENDATIONS", 1, bold=True, size=10.5, gap=True), Line("DETAIL", 1, ("DETAIL", ""), size=8.5, gap=True)]
    assert len({item.rank for item in sort_lines(lines)}) == 1


def test_several_paragraphs_in_one_line_are_cut_apart() -> None:
    long = "x" * 80
    drawing = f"17. The first of them is {long}. 18. The second. 19. The third ends here.\n\n20. The fourth."
    assert [item.line.text[:3] for item in sort_lines(printed(drawing))] == ["17.", "18.", "19.", "20."]


def test_run_in_clauses_are_cut_where_their_count_goes_on() -> None:
    drawing = "(i) a contract of three years be let; and (ii) the rate (iii) be published, or (iii) nothing."
    assert [item.line.text for item in sort_lines(printed(drawing))] == [
        "(i) a contract of three years be let; and",
        "(ii) the rate (iii) be published, or",
        "(iii) nothing.",
    ]


def test_contents_are_left_out_and_a_list_of_figures_is_not() -> None:
    contents = "**Contents**\n\nForeword | 3\nTrees | 4\nRoads | 5\nPeople | 8\n\n**Foreword**\n\nWe met."
    assert [item.line.text for item in sort_lines(printed(contents, 1))] == ["Contents", "Foreword", "We met."]
    figures = "**Staff**\n\nTrees | 3\nRoads | 4\nParks | 5\nPeople | 8"
    assert len(sort_lines(printed(figures, 1))) == 5


def test_a_number_in_its_own_cell_is_no_table() -> None:
    (item,) = sort_lines(printed("1. | To note the report of the Head of Parks."))
    assert (item.row, item.line.text) == (False, "1. To note the report of the Head of Parks.")
