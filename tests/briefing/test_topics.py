"""A note on a topic holds what is of the topic and of no other matter or council; each case both ways."""

import datetime
from pathlib import Path

import pytest

from assistant.briefing.bottom_line import bottom_line
from assistant.briefing.dossier import Dossier, open_dossier
from assistant.briefing.material import Scene, heading_of
from assistant.briefing.matters import Matter, decisions_on, gather_matters
from assistant.briefing.target import Target, TargetKind
from assistant.briefing.topic import Topic
from assistant.briefing.verbatim import resolved
from assistant.briefing.writer import Writer
from assistant.question.facts import gather_facts
from ingest.library.headings import Heading
from ingest.library.library import Library
from ingest.library.record import Record
from ingest.models import Classification, Kind, Meeting, Paper, PaperInfo, Passage
from ingest.record.models import Part
from vectorstore.models import Role

ALL = frozenset(Classification)
EAST = Meeting("Easthampton Borough Council", "Cabinet", datetime.date(2024, 3, 5))
WEST = Meeting("Westmere County Council", "County Council", datetime.date(2024, 3, 14))
HUBS = "RESOLVED that the review of family hub services be noted and the hubs in Ashe be kept open."
BUSES = "RESOLVED that the bus services to Ashe be kept for a year at a cost of £40,000."
FILLER = ["Library services were reviewed.", "Leisure services were reviewed.", "The services of the depot are good."]


def minute(number: int, text: str, meeting: Meeting, title: str, paper: str) -> Passage:
    return Passage(
        id=f"{paper}-{number}", document=f"{paper}.pdf", ordinal=number, text=text, kind=Kind.RESOLUTION, meeting=meeting,
        paragraph=str(number + 1), section=f"{number + 1}. {title}", section_path=(f"{number + 1}. {title}",),
        report_title="Minutes of the meeting",
    )  # fmt: skip


PASSAGES = [
    minute(0, BUSES, EAST, "BUS SERVICES", "a" * 16),
    minute(1, HUBS, EAST, "FAMILY HUBS", "a" * 16),
    *(minute(number, f"RESOLVED that {text[0].lower()}{text[1:]}", EAST, "SERVICES", "a" * 16) for number, text in enumerate(FILLER, 2)),
    minute(0, f"{HUBS}\n{BUSES}", WEST, "MOTIONS", "b" * 16),
]


def paper(number: str, meeting: Meeting) -> Paper:
    return Paper(number, f"{number}.pdf", f"/{number}.pdf", number * 4, 1, 1, PaperInfo(paper_type="minutes", meeting=meeting))


PAPERS = [paper("a" * 16, EAST), paper("b" * 16, WEST)]
FACTS = gather_facts(PAPERS, PASSAGES)


@pytest.mark.parametrize(
    ("topic", "words", "named"),
    [
        ("bus services", BUSES, True),
        ("bus services", HUBS, False),
        ("family hubs", HUBS, True),
        ("family hubs", BUSES, False),
        ("bus services and family hubs", BUSES, True),
        ("bus services and family hubs", HUBS, True),
        ("bus services and family hubs", FILLER[0], False),
    ],
)
def test_words_are_on_a_topic_by_its_rarest_word(topic: str, words: str, named: bool) -> None:
    assert Topic(topic, FACTS).names(words) is named


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A note on bus services over the minutes of two councils."""
    library = Library.open(tmp_path, create=True)
    for one in PAPERS:
        library.put(one, [passage for passage in PASSAGES if passage.id.startswith(one.id)])
    library.relate()
    matters = gather_matters(library, ALL)
    told = [m for m in matters if "BUS" in m.title.upper() or "MOTIONS" in m.title.upper()]
    opened = tuple(open_dossier(matter, (), Record(library), Role.PUBLIC) for matter in told)
    return Scene(Target(TargetKind.TOPIC, "bus services"), opened, Writer(), FACTS)


def test_the_resolution_of_another_matter_is_not_quoted(scene: Scene) -> None:
    said = [one.text for block in resolved(scene, 500) if block.kind == "quotation" for one in block.items]
    assert any("bus services" in one for one in said)
    assert not any("family hub" in one for one in said)


def test_a_topic_opens_with_its_latest_decision_under_its_council_and_day(scene: Scene) -> None:
    told = bottom_line(scene)
    assert told is not None
    (block,) = told.blocks
    assert block.kind == "bullets"
    assert block.items[0].label == "Decided, Westmere County Council, 14 March 2024:"
    assert "bus services" in block.items[0].text
    assert not any("family hub" in one.text for one in block.items)


def test_each_matter_says_which_council_it_is_of(scene: Scene) -> None:
    heads = [heading_of(dossier, scene) for dossier in scene.dossiers]
    assert sorted(head.partition(":")[0] for head in heads) == [EAST.council, WEST.council]


def test_one_council_is_not_named_over_each_matter(scene: Scene) -> None:
    own: tuple[Dossier, ...] = tuple(d for d in scene.dossiers if d.matter.meeting.council == EAST.council)
    alone = Scene(scene.target, own, Writer(), FACTS)
    assert not any(heading_of(dossier, alone).startswith(str(EAST.council)) for dossier in own)


def heading(part: Part, title: str, meeting: Meeting, document: str = "paper.pdf") -> Heading:
    return Heading(abs(hash((part, title, meeting))), None, None, part, document, None, title, None, meeting)


REPORT = Meeting("Kenton County Council", "Cabinet", datetime.date(2024, 1, 9))


@pytest.mark.parametrize(
    ("title", "council", "day", "found"),
    [
        ("Highway Winter Service Plan", "Kenton County Council", datetime.date(2024, 2, 1), True),
        ("Highways Winter Service Plan", "Kenton County Council", datetime.date(2024, 2, 1), True),
        ("Highway Drainage Plan", "Kenton County Council", datetime.date(2024, 2, 1), False),
        ("Highway Winter Service Plan", "Marlow Borough Council", datetime.date(2024, 2, 1), False),
        ("Highway Winter Service Plan", None, datetime.date(2024, 2, 1), False),
        ("Highway Winter Service Plan", "Kenton County Council", datetime.date(2025, 6, 1), False),
        ("Highway Winter Service Plan", "Kenton County Council", datetime.date(2023, 12, 1), False),
    ],
)
def test_a_decision_is_on_a_matter_of_its_title_council_and_time(title: str, council: str | None, day: datetime.date, found: bool) -> None:
    report = Matter((heading(Part.REPORT, "Highway Winter Service Plan", REPORT),))
    decision = heading(Part.DECISION, title, Meeting(council, "Cabinet Member", day))
    assert decisions_on(report, [report, Matter((decision,))]) == ([decision] if found else [])
