"""The command line as a person meets it: exit codes, one line for an error, JSON for machines."""

import errno
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.access.opening import open_desk
from assistant.cli import OnProgress, Shell, cli
from assistant.cli.ingest import outcome_line
from assistant.configuration import Configuration
from assistant.errors import AssistantError
from assistant.models import Answer, Ask, Citation, Statement, Status
from ingest.library.library import Library
from ingest.models import (
    Classification,
    KeptBack,
    Kind,
    Meeting,
    Outcome,
    OutcomeStatus,
    Overrides,
    Paper,
    PaperInfo,
    Passage,
)

PASSAGE = Passage("aa-0", "pack.pdf", 0, "The fee is £12.", Kind.PARAGRAPH, page=3, agenda_item="9", report_title="Fees", paragraph="4")
PAPER = Paper("aa", "pack.pdf", "papers/pack.pdf", "aa" * 32, 8, 1, PaperInfo(title="Fees", meeting=Meeting(committee="Audit Committee")))


class OneAnswer:
    """An assistant that knows one thing and keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Ask] = []
        self.fails_with: Exception | None = None

    def answer(self, ask: Ask, *, explain: bool = False) -> Answer:
        del explain
        self.asked.append(ask)
        if self.fails_with:
            raise self.fails_with
        citation = Citation(
            marker=1, document="pack.pdf", passage_id="aa-0", quote="The fee is £12.", locator="Audit Committee, item 9, para 4"
        )
        return Answer(
            id=ask.id,
            question=ask.question,
            standalone_question=ask.question,
            answer="The fee is £12. [1]",
            abstained=False,
            status=Status.ANSWERED,
            statements=(Statement(text="The fee is £12.", citations=(1,)),),
            citations=(citation,),
        )


class Parts:
    """The services with a real library and an assistant of one answer."""

    def __init__(self, configuration: Configuration, assistant: OneAnswer) -> None:
        self.configuration = configuration
        self.assistant = assistant
        self.served: tuple[str, int] | None = None

    @property
    def library(self) -> Library:
        return Library.open(self.configuration.home)

    def serve(self, host: str, port: int, prepare: object, on_ready: object, *, processes: int) -> None:
        del prepare, on_ready, processes
        raise OSError(errno.EADDRINUSE, f"{host}:{port} is in use")

    def update_index(self, on_progress: OnProgress, rebuild: bool = False) -> None: ...

    def close(self) -> None: ...


@pytest.fixture
def assistant() -> OneAnswer:
    return OneAnswer()


def run(assistant: OneAnswer, *arguments: str) -> Result:
    shell = Shell(lambda configuration: Parts(configuration, assistant))  # type: ignore[arg-type,return-value]
    return CliRunner().invoke(cli, list(arguments), obj=shell)


@pytest.fixture
def library() -> Library:
    home = Path(os.environ["COUNCIL_PAPERS_HOME"])
    library = Library.open(home)
    library.put(PAPER, [PASSAGE])
    return library


@pytest.mark.parametrize(("option", "said"), [("--exempt", Overrides(exempt=True)), ("--public", Overrides(public=True))])
def test_a_paper_is_made_exempt_or_public_and_the_audit_log_says_so(
    assistant: OneAnswer, library: Library, option: str, said: Overrides
) -> None:
    library.put(PAPER, [PASSAGE, replace(PASSAGE, id="aa-1", ordinal=1, classification=Classification.EXEMPT)])
    result = run(assistant, "papers", "correct", "pack.pdf", option)
    assert result.exit_code == 0, result.stderr
    assert library.paper("pack.pdf").overrides == said
    expected = Classification.EXEMPT if said.exempt else Classification.PUBLIC
    assert {passage.classification for passage in library.passages()} == {expected}
    desk = open_desk(library.home)
    (line,) = desk.audit.entries(exempt=True)
    assert (line.who, line.action, line.what, line.documents, line.exempt) == ("command line", "corrected", option[2:], ("pack.pdf",), True)
    (redacted,) = desk.audit.entries()
    assert (redacted.what, redacted.documents) == ("(exempt)", ())
    desk.store.close()
    assert run(assistant, "papers", "correct", "pack.pdf", "--as-marked").exit_code == 0
    assert [passage.classification for passage in library.passages()] == [Classification.PUBLIC, Classification.EXEMPT]


def test_what_is_known_of_a_paper_is_corrected_and_taken_away(assistant: OneAnswer, library: Library) -> None:
    assert (
        run(assistant, "papers", "correct", "pack.pdf", "--title", "The fees", "--committee", "", "--meeting-date", "2025-03-11").exit_code
        == 0
    )
    info = library.paper("pack.pdf").info
    assert (info.title, info.meeting.committee, str(info.meeting.date)) == ("The fees", None, "2025-03-11")
    shown = run(assistant, "papers", "show", "pack.pdf").output
    assert "said by a person: committee unknown, meeting_date 2025-03-11, title The fees" in shown


@pytest.mark.parametrize(
    ("arguments", "words", "code"),
    [
        (["pack.pdf"], "Say what to correct", 2),
        (["pack.pdf", "--meeting-date", "last week"], "write the date as year, month and day", 2),
        (["other.pdf", "--public"], "there is no paper called 'other.pdf'", 1),
    ],
)
def test_a_correction_that_says_nothing_is_one_line(
    assistant: OneAnswer, library: Library, arguments: list[str], words: str, code: int
) -> None:
    result = run(assistant, "papers", "correct", *arguments)
    assert (result.exit_code, words in one_line(result)) == (code, True)
    assert library.paper("pack.pdf").overrides == Overrides()


def one_line(result: Result) -> str:
    assert result.stderr.startswith("council-papers: "), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["askk"], "No such command 'askk'. Did you mean 'ask'?"),
        (["ask", "x", "--role", "king"], "'king' is not one of 'public', 'member', 'officer'"),
        (["ask"], "give one QUESTION in quotes"),
        (["ask", "x", "--batch", "in", "--out", "out"], "give one QUESTION in quotes"),
        (["ask", "--batch", "in"], "--batch and --out go together"),
        (["ingest"], "Missing argument 'PATH…'"),
        (["ingest", "x", "--meeting-date", "yesterday"], "'yesterday' does not match the format"),
        (["serve", "--port", "70000"], "70000 is not in the range"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(assistant: OneAnswer, arguments: list[str], words: str) -> None:
    result = run(assistant, *arguments)
    assert result.exit_code == 2
    assert words in one_line(result)
    assert "--help" in result.stderr


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (AssistantError("the model folder is absent;\ngive another"), "the model folder is absent; give another"),
        (OSError(errno.ENOSPC, "No space left on device"), "the disk is full; free some space"),
        (PermissionError(errno.EACCES, "Permission denied", "/x/library.db"), "/x/library.db: Permission denied"),
    ],
)
def test_a_failure_is_one_line_and_exit_code_1(assistant: OneAnswer, error: Exception, words: str) -> None:
    assistant.fails_with = error
    result = run(assistant, "ask", "What is the fee?")
    assert result.exit_code == 1
    assert words in one_line(result)


def test_a_defect_is_not_dressed_up(assistant: OneAnswer) -> None:
    assistant.fails_with = ZeroDivisionError()
    assert isinstance(run(assistant, "ask", "x").exception, ZeroDivisionError)


def test_an_answer_is_shown_with_its_place_and_words(assistant: OneAnswer, tmp_path: Path) -> None:
    history = tmp_path / "history.json"
    history.write_text('[{"question": "Is there a fee?", "answer": "Yes."}]', encoding="utf-8")
    result = run(assistant, "ask", "How much?", "--role", "member", "--history", str(history))
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        "The fee is £12. [1]",
        "",
        "Sources",
        "[1] Audit Committee, item 9, para 4",
        "    pack.pdf: “The fee is £12.”",
    ]
    assert (assistant.asked[0].role, assistant.asked[0].history[0].question) == ("member", "Is there a fee?")


def test_an_answer_as_json_is_the_interface_record(assistant: OneAnswer) -> None:
    record = json.loads(run(assistant, "ask", "How much?", "--json").stdout)
    assert record["citations"][0]["locator"] == "Audit Committee, item 9, para 4"
    assert {"from", "to", "documents", "meetings"} == set(record["searched"])


@pytest.mark.parametrize("text", ["{", '{"question": "x"}', '[{"query": "x"}]'])
def test_a_history_of_another_form_is_refused(assistant: OneAnswer, tmp_path: Path, text: str) -> None:
    history = tmp_path / "history.json"
    history.write_text(text, encoding="utf-8")
    result = run(assistant, "ask", "x", "--history", str(history))
    assert result.exit_code == 1
    assert "is not a JSON list" in one_line(result)


def test_a_batch_with_a_bad_line_answers_the_rest_and_exits_1(assistant: OneAnswer, tmp_path: Path) -> None:
    (tmp_path / "in").write_text('nonsense\n{"id": "1", "question": "How much?"}\n', encoding="utf-8")
    result = run(assistant, "ask", "--batch", str(tmp_path / "in"), "--out", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "line 1 is not JSON" in result.stderr
    assert len((tmp_path / "out").read_text(encoding="utf-8").splitlines()) == 2
    assert result.stdout == ""


@pytest.mark.usefixtures("library")
def test_papers_are_listed_and_shown(assistant: OneAnswer) -> None:
    assert "pack.pdf  paper, Audit Committee: 8 pages, 1 passages" in run(assistant, "papers", "list").stdout
    assert json.loads(run(assistant, "papers", "list", "--json").stdout)["info"]["meeting"]["committee"] == "Audit Committee"
    assert "committee: Audit Committee" in run(assistant, "papers", "show", "pack.pdf").stdout
    wrong = run(assistant, "papers", "show", "pakc.pdf")
    assert wrong.exit_code == 1
    assert "did you mean pack.pdf" in one_line(wrong)


def test_what_is_kept_back_is_shown_with_the_words_that_mark_it(assistant: OneAnswer, library: Library) -> None:
    cause = KeptBack("EXEMPT APPENDIX 2", 3, first=3, last=5)
    library.put(replace(PAPER, info=replace(PAPER.info, kept_back=(cause,))), [PASSAGE])
    line = "kept back: page 3 says 'EXEMPT APPENDIX 2' (pages 3-5); if this is wrong: council-papers papers correct aa --public"
    assert line in run(assistant, "papers", "show", "pack.pdf").stdout
    outcome = Outcome("pack.pdf", OutcomeStatus.NEW, "pack.pdf", kept_back=(line,))
    assert outcome_line(outcome).splitlines()[1].strip() == line


@pytest.mark.usefixtures("library")
def test_passages_as_json_are_the_interface_record(assistant: OneAnswer) -> None:
    record = json.loads(run(assistant, "passages", "--json", "--paper", "pack.pdf").stdout)
    assert (record["document"], record["agenda_item"], record["paragraph"], record["text"]) == ("pack.pdf", "9", "4", "The fee is £12.")
    assert "pack.pdf, page 3, item 9, Fees, 4, [paragraph]" in run(assistant, "passages").stdout


def test_home_is_taken_before_and_after_the_verb(assistant: OneAnswer, tmp_path: Path, library: Library) -> None:
    library.put(replace(PAPER, id="bb", sha256="bb" * 32, document="other.pdf", path="other.pdf"), [])
    empty = str(tmp_path / "empty")
    for arguments in (["--home", empty, "papers", "list"], ["papers", "list", "--home", empty]):
        result = run(assistant, *arguments)
        assert (result.stdout, result.exit_code) == ("", 0)
        assert "the library has no papers" in result.stderr


def test_a_port_in_use_is_said(assistant: OneAnswer) -> None:
    result = run(assistant, "serve", "--port", "8001")
    assert result.exit_code == 1
    assert "127.0.0.1:8001 is in use" in one_line(result)


def test_settings_say_value_and_source(assistant: OneAnswer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_PAPERS_PORT", "8001")
    lines = [json.loads(line) for line in run(assistant, "settings", "--json").stdout.splitlines()]
    port = next(line for line in lines if line["name"] == "port")
    assert (port["value"], port["source"]) == (8001, "environment COUNCIL_PAPERS_PORT")
