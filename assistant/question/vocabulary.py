"""What the library knows that helps to understand a question: its committees, meetings, titles, acronyms and words."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from assistant.bodies import Body, is_slip
from ingest.language.acronyms import spelled_out
from ingest.language.people import Person
from ingest.language.words import content_stems, stem, stems
from ingest.models import Meeting, Paper


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """Facts read off the passages of one revision of the library; immutable, so that requests can share it."""

    papers: tuple[Paper, ...] = ()
    """All that the reader may know of."""
    committees: tuple[str, ...] = ()
    meetings: tuple[datetime.date, ...] = ()
    """Meeting dates, ascending."""
    acronyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Acronym in capitals to the words that papers print for it, commonest first."""
    frequency: Mapping[str, int] = field(default_factory=dict)
    """Stem to the number of passages that hold it."""
    surface: Mapping[str, str] = field(default_factory=dict)
    """Stem to a word as printed, for searches in the words' own form."""
    places: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(agenda item or "", label of the paragraph) to the ids of the passages there."""
    sittings: frozenset[Meeting] = frozenset()
    """Meetings that papers or passages are of."""
    resolved: Mapping[Meeting, tuple[str, ...]] = field(default_factory=dict)
    """Meeting to the ids of the passages that hold its resolutions, in the order of its papers."""
    headings: tuple[str, ...] = ()
    """Titles of reports and agenda items, and headings of minutes, each once."""
    people: Mapping[str, frozenset[Person]] = field(default_factory=dict)
    """Folded surname to those who bear it, as the papers name them with a title."""
    days: frozenset[tuple[int, int]] = frozenset()
    """(Month, day) of days that papers name which are not those of their own meetings."""
    passages: int = 0

    @property
    def bodies(self) -> frozenset[Body]:
        """The bodies whose meetings the papers are of."""
        return frozenset(Body(one.committee, one.council) for one in self.sittings if one.committee)

    @property
    def latest(self) -> datetime.date | None:
        """The newest meeting; None where no paper is dated."""
        return self.meetings[-1] if self.meetings else None

    def weight(self, term: str) -> float:
        """Inverse document frequency of a stem, >= 0; an unseen word weighs as one that is seen once."""
        return log(1 + (self.passages + 1) / (1 + self.frequency.get(term, 0)))

    def latest_of(self, bodies: Iterable[Body]) -> datetime.date | None:
        """The newest meeting of the bodies, or of all where none is named."""
        named = set(bodies)
        return max((one.date for one in self.sittings if one.date and Body(one.committee or "", one.council) in named), default=self.latest)

    def meaning(self, acronym: str) -> str | None:
        """What an acronym stands for, by a definition that the papers print, else by the title of a report or item."""
        defined = self.acronyms.get(acronym.removesuffix("s").upper(), ())
        titles = (part for title in self.headings if len(acronym) > 2 and acronym.isupper() and (part := spelled_out(acronym, title)))
        return defined[0] if defined else next(titles, None)

    def correction(self, word: str) -> str | None:
        """The printed word that a misspelt one stands for, where it is one alone: of five letters or more and begun alike.

        A letter inside it is missing or one too many, or two have changed places; another ending makes another word (value, valuer).
        """
        root = stem(word)
        if self.frequency.get(root) or not word.isalpha():
            return None
        for typed, printed in ((word, {one: one for one in self.surface.values()}), (root, self.surface)):
            near = process.extract(typed, printed.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=9)
            same_end = {one for one, *_ in near if one[0] == typed[0] and (one[-1] == typed[-1] or len(one) == len(typed))}
            if found := {printed[one] for one in same_end if is_slip(typed, one)}:
                return found.pop() if len(found) == 1 else None
        return None


def label_key(label: str | None) -> str:
    """A label without punctuation, so that "12." and "12", "(ii)" and "ii" compare equal, and a table is found under its paragraph."""
    return re.sub(r"[^a-z0-9.]", "", (label or "").lower().removesuffix("(table)")).strip(".")


# Everyday words beside the words that council papers use for the same thing.

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
