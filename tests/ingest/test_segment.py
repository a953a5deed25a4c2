"""Where the parts of a paper begin, sign by sign; every line is in exactly one part."""

from ingest.models import Bookmark, Line
from ingest.structure.clean import without_furniture
from ingest.structure.parts import Part, PartKind
from ingest.structure.segment import Segmenter
from tests.ingest.printed import printed

AGENDA = (
    "=== 1\n**AGENDA**\n\n1. Apologies\n\n5. Tree policy (Pages 1 - 2)\n\n6. Road repairs (Pages 3 - 9)\n\nWednesday, 4 September 2024\n"
)
HEAD = (
    "DECISION-MAKER: | CABINET\nSUBJECT: | {}\nDATE OF DECISION: | 12 JULY 2012\nREPORT OF: | HEAD OF PARKS\n\n**DETAIL**\n\n1. It began.\n"
)
TAIL = "\n**SUPPORTING DOCUMENTATION**\n\n**Appendices**\n\n1. Costs of the policy\n2. Method\n\n**Background papers**\n\n1. None\n"


def _parts(drawing: str, bookmarks: tuple[Bookmark, ...] = (), labels: dict[int, int] | None = None) -> list[Part]:
    lines = printed(drawing)
    parts = Segmenter(without_furniture(lines), bookmarks, labels or {}, "Cabinet").parts()
    assert [line for part in parts for line in part.lines] == list(lines)
    return parts


def _places(parts: list[Part]) -> list[tuple[str, str | None, str | None]]:
    return [(part.kind.value, part.item, part.title) for part in parts if part.kind not in (PartKind.FRONT, PartKind.AGENDA)]


def test_a_report_without_a_stamp_belongs_to_the_entry_that_names_its_subject() -> None:
    drawing = AGENDA + "=== 2\nAgenda Item 5\n" + HEAD.format("TREE POLICY") + "=== 4\n" + HEAD.format("REPAIRS TO ROADS")
    assert _places(_parts(drawing)) == [("report", "5", "TREE POLICY"), ("report", "6", "REPAIRS TO ROADS")]


def test_a_stamp_on_the_appendix_only_does_not_move_the_report() -> None:
    drawing = (
        AGENDA
        + "=== 2\n"
        + HEAD.format("TREE POLICY")
        + TAIL
        + "=== 3\nAgenda Item 5\nAppendix 1\n\n**COSTS**\n\n1. It costs.\n\n2. It lasts.\n"
    )
    assert _places(_parts(drawing)) == [("report", "5", "TREE POLICY"), ("appendix", "5", "Appendix 1: Costs of the policy")]


def test_paragraphs_of_an_appendix_are_no_list_of_appendices() -> None:
    drawing = AGENDA + "=== 2\n" + HEAD.format("TREE POLICY") + TAIL.split("\n**Background")[0] + "\n=== 3\nAppendix 1\n\n"
    drawing += "**COSTS**\n\n1. It costs a great deal.\n\n2. It lasts a long time.\n\n3. It pays in the end.\n\n4. It was worth it.\n"
    assert [title for _, _, title in _places(_parts(drawing))] == ["TREE POLICY", "Appendix 1: Costs of the policy"]


def test_page_ranges_hold_only_where_papers_begin_there() -> None:
    pages = "=== 2\n" + HEAD.format("TREE POLICY") + "=== 3\n**An annual story**\n\nIt began.\n=== 4\n" + HEAD.format("ROAD REPAIRS")
    good = _places(_parts(AGENDA + pages, labels={2: 1, 3: 2, 4: 3}))
    assert [item for _, item, _ in good] == ["5", "6"]
    astray = _places(_parts(AGENDA + pages, labels={2: 2, 3: 3, 4: 4}))
    assert [item for _, item, _ in astray] == ["5", "6"]


def test_bookmarks_say_where_items_and_appendices_begin() -> None:
    drawing = AGENDA + "=== 2\n**A story of trees**\n\nIt began.\n=== 3\n**Figures**\n\nThey rose.\n"
    marks = (Bookmark("5 Tree policy", 1, 2), Bookmark("Appendix A - Figures", 2, 3))
    assert _places(_parts(drawing, marks)) == [("report", "5", "Tree policy"), ("appendix", "5", "Appendix A: Figures")]


def test_a_report_to_another_body_inside_an_item_is_an_appendix() -> None:
    council = HEAD.replace("CABINET", "FULL COUNCIL OF THE BOROUGH").format("PARKING PERMITS")
    drawing = AGENDA + "=== 2\nAgenda Item 5\n" + HEAD.format("TREE POLICY") + TAIL + "=== 3\n" + council
    assert _places(_parts(drawing))[1] == ("appendix", "5", "Appendix 1: PARKING PERMITS")


def test_the_word_appendix_in_a_sentence_opens_nothing() -> None:
    drawing = AGENDA + "=== 2\n" + HEAD.format("TREE POLICY") + "\n2. The costs are in\nAppendix 1 to this report.\n\n3. It ended.\n"
    assert _places(_parts(drawing)) == [("report", "5", "TREE POLICY")]


def test_minutes_inside_a_pack() -> None:
    drawing = AGENDA + "=== 2\nAgenda Item 5\n\n**CABINET**\n**MINUTES OF THE MEETING HELD ON 9 MAY 2024**\n\n1. APOLOGIES\n\nNone.\n"
    assert _places(_parts(drawing))[-1] == ("minutes", "5", "Minutes of the meeting held on 9 May 2024")


def test_a_paper_without_any_sign_is_one_part() -> None:
    parts = Segmenter(without_furniture([Line("A story"), Line("It began.", gap=True)]), (), {}, None).parts()
    assert [(part.kind, part.item, len(part.lines)) for part in parts] == [(PartKind.FRONT, None, 2)]


FOR_A_MEETING = "Agenda for the meeting to be held on 11 March 2025\n\n1. Apologies\n\n2. Taxi fares\n\nTo decide.\n\n"


def test_an_agenda_that_says_for_which_meeting_it_is_has_entries() -> None:
    parts = _parts(FOR_A_MEETING + "3. Markets\n\nTo note the rents.\n")
    assert [part.item_title for part in parts if part.kind is PartKind.AGENDA] == [None, "Apologies", "Taxi fares", "Markets"]


def test_an_agenda_that_is_headed_so_begins_there() -> None:
    parts = _parts(FOR_A_MEETING.replace("2. Taxi", "2 Tea and taxi") + "**AGENDA**\n\n1. Rents\n\n2. Markets\n")
    assert [part.item_title for part in parts if part.item] == ["Rents", "Markets"]


def test_the_head_of_another_item_behind_a_short_closing_table_is_no_head_of_an_appendix() -> None:
    for closing in ("**Signed off**\nFinance\n", "AUDIT TRAIL\nLead officer  A. Grey\n"):
        drawing = AGENDA + "=== 2\nAgenda Item 5\n" + HEAD.format("TREE POLICY") + TAIL + "=== 3\n" + closing + "=== 4\n"
        found = _places(_parts(drawing + HEAD.format("REPAIRS TO ROADS")))
        assert found[-1] == ("report", "6", "REPAIRS TO ROADS")
        assert not [title for kind, _, title in found if kind == "appendix" and title and "ROADS" in title]
    own = AGENDA + "=== 2\nAgenda Item 5\n" + HEAD.format("TREE POLICY") + TAIL + "=== 3\n" + HEAD.format("COSTS OF THE POLICY")
    assert _places(_parts(own))[-1][0:2] == ("appendix", "5")
