# ruff: noqa: E501 sentences of a made-up paper
"""Notes to export: one with every kind of block, and one small enough to compare by eye."""

import datetime

from assistant.briefing.models import Bullets, Chart, Grid, Note, Origin, Paragraph, Quotation, Said, Section, Series
from assistant.models import Citation, MeetingRef
from ingest.models import Classification

BODY = "Environment Scrutiny Committee"
PACK = "2024-09-12-environment-scrutiny-pack.pdf"


def said(text: str, *markers: int, label: str | None = None, origin: Origin = Origin.PAPER) -> Said:
    """Words with their sources."""
    return Said(text=text, markers=markers, label=label, origin=origin)


def gap(text: str) -> Said:
    """Our own words."""
    return Said(text=text, origin=Origin.FIXED)


def source(marker: int, paragraph: str = "4.3", page: int = 16, quote: str = "The words of the paper.", document: str = PACK) -> Citation:
    """A citation of a report to the committee."""
    place = f'{BODY}, 12 September 2024, item 7 "Food waste collection", para {paragraph} (pack page {page - 4}, PDF page {page})'
    return Citation(
        marker=marker,
        document=document,
        passage_id=f"p{marker}",
        page=page,
        page_label=str(page - 4),
        agenda_item="7",
        report_title="Food waste collection",
        paragraph=paragraph,
        quote=quote,
        locator=place,
        meeting=MeetingRef(council="Netherfold Borough Council", committee=BODY, date=datetime.date(2024, 9, 12)),
    )


def small_note() -> Note:
    """A note that fits on a page; its first sentence cites source 2, so sources are numbered anew."""
    return Note(
        template="item brief",
        title="Food waste collection",
        subject="Item 7 of 12 September 2024",
        date=datetime.date(2024, 9, 30),
        recipient="Councillor A. Marsh",
        disclaimer="This is not a decision paper.",
        sections=(
            Section(
                name="purpose",
                heading="Purpose",
                blocks=(Paragraph(said=(said("The service starts in April 2025.", 2), said("It costs £1.2m.", 1, 2))),),
            ),
            Section(
                name="recommendations",
                heading="Recommendations",
                blocks=(
                    Quotation(
                        items=(said("That the scheme be approved; and", 1, label="(a)"), said("that £40,000 be set aside.", 1, label="(b)"))
                    ),
                ),
            ),
            Section(
                name="figures",
                heading="Figures",
                blocks=(
                    Grid(
                        columns=("Year", "Tonnes"),
                        rows=((said("2023/24"), said("1,204", 1)), (said("2024/25"), gap("no figure"))),
                        note="Rounded.",
                    ),
                ),
            ),
            Section(name="equalities", heading="Equalities", missing="The papers do not cover this."),
        ),
        sources=(source(1), source(2, "2.1", 14)),
        not_found=("The cost in 2026/27",),
    )


def rich_note() -> Note:
    """An exempt note of several pages with every kind of block."""
    years = ("2019/20", "2020/21", "2021/22", "2022/23", "2023/24")
    dry, food = (11240.0, 12020.0, None, 12410.0, 12890.0), (None, 310.0, 620.0, 980.0, 1204.0)
    figures = Grid(
        columns=("Year", "Dry recycling (tonnes)", "Food waste (tonnes)"),
        rows=tuple(
            (said(year), said(f"{a:,.0f}", 3) if a else gap("not stated"), said(f"{b:,.0f}", 3, 4) if b else gap("not collected"))
            for year, a, b in zip(years, dry, food, strict=True)
        ),
        note="The papers give no figure for dry recycling in 2021/22. Tonnes throughout; the 2020/21 paper prints thousands of tonnes.",
    )
    actions = Grid(
        columns=("Reference", "Action", "Responsible", "Due", "Latest status"),
        rows=tuple(
            (
                said(f"ES{number}/24"),
                said(
                    f"That officers report back on the trial in ward {number} with the cost for each household, the tonnage collected and the number of missed collections.",
                    5 + number % 6,
                ),
                said("Head of Environment", 5 + number % 6),
                said(f"{number % 28 + 1} October 2024", 5 + number % 6),
                said("Reported to the committee in November; closed.", 11) if number % 3 else gap("no update found"),
            )
            for number in range(1, 25)
        ),
        caption="Actions of the committee since May 2024",
    )
    sections = (
        Section(
            name="purpose",
            heading="Purpose",
            blocks=(
                Paragraph(
                    said=(
                        said("To brief the portfolio holder on the weekly collection of food waste.", 1),
                        said("The service is a statutory duty from 31 March 2026.", 2),
                    )
                ),
            ),
        ),
        Section(
            name="background",
            heading="Background",
            blocks=(
                Paragraph(
                    said=(
                        said("The Council collects food waste from 21,400 of its 48,900 households.", 1),
                        said("The contract with the present collector ends on 31 March 2025.", 1, 2),
                        said(
                            "The report puts the net cost of the whole service at £1.24m a year, which is £310,000 more than the present budget.",
                            3,
                            origin=Origin.CHECKED,
                        ),
                    )
                ),
                Bullets(
                    items=(
                        said("Phase 1: all houses in Fold Lane and Mill Green by 1 April 2025.", 4),
                        said("Phase 2: flats and houses in multiple occupation by 1 October 2025.", 4),
                        said("Phase 3: schools and council buildings, subject to survey.", 5),
                    )
                ),
            ),
        ),
        Section(
            name="recommendations",
            heading="Recommendations, word for word",
            blocks=(
                Quotation(
                    items=(
                        said(
                            "That the Committee notes the progress made with the collection of food waste and the results of the trial in Fold Lane set out in section 4 of the report;",
                            6,
                            label="(i)",
                        ),
                        said(
                            "that Cabinet be recommended to approve option B, weekly collection from all households by the Council's own crews, at a net cost of not more than £1.24m in 2025/26; and",
                            6,
                            label="(ii)",
                        ),
                        said("that a further report on flats come to the meeting of 14 November 2024.", 6, label="(iii)"),
                    )
                ),
            ),
        ),
        Section(name="resolved", heading="What was resolved", missing="Not yet minuted: no minutes of this meeting are among the papers."),
        Section(
            name="figures",
            heading="Figures",
            blocks=(
                Chart(
                    title="Recycling and food waste collected",
                    unit="Tonnes a year",
                    labels=years,
                    series=(Series(name="Dry recycling", values=dry), Series(name="Food waste", values=food)),
                    data=figures,
                    alt="Line chart. Dry recycling rises from 11,240 tonnes in 2019/20 to 12,890 in 2023/24, with no figure for 2021/22. Food waste rises from 310 tonnes in 2020/21 to 1,204.",
                ),
            ),
        ),
        Section(
            name="options",
            heading="Options considered and rejected",
            blocks=(
                Bullets(
                    numbered=True,
                    items=(
                        said("Option A, fortnightly collection: rejected because the duty is weekly.", 7),
                        said("Option C, a joint contract with the district: rejected on cost.", 8),
                    ),
                ),
            ),
        ),
        Section(name="tracker", heading="Actions", blocks=(actions,)),
        Section(
            name="legal",
            heading="Legal implications",
            blocks=(Paragraph(said=(said("The Environment Act 2021 makes weekly collection a duty.", 2),)),),
        ),
        Section(
            name="questions",
            heading="Questions a member may want to ask",
            blocks=(
                Bullets(
                    numbered=True,
                    items=(
                        said("Why is there no figure for dry recycling in 2021/22?", 3),
                        said("What becomes of the crews of the present collector?", 9),
                    ),
                ),
            ),
        ),
    )
    return Note(
        template="item brief",
        title="Weekly collection of food waste: briefing for the Cabinet Member for Environment",
        subject="Environment Scrutiny Committee, 12 September 2024, item 7",
        date=datetime.date(2024, 9, 30),
        recipient="Councillor A. Marsh, Cabinet Member for Environment",
        author="Democratic Services",
        disclaimer="This is not a decision paper. It repeats what the papers say and decides nothing.",
        classification=Classification.EXEMPT,
        exempt_paragraphs=("3", "5"),
        sections=sections,
        sources=tuple(source(at, f"{at // 3 + 1}.{at}", 12 + at, f"The words of the paper at place {at}.") for at in range(1, 12)),
        not_found=("The cost of caddies and liners in 2026/27", "Whether the trade unions were consulted"),
    )
