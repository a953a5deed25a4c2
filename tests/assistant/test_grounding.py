"""The check: words that stand are supported; every kind of edit to them is caught with its reason and span."""

import time
from dataclasses import replace

import pytest

from assistant.check import Claim, Reason, Support, check
from ingest.language.quantities import quantities
from ingest.models import Kind, PaperStatus, Passage, Table
from tests.assistant.paper_fakes import passage

SOURCE = passage(
    "12. In 2016/17 the Panel noted that 266 children were on a plan, a decrease from 279 the year before. The service costs £1.2m a "
    "year, of which 26% is grant. Councillor Jordan will report to Cabinet on 16 April 2018. Officers may extend the contract."
)
RECOMMENDED = passage("That the Panel approve the ranger contract of £145k.", kind=Kind.RECOMMENDATION, paragraph="RECOMMENDATION (i)")
RESOLVED = passage("RESOLVED that the ranger contract be approved.", kind=Kind.RESOLUTION, paragraph="83(i)")
MEASURED = passage(
    "Gritters used 2,150 tonnes of salt on ten working days. The charge is 10p, which ranks 21st. Mrs Quill chairs the Quayside Trust, and "
    "the ward meeting agreed to close the slip in May 2019."
)
BUDGET = passage(
    "Parks\t1,250\t(40)",
    kind=Kind.TABLE,
    table=Table(("Service", "Budget £000", "Change £000"), (("Parks", "1,250", "(40)"),), caption="Budget 2018/19"),
)


def verdict(text: str, *sources: Passage, question: str = "") -> tuple[Support, set[Reason]]:
    found = check(Claim(text, sources, question))
    return found.support, {finding.reason for finding in found.findings}


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("In 2016/17 the Panel noted that 266 children were on a plan, a decrease from 279 the year before.", SOURCE),
        ("The service costs £1,200,000 a year.", SOURCE),
        ("26 per cent of the cost is grant.", SOURCE),
        ("Cllr Jordan will report to Cabinet on 16th April 2018.", SOURCE),
        ("Councillor Jordan will report on 16 April.", SOURCE),
        ("The Panel was recommended to approve the ranger contract of £145,000.", RECOMMENDED),
        ("It was resolved that the ranger contract be approved.", RESOLVED),
        ("The Parks budget is £1.25m, a change of -£40,000.", BUDGET),
        ("The paper says “officers may extend the contract”.", SOURCE),
        ("In ten days gritters used 2,150 tonnes.", MEASURED),
        ("The charge of £0.10 ranks 21st.", MEASURED),
        (
            "The slip must close in May 2019, the ward meeting agreed.",
            replace(MEASURED, text="The ward meeting agreed in May 2019 that the slip must close."),
        ),
    ],
)
def test_what_the_source_says_is_supported(text: str, source: Passage) -> None:
    assert verdict(text, source) == (Support.SUPPORTED, set())


@pytest.mark.parametrize(
    ("edit", "text", "source", "reason"),
    [
        ("digit", "In 2016/17 267 children were on a plan.", SOURCE, Reason.FIGURE_NOT_FOUND),
        ("scale", "The service costs £12m a year.", SOURCE, Reason.FIGURE_SCALE),
        ("scale of a table", "The Parks budget is £1,250.00m.", BUDGET, Reason.FIGURE_SCALE),
        ("unit", "The grant is £26 a year.", SOURCE, Reason.FIGURE_UNIT),
        ("unit of weight", "Gritters used 2,150 kg of salt on ten working days.", MEASURED, Reason.FIGURE_UNIT),
        ("unit of time", "Gritters used 2,150 tonnes of salt on ten weeks.", MEASURED, Reason.FIGURE_UNIT),
        ("pence", "The charge is 20p, which ranks 21st.", MEASURED, Reason.FIGURE_NOT_FOUND),
        ("rank", "The charge is 10p, which ranks 31st.", MEASURED, Reason.FIGURE_NOT_FOUND),
        ("person named after a place", "Mrs Quayside chairs the Trust.", MEASURED, Reason.NAME_NOT_FOUND),
        ("withdrawn for agreed", "The ward meeting withdrew to close the slip in May 2019.", MEASURED, Reason.STATUS_CHANGED),
        ("recommended for resolved", "RECOMMENDED that the ranger contract be let.", RESOLVED, Reason.STATUS_CHANGED),
        ("percentage", "62% of the cost is grant.", SOURCE, Reason.FIGURE_NOT_FOUND),
        ("year", "In 2014/15 266 children were on a plan.", SOURCE, Reason.FIGURE_NOT_FOUND),
        ("date", "Councillor Jordan will report to Cabinet on 18 April 2018.", SOURCE, Reason.FIGURE_NOT_FOUND),
        ("name", "Councillor Lewzey will report to Cabinet on 16 April 2018.", SOURCE, Reason.NAME_NOT_FOUND),
        ("negation", "The Panel noted that 266 children were not on a plan.", SOURCE, Reason.POLARITY_CHANGED),
        ("direction", "In 2016/17 266 children were on a plan, an increase from 279 the year before.", SOURCE, Reason.POLARITY_CHANGED),
        ("obligation", "Officers must extend the contract.", SOURCE, Reason.POLARITY_CHANGED),
        ("status", "The Panel approved the ranger contract of £145k.", RECOMMENDED, Reason.STATUS_CHANGED),
        ("outcome", "It was resolved that the ranger contract be refused.", RESOLVED, Reason.POLARITY_CHANGED),
        ("quote", "The paper says “officers shall extend the contract”.", SOURCE, Reason.QUOTE_NOT_FOUND),
        (
            "near quote",
            "It says “In 2016/17 the Panel noted that 266 children were on one plan, a decrease”.",
            SOURCE,
            Reason.QUOTE_APPROXIMATE,
        ),
        ("added", "Residents complained loudly about dangerous playground equipment.", SOURCE, Reason.NOT_IN_SOURCE),
    ],
)
def test_every_edit_is_caught(edit: str, text: str, source: Passage, reason: Reason) -> None:
    support, reasons = verdict(text, source)
    assert support is not Support.SUPPORTED, edit
    assert reason in reasons


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("2 complaints were received.", "12 complaints were received."),
        ("The cost was £12.", "The cost was £12 million."),
        ("The cost was £12.", "The cost was £12,500 in all."),
        ("The target is 5.", "The target is 5% of waste."),
        ("12% of complaints were upheld.", "12 complaints were upheld, 5% of all."),
        ("£40 was raised by visitors.", "40 visitors raised £5."),
        ("Posts rose by 5%.", "Posts rose by 5 percentage points, 3% of staff."),
        ("Councillor Smith moved the motion.", "Councillor Smithson moved the motion."),
    ],
)
def test_part_of_a_figure_or_name_or_the_sign_of_another_is_not_printed(text: str, source: str) -> None:
    assert verdict(text, passage(source))[0] is not Support.SUPPORTED


def test_a_sign_said_once_is_the_sign_of_its_range() -> None:
    assert verdict("Between 5% and 10% of waste is glass.", passage("Between 5 and 10% of waste is glass.")) == (Support.SUPPORTED, set())


def test_citations_must_be_there_and_be_ours() -> None:
    assert verdict("The service costs £1.2m a year.") == (Support.NOT_SHOWN, {Reason.NO_CITATION})
    found = check(Claim("The service costs £1.2m a year.", (SOURCE,), unknown_markers=(9,)))
    assert [finding.reason for finding in found.findings] == [Reason.UNKNOWN_CITATION]


def test_a_paper_of_another_year_or_replaced_does_not_support() -> None:
    support, reasons = verdict(BUDGET.text, BUDGET, question="What was the Parks budget in 2012?")
    assert (support, reasons) == (Support.CONFLICTS, {Reason.WRONG_PERIOD})
    old = replace(SOURCE, status=PaperStatus.SUPERSEDED)
    assert verdict("Officers may extend the contract.", old)[1] == {Reason.SUPERSEDED}
    assert verdict("Officers may extend the contract.", old, question="What did the original paper say?")[0] is Support.SUPPORTED


def test_struck_words_support_nothing() -> None:
    source = passage("The panel agrees. It rejects the plan.", struck=((18, 38),))
    assert Reason.QUOTE_STRUCK in verdict("It “rejects the plan”.", source)[1]


def test_findings_point_at_the_words() -> None:
    text = "In 2016/17 267 children were on a plan."
    (finding,) = check(Claim(text, (SOURCE,))).findings
    assert text[finding.start : finding.end].strip() == "267"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("£1.2m and £145k", ["1200000", "145000"]),
        ("(£5,200) in 2012/13", ["-5200", "2012/13"]),
        ("12<sup>th</sup> July 2012, 8 November, Oct 17", ["2012-07-12", "---11-08", "2017-10"]),
        ("twenty-two of 26 per cent", ["20", "2", "26"]),
        ("4.30pm on 03/07/14", ["4.30pm", "2014-07-03"]),
        ("decision 24/00093", []),
        ("30-Sep-24 and in 22/23", ["2024-09-30", "2022/23"]),
        ("22/23 members on 31 February 2019", ["31", "2019"]),
        ("Q3 2024-25, 12 of 14 May be", ["2024/25", "12", "---05-14"]),
    ],
)
def test_quantities_are_canonical(text: str, values: list[str]) -> None:
    assert [quantity.value for quantity in quantities(text)] == values


def test_a_statement_is_checked_within_twenty_milliseconds() -> None:
    long = passage(SOURCE.text * 8)
    began = time.perf_counter()
    for number in range(20):
        check(Claim(f"In 2016/17 {number} children were on a plan.", (long, BUDGET, RESOLVED)))
    assert (time.perf_counter() - began) / 20 < 0.02 * 3, "three times the budget, for a busy machine"
