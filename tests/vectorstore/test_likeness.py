"""How like the words of a claim are to those of a text."""

import pytest

from vectorstore.likeness import TokenLikeness

TEXT = "The committee resolved that the swimming pool in Mill Lane be closed."


@pytest.fixture(scope="module")
def likeness() -> TokenLikeness:
    """The packaged model, loaded once."""
    return TokenLikeness()


@pytest.mark.model
def test_each_piece_has_the_cosine_of_the_likest(likeness: TokenLikeness) -> None:
    same = likeness.matches(TEXT, ["Salt was bought.", TEXT])
    assert [piece for piece, _ in same][:3] == ["the", "committee", "resolved"]
    assert all(cosine == pytest.approx(1.0, abs=1e-4) for _, cosine in same)


@pytest.mark.model
def test_other_words_of_the_same_are_liker_than_words_of_something_else(likeness: TokenLikeness) -> None:
    def mean(claim: str) -> float:
        found = likeness.matches(claim, [TEXT])
        return sum(cosine for _, cosine in found) / len(found)

    assert mean("Councillors decided to shut the baths.") > mean("Squirrels bury acorns before winter.") + 0.1


@pytest.mark.model
def test_where_there_is_nothing_nothing_is_like_it(likeness: TokenLikeness) -> None:
    for windows in ([], [""], ["", ""]):
        assert {cosine for _, cosine in likeness.matches("Salt was bought.", windows)} == {0.0}
    assert likeness.matches("", [TEXT]) == []
    assert likeness.matches("Salt.", ["", "Salt."]) == likeness.matches("Salt.", ["Salt."])


@pytest.mark.model
def test_a_long_text_is_read_to_its_limit(likeness: TokenLikeness) -> None:
    assert 200 < len(likeness.matches("salt " * 600, ["Salt."])) <= 256
