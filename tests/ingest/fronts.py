"""First pages of invented councils, in the styles in which councils of Britain, Ireland and America print them, with what each says."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Front:
    """A first page and what it says of its meeting; None where it does not say."""

    name: str
    council: str | None
    committee: str | None
    date: str | None
    drawing: str


FRONTS = (
    Front(
        "city: council, committee and a glued time above MINUTES",
        "Harbourne & Sallow City Council", "Policy & Resources Committee", "2021-07-01",
        """Harbourne & Sallow City Council

Policy & Resources Committee

4.00pm1 July 2021

Sallow Town Hall - Council Chamber

MINUTES

Present: Councillor Dunn (Chair), Appleby and Bell

1 Procedural Business

1.1 There were no declarations of interest.

2 Minutes

2.1 The minutes of the last meeting held on the 13 May 2021 were approved as a correct record of the proceedings.
""",
    ),
    Front(
        "parish: the council stands inside the line of the meeting",
        "Stoke Abbas Parish Council", "Stoke Abbas Parish Council", "2011-05-18",
        """DRAFT

Minutes of Stoke Abbas Annual Parish Council Meeting held in The Community Centre At 7.30pm on Wednesday 18 May 2011

Those Attending: Cllr Mrs M Lemon, Cllr J Letch, Borough Councillor C Samson, Mrs C Harding (Clerk) and 16 members of the public.

Election of Chairman

The Clerk advised the meeting that it would be in order for a Chairman to be elected until the next meeting of the Parish Council.
""",
    ),
    Front(
        "parish: capitals, the date last",
        "West Marling Parish Council", "West Marling Parish Council", "2017-06-01",
        """DRAFT MINUTES OF THE WEST MARLING PARISH COUNCIL MEETING HELD AT WEST MARLING VILLAGE HALL AT 7.00 pm ON THURSDAY 1 JUNE 2017

PRESENT (six Councillors): - Pam Bull (PB), Claire Can (CC) - Chair. Parish Clerk: Peter Queen.

70/17 Apologies for absence Apologies had been received from Tom Voy.

73/17 Minutes of the Parish Council meeting held on 3 May 2017

CC confirmed all Councillors had seen the minutes of the Annual Parish Council meeting held on 3 May 2017.
""",
    ),
    Front(
        "parish: a month before its day",
        "Northwick Parish Council", "Northwick Parish Council", "2014-05-06",
        """MINUTES OF NORTHWICK PARISH COUNCIL AGM MEETING HELD AT THE VILLAGE HALL ON

TUESDAY MAY 6th 2014

**Present:** Cllr. R. Crisp - Chair, Cllr. A. Collins - Vice Chair.

OPEN FORUM

Cllr. Crisp asked that the Borough Council look into it. The next meeting is on Monday 2 June 2014.
""",
    ),
    Front(
        "county: proceedings of the council, of old",
        "County Council of Wexshire", "County Council of Wexshire", "2009-02-18",
        """COUNTY COUNCIL OF WEXSHIRE

MINUTES of the PROCEEDINGS at the MEETING of the COUNTY COUNCIL held at the Shire Hall, Wexborough, on the eighteenth day of February 2009

PRESENT

The Chairman (Colonel J. Strood)

1. The minutes of the meeting of the Council held on 17 December 2008 were confirmed and signed.
""",
    ),
    Front(
        "burgh: at a meeting of the council",
        "Aberlour Town Council", "Aberlour Town Council", "1974-03-11",
        """ABERLOUR TOWN COUNCIL

At a MEETING of the TOWN COUNCIL duly convened and held in the Town House on Monday, the 11th day of March, 1974

Provost Munro presiding

1. The minute of meeting of 11th February 1974 was held as read.
""",
    ),
    Front(
        "Scottish council: sederunt",
        "Strathallan Council", "Housing and Communities Committee", "2024-08-22",
        """Strathallan Council

MINUTE OF MEETING

HOUSING AND COMMUNITIES COMMITTEE

Held by Microsoft Teams on Thursday 22 August 2024 at 10.00 am

Sederunt: Councillors Ewen Baird (Convener), Moira Lyle and Iain Orr

1. Minute of previous meeting

The minute of the meeting of 6 June 2024 was approved.
""",
    ),
    Front(
        "Scottish agenda: a notice by letter",
        "Glenorchard Council", "Audit and Scrutiny Committee", "2023-11-14",
        """Glenorchard Council

Comhairle Ghlinn Urchaird

Corporate Services, Kilmory, Lochhead PA31 8RT

6 November 2023

NOTICE OF MEETING

A meeting of the AUDIT AND SCRUTINY COMMITTEE will be held in the COUNCIL CHAMBER, KILMORY, LOCHHEAD on TUESDAY, 14 NOVEMBER 2023 at 11:00 AM, which you are requested to attend.

Douglas Henry
Executive Director

BUSINESS

1. APOLOGIES FOR ABSENCE

2. MINUTES - Audit and Scrutiny Committee held on 13 September 2023
""",
    ),
    Front(
        "Irish county: municipal district",
        "Carrowmore County Council", "Municipal District of Ballinree", "2019-02-05",
        """MINUTES OF MEETING OF THE MUNICIPAL DISTRICT OF BALLINREE HELD IN THE CIVIC OFFICES,

BALLINREE, CO. CARROWMORE, ON TUESDAY, 5TH FEBRUARY,

2019 AT 2.30 P.M.

PRESENT IN THE CHAIR: Councillor T. Breen, Cathaoirleach.

OFFICIALS IN ATTENDANCE: District Manager (Mr. P. Roche), Senior Executive Engineer (Ms. A. Whelan), Executive Planner (Mr. L. Foy).

1. Confirmation of Minutes

Minutes of the Meeting of the Municipal District held on 8th January, 2019 were confirmed.

2. It was agreed to write to the Chief Executive of Carrowmore County Council. Carrowmore County Council would reply.
""",
    ),
    Front(
        "Irish county: monthly meeting, Gaelic head",
        "Carrowmore County Council", "Carrowmore County Council", "2022-10-10",
        """COMHAIRLE CHONTAE AN CHEATHRÚ MHÓIR

MINUTES OF THE MONTHLY MEETING OF CARROWMORE COUNTY COUNCIL HELD IN ÁRAS AN CHONTAE ON MONDAY 10TH OCTOBER 2022 AT 11.00AM

Cathaoirleach, Cllr. S. Doyle presided.

Members Present: Cllrs. Breen, Foy and Roche

1. Minutes of Monthly Meeting held on 12th September 2022

On the proposal of Cllr. Foy the minutes were adopted.
""",
    ),
    Front(
        "Welsh county: cofnodion",
        "Cyngor Sir Glanaber", "Pwyllgor Craffu Addysg", "2024-11-21",
        """CYNGOR SIR GLANABER

PWYLLGOR CRAFFU ADDYSG

Cofnodion y cyfarfod a gynhaliwyd yn Siambr y Cyngor, Neuadd y Sir, ddydd Iau, 21 Tachwedd 2024

Yn bresennol: Y Cynghorydd Nia Rees (Cadeirydd)

1. Cadarnhawyd cofnodion y cyfarfod a gynhaliwyd ar 10 Hydref 2024.
""",
    ),
    Front(
        "Welsh community council",
        "Cyngor Cymuned Llanfair-y-cwm", "Cyngor Cymuned Llanfair-y-cwm", "2025-03-03",
        """Cyngor Cymuned Llanfair-y-cwm

Cofnodion cyfarfod o'r Cyngor a gynhaliwyd nos Lun 3ydd Mawrth 2025 yn y Neuadd

Presennol: Cyng. Elin Huws (Cadeirydd), Cyng. Rhys Puw

1. Ymddiheuriadau: Cyng. Twm Ellis
""",
    ),
    Front(
        "English agenda of a Welsh council",
        "Glanaber County Council", "Cabinet", "2025-01-14",
        """Glanaber County Council

Cyngor Sir Glanaber

Cabinet

Date: Tuesday, 14 January 2025

Time: 10.30 am

Venue: Committee Room 1

To: Councillors N Rees (Leader), O Pryce and D Howell

AGENDA

1. Apologies for absence

2. Minutes of the meeting held on 10 December 2024 (Pages 3 - 8)

Published: 7 January 2025
""",
    ),
    Front(
        "moderngov front sheet, labels with values beneath",
        "Oxbury District Council", "Licensing and Regulatory Committee", "2026-01-22",
        """Oxbury District Council

AGENDA FOR THE LICENSING AND REGULATORY COMMITTEE

Committee:

Licensing and Regulatory Committee

Date of Meeting:

Thursday, 22nd January, 2026

Time:

6.30 pm

Lead Member:

Councillor A Marsh

1. Apologies

2. To approve the minutes of 4 December 2025
""",
    ),
    Front(
        "report front sheet with a lead member",
        None, "Executive Committee", "2024-09-17",
        """Report to: | Executive Committee
Date of Meeting: | 17 September 2024
Lead Member: | Councillor B Frost
Report Title: | Empty homes strategy
Report Author: | Jo Reed, Housing Manager, 3 September 2024
Ward(s) Affected: | All

1. Purpose of the report

1.1 To seek approval of the strategy, which was last before the Executive Committee on 4 June 2019.
""",
    ),
    Front(
        "box with the heads above the values",
        "Thornbridge Council", "Licensing Sub-Committee", "2018-10-09",
        """Item No. | Classification: | Date: | Meeting Name:
7. | Open | 9 October 2018 | Licensing Sub-Committee
Report title: | Licensing Act 2003: The Old Ship, 12 Quay Street | | 
Ward(s) or groups affected: | Quayside | | 
From: | Strategic Director of Environment | | 

RECOMMENDATION

1. That the sub-committee considers an application made by Ship Inns Limited to Thornbridge Council. Thornbridge Council received it on 14 August 2018.
""",
    ),
    Front(
        "box as lines: stacked labels, then stacked values",
        "Thornbridge Council", "Overview and Scrutiny Committee", "2013-05-13",
        """Item No.
6.
Classification:
Open
Date:
13 May
2013
Meeting Name:
Overview and Scrutiny Committee
Report title:
Review of leisure centres
Ward(s) or groups affected:
All
From:
Chief Executive

RECOMMENDATION

1. That the committee notes the letter of 2 April 2013 from Thornbridge Council's leisure operator. Thornbridge Council has replied.
""",
    ),
    Front(
        "box of a London borough: a number left empty",
        "London Borough of Fleetham", "Strategic Planning Committee", "2016-11-03",
        """LONDON BOROUGH OF FLEETHAM

Committee: Strategic Planning Committee | Date: 3 November 2016 | Classification: Unrestricted | Agenda Item Number: 
Report of: Director of Place
Case Officer: Ann Wren
Title: Applications for planning permission

1.0 APPLICATION DETAILS

1.1 The application was received on 11 January 2016.
""",
    ),
    Front(
        "London borough: minutes by its old name",
        "London Borough of Fleetham", "Development Committee", "2015-06-10",
        """LONDON BOROUGH OF FLEETHAM

MINUTES OF THE DEVELOPMENT COMMITTEE

HELD AT 7.00 P.M. ON WEDNESDAY, 10 JUNE 2015

COUNCIL CHAMBER, 1ST FLOOR, TOWN HALL, FLEETHAM ROAD

Members Present:

Councillor Ada King (Chair)

1. MINUTES OF THE PREVIOUS MEETING

The minutes of the meeting held on 14th May 2015 were agreed.
""",
    ),
    Front(
        "town: one of its committees, numbered dates",
        "Market Selling Town Council", "Amenities and Open Spaces Committee", "2025-04-02",
        """MARKET SELLING TOWN COUNCIL

Minutes of the AMENITIES AND OPEN SPACES COMMITTEE meeting held at The Guildhall on 02.04.2025 commencing 19:00

PRESENT: Cllrs Holt (in the chair), Meads, Tuck

25/031 MINUTES OF THE MEETING OF 05.03.2025

RESOLVED to approve the minutes.
""",
    ),
    Front(
        "town: summons with the day of the letter",
        "Market Selling Town Council", "Market Selling Town Council", "2025-05-12",
        """Market Selling Town Council

The Guildhall, High Street, Market Selling SL1 2AB

Town Clerk: Mr P. Ames

6th May 2025

To: All Members of the Town Council

Dear Councillor

You are hereby summoned to attend the Annual Meeting of Market Selling Town Council to be held in the Guildhall on Monday, 12th May 2025 at 7.00 pm for the purpose of transacting the following business.

AGENDA

1. To elect the Town Mayor

2. To confirm the minutes of the meeting held on 7th April 2025
""",
    ),
    Front(
        "parish: the date on the line of the title, no weekday",
        "Little Ashby Parish Council", "Little Ashby Parish Council", "2020-09-09",
        """Little Ashby Parish Council - Minutes 9/9/20

Held remotely by Zoom

Present: Cllrs S Coe, R Pell; Clerk T Moss

1. Apologies: none

2. Minutes of 8/7/20 were agreed.

3. Ashfordshire County Council is to resurface Mill Lane. Ashfordshire County Council will close it in October 2020.
""",
    ),
    Front(
        "parish: meeting of a month, no day printed",
        "Great Ashby Parish Council", "Great Ashby Parish Council", None,
        """GREAT ASHBY PARISH COUNCIL

MINUTES OF THE MEETING, OCTOBER 2023

Present: Cllrs Ivy Coe (Chair), Len Pell

1. The minutes of the meeting held on 13 September 2023 were signed.

2. Date of next meeting: Wednesday 8 November 2023
""",
    ),
    Front(
        "parish assembly with the date in words",
        "Nether Compton Parish Council", "Nether Compton Parish Council", "2026-02-03",
        """NETHER COMPTON PARISH COUNCIL

The Parish Council met on the third of February 2026 at 7pm in the Chapel

In attendance: Cllrs P. Vine (Chairman), A. Orchard and the Clerk

1. The minutes of the sixth of January 2026 were approved.
""",
    ),
    Front(
        "joint committee of councils",
        None, "South Coast Joint Waste Committee", "2022-03-15",
        """SOUTH COAST JOINT WASTE COMMITTEE

MINUTES of the South Coast Joint Waste Committee held in the Council Chamber, Lewick Town Hall on Tuesday, 15 March 2022.

Present:

Councillor Hay (Lewick District Council)

Councillor Budd (Rothby Borough Council)

1 MINUTES OF PREVIOUS MEETING

The minutes of the meeting held on 14 December 2021 were agreed.
""",
    ),
    Front(
        "fire authority",
        None, "Norland Fire and Rescue Authority", "2023-02-20",
        """NORLAND FIRE AND RESCUE AUTHORITY

At a meeting of the Norland Fire and Rescue Authority held at Headquarters on Monday 20 February 2023

PRESENT: Councillor M Wood (Chair)

APOLOGIES: Councillor J Nunn (Norland County Council)

1 The minutes of the meeting held on 12 December 2022 were confirmed.
""",
    ),
    Front(
        "American city: regular meeting",
        "Maple Grove City Council", "Maple Grove City Council", "2023-06-05",
        """MINUTES OF THE REGULAR MEETING OF THE MAPLE GROVE CITY COUNCIL

MONDAY, JUNE 5, 2023

7:30 P.M.

CALL TO ORDER

Mayor Steffen called the meeting to order.

APPROVAL OF MINUTES

Regular meeting of May 15, 2023
""",
    ),
    Front(
        "American city: commission",
        "City of Fort Harlan", "Planning and Zoning Commission", "2022-01-11",
        """CITY OF FORT HARLAN

PLANNING AND ZONING COMMISSION

Regular Meeting Minutes

January 11, 2022

City Hall, 200 Main Street

Commissioners present: Reyes, Todd, Webb

1. Approval of the minutes of December 14, 2021
""",
    ),
    Front(
        "cabinet report of a county by lines, long title",
        None, "Cabinet", "2024-02-06",
        """REPORT TO: CABINET
DATE: 6 FEBRUARY 2024
PORTFOLIO: ENVIRONMENT
REPORT OF: ASSISTANT DIRECTOR OF ENVIRONMENT
SUBJECT: LOCAL NATURE RECOVERY

1. PURPOSE

1.1 To report on the consultation that ended on 12 January 2024.
""",
    ),
    Front(
        "decision maker and day under the title of the report",
        "Medbourne Borough Council", "Communities, Housing and Environment Committee", "2017-07-18",
        """Communities, Housing and Environment Committee | 18 July 2017
Is the final decision on the recommendations in this report to be made at this meeting? | Yes

Gypsy and Traveller Sites

Final Decision-Maker | Communities, Housing and Environment Committee
Lead Head of Service | Head of Housing
Lead Officer and Report Author | John Wells
Classification | Public
Wards affected | All

1. INTRODUCTION

1.1 Medbourne Borough Council has two sites. Medbourne Borough Council took them over on 1 October 2015.
""",
    ),
    Front(
        "report that names only officers and a working group",
        None, None, None,
        """Strategy for Trees and Woods 2024-2034

Prepared by the Executive Director of Place with the Tree Working Group, 4 March 2024

1. Introduction

The Council looks after 40,000 trees. The Cabinet last looked at them on 6 June 2019.
""",
    ),
    Front(
        "letter of comment: another council's name, no meeting",
        None, None, None,
        """12 March 2024

Dear Sir or Madam

Consultation on the local plan of Rothby Borough Council

We write for the residents of Mill Lane.

1. The plan was published on 2 February 2024.
""",
    ),
    Front(
        "front sheet: label, day, hour and day of publication",
        "Oxbury District Council", "Planning Committee", "2025-03-04",
        """Oxbury District Council

Agenda

Planning Committee

Date: | Tuesday 4 March 2025
Time: | 6.30 pm
Venue: | Council Chamber, Oxbury House
Published: | 24 February 2025

1. Apologies

2. Minutes of 4 February 2025
""",
    ),
    Front(
        "meeting, day and place as labels on lines",
        "Ridgeway Borough Council", "Cabinet", "2024-12-10",
        """RIDGEWAY BOROUGH COUNCIL

Meeting: Cabinet
Date and Time: Tuesday, 10 December 2024 at 10.00 am
Place: Civic Suite, Ridgeway House

Dated 2 December 2024

AGENDA

1. Minutes of the meeting held on 12 November 2024
""",
    ),
    Front(
        "capitals over three lines",
        "Ridgeway Borough Council", "Planning and Licensing Committee", "2025-03-04",
        """Ridgeway Borough Council

MINUTES OF A MEETING OF THE
PLANNING AND LICENSING COMMITTEE
HELD ON 4 MARCH 2025 AT 6.00 PM

Draft minutes, to be confirmed at the meeting on 1 April 2025

Present: Councillors Ash (Chair) and Birch
""",
    ),
    Front(
        "Northern Ireland: a hybrid meeting",
        "Ardglen and North Bann Borough Council", "Environment Committee", "2025-03-05",
        """ARDGLEN AND NORTH BANN BOROUGH COUNCIL

A hybrid meeting (in person and via Zoom) of the Environment Committee was held at the Council Chamber, Church Street, Ardglen, on Wednesday, 5 March 2025 at 7.00 pm.

PRESENT:

In the Chair: Alderman McAlpin

1. APOLOGIES

The Chair sought apologies. The next meeting would be held on 2 April 2025.
""",
    ),
    Front(
        "Scottish council: area committee",
        "Strathmore Council", "Lochside Area Committee", "2025-02-03",
        """The Strathmore Council

Minutes of Meeting of the Lochside Area Committee held in the Town House on Monday, 3 February 2025 at 10.00 a.m.

Present:

Mr A Baxter, Ms K Willis

1. Minutes of 4 November 2024 were approved
""",
    ),
    Front(
        "Irish district: month's ordinary meeting",
        None, "Killarge Municipal District", "2023-04-03",
        """Minutes of April Ordinary Meeting of Killarge Municipal District held on 3rd April 2023 in the Civic Offices.

In the Chair: Cathaoirleach Cllr. N. Moran

1. Minutes of March Meeting held on 6th March 2023.
""",
    ),
    Front(
        "American town: select board",
        "Town of Bristolville", "Select Board", "2023-09-12",
        """TOWN OF BRISTOLVILLE

SELECT BOARD MEETING MINUTES

September 12, 2023

Members present: D. Cole, R. Frye

1. Minutes of August 22, 2023 approved 3-0.
""",
    ),
    Front(
        "American city: work session",
        "Ashton City Council", "Ashton City Council", "2022-03-14",
        """Ashton City Council

Work Session Minutes

March 14, 2022

The Mayor called the work session to order at 5:30 p.m.

The council will next meet on March 21, 2022.
""",
    ),
    Front(
        "committee, its day twice, city corporation",
        None, "Planning and Transportation Committee", "2025-07-08",
        """PLANNING AND TRANSPORTATION COMMITTEE

Tuesday, 8 July 2025

Minutes of the meeting of the Planning and Transportation Committee held at Guildhall on Tuesday, 8 July 2025 at 10.30 am

Present

Members:

Deputy Shah (Chair)

1. APOLOGIES
""",
    ),
    Front(
        "report: day of preparation beside that of the committee",
        None, "Corporate Scrutiny Committee", "2025-03-18",
        """Report prepared: 3 March 2025
Committee: Corporate Scrutiny Committee
Committee Date: 18 March 2025
Report Title: Complaints, annual report
Report of: Head of Customer Services
Classification: Public

1. Summary

1.1 The committee last looked at complaints on 12 March 2024.
""",
    ),
    Front(
        "minutes that name only the meeting to come",
        "Upper Fenton Parish Council", "Upper Fenton Parish Council", None,
        """UPPER FENTON PARISH COUNCIL

Minutes

Present: Cllrs Hay, Ives

Apologies: Cllr Jay

The minutes of the last meeting held on 4 March 2025 were signed.

The next meeting will be held on 6 May 2025.
""",
    ),
    Front(
        "invitation by letter",
        "Sallow Town Council", "Planning Committee", "2025-03-11",
        """Sallow Town Council

Town Hall, Market Place, Sallow

4 March 2025

Dear Councillor

You are hereby summoned to attend a meeting of the Planning Committee on Tuesday 11 March 2025 at 7.00pm in the Town Hall.

Yours sincerely

AGENDA

1. Apologies
""",
    ),
    Front(
        "two languages, committee of a town",
        "Aberteg Town Council", "Finance Committee", "2025-03-04",
        """Cyngor Tref Aberteg

Aberteg Town Council

Minutes of the Finance Committee meeting held on 4 March 2025 in Neuadd y Dref

Present: Cllrs Puw, Rees

1. Apologies: Cllr Ellis. Aberteg Town Council thanked her.
""",
    ),
    Front(
        "report to the council with a dash and a day",
        "Westmere County Council", "Westmere County Council", "2025-02-26",
        """WESTMERE COUNTY COUNCIL

COUNCIL - 26 FEBRUARY 2025

REPORT OF THE LEADER OF THE COUNCIL

BUDGET 2025/26

1. The Cabinet considered the budget on 5 February 2025.
""",
    ),
    Front(
        "form of a decision by a member",
        "Westmere County Council", None, "2024-06-14",
        """WESTMERE COUNTY COUNCIL

RECORD OF DECISION

Decision taken by: | Cabinet Member for Highways and Transport
Subject: | Speed limit, Mill Lane
Decision number: | 24/0155
Date of decision: | 14 June 2024
Date published: | 17 June 2024
""",
    ),
    Front(
        "sub-committee with a letter",
        "Thornbridge Council", "Licensing Sub-Committee B", "2023-11-30",
        """Thornbridge Council

Licensing Sub-Committee B

MINUTES of the Licensing Sub-Committee B held on Thursday 30 November 2023 at 10.00am at 160 Quay Street

PRESENT: Councillor Webb (Chair)

1. APPOINTMENT OF CHAIR
""",
    ),
    Front(
        "page of a working group",
        "Hartwell Parish Council", "Neighbourhood Plan Working Group", "2022-05-17",
        """Hartwell Parish Council

Neighbourhood Plan Working Group

Notes of meeting, Tuesday 17 May 2022, 7.30pm, The Pavilion

Present: J. Dale, P. Eve

1. Notes of the meeting on 12 April 2022 agreed
""",
    ),
    Front(
        "minutes under a name of the body with its council behind",
        "Eastholme District Council", "Audit and Governance Committee", "2021-09-22",
        """At the meeting of the Audit and Governance Committee of Eastholme District Council held in the Council Chamber on Wednesday, 22 September 2021 at 6pm

Members: Cllr Kent (Chairman), Cllr Lake

1. MINUTES

RESOLVED that the minutes of 14 July 2021 be signed.
""",
    ),
)  # fmt: skip
