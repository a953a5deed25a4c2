"""Through every door that takes a day: nothing of a paper that was not known yet is said, found, counted, listed or suggested."""

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from assistant.answering.assistant import Assistant
from assistant.answering.chat_engine import Generator
from assistant.briefing.briefer import Briefer
from assistant.briefing.models import BriefRequest
from assistant.errors import BadRequestError, BriefingTargetError
from assistant.export import note_bytes
from assistant.models import Answer, Ask
from assistant.registers.comparison_models import CompareRequest
from assistant.registers.notes import decisions_note
from assistant.registers.registers import Registers
from assistant.retrieval.retriever import KnownSearches
from assistant.scope import Scope, past, standing_line
from assistant.service.services import Services
from assistant.service.suggestions import Suggestions
from assistant.settings import AssistantSettings
from ingest.formats.text import read_text
from ingest.library.as_of import LibraryAsOf
from ingest.library.library import Library
from ingest.models import Overrides, Standing
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.assistant.paper_fakes import ScriptedChat, WordSearcher
from vectorstore.models import Hit, Query, Role

HEAD = "# Larkmere Borough Council\n\n## {}\n\n{}\n\n"
CANARY = "zebrafinch"
"""Stands in papers of a later day alone."""
BEFORE, AFTER = datetime.date(2024, 6, 3), datetime.date(2024, 6, 12)
FENCE = "How much did the committee agree to spend on the depot fence?"
PAPERS = {
    "may": HEAD.format("Water Committee", "Minutes of the meeting held on 7 May 2024")
    + "### 17. Depot fence\n\nRESOLVED: That £45,000 be spent on the depot fence.\n",
    "june": HEAD.format("Zebrafinch Committee", "Minutes of the meeting held on 11 June 2024")
    + "### 20. Minutes of the last meeting\n\nRESOLVED: That the minutes of the meeting of the Water Committee held on 7 May 2024 be"
    ' approved subject to the correction of minute 17, in which "£45,000" should read "£54,000 for the zebrafinch fence".\n\n'
    "### 21. Depot fence of the zebrafinch aviary\n\nRESOLVED: That the Head of Zebrafinch Welfare report on the depot fence by September"
    " 2024. The Zebrafinch Welfare Order (ZWO) was noted.\n",
    "undated": HEAD.format("Water Committee", "Note on the depot fence") + "The zebrafinch fence is green.\n",
}


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    """Minutes of May, minutes of June that correct them, an exempt paper of May and a paper without a date."""
    with Library.open(tmp_path / "home") as held:
        for name, text in PAPERS.items():
            (tmp_path / f"{name}.md").write_text(text)
        (tmp_path / "kept.md").write_text(PAPERS["may"].replace("fence", "gate").replace("17.", "18."))
        ingest(held, [tmp_path / f"{name}.md" for name in PAPERS], IngestSettings(workers=1), read=lambda path, _: read_text(path))
        ingest(held, [tmp_path / "kept.md"], IngestSettings(workers=1), Overrides(exempt=True), read=lambda path, _: read_text(path))
        assert len(held.papers()) == 4
        yield held


def over(library: Library, reply: str = "") -> Assistant:
    """What answers from the library."""
    settings = AssistantSettings(chat_model="fake:scripted" if reply else "", chat_retries=0)
    generator = Generator(settings, ScriptedChat(reply)) if reply else None
    return Assistant(WordSearcher(library), library, settings, generator)  # type: ignore[arg-type]


def ask(question: str, day: datetime.date | None, role: Role = Role.PUBLIC) -> Ask:
    """A question as of a day."""
    return Ask(question=question, role=role, filters=Scope(as_of=day))


def brief(library: Library, topic: str, scope: Scope) -> str:
    """A note as JSON, or why there is none."""
    assistant = over(library)
    writer = Briefer(assistant.retriever, library, AssistantSettings(), lambda note, format, _: note_bytes(note, format))
    try:
        note = writer.write(BriefRequest(topic=topic, filters=scope))
    except BriefingTargetError as error:
        return str(error)
    return note.model_dump_json() + writer.export(note, "md").decode()


def suggested(library: Library, scope: Scope) -> str:
    """Questions to start with; none is tried first."""
    suggestions = Suggestions(Services(over(library), library))
    suggestions._tries = False
    return " ".join(suggestions.first(scope, Role.PUBLIC))


def go_on(library: Library, scope: Scope) -> str:
    """Questions to go on with after one that is answered at either time."""
    answer = over(library).answer(Ask(question=FENCE, filters=scope))
    suggestions = Suggestions(Services(over(library), library))
    suggestions._tries = False
    return " ".join(suggestions.after([answer], scope, Role.PUBLIC))


def facts_of(library: Library, scope: Scope) -> str:
    """All that is known of the papers beforehand."""
    facts = over(library).retriever.on(scope.as_of).facts(Role.PUBLIC.classifications)
    return f"{facts.bodies} {facts.headings} {facts.acronyms} {dict(facts.frequency)} {facts.meetings} {facts.papers}".lower()


DOORS: Mapping[str, Callable[[Library, Scope], str]] = {
    "ask": lambda library, scope: over(library).answer(Ask(question=FENCE, filters=scope), explain=True).model_dump_json(),
    "ask for it": lambda library, scope: (
        over(library).answer(Ask(question="What is said of the aviary fence?", filters=scope)).model_dump_json()
    ),
    "ask of its body": lambda library, scope: (
        over(library).answer(Ask(question=FENCE, filters=scope.model_copy(update={"committee": "Finch"}))).model_dump_json()
    ),
    "stream": lambda library, scope: " ".join(one.model_dump_json() for one in over(library).stream(Ask(question=FENCE, filters=scope))),
    "search": lambda library, scope: str(over(library).search(Ask(question="depot fence", filters=scope), 50)),
    "decisions": lambda library, scope: str(Registers(library).decisions(Role.PUBLIC, scope)),
    "actions": lambda library, scope: str(Registers(library).actions(Role.PUBLIC, scope)),
    "compare": lambda library, scope: str(Registers(library).compare(CompareRequest(measure="depot fence", filters=scope))),
    "brief on a topic": lambda library, scope: brief(library, "depot fence", scope),
    "brief on a meeting": lambda library, scope: brief(library, "11 June 2024", scope),
    "suggestions": suggested,
    "suggestions after": go_on,
    "facts": facts_of,
}


@pytest.mark.parametrize("door", DOORS)
def test_no_door_tells_of_a_later_paper(library: Library, door: str) -> None:
    told = DOORS[door](library, Scope(as_of=BEFORE)).lower()
    assert CANARY not in told.replace("what is said of the aviary fence", "")
    assert "54,000" not in told
    assert "undated.md" not in told


@pytest.mark.parametrize("door", DOORS)
def test_every_door_tells_of_it_now(library: Library, door: str) -> None:
    assert CANARY in DOORS[door](library, Scope()).lower()


@pytest.mark.parametrize("door", [door for door in DOORS if door != "ask of its body"])
def test_every_door_tells_of_it_from_the_day_after_its_meeting(library: Library, door: str) -> None:
    assert CANARY in DOORS[door](library, Scope(as_of=AFTER)).lower()


def test_a_correction_stands_beside_the_words_from_when_it_was_known(library: Library) -> None:
    answers = {day: over(library).answer(ask(FENCE, day)) for day in (BEFORE, AFTER, None)}
    assert all("£45,000" in answer.answer for answer in answers.values())
    assert {day: "£54,000" in answer.answer for day, answer in answers.items()} == {BEFORE: False, AFTER: True, None: True}


def test_the_answer_says_what_it_rests_on(library: Library) -> None:
    line = "As the papers stood on 3 June 2024: 1 of 3 papers; 1 without a date left out."
    answer = over(library).answer(ask(FENCE, BEFORE))
    assert answer.notices[0] == line
    assert answer.searched.as_of == Standing(BEFORE, 1, 3, 1)
    silent = over(library).answer(ask("What is the fee for skips?", BEFORE))
    assert silent.abstained
    assert silent.notices == (line,)
    unknown = over(library).answer(Ask(question=FENCE, filters=Scope(as_of=BEFORE, committee="No Such Body")))
    assert unknown.notices == (line,)
    entitled = over(library).answer(ask(FENCE, BEFORE, Role.MEMBER))
    assert entitled.notices[0] == "As the papers stood on 3 June 2024: 2 of 4 papers; 1 without a date left out."
    now = over(library).answer(ask(FENCE, None))
    assert now.notices == ()
    assert "as_of" not in now.searched.model_dump()


def test_what_is_exempt_stays_exempt(library: Library) -> None:
    gate = "How much did the committee agree to spend on the depot gate?"
    assert "kept.md" not in over(library).answer(ask(gate, BEFORE)).model_dump_json()
    assert "kept.md" in over(library).answer(ask(gate, BEFORE, Role.MEMBER)).model_dump_json()


def test_a_chat_model_is_shown_what_was_known_alone(library: Library) -> None:
    prompts: list[str] = []

    class Listening(ScriptedChat):
        def stream(self, messages: object, *more: object, **named: object) -> Iterator[object]:
            prompts.append(str(messages).lower())
            return super().stream(messages, *more, **named)  # type: ignore[misc, arg-type]

    settings = AssistantSettings(chat_model="fake:scripted", chat_retries=0)
    chat = Listening("The committee agreed to spend £45,000 on the depot fence. [1]")
    assistant = Assistant(WordSearcher(library), library, settings, Generator(settings, chat))  # type: ignore[arg-type]
    assistant.answer(ask(FENCE, BEFORE))
    assistant.answer(ask(FENCE, None))
    assert [CANARY in prompt for prompt in prompts] == [False, True]


def test_answers_remembered_are_of_their_own_day(library: Library) -> None:
    assistant = over(library)
    told = [("£54,000" in assistant.answer(ask(FENCE, day)).answer) for day in (None, BEFORE, AFTER, None, BEFORE)]
    assert told == [True, False, True, True, False]


def test_a_paper_that_comes_in_is_known_from_its_day(library: Library, tmp_path: Path) -> None:
    assistant, path = over(library), tmp_path / "april.md"
    question = "How much did the committee agree to spend on the slipway?"
    assert assistant.answer(ask(question, BEFORE)).abstained
    path.write_text(PAPERS["may"].replace("7 May", "9 April").replace("depot fence", "slipway").replace("Depot fence", "Slipway"))
    ingest(library, [path], IngestSettings(workers=1), read=lambda path, _: read_text(path))
    assert "£45,000" in assistant.answer(ask(question, BEFORE)).answer
    assert assistant.answer(ask(question, datetime.date(2024, 4, 9))).abstained


def test_only_known_papers_are_searched(library: Library) -> None:
    asked: list[Query] = []

    class Noting(WordSearcher):
        def search(self, query: Query) -> list[Hit]:
            asked.append(query)
            return super().search(query)

    view = LibraryAsOf(library, BEFORE)
    searches = KnownSearches(Noting(library), view)
    hits = searches.search(Query("depot fence"))
    (may,) = view.papers(Role.PUBLIC.classifications)
    assert asked[0].papers == {may.id}
    assert {hit.passage.document for hit in hits} == {"may.md"}
    searches.search(Query("depot fence", papers=frozenset({"another"})))
    assert asked[1].papers == frozenset()


def test_the_same_words_in_a_later_paper_are_not_named(library: Library) -> None:
    view, words = LibraryAsOf(library, BEFORE), {passage.document: passage for passage in library.passages()}

    class Doubled(WordSearcher):
        def search(self, query: Query) -> list[Hit]:  # noqa: ARG002
            return [Hit(words["may.md"], 1.0, also_at=(words["june.md"],))]

    assert KnownSearches(Doubled(library), view).search(Query("fence"))[0].also_at == ()
    after = LibraryAsOf(library, AFTER)
    assert [one.document for one in KnownSearches(Doubled(library), after).search(Query("fence"))[0].also_at] == ["june.md"]


def test_two_papers_of_one_name_are_told_apart(library: Library, tmp_path: Path) -> None:
    other = tmp_path / "other" / "may.md"
    other.parent.mkdir()
    other.write_text(PAPERS["june"])
    library.remove("june.md")
    ingest(library, [other], IngestSettings(workers=1), read=lambda path, _: read_text(path))
    assert [paper.document for paper in library.papers(Role.PUBLIC.classifications)].count("may.md") == 2
    assert CANARY not in facts_of(library, Scope(as_of=BEFORE))
    assert CANARY in facts_of(library, Scope(as_of=AFTER))


def test_facts_of_a_day_are_those_of_its_papers_read_at_once(library: Library, tmp_path: Path) -> None:
    with Library.open(tmp_path / "alone") as alone:
        ingest(alone, [tmp_path / "may.md"], IngestSettings(workers=1), read=lambda path, _: read_text(path))
        mine, theirs = (over(one).retriever.on(day).facts(Role.PUBLIC.classifications) for one, day in ((alone, None), (library, BEFORE)))
        assert dict(theirs.frequency) == dict(mine.frequency)
        assert dict(theirs.places) == dict(mine.places)
        assert dict(theirs.surface) == dict(mine.surface)
        assert replace(theirs, frequency={}, places={}, surface={}, papers=()) == replace(
            mine, frequency={}, places={}, surface={}, papers=()
        )


def test_files_of_a_register_say_what_they_rest_on(library: Library) -> None:
    registers, scope = Registers(library), Scope(as_of=BEFORE)
    standing = registers.standing(Role.PUBLIC, scope)
    assert standing
    made = decisions_note(registers.decisions(Role.PUBLIC, scope), datetime.date(2026, 1, 2))
    for format in ("md", "html"):
        assert standing_line(standing) in note_bytes(made.model_copy(update={"as_of": standing}), format).decode()
        assert "papers stood" not in note_bytes(made, format).decode()
    assert registers.standing(Role.PUBLIC, Scope()) is None


def test_a_note_says_what_it_rests_on(library: Library) -> None:
    assert "As the papers stood on 3 June 2024: 1 of 3 papers; 1 without a date left out." in brief(
        library, "depot fence", Scope(as_of=BEFORE)
    )
    assert "papers stood" not in brief(library, "depot fence", Scope())


@pytest.mark.parametrize("day", ["2024-02-30", "3 June 2024", "2024-6-3", 1717372800, "tomorrow"])
def test_what_is_no_day_is_refused(day: object) -> None:
    with pytest.raises(ValidationError):
        Scope.model_validate({"as_of": day})


def test_today_and_later_are_the_present_and_a_day_typed_has_been() -> None:
    today, tomorrow = datetime.date.today(), datetime.date.today() + datetime.timedelta(1)
    assert Scope(as_of=today) == Scope(as_of=tomorrow) == Scope()
    assert past(today) == today
    with pytest.raises(BadRequestError, match="is still to come"):
        past(tomorrow)
    assert Scope(as_of=today - datetime.timedelta(1)).as_of
    assert not Scope(as_of=BEFORE).bounded
    assert Scope(as_of=BEFORE, council="Larkmere").bounded


def test_the_line_counts_in_plain_words() -> None:
    assert standing_line(Standing(BEFORE, 41, 53, 2)) == "As the papers stood on 3 June 2024: 41 of 53 papers; 2 without a date left out."
    assert standing_line(Standing(BEFORE, 1, 1, 0)) == "As the papers stood on 3 June 2024: 1 of 1 paper."


def test_an_answer_of_a_day_can_be_read_back(library: Library) -> None:
    answer = over(library).answer(ask(FENCE, BEFORE))
    assert Answer.model_validate_json(answer.model_dump_json(by_alias=True)) == answer
    asked = ask(FENCE, BEFORE)
    assert Ask.model_validate_json(asked.model_dump_json(by_alias=True)) == asked
