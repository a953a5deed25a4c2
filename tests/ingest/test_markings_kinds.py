"""Kinds of marking that a fresh set of papers showed to be missed or seen where there was none: two forms of each, each from both sides."""

from pathlib import Path
from typing import Any

import pytest

from ingest.language.wellformed import well_formed
from ingest.library.library import Library
from ingest.models import Classification, Line, OutcomeStatus, Overrides, PageHead, PaperText
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from tests.ingest.marked import KEPT, MORE, ON, OPEN, PAGE, SECRET, SEEN, TOP, as_pdf, as_text
from tests.ingest.test_markings import LAND, OFFER, REPORT, TREES, Make, Pair, appended, below, headed, html, item, pack, pdf, read, text
from tests.ingest.test_markings import _hold as hold


def coded(key: str, *entries: str, body: str = "") -> str:
    """A pack whose agenda has no heading, and whose papers say no more than the number of their item."""
    front = f"{TOP}1. Apologies\n2. Minutes of the last meeting\n" + "\n".join(entries) + f"\n{key}\n"
    return f"{front}{PAGE}Item 3\nLand\n{SEEN}{PAGE}Item 4\nOffer\n{body or KEPT}{PAGE}Item 5\nTrees\n{ON}"


def sections(folder: Path, *parts: tuple[str, str], label: str = "") -> Path:
    """A Word file of one section for each (page head, text), with a sensitivity label among its properties."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    document: Any = docx.Document()
    for number, (head, body) in enumerate(parts):
        section = document.add_section() if number else document.sections[0]
        section.header.is_linked_to_previous = False
        section.header.paragraphs[0].text = head
        for line in body.strip("\n").splitlines():
            document.add_paragraph(line)
    if label:
        blob = _CUSTOM.replace("LABEL", label).encode()
        part = Part(PackURI("/docProps/custom.xml"), _CUSTOM_TYPE, blob, document.part.package)
        document.part.package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)
    document.save(str(folder / "paper.docx"))
    return folder / "paper.docx"


_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
    'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="MSIP_Label_0a1b_Enabled"><vt:lpwstr>true</vt:lpwstr></property>'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="3" name="MSIP_Label_0a1b_Name"><vt:lpwstr>LABEL</vt:lpwstr></property>'
    "</Properties>"
)


def word(*parts: tuple[str, str], label: str = "") -> Make:
    return lambda folder: sections(folder, *parts, label=label)


KINDS = [
    Pair(
        "irish", pdf(headed("FAOI RÚN")), text(below("Coiste: I gcoiste na bpleananna a pléadh an scéim, agus tá gach rud poiblí anois."))
    ),
    Pair(
        "irish",
        text(headed("RÚNDA - To be considered in committee under section 45 of the Local Government Act 2001")),
        text(below("The scheme was considered in committee under section 45 of the Local Government Act 2001 and passed.")),
    ),
    Pair(
        "pink",
        pdf(coded("Reports on pink paper are exempt and must not be taken away.", "3. Land", "4. Offer (pink)", "5. Trees")),
        pdf(coded("The form for speakers is on pink paper.", "3. Land", "4. Offer", "5. Trees", body=SEEN)),
    ),
    Pair(
        "pink",
        pdf(pack("3. Land\n4. Offer for a site (salmon pages)\nSalmon pages are confidential.\n5. Trees", LAND, OFFER, TREES)),
        pdf(pack("3. Land\n4. Salmon farm at the weir\n5. Trees", LAND, item(4, f"Salmon farm at {OPEN}", SEEN), TREES)),
    ),
    Pair(
        "by rule",
        pdf(appended("Appendix 3\nAccess to Information Rule 10.4(1)\nOffers")),
        pdf(below("Access to Information Procedure Rules")),
    ),
    Pair(
        "by rule",
        text(headed("Paragraph 3 of Part 1 of Schedule 12A")),
        text(below("Rule 10.4(3) of the Access to Information Procedure Rules was changed in May, as was Part 1 of Schedule 12A.")),
    ),
    Pair(
        "small foot",
        pdf(f"{headed('')}_Confidential - names members of staff{PAGE}{MORE}_Confidential - names members of staff"),
        pdf(f"{below('')}_Confidential waste - ring the contact centre{PAGE}{ON}_Confidential waste - ring the contact centre"),
    ),
    Pair(
        "small foot",
        pdf(f"{headed('')}{PAGE}{MORE}_Not for publication: legal advice"),
        pdf(f"{below('')}_For publication: the annual accounts"),
    ),
    Pair(
        "agenda code",
        pdf(coded("* denotes an item likely to be taken in private", "3. Land", "4*. Offer", "5. Trees")),
        pdf(coded("* denotes an item on which the public may speak", "3. Land", "4*. Offer", "5. Trees", body=SEEN)),
    ),
    Pair(
        "agenda code",
        pdf(coded("Key: (D) = for decision, (E) = exempt", "3. Land (D)", "4. Offer (E)", "5. Trees (D)")),
        pdf(coded("Key: (D) = for decision, (E) = for exchange of views", "3. Land (D)", "4. Offer (E)", "5. Trees (D)", body=SEEN)),
    ),
    Pair(
        "own numbers",
        text(
            f"{TOP}AGENDA\nPART A\nA1. Apologies\nA2. Land\nPART B - PRIVATE SESSION\nB1. Offer\n"
            f"Item A2: Land\n{SEEN}\nItem B1: Offer\n{KEPT}"
        ),
        text(f"{TOP}AGENDA\nPART A\nA1. Apologies\nA2. Land\nPART B - FOR NOTE\nB1. Offer\nItem A2: Land\n{SEEN}\nItem B1: Offer\n{SEEN}"),
    ),
    Pair(
        "own numbers",
        pdf(
            f"{TOP}AGENDA\nPUBLIC SESSION\n1. Apologies\n2. Land\nPRIVATE SESSION\nP1. Offer\n"
            f"{PAGE}Report 2: Land\n{SEEN}{PAGE}Report P1: Offer\n{KEPT}"
        ),
        pdf(
            f"{TOP}AGENDA\nMORNING SESSION\n1. Apologies\n2. Land\nAFTERNOON SESSION\nP1. Offer\n"
            f"{PAGE}Report 2: Land\n{SEEN}{PAGE}Report P1: Offer\n{SEEN}"
        ),
    ),
    Pair("audience", text(headed("For councillors only - please do not forward")), text(below("Parking: residents only"))),
    Pair(
        "audience",
        html(headed("<p><b>Commercially sensitive: Members only</b></p>")),
        html(below("Councillors only may vote. Please do not park here.")),
    ),
    Pair("audience", text(headed("FOR MEMBERS' EYES ONLY")), text(below("Councillors only may vote"))),
    Pair("wording", text(headed("Private: not for the press")), text(below("Open: for the press"))),
    Pair("wording", pdf(headed("CLOSED TO THE PRESS AND PUBLIC")), pdf(below("CLOSED TO TRAFFIC"))),
    Pair("wording", pdf(headed("LEGALLY PRIVILEGED AND CONFIDENTIAL")), pdf(below("Legally privileged advice was not sought"))),
    Pair(
        "part II item",
        pdf(
            f"{TOP}AGENDA\nPART I\n1. Apologies\n2. Land\nPART II\n"
            "The public are likely to be excluded from the following items.\n3. Offer\n"
            f"{PAGE}Panel\nAgenda item 2\nLand\n{SEEN}{PAGE}Panel\nAgenda item 3\nOffer\n{KEPT}"
        ),
        pdf(
            f"{TOP}AGENDA\nPART I\n1. Apologies\n2. Land\nPART II\nThere are no items.\n{PAGE}Panel\nAgenda item 2\nLand\n{SEEN}{PAGE}{ON}"
        ),
    ),
    Pair(
        "part II item",
        pdf(
            f"{TOP}1. Apologies\n2. Declarations of interest\n3. Land for sale\nCONFIDENTIAL BUSINESS\n4. Offer for the mill\n"
            f"{PAGE}Land for sale\n{SEEN}{PAGE}Offer for the mill\n{KEPT}"
        ),
        pdf(
            f"{TOP}1. Apologies\n2. Declarations of interest\n3. Land for sale\nOTHER BUSINESS\n4. Offer for the mill\n"
            f"{PAGE}Land for sale\n{SEEN}{PAGE}Offer for the mill\n{ON}"
        ),
    ),
    Pair(
        "unnamed paper",
        pdf(
            f"{TOP}AGENDA\n1. Apologies\n2. Land for sale (pages 2 - 2)\nPART II - PRIVATE\n3. Offer for the mill (pages 3 - 3)\n"
            f"{PAGE}Land for sale\nIntroduction\nA site.{PAGE}What we should ask\n{KEPT}"
        ),
        pdf(
            f"{TOP}AGENDA\n1. Apologies\n2. Land for sale (pages 2 - 2)\nPART II - PRIVATE\n3. Offer for the mill (to follow)\n"
            f"{PAGE}Land for sale\n{SEEN}{PAGE}What we should ask\n{ON}"
        ),
    ),
    Pair(
        "word sections",
        word(("Marlbury District Council", REPORT), ("EXEMPT - paragraph 3", f"Appendix 1\n{KEPT}")),
        word(("Marlbury District Council", REPORT), ("Exempt accommodation", f"Appendix 1\n{ON}")),
    ),
    Pair(
        "word sections",
        word(("", REPORT), ("Not for publication", f"Offers\n{KEPT}"), ("Public", f"Trees\n{ON}")),
        word(("", REPORT), ("For publication", ON)),
    ),
    Pair("word label", word(("", headed("")), label="OFFICIAL-SENSITIVE"), word(("", REPORT), label="OFFICIAL")),
    Pair("word label", word(("", headed("")), label="Confidential"), word(("", REPORT), label="Public")),
    Pair(
        "rule book",
        text(headed("Reason for exemption: paragraph 3 of Schedule 12A")),
        text(
            f"{REPORT}Exempt information: Schedule 12A to the Local Government Act 1972\n1. Information relating to any individual.\n{ON}"
        ),
    ),
    Pair(
        "rule book",
        html(headed("<tr><td>Exempt information</td><td>Schedule 12A, paragraph 3</td></tr>")),
        html(
            f"{REPORT}<h2>4. Confidential and exempt information: Schedule 12A, Part 1</h2>\nReports are headed Not for publication.\n{ON}"
        ),
    ),
    Pair(
        "answered box",
        text(headed("Is this report restricted? Yes [X] No [ ]")),
        text(below("Restricted reports\nIs this report restricted? Yes [ ] No [X]")),
    ),
    Pair(
        "answered box",
        html(headed("<tr><td>Status</td><td>☐ Open ☒ Exempt</td></tr>")),
        html(below("<tr><td>Status</td><td>☒ Open ☐ Exempt</td></tr>\n<tr><td>Exempt annexes</td><td>None</td></tr>")),
    ),
    Pair(
        "broken title",
        text(headed("RESTRICTED", "PURCHASE OF THE DEPOT")),
        text(f"{TOP}RESTRICTED\nBYWAY ORDER\nReport\n{SEEN}It would become a restricted byway order route.\n"),
    ),
    Pair(
        "broken title",
        pdf(headed("EXEMPT", "TRANSFER OF STAFF")),
        pdf(f"{TOP}EXEMPT\nACCOMMODATION REVIEW\nReport\n{SEEN}An exempt accommodation review was made.\n"),
    ),
    Pair(
        "open or exempt",
        text(headed("Open or exempt? Exempt")),
        text(below("Open or exempt? Open\nExempt from call-in: Yes\nCall-in status: exempt")),
    ),
    Pair(
        "open or exempt",
        html(headed("<tr><td>Public or private</td><td>Private</td></tr>")),
        html(below("<tr><td>Public or private</td><td>Public</td></tr>\n<tr><td>Call-in</td><td>Exempt</td></tr>")),
    ),
    Pair("only an appendix", pdf(""), pdf("")),
]
EXCLUDED = "4. To resolve that the public be excluded during discussion of Appendix B to item 5.\n5. Trees"
TREES_AND = f"{TREES}{PAGE}Appendix A\n{ON}{PAGE}Appendix B\n"
KINDS[-1] = Pair(
    "only an appendix",
    pdf(pack(f"3. Land at {OPEN}\n{EXCLUDED}", LAND, f"{TREES_AND}{KEPT}")),
    pdf(pack(f"3. Land at {OPEN}\n{EXCLUDED.replace('To resolve that', 'To decide whether')}", LAND, f"{TREES_AND}{SEEN}")),
)


def table(*rows: tuple[str, ...]) -> str:
    """A table of a web page on one line."""
    return "<table>" + "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"


def sheet(private: str, after: str = "") -> Make:
    """An agenda alone: its public items, a heading, its private items, and what stands behind them."""
    front = f"{TOP}AGENDA\nPART 1 - PUBLIC ITEMS\n1. Apologies for absence\n2. Declarations of interest\n3. Trees at {OPEN}\n"
    return pdf(f"{front}{private}\n4. Offer by {SECRET} (paragraph 3)\n5. Staff{after}")


FORM = (("Panel", "Property"), ("Date", "9 June 2026"))
PRIVATE = (("Report title", "Offer for the depot (PRIVATE REPORT)"), ("Private by reason of", "Schedule 12A, paragraph 3"))
NOTES = f"Notes for visitors\nThe room at {OPEN} is up the stairs. You will be asked to leave before the exempt items."
LATEST = [
    Pair(
        "banner line",
        html(f"<h1>Marlbury</h1>\nExempt item - not to be published, paragraph 3\n<h2>Item 4. Depot</h2>\n{KEPT}"),
        html(f"<h1>Marlbury</h1>\nExempt reports are not published, see rule 4\n<h2>Item 4. {OPEN}</h2>\n{SEEN}"),
    ),
    Pair(
        "banner line",
        html(f"<h1>Panel</h1>\nConfidential: paragraphs 1 and 2 of Schedule 12A\n<h2>Item 2: Post</h2>\n{KEPT}<h2>Appendix 1</h2>\n{MORE}"),
        html(f"<h1>Panel</h1>\nNot confidential: paragraphs 1 and 2 do not apply\n<h2>Item 2: Post</h2>\n{SEEN}"),
    ),
    Pair(
        "front table",
        html(f"{table(*FORM, *PRIVATE)}\n{KEPT}"),
        html(f"{table(*FORM, ('Report title', 'Private rented homes (PUBLIC REPORT)'))}\n{SEEN}"),
    ),
    Pair(
        "front table",
        html(f"{table(('Title', 'Land'), ('Ward', OPEN))}\n{SEEN * 3}{table(*FORM, *PRIVATE[1:])}\n{KEPT}"),
        html(f"{table(*FORM, ('Subject', f'Private leasing at {OPEN}'), ('Reason for the report', 'Paragraph 3 of the plan'))}\n{SEEN}"),
    ),
    Pair(
        "a cell",
        html(f"{table(*FORM, ('Status', 'Exempt - paragraph 3'))}\n{KEPT}"),
        html(
            f"<h1>Council tax</h1>\n{table(('Class', ''), ('F', 'Exempt'), ('EXEMPT', '12'), ('Section 41 (confidential)', '9'))}\n{SEEN}"
        ),
    ),
    Pair(
        "a cell",
        html(f"{table(('NOT FOR PUBLICATION', 'Paragraph 3'))}\n{KEPT}"),
        html(f"<h1>Markings</h1>\n{table(('Open', 'Anyone'), ('Confidential', 'Named staff'), ('Exempt - Part 2', 'Members'))}\n{SEEN}"),
    ),
    Pair(
        "nothing exempt here",
        text(headed("Exempt information\nThis report contains exempt information under paragraph 3.")),
        text(below("Exempt information\nThis report is public. Appendix C is NOT FOR PUBLICATION and has been sent to members.")),
    ),
    Pair(
        "nothing exempt here",
        text(headed("Confidential information\nNone of this may be told to the press.")),
        text(f"{TOP}Confidential or exempt information\nThere is none here.\n{SEEN}Exempt information: there is none here."),
    ),
    Pair(
        "two parts",
        html(f"<h2>PART A - PUBLIC</h2>\nThe mill at {OPEN} will be let.\n<h2>PART B - PRIVATE</h2>\nNot for publication\n{KEPT}"),
        html(f"<h2>PART A - PUBLIC</h2>\nThe mill at {OPEN} will be let.\n<h2>PART B - REASONS</h2>\n{SEEN}"),
    ),
    Pair(
        "two parts",
        text(f"{TOP}Part 1 (open)\nThe yard at {OPEN} is full.\nPart 2 (confidential)\n{KEPT}"),
        text(f"{TOP}Part 1 (open)\nThe yard at {OPEN} is full.\nPart 2 (open)\n{SEEN}"),
    ),
    Pair(
        "guidance",
        text(headed('"NOT FOR PUBLICATION"')),
        text(below("Put these words at the top of the page:\nNOT FOR PUBLICATION\nBy virtue of paragraph [number] of Schedule 12A")),
    ),
    Pair(
        "guidance",
        pdf(headed("Marking: CONFIDENTIAL - paragraph 3")),
        pdf(below('Annex - example of wording\n"This report is not for publication because it contains exempt information."')),
    ),
    Pair(
        "guidance",
        text(headed("The following report is confidential: it names a bidder.")),
        text(below("The banner reads: NOT FOR PUBLICATION\nFor example: EXEMPT APPENDIX 2")),
    ),
    Pair(
        "guidance",
        pdf(headed('This report is "not for publication".')),
        pdf(below('1.1 Officers wrote "this report is not for publication" on each of the papers.')),
    ),
    Pair("front sheet", sheet("PART 2 - EXEMPT ITEMS", f"{PAGE}{NOTES}"), sheet("FOR NOTE", f"{PAGE}{ON}")),
    Pair("front sheet", sheet("CONFIDENTIAL BUSINESS", f"\n{PAGE}{NOTES}"), sheet("OTHER BUSINESS", f"{PAGE}{ON}")),
    Pair(
        "released",
        pdf(headed("EXEMPT - not to be released before the sale")),
        pdf(headed("Formerly exempt: paragraph 3 of Part 1 of Schedule 12A").replace(KEPT, SEEN)),
    ),
    Pair(
        "released",
        text(headed("Previously restricted and still not for publication")),
        text(headed("No longer confidential (paragraph 3) - released on 4 May 2026").replace(KEPT, SEEN)),
    ),
    Pair(
        "begins a sentence",
        text(headed("Exempt - it names the members of staff whose posts are cut.")),
        text(
            f"{REPORT}1.3 Papers are sent out by post each month.\nExempt - Part II Board members and advisers receive theirs a week early."
        ),
    ),
    Pair(
        "begins a sentence",
        pdf(headed("Confidential - this paper tells what the bidders offered.")),
        pdf(f"{REPORT}1.3 Much is heard in town.\nConfidential - so runs the joke - is what everyone has heard by Tuesday noon."),
    ),
]
"""Written before the code for them; what a second fresh set showed."""


@pytest.mark.parametrize("pair", [*KINDS, *LATEST], ids=lambda pair: pair.kind)
def test_what_is_marked_is_kept_back_and_nothing_else(pair: Pair, tmp_path: Path) -> None:
    passages = read(pair.marked(tmp_path))
    assert hold(passages, SECRET, Classification.EXEMPT)
    assert not hold(passages, SECRET, Classification.PUBLIC)
    assert not hold(passages, OPEN, Classification.EXEMPT)


@pytest.mark.parametrize("pair", [*KINDS, *LATEST], ids=lambda pair: pair.kind)
def test_what_merely_mentions_stays_public(pair: Pair, tmp_path: Path) -> None:
    passages = read(pair.mentions(tmp_path))
    assert hold(passages, OPEN, Classification.PUBLIC)
    assert not hold(passages, OPEN, Classification.EXEMPT)


STILL_MARKED = {
    "an appendix beside it": text(headed("Exempt information\nThis report and Appendix A are not for publication under paragraph 3.")),
    "an appendix with it": text(headed("Confidential information\nAppendix 1 has been circulated with this report, which is exempt.")),
    "no longer its number": text(headed("CONFIDENTIAL - formerly agenda item 6")),
    "sent before": text(headed("NOT FOR PUBLICATION - previously circulated to members")),
    "who says so": text(headed("The Monitoring Officer says:\nNOT FOR PUBLICATION - paragraph 3")),
    "a lane of that name": text(headed("Example Lane depot:\nNOT FOR PUBLICATION")),
    "no clause": text(
        f"{TOP}The Panel is asked to agree the sale of it today.\nConfidential - legal advice on the claim of the firm.\n{KEPT}"
    ),
    "beside a page number": html(f"{table(('Agenda item', '4'), ('CONFIDENTIAL', 'Page 1 of 4'))}\n{KEPT}"),
    "the item of a table": html(f"{table(('Item', 'Offer (exempt)'), ('Date', '9 June'))}\n{KEPT}"),
    "rows of a form": html(f"{table(('Public', 'No'), ('Exempt', 'Yes - paragraph 3'))}\n{KEPT}"),
    "quoted by itself": pdf(headed('"This report is not for publication by virtue of paragraph 3."')),
    "behind the sheet": pdf(
        f"{TOP}1. Apologies for absence\n2. Declarations of interest\n3. Trees\nEXEMPT ITEMS\n4. Offer{PAGE}On a site\n{KEPT}"
    ),
}
"""What comes near to guidance, a table of figures, a release or a sheet, and is none."""


@pytest.mark.parametrize("make", STILL_MARKED.values(), ids=STILL_MARKED)
def test_what_comes_near_to_a_mention_is_kept_back(make: Make, tmp_path: Path) -> None:
    passages = read(make(tmp_path))
    assert hold(passages, SECRET, Classification.EXEMPT)
    assert not hold(passages, SECRET, Classification.PUBLIC)


MARKED_NAMES = (
    "Exempt appendix 2 - valuation.txt",
    "depot-sale-exempt-annex-b.txt",
    "Depot sale (exempt).txt",
    "Cabinet 12 May 2026 Part 2 Private.txt",
    "confidential_annex_3_v2.txt",
    "Offers - CONFIDENTIAL - final.txt",
    "not-for-publication-offers.txt",
    "Agenda item 9 restricted report.txt",
    "Cabinet Part II minutes 2026-05-12.txt",
    "Panel closed session minutes May 2026.txt",
    "Exempt report September.txt",
)
OTHER_NAMES = (
    "is-this-report-exempt-no.txt",
    "no-exempt-information-in-this-report.txt",
    "restricted-roads-and-parking.txt",
    "access-to-information-policy.txt",
    "Confidential reporting policy.txt",
    "document-is-restricted-explained.txt",
    "confidential-minutes-approved.txt",
    "Housing Bill part 2 reply.txt",
    "exempt-accommodation-report.txt",
    "exempt appendix 2 (redacted public version).txt",
    "there-were-no-private-items.txt",
    "exempt-vehicles.txt",
    "appendix-exempt-separate.txt",
    "closed-session-notice.txt",
    "How a meeting goes into closed session.txt",
)


@pytest.mark.parametrize("name", MARKED_NAMES)
def test_a_name_that_marks_its_file_keeps_it_back(name: str, tmp_path: Path) -> None:
    assert not hold(read(as_text(tmp_path / name, headed(""))), SECRET, Classification.PUBLIC)


@pytest.mark.parametrize("name", OTHER_NAMES)
def test_a_name_that_tells_of_its_subject_keeps_nothing_back(name: str, tmp_path: Path) -> None:
    assert not hold(read(as_text(tmp_path / name, below(""))), OPEN, Classification.EXEMPT)


@pytest.mark.parametrize("together", [True, False], ids=["in one batch", "one after the other"])
def test_the_same_content_under_a_name_that_marks_it_is_kept_back(together: bool, tmp_path: Path) -> None:
    first = as_text(tmp_path / "a-offer.txt", headed(""))
    second = as_text(tmp_path / "offer (exempt).txt", headed(""))
    third = as_text(tmp_path / "z-offer.txt", headed(""))
    with Library.open(tmp_path / "home") as library:
        for batch in [[first, second, third]] if together else [[first], [second], [third]]:
            outcomes = ingest(library, batch, IngestSettings())
        (paper,) = library.papers()
        assert {passage.classification for passage in library.passages()} == {Classification.EXEMPT}
        assert outcomes[-1].status is OutcomeStatus.UNCHANGED
        library.correct(paper.id, Overrides(public=True))
        ingest(library, [second], IngestSettings())
        assert {passage.classification for passage in library.passages()} == {Classification.PUBLIC}


@pytest.mark.parametrize("name", ["exempt-vehicles.txt", "another name.txt"])
def test_the_same_content_under_another_name_stays_as_it_is(name: str, tmp_path: Path) -> None:
    papers = [as_text(tmp_path / each, below("")) for each in ("land.txt", name)]
    with Library.open(tmp_path / "home") as library:
        outcomes = ingest(library, papers, IngestSettings())
        assert sorted(outcome.status for outcome in outcomes) == [OutcomeStatus.NEW, OutcomeStatus.UNCHANGED]
        assert {passage.classification for passage in library.passages()} == {Classification.PUBLIC}


@pytest.mark.parametrize(("label", "classification"), [("OFFICIAL-SENSITIVE", Classification.EXEMPT), ("Public", Classification.PUBLIC)])
def test_a_sensitivity_label_of_a_pdf_is_read(label: str, classification: Classification, tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(as_pdf(tmp_path / "plain.pdf", below(""))))
    writer.add_metadata({"/MSIP_Label_0a1b_Name": label})
    writer.write(tmp_path / "paper.pdf")
    assert {passage.classification for passage in read(tmp_path / "paper.pdf")} == {classification}


def test_the_head_of_a_section_keeps_its_place_where_a_long_line_is_cut() -> None:
    lines = (Line("word " * 5_000), Line("public"), Line("secret"))
    found = well_formed(PaperText(lines, page_heads=(PageHead("EXEMPT", 2, 3),)))
    (head,) = found.page_heads
    assert [line.text for line in found.lines[head.start : head.end]] == ["secret"]
