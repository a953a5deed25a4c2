"""Conversations over the papers of two invented councils: each later turn as a sentence that can be read alone."""

import datetime
from pathlib import Path

import pytest

from assistant.models import Answer, Ask, Status, Turn
from assistant.question.followup import make_standalone
from assistant.question.talk import Move, move
from ingest.models import Kind, Meeting, Passage
from tests.assistant.paper_fakes import assistant_over, passage

AMENITIES = Meeting("Harrowmere Town Council", "Amenities Committee", datetime.date(2024, 5, 14))
PAPERS = [
    passage("1. The yearly rent of the Boathouse is £9,400. The rowing club uses the Boathouse.", paragraph="1", meeting=AMENITIES),
    passage("2. The yearly rent of the Bandstand is £310.", paragraph="2", meeting=AMENITIES),
    passage("That the allotments be fenced.", kind=Kind.RESOLUTION, paragraph="3", section="7. ALLOTMENTS", meeting=AMENITIES),
]
LATEST = AMENITIES.date

RENT = ("What is the yearly rent of the Boathouse?", "The yearly rent of the Boathouse is £9,400. [1]")
BANDSTAND = ("and the Bandstand?", "The yearly rent of the Bandstand is £310. [1]")
BAN = ("Who proposed the dog ban in Mere Park?", "Councillor Ruth Penn proposed the ban; Mr Okafor seconded it. [1]")
ALLOTMENTS = ("What did the committee agree about the allotments?", "RESOLVED: That the allotments be fenced. [1]")
PATHS = ("Which three paths will be resurfaced?", "The paths are:\n- Mere Walk\n- Church Path\n- Station Cut [1]")
PLAYERS = ("What was the grant to the Harrowmere Players in 2022/23?", "The grant was £1,200. [1]")
FESTIVAL = ("What was spent on the Mere Festival in 2022?", "£6,050 was spent on the festival. [1]")
CARERS = ("How many foster carers does Stourleigh have?", "There are 86 foster carers. [1]")
BARN = ("What did Cabinet decide about the Tithe Barn on 9 October 2025?", "RESOLVED: That the Tithe Barn be let for 25 years. [1]")
PITCHES = ("How many pitches does Marl Park have?", "Marl Park has six pitches. [1]")
GIVEN = ("Who got a community grant in March 2024?", "It went to the Scouts (£500), the Silver Band (£750) and St Luke's Hall (£900). [1]")
REFUSED = ("Was the application for 12 Mill Lane approved?", "The Planning Committee refused the application. [1]")
LIBRARY = ("Where will the new library in Lower Stour be built?", "On the site of the former depot. [1]")
HOMES = ("How many homes were built in Nether Stour in 2019/20?", "There were 212. [1]")
BINS = ("How much would the weekly bin round cost?", "It would cost £1.4m. [1]")

COUNTED = ("How many moorings are let at the quay?", "")
LEFT = ("How many wardens left last year?", "")
PERMITS = ("What was decided about residents' parking permits?", "")
RISKS = ("What are the risks of the boat lift?", "")


@pytest.mark.parametrize(
    ("earlier", "turn", "alone"),
    [
        # Harrowmere Town Council
        ([RENT], "and the Bandstand?", "What is the yearly rent of the Bandstand?"),
        ([RENT], "really?", RENT[0]),
        ([RENT], "That's not right, it is £12,000.", RENT[0]),
        ([RENT], "Sorry, I meant the putting green.", "What is the yearly rent of the putting green?"),
        ([RENT], "who uses it?", "Who uses the Boathouse?"),
        ([RENT], "and the risks?", "What are the risks of the Boathouse?"),
        ([RENT], "did Cabinet agree to it?", "Did Cabinet agree to the Boathouse?"),
        ([COUNTED], "why has it gone up?", "How many moorings are let at the quay, and why has it gone up?"),
        ([LEFT], "why did they leave?", "How many wardens left last year, and why did they leave?"),
        ([PERMITS], "who voted against?", "About residents' parking permits, who voted against?"),
        ([PERMITS], "was it unanimous?", "Was the decision about residents' parking permits unanimous?"),
        ([PERMITS], "and for Harrowmere?", "What was decided about residents' parking permits for Harrowmere?"),
        ([RISKS], "which of these is the biggest?", "Which of the risks of the boat lift is the biggest?"),
        ([RISKS], "what is done about them?", "What is done about the risks of the boat lift?"),
        ([RENT], "go on", "What do the papers say about the Boathouse?"),
        ([RENT], "How many seats does the Assembly Hall have?", "How many seats does the Assembly Hall have?"),
        ([RENT, BANDSTAND], "back to the Boathouse: who holds the lease?", "About the Boathouse, who holds the lease?"),
        ([RENT, BANDSTAND], "which of the two brings in more?", "Which of the Boathouse and the Bandstand brings in more?"),
        ([BAN], "and how did she vote?", "How did Councillor Ruth Penn vote?"),
        ([BAN], "Did he abstain?", "Did Mr Okafor abstain?"),
        ([ALLOTMENTS], "when was that agreed?", "What did the committee agree about the allotments, and when?"),
        ([ALLOTMENTS], "why?", "What did the committee agree about the allotments, and why?"),
        ([PATHS], "how long is the second one?", "How long is Church Path?"),
        ([PLAYERS], "and in 2023/24?", "What was the grant to the Harrowmere Players in 2023/24?"),
        ([PLAYERS], "no, 2021/22", "What was the grant to the Harrowmere Players in 2021/22?"),
        ([FESTIVAL], "and last year?", "What was spent on the Mere Festival in 2023?"),
        ([RENT, ("what about the Kiln?", "")], "which of the three is cheapest?", "About the yearly rent, which of the three is cheapest?"),
        ([RENT], "was it more than last year?", "What is the yearly rent of the Boathouse, and was it more than in 2023?"),
        ([RENT], "tell me more about the Assembly Hall", "tell me more about the Assembly Hall"),
        # Stourleigh District Council
        ([CARERS], "what about kinship carers?", "How many kinship carers does Stourleigh have?"),
        ([CARERS], "How many of them left?", "How many of the 86 foster carers left?"),
        ([BARN], "and Weir Cottage?", "What did Cabinet decide about Weir Cottage on 9 October 2025?"),
        ([BARN], "what did they say about Weir Cottage?", "What did Cabinet say about Weir Cottage?"),
        ([BARN], "OK thanks. And who voted against it?", "Who voted against the decision about the Tithe Barn?"),
        ([BARN], "and at the meeting before?", "What did Cabinet decide about the Tithe Barn at the meeting before 9 October 2025?"),
        ([BARN], "and last year?", "What did Cabinet decide about the Tithe Barn in 2024?"),
        ([BARN], "No, not the Tithe Barn, the Corn Hall", "What did Cabinet decide about the Corn Hall on 9 October 2025?"),
        ([BARN, ("thanks", "")], "who owns it?", "Who owns the Tithe Barn?"),
        ([PITCHES], "who maintains that park?", "Who maintains Marl Park?"),
        ([PITCHES], "isn't it seven?", PITCHES[0]),
        ([PITCHES], "How much does it cost to hire a hall at Low Mere?", "How much does it cost to hire a hall at Low Mere?"),
        ([PITCHES], "What is the recycling rate?", "What is the recycling rate?"),
        ([PITCHES], "who is the groundsman?", "who is the groundsman?"),
        ([GIVEN], "what did the last one get?", "What did St Luke's Hall get?"),
        ([GIVEN], "which of them got most?", "Which of the Scouts, the Silver Band and St Luke's Hall got most?"),
        ([GIVEN], "what is it for?", "What is the community grant for?"),
        ([REFUSED], "and the one at Hill Farm?", "Was the application at Hill Farm approved?"),
        ([REFUSED], "what about 14 Mill Lane?", "Was the application for 14 Mill Lane approved?"),
        ([REFUSED], "was that unanimous?", "Was the application for 12 Mill Lane approved, and was that unanimous?"),
        ([LIBRARY], "who works there?", "Who works at the new library in Lower Stour?"),
        ([HOMES], "who was leader then?", "Who was leader in 2019/20?"),
        ([BINS], "and if it went fortnightly?", "How much would the weekly bin round cost if it went fortnightly?"),
    ],
)
def test_a_turn_is_a_sentence_that_can_be_read_alone(earlier: list[tuple[str, str]], turn: str, alone: str) -> None:
    history = [Turn(question=question, answer=answer) for question, answer in earlier]
    assert make_standalone(turn, history, LATEST).text == alone


@pytest.mark.parametrize(
    ("does", "turns", "others"),
    [
        (
            Move.COURTESY,
            ["thanks", "yes", "ok", "no", "great, that's really helpful", "hmm", "?"],
            ["thanks and the skate park?", "ok who paid?", "Good neighbour scheme: who runs it?", "why?", "did they?"],
        ),
        (
            Move.MORE,
            ["go on", "explain that more", "what else?", "can you explain that in more detail?"],
            ["was it more than the year before?", "tell me more about the crematorium", "how much more?", "more allotments?"],
        ),
        (
            Move.AGAIN,
            [
                "are you sure?",
                "really?",
                "that can't be right",
                "No, it was 52%",
                "you are wrong",
                "No, 52%",
                "wrong, that is the skate park",
            ],
            ["sure", "right, and the crematorium?", "No footnotes please. How many homes were flooded?", "that's great"],
        ),
        (
            Move.OTHER,
            ["No, the Bandstand.", "sorry, 2024", "no I meant the bowling green", "No, not the cemetery, the crematorium"],
            ["No, 52%", "no", "No, the Bandstand is closed.", "sorry"],
        ),
    ],
)
def test_what_a_turn_does(does: Move, turns: list[str], others: list[str]) -> None:
    assert [turn for turn in turns if move(turn) is not does] == []
    assert [turn for turn in others if move(turn) is does] == []


def ask(home: Path, question: str, papers: list[Passage] = PAPERS, earlier: tuple[str, str] | None = RENT) -> Answer:
    history = (Turn(question=earlier[0], answer=earlier[1]),) if earlier else ()
    return assistant_over(home, papers).answer(Ask(question=question, history=history))


@pytest.mark.parametrize("turn", ["ta very much", "Thanks!", "yes", "ok", "hello there", "No thanks", "that's great, thank you"])
@pytest.mark.parametrize("earlier", [RENT, None])
def test_courtesy_is_answered_with_a_question_back(tmp_path: Path, turn: str, earlier: tuple[str, str] | None) -> None:
    answer = ask(tmp_path, turn, earlier=earlier)
    assert (answer.status, answer.citations, answer.passages) == (Status.NEEDS_CLARIFICATION, (), ())
    assert answer.standalone_question == turn


def test_courtesy_before_a_question_does_not_hide_it(tmp_path: Path) -> None:
    answer = ask(tmp_path, "Thanks. And the Bandstand?")
    assert answer.standalone_question == "What is the yearly rent of the Bandstand?"
    assert "£310" in answer.answer


def test_a_doubt_is_answered_from_the_papers_again(tmp_path: Path) -> None:
    assert "£9,400" in ask(tmp_path, "are you sure?").answer


def test_a_conversation_goes_on_when_its_paper_is_gone(tmp_path: Path) -> None:
    answer = ask(tmp_path, "and who uses it?", PAPERS[1:])
    assert answer.standalone_question == "Who uses the Boathouse?"
    assert "£9,400" not in answer.answer
