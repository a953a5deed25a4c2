"""The mark of what was not matched and the list of what was left out: on the page, in the terminal, in the API, and when shown again."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.access.disclosure import Disclosure, remember
from assistant.access.models import Identity
from assistant.api.app import build_api
from assistant.cli.terminal import print_answer
from assistant.marking import remarked
from assistant.models import Answer, Ask, Dropped, LeftOut, Matched
from assistant.service.services import Services
from assistant.service.visitor import Visitor
from assistant.ui.render import prose
from assistant.ui.turns import turn_html
from assistant.unmatched import mark
from ingest.models import Classification
from tests.web_fakes import FakeAssistant, make_services
from vectorstore.models import Role

QUESTION = "What would mowing the riverside meadows cost?"
LIE = "Mowing would cost <b>£9m</b> a year."
LINE = "1 sentence of the chat model says otherwise than the papers"
REASON = "the passage says £31,500, the statement says £9m"


def answer_of(services: Services, role: Role = Role.PUBLIC) -> Answer:
    """An answer whose first statement was not matched and beside which a sentence was left out."""
    answer = FakeAssistant(services.library).answer(Ask(question=QUESTION, role=role))
    loose = answer.statements[0].model_copy(update={"support": Matched.UNMATCHED})
    words = answer.answer.replace("[1]", f"[1] {mark(loose, answer.citations)}", 1)
    dropped = (Dropped(text=LIE, reason=REASON, kind=LeftOut.CONFLICTS, marking=answer.marking),)
    notices = (LINE, "The chat model was slow")
    return answer.model_copy(
        update={"id": "1", "statements": (loose, *answer.statements[1:]), "answer": words, "dropped": dropped, "notices": notices}
    )


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = make_services(tmp_path)
    yield services
    services.library.close()


def page(services: Services) -> str:
    return turn_html(Visitor(services, Identity(name="", role=Role.PUBLIC)), 1, answer_of(services))


def test_the_page_says_behind_the_statement_that_it_was_not_matched(services: Services) -> None:
    shown = page(services)
    assert re.search(r'1</a> <span class="unmatched">\(in the model\'s words; not matched, see pack page 21\)</span>', shown)
    assert shown.count('class="unmatched"') == 1
    assert 'data-announce="Answer ready. 3 sources. 1 statement not matched."' in shown


def test_what_is_left_out_is_one_line_that_opens(services: Services) -> None:
    shown = page(services)
    assert f'<details class="left-out">\n  <summary>{LINE}</summary>' in shown
    assert shown.count(LINE) == 1, "it is no notice besides"
    assert "The chat model was slow" in shown
    struck = (
        '<del><span class="sr-only">[left out: </span>Mowing would cost &lt;b&gt;£9m&lt;/b&gt; a year.<span class="sr-only">]</span></del>'
    )
    assert struck in shown
    assert f"Why: {REASON}." in shown


def test_an_answer_of_which_nothing_was_left_out_says_nothing_of_it(services: Services) -> None:
    whole = FakeAssistant(services.library).answer(Ask(question=QUESTION))
    shown = turn_html(Visitor(services, Identity(name="", role=Role.PUBLIC)), 1, whole)
    assert not re.search("<details class=.left-out|unmatched|<del>", shown)
    assert not {"dropped"} & set(json.loads(whole.model_dump_json()))


def test_where_the_settings_say_so_the_list_stands_open(tmp_path: Path) -> None:
    services = make_services(tmp_path, unsupported="strike")
    assert '<details class="left-out" open>' in page(services)
    services.library.close()


@pytest.mark.parametrize("spoof", ["(in the model's words; not matched <b>)", "(in the model's words; not matched, see <img src=x>)"])
def test_a_mark_that_a_paper_prints_stays_text(spoof: str) -> None:
    shown = prose(f"The fee is £12 {spoof}. [1] {spoof}")
    assert "<b>" not in shown
    assert "<img" not in shown


def test_the_terminal_says_how_much_and_lists_it_where_asked(services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    answer = answer_of(services)
    print_answer(answer, explain=False)
    told = capsys.readouterr()
    assert "[1] (in the model's words; not matched, see pack page 21)" in told.out
    assert f"note: {LINE}\n" in told.err
    assert LIE not in told.out + told.err
    for explain, strikes in ((True, False), (False, True)):
        print_answer(answer, explain=explain, strikes=strikes)
        assert f"Left out: {LIE}\n    {REASON}\n" in capsys.readouterr().out


def test_an_answer_read_back_is_as_it_was_and_one_from_before_has_no_mark(services: Services) -> None:
    answer = answer_of(services)
    record = json.loads(answer.model_dump_json(by_alias=True))
    assert record["dropped"] == [{"text": LIE, "reason": REASON, "kind": "conflicts"}]
    assert Answer.model_validate(record) == answer
    for statement in record["statements"]:
        del statement["support"]
    assert {one.support for one in Answer.model_validate(record).statements} == {Matched.SUPPORTED}


def test_the_schemas_of_the_api_know_both(services: Services) -> None:
    schema = json.dumps(build_api(services).openapi())
    assert '"unmatched"' in schema
    assert '"Dropped"' in schema


def test_shown_again_it_is_told_while_everything_it_may_come_from_may_be_read(services: Services) -> None:
    kept = remember(services.library, Role.PUBLIC, answer_of(services))
    again = Disclosure(services.library, Role.PUBLIC, [kept]).answer(kept)
    assert again is not None
    assert not again.dropped, "the pack that it was made from has an exempt page: whence the sentence came nobody knows"
    pack = services.library.paper("meadows-pack.pdf")
    public = [replace(one, classification=Classification.PUBLIC) for one in services.library.passages(document=pack.document)]
    services.library.put(pack, public, services.library.stored_file(pack))
    kept = remember(services.library, Role.PUBLIC, answer_of(services))
    again = Disclosure(services.library, Role.PUBLIC, [kept]).answer(kept)
    assert again is not None
    assert [one.text for one in again.dropped] == [LIE]
    assert again.statements[0].support is Matched.UNMATCHED


def test_who_may_no_longer_see_exempt_papers_is_not_told_what_was_left_out(services: Services) -> None:
    kept = remember(services.library, Role.OFFICER, answer_of(services))
    again = Disclosure(services.library, Role.PUBLIC, [kept]).answer(kept)
    assert again is None or (again.dropped, again.notices) == ((), ())
    same = Disclosure(services.library, Role.OFFICER, [kept]).answer(kept)
    assert same is not None
    assert same.dropped


def test_a_marking_for_what_was_left_out_is_kept(services: Services) -> None:
    answer = answer_of(services).model_copy(update={"notices": (), "marking": "NOT FOR PUBLICATION"})
    assert remarked(answer, {}).marking == "NOT FOR PUBLICATION"
    assert remarked(answer.model_copy(update={"dropped": ()}), {}).marking is None
