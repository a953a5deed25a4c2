"""Every route as every role: what may be seen is there with its place, and what may not be seen does not exist, by whatever door."""

import json
from typing import Any

import pytest

from assistant.access.models import Action
from tests.api.worlds import ROLES, World
from tests.web_fakes import MEETING, SECRET
from vectorstore.models import Role

EXEMPT_WORDS = (SECRET, "commercially sensitive", "reserve price", "£900,000", "depot-sale", "Depot sale")
ENTITLED = tuple(role for role in ROLES if role is not Role.PUBLIC)
PASSAGE = {
    "document", "passage_id", "page", "page_end", "page_label", "agenda_item", "agenda_title", "report_title", "paragraph", "section",
    "section_path", "kind", "meeting", "classification", "status", "text",
}  # fmt: skip
"""Of a passage, docs/interface.md."""
EXTRAS = {"table", "struck", "boxes", "confidence"}
PROBES = (
    "What is the tender price?", "tender price commercially sensitive", "How much did the contractor bid?", "reserve price of the depot",
    "What is the depot worth?", "£27,900", "£900,000", "list every exempt paper", "depot-sale.txt", "What is in the exempt appendix?",
    "contractor's tender", "depot sale reserve", "repeat the confidential report", "price of the contractor and of the depot",
)  # fmt: skip
"""Questions that the exempt papers alone can answer."""


def _papers(world: World) -> dict[str, str]:
    """Document to paper id, whoever may see it."""
    return {paper.document: paper.id for paper in world.services.library.papers()}


def _pack(world: World) -> str:
    return _papers(world)["meadows-pack.pdf"]


def _meeting_id(world: World) -> str:
    return world.call("GET", "/meetings").json()["meetings"][0]["id"]


def test_passages_are_the_interfaces_json(world: World) -> None:
    found = world.call("GET", "/search", params={"q": "mowing meadows", "k": 2}).json()
    held = world.call("GET", f"/papers/{_pack(world)}/passages").json()
    assert found["count"] == len(found["passages"]) == 2
    for passage in found["passages"]:
        assert PASSAGE | {"rank", "score"} <= set(passage) <= PASSAGE | {"rank", "score"} | EXTRAS
    for passage in held["passages"]:
        assert PASSAGE <= set(passage) <= PASSAGE | EXTRAS
    assert [passage["rank"] for passage in found["passages"]] == [1, 2]


def test_lists_are_cut_and_told_in_full(world: World) -> None:
    whole = world.call("GET", f"/papers/{_pack(world)}/passages").json()
    part = world.call("GET", f"/papers/{_pack(world)}/passages", params={"limit": 1, "offset": 1}).json()
    assert part == {"total": whole["total"], "passages": whole["passages"][1:2]}
    assert world.call("GET", "/papers", params={"limit": 1}).json()["total"] == 2


def test_search_keeps_to_its_bounds(world: World) -> None:
    bounds = {"q": "meadows", "committee": "Environment Committee", "from": "2024-01-01", "documents": "minutes.txt"}
    found = world.call("GET", "/search", params=bounds).json()["passages"]
    assert {passage["document"] for passage in found} == {"minutes.txt"}


def test_a_meeting_shows_what_was_recommended_and_resolved(world: World) -> None:
    meeting = world.call("GET", f"/meetings/{_meeting_id(world)}").json()
    assert meeting["meeting"] == {"council": MEETING.council, "committee": MEETING.committee, "date": "2024-03-14"}
    item = meeting["items"][0]
    assert item["number"] == "7"
    assert "mown twice a year" in item["recommended"][0]["passages"][0]["text"]
    assert "RESOLVED" in item["resolved"][0]["text"]
    assert meeting["minuted"] is True


@pytest.mark.parametrize(
    ("asked", "media"),
    [
        ({"format": "md"}, "text/markdown"),
        ({"format": "html"}, "text/html"),
        ({"format": "docx"}, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ({"headers": {"accept": "text/markdown, application/json"}}, "text/markdown"),
        ({"headers": {"accept": "image/png"}}, "application/json"),
        ({}, "application/json"),
    ],
)
def test_a_note_comes_in_the_form_asked_for(world: World, asked: dict[str, Any], media: str) -> None:
    headers = asked.pop("headers", {})
    response = world.call("POST", "/brief", json={"topic": "mowing the meadows", **asked}, headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media
    assert "£48,200" in response.text
    assert ("content-disposition" in response.headers) == (media != "application/json")


def test_a_note_that_cannot_be_made_says_why(world: World) -> None:
    response = world.call("POST", "/brief", json={"topic": "meadows", "template": "unknown"})
    assert response.status_code == 422
    assert "leave it out" in response.json()["detail"]


def test_without_what_writes_notes_or_searches_there_are_no_such_routes(world: World) -> None:
    from dataclasses import replace

    from assistant.api.app import build_api

    bare = build_api(replace(world.services, briefer=None, search=None)).openapi()
    assert not {"/brief", "/search"} & set(bare["paths"])


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_it_may(world: World, role: Role) -> None:
    papers = world.call("GET", "/papers", role).json()
    documents = {paper["document"] for paper in papers["papers"]}
    pack = world.call("GET", f"/papers/{_pack(world)}", role).json()
    passages = world.call("GET", f"/papers/{_pack(world)}/passages", role).json()
    found = world.call("GET", "/search", role, params={"q": "What is the tender price?"}).json()
    answer = world.call("POST", "/ask", role, json={"question": "What is the tender price?"}).json()
    note = world.call("POST", "/brief", role, json={"topic": "What is the tender price?"}).text
    entitled = role in ENTITLED
    assert documents == {"meadows-pack.pdf", "minutes.txt"} | ({"depot-sale.txt"} if entitled else set())
    assert papers["total"] == len(documents)
    assert pack["pages"] == (3 if entitled else 2)
    assert passages["total"] == (5 if entitled else 4)
    assert (SECRET in json.dumps(found, ensure_ascii=False), SECRET in answer["answer"], SECRET in note) == (entitled,) * 3


REGISTERS = (("/decisions", "decisions"), ("/actions", "actions"))


@pytest.mark.parametrize(("path", "name"), REGISTERS)
def test_registers_give_rows_with_their_places(world: World, path: str, name: str) -> None:
    asked = {"recommended": True} if name == "actions" else {}
    if name == "actions":
        assert world.call("GET", path).json()["total"] == 0, "a recommendation that the minutes do not take up is no action"
        world.services.library.remove("minutes.txt")
    whole = world.call("GET", path, params=asked).json()
    assert whole["total"] == len(whole[name]) >= 1
    (words, *_) = (row["words"][0] if name == "decisions" else row["entries"][0]["action"] for row in whole[name])
    assert words["text"]
    assert words["citation"]["locator"].startswith("Environment Committee, 14 March 2024")
    part = world.call("GET", path, params={"limit": 1, "offset": whole["total"], **asked}).json()
    assert (part["total"], part[name]) == (whole["total"], [])
    assert world.call("GET", path, params={**asked, "from": "2031-01-01"}).json()["total"] == 0


@pytest.mark.parametrize(
    "path", ["/decisions?from=soon", "/actions?to=2024", "/decisions?limit=0", "/actions?offset=-1", "/compare", "/compare?measure=x"]
)
def test_registers_refuse_what_is_not_as_documented(world: World, path: str) -> None:
    assert world.call("GET", path).status_code == 422


def test_a_comparison_has_a_citation_for_each_figure(world: World) -> None:
    found = world.call("GET", "/compare", params={"measure": "annual cost of mowing"}).json()
    assert found["measure"] == "annual cost of mowing"
    assert all("riverside meadows" in source["quote"] for source in found["sources"])
    nothing = world.call("GET", "/compare", params={"measure": "zeppelins"}).json()
    assert (nothing["lines"], nothing["sources"], nothing["chart"]) == ([], [], None)


def _doors(world: World) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, arguments) of every door by which something exempt may be looked for."""
    secrets = world.ids(SECRET, "reserve price")
    depot = _papers(world)["depot-sale.txt"]
    doors: list[tuple[str, str, dict[str, Any]]] = []
    for words in PROBES:
        doors += [
            ("POST", "/ask", {"json": {"question": words}}),
            ("POST", "/ask/stream", {"json": {"question": words}}),
            ("POST", "/ask", {"json": {"question": "And the price?", "history": [{"question": words, "answer": ""}]}}),
            ("POST", "/ask", {"json": {"question": words, "filters": {"documents": ["depot-sale.txt"]}}}),
            ("GET", "/search", {"params": {"q": words, "k": 100}}),
            ("GET", "/search", {"params": {"q": words, "documents": "depot-sale.txt"}}),
            ("POST", "/brief", {"json": {"topic": words}}),
            ("POST", "/brief", {"json": {"topic": words, "format": "html"}}),
            ("GET", "/compare", {"params": {"measure": words}}),
            ("GET", "/actions", {"params": {"responsible": words}}),
        ]
    for register in ("/decisions", "/actions"):
        doors += [("GET", register, {"params": given}) for given in ({}, {"committee": "depot", "limit": 500})]
    guessed = [depot, *secrets.values(), "depot-sale.txt", "depot-sale", depot[:8], "2024-03-14-depot"]
    for name in guessed:
        doors += [("GET", f"/papers/{name}", {}), ("GET", f"/papers/{name}/passages", {}), ("GET", f"/meetings/{name}", {})]
    doors += [("GET", path, {}) for path in ("/papers", "/meetings", f"/meetings/{_meeting_id(world)}", f"/papers/{_pack(world)}")]
    return [*doors, ("GET", f"/papers/{_pack(world)}/passages", {"params": {"limit": 1000}}), ("GET", "/openapi.json", {})]


def test_no_door_shows_the_public_anything_exempt(world: World) -> None:
    hidden = {*world.ids(SECRET, "reserve price").values(), _papers(world)["depot-sale.txt"]}
    doors = _doors(world)
    assert len(doors) > 160
    for method, path, given in doors:
        said = json.dumps([path, given], ensure_ascii=False)
        for role in (None, Role.PUBLIC):
            shown = world.call(method, path, role, **given).text
            told = [word for word in (*EXEMPT_WORDS, *hidden) if word in shown and word not in said]
            assert not told, (method, path, given, told)


def test_what_is_hidden_answers_as_what_is_not_there(world: World) -> None:
    depot = _papers(world)["depot-sale.txt"]
    for path in ("/papers/{}", "/papers/{}/passages", "/meetings/{}"):
        hidden, absent = (world.call("GET", path.format(name)) for name in (depot, "0" * len(depot)))
        assert (hidden.status_code, hidden.text, sorted(hidden.headers)) == (404, absent.text, sorted(absent.headers))


def test_the_same_doors_open_for_the_entitled(world: World) -> None:
    """The probes can find what they look for, so that finding nothing means something."""
    shown = "".join(world.call(method, path, Role.MEMBER, **given).text for method, path, given in _doors(world))
    assert all(word in shown for word in (SECRET, "£900,000", "depot-sale.txt", "Depot sale"))


def test_what_is_opened_found_and_written_is_recorded(world: World) -> None:
    access = world.services.access
    assert access
    world.call("GET", f"/papers/{_pack(world)}/passages", Role.MEMBER)
    world.call("GET", "/search", params={"q": "meadows"})
    world.call("POST", "/brief", Role.OFFICER, json={"topic": "meadows"})
    world.call("GET", f"/meetings/{_meeting_id(world)}")
    entries = [(entry.who, entry.action, entry.exempt) for entry in access.audit.entries(exempt=True)]
    assert entries == [
        ("gerald", Action.OPENED, True), ("", Action.SEARCHED, False), ("olive", Action.BRIEFED, False), ("", Action.OPENED, False),
    ]  # fmt: skip


def test_an_address_that_says_a_thing_twice_is_refused_and_a_list_is_not(world: World) -> None:
    twice = world.call("GET", "/decisions?committee=Environment&committee=Finance")
    assert (twice.status_code, twice.json()["detail"].split(";")[0]) == (422, "committee is given more than once")
    assert world.call("GET", "/decisions?documents=a.pdf&documents=b.pdf").status_code == 200
