"""Cases are read from every documented form, written back without loss, and checked against the papers to the cell."""

import datetime
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from eval.cases import dataset_hash, read_cases, read_placed, write_cases
from eval.errors import SuiteError
from eval.labels import LABELS, write_labels
from eval.ledger import check, freeze
from eval.models import Answerable, Case
from eval.sheets import TEMPLATE, write_sheet
from eval.tables import letters, write_table
from eval.validate import validate
from tests.eval.papers import ROADS, corpus

GOLD = {
    "id": "g1", "persona": "councillor", "type": "followup", "question": "How much?", "answerable": True, "answer": "£3.24m",
    "history": [{"question": "What is allocated?", "answer": "Capital."}], "key_facts": ["£3.24m|3.24"],
    "evidence": [
        {"doc": "roads-2023.txt", "quote": ROADS[0][0], "page": 1, "alt_group": 1},
        {"doc": "roads-2022.txt", "quote": "structural maintenance in 2022/23", "alt_group": 1},
        {"doc": "roads-2023.txt", "quote": ROADS[1][0]},
        {"doc": "roads-2023.txt", "quote": "Garden waste (236)", "table_row": True},
        {"doc": "roads-2023.txt", "quote": "never mind", "optional": True},
    ],
}  # fmt: skip
FULL = {
    "id": "c1", "question": "=How much?", "history": [{"role": "user", "text": "Hello"}, {"role": "assistant", "text": "Good day"}],
    "answerable": "partial", "answer": "£3.24m", "wrong": "£2.98m", "slices": ["number", "wrong-year"],
    "role": "member", "expected_status": "resolved",
    "evidence_groups": [
        [{"doc": "roads-2023.pdf", "page": 1, "text": ROADS[0][0]}, {"doc": "roads-2022.pdf", "text": "£2.98m, of which"}],
        [{"doc": "roads-2023.pdf", "text": "Garden waste (236)", "loose": True}],
    ],
    "nuggets": [{"text": "£3.24m|3.24", "match": "value"}, {"text": "a+b?", "match": "regex", "weight": "okay"}, {"text": "grant"}],
    "forbidden": [{"text": "£2.98m|2.98", "why": "wrong-year: the year before"}],
    "version_family": "roads", "source_cluster": "roads-2023.pdf", "notes": "mind the year",
}  # fmt: skip


def write(path: Path, *records: object) -> Path:
    path.write_text("\n".join(json.dumps(record) for record in records) + "\n", encoding="utf-8")
    return path


def test_gold_is_read_as_it_stands(tmp_path: Path) -> None:
    silent = GOLD | {"id": "g2", "answerable": False, "evidence": [], "history": []}
    either = GOLD | {
        "id": "g3",
        "alternatives": True,
        "type": "false_premise",
        "evidence": [e | {"alt_group": None} for e in GOLD["evidence"]],
    }
    first, second, third = read_cases([write(tmp_path / "gold.jsonl", GOLD, silent, either)])
    assert [len(group) for group in first.evidence_groups] == [2, 1, 1]
    assert [turn.role for turn in first.history] == ["user", "assistant"]
    assert first.evidence_groups[2][0].loose
    assert (first.source_cluster, first.slices) == ("", ("followup", "councillor", "dialogue"))
    assert second.answerable is Answerable.NO
    assert [len(group) for group in third.evidence_groups] == [4]
    assert third.answerable is Answerable.FALSE_PREMISE


@pytest.mark.parametrize("ending", ["jsonl", "csv", "xlsx"])
def test_cases_come_back_as_they_were_written(tmp_path: Path, ending: str) -> None:
    cases = [Case.model_validate(FULL), Case(id="c2", question="Why?", answerable=Answerable.NO)]
    path = tmp_path / f"cases.{ending}"
    write_cases(cases, path)
    assert read_cases([path]) == cases


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ("id,question,evidence\nc1,Why?,roads-2023.pdf p1\n", r"cases.csv, cell C2 \(evidence\)"),
        ("id,question,history\nc1,Why?,Hello\n", r"cell C2 \(history\)"),
        ("id,question,answerable\n\nc1,Why?,perhaps\n", r"cell C3 \(answerable\)"),
        ("id;question;status\nc1;Why, though?;Approved\nc2;Why?;maybe\n", r"cell C3 \(status\)"),
        ("id,question\nc1,Why?\nc1,How?\n", r"cell A3 \(id\): two cases are called 'c1'"),
        ("id,question,colour\nc1,Why?,red\n", "unknown column 'colour'"),
        ("question\nWhy?\n", "columns id and question are needed"),
    ],
)
def test_a_sheet_says_which_cell_is_wrong(tmp_path: Path, cells: str, said: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(cells, encoding="utf-8")
    with pytest.raises(SuiteError, match=said):
        read_cases([path])


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 1"),
        ('{"id": "a"}', "line 1: question"),
        ('{"id": "a", "question": "?", "colour": 1}', "line 1: colour"),
        ("[]", "line 1: the record: input should be"),
    ],
)
def test_a_line_that_is_no_case_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(SuiteError, match=said):
        read_cases([path])
    twice = write(tmp_path / "twice.jsonl", FULL, FULL)
    with pytest.raises(SuiteError, match="two cases are called 'c1'"):
        read_cases([twice])


def test_spans_are_found_again_or_the_nearest_words_are_named() -> None:
    good = Case.model_validate(FULL)
    bad = Case.model_validate(
        FULL
        | {
            "id": "c9",
            "question": "And how much?",
            "nuggets": [{"text": "(", "match": "regex"}],
            "evidence_groups": [
                [{"doc": "roads-2023.pdf", "text": "The capital allocation for structural repairs"}],
                [{"doc": "gone.pdf", "text": "x"}],
            ],
        }
    )
    placed, problems = validate([good, bad], corpus())
    span = placed[0].evidence_groups[0][0]
    assert (span.page, span.start, span.end, span.sha256) == (1, 0, len(ROADS[0][0]), "hash of roads-2023.pdf")
    assert [(problem.field, problem.line) for problem in problems] == [("facts", 1), ("evidence", 1), ("evidence", 2)]
    assert "the nearest is 'The capital allocation for structural maintenance" in problems[1].message
    moved = placed[0].evidence_groups[0][0].model_copy(update={"sha256": "other"})
    _, problems = validate([good.model_copy(update={"evidence_groups": ((moved,),)})], corpus())
    assert "content hash differs" in problems[0].message


def told(case: dict[str, object], *others: dict[str, object]) -> list[str]:
    """What validate says of cases like FULL."""
    cases = [Case.model_validate(FULL | {"question": f"How much {at}?", "id": f"c{at}"} | one) for at, one in enumerate([case, *others])]
    return [f"{'doubt ' if problem.doubt else ''}{problem.field}: {problem.message}" for problem in validate(cases, corpus())[1]]


def span(doc: str = "roads-2023.pdf", text: str = ROADS[0][0], **more: object) -> dict[str, object]:
    return {"evidence_groups": [[{"doc": doc, "text": text, **more}]]}


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (span(page=99), "roads-2023.pdf has 5 pages and no page 99; the words 'The capital allocation .* are on page 1"),
        (span(page=3), "the words .* are not on page 3 of roads-2023.pdf; they are on page 1"),
        (span("raods-2023.pdf"), "there is no paper called 'raods-2023.pdf' in the library; the nearest is 'roads-2023.pdf'"),
        ({"nuggets": [{"text": "£7.77m"}]}, "facts: '£7.77m' is in none of the words of the evidence, nor elsewhere in roads-2023.pdf"),
        ({"nuggets": [{"text": "£7.77m|marmalade"}]}, "facts: .*copy it from the paper"),
        ({"nuggets": [{"text": "struct"}]}, "it has 'structural', and facts are compared by whole words and figures"),
        ({"answerable": "no", "nuggets": []}, "evidence: a question that is answerable: no has no evidence"),
        ({"answerable": "no", "evidence_groups": []}, "facts: a question that is answerable: no has no facts"),
        ({"answerable": "restricted", "nuggets": []}, "evidence: a question that is answerable: restricted has no evidence"),
        ({"expected_status": "resloved"}, "expected_status: 'resloved' is no status; write one of recommended, resolved"),
        ({"as_of_date": "31 March 2025"}, "as_of_date: '31 March 2025' is no day of the calendar"),
        ({"created": "2025-02-30"}, "created: '2025-02-30' is no day of the calendar"),
        ({"question": "  "}, "question: is empty"),
    ],
)
def test_what_is_wrong_is_told_by_its_field(case: dict[str, object], said: str) -> None:
    (problem,) = told(case)
    assert re.search(said, problem)
    assert not problem.startswith("doubt")


@pytest.mark.parametrize(
    "case",
    [
        span(page=1),
        span(page=None),
        {"nuggets": [{"text": "£7.77m|£3.24 million"}]},
        {"nuggets": [{"text": "9,412", "match": "value"}]},
        {"nuggets": [{"text": "£291,000"}]},
        {"answerable": "no", "evidence_groups": [], "nuggets": []},
        {"answerable": "restricted", "evidence_groups": [], "nuggets": [{"text": "exempt"}]},
        {"answerable": "no", "evidence_groups": [], "nuggets": [], "question": " "},
        {"expected_status": "decided", "as_of_date": "2025-03-31", "created": "2024-02-29"},
    ],
)
def test_what_is_right_is_not_objected_to(case: dict[str, object]) -> None:
    assert told(case) == []


@pytest.mark.parametrize(
    "case", [{"nuggets": [{"text": "not so|no"}]}, {"answerable": "false-premise", "nuggets": [{"text": "marmalade"}]}]
)
def test_an_answer_s_own_words_are_doubted_and_not_wrong(case: dict[str, object]) -> None:
    (problem,) = told(case)
    assert problem.startswith("doubt facts: ")


def test_a_question_asked_twice_is_told_with_the_first_and_others_like_it_are_not() -> None:
    (problem,) = told({"question": "How much for roads?"}, {"question": "how much, for ROADS"})
    assert problem == "question: case c0 asks the same; ask something else, or take one of them out"
    assert (
        told({"question": "How much?"}, {"question": "How much?", "role": "officer"}, {"question": "How much?", "as_of_date": "2024-01-01"})
        == []
    )
    assert told({"question": "How much?"}, {"question": "How much?", "history": []}) == []


@pytest.mark.parametrize("field", ["role", "answerable", "split", "status"])
def test_a_misspelt_choice_is_told_by_its_cell(tmp_path: Path, field: str) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(f"id,question,{field}\nc1,Why?,publik\n", encoding="utf-8")
    with pytest.raises(SuiteError, match=rf"cell C2 \({field}\): input should be"):
        read_cases([path])
    right = {"role": "OFFICER", "answerable": "No", "split": "Test", "status": "Draft"}[field]
    path.write_text(f"id,question,{field}\nc1,Why?,{right}\n", encoding="utf-8")
    assert getattr(read_cases([path])[0], field) == right.lower()


def test_sheets_offer_what_may_be_picked_and_keep_their_heads_in_sight(tmp_path: Path) -> None:
    write_sheet(list(TEMPLATE), tmp_path / "new.xlsx")
    sheet = load_workbook(tmp_path / "new.xlsx").active
    assert sheet is not None
    heads = {cell.value: cell.column_letter for cell in sheet[1]}
    offered = {str(one.sqref).split(":")[0][:-1]: one.formula1.strip('"').split(",") for one in sheet.data_validations.dataValidation}
    assert {heads[name] for name in ("answerable", "role", "status", "expected_status", "split")} == set(offered)
    assert offered[heads["role"]] == ["public", "member", "officer", "administrator"]
    assert all(str(one.sqref).endswith("503") for one in sheet.data_validations.dataValidation), "rows to be written are offered them too"
    assert sheet.freeze_panes == "C2"
    write_table([["claim", "label"], ["a", ""]], tmp_path / "plain.xlsx", "Plain")
    plain = load_workbook(tmp_path / "plain.xlsx").active
    assert plain is not None
    assert not plain.data_validations.dataValidation


def test_a_workbook_of_sentences_offers_the_labels(tmp_path: Path) -> None:
    write_labels([["claim", "label"], ["a#0", ""]], tmp_path / "labels.xlsx")
    sheet = load_workbook(tmp_path / "labels.xlsx").active
    assert sheet is not None
    (offered,) = sheet.data_validations.dataValidation
    assert (str(offered.sqref)[:2], offered.formula1) == ("B2", f'"{",".join(LABELS)}"')


def test_every_wrong_cell_of_a_workbook_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    write_cases([Case(id="c1", question="A"), Case(id="c2", question="B"), Case(id="c3", question="C")], path)
    book = load_workbook(path)
    sheet = book.active
    assert sheet is not None
    heads = [cell.value for cell in sheet[1]]
    sheet.cell(2, heads.index("evidence") + 1).value = "no pipes here"
    sheet.cell(3, heads.index("answerable") + 1).value = "perhaps"
    sheet.cell(4, heads.index("as_of_date") + 1).value = datetime.datetime(2024, 9, 12)
    book.save(path)
    problems: list[str] = []
    (kept,) = read_placed([path], problems)
    assert [problem.split(":")[0] for problem in problems] == [
        'cases.xlsx, sheet "Cases", cell E2 (evidence)',
        'cases.xlsx, sheet "Cases", cell D3 (answerable)',
    ]
    assert kept.case.as_of_date == "2024-09-12", "what a spreadsheet took for a date is a date again"
    assert kept.at("evidence") == 'cases.xlsx, sheet "Cases", cell E4 (evidence)'


def test_words_copied_out_of_a_paper_may_break_their_line_and_pages_be_written_as_people_do(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    cell = f"roads-2023.pdf | p. 1 | The capital allocation\nfor structural maintenance\nor roads-2023.pdf | Page 2 | {ROADS[1][0]}"
    write_table([["id", "question", "evidence", "facts"], ["c1", "Why?", cell, "£3.24m"]], path, "Cases")
    (case,) = read_cases([path])
    ((first, second),) = case.evidence_groups
    assert (first.text, first.page, second.page) == ("The capital allocation for structural maintenance", 1, 2)
    assert validate([case], corpus())[1] == []


def test_a_new_sheet_holds_examples_that_never_count(tmp_path: Path) -> None:
    write_sheet(list(TEMPLATE), tmp_path / "new.xlsx")
    assert {case.status for case in read_cases([tmp_path / "new.xlsx"])} == {"draft"}
    written_over = [case.model_copy(update={"id": str(at)}) for at, case in enumerate(TEMPLATE, 1)]
    write_sheet(written_over, tmp_path / "mine.xlsx")
    assert [case.status for case in read_cases([tmp_path / "mine.xlsx"])] == ["approved", "approved"], (
        "with an id of one's own a row counts"
    )


def test_bars_need_no_spaces_and_a_page_may_be_left_empty(tmp_path: Path) -> None:
    path = tmp_path / "cases.csv"
    write_table([["id", "question", "evidence"], ["c1", "Why?", "a.md||The pool closes|loose\nor b.pdf|3| It shuts"]], path, "Cases")
    (((first, second),),) = (case.evidence_groups for case in read_cases([path]))
    assert (first.doc, first.page, first.text, first.loose) == ("a.md", None, "The pool closes", True)
    assert (second.doc, second.page, second.text) == ("b.pdf", 3, "It shuts")
    write_table([["id", "question", "evidence"], ["c1", "Why?", "a.md | The pool closes"]], path, "Cases")
    with pytest.raises(SuiteError, match="its bars may not be left out"):
        read_cases([path])


@pytest.mark.parametrize(
    ("fact", "wrong"), [("£3.24m", False), ("3.24m a yeer", True), ("£3.24m for structural maintenance", False), ("9,412 defekts", True)]
)
def test_a_misspelt_word_beside_a_figure_is_told(fact: str, wrong: bool) -> None:
    spans = [[{"doc": "roads-2023.pdf", "text": ROADS[0][0]}]]
    case = Case.model_validate({"id": "q", "question": "How much for roads?", "evidence_groups": spans, "nuggets": [{"text": fact}]})
    assert bool([one for one in validate([case], corpus())[1] if not one.doubt]) is wrong


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letters(at) for at in (1, 26, 27, 52, 53, 702, 703)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def test_a_frozen_set_cannot_be_changed(tmp_path: Path) -> None:
    cases, path = [Case.model_validate(FULL)], tmp_path / "test.jsonl"
    assert not check(cases, path)
    freeze(cases, path)
    assert check(cases, path)
    with pytest.raises(SuiteError, match="was changed after it was frozen"):
        check([*cases, Case(id="c2", question="?")], path)


def test_the_hash_is_of_the_cases_not_of_the_file(tmp_path: Path) -> None:
    cases = [Case.model_validate(FULL)]
    write_cases(cases, tmp_path / "a.csv")
    write_cases(cases, tmp_path / "a.jsonl")
    assert dataset_hash(read_cases([tmp_path / "a.csv"])) == dataset_hash(read_cases([tmp_path / "a.jsonl"]))
