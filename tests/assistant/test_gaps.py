"""What a chat model says the passages lack: told as a gap where it is so, stopped where a passage has it, parted from what it claims."""

from pathlib import Path

import pytest

from assistant.answering.chat_engine import Generator
from assistant.answering.gap_statements import gap_of
from assistant.models import Answer, Ask, Matched, Status
from assistant.settings import AssistantSettings
from ingest.language.lacking import lacking
from ingest.models import Classification, Passage, Table
from tests.assistant.paper_fakes import ScriptedChat, assistant_over, passage
from vectorstore.models import Role

QUESTION = "How many rangers were there in 2016 and in 2018, who trained them, and why did the number fall?"
PAPERS = [
    passage("2. There were 25 rangers in 2018 at a cost of £1.2m a year.", paragraph="2"),
    passage("3. The rangers will be trained before May 2019. A survey of the paths is to follow.", paragraph="3"),
    passage("4. The group on litter is chaired by a local head teacher.", paragraph="4"),
]
ROWS = Table(("Year", "Rangers"), (("2014", "52"), ("2018", "25")), caption="Number of rangers")
WITH = {
    "figure": passage("9. In 2016 there were 40 rangers.", paragraph="9"),
    "row": passage("Year\tRangers\n2014\t52\n2018\t25", paragraph="Table 1", table=ROWS),
    "name": passage("9. The rangers will be trained by the Wildlife Trust.", paragraph="9"),
    "reason": passage("9. The number of rangers fell because the grant for rangers ended.", paragraph="9"),
    "topic": passage("9. The ferry to the island stopped running.", paragraph="9"),
    "date": passage("9. The survey of the paths will be done by 4 June 2019.", paragraph="9"),
}
GAPS = [
    ("They give no figure for 2016.", "figure"),
    ("There is no figure for 2016 in the passages.", "figure"),
    ("The passages give no figure for the number of rangers in 2016.", "figure"),
    ("No figure for 2016 is given in the passages.", "figure"),
    ("The report does not give the number of rangers for 2014.", "row"),
    ("The passages do not say who will train the rangers.", "name"),
    ("None of the passages names who trains the rangers.", "name"),
    ("The passages do not explain why the number of rangers fell.", "reason"),
    ("The passages say nothing about the ferry to the island.", "topic"),
    ("The passages do not give a date for the survey of the paths.", "date"),
]


def _one(_: str) -> float:
    return 1.0


@pytest.mark.parametrize(("text", "missing"), GAPS)
def test_a_gap_is_so_only_where_no_passage_has_what_it_says_is_missing(text: str, missing: str) -> None:
    gap = gap_of(text, PAPERS, _one, QUESTION)
    assert gap is not None
    assert (gap.claim, gap.against) == ("", None)
    false = gap_of(text, [*PAPERS, WITH[missing]], _one, QUESTION)
    assert false is not None
    assert false.against is not None
    assert false.against.passage is WITH[missing]


@pytest.mark.parametrize(
    "text",
    [
        "The report records no objection raised by the Trust.",
        "The report identifies no breaches.",
        "The Council did not approve the plan.",
        "The report does not support closing the library.",
        "Objectors said the report does not give the number of trees.",
        "There were no rangers in 2016.",
        "Neither the Trust nor the panel objected.",
        "The report does not give one consistent figure.",
        "No member voted against.",
        "They did not give a reason.",
        "Objectors oppose the plan, but they give no reasons.",
        "No figures were agreed in the report year.",
    ],
)
def test_what_a_paper_says_of_the_world_is_no_gap_though_it_says_no(text: str) -> None:
    assert lacking(text) is None


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("The passages give an early-2018 figure but none for 2016: 25 rangers worked on 31/1/18.", "25 rangers worked on 31/1/18."),
        ("There were 25 rangers in 2018, but the passages give no figure for 2016.", "There were 25 rangers in 2018."),
        ("A local head teacher chairs it; the passages give neither the teacher's name nor the school.", "A local head teacher chairs it."),
        ("The passages do not say who paid, but the cost was £1.2m.", "The cost was £1.2m."),
        ("The report says the panel pays for rangers, but prints no amount.", "The report says the panel pays for rangers."),
    ],
)
def test_a_mixed_sentence_is_parted(text: str, claim: str) -> None:
    parted = lacking(text)
    assert parted is not None
    assert parted.claim == claim


@pytest.mark.parametrize(
    "text",
    [
        "The passages give a 2017 figure but none for 2016: 25 rangers worked on 31/1/18.",  # 2017 would go unchecked
        "The passages give a figure of 31 but none for 2016: 25 rangers worked in 2018.",
        "The passages do not name the school, which is Priory School.",
        "The passages do not say who paid, because the panel resolved to keep it secret.",
    ],
)
def test_nothing_that_is_claimed_hides_in_a_gap(text: str) -> None:
    assert lacking(text) is None


def test_a_gap_supposes_no_figure_or_name_that_nobody_has() -> None:
    assert gap_of("The passages do not say who paid the £9.9m for rangers.", PAPERS, _one, QUESTION) is None
    assert gap_of("The passages do not say who paid the £1.2m for rangers.", PAPERS, _one, QUESTION) is not None
    assert gap_of("The passages do not say when Councillor Grundy trained rangers.", PAPERS, _one, QUESTION) is None


def ask(home: Path, reply: str, papers: list[Passage] = PAPERS) -> Answer:
    generator = Generator(AssistantSettings(chat_model="fake:scripted", chat_retries=0), ScriptedChat(reply))
    return assistant_over(home, papers, generator).answer(Ask(question=QUESTION))


def test_a_true_gap_makes_the_answer_partial_and_cites_nothing(tmp_path: Path) -> None:
    answer = ask(tmp_path, "There were 25 rangers in 2018 [1]. The passages give no figure for 2016 [1].")
    assert answer.status is Status.PARTIAL
    assert [one.text for one in answer.statements] == ["There were 25 rangers in 2018."]
    assert "The passages give no figure for 2016." in answer.answer
    assert not [notice for notice in answer.notices if "left out" in notice]


def test_a_false_gap_is_left_out(tmp_path: Path) -> None:
    answer = ask(tmp_path, "There were 25 rangers in 2018 [1]. The passages give no figure for 2016 [1].", [*PAPERS, WITH["figure"]])
    assert "no figure" not in answer.answer
    assert any("1 sentence of the chat model" in notice for notice in answer.notices)


def test_a_mixed_sentence_is_shown_whole_where_its_claim_stands(tmp_path: Path) -> None:
    mixed = "There were 25 rangers in 2018, but the passages give no figure for 2016"
    answer = ask(tmp_path / "a", f"{mixed} [1].")
    assert answer.status is Status.PARTIAL
    assert [(one.text, one.support) for one in answer.statements] == [(f"{mixed}.", Matched.SUPPORTED)]
    false = ask(tmp_path / "b", f"{mixed.replace('25', '52')} [1].")
    assert "52" not in false.answer
    also_false = ask(tmp_path / "c", f"{mixed} [1].", [*PAPERS, WITH["figure"]])
    assert "no figure" not in also_false.answer


def test_nothing_but_gaps_is_a_refusal(tmp_path: Path) -> None:
    answer = ask(tmp_path, "The passages give no figure for 2016.")
    assert (answer.status, answer.abstained, answer.citations) == (Status.NOT_IN_PAPERS, True, ())


def test_what_is_told_of_gaps_beside_exempt_words_marks_the_answer(tmp_path: Path) -> None:
    secret = passage("9. The rangers of 2018 leave in June.", paragraph="9", classification=Classification.EXEMPT)
    reply = "There were 25 rangers in 2018 [1]. The passages give no figure for 2016."
    for role, marked in ((Role.OFFICER, True), (Role.PUBLIC, False)):
        chat = Generator(AssistantSettings(chat_model="fake:scripted", chat_retries=0), ScriptedChat(reply))
        answer = assistant_over(tmp_path / role.value, [*PAPERS, secret], chat).answer(Ask(question=QUESTION, role=role))
        assert "no figure for 2016" in answer.answer
        assert (answer.marking is not None) is marked
