"""What marks a paper, or a part of it, as not for publication, and what only speaks of it: each kind in two forms, each from both sides.

In a marked paper every word of the secret is kept back and the open words beside it are not; in the other nothing is kept back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ingest.formats.html import read_html
from ingest.formats.text import read_text
from ingest.formats.word import read_docx
from ingest.models import Classification, Passage
from ingest.pdf.reader import read_pdf
from ingest.settings import IngestSettings
from ingest.structure.parse import parse
from tests.ingest.marked import KEPT, MORE, ON, OPEN, PAGE, SECRET, SEEN, TOP, as_html, as_pdf, as_text, as_word

Make = Callable[[Path], Path]
REPORT = f"{TOP}Land at {OPEN}\nReport of the Head of Property\n{SEEN}"


@dataclass(frozen=True)
class Pair:
    """One form of one kind: a paper that is marked, and one that merely mentions."""

    kind: str
    marked: Make
    mentions: Make


def pdf(pages: str, name: str = "paper.pdf", title: str = "") -> Make:
    return lambda folder: as_pdf(folder / name, pages, title)


def word(body: str, **around: str) -> Make:
    return lambda folder: as_word(folder / "paper.docx", body, **around)


def html(body: str) -> Make:
    return lambda folder: as_html(folder / "paper.html", body)


def text(body: str, name: str = "paper.txt") -> Make:
    return lambda folder: as_text(folder / name, body)


def headed(mark: str, title: str = "Disposal of the depot") -> str:
    """A report with a line over its title."""
    return f"{TOP}{mark}\n{title}\nReport of the Head of Property\n{KEPT}"


def below(words: str) -> str:
    """A public report with a sentence or line under its title."""
    return f"{TOP}Land at {OPEN}\nReport of the Head of Property\n{words}\n{SEEN}"


def appended(first: str, rest: str = KEPT) -> str:
    """A public report with an appendix on the next page, whose first line is `first`."""
    return f"{REPORT}{PAGE}{first}\n{rest}"


def pack(items: str, *papers: str) -> str:
    """An agenda with a paper a page."""
    front = f"{TOP}AGENDA\n1. Apologies for absence\n2. Declarations of interest\n{items}\n"
    return PAGE.join((front, *papers))


def item(number: int, title: str, body: str, beside: str = "") -> str:
    return f"Agenda Item {number}{beside}\n{TOP}{title}\nReport of the Head of Property\n{body}"


LAND = item(3, f"Land at {OPEN}", SEEN)
OFFER = item(4, f"Offer for {SECRET}", KEPT)
THEIRS = item(4, f"Offer for {OPEN}", SEEN)
TREES = item(5, f"Trees at {OPEN}", ON)


def minutes(*more: str) -> str:
    opening = "Marlbury District Council\nProperty Panel\nMinutes of the meeting held on 9 June 2026\nPresent: Councillor Ash (Chair)\n"
    return opening + f"1. Apologies\nThere were none.\n2. Land\nRESOLVED: That the land at {OPEN} be kept.\n" + "\n".join(more)


SOLD = f"4. Offer\nThe Panel heard that {SECRET} would take £412,000.\nRESOLVED: That {SECRET} be sold for £412,000."
HEARD = f"4. Trees\nThe Panel heard of the trees at {OPEN}.\nRESOLVED: That the trees at {OPEN} be kept."

PAIRS = [
    Pair("appendix", pdf(appended("EXEMPT APPENDIX 2")), pdf(appended("APPENDIX 2", SEEN) + "1.3 The exempt appendix is not attached.\n")),
    Pair("appendix", pdf(appended("CONFIDENTIAL ANNEX B")), pdf(below("Appendix 2 is exempt and is not attached to this report."))),
    Pair(
        "bracketed", pdf(appended("Appendix 3 (Exempt - paragraphs 3 and 5)")), pdf(below("Appendices: Appendix 3 (Exempt - paragraph 3)"))
    ),
    Pair(
        "bracketed", text(headed("Annex A [Confidential]")), text(below("Annex A (public), Annex B [Confidential] - circulated to members"))
    ),
    Pair(
        "same line",
        pdf(f"{TOP}Purchase of the mill - NOT FOR PUBLICATION\nReport of the Head of Property\n{KEPT}"),
        pdf(f"{TOP}Council Tax - exempt dwellings at {OPEN}\nReport of the Head of Finance\n{SEEN}"),
    ),
    Pair(
        "same line",
        text(headed("", "CONFIDENTIAL: Disposal of the depot")),
        text(f"{TOP}VAT: exempt supplies at {OPEN}\nReport of the Head of Finance\n{SEEN}"),
    ),
    Pair(
        "mid-sentence",
        pdf(headed("Members are reminded that this paper is NOT FOR PUBLICATION and should be returned to the clerk.")),
        pdf(below("Members asked why earlier reports on the land were not for publication.")),
    ),
    Pair(
        "mid-sentence",
        text(headed("The report that follows is, for the reasons given in it, not for publication.")),
        text(below("The consultants' own advice is not for publication, but this report is.")),
    ),
    Pair(
        "restricted",
        pdf(
            appended("By virtue of paragraph(s) 1, 2 of Part 1 of Schedule 12A\nof the Local Government Act 1972.\nDocument is Restricted")
        ),
        pdf(below("The press may be excluded by virtue of paragraph 3 of Part 1 of Schedule 12A\nof the Local Government Act 1972.")),
    ),
    Pair(
        "restricted",
        pdf(f"{REPORT}{PAGE}{KEPT}_Document is Restricted{PAGE}{MORE}_Document is Restricted{PAGE}{ON}"),
        pdf(below("Access to the document is restricted to those who hold a library card.")),
    ),
    Pair(
        "contains",
        pdf(headed("This report contains exempt information as defined in paragraph 3 of Schedule 12A.")),
        pdf(below("This report does not contain exempt information.")),
    ),
    Pair(
        "contains",
        pdf(appended("Appendix 1\nThis appendix contains confidential information and is not open to the public.")),
        pdf(below("This report contains no confidential or exempt information.")),
    ),
    Pair("question", text(headed("Is this report exempt? Yes")), text(below("Is this report exempt? No"))),
    Pair(
        "question",
        html(headed("<tr><td>Confidential or exempt</td><td>Yes, paragraph 3</td></tr>")),
        html(below("<tr><td>Confidential or exempt</td><td>No</td></tr>")),
    ),
    Pair("part b", pdf(headed("PART B - PRIVATE")), pdf(below("PART A - PUBLIC"))),
    Pair("part b", text(headed("PART II (PRIVATE AND CONFIDENTIAL)")), text(below("Part 2 of the strategy deals with private gardens."))),
    Pair("pink", pdf(headed("PINK PAPER")), pdf(below("The pink form is sent to each household."))),
    Pair("pink", text(headed("(Printed on pink paper - exempt)")), text(below("A pink paper lantern was hung over the door."))),
    Pair(
        "agenda",
        pdf(pack(f"3. Land at {OPEN}\nCONFIDENTIAL ITEMS\n4. Offer for a site", LAND, OFFER)),
        pdf(pack(f"3. Land at {OPEN}\nPUBLIC ITEMS\n4. Offer for a site", LAND, THEIRS)),
    ),
    Pair(
        "agenda",
        pdf(pack(f"3. Land at {OPEN}\n4. Offer for a site (Exempt: paragraph 3)\n5. Trees", LAND, OFFER, TREES)),
        pdf(pack("3. Exclusion of the public\nTo decide whether any item should be taken in private.\n4. Offer for a site", THEIRS)),
    ),
    Pair(
        "agenda",
        pdf(pack(f"3. Land at {OPEN}\nPart 2 - items from which the press and public may be excluded\n4. Offer for a site", LAND, OFFER)),
        pdf(pack(f"3. Land at {OPEN}\nPart 1 - items open to the press and public\n4. Offer for a site", LAND, THEIRS)),
    ),
    Pair(
        "own heading",
        pdf(pack(f"3. Land at {OPEN}\n4. Offer for a site", LAND, item(4, "Offer for a site", KEPT, " - EXEMPT"))),
        pdf(pack(f"3. Land at {OPEN}\n4. Offer for a site", LAND, item(4, "Exempt accommodation", SEEN))),
    ),
    Pair(
        "own heading",
        pdf(pack(f"3. Land at {OPEN}\n4. Offer for a site", LAND, f"NOT FOR PUBLICATION\n{OFFER}{PAGE}Appendix 1\n{MORE}")),
        pdf(pack(f"3. Land at {OPEN}\n4. Exempt information: how it is decided", LAND, item(4, "How exempt information is decided", SEEN))),
    ),
    Pair("word header", word(headed(""), head="EXEMPT - Paragraph 3"), word(below(""), head="Marlbury District Council - Public report")),
    Pair("word header", word(headed(""), foot="Private and confidential"), word(below(""), foot="Not exempt")),
    Pair("text box", word(headed(""), box="NOT FOR PUBLICATION"), word(below(""), box="For publication")),
    Pair("text box", word(headed(""), mark="CONFIDENTIAL"), word(below(""), mark="DRAFT")),
    Pair("rotated", pdf(f"{headed('')}|EXEMPT"), pdf(f"{below('')}|PUBLIC")),
    Pair("rotated", pdf(f"{REPORT}{PAGE}{KEPT}|RESTRICTED{PAGE}{MORE}|RESTRICTED{PAGE}{ON}"), pdf(f"{below('')}|UNRESTRICTED")),
    Pair("watermark", pdf(f"{headed('')}/CONFIDENTIAL"), pdf(f"{below('')}/DRAFT")),
    Pair("watermark", pdf(f"{headed('')}%NOT FOR PUBLICATION"), pdf(f"{below('')}%FOR PUBLICATION")),
    Pair("annotation", pdf(f"{headed('')}@Exempt - not for publication"), pdf(f"{below('')}@Exemption checked: none applies")),
    Pair("annotation", pdf(f"{headed('')}!NotForPublicRelease"), pdf(f"{below('')}!ForPublicRelease")),
    Pair("soft hyphen", text(headed("EX\u00adEMPT RE\u00adPORT")), text(below("Non-ex\u00adempt"))),
    Pair("soft hyphen", text(headed("Not for publi\u00adcation")), text(below("For publi\u00adcation"))),
    Pair("letter-spaced", pdf(headed("E X E M P T")), pdf(below("N O T  E X E M P T"))),
    Pair("letter-spaced", text(headed("N O T  F O R  P U B L I C A T I O N")), text(below("A G E N D A"))),
    Pair(
        "running",
        pdf(f"{REPORT}{PAGE}^Exempt appendix\n{KEPT}{PAGE}^Exempt appendix\n{MORE}{PAGE}{ON}"),
        pdf(f"^Exempt accommodation review\n{REPORT}{PAGE}^Exempt accommodation review\n{ON}{PAGE}^Exempt accommodation review\n{ON}"),
    ),
    Pair(
        "running",
        pdf(PAGE.join(f"^Private and Confidential\n{body}" for body in (headed(""), MORE, MORE, MORE))),
        pdf(PAGE.join(f"^Marlbury private sector housing\n{body}" for body in (below(""), ON, ON, ON))),
    ),
    Pair(
        "minuted after",
        pdf(minutes("3. Exclusion of the public\nRESOLVED: That the press and public be excluded.", SOLD)),
        pdf(minutes("3. Exclusion of the public\nThere was no need to exclude the press and public.", HEARD)),
    ),
    Pair(
        "minuted after",
        text(
            minutes(
                "3. Private session\nIt was agreed that the public be excluded from the meeting.",
                SOLD,
                "The public were readmitted.",
                f"5. Trees\nThe trees at {OPEN} were noted.",
            )
        ),
        text(minutes("3. Exclusion of the public\nThe motion that the public be excluded was lost.", HEARD)),
    ),
    Pair("file name", text(headed(""), "depot-exempt-appendix.txt"), text(below(""), "council-tax-exempt-dwellings.txt")),
    Pair("file name", text(headed(""), "Panel Part 2.txt"), text(below(""), "local-plan-part-2.txt")),
    Pair("properties", pdf(headed(""), title="Exempt report: depot"), pdf(below(""), title="Exempt accommodation")),
    Pair("properties", word(headed(""), title="Depot (not for publication)"), word(below(""), title="Land (for publication)")),
    Pair("wording", text(headed("Not to be made public")), text(below("The accounts are to be made public in July."))),
    Pair("wording", pdf(headed("STRICTLY PRIVATE AND CONFIDENTIAL")), pdf(below("Replies to the survey are strictly confidential."))),
    Pair(
        "scotland",
        text(headed("Exempt under paragraph 6 of Part 1 of Schedule 7A of the Local Government (Scotland) Act 1973")),
        text(below("Schedule 7A of the Local Government (Scotland) Act 1973 lists what may be exempt.")),
    ),
    Pair(
        "scotland",
        pdf(headed("NOT FOR PUBLICATION by virtue of paragraphs 8 and 9 of Schedule 7A")),
        pdf(below("No part of this report is exempt by virtue of Schedule 7A.")),
    ),
    Pair("wales", text(headed("EITHRIEDIG")), text(below("Nid yw'r adroddiad hwn yn eithriedig."))),
    Pair(
        "wales",
        pdf(headed("Heb ei gyhoeddi yn rhinwedd paragraff 14 o Atodlen 12A")),
        pdf(below("Mae Atodlen 12A yn rhestru'r categorïau.")),
    ),
    Pair(
        "northern ireland",
        text(headed("Exempt information under Part 1 of Schedule 6 to the Local Government Act (Northern Ireland) 2014")),
        text(below("The report has no exempt information under Schedule 6 to the Local Government Act (Northern Ireland) 2014.")),
    ),
    Pair(
        "northern ireland",
        pdf(minutes("3. Committee\nIt was resolved that the Council go into committee.", SOLD)),
        pdf(minutes("3. Committee\nIt was resolved that a working committee be formed.", HEARD)),
    ),
    Pair("ireland", pdf(headed("IN COMMITTEE")), pdf(below("The matter was debated in committee last year."))),
    Pair(
        "ireland", text(headed("Report taken in committee - not for circulation to the press")), text(below("A press release was issued."))
    ),
    Pair(
        "agenda",
        pdf(
            pack(
                f"3. Land at {OPEN}\n4. To resolve that the public be excluded from the meeting for item 5.\n5. Offer for a site",
                LAND,
                item(5, "Offer for a site", KEPT),
            )
        ),
        pdf(
            pack(
                f"3. Land at {OPEN}\n4. Exclusion of the public: to resolve that the public be excluded from discussion of\n"
                "Appendix 2 of the following item.\n5. Trees",
                LAND,
                TREES,
            )
        ),
    ),
    Pair(
        "agenda",
        pdf(pack(f"3. Land at {OPEN}\nPART B\n4. Offer for a site", LAND, OFFER)),
        pdf(pack(f"PART A\n3. Land at {OPEN}\n4. Offer for a site\nPART B\nThere is no business in this part.", LAND, THEIRS)),
    ),
    Pair(
        "minuted after",
        pdf(
            minutes(
                "3. Exclusion\nRESOLVED: That the press and public be excluded for minute 4.",
                SOLD,
                "5. Trees",
                f"The Panel heard of the trees at {OPEN}.",
            )
        ),
        pdf(minutes("3. Questions\nTwo members of the public left the meeting.", HEARD)),
    ),
    Pair(
        "minuted after",
        text(
            minutes(
                "3. In private\nThe Panel resolved to exclude the press and public as exempt information would be told.",
                SOLD,
                "The meeting was adjourned for ten minutes.",
                f"{SECRET} has two bidders.",
                "The business of the bidders was closed in 2019.",
                f"{SECRET} is worth less than was thought.",
            )
        ),
        text(
            minutes(
                "3. In private\nThe Panel resolved to exclude the public from the discussion of confidential Appendix 2 to item 4.", HEARD
            )
        ),
    ),
    Pair(
        "minuted after", text(minutes(f"EXEMPT MINUTES\n{SOLD}")), text(minutes("3. Exempt information\nMembers had a talk on it.", HEARD))
    ),
    Pair(
        "named appendix",
        pdf(f"{below('Appendix 2 is not for publication.')}{PAGE}Appendix 1\n{ON}{PAGE}Appendix 2\n{KEPT}"),
        pdf(f"{below('Appendix 2 is no longer exempt.')}{PAGE}Appendix 1\n{ON}{PAGE}Appendix 2\n{SEEN}"),
    ),
    Pair(
        "named appendix",
        pdf(f"{REPORT}Appendices\nAnnex B - Valuation (exempt)\n{PAGE}Annex A\n{ON}{PAGE}Annex B\n{KEPT}"),
        pdf(f"{REPORT}Appendices\nAnnex B - Exempt accommodation\n{PAGE}Annex A\n{ON}{PAGE}Annex B\n{SEEN}"),
    ),
    Pair("question", text(headed("☒ Exempt  ☐ Open")), text(below("☐ Exempt  ☒ Open"))),
    Pair(
        "question",
        html(headed("<tr><th>Publication status</th><td>Not for publication</td></tr>")),
        html(below("<tr><th>Publication status</th><td>For publication</td></tr>")),
    ),
    Pair("question", pdf(headed("Part 1 or Part 2: Part 2")), pdf(below("Part 1 or Part 2: Part 1"))),
    Pair(
        "question",
        text(headed("Does this report contain exempt information?\nYes - paragraph 3")),
        text(below("Does this report contain exempt information?\nNo")),
    ),
    Pair(
        "contains",
        text(f"{headed('')}8. Access to information\n8.1 The information in this report is exempt under paragraph 3."),
        text(f"{below('')}8. Access to information\n8.1 This report is public. Its exempt appendix has been sent to members."),
    ),
    Pair(
        "contains",
        pdf(headed("It is recommended that this report be considered in private, since it names a bidder.")),
        pdf(below("This report is exempt from call-in.")),
    ),
    Pair(
        "contains",
        pdf(headed("This report is\nNOT FOR PUBLICATION\nuntil the sale is complete.")),
        pdf(below("If this report contained exempt information, it would be\nNOT FOR PUBLICATION and it would say so here.")),
    ),
    Pair("wording", text(headed("COMMERCIAL IN CONFIDENCE")), text(below("The Council has confidence in its commercial tenants."))),
    Pair("wording", pdf(headed("PRIVATE DOCUMENT PACK")), pdf(below("PUBLIC DOCUMENT PACK"))),
    Pair("wording", html(f"<h1>Confidential - depot</h1>\n{KEPT}"), html(f"<h1>Confidential waste: how it is collected</h1>\n{SEEN}")),
    Pair(
        "wording",
        text(headed("Not for publication by virtue of Schedule 12A as it deals with the affairs of a named firm.")),
        text(below("Reasons for confidentiality: not applicable.")),
    ),
    Pair(
        "running",
        pdf(f"{REPORT}{PAGE}{KEPT}_Exempt - paragraph 3{PAGE}{MORE}"),
        pdf(f"{REPORT}1.3 Land may be\nexempt\n1.4 or not.{PAGE}{ON}Page 2"),
    ),
    Pair("body", text(f"{REPORT}EXEMPT APPENDIX\n{KEPT}"), text(f"{REPORT}10.4 Meaning of exempt information\nExempt information\n{ON}")),
    Pair("restricted", pdf(appended("RESTRICTED\nAppendix 4")), pdf(appended("Restricted funds\nAppendix 4", SEEN))),
    Pair(
        "own heading",
        pdf(f"Agenda Item 7 - Confidential\n{TOP}Offer\n{KEPT}{PAGE}{MORE}"),
        pdf(f"Agenda Item 7 - Public\n{TOP}Offer\n{SEEN}"),
    ),
    Pair(
        "word front sheet",
        lambda folder: as_word(folder / "p.docx", headed(""), rows=("Exempt information", "Yes - paragraph 3")),
        lambda folder: as_word(folder / "p.docx", below(""), rows=("Exempt information", "None")),
    ),
    Pair("word head", word(headed(""), head="Official\tExempt appendix to item 6"), word(below(""), head="Exempt organisations\tPage 2")),
    Pair("file name", text(headed(""), "12_Private-Report.txt"), text(below(""), "12-private-sector-report.txt")),
    Pair("file name", text(headed(""), "CONFIDENTIAL Offer for site.txt"), text(below(""), "non-exempt version.txt")),
    Pair(
        "wales",
        text(headed("Mae'r adroddiad hwn yn cynnwys gwybodaeth eithriedig")),
        text(below("Mae'r adeilad yn eithriedig rhag y dreth.")),
    ),
]

LATER = [
    Pair("wording", pdf(headed("CLOSED REPORT")), pdf(below("Closed roads report"))),
    Pair("wording", text(headed("This paper should not be published or shared.")), text(below("The fee should not be published twice."))),
    Pair("wording", text(headed("WITHHELD FROM PUBLICATION")), text(below("No name was withheld from publication in this case."))),
    Pair("wording", pdf(headed("OFFICIAL-SENSITIVE")), pdf(below("OFFICIAL"))),
    Pair("question", text(headed("Reason for exemption: it tells of the affairs of a firm")), text(below("Reason for exemption: none"))),
    Pair(
        "agenda",
        pdf(pack(f"3. Land at {OPEN}\nPart 2 items\n4. Offer for {SECRET}", LAND, OFFER)),
        pdf(pack(f"3. Land at {OPEN}\nPart 2 of the budget\n4. Offer for a site", LAND, THEIRS)),
    ),
    Pair(
        "agenda",
        pdf(pack(f"3. Land at {OPEN}\nItems taken in the absence of the public\n4. Offer for {SECRET}", LAND, OFFER)),
        pdf(pack(f"3. Land at {OPEN}\nItems for decision\n4. Offer for a site", LAND, THEIRS)),
    ),
    Pair("broken word", pdf(headed("NOT FOR PUBLI-\nCATION")), pdf(below("FOR PUBLI-\nCATION"))),
    Pair("two lines", pdf(headed("NOT FOR\nPUBLICATION")), pdf(below("FOR\nPUBLICATION"))),
    Pair(
        "page break",
        pdf(f"{REPORT}{PAGE}Not for publication\n{KEPT}"),
        pdf(f"{REPORT}1.3 The advice of counsel, which Oakenshaw has seen, is{PAGE}not for publication.\n{ON}{PAGE}confidential.\n{ON}"),
    ),
    Pair(
        "agenda entry",
        pdf(pack(f"3. Land at {OPEN}\nEXEMPT ITEMS\n4. Offer for {SECRET}", LAND, OFFER)),
        pdf(pack(f"3. Land at {OPEN}\n4. EXCLUSION OF THE PUBLIC - EXEMPT PAPERS", LAND, item(4, "Exclusion of the public", SEEN))),
    ),
    Pair(
        "heading in minutes",
        text(minutes("3. Sale of the wharf (exempt)", f"{SECRET} was sold for £412,000.", f"4. {OPEN}", "It was kept.")),
        text(minutes(f"3. Exempt accommodation at {OPEN}", "It was kept.")),
    ),
    Pair(
        "heading in minutes",
        html(minutes("<h3>3. CONFIDENTIAL - Staffing</h3>", f"The post at {SECRET} was cut.", f"<h3>4. {OPEN}</h3>", "So.")),
        html(minutes("<h3>3. Confidential reporting policy</h3>", f"The policy at {OPEN} was agreed.")),
    ),
    Pair("file name", text(headed(""), "depot (private).txt"), text(below(""), "restricted.txt")),
    Pair("old list", text(headed("Classification: Exempt")), text(below("Classification: Unrestricted"))),
    Pair(
        "old list",
        text(headed("This report is exempt")),
        text(below("The press and public were excluded while exempt information was considered.")),
    ),
    Pair(
        "old list",
        text(headed("Not for publication by virtue of category 3")),
        text(below("Appendix 2 to this report is not for publication by virtue of category 3.")),
    ),
    Pair("old list", text(headed("☑ Confidential")), text(below("☐ Confidential"))),
    Pair("old list", text(headed("**CONFIDENTIAL**")), text(below("**NON-CONFIDENTIAL**"))),
]
"""Written after the code was first run over the others."""


def read(path: Path) -> tuple[Passage, ...]:
    """The passages of a paper."""
    readers = {".docx": lambda: read_docx(path, 100), ".html": lambda: read_html(path), ".txt": lambda: read_text(path)}
    paper = readers[path.suffix]() if path.suffix in readers else read_pdf(path, 100)
    return parse(paper, path.name, "0123456789abcdef", IngestSettings())[1]


def _hold(passages: tuple[Passage, ...], words: str, classification: Classification) -> bool:
    return any(words in passage.text and passage.classification is classification for passage in passages)


@pytest.mark.parametrize("pair", [*PAIRS, *LATER], ids=lambda pair: pair.kind)
def test_what_is_marked_is_kept_back_and_nothing_else(pair: Pair, tmp_path: Path) -> None:
    passages = read(pair.marked(tmp_path))
    assert _hold(passages, SECRET, Classification.EXEMPT)
    assert not _hold(passages, SECRET, Classification.PUBLIC)
    assert not _hold(passages, OPEN, Classification.EXEMPT)


@pytest.mark.parametrize("pair", [*PAIRS, *LATER], ids=lambda pair: pair.kind)
def test_what_merely_mentions_stays_public(pair: Pair, tmp_path: Path) -> None:
    passages = read(pair.mentions(tmp_path))
    assert _hold(passages, OPEN, Classification.PUBLIC)
    assert not _hold(passages, OPEN, Classification.EXEMPT)
