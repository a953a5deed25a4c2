import pytest

from ingest.structure.numbering import Style, cite, markers, roman


@pytest.mark.parametrize(
    ("text", "style", "label"),
    [
        ("1. To note", Style.DECIMAL, "1"),
        ("12.\tTo note", Style.DECIMAL, "12"),
        ("4.3.1 The model", Style.MULTI, "4.3.1"),
        ("1.1On 16 December", Style.MULTI, "1.1"),
        ("1.10. The", Style.MULTI, "1.10"),
        ("21.01.05 Finance", Style.MULTI, "21.01.05"),
        ("24/051 Apologies", Style.MULTI, "24/051"),
        ("45/23 TREES", Style.MULTI, "45/23"),
        ("(3) Note", Style.PAREN, "3"),
        ("3) Note", Style.PAREN, "3"),
        ("(ii) that", Style.ROMAN, "ii"),
        ("b. that", Style.LETTER, "b"),
        ("A. That Cabinet", Style.CAPITAL, "A"),
        ("292 Apologies", Style.BARE, "292"),
    ],
)
def test_one_grammar_for_all_numbers(text: str, style: Style, label: str) -> None:
    found = markers(text)
    assert (found[0].style, found[0].label) == (style, label)
    assert text[found[0].end :][:1].isalpha()


@pytest.mark.parametrize(
    "text", ["2023 was wet", "£1.2m was spent", "12th July", "3 of them", "1.2m homes", "e.g. this", "A good year", "23/24 Budget"]
)
def test_words_that_begin_like_a_number(text: str) -> None:
    assert markers(text) == []


def test_a_lone_i_may_be_roman_or_a_letter() -> None:
    assert [(marker.style, marker.values) for marker in markers("(i) that")] == [(Style.ROMAN, (1,)), (Style.LETTER, (9,))]


@pytest.mark.parametrize(("text", "value"), [("i", 1), ("iv", 4), ("xix", 19), ("iix", None), ("vv", None)])
def test_roman_numerals_are_well_formed(text: str, value: int | None) -> None:
    assert roman(text) == value


def test_nested_numbers_are_cited_in_brackets() -> None:
    outer, inner, innermost = markers("10. x")[0], markers("a) x")[0], markers("(ii) x")[0]
    assert cite(outer, (inner, innermost)) == "10(a)(ii)"
