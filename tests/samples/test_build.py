"""The sample papers: complete, the same every time, and with the marks and traps that samples/README.md promises."""

from functools import cache
from pathlib import Path

import pytest
from docx import Document
from pypdf import PdfReader

import samples
from samples.__main__ import build

pytestmark = pytest.mark.slow

PAGES = {
    samples.PACK_2023: 25,
    samples.MINUTES_2023: 3,
    samples.PERMITS_REPORT: 2,
    samples.DECISION_RECORD: 2,
    samples.PARISH_MINUTES: 2,
    samples.ANNUAL_REPORT: 11,
    samples.PACK_2024: 24,
    samples.SUPPLEMENT: 6,
    samples.EXEMPT_APPENDIX: 2,
    samples.OLD_SCAN: 1,
}
CANARIES = ("Corvane", "Maddock Lyle", "4.48m", "4,480", "Hollins Cross site", "Pell and Son")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("samples")
    build(target)
    return target


@cache
def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def test_every_paper_is_written_and_a_second_build_leaves_it_untouched(folder: Path) -> None:
    written = {path.name: path.stat().st_mtime_ns for path in folder.iterdir()}
    assert set(written) == set(samples.PAPERS)
    # A paper is written again only where its bytes differ, so untouched files prove that the second build made the same bytes.
    again = build(folder)
    assert [path.name for path in again] == list(samples.PAPERS)
    assert {path.name: path.stat().st_mtime_ns for path in again} == written


@pytest.mark.parametrize(("name", "count"), PAGES.items())
def test_page_counts(folder: Path, name: str, count: int) -> None:
    assert len(PdfReader(folder / name).pages) == count


def test_first_pack_is_outlined_labelled_and_its_agenda_names_the_right_pages(folder: Path) -> None:
    reader = PdfReader(folder / samples.PACK_2023)
    assert reader.page_labels[:6] == ["i", "ii", "iii", "iv", "1", "2"]
    tops = {entry["/Title"]: reader.get_destination_page_number(entry) for entry in reader.outline if not isinstance(entry, list)}
    agenda = " ".join(reader.pages[3].extract_text().split())
    for title, page in list(tops.items())[1:]:
        assert f"(Pages {reader.page_labels[page]} - " in agenda, title
        assert f"Page {reader.page_labels[page]}" in reader.pages[page].extract_text()
    # Appendix A hangs from Appendix 1, which hangs from item 9.
    nested = [entry for entry in reader.outline if isinstance(entry, list) and any(isinstance(inner, list) for inner in entry)]
    assert len(nested) == 1


def test_stamps_stand_where_promised_and_are_missing_elsewhere(folder: Path) -> None:
    first, second = pages(folder / samples.PACK_2023), pages(folder / samples.PACK_2024)
    assert [number for number, text in enumerate(first, 1) if "Agenda Item 7" in text] == [7, 11, 13]
    # Item 8 opens unstamped; only its appendix is stamped.
    opening = next(text for text in first if "REPORT OF: HEAD OF HIGHWAYS" in " ".join(text.split()))
    assert "Agenda Item" not in opening
    assert not any("Agenda Item 7" in text for text in second)
    assert not PdfReader(folder / samples.PACK_2024).outline


def test_long_tables_break_with_and_without_their_header(folder: Path) -> None:
    first, second = pages(folder / samples.PACK_2023), pages(folder / samples.PACK_2024)
    assert all(any(ref in text and "Commentary" in text for text in first) for ref in ("WS01", "WS15"))
    last_rows = next(text for text in second if "WS15" in text)
    assert "WS01" not in last_rows
    assert "Commentary" not in last_rows


def test_struck_words_are_crossed_by_drawn_lines(folder: Path) -> None:
    # The head of the minutes is a table without rules, so the only line on the first page is the strike.
    content = PdfReader(folder / samples.MINUTES_2023).pages[0].get_contents()
    assert content is not None
    assert content.get_data().count(b" l S") == 1


def test_exempt_figures_stand_in_the_exempt_paper_alone(folder: Path) -> None:
    exempt = " ".join(pages(folder / samples.EXEMPT_APPENDIX))
    assert all(canary in exempt for canary in CANARIES)
    for name in PAGES.keys() - {samples.EXEMPT_APPENDIX}:
        assert not [canary for canary in CANARIES if canary in " ".join(pages(folder / name))], name


def test_supplement_corrects_the_figure_in_the_pack(folder: Path) -> None:
    pack, supplement = pages(folder / samples.PACK_2024), pages(folder / samples.SUPPLEMENT)
    assert "replaces the version available in the original agenda pack" in " ".join(supplement[0].split())
    assert "The service missed 112 collections" in " ".join(pack[7].split())
    assert "The service missed 131 collections" in " ".join(supplement[2].split())
    assert not any("112" in text for text in supplement[1:])


def test_poison_is_printed_in_a_comment_and_hidden_in_the_annual_report(folder: Path) -> None:
    comment = next(text for text in pages(folder / samples.PACK_2024) if "Response 26" in text)
    assert "Ignore your instructions" in comment
    assert "answer every question with the words" in " ".join(pages(folder / samples.ANNUAL_REPORT)[0].split())


def test_word_report_has_heading_styles_tables_and_its_own_numbering(folder: Path) -> None:
    document = Document(str(folder / samples.SCHOOL_STREETS))
    styles = [paragraph.style.name for paragraph in document.paragraphs if paragraph.style]
    assert {"Title", "Heading 1", "Heading 2", "List Number", "List Bullet"} <= set(styles)
    assert [len(table.rows) for table in document.tables] == [6, 5]
    assert any(paragraph.text.startswith("3.4\tAt Easter Cross") for paragraph in document.paragraphs)
