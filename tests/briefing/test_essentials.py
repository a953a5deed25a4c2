"""What leads a note and what is next in it, on a report small enough to read."""

import datetime
from dataclasses import replace

import pytest

from assistant.briefing.dossier import Dossier
from assistant.briefing.dossier import _printed_once as printed_once
from assistant.briefing.essentials import asked, cost, decided, risk, to_know
from assistant.briefing.implications import is_spoken_of
from assistant.briefing.key_points import background
from assistant.briefing.material import Scene
from assistant.briefing.matters import Matter
from assistant.briefing.models import Block
from assistant.briefing.money import Settled, told_figures
from assistant.briefing.next_steps import questions, timeline
from assistant.briefing.sections import find_section
from assistant.briefing.target import Target, TargetKind
from assistant.briefing.templates import SectionSpec
from assistant.briefing.verbatim import _span as title_span
from assistant.briefing.verbatim import not_minuted
from assistant.briefing.writer import Writer
from assistant.question.facts import gather_facts
from ingest.library.headings import Heading
from ingest.models import Kind, Meeting, Passage
from ingest.record.models import Clause, Entry, Part
from ingest.record.words import Words
from tests.assistant.paper_fakes import MEETING, passage

HELD = datetime.date(2018, 6, 12)
FINANCE = {"section": "FINANCIAL IMPLICATIONS", "section_path": ("FINANCIAL IMPLICATIONS",)}
RISKS = {"section": "RISK MANAGEMENT", "section_path": ("RISK MANAGEMENT",)}
BACK = {"section": "BACKGROUND", "section_path": ("BACKGROUND",)}
REPORT = [
    passage("The rangers were first employed by the Council on 3 May 2011 in two parks.", id="p0", ordinal=0, **BACK),
    passage("CPI inflation stood at 2.4% and a household paid £1,200 a year for its council tax nationally.", id="p1", ordinal=1),
    passage("The four park rangers will cost the Council £94,000 a year from April 2019.", id="p2", ordinal=2, **FINANCE),
    passage("There is a risk that the grant for the rangers of £30,000 is not renewed by its trustees.", id="p3", ordinal=3, **RISKS),
    passage("The contract for the rangers will be let on 4 September 2018 by the Council.", id="p4", ordinal=4),
    passage("The lodge for the rangers was opened to the public on 2 April 2017 by the Council.", id="p5", ordinal=5),
    passage("The lease of the lodge is subject to planning permission for the rangers.", id="p6", ordinal=6),
    passage("(i) note the report of the head of parks\n(ii) employ four park rangers at £94,000 a year", id="p7", ordinal=7,
            kind=Kind.RECOMMENDATION),
]  # fmt: skip
FACTS = gather_facts([], REPORT)


def scene(report: list[Passage], day: datetime.date = HELD) -> Scene:
    heading = Heading(1, 1, 1, Part.REPORT, "2018-06-12-parks.pdf", "7", "Park Rangers", "7", MEETING)
    dossier = Dossier(Matter((heading,)), report=tuple(report))
    return Scene(Target(TargetKind.ITEM, "Park Rangers", (dossier.matter,)), (dossier,), Writer(), FACTS, day=day)


def words(blocks: list[Block]) -> str:
    return " ".join(said.text for block in blocks for said in (block.said if block.kind == "paragraph" else block.items))  # type: ignore[union-attr]


def test_what_is_asked_is_what_does_something() -> None:
    assert [said.text for said in asked(scene(REPORT))] == ["employ four park rangers at £94,000 a year"]
    noting = [replace(REPORT[-1], text="(i) note the report of the head of parks")]
    assert [said.text for said in asked(scene(noting))] == ["note the report of the head of parks"]
    assert asked(scene(REPORT[:-1])) == ()


def test_what_is_not_minuted_is_said_to_be_so() -> None:
    (said,) = decided(scene(REPORT))
    assert said.text.startswith("Not yet minuted")
    assert not said.markers


@pytest.mark.parametrize(
    ("day", "told"),
    [
        (False, "Not yet minuted: no minutes of Council, 12 June 2018 are among the papers."),
        (True, "Nothing was found under this item in the minutes of 12 June 2018 among the papers."),
    ],
)
def test_of_minutes_no_more_is_said_than_what_the_papers_hold(day: bool, told: str) -> None:
    heading = Heading(1, 1, 1, Part.REPORT, "parks.pdf", "7", "Park Rangers", "7", Meeting("Larkmere", "Council", HELD))
    assert not_minuted(Dossier(Matter((heading,), day))) == told


def test_silence_is_claimed_only_where_no_word_speaks_of_the_kind_even_one_that_is_not_fit_to_show() -> None:
    table = passage("Item\tSum\nRangers\t£94,000", id="t1", ordinal=11)
    heading = passage("See the note.", id="t2", ordinal=12, section_path=("Equalities and inclusion",))
    bare = scene([REPORT[5]])
    assert not any(is_spoken_of(bare, name) for name in ("resources", "equalities", "risk", "recommendations"))
    assert is_spoken_of(scene([REPORT[5], table]), "resources")
    assert is_spoken_of(scene([REPORT[5], heading]), "equalities")
    spoken = replace(bare, dossiers=(replace(bare.dossiers[0], agenda=(passage("To note the risk register", id="t3", ordinal=13),)),))
    assert is_spoken_of(spoken, "risk")


def test_a_section_says_that_it_is_missing_only_where_the_papers_are_silent() -> None:
    spec = SectionSpec(name="risk", heading="Risk", words=100)
    assert find_section(scene([REPORT[5]]), spec).missing
    unfit = passage("Risk:", id="t4", ordinal=14)
    found = find_section(scene([REPORT[5], unfit]), spec)
    assert (found.blocks, found.missing) == ((), None)
    assert find_section(scene([]), spec).missing is None


def test_the_cost_is_that_of_the_proposal_not_of_the_world() -> None:
    assert [said.text for said in cost(scene(REPORT))] == [REPORT[2].text]
    assert cost(scene(REPORT[:2])) == ()


def test_where_it_costs_nothing_the_paper_says_so() -> None:
    free = passage("There are no financial implications for the Council arising from the report.", id="p9", ordinal=9, **FINANCE)
    assert [said.text for said in cost(scene([*REPORT[:2], free]))] == [free.text]


def test_the_risk_is_what_the_paper_calls_one() -> None:
    assert [said.text for said in risk(scene(REPORT))] == [REPORT[3].text]
    assert risk(scene(REPORT[:3])) == ()


def test_nothing_is_told_twice() -> None:
    one = scene(REPORT)
    told = [*cost(one), *risk(one), *to_know(one)]
    assert len({said.text for said in told}) == len(told) >= 3


def test_papers_and_parts_played_do_not_lead() -> None:
    proposed = passage("The proposal would employ four park rangers in the two parks of the town.", id="p8", ordinal=8)
    paper = passage("The papers on the park rangers and their £30,000 grant are appended to this report.", id="p9", ordinal=9)
    part = passage("The Council is the strategic commissioner of the park rangers in the borough.", id="p10", ordinal=10)
    told = [said.text for said in to_know(scene([paper, part, proposed]))]
    assert told == [proposed.text]


@pytest.mark.parametrize(
    ("resolved", "reported", "text", "overtaken"),
    [
        ("a fee of £14", "a fee of £12", "The fee would be £12.", True),
        ("a fee of £14", "a fee of £12", "The fee would rise to £14.", False),
        ("a fee of £14", "a fee of £12", "The fee is paid by card.", False),
        ("a fee of £12", "a fee of £12 on costs of £900", "The works cost £900.", False),
        ("a rise of 4%", "a rise of 3%", "The rise of 3% is that of prices.", True),
        ("that the report be noted", "a fee of £12", "The fee would be £12.", False),
    ],
)
def test_a_figure_that_the_meeting_changed_does_not_stand(resolved: str, reported: str, text: str, overtaken: bool) -> None:
    assert Settled(told_figures(resolved), told_figures(reported)).overtakes(text) is overtaken


@pytest.mark.parametrize(
    ("day", "ahead"),
    [(HELD, True), (datetime.date(2018, 9, 3), True), (datetime.date(2018, 9, 5), False), (datetime.date(2026, 1, 1), False)],
)
def test_next_holds_what_is_ahead_of_the_meeting_and_of_the_note(day: datetime.date, ahead: bool) -> None:
    told = words(timeline(scene(REPORT, day), 200))
    assert ("4 September 2018" in told) is ahead
    assert "2 April 2017" not in told
    assert ("4 September 2018" in words(background(scene(REPORT, day), 200))) is not ahead


def test_days_past_are_background() -> None:
    told = words(background(scene(REPORT), 200))
    assert "3 May 2011" in told
    assert "2 April 2017" in told


def test_a_question_is_asked_of_what_is_open_and_not_of_what_is_answered() -> None:
    assert "subject to planning permission" in words(questions(scene(REPORT), 400))
    settled = replace(REPORT[6], text=f"{REPORT[6].text} The permission was subsequently given by the county.")
    assert "planning" not in words(questions(scene([*REPORT[:6], settled]), 400))


def test_five_questions_at_most() -> None:
    open_ones = [
        passage(f"The survey of the {name} rangers is still to be confirmed and will cost £{at}2,000.", id=f"q{at}", ordinal=at)
        for at, name in enumerate(("north", "south", "east", "west", "lower", "upper", "middle", "outer"), 1)
    ]
    others = [
        passage(text, id=f"r{at}", ordinal=20 + at)
        for at, text in enumerate((
            "The northern depot is subject to planning permission from the county.",
            "The rangers' van depends on funding from the trustees of the park.",
            "It is estimated that the works to the lodge will cost £120,000.",
            "The budget of the parks service had an overspend of £12,000 that was not planned.",
            "The rangers said that there is a risk of flooding at the lower lake.",
            "The new hut by the water will cost the parks £14,000 to build.",
            "Small works are delegated to the head of parks for the year.",
        ))
    ]  # fmt: skip
    blocks = questions(scene([*open_ones, *others]), 2000)
    assert [len(block.items) for block in blocks if block.kind == "bullets"] == [5]


def test_what_two_printings_of_minutes_resolve_is_taken_once() -> None:
    def minute(id: str, words: str, title: str | None) -> Entry:
        said = passage(words, id=id, ordinal=20)
        clause = Clause(None, (Words(said, 0, len(words)),))
        return Entry(Part.MINUTE, (said,), None, title, said, "7", MEETING, (clause,))

    first = minute("m1", "RESOLVED that four rangers be employed.", "Park Rangers")
    again = minute("m2", "Resolved that four rangers be  employed.", None)
    other = minute("m3", "RESOLVED that the lodge be let.", None)
    assert printed_once([first, again, other]) == (first, other)


@pytest.mark.parametrize(
    ("line", "told"), [("7. Rangers (Pages 1 - 4)", "7. Rangers"), ("8. Lodge Page 12", "8. Lodge"), ("9. Pages", "9. Pages")]
)
def test_the_pages_of_an_item_are_no_part_of_its_title(line: str, told: str) -> None:
    start, end = title_span(line + "\nmore", "not printed so")
    assert line[start:end] == told
