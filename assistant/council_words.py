"""Everyday words beside the words that council papers use for the same thing.

Keys are stems (one word) or phrases in lower case; values are words as papers print them. General usage of English local government,
not of any one council.
"""

from assistant.question_terms import content_stems, stems

_TABLE = """
kid | kids: children young people
looked after | children in care | in care: looked after children care LAC
fostering | foster carers: foster carers fostering placements
home schooled | home schooling | homeschooled: elective home education electively educated
special needs | disabled: SEND disabilities disability special educational needs
care plan | education plan: EHCP education health and care plan
mental health: CAMHS emotional wellbeing
old people | elderly | pensioners: older people adult social care
rough sleepers | homeless: homelessness rough sleeping
council houses | council housing: housing revenue account tenants
bins | rubbish: waste refuse recycling collection
potholes | roads: highways maintenance carriageway
buses: public transport bus services
car parking: car parks charges enforcement
police commissioner: police and crime commissioner OPCC PCC
police: constabulary
nhs | health side: health CCG clinical commissioning group trust
doctor | doctors: GP medical examination
solicitor | solicitors: legal fees costs
council tax: precept band D
cash | money: funding budget £
cost | costs | costing | price | pay | paying | paid: cost expenditure spend £
worth: value £
wages | salaries: pay staffing costs
job cuts | job losses | sacked: redundancy deletion of posts
cut | cuts | axe | axed | scrap | scrapped | shut | close | closing: reduction savings cease closure
saving | savings: savings efficiencies reductions
extra money: additional growth
overspend | overspent: pressure variance forecast
loan | loans: borrowing debt
invested | investments: treasury investment deposits
what share | proportion: percentage %
percent | percentage: %
mark | marked | score | graded | rated: judgement grade rating assessment
inspectors: Ofsted inspection
turn up | turns up: present attend quorum
quorate: quorum
vice chair: vice-chair deputy chair
voted in | elected: elected appointed
boss | in charge: director lead responsible accountable
lead member | cabinet member | portfolio holder: cabinet member portfolio holder lead member
decide | decided | agreed | agree | voted | vote: resolved agreed decision
asked to decide | asked to do | being asked | asked to approve: recommendation recommended asked
signed off | sign off | approve: approved agreed endorsed
turned down | rejected | thrown out: refused lost not agreed
put off | put back | delayed | pushed back: postponed deferred delayed rearranged
down for: scheduled programmed
go live | start up: launched commenced introduced implemented
run out | runs out: expire expiry end date
extend: extension extended
hand over: transfer
check | checks | checked: monitoring review inspection
check back: contacted reviewed
get better | better | improved: improvement improved increase
worse | got worse: deterioration decrease decline
go up | gone up | went up | rise | rose: increase increased rise
go down | gone down | come down | drop | fell: decrease reduced reduction fall
feedback | what people say: consultation responses views feedback
questionnaires | filled in: responses completed consultation
leave it | doing nothing | do nothing: status quo no change options rejected
contract | deal | deals: contract contracts agreement
tender: procurement specification tender
rent | rents: lease rental rent
complaints: complaints compliments representations
hearing | told: reported informed noted
brum: Birmingham
iow: Isle of Wight
regen: regeneration
uni: university
refs | ref: reference
terms of ref: terms of reference
"""


def _read(table: str) -> dict[tuple[str, ...], str]:
    entries: dict[tuple[str, ...], str] = {}
    for line in table.strip().splitlines():
        said, _, printed = line.partition(": ")
        for phrase in said.split(" | "):
            entries[tuple(stems(phrase))] = printed
    return entries


_ENTRIES = _read(_TABLE)
_LONGEST = max(map(len, _ENTRIES))


def council_words(question: str) -> dict[str, str]:
    """Everyday phrases of the question with the words that papers print for them; a longer phrase wins over its parts."""
    asked, found, at = stems(question), {}, 0
    while at < len(asked):
        for size in range(min(_LONGEST, len(asked) - at), 0, -1):
            phrase = tuple(asked[at : at + size])
            if phrase in _ENTRIES:
                found[" ".join(phrase)] = _ENTRIES[phrase]
                at += size
                break
        else:
            at += 1
    return {said: printed for said, printed in found.items() if set(content_stems(printed)) - set(asked)}
