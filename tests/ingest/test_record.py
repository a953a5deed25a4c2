"""The record of meetings, from small papers made here: what is read, how papers of one meeting are joined, and who may see it."""

import datetime
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.formats.text import read_text
from ingest.library.library import Library
from ingest.library.placed import Placed
from ingest.library.record import MeetingRecord, Record
from ingest.library.schema import RECORD
from ingest.models import Classification, Kind, Meeting, Overrides, Paper, PaperInfo, Passage, Table
from ingest.pipeline import ingest
from ingest.record.actions import actions
from ingest.record.corrections import read_corrections
from ingest.record.minutes import Minute, read_minutes
from ingest.record.models import ClauseKind, CorrectionKind, Ending, Motion, Outcome, Part, Role, Side, Vote
from ingest.record.names import body_key, references, same_title
from ingest.record.read import Decided, read_decided, read_record
from ingest.record.words import paragraphs_of
from ingest.settings import IngestSettings
from tests.ingest.library_fakes import NO_RECORD

PUBLIC, ALL = frozenset({Classification.PUBLIC}), frozenset(Classification)
MAY, JUNE = datetime.date(2025, 5, 6), datetime.date(2025, 6, 10)
HEAD = (
    "# Riverholme Borough Council\n\n## {}\n\nMinutes of the meeting held on {}\n\nPresent: Councillor Odell (Chair), Councillor Gaunt\n\n"
)
TABLES = ("sitting", "entry", "entry_passage", "clause", "vote", "voter", "motion", "span", "correction", "meeting", "item")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home") as library:
        yield library


@pytest.fixture
def take(library: Library, tmp_path: Path) -> Callable[..., Record]:
    """Takes in papers, given as file name and text."""

    def taken(*papers: tuple[str, str]) -> Record:
        for name, text in papers:
            (tmp_path / name).write_text(text)
        paths = [tmp_path / name for name, _ in papers]
        found = ingest(library, paths, IngestSettings(), read=lambda path, _: read_text(path))
        assert not [one.reason for one in found if one.reason]
        return Record(library)

    return taken


def minuted(paragraph: str | None, text: str, at: int = 0, **more: object) -> Passage:
    """A passage of minutes, numbered as printed."""
    passage = Passage(f"p-{at}", "m.md", at, text, Kind.MINUTE, paragraph=paragraph, report_title="Minutes of the meeting")
    return replace(passage, **more)


def minutes(body: str, committee: str = "Audit Committee", day: str = "6 May 2025") -> str:
    return HEAD.format(committee, day) + body


def decided(*texts: str | Passage) -> Decided:
    """What a minute of these passages says."""
    passages = tuple(
        replace(text, id=f"p-{at}", ordinal=at)
        if isinstance(text, Passage)
        else Passage(f"p-{at}", "m.md", at, text, Kind.RESOLUTION if "RESOLVED" in text else Kind.MINUTE, paragraph="7")
        for at, text in enumerate(texts)
    )
    return read_decided(Minute(passages, "7", "Budget", MAY, "Council"))


def clauses(record: Record, kind: ClauseKind = ClauseKind.RESOLUTION) -> list[Placed]:
    return [placed for placed in record.clauses(ALL) if placed.clause.kind is kind]


def words(record: Record, kind: ClauseKind = ClauseKind.RESOLUTION) -> list[str]:
    return [placed.clause.text for placed in clauses(record, kind)]


def test_what_is_told_after_a_resolution_is_no_part_of_it(take: Callable[..., Record], library: Library) -> None:
    said = "Councillor Lindqvist said that the accounts were a disgrace."
    record = take(("a.md", minutes(f"### 9. Accounts\n\nRESOLVED: That the accounts be approved.\n\n{said}\n")))
    assert words(record) == ["RESOLVED: That the accounts be approved."]
    (told,) = [passage for passage in library.passages() if said in passage.text]
    assert told.kind is Kind.MINUTE


def test_a_resolution_goes_on_over_its_own_paragraphs(take: Callable[..., Record]) -> None:
    body = "### 9. Accounts\n\nRESOLVED:\n\nThat the accounts be approved.\n\nThat Councillor Moss be thanked.\n\nCouncillor Moss left.\n"
    assert " ".join(words(take(("a.md", minutes(body))))) == "That the accounts be approved. That Councillor Moss be thanked."


def clauses_of(*texts: str) -> list[str]:
    """The words of every clause that a minute of these passages decides."""
    return [clause.text for clause in decided(*texts).clauses]


MOVERS = "Proposed by Councillor Hurley;\nSeconded by Councillor Butler;\nAnd Resolved:\n"


def test_a_resolution_in_quotation_marks_ends_where_they_close() -> None:
    said = "“That the following grants are paid under the Festivals and Events\nGrant Scheme 2025”"
    found = decided(f"Circulated, report of the Mayor.\n{MOVERS}{said}\nGrant recipient\nRiver Players\n€500")
    assert [clause.text for clause in found.clauses] == [said.replace("\n", " ")]
    assert [(motion.proposer, motion.seconder) for motion in found.motions] == [("Councillor Hurley", "Councillor Butler")]
    assert found.clauses[0].motions == (0,)


def test_a_quotation_within_a_resolution_does_not_end_it() -> None:
    said = "“That the report “Clean Rivers” be noted and\nthat the Mayor write to the Minister.”"
    assert clauses_of(f"{MOVERS}{said}\nTime of next meeting: 7 pm") == [said.replace("\n", " ")]


def test_a_resolution_may_open_after_other_words_of_its_line() -> None:
    assert clauses_of("Councillors considered an application for an extension. RESOLVED: That there is no objection.") == [
        "RESOLVED: That there is no objection."
    ]
    assert clauses_of("The Chair asked whether the dispute had been resolved: nobody knew.") == []


def test_the_end_of_the_meeting_is_no_part_of_its_last_resolution() -> None:
    last = "RESOLVED: That a newsletter be sent. There being no further business, the meeting closed at 9.10 pm\nChairman: J Rudd"
    assert clauses_of(last) == ["RESOLVED: That a newsletter be sent."]
    assert clauses_of("RESOLVED: That, there being no further objection, the path be closed.") == [
        "RESOLVED: That, there being no further objection, the path be closed."
    ]


@pytest.mark.parametrize(
    "said",
    [
        "On the proposal of Councillor Teskey, seconded by Councillor Rudd it was agreed to\nallocate €1,000 to the Trust.",
        "The Notice of Motion was proposed by Councillor Leddin, seconded by Councillor Rudd and\nagreed.",
        "Councillor Sally Moss proposed and Councillor Dent seconded, that J Rudd be elected, and this was passed unanimously.",
        "We may price three schemes, as such it was decided to price the underpasses.",
        "After a discussion it was agreed that the Council would fund the fees.",
        "Agreed to trial the new form.",
        "Approved online and on the website.",
        "Finally, Elaine Hindle was unanimously elected to the board.",
        "The Cathaoirleach declared Councillors Lynch and Rudd appointed to the committee.",
        "Following a brief discussion, the Members unanimously adopted the Schedule of Works.",
        "Having considered the tenders, the Council accepted the lowest.",
        "The report, as circulated, was noted by the Elected Members.",
        "Correspondence was noted and taken as read.",
        "The minutes of the meeting held on 2 April 2024, having been circulated, were confirmed as a true record.",
        "Mrs Ash was co-opted onto the Council.",
        "These two applicants are elected unopposed.",
        "All the positions noted below were filled unopposed.",
        "The grant was approved by the committee.",
        "Members agreed to the attendance of a delegation.",
    ],
)
def test_what_plain_minutes_say_was_decided(said: str) -> None:
    assert clauses_of(said) == [said.replace("\n", " ")]


@pytest.mark.parametrize(
    "said",
    [
        "Councillor Rudd said that it was agreed to close the path.",
        "Members asked whether it was decided to close the path.",
        "The master plan was approved by the board in December 2016.",
        "Approved budget and out-turn are set out in the appendix.",
        "The bid had been approved.",
        "On the proposal for a bypass nothing was heard.",
        "This will help if there is any departure from what was agreed.",
        "The proposal was agreed in principle at that morning’s board meeting.",
        "The tenders were approved by the Department.",
        "All agreed that Mr Rudd had done an excellent job.",
        "Members agreed with Councillor Rudd.",
        "Mrs Moss, who was appointed as Deputy, spoke.",
        "It was noted that the figures fluctuated.",
        "Members noted an issue at the end of the bus lane.",
        "A report was received and circulated.",
        "Once plans are agreed with the owners they will be shown.",
    ],
)
def test_what_plain_minutes_only_tell_is_no_decision(said: str) -> None:
    assert clauses_of(said) == []


def test_what_is_agreed_beside_a_resolution_is_decided_too() -> None:
    found = decided("RESOLVED that the tree be ordered.", "Members considered the day, and it was agreed that the tea would follow.")
    assert [clause.text for clause in found.clauses] == [
        "RESOLVED that the tree be ordered.",
        "Members considered the day, and it was agreed that the tea would follow.",
    ]


@pytest.mark.parametrize(
    ("ended", "outcome"),
    [
        ("The motion was put to the vote and carried.", Outcome.AGREED),
        ("The motion was put to the vote and lost.", Outcome.REFUSED),
        ("The amendment fell.", Outcome.REFUSED),
        ("Lost.", Outcome.REFUSED),
    ],
)
def test_what_was_moved_and_lost_was_refused(ended: str, outcome: Outcome) -> None:
    (clause,) = decided("Cllr Ash proposed and Cllr Birch seconded that the Clerk be asked to sell the field.", ended).clauses
    assert clause.outcome is outcome
    assert clause.text.endswith(ended) == (outcome is Outcome.REFUSED)


def test_a_life_that_was_lost_ends_no_motion() -> None:
    told = "A stone for those who had lost their lives was discussed."
    assert decided("Cllr Ash proposed and Cllr Birch seconded that a stone be set.", told).clauses == ()


def test_a_motion_is_of_the_first_resolution_after_it_alone() -> None:
    moved = "Proposed by Cllr {};\nSeconded by Cllr {};\nAnd Resolved:\n“That {} be adopted”."
    texts = (moved.format("Ash", "Birch", "the plan"), moved.format("Cole", "Dent", "the budget"))
    found = decided(*(Passage("", "m.md", 0, text, Kind.RESOLUTION, paragraph="12") for text in texts))
    assert [clause.motions for clause in found.clauses] == [(0,), (1,)]


@pytest.mark.parametrize(
    ("said", "action", "who"),
    [
        ("Action: RH to submit the form.", "Action: RH to submit the form.", "RH"),
        ("ACTION POINT: Clerk to write to the bank.", "ACTION POINT: Clerk to write to the bank.", "Clerk"),
        ("The bench is to be mended. [Action: AMcK and Clerk]", "The bench is to be mended.", "AMcK and Clerk"),
        ("The bench is to be mended (ACTION RH).", "The bench is to be mended", "RH"),
        ("The bench is to be mended.\nAction: Clerk", "The bench is to be mended.", "Clerk"),
        ("Action: Volunteers to be found.", "Action: Volunteers to be found.", None),
    ],
)
def test_what_is_marked_as_an_action(said: str, action: str, who: str | None) -> None:
    (found,) = actions(Minute((Passage("p", "m.md", 0, said, Kind.MINUTE, paragraph="7"),), "7", "Budget", MAY, "Council"))
    assert (found.text, found.who.text if found.who else None) == (action, who)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("The Head of Property Services undertook to\nrevert to the Members.", "The Head of Property Services"),
        ("Councillor Sally Moss agreed to find out the price.", "Councillor Sally Moss"),
        ("AMcK was asked to write to the board.", "AMcK"),
        ("A query was raised about the post box, LLM to investigate.", "LLM"),
        ("DR and CS offered to be delegates.", "DR and CS"),
        ("Mr Rudd said he would look for a price.", "Mr Rudd"),
    ],
)
def test_who_is_to_do_what(said: str, who: str) -> None:
    (found,) = actions(Minute((Passage("p", "m.md", 0, said, Kind.MINUTE, paragraph="7"),), "7", "Budget", MAY, "Council"))
    assert (found.text, found.who and found.who.text) == (said.replace("\n", " "), who)


@pytest.mark.parametrize(
    "said",
    [
        "The Head of Property Services clarified that the decision to sell was sound.",
        "AMcK to the chair.",
        "The council agreed with Mr Rudd to a point.",
        "Councillor Moss spoke to residents.",
        "The Clerk set out the plan (Action Plan 2024).",
        "Action was taken against tipping.",
    ],
)
def test_who_is_asked_nothing(said: str) -> None:
    assert not [*actions(Minute((Passage("p", "m.md", 0, said, Kind.MINUTE, paragraph="7"),), "7", "Budget", MAY, "Council"))]


def test_lines_that_the_margin_broke_are_one_and_others_are_not() -> None:
    wrapped = "The Council considered the report on the disposal of land at Henry\nStreet and the plan.\nName of grant\nRiver Players"
    passage = Passage("p", "m.md", 0, wrapped, Kind.MINUTE)
    assert [words.text for words in paragraphs_of(passage)] == [
        "The Council considered the report on the disposal of land at Henry Street and the plan.", "Name of grant", "River Players"
    ]  # fmt: skip


def test_a_numbered_resolution_has_the_heading_over_it_as_its_title() -> None:
    text = "7. RESOLVED that Cabinet:\nagree the bid."
    passage = Passage("p", "m.md", 0, text, Kind.RESOLUTION, paragraph="7", section="83. Devolution White Paper")
    more = replace(passage, id="q", text="The bid was sent.", kind=Kind.MINUTE)
    assert [minute.title for minute in read_minutes([passage, more])] == ["Devolution White Paper"]
    titled = replace(passage, text="7. Resolving disputes\nRESOLVED that the policy be agreed.")
    assert [minute.title for minute in read_minutes([titled, more])] == ["Resolving disputes"]


LISTED = (
    "A recorded vote was taken on the motion:\nFor: Councillors Arkle, Bevan and Emms (3)\nAgainst: Councillors Fosse and Hext (2)\n"
    "Abstained: Councillor Ivory (1)\nNot voting: Councillor Jessop (1)\nAbsent: Councillor Kerr (1)\nThe motion was declared carried."
)


def test_a_recorded_vote_in_lines_of_names() -> None:
    found = decided(LISTED, "RESOLVED: That the budget be set.")
    (vote,) = found.votes
    assert (vote.in_favour, vote.against, vote.abstained, vote.ending) == (3, 2, 1, Ending.CARRIED)
    assert vote.on(Side.AGAINST) == ("Fosse", "Hext")
    assert (vote.on(Side.NOT_VOTING), vote.on(Side.ABSENT)) == (("Jessop",), ("Kerr",))
    assert "Jessop" not in (*vote.on(Side.FOR), *vote.on(Side.ABSTAINED))
    assert found.clauses[0].votes == (0,)


@pytest.mark.parametrize(
    "said",
    [
        "For the motion: Councillors Arkle, Bevan and Emms.\nAgainst the motion: Councillors Fosse and Hext.\nThe motion was carried.",
        "In favour – Cllrs Arkle, Bevan, Emms\nAgainst – Cllrs Fosse, Hext\nThe motion was carried.",
        "Ayes: Arkle, Bevan, Emms\nNays: Fosse, Hext\nAbsent: Kerr\nMotion carried.",
        "FOR\nCouncillors Arkle, Bevan and Emms\nAGAINST\nCouncillors Fosse and Hext\nThe motion was carried.",
    ],
)
def test_recorded_votes_in_other_forms(said: str) -> None:
    (vote,) = decided(f"A recorded vote was taken:\n{said}", "RESOLVED: That the budget be set.").votes
    assert (vote.on(Side.FOR), vote.on(Side.AGAINST), vote.ending) == (("Arkle", "Bevan", "Emms"), ("Fosse", "Hext"), Ending.CARRIED)


def test_those_for_an_amendment_are_not_listed_as_for_the_motion() -> None:
    said = "For the motion (2) - Bailie Arkle and Councillor Bevan. For the amendment (1) - Councillor Fosse. The motion was carried."
    assert [vote.names for vote in decided(said).votes] == [()]


def test_the_lines_of_a_recorded_vote_are_no_headings(take: Callable[..., Record], library: Library) -> None:
    body = "### 71. Budget\n\nA recorded vote was taken:\n\nFor: Councillors Arkle and Emms (2)\n\nAgainst: Councillor Fosse (1)\n"
    record = take(("a.md", minutes(body + "\nRESOLVED: That the budget be set.\n")))
    (placed,) = clauses(record)
    assert [vote.on(Side.FOR) for vote in placed.votes] == [("Arkle", "Emms")]
    assert not [passage for passage in library.passages() if (passage.section or "").startswith("For:")]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ("The proposal was put and carried by 6 votes to 4 with 1 abstention.", (6, 4, 1)),
        ("The proposal was agreed, 5 votes in favour and 2 against.", (5, 2, None)),
        ("The motion was put and, with 13 members voting in favour, 8 against and 2 abstaining, was carried.", (13, 8, 2)),
        ("Voting: For 13; Against 8; Abstentions 2. The motion was carried.", (13, 8, 2)),
        ("On being put to the vote the motion was declared carried (For 25, Against 9, Abstentions 4).", (25, 9, 4)),
        ("The motion was carried unanimously.", (None, None, None)),
    ],
)
def test_a_vote_told_in_a_sentence(said: str, counts: tuple[int | None, ...]) -> None:
    (vote,) = decided(said).votes
    assert (vote.in_favour, vote.against, vote.abstained, vote.names) == (*counts, ())


@pytest.mark.parametrize(
    "said", ["Absent: Councillor Kerr", "The petition had 6 names and 4 addresses.", "For information only: see page 4."]
)
def test_no_vote_where_none_is_told(said: str) -> None:
    assert decided(said).votes == ()


def test_a_recorded_vote_in_a_table_of_ticks() -> None:
    table = Table(
        ("Councillor", "For", "Against", "Abstain"), (("A Mallory", "✓", "", ""), ("J Mallory", "", "X", ""), ("Nash", "✓", "", ""))
    )
    text = "\n".join("\t".join(row) for row in (table.columns, *table.rows))
    (vote,) = decided(Passage("", "m.md", 0, text, Kind.TABLE, paragraph="7", table=table)).votes
    assert (vote.in_favour, vote.against, vote.abstained) == (2, 1, 0)
    assert (vote.on(Side.FOR), vote.on(Side.AGAINST)) == (("A Mallory", "Nash"), ("J Mallory",))


def test_a_table_of_sides_in_which_nobody_is_ticked_is_no_list_of_voters() -> None:
    table = Table(("Purpose", "For", "Against"), (("Reserve", "£4", "£5"),))
    assert [vote.names for vote in decided(Passage("", "m.md", 0, "x", Kind.TABLE, table=table)).votes] in ([], [()])


def test_who_left_before_the_vote_is_no_voter() -> None:
    found = decided(
        "Councillor Eastgate left the meeting at 8.05 pm.",
        "The recommendation was carried by 4 votes to 2.",
        "RESOLVED: That it be refused.",
    )
    assert [vote.names for vote in found.votes] == [()]
    assert found.clauses[0].outcome is Outcome.REFUSED


AMENDED = (
    "It was moved by Councillor Stannard and seconded by Councillor Thorpe that limits be set on all roads.\n"
    "An amendment was moved by Councillor Underhill and seconded by Councillor Vane to delete \"all roads\".\n"
    "On being put to the vote the amendment was declared lost (For 14, Against 21, Abstentions 3).\n"
    "A second amendment was moved by Councillor Whitlow and seconded by Councillor Yarrow to add \"subject to consultation\".\n"
    "On being put to the vote the second amendment was declared carried (For 25, Against 9, Abstentions 4).\n"
    "The substantive motion, as amended, was put to the vote and declared carried (For 23, Against 12, Abstentions 3)."
)  # fmt: skip


def test_a_motion_ends_after_a_debate_and_its_words_are_shown() -> None:
    said = "Members spoke of it. " * 8
    found = decided(f"Cllr Ash moved, seconded by Cllr Birch, to approve the plan. {said}The motion carried unanimously.")
    assert [clause.text for clause in found.clauses] == ["Cllr Ash moved, seconded by Cllr Birch, to approve the plan."]
    assert not decided(f"Cllr Ash moved, seconded by Cllr Birch, to approve the plan. {said}A bill was passed.").clauses
    own = "Cllr Ash proposed, and Cllr Birch seconded, that Cllr Elm be Chairman, and this resolution was {} unanimously."
    assert [len(decided(own.format(ended)).clauses) for ended in ("passed", "defeated")] == [1, 0]
    listed = "Cllr Ash moved, seconded by Cllr Birch, to amend the following:\nThat ten read twelve.\nThe motion to amend carried."
    (clause,) = decided(listed).clauses
    assert clause.text == "Cllr Ash moved, seconded by Cllr Birch, to amend the following: That ten read twelve."


def test_a_decision_that_only_points_is_shown_with_what_it_points_at() -> None:
    moved = "I will move at the next meeting that the Council paint the pier."
    ended = "The Notice of Motion was proposed by Councillor Ash, seconded by Councillor Birch and agreed."
    (clause,) = decided(f"{moved}\nREPLY: It was painted in May.\n{ended}").clauses
    assert (clause.text, len(clause.motions)) == (f"{moved} {ended}", 1)
    (asked,) = decided("Ms Dale asked for support to sow the green. Grass was thin. This was agreed.").clauses
    assert asked.text == "Ms Dale asked for support to sow the green. This was agreed."
    (alone,) = decided("Councillor Ash proposed that the pier be painted. Agreed.").clauses
    assert alone.text == "Councillor Ash proposed that the pier be painted. Agreed."
    assert not decided("The pier is old. It is grey. Agreed.").clauses
    assert len(decided("Councillor Ash proposed to paint it, seconded by Councillor Birch. All agreed.").clauses) == 1
    assert not decided("Councillor Ash proposed that the pier be painted. Paint is dear.").clauses
    (whole,) = decided("Ms Dale asked for support. It was agreed that the pier be painted.").clauses
    assert whole.text == "It was agreed that the pier be painted."


def test_a_resolution_that_follows_its_own_motion_has_no_other() -> None:
    before = "Proposed by Councillor Elm, seconded by Councillor Fir, that the unsuccessful be written to."
    own = "Proposed by Councillor Ash;\nSeconded by Councillor Birch;\nAnd Resolved:\n“That the grants be made”."
    found = decided(f"{before}\n{own}")
    assert [found.motions[at].proposer for at in found.clauses[0].motions] == ["Councillor Ash"]


def test_limbs_that_are_counted_anew_say_of_which_list_they_are() -> None:
    found = decided(
        *(
            replace(minuted(label, text), kind=Kind.RESOLUTION)
            for label, text in (
                ("7(2)", "2. RESOLVED that:"), ("7(2)", "This Council believes that:"), ("7(2)(a)", "a) Trees matter."),
                ("7(2)(b)", "b) Seats matter."), ("7(2)", "This Council calls on the Mayor to:"), ("7(2)(a)", "a) Plant trees."),
            )
        )
    )  # fmt: skip
    assert [clause.label for clause in found.clauses] == ["7(2)(a)", "7(2)(b)", "7(2)(a), list 2"]


@pytest.mark.parametrize(
    ("number", "texts", "title"),
    [
        ("13", ["13. Planning. CS had nothing to report."], "Planning"),
        ("14", ["14. ID cards - It was agreed to buy them."], "ID cards"),
        ("3", ["3. Matters Arising: Discussed the trial."], "Matters Arising"),
        ("9", ["9. Question by Councillor J. Pond\nI ask when."], "Question by Councillor J. Pond"),
        ("8", ["8.Question by Councillor J. Pond\nI ask when."], "Question by Councillor J. Pond"),
        ("2", ["2.", "Grants 2018\nIt was agreed to pay them."], "Grants 2018"),
        ("2", ["2.", "(a)\nIt was agreed to pay them."], None),
        ("2", ["2. The minutes of the last meeting were approved."], None),
        ("6", ["6. Defibrillator The pads run out in August 2024. It was agreed to buy them."], None),
        ("5", ["5. Following this all stood down and the places below were filled."], None),
    ],
)
def test_the_title_of_an_item_that_runs_on_from_it_or_stands_under_its_number(number: str, texts: list[str], title: str | None) -> None:
    (found,) = read_minutes(minuted(number, text, at) for at, text in enumerate(texts))
    assert found.title == title


def test_items_that_their_headings_name_are_apart_whatever_is_counted_inside() -> None:
    said = [
        minuted(None, "Item 4: Heating\nA report was given.", 0, agenda_item="4"),
        minuted("1", "1. The boiler must be new.", 1, agenda_item="4"),
        minuted(None, "The tenants were told.", 2, agenda_item="4"),
        minuted(None, "Item 5 – Roads\nIt was agreed to mend them.", 3, agenda_item="5"),
    ]
    assert [(one.number, one.title, len(one.passages)) for one in read_minutes(said)] == [("4", "Heating", 3), ("5", "Roads", 1)]
    headed = [minuted(None, "Signs\nText.", 0, section="Signs"), minuted(None, "Lanes\nText.", 1, section="Lanes")]
    assert [one.title for one in read_minutes(headed)] == ["Signs", "Lanes"]


def test_two_amendments_each_have_their_mover_vote_and_end() -> None:
    found = decided(AMENDED, "RESOLVED: That limits be set on all roads, subject to consultation.")
    motion, lost, carried = found.motions
    assert [(one.proposer, one.seconder) for one in (lost, carried)] == [
        ("Councillor Underhill", "Councillor Vane"),
        ("Councillor Whitlow", "Councillor Yarrow"),
    ]
    assert [_for(found, one) for one in found.motions] == [23, 14, 25]
    assert (motion.ending, lost.ending, carried.ending) == (Ending.CARRIED, Ending.LOST, Ending.CARRIED)
    assert (motion.amends, lost.amends, carried.amends) == (None, 0, 0)
    (clause,) = found.clauses
    assert (clause.motions, [found.votes[at].in_favour for at in clause.votes]) == ((0, 2), [23])


def _for(found: Decided, motion: Motion) -> int | None:
    return found.votes[motion.vote].in_favour if motion.vote is not None else None


def test_a_withdrawn_amendment_is_neither_carried_nor_lost() -> None:
    found = decided("An amendment was moved by Councillor Vane and seconded by Councillor Yarrow to defer.\nThe amendment was withdrawn.")
    assert [motion.ending for motion in found.motions] == [Ending.WITHDRAWN]
    assert decided("Councillor Vane moved and Councillor Yarrow seconded that it be deferred.").motions[0].ending is None


def test_two_members_of_one_surname_are_two() -> None:
    (motion,) = decided("Councillor A Mallory moved, and Councillor J Mallory seconded, that no action be taken.").motions
    assert (motion.proposer, motion.seconder) == ("Councillor A Mallory", "Councillor J Mallory")


@pytest.mark.parametrize(
    ("text", "resolved"),
    [
        ("12. Planning: it was RESOLVED to object to the application.", "12. Planning: it was RESOLVED to object to the application."),
        ("15. Sea wall. Tenders were received. RESOLVED that the lowest be accepted.", "RESOLVED that the lowest be accepted."),
        ("Proposed by Cllr Ash, seconded by Cllr Birch and agreed.", "Proposed by Cllr Ash, seconded by Cllr Birch and agreed."),
        ("Proposed by Councillor Foley;\nSeconded by Councillor Scanlan;\nAnd Resolved:\n“That it be adopted”.", "“That it be adopted”."),
    ],
)  # fmt: skip
def test_minutes_of_parishes_and_of_irish_councils(text: str, resolved: str) -> None:
    found = decided(Passage("", "m.md", 0, text, Kind.MINUTE, paragraph="12"))
    assert [clause.text for clause in found.clauses] == [resolved]
    assert len(found.motions) == ("seconded" in text.casefold())


def test_what_was_moved_and_not_agreed_is_not_resolved() -> None:
    assert decided("Cllr Ash proposed and Cllr Birch seconded that the field be sold.").clauses == ()


def test_an_item_withdrawn_is_told_with_the_item(take: Callable[..., Record]) -> None:
    body = "### 88. Elmwood Library\n\nThis item had been withdrawn.\n\n### 89. Charges\n\nRESOLVED: That charges rise.\n"
    record = take(("m.md", minutes(body, "Cabinet")))
    library, charges = (item for item in only(record).items if item.title)
    assert [one.kind for one in library.corrections] == [CorrectionKind.WITHDRAWN]
    assert [clause.outcome for entry in library.entries for clause in entry.clauses] == [Outcome.WITHDRAWN]
    assert not charges.corrections


def only(record: Record, allowed: frozenset[Classification] = ALL) -> MeetingRecord:
    (held,) = record.meetings(allowed)
    found = record.meeting(held.key, allowed)
    assert found
    return found


def test_minutes_corrected_at_the_next_meeting_are_joined_to_what_they_correct(take: Callable[..., Record]) -> None:
    fence = minutes("### 17. Depot fence\n\nRESOLVED: That £45,000 be spent.\n\n### 18. Gate\n\nRESOLVED: That £45,000 be saved.\n")
    june = (
        "### 20. Minutes\n\nRESOLVED: That the minutes of the meeting held on 6 May 2025 be approved subject to correction of minute 17,"
        ' in which "£45,000" should read "£54,000".\n'
    )
    record = take(("a.md", fence), ("b.md", minutes(june, day="10 June 2025")))
    corrected = {placed.entry.number: placed.corrections for placed in clauses(record)}
    assert [(one.old, one.new) for one in corrected["17"]] == [("£45,000", "£54,000")]
    assert not corrected["18"]
    assert not corrected["20"]


@pytest.mark.parametrize(
    ("text", "date", "number"),
    [
        ('Minute 31: for "£12,500" read "£15,200".', datetime.date(2025, 4, 8), "31"),
        ('Minute 31: "3 May 2024" should read "3 June 2024".', datetime.date(2025, 4, 8), "31"),
    ],
)
def test_a_list_of_amendments_is_of_the_minutes_that_it_is_listed_for(text: str, date: datetime.date, number: str) -> None:
    opens = "It was agreed that the minutes of the meeting held on 8 April 2025 be signed subject to the following amendments:"
    own = Passage("p", "m.md", 0, f"{opens}\n{text}", Kind.MINUTE, meeting=Meeting("Town Council", "Finance Committee", MAY))
    _, found = read_corrections([own])
    assert (found.kind, found.date, found.number) == (CorrectionKind.MINUTES, date, number)


@pytest.mark.parametrize(
    ("text", "withdrawn"),
    [("A previous application was withdrawn in 2019.", False), ("Item 7 has been withdrawn.", True), ("This report is withdrawn.", True)],
)
def test_a_report_that_tells_of_a_withdrawal_is_not_withdrawn(text: str, withdrawn: bool) -> None:
    report = Passage("p", "r.pdf", 0, text, Kind.PARAGRAPH, agenda_item="7", meeting=Meeting("Town Council", "Planning Committee", MAY))
    assert bool(list(read_corrections([report]))) is withdrawn


def test_a_meeting_called_off_says_so_and_its_new_day_is_a_meeting(take: Callable[..., Record]) -> None:
    agenda = "# Riverholme Borough Council\n\n## Licensing Committee\n\nAgenda for the meeting on 11 March 2025\n\n1. The fare rises.\n"
    notice = (
        "# Riverholme Borough Council\n\n## Licensing Committee\n\nThe meeting of the Licensing Committee due to be held on 11 March"
        " 2025 has been cancelled. It will now take place on Thursday 20 March 2025.\n"
    )
    record = take(("a.md", agenda), ("n.md", notice))
    new, old = record.meetings(ALL)
    assert (old.meeting.date, new.meeting.date) == (datetime.date(2025, 3, 11), datetime.date(2025, 3, 20))
    assert old.cancelled
    assert old.cancelled.moved_to == new.meeting.date
    assert new.cancelled is None


@pytest.mark.parametrize("text", ["The meeting of 11 March 2025 was well attended.", "Fares should read as fair.", "The report was read."])
def test_nothing_is_set_right_where_nothing_was_wrong(text: str) -> None:
    assert not list(read_corrections([Passage("p", "m.md", 0, text, Kind.PARAGRAPH)]))


# Papers of one meeting, put into the library passage by passage, so that each has the classification it is given.

COUNCIL, COMMITTEE = "Larkmere Borough Council", "Environment Committee"


def put(library: Library, number: int, paper_type: str, day: datetime.date, passages: list[Passage], committee: str = COMMITTEE) -> Paper:
    digest = f"{number:064x}"[::-1]
    meeting = Meeting(COUNCIL, committee, day)
    info = PaperInfo(paper_type=paper_type, meeting=meeting)
    hidden = passages and all(passage.classification is Classification.EXEMPT for passage in passages)
    info = replace(info, classification=Classification.EXEMPT if hidden else Classification.PUBLIC)
    paper = Paper(digest[:16], f"{number}.pdf", f"/{number}.pdf", digest, 9, len(passages), info)
    placed = [replace(p, id=f"{paper.id}-{n:05d}", document=paper.document, ordinal=n, meeting=meeting) for n, p in enumerate(passages)]
    library.put(paper, placed)
    library.relate()
    return paper


def entry(number: str, title: str) -> Passage:
    return Passage("", "", 0, f"{number} {title}", Kind.AGENDA_ENTRY, agenda_item=number, agenda_title=title)


def minute(number: str, title: str, text: str, day: str = "6 May 2025", **more: object) -> Passage:
    kind = Kind.RESOLUTION if text.startswith("RESOLVED") else Kind.MINUTE
    heading = f"{number}. {title}"
    own = Passage("", "", 0, f"{heading}\n{text}", kind, paragraph=number, section=heading, section_path=(heading,))
    return replace(own, report_title=f"Minutes of the meeting held on {day}", **more)


def test_a_meeting_exists_wherever_its_minutes_are_printed(library: Library) -> None:
    put(library, 1, "agenda pack", JUNE, [entry("2", "MINUTES"), minute("12", "Mowing", "RESOLVED that the meadows be mown.")])
    record = Record(library)
    june, may = record.meetings(PUBLIC)
    assert (may.key, may.meeting.committee, [role for _, role in may.papers]) == (
        "2025-05-06-environment-committee",
        COMMITTEE,
        [Role.REPRINTED],
    )
    assert [role for _, role in june.papers] == [Role.AGENDA]
    found = record.meeting(may.key, PUBLIC)
    assert found
    assert [(item.number, item.title) for item in found.items] == [("12", "Mowing")]


def mowing(library: Library, order: tuple[int, ...] = (1, 2, 3)) -> Record:
    """An agenda, its report published alone, and the minutes in a later pack."""
    report = Passage("", "", 0, "(i) That the meadows be mown.", Kind.RECOMMENDATION, report_title="Mowing of the riverside meadows")
    papers = {
        1: ("agenda pack", MAY, [entry("7", "MOWING OF THE RIVERSIDE MEADOWS"), entry("8", "CLOCK")]),
        2: ("report", MAY, [report]),
        3: ("agenda pack", JUNE, [minute("12", "Mowing of the Riverside Meadows", "RESOLVED that the meadows be mown twice.")]),
    }
    for number in order:
        kind, day, passages = papers[number]
        put(library, number, kind, day, passages)
    return Record(library)


@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1)])
def test_agenda_report_and_minute_of_one_item_are_joined_in_any_order(library: Library, order: tuple[int, ...]) -> None:
    record = mowing(library, order)
    found = record.meeting("2025-05-06-environment-committee", PUBLIC)
    assert found
    assert [(item.number, [one.part for one in item.entries]) for item in found.items] == [
        ("7", [Part.AGENDA, Part.REPORT, Part.MINUTE]),
        ("8", [Part.AGENDA]),
    ]
    assert found.minuted


def test_who_was_present_stands_in_no_item() -> None:
    named = Passage("p", "m.md", 0, "Present: Mr Odell", Kind.MINUTE, report_title="Minutes of the meeting", section="COUNTY COUNCIL")
    numbered = replace(named, id="p-1", ordinal=1, text="9. Review by the County Council", paragraph="9", section=None)
    noted = replace(numbered, id="p-2", ordinal=2, text="RESOLVED: That it be noted.", section="9. Review by the County Council")
    assert [minute.title for minute in read_minutes([named, numbered, noted])] == [None, "Review by the County Council"]
    assert [minute.title for minute in read_minutes([named])] == ["COUNTY COUNCIL"]


@pytest.mark.parametrize(("text", "found"), [("Reviewed 24-00093.pdf", {"24/00093"}), ("24/0155, 2025-03-13", {"24/0155"}), ("A4", set())])
def test_the_reference_that_a_title_prints(text: str, found: set[str]) -> None:
    assert references(text) == found


def test_a_decision_record_of_which_no_decision_is_read_is_listed() -> None:
    info = PaperInfo(paper_type="decision record", meeting=Meeting("Riverholme", "Cabinet", MAY))
    paper = Paper("a" * 16, "d.md", "d.md", "a" * 64, 1, 1, info)
    told = Passage("a-0", "d.md", 0, "The fare rises.", Kind.PARAGRAPH, report_title="Fares", meeting=info.meeting)
    assert [(entry.part, entry.title) for entry in read_record(paper, [told]).entries] == [(Part.DECISION, "Fares")]
    made = replace(told, id="a-1", text="That the fare rise by £2 from May.", kind=Kind.RESOLUTION, paragraph="DECISION 1")
    assert [entry.passages for entry in read_record(paper, [told, made]).entries] == [(told, made)]


def test_two_minutes_of_like_titles_stay_apart(library: Library) -> None:
    one = minute("42", "Application 24/0117, Mill Lane", "RESOLVED that it be granted.")
    other = minute("43", "Application 24/0155, Mill Lane", "RESOLVED that it be refused.")
    put(library, 1, "minutes", MAY, [one, other])
    assert [item.number for item in only(Record(library), PUBLIC).items] == ["42", "43"]
    assert not same_title("Application 24/0117, Mill Lane", "Application 24/0155, Mill Lane")
    assert same_title("9. Mowing of the riverside meadows", "MOWING OF RIVERSIDE MEADOWS")


def test_of_two_minutes_the_nearest_title_takes_the_report(library: Library) -> None:
    report = Passage("", "", 0, "That the charter be adopted.", Kind.RECOMMENDATION, report_title="Governance Update")
    put(library, 1, "report", MAY, [report])
    two = [
        minute("12", "Governance and Audit update on terms", "It was heard."),
        minute("13", "Governance Updates", "RESOLVED that it be so."),
    ]
    put(library, 2, "minutes", MAY, two)
    (held,) = Record(library).meetings(ALL)
    meeting = Record(library).meeting(held.key, ALL)
    assert meeting
    assert [[entry.title for entry in item.entries] for item in meeting.items] == [
        ["Governance Update", "Governance Updates"], ["Governance and Audit update on terms"]
    ]  # fmt: skip


def test_a_council_is_one_body_however_it_is_named() -> None:
    assert body_key(Meeting("Kent County Council", "County Council")) == body_key(Meeting("Kent County Council", None))
    assert body_key(Meeting(COUNCIL, COMMITTEE)) != body_key(Meeting(COUNCIL, None))


EXEMPT = Classification.EXEMPT
SECRET = "Moved by Councillor Hush and seconded by Councillor Quiet that the depot be sold. The motion was carried by 6 votes to 4."


def secret(library: Library) -> Paper:
    """Minutes with a public and an exempt item; the exempt one holds a motion, a vote, a resolution and a correction."""
    depot = minute("13", "Sale of Fold Lane depot", SECRET, classification=EXEMPT)
    sold = minute("13", "Sale of Fold Lane depot", "RESOLVED that the depot be sold to Gull plc.", classification=EXEMPT)
    wrong = minute("14", "Price", 'In the report "£1 million" should read "£2 million".', classification=EXEMPT)
    return put(library, 1, "minutes", MAY, [minute("12", "Mowing", "RESOLVED that it be mown."), depot, sold, wrong])


def told(record: Record, allowed: frozenset[Classification]) -> str:
    """Everything that a reader is told."""
    meetings = [record.meeting(held.key, allowed) for held in record.meetings(allowed)]
    return repr((record.meetings(allowed), meetings, record.clauses(allowed), record.corrections(allowed)))


HIDDEN = ("depot", "Fold Lane", "Gull", "Hush", "Quiet", "£2 million")


def test_exempt_words_reach_no_reader_without_the_right(library: Library) -> None:
    secret(library)
    record = Record(library)
    assert all(name in told(record, ALL) for name in HIDDEN)
    assert not [name for name in HIDDEN if name in told(record, PUBLIC)]
    assert [clause.clause.text for clause in record.clauses(PUBLIC)] == ["RESOLVED that it be mown."]


def test_a_person_who_says_otherwise_is_obeyed_at_once_both_ways(library: Library) -> None:
    paper = secret(library)
    record = Record(library)
    library.correct(paper.id, Overrides(public=True))
    assert all(name in told(record, PUBLIC) for name in HIDDEN)
    library.correct(paper.id, Overrides(exempt=True))
    assert record.meetings(PUBLIC) == ()
    assert record.clauses(PUBLIC) == ()
    assert record.corrections(PUBLIC) == ()
    assert record.meeting("2025-05-06-environment-committee", PUBLIC) is None


def test_a_meeting_known_from_exempt_passages_alone_is_not_told(library: Library) -> None:
    held = minute("13", "Sale", "RESOLVED that the depot be sold.", classification=EXEMPT)
    put(library, 1, "agenda pack", JUNE, [entry("2", "MINUTES"), held])
    record = Record(library)
    assert [one.meeting.date for one in record.meetings(PUBLIC)] == [JUNE]
    assert [(one.meeting.date, one.classification) for one in record.meetings(ALL)] == [(JUNE, Classification.PUBLIC), (MAY, EXEMPT)]


def test_a_clause_of_which_one_passage_is_exempt_is_left_out_whole(library: Library) -> None:
    opens = minute("13", "Sale", "RESOLVED that:")
    first = replace(minute("13", "Sale", ""), text="(i) the depot be sold; and", kind=Kind.RESOLUTION, paragraph="13(i)")
    second = replace(first, text="(ii) the price be £2 million.", paragraph="13(ii)", classification=EXEMPT)
    put(library, 1, "minutes", MAY, [opens, first, second])
    labels = [[placed.clause.label for placed in Record(library).clauses(allowed)] for allowed in (PUBLIC, ALL)]
    assert labels == [["13(i)"], ["13(i)", "13(ii)"]]


def test_nothing_of_a_removed_paper_is_left(library: Library) -> None:
    paper = secret(library)
    library.remove(paper.id)
    left = {table: library.rows(f"SELECT count(*) FROM {table}", allowed=ALL)[0][0] for table in (*TABLES, "stale")}
    assert set(left.values()) == {0}, left


def test_a_corrected_date_moves_the_meeting(library: Library) -> None:
    paper = put(library, 1, "minutes", MAY, [minute("12", "Mowing", "RESOLVED that it be mown.")])
    library.correct(paper.id, Overrides(meeting_date=JUNE, committee="Parks Panel"))
    (held,) = Record(library).meetings(PUBLIC)
    assert (held.meeting.date, held.meeting.committee) == (JUNE, "Parks Panel")


def test_a_library_of_the_last_version_is_read_into_the_record_when_it_is_opened(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        mowing(library)
        before = told(Record(library), ALL)
        connection = library.connection()
        connection.executescript(NO_RECORD)
        connection.executescript("DROP TABLE sentence; DROP TABLE told; PRAGMA user_version = 2")
    with Library.open(tmp_path) as library:
        assert told(Record(library), ALL) == before
        assert RECORD.count("CREATE TABLE") == len(TABLES) + 1


def test_another_reader_reads_the_record_anew_and_the_same_one_does_not(tmp_path: Path) -> None:
    with Library.open(tmp_path) as library:
        mowing(library)
        library.connection().execute("UPDATE clause SET label = 'old'")
    with Library.open(tmp_path) as library:
        assert {placed.clause.label for placed in Record(library).clauses(ALL)} == {"old"}
        library.connection().execute("UPDATE meta SET value = 1 WHERE name = 'record'")
    with Library.open(tmp_path) as library:
        assert "old" not in {placed.clause.label for placed in Record(library).clauses(ALL)}


def test_votes_and_motions_come_with_their_clause(library: Library) -> None:
    secret(library)
    (sold,) = [placed for placed in Record(library).clauses(ALL) if "Gull" in placed.clause.text]
    assert isinstance(sold, Placed)
    assert [(vote.in_favour, vote.against) for vote in sold.votes] == [(6, 4)]
    assert [(motion.proposer, motion.seconder) for motion in sold.motions] == [("Councillor Hush", "Councillor Quiet")]
    assert all(isinstance(vote, Vote) for vote in sold.votes)


def test_the_time_of_reading_grows_with_the_words_alone() -> None:
    text = "Councillor A moved and Councillor B seconded an amendment to add it.\nRESOLVED: That clause (i) be agreed by 6 votes to 4."

    def seconds(count: int) -> float:
        spent = []
        for _ in range(3):  # the quickest of three: what else the machine does only ever adds
            begun = time.process_time()
            decided(*([text] * count))
            spent.append(time.process_time() - begun)
        return min(spent)

    assert seconds(1200) < 8 * (seconds(300) + 0.05)
