"""Facts of the library: acronyms defined in the papers, document frequencies, spelling."""

from dataclasses import replace

import pytest

from assistant.question.facts import gather_facts
from ingest.language.acronyms import find_acronyms, is_told_by, spelled_out
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
    assert facts.correction("strotegy") is None  # another letter makes another word


@pytest.mark.parametrize(
    ("acronym", "title", "part"),
    [
        ("WQRB", "Wharf Quarter Regeneration Board - Appointments", "Wharf Quarter Regeneration Board"),
        ("WQRB", "14. Report of the Wharf Quarter Regeneration Board", "Report of the Wharf Quarter Regeneration Board"),
        ("WQR", "Wharf Quarter Regeneration Board", ""),
        ("DHS", "7. Damp Housing Survey", "Damp Housing Survey"),
        ("HSC", "Damp Housing Survey Contract Terms", ""),
    ],
)
def test_a_title_spells_out_an_acronym_where_its_words_begin_or_end(acronym: str, title: str, part: str) -> None:
    assert spelled_out(acronym, title) == part


def test_a_title_may_print_an_acronym_whose_letters_it_does_not_spell() -> None:
    assert is_told_by("WQRB", "Wharf Joint Renewal (WQRB): update")
    assert not is_told_by("WQRB", "Wharf Joint Renewal: update")


def test_an_acronym_that_no_paper_defines_is_read_from_a_title() -> None:
    facts = gather_facts([], [replace(passage("It was noted."), report_title="Sheltered Housing Alarm Renewal")])
    assert facts.meaning("SHAR") == "Sheltered Housing Alarm Renewal"
    assert facts.meaning("SHAM") is None
