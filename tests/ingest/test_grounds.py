"""The paragraphs that papers are exempt under: as they print them, and of which of their passages."""

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.library.library import Library
from ingest.models import Classification, Kind, Paper, PaperInfo, Passage
from ingest.structure.exempt.paragraphs import exempt_paragraphs, with_grounds

EXEMPT = Classification.EXEMPT


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("By virtue of paragraph(s) 3 of Part 1 of Schedule 12A of the Local Government Act 1972. Document is Restricted", ("3",)),
        ("NOT FOR PUBLICATION by virtue of paragraphs 1 and 3 of Part I of Schedule 12A", ("1", "3")),
        ("exempt information under paragraphs 1 to 3 of\nSchedule 12A", ("1", "2", "3")),
        ("Appendix 1 (EXEMPT – paragraph 3)", ("3",)),
        ("CONFIDENTIAL - paras 3 & 5", ("3", "5")),
        ("Exempt (para. 7)", ("7",)),
        ("This report is exempt by virtue of paragraph 4", ("4",)),
        ("not for publication under Schedule 12A, paragraph 2", ("2",)),
        ("Mae'r adroddiad: exempt under paragraph 14 of Part 4 of Schedule 12A", ("14",)),
        ("Exempt information, category 3 of the Access to Information Rules", ("3",)),
        ("exempt from the levy; the reasons are set out at paragraph 4.2", ()),
        ("the exempt appendix is summarised in paragraph 5 of this report", ()),
        ("The confidential bids are compared under paragraph 5 below", ()),
        ("see paragraph 3", ()),
        ("exempt under paragraph 40", ()),
        ("EXEMPT", ()),
    ],
)
def test_the_paragraph_is_read_as_it_is_printed_and_no_other(text: str, named: tuple[str, ...]) -> None:
    assert exempt_paragraphs([text]) == named


def passage(ordinal: int, text: str, classification: Classification = EXEMPT, **more: str) -> Passage:
    """A passage of one paper."""
    return Passage(f"{'a' * 16}-{ordinal:05d}", "a.pdf", ordinal, text, Kind.PARAGRAPH, classification=classification, **more)


def grounds(*passages: Passage) -> list[tuple[str, ...]]:
    """What each is exempt under."""
    return [one.exempt_paragraphs for one in with_grounds(passages)]


def test_a_passage_is_exempt_under_what_its_own_part_of_the_paper_names() -> None:
    public = passage(2, "The Panel met.", Classification.PUBLIC)
    assert grounds(
        passage(0, "EXEMPT - paragraph 3"), passage(1, "The offer is £5."),
        public,
        passage(3, "The officer's post."), passage(4, "EXEMPT - paragraph 1"), passage(5, "The grade."),
        passage(6, "Advice.", section="Exempt (paragraph 5)"), passage(7, "It is sound."),
    ) == [("3",), ("3",), (), ("1",), ("1",), ("1",), ("5",), ("5",)]  # fmt: skip


def test_the_agenda_tells_where_the_appendix_does_not() -> None:
    agenda = passage(0, "7 Land (exempt under paragraph 3 of Schedule 12A)", Classification.PUBLIC, agenda_item="7")
    other = passage(1, "8 Parks", Classification.PUBLIC, agenda_item="8")
    assert grounds(agenda, other, passage(2, "The offer is £5.", agenda_item="7")) == [(), (), ("3",)]
    assert grounds(agenda, other, passage(2, "The bid is £5.", agenda_item="8")) == [(), (), ()]


def test_the_library_keeps_the_grounds_and_a_correction_takes_them_away(tmp_path: Path) -> None:
    with Library.open(tmp_path, create=True) as library:
        info = PaperInfo(classification=EXEMPT)
        paper = Paper("a" * 16, "a.pdf", "/a.pdf", "a" * 64, 1, 2, info)
        library.put(paper, [passage(0, "EXEMPT - paragraph 3"), passage(1, "The offer is £5.")])
        assert [one.exempt_paragraphs for one in library.passages()] == [("3",), ("3",)]
        library.update_info("a.pdf", replace(info, classification=Classification.PUBLIC))
        assert [one.exempt_paragraphs for one in library.passages()] == [(), ()]
        library.update_info("a.pdf", info)
        assert [one.exempt_paragraphs for one in library.passages()] == [("3",), ("3",)]
