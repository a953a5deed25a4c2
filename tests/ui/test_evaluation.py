"""The pages for evaluators: who gets them, two people who label apart, and the history of runs; nothing exempt for who may not see it."""

import html
import io
import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pytest

from app import main
from assistant.access.models import Action
from assistant.service.services import Services
from eval import kept, runs
from eval.compare import flipped
from eval.labelling import draw, marks, say, sheets
from eval.labels import LABELS, read_labels
from eval.models import CaseScore, CitedPlace, ClaimScore, Finding, RunHeader, Scores, Verdict
from eval.web.pages import PAGES
from eval.web.runs_page import told
from ingest.library.private import open_to_others
from ingest.models import Overrides
from tests.access.doors import Visit, make_app
from tests.web_fakes import PARAGRAPHS, SECRET, make_library, make_services
from vectorstore.models import Role

PASSWORD = "meadow gate at dusk"
COST, BOATHOUSE, EXEMPT = PARAGRAPHS[1][0][1], PARAGRAPHS[1][1][1], PARAGRAPHS[3][0][1]
HOSTILE = '<script>alert("1")</script>'
OBJECTION = "objected-to-by-the-checks"
PATHS = tuple(page.path for page in PAGES)


def case(name: str, *said: tuple[str, str], passed: bool = True, answer: str = "", **more: object) -> CaseScore:
    """A case whose answer says these sentences, each citing these words of the pack."""
    finding = Finding(check="C3", verdict=Verdict.CONFLICTS, reason=OBJECTION)
    claims = [
        ClaimScore(
            text=text, verdict=Verdict.CONFLICTS, support=0.0, findings=(finding,),
            citations=(CitedPlace(marker=1, document="meadows-pack.pdf", quote=quote),),
        )
        for text, quote in said
    ]  # fmt: skip
    words = answer or " ".join(text for text, _ in said)
    fields = {"question": f"What of {name}?", "answerable": "yes", "cluster": "pack", "claims": claims, **more}
    return CaseScore.model_validate({"id": name, "passed": passed, "answer": words, **fields})


def scores(*cases: CaseScore, **header: object) -> Scores:
    return Scores(cases=cases, header=RunHeader.model_validate({"system": "ours", "commit": "abc", "dataset": "d", **header}))


PUBLIC = scores(
    case("mowing", ("It would cost £31,500.", COST), ("That is <b>less</b>.", COST)), case("path", ("Keep it clear.", BOATHOUSE))
)
EVERY = scores(
    *PUBLIC.cases,
    case("tender", (f"The price is {SECRET}.", EXEMPT)),
    case("leak", answer=f"It is {SECRET}.", critical=("exempt-leaked",)),
    case("kept", answer=f"It is {SECRET}.", marking="NOT FOR PUBLICATION by virtue of paragraph 3"),
    case("ask", answer="That cannot be said.", question=f"Is it {SECRET}?", answerable="restricted"),
)
WORSE = scores(
    *(one.model_copy(update={"passed": False, "answer": f"Otherwise: {one.answer} {HOSTILE}"}) for one in EVERY.cases),
    commit="def", config={"chat_model": "other"},
)  # fmt: skip


class House(NamedTuple):
    """The services with the pages, and visits to them by who is signed in."""

    services: Services
    as_: Callable[[str], Visit]


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A council with an account of each role (and a second officer); the public is ""."""
    services = replace(make_services(tmp_path_factory.mktemp("town"), questions_per_minute=0), added=PAGES)
    assert services.access
    app, opened = make_app(services), {}
    first = Visit(app)

    def visit(name: str) -> Visit:
        if name not in opened:
            opened[name] = Visit(app, first)
            assert not name or opened[name].sign_in(name, PASSWORD) == 303
        return opened[name]

    with first.client:
        for name, role in (("member", Role.MEMBER), ("anna", Role.OFFICER), ("ben", Role.OFFICER), ("root", Role.ADMINISTRATOR)):
            services.access.accounts.create(name, role, PASSWORD)
        yield House(services, visit)
    services.access.close()
    services.library.close()


@pytest.fixture
def house(town: House) -> House:
    """The council before anything was measured."""
    shutil.rmtree(town.services.library.home / "evaluation", ignore_errors=True)
    return town


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[tuple[Services, Visit]]:
    """A machine without accounts, whose user reads what is public."""
    services = replace(make_services(tmp_path / "alone", questions_per_minute=0), added=PAGES)
    visit = Visit(make_app(services))
    visit.client._transport.client = ("127.0.0.1", 50000)  # type: ignore[attr-defined]
    with visit.client:
        yield services, visit
    assert services.access
    services.access.close()
    services.library.close()


def drawn(services: Services, found: Scores = PUBLIC) -> str:
    """A sheet of all sentences of a run that is recorded; its id."""
    home = services.library.home
    return draw(home, runs.record(home, found), found, 100, 1).id


def place(sheet: str, **more: str) -> str:
    return "/evaluation/labels?" + "&".join(f"{name}={value}" for name, value in {"sheet": sheet, **more}.items())


def post(visit: Visit, sheet: str, **fields: str) -> tuple[int, str]:
    return visit.post("/evaluation/labels", place(sheet, rater=fields.get("rater", "")), sheet=sheet, **fields)


def claim_on(page: str) -> str:
    found = re.search(r'name="claim" value="([^"]+)"', page)
    return html.unescape(found[1]) if found else ""


def label_all(visit: Visit, sheet: str, choice: Mapping[str, str], rater: str = "") -> str:
    """Label every sentence as it comes; the page at the end."""
    while claim := claim_on(page := visit.text(place(sheet, rater=rater))):
        assert post(visit, sheet, claim=claim, label=choice.get(claim, LABELS[0]), rater=rater)[0] == 303
    return page


@pytest.mark.parametrize("name", ["", "member"])
def test_who_may_not_evaluate_gets_neither_page_nor_data(house: House, name: str) -> None:
    sheet, visit = drawn(house.services), house.as_(name)
    nothing = visit.get("/no-such-page")
    assert nothing[0] == 404
    for path in (*PATHS, place(sheet), place(sheet, file="xlsx"), place(sheet, rater="anna"), "/evaluation?before=1&after=2"):
        assert visit.get(path) == nothing, path
    assert visit.post("/evaluation/labels", sheet=sheet, claim="mowing#0", label=LABELS[0], rater="anna")[0] == 404
    assert visit.post("/evaluation", sheet=sheet)[0] == 404
    (held,) = sheets(house.services.library.home)
    assert not marks(house.services.library.home, held)
    assert "/evaluation" not in visit.text("/accessibility")


@pytest.mark.parametrize("name", ["anna", "root"])
def test_officers_and_administrators_get_both(house: House, name: str) -> None:
    sheet, visit = drawn(house.services), house.as_(name)
    for path in (*PATHS, place(sheet)):
        assert visit.get(path)[0] == 200, path
    assert 'href="/evaluation"' in visit.text("/accessibility")
    assert visit.get(place("no-such-sheet"))[0] == 404


def test_a_sentence_stands_beside_the_words_without_the_verdict(house: House) -> None:
    page = house.as_("anna").text(place(drawn(house.services), claim="mowing%231"))
    text = html.unescape(page)
    assert "That is &lt;b&gt;less&lt;/b&gt;." in page
    assert "What of mowing?" in text
    assert f"<mark>{COST}</mark>" in text
    assert "Environment Committee, 14 March 2024" in text
    assert "para 4 (pack page 21, PDF page 1)" in text
    assert BOATHOUSE in text  # what stands around
    assert [key for key in re.findall(r'aria-keyshortcuts="(\w)"', page)] == [*map(str, range(1, len(LABELS) + 1)), "s", "u", "n"]
    assert OBJECTION not in page
    assert "C3" not in page


def test_words_that_the_paper_breaks_otherwise_stand_below_its_own(house: House) -> None:
    broken = COST.replace(" ", "\n", 1)
    page = html.unescape(house.as_("anna").text(place(drawn(house.services, scores(case("mowing", ("It is said.", broken)))))))
    assert f"<mark>{broken}</mark>" in page
    assert f'<p class="context">{COST}</p>' in page


def test_two_people_label_apart_and_see_agreement_when_both_are_through(house: House) -> None:
    anna, ben, sheet = house.as_("anna"), house.as_("ben"), drawn(house.services)
    end = label_all(anna, sheet, {"path#0": LABELS[1]}, rater="ben")  # the name in the address counts for nothing: it is the account
    assert "Agreement is shown when another person is through" in end
    assert "0 of 3 done by ben" in ben.text(place(sheet))
    post(ben, sheet, claim=claim_on(ben.text(place(sheet))), label=LABELS[2], note="a <i>note</i>")
    before = ben.text(place(sheet)) + ben.text(place(sheet, rater="anna"))
    assert "anna" not in before
    assert "not shown" not in before.replace('value="not shown"', "")
    end = html.unescape(label_all(ben, sheet, {}))
    assert "anna and ben" in end
    assert "a &lt;i&gt;note" in label_all(anna, sheet, {})
    assert "Sentences on which people differ" in end
    assert end.count("not shown") == 1
    assert post(ben, sheet, do="undo")[0] == 400  # who has seen the other's labels leaves the own ones as they are
    assert post(ben, sheet, claim="path#0", label=LABELS[1])[0] == 400


def test_undo_skip_and_a_label_that_is_none(house: House) -> None:
    anna, sheet = house.as_("anna"), drawn(house.services)
    first = claim_on(anna.text(place(sheet)))
    assert post(anna, sheet, claim=first, label="perhaps")[0] == 404
    assert post(anna, sheet, claim="no#9", label=LABELS[0])[0] == 404
    assert anna.client.post("/evaluation/labels", data={"sheet": sheet, "claim": first, "label": LABELS[0]}).status_code == 404  # no token
    post(anna, sheet, claim=first, label=LABELS[0])
    assert claim_on(anna.text(place(sheet))) != first
    post(anna, sheet, do="undo")
    assert claim_on(anna.text(place(sheet))) == first
    post(anna, sheet, claim=first, label="skipped")
    end = label_all(anna, sheet, {})
    assert "2 of 3 sentences labelled by anna, 1 skipped" in end
    assert claim_on(anna.text(place(sheet, claim=first.replace("#", "%23")))) == first


def test_labels_go_out_as_the_sheet_that_agree_reads_and_come_in_from_it(house: House, tmp_path: Path) -> None:
    anna, ben, sheet = house.as_("anna"), house.as_("ben"), drawn(house.services)
    label_all(anna, sheet, {"path#0": LABELS[2]})
    content = anna.get(place(sheet, file="xlsx"))[1]
    file = tmp_path / "labels.xlsx"
    file.write_bytes(content)
    assert read_labels(file) == {"path#0": LABELS[2], "mowing#0": LABELS[0], "mowing#1": LABELS[0]}
    fields = {"form": ben.form_token(place(sheet)), "sheet": sheet, "do": "import"}
    assert ben.client.post("/evaluation/labels", data=fields, files={"file": ("a.xlsx", content)}).status_code == 303
    (held,) = sheets(house.services.library.home)
    assert {claim: mark.label for claim, mark in marks(house.services.library.home, held)["ben"].items()} == read_labels(file)


@pytest.mark.parametrize(
    "wrong", [b"claim,label\nno#1,supported\n", b"claim,label\nmowing#0,perhaps\n", b"a,b\n1,2\n", b"PK\x03\x04 broken"]
)
def test_a_sheet_that_does_not_fit_changes_nothing(house: House, wrong: bytes) -> None:
    ben, sheet = house.as_("ben"), drawn(house.services)
    fields = {"form": ben.form_token(place(sheet)), "sheet": sheet, "do": "import"}
    answer = ben.client.post("/evaluation/labels", data=fields, files={"file": ("a", wrong)})
    assert answer.status_code == 400
    assert "Nothing was taken in" in answer.text
    assert "/tmp" not in answer.text
    (held,) = sheets(house.services.library.home)
    assert not marks(house.services.library.home, held)


def test_exempt_answers_are_marked_and_recorded(house: House) -> None:
    sheet, anna = drawn(house.services, EVERY), house.as_("anna")
    page = anna.text(place(sheet, claim="tender%230"))
    assert SECRET in page
    assert "NOT FOR PUBLICATION" in page
    assert "NOT FOR PUBLICATION" not in anna.text(place(sheet, claim="path%230"))
    book = openpyxl.load_workbook(io.BytesIO(anna.get(place(sheet, file="xlsx"))[1]))
    words = [[str(cell.value) for cell in row] for row in book.worksheets[0].iter_rows()]
    assert all(("NOT FOR PUBLICATION" in " ".join(row)) == (SECRET in " ".join(row)) for row in words)
    runs.record(house.services.library.home, WORSE)
    flips = anna.text("/evaluation")
    assert "paragraph 3" in flips
    assert flips.count("tag exempt") == 2 * 3  # both answers of tender, leak and kept
    assert house.services.access
    lines = [line for line in house.services.access.audit.entries(exempt=True) if line.action is Action.OPENED][-3:]
    assert [(line.what, line.exempt) for line in lines] == [("Label answers", True), ("Label answers", False), ("Evaluation", True)]


def test_on_a_machine_without_accounts_the_user_labels_what_is_public(alone: tuple[Services, Visit]) -> None:
    services, visit = alone
    sheet = drawn(services, EVERY)
    runs.record(services.library.home, WORSE)
    assert "Your name" in visit.text(place(sheet))
    pages = visit.text("/evaluation") + label_all(visit, sheet, {}, rater="Ann")
    for claim in ("mowing%230", "tender%230"):
        pages += visit.text(place(sheet, rater="Ben", claim=claim))
    assert "3 of 3 sentences labelled by Ann" in pages
    assert "0 of 3 done by Ben" in pages
    assert "What of mowing?" in pages
    assert SECRET not in html.unescape(pages)
    assert "tender" not in pages
    book = openpyxl.load_workbook(io.BytesIO(visit.get(place(sheet, rater="Ann", file="xlsx"))[1]))
    assert SECRET not in str([[cell.value for cell in row] for row in book.worksheets[0].iter_rows()])


def test_what_becomes_exempt_later_or_cites_what_no_paper_has_is_withheld(alone: tuple[Services, Visit]) -> None:
    services, visit = alone
    gone = scores(case("gone", ("It is said.", "Words that no paper has.")), *PUBLIC.cases)
    sheet = drawn(services, gone)
    runs.record(services.library.home, scores(*(one.model_copy(update={"passed": False}) for one in gone.cases)))
    assert "0 of 3 done" in visit.text(place(sheet, rater="Ann"))
    assert visit.text("/evaluation").count("Lost: ") == 2
    pack = services.library.paper("meadows-pack.pdf")
    services.library.correct(pack.id, Overrides(exempt=True))
    assert "0 of 0 sentences labelled" in visit.text(place(sheet, rater="Ann"))
    assert visit.text("/evaluation").count("Lost: ") == 0


def test_the_history_shows_runs_newest_first_with_what_differs_and_what_flipped(house: House) -> None:
    home = house.services.library.home
    old, new = runs.record(home, EVERY), runs.record(home, WORSE)
    page = house.as_("root").text("/evaluation?figure=passed")
    assert page.index("ours def") < page.index("ours abc")
    assert "chat_model: (empty) → other" in page
    assert "commit: abc → def" in page
    assert "100.0%" in page
    assert "n = 6" in page
    assert page.count("Lost: ") == len(EVERY.cases)
    assert HOSTILE not in page
    assert html.escape(HOSTILE).replace("&quot;", "&#34;") in page
    back = house.as_("root").text(f"/evaluation?before={new.id}&after={old.id}")
    assert back.count("Gained: ") == len(EVERY.cases)
    assert "Lost: " not in back
    assert "../" not in house.as_("root").text("/evaluation?before=../../library&figure=nonsense")


def test_a_figure_without_an_interval_says_over_how_few_papers() -> None:
    few = runs.Figure(name="vital-nuggets", value=0.5, n=9, papers=2)
    assert told(few) == ("50.0%", "no interval: 2 papers")
    assert told(few.model_copy(update={"low": 0.25, "high": 0.75})) == ("50.0%", "25.0% to 75.0%")


def test_the_record_keeps_figures_and_scores_for_their_owner_alone(tmp_path: Path) -> None:
    run = runs.record(tmp_path, PUBLIC)
    assert runs.runs(tmp_path) == [run]
    assert runs.scores_of(tmp_path, run) == PUBLIC
    passed = run.figure("passed")
    assert passed
    assert (passed.value, passed.n, passed.papers) == (1.0, 2, 1)
    assert run.figure("recall@5") is None
    modes = {path.stat().st_mode & 0o777 for path in tmp_path.rglob("*")}
    assert modes == {0o700, 0o600}
    assert open_to_others(tmp_path) == []
    (tmp_path / "evaluation" / "runs").chmod(0o755)
    assert open_to_others(tmp_path) == [tmp_path / "evaluation" / "runs"]


def test_a_line_that_was_cut_off_is_passed_over_and_the_next_is_whole(tmp_path: Path) -> None:
    run = runs.record(tmp_path, PUBLIC)
    sheet = draw(tmp_path, run, PUBLIC, 2, 1)
    say(tmp_path, sheet, "anna", sheet.claims[0], LABELS[0])
    file = next((tmp_path / kept.LABELS).glob("*.jsonl"))
    whole = file.read_text(encoding="utf-8")
    file.write_text(whole + whole[:40], encoding="utf-8")
    assert list(marks(tmp_path, sheet)["anna"]) == [sheet.claims[0]]
    say(tmp_path, sheet, "anna", sheet.claims[1], LABELS[1])
    assert list(marks(tmp_path, sheet)["anna"]) == list(sheet.claims)


def test_every_scoring_on_the_command_line_is_recorded(tmp_path: Path) -> None:
    home = tmp_path / "home"
    make_library(home).close()
    asked = {"id": "q", "question": "What would it cost?", "nuggets": [{"text": "£31,500"}]}
    (tmp_path / "cases.jsonl").write_text(json.dumps(asked) + "\n", encoding="utf-8")
    for at, answer in enumerate((COST, "Nothing.")):
        said = {"id": "q", "answer": f"{answer} [1]", "citations": [{"marker": 1, "document": "meadows-pack.pdf", "quote": COST}]}
        (tmp_path / "t.jsonl").write_text(json.dumps({"header": {"system": f"v{at}"}}) + "\n" + json.dumps(said) + "\n", encoding="utf-8")
        names = [str(tmp_path / name) for name in ("t.jsonl", "cases.jsonl")]
        with pytest.raises(SystemExit) as ended:
            main(["eval", "score", *names, "--out", str(tmp_path / "out"), "--home", str(home), "--no-self-test"])
        assert not ended.value.code
    new, old = runs.runs(home)
    assert (new.header.system, old.header.system) == ("v1", "v0")
    ((before, after),) = flipped(runs.scores_of(home, old), runs.scores_of(home, new))
    assert (before.passed, after.passed, after.question) == (True, False, "What would it cost?")
    assert runs.differences(new, old) == [("system", "v0", "v1")]
