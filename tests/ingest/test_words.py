"""Words: what meets and what is kept apart, alike for questions, passages and the index."""

import pytest

from ingest.language.words import content, content_stems, fold, stem, stems, words
from vectorstore.terms import count_terms, query_terms


@pytest.mark.parametrize(("one", "other"), [("police", "policy"), ("careers", "care"), ("plane", "plan"), ("university", "universal")])
def test_words_that_only_begin_alike_are_kept_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("fosters", "fostering"), ("policies", "policy"), ("planned", "plans"), ("children", "child"), ("met", "meeting"),
        ("organized", "organised"), ("cllrs", "councillors"), ("1,200", "1200"),
    ],
)  # fmt: skip
def test_forms_of_a_word_meet(one: str, other: str) -> None:
    assert stem(one) == stem(other)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("Ynys Mon", "Ynys Môn"), ("Cafe Zoe", "Café Zoë"), ("Sian", "Siân"), ("ﬁve—ten", "five-ten"), ("O’Brien", "O'Brien")],
)
def test_accents_and_typography_make_no_difference(typed: str, printed: str) -> None:
    assert fold(typed) == fold(printed)
    assert stems(typed) == stems(printed)
    assert query_terms(typed) == query_terms(printed)
    assert set(query_terms(typed)) <= set(count_terms([""], [printed]).terms.tolist())


def test_spans_of_years_are_one_word_and_two_terms() -> None:
    assert words("2012-13, 2012/2013") == ["2012/13", "2012/13"]
    assert query_terms("in 2012/13") == [b"13", b"2012"]


def test_what_carries_no_content_is_left_out() -> None:
    assert content("How much did the Council spend on £2 bins?") == ["spend", "2", "bin"]
    assert content_stems("How much did the Council spend on £2 bins?") == ("spend", "£", "2", "bin")
