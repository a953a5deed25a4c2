"""What a question names among the papers of two invented councils: what it must shut out, beside what it must let through."""

import datetime

import pytest

from assistant.question.facts import gather_facts
from assistant.question.matter import Matter
from assistant.question.models import Understanding
from assistant.question.understand import understand
from assistant.question.vocabulary import LibraryFacts
from ingest.language.sentences import units
from ingest.models import Kind, Meeting, Passage
from tests.assistant.paper_fakes import passage


def _minutes(meeting: Meeting, *texts: tuple[str, str]) -> list[Passage]:
    day = f"{meeting.date:%-d %B %Y}" if meeting.date else ""
    place = {"meeting": meeting, "agenda_item": None, "report_title": f"Minutes of the meeting held on {day}"}
    opened = passage(f"Minutes of the {meeting.committee} held on {day}", kind=Kind.MINUTE, section=None, section_path=(), **place)
    kinds = [Kind.RESOLUTION if "RESOLVED" in text else Kind.MINUTE for _, text in texts]
    said = [passage(text, kind=kind, section=over, **place) for (over, text), kind in zip(texts, kinds, strict=True)]
    return [opened, *said]


_TOWN, _DISTRICT = "Caldmoor Town Council", "Thornby District Council"
_HOMES, _AUDIT = "Housing and Homes Policy Committee", "Audit and Risk Scrutiny Panel"
THORNBY = (
    *_minutes(
        Meeting(_DISTRICT, _HOMES, datetime.date(2024, 6, 4)),
        ("21. Empty homes", "Councillor R Venn declared an interest as a landlord. Councillor S Venn left the meeting."),
        ("21. Empty homes", "RESOLVED: That the empty homes grant be £9,000."),
        ("22. Sheltered Housing Alarm Renewal", "RESOLVED: That the contract be let to Calltree Ltd."),
    ),
    *_minutes(
        Meeting(_DISTRICT, _HOMES, datetime.date(2024, 7, 9)),
        ("30. Damp", "The boiler at Elmwood Court failed on 17 June 2024. The kiosk was damp."),
        ("30. Damp", "RESOLVED: That forty homes in Elmwood Court be surveyed."),
    ),
    *_minutes(Meeting(_DISTRICT, _DISTRICT, datetime.date(2024, 6, 4)), ("9. Allowances", "RESOLVED: That allowances be frozen.")),
    *_minutes(Meeting(_DISTRICT, _AUDIT, datetime.date(2024, 9, 11)), ("3. Fraud", "RESOLVED: That the fraud report be noted.")),
)
CALDMOOR = (
    *_minutes(
        Meeting(_TOWN, "Allotments and Cemeteries Committee", datetime.date(2024, 3, 5)), ("4. Plots", "RESOLVED: That plot rents be £41.")
    ),
    *_minutes(
        Meeting(_TOWN, "Allotments and Cemeteries Committee", datetime.date(2025, 3, 4)),
        ("4. Plots", "RESOLVED: That plot rents be £44."),
        ("5. Tŷ Glas", "Cllr. Bronwen Maddox reported that Tŷ Glas was sold on 3 January 2025."),
    ),
    *_minutes(
        Meeting(_TOWN, _TOWN, datetime.date(2025, 3, 4)),
        ("9. Caldmoor Urban Regeneration Board", "RESOLVED: That Cllr J Ferris be appointed."),
        ("10. Terms", "RESOLVED: That the revised terms of reference be agreed."),
    ),
)
PAPERS = {"thornby": THORNBY, "caldmoor": CALDMOOR}
FACTS: dict[str, LibraryFacts] = {name: gather_facts([], papers) for name, papers in PAPERS.items()}


def _read(council: str, question: str) -> Understanding:
    return understand(question, (), FACTS[council])


def _held(council: str, matter: Matter) -> str:
    on = matter.of_subject([one for one in PAPERS[council] if matter.holds(one)])
    return " ".join(unit.text for one in PAPERS[council] if one.id in on for unit in units(one) if matter.keeps(unit))


@pytest.mark.parametrize(
    ("council", "question", "kept", "out"),
    [
        ("thornby", "What was resolved on 4 June 2024?", ("£9,000", "Calltree", "frozen"), ("forty", "fraud", "boiler")),
        ("thornby", "What did the Housing and Homes Policy Committee resolve on 4 June 2024?", ("£9,000", "Calltree"), ("frozen", "forty")),
        ("thornby", "What did full council agree on 4/6/2024?", ("frozen",), ("£9,000", "Calltree")),
        ("thornby", "What did the Housing Committee resolve in July 2024?", ("forty",), ("£9,000", "frozen")),
        ("thornby", "Which grant was agreed at the June 2024 committee?", ("£9,000",), ("forty",)),
        ("thornby", "What did the Audit Panel decide?", ("fraud",), ("£9,000", "frozen", "forty")),
        ("thornby", "What did scrutiny decide?", ("fraud",), ("£9,000",)),
        ("thornby", "What was resolved about SHAR?", ("Calltree",), ("£9,000", "frozen", "forty")),
        ("thornby", "What was decided about allowances?", ("frozen", "boiler"), ("£9,000", "forty")),
        ("thornby", "What did Councillor R Venn declare?", ("landlord",), ("left the meeting",)),
        ("thornby", "Did Cllr S Venn leave?", ("left the meeting",), ("landlord",)),
        ("thornby", "What was decided on 17 June 2024?", ("boiler",), ("£9,000", "frozen")),
        ("caldmoor", "What did the Allotments Committee decide about plot rents in 2024?", ("£41",), ("£44",)),
        ("caldmoor", "What did the Town Council resolve on 4 March 2025?", ("Ferris", "terms"), ("£41", "£44")),
        ("caldmoor", "What was resolved about CURB?", ("Ferris",), ("terms",)),
        ("caldmoor", "What did the Allotments Committee resolve at its last meeting?", ("£44",), ("£41", "Ferris")),
    ],
)
def test_what_is_of_another_is_shut_out(council: str, question: str, kept: tuple[str, ...], out: tuple[str, ...]) -> None:
    understood = _read(council, question)
    held = _held(council, understood.matter)
    assert not understood.matter.lacking
    assert [word for word in kept if word not in held] == []
    assert [word for word in out if word in held] == []


@pytest.mark.parametrize(
    ("council", "question", "kept"),
    [
        ("thornby", "What happened on 17 June 2024 at Elmwood Court?", ("boiler", "forty", "£9,000")),
        ("thornby", "What failed on 17 June?", ("boiler", "forty")),
        ("thornby", "Did anyone agree to start the survey on 4 June 2024?", ("forty",)),
        ("thornby", "What did Councillor Venn declare?", ("landlord", "left the meeting")),
        ("thornby", "How many homes does the committee want to survey?", ("forty",)),
        ("thornby", "What did the council decide about homes?", ("£9,000", "forty")),
        ("caldmoor", "What was sold on 3 January 2025?", ("sold", "£41", "£44")),
        ("caldmoor", "What are plot rents in 2025?", ("£41", "£44")),
        ("caldmoor", "What did Cllr Maddox report?", ("sold",)),
        ("caldmoor", "What did Councillor B Maddox report?", ("sold",)),
    ],
)
def test_what_may_be_meant_is_let_through(council: str, question: str, kept: tuple[str, ...]) -> None:
    understood = _read(council, question)
    held = _held(council, understood.matter)
    assert not understood.matter.lacking
    assert [word for word in kept if word not in held] == []


@pytest.mark.parametrize(
    ("council", "question", "told"),
    [
        ("thornby", "What did the Housing Committee resolve on 5 June 2024?", "the nearest is 4 June 2024"),
        ("thornby", "What was resolved on 5 June 2024?", "No meeting on 5 June 2024 is among the papers"),
        ("thornby", "What did full council agree in 2019?", "No meeting of the Thornby District Council in 2019"),
        ("thornby", "What did the Licensing Committee resolve on 4 June 2024?", "called Licensing Committee"),
        ("thornby", "What did Councillor T Venn declare?", "There is no Councillor T Venn in the papers; they name Councillor R Venn and"),
        ("thornby", "What did Councillor Grindle say?", "The papers name no Councillor Grindle."),
        ("caldmoor", "What did Cllr Gwen Maddox report?", "they name Cllr Bronwen Maddox"),
        ("caldmoor", "What did the Town Council resolve on 11 March 2025?", "the nearest is 4 March 2025"),
    ],
)
def test_what_is_not_among_the_papers_is_said(council: str, question: str, told: str) -> None:
    assert told in _read(council, question).matter.lacking


@pytest.mark.parametrize(
    ("council", "typed", "read"),
    [
        ("thornby", "What did the Housing Committee decide?", "What did the Housing and Homes Policy Committee decide?"),
        ("thornby", "What did the HHPC decide?", "What did the Housing and Homes Policy Committee decide?"),
        ("caldmoor", "what did the allotments committee decide?", "what did the Allotments and Cemeteries Committee decide?"),
        ("thornby", "Who runs the kisok at Elmwod Court?", "Who runs the kiosk at Elmwood Court?"),
        ("thornby", "What did the committee decide?", None),
        ("thornby", "What did scrutiny and the Cabinet Member decide?", None),
        ("thornby", "Which of the three farms is from the fire at the pier?", None),
        ("thornby", "Does the Peer form a board for Elmwood Court?", None),
        ("caldmoor", "What was said of Ty Glas?", None),
    ],
)
def test_the_question_is_read_as_it_is_typed_or_as_papers_print_it(council: str, typed: str, read: str | None) -> None:
    assert _read(council, typed).standalone == (read or typed)


def test_all_that_a_meeting_resolved_is_asked_for_only_without_a_subject() -> None:
    assert _read("thornby", "What was resolved on 4 June 2024?").matter.whole
    assert not _read("thornby", "What was resolved on 4 June 2024 about allowances?").matter.whole
    assert not _read("thornby", "What was resolved about allowances?").matter.whole


def test_minutes_reprinted_in_a_later_pack_stay_of_their_own_day() -> None:
    (reprinted,) = (one for one in THORNBY if "Calltree" in one.text)
    later = Meeting(_DISTRICT, _HOMES, datetime.date(2024, 9, 3))
    again = passage(reprinted.text, kind=Kind.RESOLUTION, report_title="Minutes of the meeting held on 4 June 2024", meeting=later)
    own = passage("RESOLVED: That bins be blue.", kind=Kind.RESOLUTION, report_title="Bins", meeting=later)
    matter = _read("thornby", "What was resolved on 4 June 2024?").matter
    assert matter.holds(again)
    assert not matter.holds(own)
