"""A statement is aligned with the words it cites: in pairs, what a careful writer makes of them and what is false by one touch."""

from dataclasses import dataclass

import pytest

from assistant.check import Claim, Support, check
from assistant.check.doubt import CLEARED, STRANGE, windows
from assistant.check.grounds import grounds
from assistant.check.matching import match
from ingest.models import Kind, Passage, Table
from tests.assistant.paper_fakes import passage
from vectorstore.models import Hit
from vectorstore.support_model import Borne

FERRY = passage(
    "6. Passengers on the Sandholme ferry fell from 41,200 in 2021 to 38,650 in 2022, while the subsidy rose to £1,987,400. The operator, "
    "Northbank Lines, runs eight sailings a day from April to October and three a day in winter. A single fare is £4.20."
)
BRIDGE = passage(
    "7. The swing bridge was closed for 18 weeks for repairs to its gear. The Harbour Board will pay £310,000 of the cost and the Council "
    "£95,000. Councillor Ashby asked for a report on the delay; Councillor Whitmore seconded the request. The panel did not support a toll."
)
ADVICE = passage("That planning permission be granted for the boatyard subject to conditions.", kind=Kind.RECOMMENDATION)
DEPOTS = passage(
    "Depot\tVehicles\tCost £000\nNorth Quay\t14\t212\nMill Road\t9\t148",
    kind=Kind.TABLE,
    table=Table(("Depot", "Vehicles", "Cost £000"), (("North Quay", "14", "212"), ("Mill Road", "9", "148"))),
)


@dataclass(frozen=True)
class Pair:
    """Said of one passage: what it bears out, and what it does not."""

    of: Passage
    true: str
    false: str


PAIRS = {
    "figures at their years": Pair(
        FERRY,
        "The Sandholme ferry had 38,650 passengers in 2022, down from 41,200 in 2021.",
        "The Sandholme ferry had 41,200 passengers in 2022, down from 38,650 in 2021.",
    ),
    "a rounded figure with its hedge": Pair(FERRY, "The subsidy rose to just under £2.0m.", "The subsidy rose to just under £3.0m."),
    "a count of its noun": Pair(
        FERRY,
        "Northbank Lines runs eight sailings a day from April to October.",
        "Northbank Lines runs three sailings a day from April to October.",
    ),
    "the way it went": Pair(FERRY, "Passengers fell in 2022.", "Passengers rose in 2022."),
    "a unit of time": Pair(BRIDGE, "The swing bridge was closed for 18 weeks.", "The swing bridge was closed for 18 days."),
    "a whole and a rate": Pair(BRIDGE, "The Council will pay £95,000 of the cost.", "The Council will pay £95,000 per week of the cost."),
    "who pays which": Pair(
        BRIDGE,
        "The Harbour Board will pay £310,000 and the Council £95,000.",
        "The Harbour Board will pay £95,000 and the Council £310,000.",
    ),
    "who seconded": Pair(BRIDGE, "Councillor Whitmore seconded the request.", "Councillor Ashby seconded the request."),
    "a denial": Pair(BRIDGE, "The panel did not support a toll.", "The panel supported a toll."),
    "a denial put in": Pair(BRIDGE, "The Harbour Board will pay £310,000.", "The Harbour Board will not pay £310,000."),
    "to be done and done": Pair(
        ADVICE,
        "The report recommends that planning permission be granted for the boatyard.",
        "Planning permission was granted for the boatyard.",
    ),
    "a cell at its row": Pair(DEPOTS, "Mill Road has 9 vehicles and cost £148,000.", "Mill Road has 14 vehicles and cost £148,000."),
    "a cell at its column": Pair(DEPOTS, "The cost at North Quay is £212,000.", "The cost at North Quay is £14,000."),
    "a name": Pair(BRIDGE, "The Harbour Board will pay £310,000.", "The Tideway Trust will pay £310,000."),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_what_is_so_is_supported_and_its_twin_is_not_shown(pair: Pair) -> None:
    assert check(Claim(pair.true, (pair.of,))).support is Support.SUPPORTED
    false = check(Claim(pair.false, (pair.of,)))
    assert not false.shown
    assert false.findings[0].detail, "a reason is told"


def test_what_the_paper_says_instead_is_told() -> None:
    (finding, *_) = check(Claim("The swing bridge was closed for 17 weeks.", (BRIDGE,))).findings
    assert "18" in finding.detail
    assert "17" in finding.detail


def test_a_word_of_the_writers_own_is_a_doubt_and_much_of_it_too_much() -> None:
    little = "Northbank Lines, a firm, runs eight sailings a day from April to October and three a day in winter."
    assert check(Claim(little, (FERRY,))).support is Support.UNMATCHED
    much = "Northbank Lines, a struggling family firm from Oslo, runs splendid sailings from April to October."
    assert not check(Claim(much, (FERRY,))).shown


def hits(*passages: Passage) -> list[Hit]:
    return [Hit(one, 1.0) for one in passages]


def test_a_citation_is_moved_to_the_passage_that_bears_all_of_it_out() -> None:
    shown = hits(FERRY, BRIDGE)
    quotes = grounds("The swing bridge was closed for 18 weeks.", shown[:1], shown)
    assert {quote.passage.id for quote in quotes} == {BRIDGE.id}
    assert all(quote.text in BRIDGE.text for quote in quotes)


def test_a_citation_is_not_moved_for_the_part_that_its_passage_lacks() -> None:
    shown = hits(FERRY, BRIDGE)
    text = "Passengers on the Sandholme ferry fell to 38,650 in 2022 because the swing bridge was closed for 18 weeks."
    quotes = grounds(text, shown[:1], shown)
    assert {quote.passage.id for quote in quotes} == {FERRY.id}
    assert not check(Claim(text, tuple(dict.fromkeys(quote.passage for quote in quotes)))).shown


class Says:
    """A support model that gives each word of a claim the same logit."""

    def __init__(self, logit: float) -> None:
        self.logit, self.read = logit, 0

    def scores(self, claim: str, windows: object) -> list[Borne]:
        self.read += len(list(windows)) if isinstance(windows, list) else 1
        return [Borne(self.logit, ((0, len(claim), self.logit),))]


@pytest.mark.parametrize(
    ("logit", "support"), [(CLEARED + 1, Support.SUPPORTED), (STRANGE + 1, Support.UNMATCHED), (STRANGE - 1, Support.NOT_SHOWN)]
)
def test_the_model_weighs_what_rules_leave(logit: float, support: Support) -> None:
    few = "Northbank Lines, a firm, runs eight sailings a day from April to October and three a day in winter."
    assert check(Claim(few, (FERRY,)), Says(logit)).support is support


def test_the_model_clears_no_figure_and_is_not_asked_of_what_is_clear() -> None:
    sure = Says(99.0)
    assert not check(Claim("The swing bridge was closed for 17 weeks.", (BRIDGE,)), sure).shown
    assert check(Claim("The swing bridge was closed for 18 weeks.", (BRIDGE,)), sure).support is Support.SUPPORTED
    assert sure.read == 0


def test_windows_hold_the_lines_that_a_statement_rests_on() -> None:
    (window,) = windows(match("The Harbour Board will pay £310,000.", (BRIDGE,)))
    assert "£310,000" in window
    assert "18 weeks" not in window
