"""What the library knows that helps to understand a question: its committees, meetings, titles, acronyms and words."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import log

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

from ingest.language.words import content_stems, stem, stems, unique, words
from ingest.models import Paper, Passage

_DEFINED = re.compile(r"\(([A-Z][A-Za-z&/-]{1,9})\)")
_DEFINING = re.compile(r"\b([A-Z][A-Za-z&]{1,9})\s?(?:\(|[-–—:]\s|\t\s*|\s\|\s)([A-Za-z][A-Za-z ,'’&/-]{5,90})")
_SMALL = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "into", "of", "on", "or", "the", "to", "with"))


@dataclass(frozen=True, slots=True)
class LibraryFacts:
    """Facts read off the passages of one revision of the library; immutable, so that requests can share it."""

    papers: tuple[Paper, ...] = ()
    """All that the reader may know of."""
    committees: tuple[str, ...] = ()
    meetings: tuple[datetime.date, ...] = ()
    """Meeting dates, ascending."""
    titles: tuple[str, ...] = ()
    """Titles of reports and agenda items, each once."""
    acronyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Acronym in capitals to the words that papers print for it, commonest first."""
    frequency: Mapping[str, int] = field(default_factory=dict)
    """Stem to the number of passages that hold it."""
    surface: Mapping[str, str] = field(default_factory=dict)
    """Stem to a word as printed, for searches in the words' own form."""
    places: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """(agenda item or "", label of the paragraph) to the ids of the passages there."""
    passages: int = 0

    @property
    def latest(self) -> datetime.date | None:
        """The newest meeting; None where no paper is dated."""
        return self.meetings[-1] if self.meetings else None

    def weight(self, term: str) -> float:
        """Inverse document frequency of a stem, >= 0; an unseen word weighs as one that is seen once."""
        return log(1 + (self.passages + 1) / (1 + self.frequency.get(term, 0)))

    def correction(self, term: str) -> str | None:
        """The printed word that a misspelt one stands for: unseen, of five letters or more, one edit away (two from eight letters)."""
        if self.frequency.get(term) or len(term) < 5 or not term.isalpha():
            return None
        best = process.extractOne(term, self.surface.keys(), scorer=DamerauLevenshtein.distance, score_cutoff=1 + (len(term) > 7))
        return self.surface[best[0]] if best and best[0][:1] == term[:1] and self.frequency[best[0]] > 1 else None


def gather_facts(papers: Iterable[Paper], passages: Iterable[Passage]) -> LibraryFacts:
    """Read the facts off the papers and all their passages, once a revision."""
    committees, dates, titles = Counter[str](), set[datetime.date](), dict[str, None]()
    frequency, surface, acronyms, count = Counter[str](), dict[str, str](), dict[str, Counter[str]](), 0
    papers = tuple(papers)
    for paper in papers:
        _note_meeting(paper.info.meeting.committee, paper.info.meeting.date, committees, dates)
    places: dict[tuple[str, str], list[str]] = {}
    for passage in passages:
        count += 1
        _note_place(passage, places)
        _note_meeting(passage.meeting.committee, passage.meeting.date, committees, dates)
        titles.update(dict.fromkeys(filter(None, (passage.report_title, passage.agenda_title))))
        roots = {stem(word): word for word in words(passage.text)}
        frequency.update(roots.keys())
        surface.update({r: w for r, w in roots.items() if r not in surface})
        for acronym, meaning in find_acronyms(passage.text):
            acronyms.setdefault(acronym.removesuffix("s").upper(), Counter())[meaning.lower()] += 1
    return LibraryFacts(
        papers=papers,
        committees=tuple(name for name, _ in committees.most_common()),
        meetings=tuple(sorted(dates)),
        titles=tuple(titles),
        acronyms={acronym: tuple(m for m, _ in meanings.most_common(3)) for acronym, meanings in acronyms.items()},
        frequency=frequency,
        surface=surface,
        places={place: tuple(ids) for place, ids in places.items()},
        passages=count,
    )


def find_acronyms(text: str) -> Iterator[tuple[str, str]]:
    """Acronyms that a text defines, with their meaning: "Multi Agency Safeguarding Hub (MASH)", "MASH (Multi Agency ...)", glossary rows.

    The initials must spell the acronym (small words may be passed over), so that a bracket after any words is not a definition.
    """
    for match in _DEFINED.finditer(text):
        before = re.findall(r"[A-Za-z'’]+", text[max(0, match.start() - 120) : match.start()])
        for size in range(2, min(len(before), 2 * len(match[1])) + 1):
            if _spells(match[1], before[-size:]):
                yield match[1], " ".join(before[-size:])
                break
    for match in _DEFINING.finditer(text):
        after = re.findall(r"[A-Za-z'’]+", match[2])
        size = next((n for n in range(len(after), 1, -1) if _spells(match[1], after[:n])), 0)
        if size:
            yield match[1], " ".join(after[:size])


def _spells(acronym: str, meaning: list[str]) -> bool:
    """Whether the initials of the words spell the acronym, its own small letters and plural s put aside."""
    letters = "".join(c for c in acronym if c.isupper()).lower()
    strict = "".join(word[0] for word in meaning).lower()
    loose = "".join(word[0] for word in meaning if word.lower() not in _SMALL).lower()
    return len(letters) > 1 and meaning[0].lower() not in _SMALL and letters in (strict, loose)


def _note_meeting(committee: str | None, date: datetime.date | None, committees: Counter[str], dates: set[datetime.date]) -> None:
    if committee:
        committees[committee] += 1
    if date:
        dates.add(date)


def _note_place(passage: Passage, places: dict[tuple[str, str], list[str]]) -> None:
    """Note where a passage stands, by its item and without, a recommendation by its bare label too."""
    if passage.paragraph:
        label = label_key(passage.paragraph)
        for key in {label, label.removeprefix("recommendation")}:
            for item in {passage.agenda_item or "", ""}:
                places.setdefault((item, key), []).append(passage.id)


def label_key(label: str | None) -> str:
    """A label without punctuation, so that "12." and "12", "(ii)" and "ii" compare equal, and a table is found under its paragraph."""
    return re.sub(r"[^a-z0-9.]", "", (label or "").lower().removesuffix("(table)")).strip(".")


def committee_names(committee: str) -> tuple[str, ...]:
    """How people name a committee: its title and its initials ("OSMC")."""
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", committee) if word.lower() not in _SMALL).upper()
    return unique((committee, initials)) if len(initials) > 2 else (committee,)


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
