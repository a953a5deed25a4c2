"""A run writes each answer as it comes and goes on after a stop; what it took in time and tokens is told."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.models import Answer, Ask, Status
from eval.errors import TranscriptError
from eval.journal import Journal
from eval.models import Case, Response, RunHeader, Usage
from eval.run import Answered, run
from eval.transcripts import read_transcript
from eval.usage import Metered, cost_words, measured

CASES = [Case(id=f"q{at}", question=f"Question {at}?") for at in range(4)]
HEADER = RunHeader(system="ours", corpus="papers", config={"k": 1})


class System:
    """Answers, is stopped at one question, and counts what it was asked."""

    def __init__(self, stops_at: str = "", fails_at: str = "") -> None:
        self.asked: list[str] = []
        self._stops_at, self._fails_at = stops_at, fails_at

    def answer(self, ask: Ask, explain: bool = False) -> Answer:  # noqa: ARG002 the signature of the assistant
        self.asked.append(ask.id)
        if ask.id == self._stops_at:
            raise KeyboardInterrupt
        status = Status.ERROR if ask.id == self._fails_at else Status.ANSWERED
        said = {"question": ask.question, "standalone_question": ask.question, "answer": f"Answer to {ask.id}."}
        return Answer(id=ask.id, abstained=False, status=status, timings_ms={"total": 1000.0}, **said)


def ask(system: System, out: Path, header: RunHeader = HEADER, fresh: bool = False, **more: Any) -> tuple[RunHeader, list[Answered]]:
    return run(more.pop("cases", CASES), system, header, lambda *_: None, journal=Journal(out, Answered), fresh=fresh, **more)


def stopped(out: Path, at: str = "q2", **more: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        ask(System(stops_at=at), out, **more)


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    stopped(out)
    assert not out.exists()
    assert len((tmp_path / "t.jsonl.part").read_text(encoding="utf-8").splitlines()) == 3, "the header and two answers"
    again = System()
    header, answers = ask(again, out, repeat=1)
    assert again.asked == ["q2", "q3", "q0"], "what is kept is not asked again, but for the first, which is compared"
    assert (header.differing, header.repeated) == ((), 1)
    assert header.seconds >= 2.0, "the time of the answers that were kept counts"
    read, responses = read_transcript(out)
    assert [response.id for response in responses] == [answer.id for answer in answers] == [case.id for case in CASES]
    assert read.dataset == header.dataset
    assert not (tmp_path / "t.jsonl.part").exists()
    assert json.loads(out.read_text(encoding="utf-8").splitlines()[0])["header"]["system"] == "ours", "the header stands first"


def test_a_crash_within_a_line_loses_that_line_alone(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    stopped(out)
    with (tmp_path / "t.jsonl.part").open("a", encoding="utf-8") as stream:
        stream.write('{"id": "q2", "ans')
    again = System()
    ask(again, out)
    assert again.asked == ["q2", "q3"]


def test_a_failed_answer_is_asked_again(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    with pytest.raises(KeyboardInterrupt):
        ask(System(stops_at="q2", fails_at="q1"), out)
    again = System()
    _, answers = ask(again, out)
    assert again.asked == ["q1", "q2", "q3"]
    assert {answer.status for answer in answers} == {Status.ANSWERED}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cases": CASES[:3]}, "with other cases"),
        ({"header": HEADER.model_copy(update={"corpus": "other"})}, "with other papers"),
        ({"header": HEADER.model_copy(update={"config": {"k": 2}})}, "with other settings"),
        ({"history": False}, "with other earlier turns"),
    ],
)
def test_a_run_of_something_else_is_not_gone_on_with(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    out = tmp_path / "t.jsonl"
    stopped(out)
    with pytest.raises(TranscriptError, match=f"{said}.*--fresh"):
        ask(System(), out, **changed)
    fresh = System()
    ask(fresh, out, fresh=True, **changed)
    assert fresh.asked[0] == "q0", "--fresh starts over"


def test_a_file_that_is_no_run_is_refused_and_a_finished_run_is_made_anew(tmp_path: Path) -> None:
    out = tmp_path / "t.jsonl"
    (tmp_path / "t.jsonl.part").write_text("[]\n", encoding="utf-8")
    with pytest.raises(TranscriptError, match="is no run of this version"):
        ask(System(), out)
    ask(System(), out, fresh=True)
    anew = System()
    ask(anew, out)
    assert anew.asked == [case.id for case in CASES]


class Chat:
    """A chat model that says, or does not say, how many tokens it took."""

    def __init__(self, *told: dict[str, int] | None) -> None:
        self._told = told

    def stream(self, input: Any) -> Iterator[Any]:  # noqa: ARG002 what it is asked does not matter here
        for told in self._told:
            yield SimpleNamespace(text="four", usage_metadata=told)


MESSAGES = [("system", "s" * 40), ("human", "h" * 40)]


def test_tokens_are_those_that_the_service_counts_or_estimated_from_characters() -> None:
    told = Metered(Chat(None, {"input_tokens": 90, "output_tokens": 7}))
    assert [chunk.text for chunk in told.stream(MESSAGES)] == ["four", "four"]
    assert told.take() == Usage(prompt_tokens=90, completion_tokens=7)
    assert told.take() is None, "nothing was asked since"
    untold = Metered(Chat(None, None))
    list(untold.stream(MESSAGES))
    assert untold.take() == Usage(prompt_tokens=20, completion_tokens=2, estimated=True)
    broken = Metered(Chat(None, None))
    stream = broken.stream(MESSAGES)
    next(stream)
    stream.close()
    assert broken.take() == Usage(prompt_tokens=20, completion_tokens=1, estimated=True), "a reply that was cut is paid for too"


def test_a_header_tells_times_tokens_and_cost() -> None:
    answers = [Response(id=str(at), answer="", timings_ms={"total": 100.0 * at}) for at in range(1, 21)]
    plain = measured(RunHeader(), answers)
    assert (plain.latency_p50_ms, plain.latency_p95_ms, plain.usage, plain.cost) == (1100.0, 2000.0, None, None)
    assert cost_words(plain) == "an answer took 1.1 s (median), 2.0 s (95%)"
    used = [one.model_copy(update={"usage": Usage(prompt_tokens=50_000, completion_tokens=500)}) for one in answers]
    priced = measured(RunHeader(), used, 2.0, 10.0)
    assert priced.usage == Usage(prompt_tokens=1_000_000, completion_tokens=10_000)
    assert priced.cost == pytest.approx(2.1)
    assert cost_words(priced).endswith("1,000,000 read and 10,000 written tokens; cost 2.10")
    guessed = [used[0].model_copy(update={"usage": Usage(prompt_tokens=1, estimated=True)}), *used[1:]]
    assert "estimated from characters" in cost_words(measured(RunHeader(), guessed))
    assert cost_words(measured(RunHeader(), [])) == ""


def test_the_meter_s_tokens_stand_with_each_answer(tmp_path: Path) -> None:
    meter = Metered(Chat({"input_tokens": 9, "output_tokens": 1}))

    class Chatting(System):
        def answer(self, ask: Ask, explain: bool = False) -> Answer:
            list(meter.stream(MESSAGES))
            return super().answer(ask, explain)

    ask(Chatting(), tmp_path / "t.jsonl", meter=meter)
    _, responses = read_transcript(tmp_path / "t.jsonl")
    assert [response.usage for response in responses] == [Usage(prompt_tokens=9, completion_tokens=1)] * 4
