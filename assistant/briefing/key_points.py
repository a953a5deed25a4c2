"""Sections that say what a matter is and what is in it: purpose, background, key points, figures."""

import re
from collections.abc import Iterator, Sequence

from assistant.answering.tables import is_header
from assistant.briefing.dossier import Dossier, headed, is_head
from assistant.briefing.material import Scene, bullets, councils, paragraph, within
from assistant.briefing.models import Block, Grid
from assistant.briefing.salience import Salience, is_whole, leans, runs, sends_away, spoken
from assistant.check.draft import Drafted, Style
from ingest.language.dates import find_periods
from ingest.language.periods import Period, PeriodKind
from ingest.language.pointing import leans as leans_back
from ingest.language.proposals import tells_procedure
from ingest.language.sentences import Shape, Unit, cells_of, units
from ingest.language.spending import tells_context
from ingest.language.whole_sentences import begins, has_run_in_label, has_run_in_number, is_cut, is_headings
from ingest.language.words import content_stems
from ingest.models import Kind, Passage
from ingest.record.models import ClauseKind

_PURPOSE = re.compile(r"\b(?:brief |executive )?summary\b|\bpurpose\b|\baims?\b", re.IGNORECASE)
_LABELLED = re.compile(r"^\W*(?:summary|purpose)\s*[:–-]", re.IGNORECASE)
_OPENING = re.compile(r"\bintroduction\b|\bsubject\b", re.IGNORECASE)
_BACKGROUND = re.compile(
    r"\bbackground\b|\bcontext\b|\bintroduction\b|\bcurrent position\b|\bhistory\b|\breasons? for (?:the )?(?:report )?recommendation", re.I
)
_ELSEWHERE = re.compile(r"implication|alternative options|options considered|next steps|timetable|governance|conclusion", re.IGNORECASE)
_PREFIX = re.compile(r"\b(?:report of|to consider|to receive|to note|to approve|to agree|report by)\b", re.IGNORECASE)
THIN = 250
"""Words of a covering report under which its appendices are read for key points too."""
_ROWS, _COLUMNS = 26, 6
_FEWEST_LEFT = 3
"""Words under which a piece of minutes is a number or a label."""
_OF_ONE = 260
"""Words of the points of one matter, where they are chosen and not whole minutes."""
_LIST = 0.6
"""Share of what a point carries that each item of a list must carry for the list to be given too."""
_THE_SAME = 0.6
"""Share of the words of a sentence of minutes that a motion or resolution holds where it is that motion."""
_FEWEST_WORDS = 6
"""Words under which what was drafted on a topic says nothing alone ("Agreed.")."""
_DATED = 4
"""Days past that a background names."""


def purpose(scene: Scene, words: int) -> list[Block]:
    """What the matter is for: the agenda's line, then the report's own summary."""
    if scene.target.searched:
        return []

    def find(dossier: Dossier) -> Sequence[Block]:
        said = [s for unit in _agenda_line(dossier) if (s := scene.writer.unit(unit))]
        for told in _summaries(dossier):
            if chosen := within(standing_whole([u for u in told if is_sentence(u) and not _listed(u, dossier)]), scene.share(words)):
                scene.take(chosen)
                return paragraph([*said, *scene.writer.all(chosen)])
        return paragraph([*said, *(() if said else scene.writer.all(_first(scene, dossier)))])

    return scene.by_matter(find)


def _summaries(dossier: Dossier) -> Iterator[list[Unit]]:
    """Units that may say what the report is for, the likeliest place first."""
    labelled = {u.passage.id for u in dossier.report_units if _LABELLED.match(u.text)}
    yield [u for u in dossier.report_units if u.passage.id in labelled]
    yield [u for u in dossier.body if headed(u.passage, _PURPOSE)]
    yield [u for u in dossier.body if headed(u.passage, _OPENING)]


def is_readable(unit: Unit, dossier: Dossier) -> bool:
    """Whether a sentence may be shown alone: whole, pointing back to nothing, and no item of a list."""
    told = is_sentence(unit) and not leans(unit) and not spoken(unit).startswith("To ")
    return told and not _listed(unit, dossier) and 5 <= len(unit.text.split()) <= 60


def _listed(unit: Unit, dossier: Dossier) -> bool:
    """Whether a unit is an item of a list, which says nothing without the line that opens it."""
    return (unit.passage.id, unit.position) in dossier.openers


def _agenda_line(dossier: Dossier) -> list[Unit]:
    """What the agenda says of the item behind its title."""
    found = [unit for passage in dossier.agenda for unit in units(passage)]
    return [unit for unit in found if _PREFIX.search(unit.text) and not re.match(r"\W*\d", unit.text)][:1]


def _first(scene: Scene, dossier: Dossier) -> list[Unit]:
    chosen = [unit for unit in dossier.body if is_whole(unit)][:2]
    scene.take(chosen)
    return chosen


def is_sentence(unit: Unit) -> bool:
    """Whether a unit is a sentence or item that starts where the paper starts it, says something, and is no row of headings."""
    text = spoken(unit)
    shaped = unit.shape is not Shape.ROW and len(text.split()) > 3 and not text[:1].islower() and not is_cut(text)
    return shaped and not (is_headings(text) or has_run_in_number(text) or has_run_in_label(text) or sends_away(text))


def background(scene: Scene, words: int) -> list[Block]:
    """Why the matter has come: what stands under the headings that tell it, in the order of the paper, then what was done on days past."""

    def find(dossier: Dossier) -> Sequence[Block]:
        told = [u for u in dossier.body if headed(u.passage, _BACKGROUND) and not headed(u.passage, _ELSEWHERE)]
        whole = [u for u in scene.fresh(told) if is_sentence(u) and not spoken(u).startswith("To ")]
        fit = [u for u in whole if scene.on(u) and not _listed(u, dossier)]
        chosen = within(standing_whole(fit), scene.share(words))
        scene.take(chosen)
        past = _past(scene, dossier, scene.share(words) - sum(len(u.text.split()) for u in chosen))
        scene.take(past)
        return [*paragraph(scene.writer.all(chosen)), *bullets(scene.writer.all(past))]

    return scene.by_matter(find)


def standing_whole(units: Sequence[Unit]) -> list[Unit]:
    """The units without those that lean on a sentence that is not among them."""
    kept: list[Unit] = []
    for unit in units:
        last = kept[-1] if kept else None
        follows = last is not None and last.passage.id == unit.passage.id and last.position + 1 == unit.position
        if follows or not leans(unit):
            kept.append(unit)
    return kept


def _past(scene: Scene, dossier: Dossier, words: int) -> list[Unit]:
    """Sentences that name days before the meeting or the day of the note, the weightiest that fit in `words`, in order of their days."""
    held = dossier.matter.meeting.date
    day = max(held or scene.day, scene.day)
    pool = [u for u in scene.fresh(dossier.body) if is_whole(u) and is_readable(u, dossier) and scene.on(u)]
    dated = {id(u): min(days) for u in pool if (days := [p.start for p in dates_of(u) if p.end <= day])}
    rank = Salience(pool, dossier.matter.title, scene.facts)
    best = sorted((u for u in pool if id(u) in dated), key=lambda unit: -rank.score(unit))[:_DATED]
    return sorted(within(best, words, least=0), key=lambda unit: dated[id(unit)])


def dates_of(unit: Unit) -> list[Period]:
    """The days and months of a year that a unit names."""
    return [period for period in find_periods(spoken(unit)) if period.dated and period.kind in (PeriodKind.DAY, PeriodKind.MONTH)]


def key_points(scene: Scene, words: int) -> list[Block]:
    """The points a reader in haste should see, with their figures, in the order of the papers."""
    called = scene.target.searched and any(scene.topic.names(one.matter.title) for one in scene.dossiers)
    if drafted := scene.reworded or ([] if called else _of_the_topic(scene)):
        said = [(s, d) for d in drafted if (s := scene.writer.write(d, None if scene.reworded else _council(scene, d)))]
        quotes = [quote for _, d in said for quote in d.quotes]
        scene.take(unit for one in quotes for unit in units(one.passage) if one.start <= unit.start < one.end)
        blocks = bullets([s for s, _ in said])
        if scene.reworded or scene.target.kind == "question":
            return blocks
        return [*blocks, *_by_matter(scene, words)]
    return _by_matter(scene, words)


def _by_matter(scene: Scene, words: int) -> list[Block]:
    level = scene.level(words)
    return scene.by_matter(lambda dossier: _points(scene, dossier, scene.share(words) if dossier.body or dossier.attached else level))


def _of_the_topic(scene: Scene) -> list[Drafted]:
    """What the answering engine drafted, without rows; of a topic only what can be read alone and is of that topic."""
    whole = [one for one in scene.drafted if one.style is not Style.ROW and one.cells is None]
    if scene.target.kind == "question":
        return whole
    plain = [(one, one.claim or one.text) for one in whole]
    return [one for one, text in plain if _stands(text) and not is_head(text) and all(_is_of(scene, q.passage) for q in one.quotes)]


def _is_of(scene: Scene, passage: Passage) -> bool:
    """Whether a passage is of the topic, and neither a table nor the head of a paper."""
    return passage.table is None and passage.kind is not Kind.FRONT_MATTER and scene.about(passage)


def _stands(text: str) -> bool:
    """Whether words can be read alone."""
    run_in = has_run_in_number(text) or has_run_in_label(text)
    short = len(text.split()) < _FEWEST_WORDS
    return begins(text) and not (short or leans_back(text) or is_cut(text) or run_in or sends_away(text) or tells_procedure(text))


def _council(scene: Scene, drafted: Drafted) -> str | None:
    """The council whose paper says it, where the note is on the papers of several."""
    return drafted.quotes[0].passage.meeting.council if len(councils(scene)) > 1 else None


def _points(scene: Scene, dossier: Dossier, words: int) -> list[Block]:
    own = [u for u in dossier.body if not headed(u.passage, _ELSEWHERE) and scene.on(u)]
    pool = scene.fresh(own)
    if sum(len(unit.text.split()) for unit in pool if is_whole(unit)) < THIN:
        pool += [u for u in scene.fresh(dossier.attached) if scene.on(u)]
    minuted = not pool
    if minuted:
        whole = [
            u
            for u in scene.fresh(told_in_minutes(dossier, False))
            if scene.on(u) and scene.about(u.passage) and len(u.text.split()) >= _FEWEST_LEFT
        ]
        if sum(len(unit.text.split()) for unit in whole) <= words:
            scene.take(whole)
            return bullets([said for run in runs(whole, whole) if (said := scene.writer.run(run))])
        pool = scene.fresh([u for u in told_in_minutes(dossier) if scene.on(u) and scene.about(u.passage)])
    rank = Salience(pool, dossier.matter.title, scene.facts)
    words = words if minuted else min(words, _OF_ONE)
    best = rank.best(pool, words, openers=dossier.openers)
    chosen = runs(_with_before(best, pool) if minuted else best, pool)
    scene.take(unit for run in chosen for unit in run)
    least = _LIST * sum(map(rank.score, best)) / max(1, len(best))
    return [*bullets([said for run in chosen if (said := scene.writer.run(run))]), *_key_list(scene, dossier, pool, words, least)]


def _with_before(chosen: Sequence[Unit], pool: Sequence[Unit]) -> list[Unit]:
    """Sentences of minutes with the one before each, which says what they are on."""
    near = {(unit.passage.id, unit.position): unit for unit in pool}
    before = [near.get((unit.passage.id, unit.position - 1)) for unit in chosen]
    return list({(u.passage.id, u.position): u for u in (*chosen, *before) if u}.values())


def told_in_minutes(dossier: Dossier, alone: bool = True) -> Iterator[Unit]:
    """The sentences of minutes that are not what was resolved, in the same words or nearly, as a motion that was amended is; to be read
    `alone`, neither what was moved."""
    clauses = [clause for entry in dossier.minutes for clause in entry.clauses]
    given = [one for one in clauses if alone or (one.kind is ClauseKind.RESOLUTION and not leans_back(one.text))]
    moved = [(words.passage.id, words.start, words.end) for clause in given for words in clause.words]
    stems = [set(content_stems(words.text)) for clause in given for words in clause.words]
    for passage in (passage for entry in dossier.minutes for passage in entry.passages):
        if passage.kind is not Kind.MINUTE:
            continue
        for unit in units(passage):
            own = set(content_stems(unit.text))
            inside = any(of == passage.id and start < unit.end and unit.start < end for of, start, end in moved)
            aside = alone and tells_procedure(unit.text)
            if own and not (inside or aside) and not any(len(own & other) >= _THE_SAME * len(own) for other in stems):
                yield unit


def _key_list(scene: Scene, dossier: Dossier, pool: Sequence[Unit], words: int, least: float) -> list[Block]:
    """The list of the report that carries most of it, whole, under the line that opens it; none whose items carry less than `least`."""
    lists: dict[tuple[str, int], tuple[Unit, list[Unit]]] = {}
    for unit in pool:
        if opener := dossier.openers.get((unit.passage.id, unit.position)):
            lists.setdefault((opener.passage.id, opener.position), (opener, []))[1].append(unit)
    rank = Salience(pool, dossier.matter.title, scene.facts)
    fit = [
        (sum(map(rank.score, items)) / len(items), opener, items)
        for opener, items in lists.values()
        if 2 <= len(items) <= 14
        and sum(len(item.text.split()) for item in items) <= max(60, words // 2)
        and rank.score(opener) > 0
        and not any(is_cut(spoken(item)) or tells_context(item.text) for item in items)
        and not has_run_in_number(spoken(opener))
    ]
    fit = [one for one in fit if one[0] >= least]
    if not fit:
        return []
    _, opener, items = max(fit, key=lambda one: one[0])
    lead, said = scene.writer.unit(opener), scene.writer.all(items)
    if lead is None or len(said) < len(items):
        return []
    scene.take([opener, *items])
    return [*paragraph([lead]), *bullets(said)]


def figures(scene: Scene, words: int) -> list[Block]:
    """Tables of the report that are small enough to be read, cell by cell; of the appendices where the report has none."""

    def find(dossier: Dossier) -> Sequence[Block]:
        tables = [p for p in dossier.report if _shown(p) and scene.sets_out(p)]
        tables = tables or [p for entry in dossier.appendices for p in entry.passages if _shown(p) and scene.sets_out(p)]
        blocks: list[Block] = []
        left, shown = scene.share(words), set[str]()
        for passage in tables:
            if (size := len(passage.text.split())) > left or passage.text in shown:
                continue
            shown.add(passage.text)
            left -= size
            blocks += grid(scene, [passage])
        return blocks

    return scene.by_matter(find)


def _shown(passage: Passage) -> bool:
    """Whether a table is one of figures or grades that can be set as the paper sets it."""
    table = passage.table
    if table is None or not table.trusted or not 2 <= len(table.columns) <= _COLUMNS or not 2 <= len(table.rows) <= _ROWS:
        return False
    named = [column.strip() for column in table.columns if column.strip()]
    if len(named) < len(table.columns) - 1 or len(set(named)) < len(named):
        return False
    cells = [cell for row in table.rows for cell in row[1:] if cell.strip()]
    short = sum(len(cell.split()) <= 5 for cell in cells)
    return len(cells) >= 3 and short >= 0.8 * len(cells) and any(re.search(r"\d", cell) or len(cell.split()) < 4 for cell in cells)


def grid(scene: Scene, passages: Sequence[Passage]) -> list[Block]:
    """Table passages with the same columns as one table; nothing where a row fails the check, as a table with a gap misleads."""
    table = passages[0].table
    if table is None:
        return []
    printed = [unit for passage in passages for unit in units(passage) if unit.shape is Shape.ROW and not is_header(unit)]
    rows = [scene.writer.row(unit) for unit in printed if len(cells_of(unit)) == len(table.columns)]
    if not rows or not all(rows):
        return []
    label = passages[0].paragraph if (passages[0].paragraph or "").startswith("Table") else None
    unit_note = f"Figures in {table.unit}." if table.unit else None
    return [Grid(columns=table.columns, rows=tuple(rows), caption=table.caption or label or passages[0].section, note=unit_note)]
