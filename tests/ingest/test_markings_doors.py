"""Doors that a line break, another wording or a pack without stamps left open: what was minuted behind them, and the papers of the pack.

Each kind from both sides; a resolution holds wherever its lines break.
"""

from pathlib import Path

import pytest

from ingest.models import Classification
from tests.ingest.marked import MORE, ON, OPEN, PAGE, SECRET, TOP, as_pdf, as_text, as_word
from tests.ingest.test_markings import SOLD, Pair, below, headed, minutes, pdf, read, text
from tests.ingest.test_markings import _hold as hold

WORDINGS = (
    "RESOLVED: That under section 100A(4) of the Local Government Act 1972 the public be excluded from the meeting for the following item.",
    "RESOLVED – That, in accordance with Section 100A(4), members of the press and public be excluded for remaining business.",
    "Resolved: that, pursuant to regulation 4(2)(b) of the Local Authorities (Executive Arrangements) (Meetings and Access to Information)"
    " (England) Regulations 2012, the public be excluded from the meeting for the next item.",
    "On the motion of Councillor Ash it was AGREED to exclude the press and public while whether to sell was considered.",
    "The Panel RESOLVED to pass the following resolution: That the press and public be excluded, as exempt information might be disclosed.",
)


def wrapped(words: str) -> list[str]:
    """The words broken at each place in turn, in lines of nine words before and behind it, and in lines of two to eight words."""
    parts = words.split()
    broken = ["\n".join((in_lines(parts[:at], 9), in_lines(parts[at:], 9))) for at in range(1, len(parts))]
    return [*broken, *(in_lines(parts, width) for width in range(2, 9))]


def in_lines(words: list[str], width: int) -> str:
    return "\n".join(" ".join(words[at : at + width]) for at in range(0, len(words), width))


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_resolution_shuts_the_doors_wherever_its_lines_break(wording: str, tmp_path: Path) -> None:
    opened = []
    for number, lines in enumerate(wrapped(wording)):
        passages = read(as_pdf(tmp_path / f"{number}.pdf", minutes("3. Exclusion of the public", lines, SOLD)))
        if hold(passages, SECRET, Classification.PUBLIC) or hold(passages, OPEN, Classification.EXEMPT):
            opened.append(lines)
    assert not opened, opened[0]


@pytest.mark.parametrize("label", ["F32 ", "HC/5 ", "24/031 ", "17. ", "(b) ", ""])
@pytest.mark.parametrize("shut", [True, False])
def test_a_resolution_counts_behind_the_number_of_its_minute(label: str, shut: bool, tmp_path: Path) -> None:
    resolved = "It was resolved to exclude members of the public and the press from the remainder of the meeting"
    told = resolved if shut else "It was explained how one resolves to exclude members of the public and the press from a meeting"
    path = tmp_path / "note.html"
    path.write_text(
        f"<h1>Upper Ash Town Council</h1><p>1 Grants. £500 to the {OPEN} Players.</p><p>{label}{told}.</p>"
        f"<p>33 Debts. {SECRET} Catering owes £6,215 for the hire of the hall.</p>",
        encoding="utf-8",
    )
    passages = read(path)
    assert hold(passages, OPEN, Classification.PUBLIC)
    assert hold(passages, SECRET, Classification.EXEMPT if shut else Classification.PUBLIC)


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_resolution_that_was_lost_shuts_nothing_wherever_its_lines_break(wording: str, tmp_path: Path) -> None:
    lost = f"The motion was lost that {wording[wording.index('the p') :] if 'the p' in wording else wording}"
    for number, lines in enumerate(wrapped(lost)):
        passages = read(as_pdf(tmp_path / f"{number}.pdf", minutes(lines, f"4. Trees\nThe trees at {OPEN} were seen.")))
        assert not hold(passages, OPEN, Classification.EXEMPT), lines


@pytest.mark.parametrize("wording", WORDINGS)
def test_a_resolution_holds_in_a_text_file_of_short_lines(wording: str, tmp_path: Path) -> None:
    for number, lines in enumerate(wrapped(wording)):
        path = tmp_path / f"{number}.txt"
        path.write_text(minutes().replace("\n", "\n\n") + f"\n3. Exclusion of the public\n\n{lines}\n\n{SOLD}\n", encoding="utf-8")
        assert not hold(read(path), SECRET, Classification.PUBLIC), lines


def test_a_resolution_holds_over_the_end_of_a_page(tmp_path: Path) -> None:
    begun = "RESOLVED: That under section 100A(4) of the Local Government\f"
    passages = read(as_pdf(tmp_path / "a.pdf", minutes(f"{begun}Act 1972 the public be excluded for the following item.", SOLD)))
    assert not hold(passages, SECRET, Classification.PUBLIC)


SHUT = (
    "RESOLVED that members of the public leave the meeting for the following item as it concerned exempt information.",
    "AGREED that the press and public should withdraw from the meeting during the next item.",
    "The Chair asked the public to leave the room before the following item was considered.",
    "The Chairman requested that all members of the public vacate the chamber so that a lease could be discussed.",
    "The webcast was switched off and the Panel continued in private session.",
    "The meeting reconvened in closed session at 8.15 pm.",
    "The press and public withdrew at 7.45 pm.",
    "Members of the public then withdrew from the room.",
    "The following item was considered in private.",
    "RESOLVED (by five votes to two, Councillor Ash voting against) that the public be excluded for the next item.",
    "RESOLVED: That the public be excluded for the next item, as its appendix contains exempt information.",
    "There were no questions. RESOLVED: That the public be excluded for the next item.",
)
OPEN_STILL = (
    "The public left after their item.",
    "Members of the public left the meeting after their item at 7.20 pm.",
    "Three members of the public left the meeting at 7.45 pm.",
    "A member of the public asked to leave early.",
    "A member of the public withdrew from the meeting at 7.30 pm.",
    "The alarm rang and the Chair asked the public to leave the room until the fire drill was over.",
    "The press and public left the chamber while the building was evacuated.",
    "The Chair asked the public to leave their questions with the clerk.",
    "Councillor Ash asked whether the public could be excluded for the next item.",
    "The Chair said that the offer had been considered in private by the former owner.",
    "The Panel decided against excluding the public.",
    "Public speaking: the public were asked to withdraw their objections.",
)


@pytest.mark.parametrize("words", SHUT)
def test_minutes_that_shut_the_doors_in_other_words_are_kept_back(words: str, tmp_path: Path) -> None:
    passages = read(as_pdf(tmp_path / "a.pdf", minutes("3. Next business", words, SOLD)))
    assert hold(passages, SECRET, Classification.EXEMPT)
    assert not hold(passages, SECRET, Classification.PUBLIC)
    assert not hold(passages, OPEN, Classification.EXEMPT)


@pytest.mark.parametrize("words", OPEN_STILL)
def test_minutes_of_a_public_that_goes_of_itself_stay_public(words: str, tmp_path: Path) -> None:
    passages = read(as_pdf(tmp_path / "a.pdf", minutes("3. Next business", words, f"4. Trees\nThe trees at {OPEN} were seen.")))
    assert not hold(passages, OPEN, Classification.EXEMPT)


@pytest.mark.parametrize("make", [as_pdf, as_text])
def test_what_is_minuted_in_the_line_of_the_resolution_is_kept_back(make: object, tmp_path: Path) -> None:
    words = f"RESOLVED: That the public be excluded for the next item. The Panel heard of {SECRET}."
    path = as_pdf(tmp_path / "a.pdf", minutes(words)) if make is as_pdf else as_text(tmp_path / "a.txt", minutes(words))
    assert not hold(read(path), SECRET, Classification.PUBLIC)


def test_the_public_interest_test_behind_a_resolution_stays_public(tmp_path: Path) -> None:
    words = f"RESOLVED: That the public be excluded for item 9 ({OPEN}). The public interest in the exemption outweighs that in disclosure."
    assert not hold(read(as_text(tmp_path / "a.txt", minutes(words))), OPEN, Classification.EXEMPT)


AGENDA = (
    "AGENDA\n1. Apologies for absence\n2. Minutes of the last meeting\n3. Land at the weir (Pages 2 - 3)\n4. Trees in parks (Pages 4 - 4)\n"
)
WEIR = f"Land at the weir\nRecommendations\n1. That the site at {OPEN} be sold.\nBackground\n2. The site is empty.\n"
PARKS = f"Trees in parks\nRecommendations\n1. That the trees at {OPEN} be kept.\nBackground\n2. The trees are old.\n"


def unstamped(*behind: str, report: str = WEIR, agenda: str = AGENDA) -> str:
    """A pack whose papers bear no number: an agenda, a report with what stands `behind` it, another report."""
    return PAGE.join((f"{TOP}{agenda}", report, *behind, PARKS))


OFFERS = f"Offers\n1. {SECRET} has offered £412,000 for the site.\n2. The offer of {SECRET} ends in August.\n"
SALES = f"Sales\n1. The site at {OPEN} was for sale in May.\n2. It was on the market for a year.\n"
PACKS = [
    Pair(
        "stamp",
        pdf(unstamped(f"Appendix 1\nBy virtue of paragraph 3 of Part 1 of Schedule 12A of the Local Government Act 1972.\n{OFFERS}")),
        pdf(unstamped(f"Appendix 1\nThe law is in Part 1 of Schedule 12A of the Local Government Act 1972.\n{SALES}")),
    ),
    Pair(
        "stamp",
        pdf(unstamped(f"PART 2 - NOT FOR PUBLICATION\nAnnex A\n{OFFERS}")),
        pdf(unstamped(f"PART 1 - FOR PUBLICATION\nAnnex A\n{SALES}")),
    ),
    Pair(
        "sentence",
        pdf(unstamped(f"Appendix 1\n{OFFERS}This appendix is not for publication.\n")),
        pdf(unstamped(f"Appendix 1\n{SALES}An earlier appendix was not for publication.\n")),
    ),
    Pair(
        "sentence",
        pdf(unstamped(f"Annex B\nThis annex contains exempt information under paragraph 3 of Schedule 12A.\n{OFFERS}{PAGE}{MORE}")),
        pdf(unstamped(f"Annex B\nThis annex contains no exempt information under paragraph 3 of Schedule 12A.\n{SALES}{PAGE}{ON}")),
    ),
    Pair("title", pdf(unstamped(f"Appendix 1 - Valuation (exempt)\n{OFFERS}")), pdf(unstamped(f"Appendix 1 - Exempt dwellings\n{SALES}"))),
    Pair("title", pdf(unstamped(f"CONFIDENTIAL: the offers\n{OFFERS}")), pdf(unstamped(f"CONFIDENTIAL WASTE: the service\n{SALES}"))),
    Pair(
        "named",
        pdf(unstamped(f"Appendix 1\n{OFFERS}", report=f"{WEIR}3. Appendix 1 is exempt.\n")),
        pdf(unstamped(f"Appendix 1\n{SALES}", report=f"{WEIR}3. Appendix 2 is exempt and is not in this pack.\n")),
    ),
    Pair(
        "named",
        pdf(unstamped(f"Annex A\n{SALES}", f"Annex B\n{OFFERS}", report=f"{WEIR}3. Annex B is not for publication.\n")),
        pdf(unstamped(f"Annex A\n{SALES}", f"Annex B\n{SALES}", report=f"{WEIR}3. Annex B is for publication.\n")),
    ),
    Pair(
        "signed agenda",
        pdf(
            unstamped(f"Appendix 1\nExempt - paragraph 3 of Part 1 of Schedule 12A\n{OFFERS}", agenda=f"{AGENDA}A Clerk\nChief Executive\n")
        ),
        pdf(
            unstamped(
                f"Appendix 1\n{SALES}",
                agenda=f"{AGENDA}Chief Executive\nItems may be exempt under paragraph 3 of Part 1 of Schedule 12A.\n",
            )
        ),
    ),
    Pair(
        "notes",
        pdf(unstamped(f"Appendix 1\nEXEMPT INFORMATION - Paragraph 3, Part 1, Schedule 12A\n{OFFERS}")),
        pdf(
            PAGE.join(
                (
                    f"{TOP}{AGENDA}",
                    "EXEMPT INFORMATION\nThe public may be sent out under Part 1 of Schedule 12A.\nAsk the clerk.\n",
                    WEIR,
                    PARKS,
                )
            )
        ),
    ),
    Pair(
        "second page",
        pdf(unstamped(f"Appendix 1\nNOT FOR PUBLICATION\n{SALES.replace(OPEN, SECRET)}", f"Recommendations\n2. {SECRET} be paid.\n")),
        pdf(unstamped(f"Appendix 1\nFOR PUBLICATION\n{SALES}", f"Recommendations\n2. {OPEN} be sold.\n")),
    ),
    Pair(
        "named in a report",
        pdf(f"{below('Appendix 1 is exempt.')}{PAGE}Appendix 1\n{OFFERS}"),
        pdf(f"{below('Appendix 1 is exempt and was sent to members.')}{PAGE}Appendix 2\n{SALES}"),
    ),
    Pair(
        "named in a report",
        lambda folder: as_word(folder / "a.docx", f"{below('The exempt Annex B sets out the offers.')}Annex B\n{OFFERS}"),
        lambda folder: as_word(folder / "a.docx", f"{below('The exempt Annex B was sent to members.')}Annex A\n{SALES}"),
    ),
]


@pytest.mark.parametrize("pair", PACKS, ids=lambda pair: pair.kind)
def test_the_papers_of_a_pack_without_stamps_are_read_as_papers(pair: Pair, tmp_path: Path) -> None:
    passages = read(pair.marked(tmp_path))
    assert hold(passages, SECRET, Classification.EXEMPT)
    assert not hold(passages, SECRET, Classification.PUBLIC)
    assert not hold([one for one in passages if "trees" in one.text], OPEN, Classification.EXEMPT)


@pytest.mark.parametrize("pair", PACKS, ids=lambda pair: pair.kind)
def test_a_pack_without_stamps_that_merely_mentions_stays_public(pair: Pair, tmp_path: Path) -> None:
    passages = read(pair.mentions(tmp_path))
    assert hold(passages, OPEN, Classification.PUBLIC)
    assert not hold(passages, OPEN, Classification.EXEMPT)


@pytest.mark.parametrize("name", ["éxempt report.txt", "Offer (confidentiál).txt", "not för publication - offers.txt"])
def test_accents_in_a_name_hide_no_marking(name: str, tmp_path: Path) -> None:
    assert not hold(read(text(headed(""), name)(tmp_path)), SECRET, Classification.PUBLIC)


@pytest.mark.parametrize("name", ["exémpt véhicles.txt", "café restricted parking.txt"])
def test_accents_in_a_name_make_no_marking(name: str, tmp_path: Path) -> None:
    assert not hold(read(text(below(""), name)(tmp_path)), OPEN, Classification.EXEMPT)
