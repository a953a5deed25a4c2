"""The standing of what is quoted: a recommendation is said to be one, and minutes are missed only where none were found."""

from pathlib import Path

from assistant.answering.wording import NOT_MINUTED
from assistant.models import Ask
from ingest.models import Kind, Passage
from tests.assistant.paper_fakes import assistant_over, passage

PROPOSED = passage("To extend the boathouse lease to 2030 at £5,000 a year for the boathouse lease.", kind=Kind.RECOMMENDATION)
MINUTED = passage("RESOLVED that the boathouse lease be refused.", kind=Kind.RESOLUTION, document="minutes.pdf", section="BOATHOUSE LEASE")
OTHER = passage("RESOLVED that the minutes be signed.", kind=Kind.RESOLUTION, document="minutes.pdf", section="MINUTES")
QUESTION = "What was decided on the boathouse lease to 2030?"


def answer(home: Path, question: str, *papers: Passage) -> str:
    rangers = passage("The park rangers look after twelve parks.")
    return assistant_over(home, [*papers, rangers]).answer(Ask(question=question)).answer


def test_minutes_are_said_to_be_missing_only_where_none_of_the_matter_were_found(tmp_path: Path) -> None:
    assert answer(tmp_path / "a", QUESTION, PROPOSED).startswith(NOT_MINUTED)
    assert answer(tmp_path / "b", QUESTION, PROPOSED, OTHER).startswith(NOT_MINUTED)
    assert NOT_MINUTED not in answer(tmp_path / "c", QUESTION, PROPOSED, MINUTED)


def test_a_recommendation_is_said_to_be_one_whatever_it_recommends(tmp_path: Path) -> None:
    paper = passage("That the recommendation of the club to extend the boathouse lease to 2030 be approved.", kind=Kind.RECOMMENDATION)
    assert answer(tmp_path, "Was the boathouse lease extended to 2030?", paper).startswith("Recommended: ")


def test_a_later_sentence_of_a_recommendation_is_said_to_be_one(tmp_path: Path) -> None:
    paper = passage("To note the plan. To buy new signage for the lido entrance for £900.", kind=Kind.RECOMMENDATION)
    assert "Recommended: To buy new signage" in answer(tmp_path, "How much is the new signage for the lido entrance?", paper)


def test_a_recommendation_under_its_own_label_is_said_once_to_be_one(tmp_path: Path) -> None:
    paper = passage("Recommendation: That the boathouse lease be ended on 31 March 2030.", kind=Kind.RECOMMENDATION)
    found = answer(tmp_path, "When does the boathouse lease end?", paper)
    assert found.startswith("Recommended: That the boathouse lease be ended")


def test_what_a_resolution_is_followed_by_is_not_said_to_be_resolved(tmp_path: Path) -> None:
    told = passage("Councillor Amory said that the boathouse lease was a bad bargain for the town.", kind=Kind.RESOLUTION)
    assert answer(tmp_path / "a", "What did Councillor Amory say of the boathouse lease?", told).startswith("Councillor Amory said")
    bare = passage("That the boathouse lease be extended by the town for ten years.", kind=Kind.RESOLUTION)
    assert "Resolved: That the boathouse lease" in answer(tmp_path / "b", "How long is the boathouse lease extended by the town?", bare)
