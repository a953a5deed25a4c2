"""The recommendation that a decision took up: the same item, alike words; and which words differ."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from assistant.registers.models import Difference
from ingest.language.words import fold, stem, word_set
from ingest.models import Kind, Passage
from ingest.record.minutes import Minute
from ingest.record.models import Clause
from ingest.record.motions import last_label
from ingest.record.names import same_body
from ingest.record.outcomes import bare
from ingest.record.words import Words, lines_of

_WORD = re.compile(r"£?\d[\d,./%]*\w*|[A-Za-z][\w’'-]*")
_EMPTY = word_set("the a an of to and or be is are was were do does did that it its in on for by with as at this which been")
_ENOUGH, _ENOUGH_SAME_LABEL = 62.0, 58.0
_TITLES = 66.0


@dataclass(frozen=True, slots=True)
class Proposal:
    """A clause of the recommendations of a report."""

    passage: Passage
    words: Words
    label: str | None
    report: tuple[str, str]
    """Document and report title."""


def proposals(passages: Iterable[Passage]) -> list[Proposal]:
    """Every clause of every report's recommendations, without lead-ins ("Council is asked to:"); a clause printed twice counts once,
    in the pack of its meeting where it stands there.
    """
    found: dict[tuple[str, str, str], Proposal] = {}
    for passage in passages:
        if passage.kind is not Kind.RECOMMENDATION:
            continue
        for line in lines_of(passage):
            bare = _headless(line.raw, passage.section)
            if bare.rstrip().endswith(":") or len(bare.split()) < 3:
                continue
            title = passage.report_title or passage.agenda_title or ""
            words = line.after(len(line.raw) - len(bare))
            key = (str(passage.meeting.date), title.casefold(), " ".join(stems_of(bare)))
            proposal = Proposal(passage, words, passage.paragraph, (passage.document, title))
            if key not in found or (passage.agenda_item and not found[key].passage.agenda_item):
                found[key] = proposal
    return list(found.values())


def _headless(line: str, heading: str | None) -> str:
    """A line without the heading that stands before its words on the same line."""
    printed = r"\s*".join(map(re.escape, (heading or "").split()))
    line = re.sub(rf"^\W*{printed}\s*", "", line, flags=re.I) if printed else line
    return re.sub(r"^\W*(?:\d+\W+)?recommendations?\s*(?:\(s\))?\s*:?\s*(?=\W|[A-Z]|$)", "", line, flags=re.I).lstrip(" :\t")


def stems_of(text: str) -> list[str]:
    """Stems of a clause's words with its label and lead-in taken off; the small words go too, figures stay."""
    return [stem for stem, _, _ in _marked(bare(text))]


def likeness(one: Sequence[str], other: Sequence[str]) -> float:
    """How alike two clauses are, 0 to 100: in order or out of it, one inside the other counting a little less."""
    first, second = " ".join(one), " ".join(other)
    if min(len(one), len(other)) < 4:
        return float(fuzz.token_sort_ratio(first, second))
    return max(float(fuzz.token_sort_ratio(first, second)), 0.85 * float(fuzz.token_set_ratio(first, second)))


def of_item(minute: Minute, minutes: Sequence[Minute], among: Sequence[Proposal]) -> list[Proposal]:
    """The recommendations of the report that a minute is on: for its meeting and body, its agenda item or a title like its own."""
    near = [p for p in among if p.passage.meeting.date == minute.date and same_body(p.passage.meeting.committee, minute.body)]
    near = [p for p in near if minute.passages[0].report_title != p.passage.report_title]
    numbered = [p for p in near if minute.agenda_item and p.passage.agenda_item == minute.agenda_item]
    if numbered or not minute.title:
        return numbered
    same = [other for other in minutes if other.date == minute.date and other.title and same_body(other.body, minute.body)]
    found = []
    for proposal in near:
        best = max(same, key=lambda other: title_likeness(other.title, proposal), default=minute)
        if best.title == minute.title and title_likeness(minute.title, proposal) >= _TITLES:
            found.append(proposal)
    return main_report(found)


def main_report(found: list[Proposal]) -> list[Proposal]:
    """The covering report's own recommendations where there are any, else those of what is attached to it."""
    own = [p for p in found if not (p.passage.report_title or "").casefold().startswith(("appendix", "annex"))]
    return own or found


def title_likeness(title: str | None, proposal: Proposal) -> float:
    """How alike a minute's title and the title of a report or its agenda item are, 0 to 100."""
    names = {proposal.passage.report_title, proposal.passage.agenda_title} - {None}
    own = fold(title or "")
    return max(
        (fuzz.token_sort_ratio(own, fold(n or "")) * 0.4 + fuzz.token_set_ratio(own, fold(n or "")) * 0.6 for n in names), default=0.0
    )


def of_subject(title: str | None, date: datetime.date | None, among: Sequence[Proposal]) -> list[Proposal]:
    """The recommendations on the subject of a decision record, of the year before it; those drafted for its decision-maker first."""
    near = [p for p in among if _recent(p, date) and title and title_likeness(title, p) >= 80]
    attached = [p for p in near if (p.passage.report_title or "").casefold().startswith("appendix")]
    return attached or near


def _recent(proposal: Proposal, date: datetime.date | None) -> bool:
    when = proposal.passage.meeting.date
    return when is None or date is None or datetime.timedelta(0) <= date - when <= datetime.timedelta(days=366)


def pair(clauses: Sequence[Clause], offered: Sequence[Proposal]) -> dict[int, tuple[Proposal, str]]:
    """Index of each clause to the recommendation it takes up, with the reason; each recommendation is taken up once."""
    scored = sorted(_scored(clauses, offered), key=lambda found: -found[0])
    taken: dict[int, tuple[Proposal, str]] = {}
    used: set[int] = set()
    for _, at, number, reason in scored:
        if at not in taken and number not in used:
            taken[at] = (offered[number], reason)
            used.add(number)
    return taken


def _scored(clauses: Sequence[Clause], offered: Sequence[Proposal]) -> Iterator[tuple[float, int, int, str]]:
    for at, clause in enumerate(clauses):
        text = " ".join(w.text for w in clause.words)
        own = stems_of(text)
        named = re.search(r"\brecommendation \(?(\w{1,4})\)? of the report", text, re.I)
        for number, proposal in enumerate(offered):
            theirs = stems_of(proposal.words.text)
            same_label = last_label(clause.label) is not None and last_label(clause.label) == last_label(proposal.label)
            score = likeness(own, theirs)
            if named and named[1].casefold() == last_label(proposal.label):
                yield 200.0, at, number, "the clause names the recommendation"
            elif own == theirs:
                yield 150.0, at, number, "same item, same words"
            elif score >= (_ENOUGH_SAME_LABEL if same_label else _ENOUGH):
                beside = ", same number" if same_label else ""
                yield score + 10 * same_label, at, number, f"same item{beside}, near words ({score:.0f} of 100)"


def difference(recommended: str, decided: str) -> Difference:
    """The runs of words, as printed, that only one of the two has; verb forms and small words do not count."""
    one, other = _marked(bare(recommended)), _marked(bare(decided))
    opcodes = SequenceMatcher(None, [m[0] for m in one], [m[0] for m in other], autojunk=False).get_opcodes()
    gone = _runs(bare(recommended), one, [(a, b) for tag, a, b, _, _ in opcodes if tag != "equal"], other)
    new = _runs(bare(decided), other, [(c, d) for tag, _, _, c, d in opcodes if tag != "equal"], one)
    return Difference(recommended_only=gone, decided_only=new)


_Marked = list[tuple[str, int, int]]
"""Form, start and end of each word that counts."""


def _runs(text: str, own: _Marked, spans: Sequence[tuple[int, int]], other: _Marked) -> tuple[str, ...]:
    """The spans as printed; words that only moved are no difference, figures always are."""
    there = {form for form, _, _ in other}
    changed = [(a, b) for a, b in spans if b > a and any(f not in there or any(c.isdigit() for c in f) for f, _, _ in own[a:b])]
    return tuple(text[own[a][1] : own[b - 1][2]] for a, b in changed)


def _marked(text: str) -> _Marked:
    return [(_form(m.group()), m.start(), m.end()) for m in _WORD.finditer(text) if m.group().casefold() not in _EMPTY]


def _form(word: str) -> str:
    """A word without the endings in which recommendations and resolutions differ: "note", "notes" and "noted" are one."""
    plain = stem(fold(word).strip(".,"))
    return re.sub(r"(?:ing|ed|es|s|e)$", "", plain) if plain.isalpha() and len(plain) > 3 else plain
