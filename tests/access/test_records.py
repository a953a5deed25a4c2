"""What is kept: the audit log that cannot be changed, conversations, and feedback."""

import csv
import datetime
import io
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app import Composition
from assistant.access.disclosure import remember
from assistant.access.models import Action, Door, Identity, Verdict
from assistant.access.opening import Access, open_access
from assistant.cli import Shell, cli
from assistant.models import Answer, Ask
from assistant.service.services import Services
from assistant.service.visitor import Visitor
from assistant.settings import AssistantSettings
from eval.feedback import read_marked
from ingest.library.library import Library
from ingest.models import Classification
from tests.access.doors import bytes_of
from tests.web_fakes import FakeAssistant, make_library
from vectorstore.models import Role

MARY = Identity(name="mary", role=Role.MEMBER, door=Door.SESSION, key="mary")
PUBLIC = Identity(name="", key="browser x")
MOWING, TENDER = "What is the annual cost of mowing the riverside meadows?", "What is the contractor's tender price?"


@dataclass(frozen=True, slots=True)
class Records:
    """A library and the access to it."""

    library: Library
    access: Access

    def answer(self, question: str, role: Role = Role.PUBLIC) -> Answer:
        return FakeAssistant(self.library).answer(Ask(question=question, role=role))

    def save(self, identity: Identity, question: str, conversation: str = "") -> str:
        return self.access.history.save(identity, conversation, remember(self.library, identity.role, self.answer(question, identity.role)))

    def open(self, identity: Identity, conversation: str) -> list[str | None]:
        turns = self.access.history.open(identity, conversation)
        assert turns is not None
        return [turn.answer and turn.answer.question for turn in turns]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    library = make_library(tmp_path)
    access = open_access(library, AssistantSettings())
    yield Records(library, access)
    access.close()
    library.close()


def _later(monkeypatch: pytest.MonkeyPatch, module: str, days: float) -> None:
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=days)
    monkeypatch.setattr(f"assistant.access.{module}.now", lambda: at)


def _execute(records: Records, sql: str) -> None:
    with records.access.desk.store.transaction() as connection:
        for one in sql.split("; "):
            connection.execute(one)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit SET what = 'nothing'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE number = 1",
        "DELETE FROM meta WHERE name = 'audit_from'; DELETE FROM audit",
        "INSERT OR REPLACE INTO audit (number, at, who, role, door, action, what, documents, outcome, exempt) "
        "SELECT number, at, 'else', role, door, action, what, documents, outcome, exempt FROM audit",
    ],
)
def test_a_line_of_the_log_cannot_be_changed_or_deleted(records: Records, sql: str) -> None:
    records.access.audit.record(MARY, Action.ASKED, TENDER)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        _execute(records, sql)
    assert [entry.what for entry in records.access.audit.entries()] == [TENDER]


def test_pruning_alone_deletes_and_only_what_is_old(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    audit = records.access.audit
    _later(monkeypatch, "audit", -400)
    audit.record(MARY, Action.ASKED, "old")
    monkeypatch.undo()
    audit.record(MARY, Action.ASKED, "new")
    assert audit.prune(365) == 1
    assert next(audit.entries()).what == "new"
    assert list(audit.entries())[1].action is Action.REMOVED
    assert audit.prune(365) == 0
    for sql in ("UPDATE meta SET value = '' WHERE name = 'audit_from'", "DELETE FROM audit"):
        with pytest.raises(sqlite3.IntegrityError):
            _execute(records, sql)


def test_the_log_says_what_was_shown(records: Records) -> None:
    answer = records.answer(TENDER, Role.MEMBER)
    kept = remember(records.library, Role.MEMBER, answer)
    records.access.audit.asked(MARY, answer, kept.exempt)
    (entry,) = records.access.audit.entries(exempt=True)
    assert (entry.who, entry.role, entry.door, entry.action, entry.what) == ("mary", Role.MEMBER, Door.SESSION, Action.ASKED, TENDER)
    assert (entry.documents, entry.outcome, entry.exempt) == (("depot-sale.txt", "meadows-pack.pdf"), "answered", True)
    (redacted,) = records.access.audit.entries()
    assert (redacted.who, redacted.what, redacted.documents) == ("mary", "(exempt)", ())


def test_days_are_whole_and_both_included(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in (1, 2, 3):
        for time in (datetime.time(0, 0), datetime.time(23, 59, 59, 999999)):
            at = datetime.datetime.combine(datetime.date(2024, 5, day), time, datetime.UTC)
            monkeypatch.setattr("assistant.access.audit.now", lambda at=at: at)
            records.access.audit.record(MARY, Action.ASKED, f"{day}")
    second = datetime.date(2024, 5, 2)
    assert [entry.what for entry in records.access.audit.entries(second, second)] == ["2", "2"]
    assert [entry.what for entry in records.access.audit.entries(second)] == ["2", "2", "3", "3"]


def test_a_conversation_is_listed_searched_opened_and_deleted(records: Records) -> None:
    history = records.access.history
    first = records.save(MARY, MOWING)
    assert records.save(MARY, "And for wheelchairs on the footpath?", first) == first
    second = records.save(MARY, TENDER)
    assert [(c.title, c.turns) for c in history.conversations(MARY)] == [(TENDER, 1), (MOWING, 2)]
    assert [c.id for c in history.conversations(MARY, "WHEELCHAIRS footpath")] == [first]
    assert [c.id for c in history.conversations(MARY, "£27,900")] == [second]
    assert history.conversations(MARY, "wheelchairs £27,900") == []
    assert records.open(MARY, first) == [MOWING, "And for wheelchairs on the footpath?"]
    assert history.delete(MARY, first) == 1
    assert history.open(MARY, first) is None
    assert history.delete(MARY) == 1
    assert history.conversations(MARY) == []
    kept = bytes_of(*records.library.home.glob("access.sqlite3*"))
    assert b"wheelchairs" not in kept


def test_a_conversation_of_another_is_not_added_to(records: Records) -> None:
    theirs = records.save(MARY, MOWING)
    assert records.save(PUBLIC, MOWING, theirs) not in ("", theirs)
    assert records.open(MARY, theirs) == [MOWING]


def test_nothing_is_kept_of_a_reader_who_cannot_be_told_again(records: Records) -> None:
    assert records.save(Identity(name=""), MOWING) == ""
    assert records.access.history.conversations(Identity(name="")) == []
    records.save(PUBLIC, MOWING)
    assert records.access.history.conversations(Identity(name="")) == []


def test_a_withheld_turn_takes_those_after_it_with_it(records: Records) -> None:
    conversation = records.save(MARY, MOWING)
    for question in (TENDER, "Is the footpath kept clear for wheelchairs?"):
        records.save(MARY, question, conversation)
    public = MARY.model_copy(update={"role": Role.PUBLIC})
    assert records.open(public, conversation) == [MOWING, None, None]
    assert [c.title for c in records.access.history.conversations(public)] == [MOWING]
    assert records.access.history.conversations(public, "wheelchairs") == []


@pytest.mark.parametrize("removed", [False, True])
def test_a_turn_that_listed_an_exempt_passage_is_withheld_though_it_cites_none(records: Records, removed: bool) -> None:
    secret = records.answer("What is the reserve price of the depot?", Role.MEMBER).passages
    answer = records.answer(MOWING, Role.MEMBER)
    shown = answer.model_copy(update={"passages": (*answer.passages, *secret)})
    conversation = records.access.history.save(MARY, "", remember(records.library, Role.MEMBER, shown))
    if removed:
        records.library.remove("depot-sale.txt")
    assert records.open(MARY, conversation) == [MOWING]
    assert records.open(MARY.model_copy(update={"role": Role.PUBLIC}), conversation) == [None]


def test_a_refusal_given_to_the_entitled_is_withheld_from_the_public(records: Records) -> None:
    conversation = records.save(MARY, "zzz")
    assert records.open(MARY, conversation) == ["zzz"]
    assert records.open(MARY.model_copy(update={"role": Role.PUBLIC}), conversation) == [None]


def test_what_is_left_of_a_turn_names_no_meeting_or_paper_that_is_hidden(records: Records) -> None:
    answer = records.answer(MOWING)
    citation = answer.citations[0].model_copy(update={"also_in": ("depot-sale.txt", "minutes.txt")})
    searched = answer.searched.model_copy(update={"meetings": ("Environment Committee, 14 March 2024", "Land Panel, 2 April 2024")})
    shown = answer.model_copy(update={"citations": (citation, *answer.citations[1:]), "searched": searched, "notices": ("a notice",)})
    kept = records.access.history.save(MARY, "", remember(records.library, Role.MEMBER, shown))
    turns = records.access.history.open(MARY.model_copy(update={"role": Role.PUBLIC}), kept)
    assert turns is not None
    seen = turns[0].answer
    assert seen is not None
    assert seen.citations[0].also_in == ("minutes.txt",)
    assert (seen.searched.meetings, seen.notices, seen.passages) == ((), (), ())


@pytest.mark.parametrize("deed", ["exempt passage", "other words under the same id", "removed"])
def test_a_turn_is_withheld_when_what_it_cites_has_changed(records: Records, deed: str) -> None:
    conversation = records.save(PUBLIC, "What was resolved, since twice was thought too little?")
    assert records.open(PUBLIC, conversation) != [None]
    paper = records.library.paper("minutes.txt")
    (passage,) = records.library.passages(document="minutes.txt")
    if deed == "removed":
        records.library.remove(paper.id)
    elif deed == "exempt passage":
        records.library.put(paper, [replace(passage, classification=Classification.EXEMPT)])
        assert records.open(MARY.model_copy(update={"key": PUBLIC.key}), conversation) != [None]
    else:
        records.library.put(paper, [replace(passage, text="Something else.")])
    assert records.open(PUBLIC, conversation) == [None]


def test_conversations_go_after_their_time(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    records.save(MARY, MOWING)
    _later(monkeypatch, "history", 364)
    assert records.access.history.prune() == 0
    _later(monkeypatch, "history", 366)
    records.save(MARY, TENDER)
    assert [c.title for c in records.access.history.conversations(MARY)] == [TENDER]


def test_an_account_made_anew_inherits_nothing(records: Records) -> None:
    accounts = records.access.accounts
    accounts.create("mary", Role.MEMBER, "meadow gate at dusk")
    token = records.access.desk.tokens.create("mary", "", 9)
    conversation = records.save(MARY, TENDER)
    accounts.remove("mary")
    accounts.create("mary", Role.MEMBER, "meadow gate at dawn")
    assert records.access.history.open(MARY, conversation) is None
    assert records.access.desk.tokens.account(token) is None


def run(home: Path, *arguments: str, given: str = "") -> Result:
    return CliRunner().invoke(cli, [*arguments, "--home", str(home)], obj=Shell(Composition), input=given)


def test_accounts_from_the_command_line(tmp_path: Path) -> None:
    added = run(tmp_path, "accounts", "add", "Jane", "--role", "officer", "--password-stdin", given="meadow gate at dusk\n")
    assert (added.exit_code, added.stdout) == (0, "added jane, officer\n")
    assert run(tmp_path, "accounts", "role", "jane", "member").exit_code == 0
    assert run(tmp_path, "accounts", "disable", "jane").exit_code == 0
    assert json.loads(run(tmp_path, "accounts", "list", "--json").stdout)["disabled"] is True
    assert run(tmp_path, "accounts", "disable", "jane", "--undo").exit_code == 0
    token = run(tmp_path, "accounts", "token", "create", "jane", "--days", "3")
    assert token.stdout.startswith("cpa_")
    listed = run(tmp_path, "accounts", "token", "list", "--json").stdout
    assert token.stdout.strip() not in listed
    assert run(tmp_path, "accounts", "token", "revoke", str(json.loads(listed)["number"])).exit_code == 0
    assert run(tmp_path, "accounts", "remove", "jane").exit_code == 0
    log = run(tmp_path, "audit", "export", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["what"] for line in log] == [
        "jane made", "jane changed role", "jane disabled", "jane enabled", "jane got a token", "jane lost token 1", "jane removed",
    ]  # fmt: skip
    assert "meadow" not in "".join(log) + added.output


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("add", "jane"), "--password-stdin"),
        (("role", "jane", "member"), "no account called jane"),
        (("disable", "jane"), "no account called jane"),
        (("remove", "jane"), "no account called jane"),
        (("token", "create", "jane"), "no account called jane"),
        (("token", "revoke", "7"), "no token 7"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(tmp_path: Path, arguments: tuple[str, ...], says: str) -> None:
    result = run(tmp_path, "accounts", *arguments)
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_the_log_is_exported_as_a_table_that_runs_nothing(tmp_path: Path, records: Records) -> None:
    records.access.audit.record(PUBLIC, Action.ASKED, "=HYPERLINK(1)", ["a.pdf", "b.pdf"], "answered")
    records.access.audit.record(MARY, Action.ASKED, TENDER, ["secret.pdf"], "answered", exempt=True)
    out = tmp_path / "audit.csv"
    assert run(tmp_path, "audit", "export", "--out", str(out)).exit_code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8"))))
    assert (rows[0]["what"], rows[0]["documents"]) == ("'=HYPERLINK(1)", "a.pdf; b.pdf")
    assert (rows[1]["what"], rows[1]["documents"]) == ("(exempt)", "")
    assert "secret.pdf" in run(tmp_path, "audit", "export", "--exempt").stdout
    assert run(tmp_path, "audit", "prune").stdout == "0 lines deleted\n"


def test_feedback_is_exported_for_the_evaluation_suite(tmp_path: Path, records: Records) -> None:
    public, exempt = records.answer(MOWING), records.answer(TENDER, Role.MEMBER)
    services = Services(FakeAssistant(records.library), records.library, access=records.access)
    for identity, answer, verdict in ((PUBLIC, public, Verdict.WRONG), (MARY, exempt, Verdict.RIGHT)):
        visitor = Visitor(services, identity)
        kept = remember(records.library, identity.role, answer)
        visitor.judged([remember(records.library, identity.role, public), kept], verdict, " It is £31,500 now. ")
    logged = [(entry.who, entry.action, entry.what, entry.outcome) for entry in records.access.audit.entries()]
    assert logged == [("", Action.FEEDBACK, MOWING, "wrong"), ("mary", Action.FEEDBACK, "(exempt)", "right")]
    out = tmp_path / "feedback.jsonl"
    assert run(tmp_path, "feedback", "export", "--out", str(out)).exit_code == 0
    (line,) = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert set(line) == {"feedback", "comment", "at", "role", "history", "answer"}
    assert line["history"] == [{"question": MOWING, "answer": public.answer}]
    assert (line["feedback"], line["comment"]) == ("wrong", "It is £31,500 now.")
    assert Answer.model_validate(line["answer"]) == public
    assert run(tmp_path, "feedback", "export", "--out", str(out), "--exempt").exit_code == 0
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2
    assert [mark.answer.question for mark in read_marked(out)] == [MOWING, TENDER]


def test_a_secret_setting_is_not_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNCIL_PAPERS_PROXY_SECRET", "hush" * 9)
    shown = run(tmp_path, "settings")
    assert shown.exit_code == 0
    assert "hush" not in shown.output
    monkeypatch.setenv("COUNCIL_PAPERS_PROXY_SECRET", "hush")
    refused = run(tmp_path, "settings")
    assert refused.exit_code == 1
    assert "'hush'" not in refused.output
