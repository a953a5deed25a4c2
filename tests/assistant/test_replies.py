"""Recorded replies as a measure: the server that serves them, what is counted, and the product's own small set over real HTTP.

What is counted agrees with the tools that replies are judged with elsewhere: a true statement is shown where one statement holds its
figures and four in five of its longer words (`says`), a false twin only with its own words (`says_exactly`), a key fact as `has_fact`.
Where those tools stand beside the checkout, both count the same answers and must give the same figures.
"""

import datetime
import importlib.util
import json
import re
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest
import pytest_socket

from assistant.answering.chat_model import http_client
from assistant.models import Answer, Matched, Statement, Status
from bench.recorded_chat import Recording, Twin, asked, passages_of, read_recordings, recorded_chat, renumbered, with_twins
from bench.replies import Facts, Labelled, Question, Set, counted, has_fact, read_labelled, read_questions, run, says, says_exactly
from ingest.library.library import Library
from ingest.models import Kind, Meeting, Passage
from prompts import SILENCE
from tests.assistant.paper_fakes import WordSearcher, assistant_over, passage

NETHERFOLD = Meeting("Netherfold Parish Council", "Parish Council", datetime.date(2024, 5, 14))
SALTMERE = Meeting("Saltmere Borough Council", "Environment and Place Scrutiny Committee", datetime.date(2024, 9, 12))
OWN = Path(__file__).parents[2] / "samples" / "replies"
PROMPT = (
    "[1] The bridge cost £5m to build in 2019.\n\n[2] The ferry runs on every day of the week.\n\nQuestion: What did the bridge cost?\n"
)
SWAPPED = (
    "[1] The ferry runs on every day of the week.\n\n[2] The bridge cost £5m to build in 2019.\n\nQuestion: What did the bridge cost?\n"
)
REPLY = "The bridge cost £5m [1]. The ferry runs every day [2][1]."


@pytest.fixture
def _sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Sockets on this machine may be opened, and what a chat model has opened is closed at the end."""
    pytest_socket.enable_socket()
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    opened: list[httpx.Client] = []
    monkeypatch.setattr("assistant.answering.chat_model.http_client", lambda settings: opened.append(http_client(settings)) or opened[-1])
    yield
    for client in opened:
        client.close()


def test_markers_follow_the_words_of_their_passages() -> None:
    assert asked(PROMPT) == "What did the bridge cost?"
    assert set(passages_of(PROMPT)) == {1, 2}
    assert renumbered(REPLY, PROMPT, SWAPPED) == ("The bridge cost £5m [2]. The ferry runs every day [1][2].", 0)
    assert renumbered(REPLY, PROMPT, PROMPT.replace("[2] The ferry runs on every day of the week.", "")) == (
        "The bridge cost £5m [1]. The ferry runs every day [1].",
        1,
    )


@pytest.mark.parametrize("stands", [REPLY, "The bridge cost £5m. [1] The ferry runs every day. [2]", "The bridge [1]\ncost £5m [2]."])
def test_a_twin_takes_the_place_of_its_statement_wherever_the_markers_stand(stands: str) -> None:
    told, without = with_twins(stands, [Twin("q", "The bridge cost £9m.", "The bridge cost £5m.")])
    assert without == []
    assert "£5m" not in told
    assert "The bridge cost £9m [1]" in told


def test_a_twin_of_what_a_reply_does_not_say_is_named() -> None:
    twin = Twin("q", "The bridge cost £9m.", "The bridge cost £4m.")
    assert with_twins(REPLY, [twin]) == (REPLY, [twin])


@pytest.mark.usefixtures("_sockets")
@pytest.mark.parametrize("stream", [False, True])
def test_the_server_answers_as_openai_does(stream: bool) -> None:
    with recorded_chat([Recording("q", "", PROMPT, REPLY)]) as (chat, address):
        assert _post(address, SWAPPED, stream) == "The bridge cost £5m [2]. The ferry runs every day [1][2]."
        assert _post(address, "Question: Another?", stream) == SILENCE
    assert [one.id for one in chat.served] == ["q", ""]


def _post(address: str, prompt: str, stream: bool) -> str:
    body = json.dumps({"model": "m", "stream": stream, "messages": [{"role": "user", "content": prompt}]}).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{address}/chat/completions", body), timeout=5) as reply:
        said = reply.read().decode()
    if not stream:
        return str(json.loads(said)["choices"][0]["message"]["content"])
    events = [json.loads(line[6:]) for line in said.splitlines() if line.startswith("data: {")]
    assert said.endswith("data: [DONE]\n\n")
    return "".join(event["choices"][0]["delta"].get("content", "") for event in events)


TRUE = Labelled("q", "The bridge over the river cost £5m in 2019.")
FALSE = Labelled("q", "The bridge over the river cost £5m in 2018.", "wrong_year", TRUE.text)


def answer(*statements: tuple[str, Matched], text: str = "") -> Answer:
    made = tuple(Statement(text=said, citations=(1,), support=support) for said, support in statements)
    words = text or " ".join(one.text for one in made)
    status = Status.ANSWERED if made else Status.NOT_IN_PAPERS
    return Answer(id="q", question="?", standalone_question="?", answer=words, abstained=not made, status=status, statements=made)


def test_what_counts_as_shown_and_as_supported() -> None:
    assert says(TRUE.text, ["In 2019 the bridge over the river cost £5m."])
    assert not says(TRUE.text, ["In 2018 the bridge over the river cost £5m."])
    assert not says(TRUE.text, [f"{TRUE.text} " + "Much more is said beside it of other things entirely. " * 3])
    assert says_exactly(FALSE.text, [FALSE.text.replace(".", " [3].")])
    assert not says_exactly(FALSE.text, ["In 2018 the bridge over the river cost £5m."])
    both = answer((TRUE.text, Matched.UNMATCHED), (FALSE.text, Matched.SUPPORTED))
    told = counted([TRUE, FALSE, replace(TRUE, id="never asked")], {"q": both})
    assert told["true"] == {"n": 2, "shown": 1, "verified": 0}
    assert told["wrong_year"] == {"n": 1, "shown": 1, "verified": 1}


def test_key_facts_are_counted_as_wholes() -> None:
    assert has_fact("£1,200|1200", "It cost £1200 a year")
    assert not has_fact("12", "It cost £120")
    assert has_fact("the harbour festival was on", "when the festival was on at the harbour")
    facts = Facts()
    facts.add(Question("q", "?", ("£5m", "2019")), "It cost £5m.")
    facts.add(Question("q", "?", ("£5m",)), "")
    facts.add(Question("q", "?", ("£5m",), answerable=False), "It cost £5m.")
    assert facts.figures() == {"key_facts": 0.25, "fully_right": 0.0}


@pytest.mark.usefixtures("_sockets")
def test_the_products_own_replies_reach_the_reader_and_their_twins_do_not(tmp_path: Path) -> None:
    recordings, labelled = read_recordings(OWN / "replies.jsonl"), read_labelled(OWN / "statements.jsonl")
    papers = [_paper(text, at) for at, text in enumerate(dict.fromkeys(_passages(recordings)))]
    assistant_over(tmp_path, papers)
    library = Library.open(tmp_path)
    over: Any = [(Set(tmp_path, read_questions(OWN / "questions.jsonl")), library, WordSearcher(library))]
    twins = [Twin(one.id, one.text, one.twin_of) for one in labelled if one.twin_of]
    assert not [lost for one in recordings for lost in with_twins(one.reply, [twin for twin in twins if twin.id == one.id])[1]]
    true, false = run(recordings, (), over), run(recordings, twins, over)
    library.close()
    assert true.reached == {one.id for one in recordings}
    kept = counted([one for one in labelled if not one.twin_of], true.answers)["all"]
    passed = counted([one for one in labelled if one.twin_of], false.answers)["all"]
    assert kept["shown"] >= 0.5 * kept["n"]
    assert passed["verified"] <= 0.25 * passed["n"]


def _paper(text: str, at: int) -> Passage:
    """A passage of the recordings as the sample papers have it: the clauses of recommendations and resolutions are what they are."""
    kind = Kind.RECOMMENDATION if ") That the" in text else Kind.RESOLUTION if re.match(r"\([iv]+\)", text) else Kind.PARAGRAPH
    meeting = NETHERFOLD if "Greenholt" in text else SALTMERE
    return passage(text, paragraph=str(at), kind=kind, meeting=meeting, report_title="Environment", section="Environment", section_path=())


def _passages(recordings: list[Recording]) -> Iterator[str]:
    for one in recordings:
        for block in one.prompt.split("\n\n")[:-1]:
            yield block.partition("] ")[2]


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning")  # theirs leaves files open
def test_both_counters_give_the_same_figures(shared_papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    theirs = _tool(shared_papers.parent / "tools" / "replies.py")
    scores = _tool(shared_papers.parent / "tools" / "score.py")
    labelled = [TRUE, FALSE, Labelled("r", "58% of homes put out glass"), Labelled("r", "The fee is £3 a day.", "scale", "The fee is £3.")]
    records = [
        {"id": one.id, "statement": one.text, "label": "false" if one.twin_of else "true", "kind": one.kind or None} for one in labelled
    ]
    rows = [record | ({"twin_of": one.twin_of} if one.twin_of else {}) for record, one in zip(records, labelled, strict=True)]
    answers = [
        answer((TRUE.text, Matched.UNMATCHED), (FALSE.text, Matched.SUPPORTED)),
        answer(("In all 58% of homes put out some glass", Matched.SUPPORTED), ("The fee is £3.", Matched.SUPPORTED)).model_copy(
            update={"id": "r"}
        ),
    ]
    (tmp_path / "statements").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "answers").write_text("".join(one.model_dump_json(by_alias=True) + "\n" for one in answers))
    theirs.main("", str(tmp_path / "statements"), str(tmp_path / "answers"), str(tmp_path / "answers"))
    told = json.loads(capsys.readouterr().out)
    by_id = {one.id: one for one in answers}
    for label, some in (("true", labelled[::2]), ("false", labelled[1::2])):
        ours = counted(some, by_id)["all"]
        assert (told[f"{label}_verified"], told[f"{label}_shown"]) == (ours["verified"] / ours["n"], ours["shown"] / ours["n"])
    for fact in ("£1,200", "12", "the harbour festival was on", "Nine | 9", "5.2%", "fees – charges"):
        for text in ("It cost £1,200 – nine fees - charges", "12th, at 5.2%", "the festival was at the harbour on", "120 ninety"):
            assert has_fact(fact, text) == scores.fact_hit(fact, text), (fact, text)


def _tool(file: Path) -> ModuleType:
    if not file.exists():
        pytest.skip(f"{file} is not here")
    spec = importlib.util.spec_from_file_location(f"tool_{file.stem}", file)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
