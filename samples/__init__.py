"""Papers of a council that does not exist, written for the demonstration and the tests.

`PAPERS` names every file that `samples.__main__.build` writes; samples/README.md says what each holds and which traps it sets.
The papers of five further councils, none of them in `PAPERS`, are written by `samples.__main__.build_councils`.
"""

PACK_2023 = "2023-09-14-environment-scrutiny-pack.pdf"
PACK_2024 = "2024-09-12-environment-scrutiny-pack.pdf"
MINUTES_2023 = "2023-09-14-environment-scrutiny-minutes.pdf"
PERMITS_REPORT = "2023-09-14-residents-permits-report.pdf"
DECISION_RECORD = "2023-10-17-decision-record-residents-permits.pdf"
PARISH_MINUTES = "2024-05-20-netherfold-parish-minutes.pdf"
ANNUAL_REPORT = "environment-services-annual-report-2023-24.pdf"
EXEMPT_APPENDIX = "2024-09-12-fold-lane-depot-exempt-appendix-2.pdf"
SUPPLEMENT = "2024-09-12-environment-scrutiny-supplement.pdf"
SCHOOL_STREETS = "2024-10-15-school-streets-cabinet-report.docx"
BRIEFING = "2024-11-04-food-waste-briefing-paper.md"
OLD_SCAN = "1998-06-18-works-committee-minutes-scan.pdf"

PAPERS: tuple[str, ...] = (
    OLD_SCAN,
    PACK_2023,
    MINUTES_2023,
    PERMITS_REPORT,
    DECISION_RECORD,
    PARISH_MINUTES,
    ANNUAL_REPORT,
    PACK_2024,
    SUPPLEMENT,
    EXEMPT_APPENDIX,
    SCHOOL_STREETS,
    BRIEFING,
)
"""Every sample paper, oldest meeting first, the exempt appendix and the papers that are not PDFs last."""
