"""A chat model that lies in every way the evaluation design lists (mutate), on papers whose figures, years and names have rivals.

Every lie is made of the papers' own material where that can be: another row's figure, another year's, another councillor. None may be
shown as supported; the true sentence beside it, said otherwise than the paper, must be.
"""

import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.answering.chat_engine import Generator
from assistant.models import Answer, Ask, Matched
from assistant.settings import AssistantSettings
from ingest.models import Kind, Meeting, Passage, Table
from tests.assistant.paper_fakes import MEETING, ScriptedChat, assistant_over, passage

OLD = Meeting(MEETING.council, MEETING.committee, datetime.date(2016, 6, 14))
TABLE = Table(("Site", "2016/17", "2017/18"), (("Green Park", "4.5", "6.1"), ("Mill Lane", "1.2", "0.9")), caption="Repairs", unit="£000")
PAPERS = [
    passage("1. There were 40 rangers in 2016 and 25 in 2018. The wage bill fell from £1.9m to £1.2m.", paragraph="1"),
    passage("2. Councillor Archer proposed the motion and Councillor Aldridge seconded it.", paragraph="2"),
    passage("3. The Wildlife Trust will train the rangers by 31 May 2019 at no cost to the council.", paragraph="3"),
    passage("That the panel approve two more rangers for Green Park.", paragraph="RECOMMENDATION (i)", kind=Kind.RECOMMENDATION),
    passage("RESOLVED that the report on dog bins be noted.", paragraph="14", kind=Kind.RESOLUTION, section="Dog bins"),
    passage("4. The panel did not agree to close the café at Mill Lane because of the income it brings.", paragraph="4"),
    passage("Site\t2016/17\t2017/18\nGreen Park\t4.5\t6.1\nMill Lane\t1.2\t0.9", paragraph="Table 1", kind=Kind.TABLE, table=TABLE),
    passage("5. If the grant is refused, the playground will close in March 2020.", paragraph="5"),
    passage('6. The inspector called the paths "safe, level and well kept" in her letter.', paragraph="6"),
    passage("7. The petition claimed that the council resolved to sell Green Park.", paragraph="7"),
    passage("8. Satisfaction with rangers was 61% in the survey, below the target of 75%.", paragraph="8"),
    passage("There were 40 rangers in 2016.", paragraph="9", document="2016-06-14-parks.pdf", meeting=OLD),
]
QUESTION = (
    "How many rangers were there, who proposed the motion on rangers, who trains rangers, what do repairs at Green Park and Mill Lane "
    "cost, what did the panel resolve on dog bins and the café, what does the petition say, will the playground close, and what did the "
    "inspector and the survey say of the rangers' paths?"
)
LIES = {
    "digit": ("1", "There were 52 rangers in 2018 {}."),
    "digit in a date": ("3", "The Wildlife Trust will train the rangers by 21 May 2019 {}."),
    "figure of the other year": ("1", "There were 40 rangers in 2018 {}."),
    "years swapped": ("1", "There were 25 rangers in 2016 and 40 in 2018 {}."),
    "figure of another row": ("Table 1", "Repairs at Mill Lane cost 6.1 in 2017/18 {}."),
    "figure of another column": ("Table 1", "Repairs at Green Park cost 6.1 in 2016/17 {}."),
    "from and to swapped": ("1", "The wage bill fell from £1.2m to £1.9m {}."),
    "target given as result": ("8", "Satisfaction with rangers was 75% in the survey {}."),
    "scale": ("1", "The wage bill fell to £12m {}."),
    "scale word": ("1", "The wage bill fell from £1.9 billion {}."),
    "unit": ("1", "The number of rangers fell to 25% in 2018 {}."),
    "year": ("3", "The Wildlife Trust will train the rangers by 31 May 2020 {}."),
    "year in words": ("8", "Satisfaction with rangers was 61% in the 2017 survey {}."),
    "invented name": ("2", "Councillor Grundy proposed the motion {}."),
    "entities swapped": ("2", "Councillor Aldridge proposed the motion {}."),
    "name that opens the sentence": ("3", "Groundwork will train the rangers by 31 May 2019 {}."),
    "negation added": ("3", "The Wildlife Trust will not train the rangers by 31 May 2019 {}."),
    "negation dropped": ("4", "The panel agreed to close the café at Mill Lane {}."),
    "opposite": ("1", "The wage bill rose from £1.9m to £1.2m {}."),
    "above for below": ("8", "Satisfaction with rangers was 61%, above the target of 75% {}."),
    "recommended told as resolved": ("RECOMMENDATION (i)", "The panel approved two more rangers for Green Park {}."),
    "recommended told as resolved, in its words": ("RECOMMENDATION (i)", "It was resolved that the panel approve two more rangers {}."),
    "resolved told as recommended": ("14", "It was recommended that the report on dog bins be noted {}."),
    "noted told as approved": ("14", "The panel resolved that the report on dog bins be approved {}."),
    "condition dropped": ("5", "The playground will close in March 2020 {}."),
    "claim told as fact": ("7", "The council resolved to sell Green Park {}."),
    "quote edited": ("6", 'The inspector called the paths "safe, level and beautifully kept" {}.'),
    "quote made up": ("6", 'The inspector said "the rangers are a credit to the council" {}.'),
    "citation made up": ("99", "There were 25 rangers in 2018 {}."),
    "one citation of two made up": ("1+99", "There were 25 rangers in 2018 {}."),
    "wrong year's paper": ("9", "There were 40 rangers in 2018 {}."),
    "unsupported sentence": ("1", "Rangers were widely praised for their work with schools {}."),
    "unsupported clause": ("1", "There were 25 rangers in 2018, which alarmed the unions and delayed the works {}."),
    "figure worked out": ("1", "The number of rangers fell by 15 between 2016 and 2018 {}."),
    "headings only": ("1", "The Parks Scrutiny Panel noted the Park Rangers report {}."),
}
MARKED = {"headings only"}
"""What may be shown with the mark: nothing is against it, and no figure, name or decision in it is unbound."""
MOVED = {
    "the number of another passage": ("2", "1", "There were 25 rangers in 2018 {}."),
    "of another with near words": ("8", "3", "The Wildlife Trust will train the rangers by 31 May 2019 {}."),
    "none": ("", "1", "There were 25 rangers in 2018 {}."),
}
"""The passage cited, the passage that says it, and what is said."""
TRUTHS = {
    "short": ("1", "There were 25 rangers in 2018 {}."),
    "in its words": ("1", "There were 40 rangers in 2016 and 25 in 2018 {}."),
    "from and to": ("1", "The wage bill fell from £1.9m to £1.2m {}."),
    "another figure of one sentence": ("8", "The target was 75% {}."),
    "number format": ("1", "The wage bill fell to £1.2 million {}."),
    "who": ("2", "Councillor Archer proposed the motion {}."),
    "who else": ("2", "The motion was seconded by Councillor Aldridge {}."),
    "order changed": ("3", "By 31 May 2019 the Wildlife Trust will train the rangers at no cost to the council {}."),
    "denial kept": ("4", "The panel did not agree to close the café at Mill Lane {}."),
    "recommendation": ("RECOMMENDATION (i)", "It is recommended that the panel approve two more rangers for Green Park {}."),
    "resolution": ("14", "It was resolved that the report on dog bins be noted {}."),
    "cell": ("Table 1", "Repairs at Green Park: 6.1 in 2017/18 (£000) {}."),
    "condition kept": ("5", "The playground will close in March 2020 if the grant is refused {}."),
    "quote": ("6", 'The inspector called the paths "safe, level and well kept" {}.'),
    "claim kept": ("7", "The petition claimed that the council resolved to sell Green Park {}."),
    "two sources": ("1+8", "There were 25 rangers in 2018 and satisfaction was 61% {}."),
}


class Liar(ScriptedChat):
    """Cites by the paragraph meant: the numbers are found in what the model is shown, as a model would."""

    def __init__(self, papers: Sequence[Passage], said: Sequence[tuple[str, str]]) -> None:
        super().__init__("")
        self._papers, self._said = papers, said

    def stream(self, input: object) -> "object":  # type: ignore[override]
        human = input[1][1]  # type: ignore[index]
        lines = []
        for label, text in self._said:
            markers = "".join(self._marker(part, human) for part in label.split("+") if part)
            lines.append(text.replace(" {}", f" {markers}" if markers else ""))
        self.reply = "\n".join(lines)
        return super().stream(input)

    def _marker(self, label: str, human: str) -> str:
        text = next((" ".join(paper.text.split())[:20] for paper in self._papers if paper.paragraph == label), None)
        found = re.search(rf"^\[(\d+)\] {re.escape(text)}", human, re.MULTILINE) if text else None
        assert found or text is None, f"the model is not shown {label}"
        return f"[{found[1] if found else label}]"


def ask(home: Path, said: Sequence[tuple[str, str]], question: str = QUESTION) -> Answer:
    model = Liar(PAPERS, said)
    generator = Generator(AssistantSettings(chat_model="fake:liar"), model)
    return assistant_over(home, PAPERS, generator, answer_passages=20).answer(Ask(question=question))


def shown(answer: Answer) -> list[str]:
    return [statement.text for statement in answer.statements] if answer.engine != "extractive" else []


def words(text: str) -> str:
    return text.replace(" {}", "")


@pytest.mark.parametrize("lie", LIES)
def test_no_lie_is_shown_as_supported(tmp_path: Path, lie: str) -> None:
    answer = ask(tmp_path, [LIES[lie], TRUTHS["short"]])
    matched = [one.text for one in answer.statements if one.support is Matched.SUPPORTED]
    assert words(LIES[lie][1]) not in matched or LIES[lie][1] == TRUTHS["short"][1]
    assert shown(answer).count(words(TRUTHS["short"][1])) == 1
    left = [one.text for one in answer.dropped] + [one.text for one in answer.statements if lie in MARKED and one.text not in matched]
    assert [words(LIES[lie][1])] == left, "what is left out is told of"


@pytest.mark.parametrize("number", MOVED)
def test_a_wrong_number_is_put_right(tmp_path: Path, number: str) -> None:
    cited, meant, said = MOVED[number]
    answer = ask(tmp_path, [(cited, said)])
    assert words(said) in shown(answer)
    assert {citation.paragraph for citation in answer.citations} == {meant}


@pytest.mark.parametrize("truth", TRUTHS)
def test_what_the_papers_say_is_shown_in_other_words_too(tmp_path: Path, truth: str) -> None:
    answer = ask(tmp_path, [TRUTHS[truth]])
    assert words(TRUTHS[truth][1]) in shown(answer)
    quotes = [citation.quote for citation in answer.citations]
    assert quotes
    assert all(any(quote in paper.text for paper in PAPERS) for quote in quotes)


def test_all_lies_at_once_leave_the_papers_own_words(tmp_path: Path) -> None:
    answer = ask(tmp_path, [said for lie, said in LIES.items() if lie not in MARKED])
    assert answer.engine == "extractive"
    assert not any(words(text) in answer.answer for label, text in LIES.values() if text != TRUTHS["short"][1])


def test_a_paper_of_another_year_than_asked_is_no_source(tmp_path: Path) -> None:
    answer = ask(tmp_path, [("9", "There were 40 rangers {}.")], "How many rangers were there in 2018?")
    assert "There were 40 rangers." not in shown(answer)


def test_a_struck_passage_is_no_source(tmp_path: Path) -> None:
    struck = replace(PAPERS[0], struck=((0, len(PAPERS[0].text)),))
    model = ScriptedChat("There were 25 rangers in 2018 [1][2][3][4][5][6][7][8].")
    generator = Generator(AssistantSettings(chat_model="fake:liar"), model)
    answer = assistant_over(tmp_path, [struck, *PAPERS[1:]], generator).answer(Ask(question=QUESTION))
    assert "There were 25 rangers in 2018." not in shown(answer)
    assert "25 in 2018" not in model.sent[1]
