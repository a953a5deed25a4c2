"""Facts of the library: acronyms defined in the papers, document frequencies, spelling."""

import pytest

from assistant.question.vocabulary import committee_names, find_acronyms, gather_facts
from ingest.language.words import stem
from ingest.models import Kind, Passage


def passage(text: str, ordinal: int = 0) -> Passage:
    return Passage(id=str(ordinal), document="a.txt", ordinal=ordinal, text=text, kind=Kind.PARAGRAPH)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("the Multi Agency Safeguarding Hub (MASH) opened", [("MASH", "Multi Agency Safeguarding Hub")]),
        ("looked after children (LAC) are", [("LAC", "looked after children")]),
        ("the Department for Education (DfE)", [("DfE", "Department for Education")]),
        ("CSE\tChild Sexual Exploitation", [("CSE", "Child Sexual Exploitation")]),
        ("paid to the bank (HSBC) in May", []),
        ("see the annex (Figure) below", []),
    ],
)
def test_find_acronyms(text: str, found: list[tuple[str, str]]) -> None:
    assert list(find_acronyms(text)) == found


def test_facts_count_passages_not_words() -> None:
    facts = gather_facts([], [passage("carers carers carer"), passage("Special Guardianship Orders (SGOs)", 1)])
    assert facts.frequency[stem("carers")] == 1
    assert facts.acronyms == {"SGO": ("special guardianship orders",)}
    assert facts.weight(stem("carers")) < facts.weight("unseen") + 1e-9
    assert facts.latest is None


def test_only_unseen_words_are_corrected_and_only_to_near_ones() -> None:
    facts = gather_facts([], [passage("fostering strategy", i) for i in range(3)])
    assert facts.correction("fostr") == "fostering"
    assert facts.correction("foster") is None
    assert facts.correction("elephant") is None
    assert facts.correction("fos") is None


def test_committee_names() -> None:
    assert committee_names("Overview and Scrutiny Management Committee")[1] == "OSMC"
    assert committee_names("Cabinet") == ("Cabinet",)
