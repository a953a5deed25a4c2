"""What a question is about among the papers: the bodies, meetings, items and people that it names, held against what the papers print.

What is of another meeting, body, item or person than the one named has no place in the answer. In doubt nothing is shut out: a day that is
no meeting's may be that of an event, a later meeting may speak of an earlier one, and a short name may fit several bodies.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.bodies import Body, Mention, mentions_of, own_words
from assistant.question.facts import day_held
from assistant.question.vocabulary import LibraryFacts
from ingest.language.acronyms import acronyms, is_told_by
from ingest.language.dates import days_of_year, years_named
from ingest.language.lexicon import words_of
from ingest.language.people import TITLED, Person, people
from ingest.language.periods import Period, PeriodKind, long_date
from ingest.language.sentences import Unit
from ingest.language.words import content_stems, fold, stem, stems, words
from ingest.models import Kind, Meeting, Passage

_DEEDS, _SITTINGS, _TURNS = words_of("asked.deeds"), words_of("asked.sittings"), words_of("asked.turns")
_BODIES = words_of("bodies.committees", "bodies.councils", "bodies.typed")
_NO_SUBJECT = frozenset(map(stem, _DEEDS | _SITTINGS | _BODIES | words_of("asked.outcomes")))
_CLAUSES = frozenset({Kind.RESOLUTION, Kind.MINUTE})
_NEAR = 3
"""Words between a date and the word for the meeting that it is of."""
_FAR = 14
"""Words between what a meeting did and the date on which it did it."""


@dataclass(frozen=True, slots=True)
class Matter:
    """What the question names; everything empty where it names nothing that bounds the answer."""

    committees: tuple[str, ...] = ()
    """Bodies by their printed names, all that a short name fits."""
    sittings: frozenset[Meeting] | None = None
    """The meetings asked about; None where none is told."""
    exact: bool = False
    """Whether the day of the meeting is told: then nothing of another meeting is meant, else no decision of another."""
    days: frozenset[tuple[int, int]] = frozenset()
    """(Month, day) on which something was decided at no meeting among the papers; they name it some other way."""
    years: frozenset[int] = frozenset()
    """Years in which the meetings were, where no day is told."""
    acronyms: frozenset[str] = frozenset()
    """Those that stand for an item of business by its title."""
    terms: frozenset[str] = frozenset()
    """Stems of the question."""
    subject: frozenset[str] = frozenset()
    """Stems of what was to be decided on, and of printed words for it; empty where no decision is asked for."""
    named: tuple[Person, ...] = ()
    """People of whom the papers know others with the same surname."""
    whole: tuple[str, ...] = ()
    """Ids of all that the meetings resolved, in their order, where the question asks for just that."""
    lacking: str = ""
    """A sentence that says what is named in the question and is not among the papers; "" where all is there."""

    def holds(self, passage: Passage) -> bool:
        """Whether a passage may be of what is named; a decision only if it is of the meeting, body and item named, or names them itself."""
        named = not self.days or not self.days.isdisjoint(days_of_year(passage.text))
        return named and self._is_of_meeting(passage) and self._is_of_item(passage)

    def keeps(self, unit: Unit) -> bool:
        """Whether a sentence, item or row may be of what is named: not of another person of a surname, nor beside what answers whole."""
        if self.whole and unit.passage.id not in self.whole:
            return False
        if not self.named:
            return True
        found = tuple(people(unit.text))
        return all(_is_of_person(person, found) for person in self.named)

    def of_subject(self, passages: Iterable[Passage]) -> frozenset[str]:
        """Ids of the passages without the decisions of items that share no word with the subject, where there is one that does."""
        every = {passage.id: passage for passage in passages}
        decided = [passage for passage in every.values() if passage.kind is Kind.RESOLUTION]
        on = {_place(one) for one in decided if not self.subject.isdisjoint(stems(f"{_over(one)} {one.text}"))}
        return frozenset(every) - {one.id for one in decided if on and _place(one) not in on}

    def _is_of_meeting(self, passage: Passage) -> bool:
        if self.sittings is None or not (self.exact or passage.kind in _CLAUSES):
            return True
        held = Meeting(passage.meeting.council, passage.meeting.committee, day_held(passage))
        if held in self.sittings or held.date is None:
            return True
        return not self.exact and self._is_spoken_of(passage)

    def _is_spoken_of(self, passage: Passage) -> bool:
        """Whether a decision of another meeting names the body, and the year where one is told."""
        said = set(stems(passage.text))
        body = any(passage.meeting.committee == name or set(content_stems(name)) <= said for name in self.committees)
        year = not self.years or bool(self.years & years_named(passage.text)) or (day_held(passage) or date.min).year in self.years
        return year and (body or not self.committees)

    def _is_of_item(self, passage: Passage) -> bool:
        if not self.acronyms or passage.kind not in _CLAUSES:
            return True
        over = [title for title in (passage.agenda_title, passage.section, passage.report_title) if title]
        said = words(passage.text)
        if any(acronym.lower() in said or any(is_told_by(acronym, title) for title in over) for acronym in self.acronyms):
            return True
        return any(frozenset() < _content(title) <= self.terms for title in over)


def name_bodies(question: str, facts: LibraryFacts) -> tuple[str, tuple[Mention, ...]]:
    """The question with short names of bodies written out as papers print them, where one body fits, and the bodies it names."""
    found = mentions_of(question, facts.bodies)
    for mention in reversed(found):
        name = next(iter(mention.bodies)).name if len(mention.bodies) == 1 else ""
        printed = all(facts.frequency.get(stem(word)) for word in words(mention.typed))
        short = len(mention.typed.split()) > 1 or not printed
        if name and short and not _is_council(next(iter(mention.bodies))) and fold(name) != fold(mention.typed):
            question = question[: mention.start] + name + question[mention.end :]
    return question, found


def find_matter(
    question: str, deed: bool, periods: Sequence[Period], bodies: Sequence[Mention], meant: Mapping[str, str], facts: LibraryFacts
) -> Matter:
    """Resolve what a question names.

    `deed` says whether it asks what was decided, `periods` and `bodies` are those that it names, `meant` has printed words for its own.
    """
    found = frozenset(body for mention in bodies for body in mention.bodies)
    called = _BODIES.union(*(words(mention.typed) for mention in bodies))
    when = [period for period in periods if _is_of_sitting(question, period, deed, called)]
    when = [period for period in when if period.kind is PeriodKind.DAY] or when
    sittings, exact, years = _sittings(found, when, deed, facts)
    told = sorted(sittings or (), key=_order)
    asked = frozenset(content_stems(question))
    rest = asked - _NO_SUBJECT - {t for m in bodies for t in stems(m.typed)} - {t for p in periods for t in stems(f"{p.printed} {p.label}")}
    members = tuple(_members(question))
    return Matter(
        committees=tuple(sorted(body.name for body in found)),
        sittings=sittings,
        exact=exact,
        days=frozenset() if sittings or not deed else frozenset((p.start.month, p.start.day) for p in when if p.kind is PeriodKind.DAY),
        years=years,
        acronyms=_acronyms(question, bodies, facts) if deed else frozenset(),
        terms=asked,
        subject=rest.union(*(content_stems(p) for said, p in meant.items() if not rest.isdisjoint(stems(said)))) if deed else frozenset(),
        named=tuple(person for _, person in members if _others(person, facts)),
        whole=() if rest or not (deed and when) else tuple(one for held in told for one in facts.resolved.get(held, ())),
        lacking=_unknown_body(bodies, facts) or _unknown_person(members, facts) or _unheld(when, found, sittings, facts),
    )


# Meetings: of which days and bodies.


def _is_of_sitting(question: str, period: Period, deed: bool, called: frozenset[str]) -> bool:
    """Whether a date is that of a meeting: stands by a word for it (`called` for bodies), or says when a meeting did what it did."""
    before, after = words(question[: period.at[0]]), words(question[period.at[1] :])
    if period.at == (0, 0):
        return period.kind is PeriodKind.DAY
    behind = after[: _NEAR + 1]
    if any(word in _SITTINGS or word in called for word in behind) and not _TURNS.intersection(behind):
        return True
    if any(word in _SITTINGS for word in before[-_NEAR - 1 :]) and not _TURNS.intersection(before[-_NEAR:]):
        return True
    if not deed:
        return False
    if set(before) <= {"on", "in", "at", "during"}:
        return True
    done = max((at for at, word in enumerate(before) if word in _DEEDS or word in called), default=None)
    return done is not None and len(before) - done <= _FAR and not _TURNS.intersection(before[done:])


def _sittings(
    bodies: frozenset[Body], when: Sequence[Period], deed: bool, facts: LibraryFacts
) -> tuple[frozenset[Meeting] | None, bool, frozenset[int]]:
    """The meetings asked about, whether by their day, and else the years told; None where neither body nor date bounds them."""
    own = frozenset(body for body in bodies if not _is_council(body))
    if not when:
        return (_of(own, facts) if own and deed else None), False, frozenset()
    exact = any(period.kind is PeriodKind.DAY for period in when)
    held = frozenset(one for one in _of(bodies if exact else own, facts) if any(period.holds(one.date) for period in when))
    if not held or not (exact or deed):
        return None, False, frozenset()
    return held, exact, frozenset() if exact else frozenset(year for period in when for year in period.years)


def _order(meeting: Meeting) -> tuple[date, str]:
    return meeting.date or date.min, meeting.committee or ""


def _of(bodies: Collection[Body], facts: LibraryFacts) -> frozenset[Meeting]:
    return frozenset(one for one in facts.sittings if not bodies or Body(one.committee or "", one.council) in bodies)


def _is_council(body: Body) -> bool:
    return body.council is None or not own_words(body.name) - own_words(body.council)


# Items, by acronyms that stand for their titles.


def _acronyms(question: str, bodies: Sequence[Mention], facts: LibraryFacts) -> frozenset[str]:
    """Acronyms of the question that stand for the title of an item, and for no body of those that papers are of."""
    of_bodies = {mention.typed for mention in bodies}
    return frozenset(
        word
        for word in acronyms(question)
        if len(word) > 2 and word not in of_bodies and any(is_told_by(word, title) for title in facts.headings)
    )


def _content(title: str) -> frozenset[str]:
    return frozenset(term for term in content_stems(title) if not term[0].isdigit())


def _place(passage: Passage) -> tuple[str, str | None, str | None]:
    return passage.document, passage.agenda_item, passage.section


def _over(passage: Passage) -> str:
    """What stands over a decision and says what it is on."""
    return " ".join(filter(None, (passage.agenda_title, passage.section)))


# People.


def _members(question: str) -> Iterator[tuple[str, Person]]:
    """The people to whom a question gives a title, each with the words."""
    for match in TITLED.finditer(question):
        for person in people(match[0]):
            yield match[0].strip(), person


def _others(person: Person, facts: LibraryFacts) -> list[Person]:
    """People of the papers with the same surname who are somebody else."""
    known = facts.people.get(fold(person.surname), ())
    return [other for other in known if person.given and other.given and not person.may_be(other)]


def _is_of_person(person: Person, found: Collection[Person]) -> bool:
    same = [other for other in found if fold(other.surname) == fold(person.surname)]
    return not same or any(person.may_be(other) for other in same)


# What is named and is not there, in words.


def _unknown_body(bodies: Sequence[Mention], facts: LibraryFacts) -> str:
    for mention in bodies:
        own = own_words(mention.typed)
        if not mention.bodies and facts.bodies and own and not any(facts.frequency.get(stem(word)) for word in own):
            known = [name for name in facts.committees if not years_named(name)]
            return f"No papers of a body called {mention.typed} are here; those here are of {_listed(known)}."
    return ""


def _unknown_person(members: Sequence[tuple[str, Person]], facts: LibraryFacts) -> str:
    for words_said, person in members:
        if not facts.frequency.get(stem(fold(person.surname))):
            return f"The papers name no {words_said}."
        title = words_said.split()[0]
        known = facts.people.get(fold(person.surname), ())
        others = _others(person, facts)
        if others and not any(other.given and person.may_be(other) for other in known):
            named = [f"{title} {one.given} {one.surname}" for one in sorted(set(others))]
            return f"There is no {words_said} in the papers; they name {_listed(named)}."
    return ""


def _unheld(when: Sequence[Period], bodies: frozenset[Body], sittings: frozenset[Meeting] | None, facts: LibraryFacts) -> str:
    """Says that no meeting was held then, unless the papers name the time in any other way."""
    period = next((p for p in when if p.kind in (PeriodKind.DAY, PeriodKind.CALENDAR)), None)
    among = sorted((one for one in _of(bodies, facts) if one.date), key=_order)
    if period is None or sittings is not None or not among or any(period.holds(one.date) for one in among):
        return ""
    day = period.kind is PeriodKind.DAY
    if (period.start.month, period.start.day) in facts.days if day else facts.frequency.get(stem(period.label)):
        return ""
    nearest = min(among, key=lambda one: abs((one.date or date.min) - period.start))
    of = f" of {_with_article(nearest)}" if len(bodies) == 1 else ""
    at = f"{'on' if day else 'in'} {period.label}"
    told = long_date(nearest.date) if nearest.date else ""
    return f"No meeting{of} {at} is among the papers; the nearest is {told if of else f'that of {_with_article(nearest)} on {told}'}."


def _with_article(meeting: Meeting) -> str:
    name = meeting.committee or meeting.council or "the council"
    return f"the {name}" if " " in name and not name.lower().startswith("the ") else name


def _listed(names: Sequence[str]) -> str:
    first, last = names[:-1], names[-1:]
    return " and ".join(filter(None, (", ".join(first), *last)))
