"""What a reader with half a minute must know of a note's subject: what is asked, what was decided, cost, risk, what else matters.

Each is the papers' own words, word for word, checked and cited; empty where the papers say nothing of it. What is given here is noted on
the scene as shown, so that a later section does not say it again.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice

from assistant.briefing.dossier import Dossier
from assistant.briefing.implications import files_under
from assistant.briefing.key_points import THIN, is_readable, told_in_minutes
from assistant.briefing.material import Scene
from assistant.briefing.models import Said
from assistant.briefing.money import Settled, Sums, told_figures
from assistant.briefing.salience import Salience, is_whole
from assistant.briefing.verbatim import not_minuted, on_topic, recommendation_lists, resolutions, vote_on
from assistant.briefing.writer import fixed
from ingest.language.danger import tells_danger
from ingest.language.narrative import is_routine
from ingest.language.pointing import leans
from ingest.language.proposals import tells_doing, tells_procedure
from ingest.language.sentences import Unit, units
from ingest.language.spending import costs_nothing, is_financial, sums_in
from ingest.language.words import content_stems
from ingest.models import Kind
from ingest.record.outcomes import only_hears
from ingest.record.printed import Printed, as_printed

_TOPICAL = 0.4
"""Least weight of a sentence that leads a note on a topic."""
_WORTH = 0.9
"""Least weight of a line beside what is asked, decided, costs and risks: fewer lines are better than one that a reader skips."""
_ALIKE = 0.6
"""Share of the words of the shorter of two sentences from which both say the same."""
Weigh = Callable[[Unit], float]

_LONGEST = 60
"""Words of a line that a reader in haste takes in."""
_FEW = 6
"""Words under which an item of a list is no clause of its own."""
_SHORT = 28
"""Words beyond which each costs a line some of its rank."""


def asked(scene: Scene, most: int = 1) -> tuple[Said, ...]:
    """The clauses of the report's recommendations that ask most: those that do something before those that only note."""
    lists = ((dossier, recommendation_lists(dossier.report)) for dossier in _told(scene))
    return _clauses(scene, (on_topic(scene, dossier, found[0]) for dossier, found in lists if found), most)


def decided(scene: Scene, most: int = 1) -> tuple[Said, ...]:
    """The clauses of what was resolved that do something, behind them how the vote went; else one fixed sentence that it is not minuted."""
    dossiers = _told(scene)
    lists = [
        on_topic(scene, dossier, as_printed(clauses))
        for dossier in dossiers
        for clauses in (*map(resolutions, dossier.minutes), *(entry.clauses for entry in dossier.decisions))
    ]
    if found := _clauses(scene, filter(None, lists), most):
        votes = (vote_on(scene, entry) for dossier in dossiers for entry in dossier.minutes)
        return (*found, *[said for said in votes if said][: 1 if len(dossiers) == 1 else 0])
    bare = [dossier for dossier in dossiers if dossier.report or dossier.agenda]
    if any(dossier.minutes for dossier in dossiers) or not bare:
        return ()
    return (fixed(not_minuted(bare[0])),) if bare[0].matter.meeting.date else ()


def cost(scene: Scene, most: int = 1) -> tuple[Said, ...]:
    """The sentences that tell the money of the decision itself; else the one that says that it costs nothing."""

    def rank(dossier: Dossier) -> Weigh:
        sums, settled = Sums([*dossier.report_units, *_asked_units(dossier)]), _settled(dossier)

        def of(unit: Unit) -> float:
            if settled.overtakes(unit.text):
                return 0.0
            if weight := sums.weight(unit):
                return weight - _length(unit)
            return 1.0 if any(map(is_financial, unit.passage.section_path)) and costs_nothing(unit.text) else 0.0

        return of

    return _best(scene, rank, most, 1.0)


def risk(scene: Scene, most: int = 1) -> tuple[Said, ...]:
    """The sentences that tell what may go wrong."""

    def rank(dossier: Dossier) -> Weigh:
        salience = Salience(_pool(dossier), dossier.matter.title, scene.facts)

        def of(unit: Unit) -> float:
            filed = 0.6 if files_under(unit.passage, "risk") else 0.0
            told = 1.0 if tells_danger(unit.text) else 0.0
            return told and told + filed + 0.3 * salience.score(unit) - _length(unit)

        return of

    return _best(scene, rank, most, 0.8)


def to_know(scene: Scene, most: int = 3) -> tuple[Said, ...]:
    """What else matters most, best first, none of it said yet."""

    def rank(dossier: Dossier) -> Weigh:
        salience, sums = Salience(_pool(dossier), dossier.matter.title, scene.facts), Sums(dossier.report_units)
        settled = _settled(dossier)

        def of(unit: Unit) -> float:
            if settled.overtakes(unit.text) or tells_procedure(unit.text):
                return 0.0
            if unit.passage.kind is Kind.MINUTE and not (sums_in(unit.text) or tells_doing(unit.text)):
                return 0.0  # of all that was said, what is to be done or costs something
            return salience.score(unit) + salience.proposes(unit) + 0.3 * sums.weight(unit) - _length(unit)

        return of

    return _best(scene, rank, most, _WORTH)


def latest(scene: Scene) -> tuple[Said, ...]:
    """Of a topic: the clause of its latest decision that does most and itself speaks of the topic, else of what is asked."""
    told = sorted(_told(scene), key=_day, reverse=True)
    resolved = [
        _of_topic(scene, dossier, as_printed(clauses))
        for dossier in told
        for clauses in (*map(resolutions, dossier.minutes), *(entry.clauses for entry in dossier.decisions))
    ]
    return next(filter(None, (_clauses(scene, [clauses], 1) for clauses in resolved)), ())


def asked_of_topic(scene: Scene) -> tuple[Said, ...]:
    """The same of what the latest report asks."""
    lists = ((dossier, recommendation_lists(dossier.report)) for dossier in sorted(_told(scene), key=_day, reverse=True))
    asked = (_clauses(scene, [_of_topic(scene, dossier, found[0])], 1) for dossier, found in lists if found)
    return next(filter(None, asked), ())


def facts_of_topic(scene: Scene, most: int) -> tuple[Said, ...]:
    """The sentences that tell most of a topic, those first that name it, of different days where there are several, the latest first."""
    best: dict[datetime.date | None, list[tuple[float, Unit]]] = {}
    for dossier in _told(scene):
        pool = [*_pool(dossier), *_minuted(dossier)]
        salience, settled = Salience(pool, scene.target.title, scene.facts), _settled(dossier)
        for unit in scene.fresh(pool):
            fit = is_whole(unit) and is_readable(unit, dossier) and len(unit.text.split()) <= _LONGEST
            if fit and scene.on(unit) and not (settled.overtakes(unit.text) or tells_procedure(unit.text)):
                weight = salience.score(unit) + salience.proposes(unit) + scene.topic.names(unit.text) - _length(unit)
                best.setdefault(dossier.matter.meeting.date, []).append((weight, unit))
    ranked = [sorted(told, key=lambda one: -one[0]) for told in best.values()]
    each = [told[0] for told in ranked] + sorted(chain.from_iterable(told[1:] for told in ranked), key=lambda one: -one[0])
    leading = sorted(each[: len(ranked)], key=lambda one: -one[0]) + each[len(ranked) :]
    return _written(scene, [unit for weight, unit in leading if weight >= _TOPICAL], most)


def _written(scene: Scene, ranked: Sequence[Unit], most: int) -> tuple[Said, ...]:
    """The first `most` of units that pass the check and do not repeat each other, noted as shown, the latest first."""
    found: list[tuple[datetime.date, Said]] = []
    stems: list[set[str]] = []
    for unit in ranked:
        own = set(content_stems(unit.text))
        if len(found) == most or any(len(own & other) > _ALIKE * min(len(own), len(other)) for other in stems):
            continue
        if said := scene.writer.unit(unit):
            scene.take([unit])
            stems.append(own)
            found.append((unit.passage.meeting.date or datetime.date.min, said))
    return tuple(said for _, said in sorted(found, key=lambda one: one[0], reverse=True))


def _of_topic(scene: Scene, dossier: Dossier, clauses: Sequence[Printed]) -> Sequence[Printed]:
    """The clauses that name the topic themselves; all where none does and the matter is called so, or is the only one of it."""
    named = [clause for clause in clauses if clause.text.endswith(":") or scene.topic.names(clause.text)]
    whole = scene.topic.names(dossier.matter.title) or (len(_told(scene)) == 1 and scene.holds_whole(dossier))
    if any(not clause.text.endswith(":") for clause in named) or not whole:
        return named
    return [clause for clause in clauses if not (is_routine(clause.text) or leans(clause.text))]


def _minuted(dossier: Dossier) -> Iterator[Unit]:
    for passage in chain.from_iterable(entry.passages for entry in dossier.minutes):
        if passage.kind is Kind.MINUTE:
            yield from units(passage)


def _day(dossier: Dossier) -> datetime.date:
    return dossier.matter.meeting.date or datetime.date.min


def _settled(dossier: Dossier) -> Settled:
    """The figures that were resolved on a matter beside those that its report has; of one without a report nothing is overtaken."""
    lists = (*map(resolutions, dossier.minutes), *(entry.clauses for entry in dossier.decisions))
    resolved = frozenset(chain.from_iterable(told_figures(clause.text) for clauses in lists for clause in clauses))
    papers = (*dossier.report, *(passage for entry in dossier.appendices for passage in entry.passages))
    return Settled(resolved if dossier.report else frozenset(), frozenset(chain.from_iterable(told_figures(p.text) for p in papers)))


def _pool(dossier: Dossier) -> Sequence[Unit]:
    """What a report says; with its appendices where it only covers them; else what is minuted."""
    whole = sum(len(unit.text.split()) for unit in dossier.body) >= THIN
    return dossier.body if whole else (*dossier.body, *dossier.attached) or tuple(told_in_minutes(dossier))


def _told(scene: Scene) -> tuple[Dossier, ...]:
    return scene.substantial


def _asked_units(dossier: Dossier) -> Iterator[Unit]:
    for passage in dossier.report:
        if passage.kind is Kind.RECOMMENDATION:
            yield from units(passage)


def _length(unit: Unit) -> float:
    return 0.03 * max(0, len(unit.text.split()) - _SHORT)


def _clauses(scene: Scene, lists: Iterable[Sequence[Printed]], most: int) -> tuple[Said, ...]:
    """The clauses that do most, of each list as many: what does something before what notes or is the routine of a meeting."""
    ranked: list[tuple[float, Printed, Printed | None]] = []
    for clauses in lists:
        full = [(_does(clause.text, over), clause, leading) for clause, leading, over in _led(clauses)]
        ranked += sorted(full, key=lambda one: -one[0])[:most]
    said = (scene.writer.clause(clause, leading) for _, clause, leading in sorted(ranked, key=lambda one: -one[0]))
    return tuple(islice(filter(None, said), most))


def _led(clauses: Sequence[Printed]) -> Iterator[tuple[Printed, Printed | None, str]]:
    """The clauses of a list, each that says nothing by itself with the line that opens it ("That the following be brought forward:"); of
    all of them what that line says."""
    leading: Printed | None = None
    for clause in clauses:
        if clause.text.endswith(":") or _is_moved(clause):
            leading = clause
        else:
            yield clause, leading if _hangs(clause.text, leading) else None, leading.text if leading else ""


def _is_moved(clause: Printed) -> bool:
    """Whether a clause is a motion in its mover's words, before what became of it."""
    return clause.text.startswith(("I ", "We "))


def _hangs(text: str, leading: Printed | None) -> bool:
    """Whether a clause says nothing without the line before it."""
    return (leading is not None and _is_moved(leading)) or text[:1].islower() or len(text.split()) < _FEW


def _does(text: str, over: str) -> float:
    """How much a clause does, from 0: one that only takes something in, is routine or is long does less."""
    heard, routine, long = only_hears(text) or only_hears(over), is_routine(text), len(text.split()) > _LONGEST
    return 3.0 + (1.0 if sums_in(text) else 0.0) - 1.5 * heard - 2.5 * routine - 0.5 * long


def _best(scene: Scene, rank: Callable[[Dossier], Weigh], most: int, least: float) -> tuple[Said, ...]:
    """The `most` readable units that rank highest over the dossiers, each at least `least`."""
    ranked: list[tuple[float, Unit]] = []
    for dossier in _told(scene):
        weigh = rank(dossier)
        fit = (u for u in scene.fresh(_pool(dossier)) if is_whole(u) and is_readable(u, dossier) and scene.on(u))
        ranked += [(weigh(unit), unit) for unit in fit if len(unit.text.split()) <= _LONGEST]
    found: list[Said] = []
    stems: list[set[str]] = []
    for weight, unit in sorted(ranked, key=lambda one: -one[0]):
        if weight < least or len(found) == most:
            break
        own = {*content_stems(unit.text)}
        alike = any(len(own & other) >= _ALIKE * min(len(own), len(other)) for other in stems)
        if not alike and (said := scene.writer.unit(unit)):
            scene.take([unit])
            stems.append(own)
            found.append(said)
    return tuple(found)
