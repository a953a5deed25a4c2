"""Of which meeting a paper is: its council, committee and day, from the places that say so, and what is in doubt.

The box at the head of a report says it, and the front (see `front`); where the two disagree, the box holds and the other is in doubt.
"""

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.language.dates import first_day, mentions
from ingest.language.lexicon import listed
from ingest.language.periods import long_date
from ingest.models import Line, Meeting
from ingest.structure.bodies import Body, bodies_in, is_welsh, kind_of, places_of
from ingest.structure.box import Head
from ingest.structure.front import Front
from ingest.structure.headings import heading_text

_HEAD = 20
"""Lines in which the day of the meeting is printed with its weekday."""
_WEEKDAYS = listed("weekdays.english")
_ADDRESS = re.compile(r"(?:@|\bwww\.)((?:[\w-]{1,40}\.){1,5}[a-z]{2,6})\b", re.I)
_SUFFIXES = frozenset(("gov", "org", "uk", "ie", "scot", "wales", "cymru", "llyw"))
_MAY_NAME = re.compile(r"council|borough of|cyngor|corporation", re.I)
_OF_SEVERAL = frozenset(("joint", "authority", "partnership"))
"""Words of bodies that belong to no one council."""


@dataclass(frozen=True, slots=True)
class Found:
    """The meeting, with a line for each thing in doubt."""

    meeting: Meeting
    doubts: tuple[str, ...] = ()


# The council: where its name stands, not how often it is named; a name in a sentence counts where something else points to it.


def _council(front: Front, lines: Sequence[Line], head: Head | None, document: str) -> tuple[str | None, list[str]]:
    """The council's name, and other councils that stand where its name stands."""
    named = list(_councils_in(lines))
    printed = Counter(body.name for body in named if body.own and (not body.place or "London" in body.name))
    standing = [*(body for body in bodies_in(head.to) if body.council), *front.councils] if head and head.to else front.councils
    kind = next((kind for body in standing if not body.own and (kind := kind_of(body.name))), None)
    own = [body for body in standing if body.own]
    fitting = [body for body in own if kind is None or kind in body.name.casefold().split()] or own
    if not fitting:
        fits = Counter({name: count for name, count in printed.items() if kind is None or kind in name.casefold().split()})
        return _by_text(front, fits, kind or _own_kind(named), lines, document, head), []
    names = Counter(_plain(body.name) for body in fitting)
    welsh = front.body is not None and is_welsh(front.body.name)
    best = max(fitting, key=lambda body: (not body.place, is_welsh(body.name) is welsh, names[_plain(body.name)]))
    others = {body.name for body in fitting if _plain(body.name) != _plain(best.name) and is_welsh(body.name) is is_welsh(best.name)}
    if others and front.body and _OF_SEVERAL & set(front.body.name.casefold().split()):
        return None, sorted(others | {best.name})
    return _as_printed(best.name, printed), sorted(others)


def _plain(name: str) -> str:
    return name.casefold().replace("&", "and")


def _councils_in(lines: Sequence[Line]) -> Iterator[Body]:
    """The councils named in each line, the end of the line above before it, for a name may be broken over two."""
    above: list[str] = []
    for line in lines:
        text = heading_text(line)
        if _MAY_NAME.search(text):
            kept = [] if line.gap or line.cells else above
            yield from (body for body in bodies_in(" ".join((*kept, text))) if body.council and body.end > len(kept))
        above = text.split()[-5:]


def _as_printed(name: str, printed: Counter[str]) -> str:
    """The name with the capitals that most of the paper gives it."""
    return next((other for other, _ in printed.most_common() if _plain(other) == _plain(name)), name)


def _own_kind(named: Sequence[Body]) -> str | None:
    """The kind by which a paper calls one council throughout that it never names in full: "the County Council"."""
    bare = Counter(kind for body in named if not body.own and (kind := kind_of(body.name)))
    full = {kind_of(body.name) for body in named if body.own}
    kind, count = bare.most_common(1)[0] if len(bare) == 1 else (None, 0)
    return kind if count > 1 and kind not in full else None


def _by_text(front: Front, printed: Counter[str], kind: str | None, lines: Sequence[Line], document: str, head: Head | None) -> str | None:
    """A council that the text names and something else points to: the kind, the name of the body, an address, the file's name."""
    words = " ".join(heading_text(line) for line in lines)
    addresses = Counter(filter(None, (_own_part(found) for found in _ADDRESS.findall(words)))).most_common(1)
    file = f" {re.sub(r'[^a-z]+', ' ', document.casefold())} "
    body = set(front.body.name.casefold().split()) if front.body else set()
    body = set() if body & _OF_SEVERAL else body
    best: list[tuple[int, int, str]] = []
    for name, count in printed.items():
        places = places_of(name)
        points = 2 * any(address in ("".join(places), places[0]) for address, _ in addresses) + (f" {' '.join(places)} " in file)
        points += 2 * (kind is not None and kind in name.casefold().split()) + 2 * bool(body.intersection(places))
        points += 2 * bool(head and name in f"{head.author} {head.contact}")
        only = len(printed) == 1 and kind is None and (count >= 2 or f"The {name} " in words)
        best.append((points + (only and (bool(body) or head is not None)), count, name))
    best.sort(reverse=True)
    if best and best[0][0] and (len(best) == 1 or best[0][:2] > best[1][:2]):
        return best[0][2]
    return _by_place(words, kind, addresses) if kind else None


def _own_part(address: str) -> str | None:
    """The part of a public address that is the council's own: "eastsussex" of "highways.eastsussex.gov.uk"."""
    parts = address.casefold().split(".")
    while parts and parts[-1] in _SUFFIXES:
        parts.pop()
    return (
        parts[-1] if parts and len(parts[-1]) > 2 and parts[-1].isalpha() and address.casefold().rpartition(".")[2] in _SUFFIXES else None
    )


def _by_place(words: str, kind: str, addresses: Sequence[tuple[str, int]]) -> str | None:
    """Where a paper names its council by kind alone ("County Council"): the place in its addresses, as the paper prints it."""
    for wanted, _ in addresses:
        spaced = r"[\s-]?".join(map(re.escape, wanted))
        found = next((f[0] for f in re.finditer(rf"\b{spaced}\b", words, re.I) if f[0][0].isupper() and not f[0].isupper()), None)
        if found:
            return f"{found} {kind.capitalize()} Council"
    return None


def read_meeting(lines: Sequence[Line], front: Front, head: Head | None, document: str, *, convenes: bool) -> Found:
    """The meeting of a paper.

    Args:
        lines: all of the paper.
        front: what its first lines say.
        head: the box or head of a report, where it has one.
        document: the file's own name, which supports what is printed.
        convenes: the paper is an agenda or minutes, so that a council that names no committee meets itself.
    """
    council, others = _council(front, lines, head, document)
    doubts = [f"council: {other}" for other in others]
    named = bodies_in(head.to) if head and head.to else []
    boxed = next((body for body in named if body.own and not body.council), next((body for body in named if body.council), None))
    body = boxed or front.body
    if boxed and front.body and boxed.own and front.body.own and not _one_body(boxed.name, front.body.name) and not front.body.council:
        doubts.append(f"committee: {front.body.name}")
    committee = council if convenes and body is None else None
    if body is not None and not body.council:
        committee = body.name
    elif body is not None and (convenes or boxed or front.meets):
        kinds = [other.name for other in front.councils if kind_of(other.name) and not other.own]
        committee = council or next(iter(kinds), body.name)
    written = [day for value in ((head.date, head.to) if head else ()) if value and (day := first_day(value, alone=True))]
    days = [*written[:1], *(front.days if body or council or convenes else ())]
    doubts += [f"date: {long_date(day)}" for day in dict.fromkeys(days[1:]) if day != days[0]]
    doubts += [f"date: {printed}" for printed in _misprinted(lines[:_HEAD], days[0])] if days else []
    return Found(Meeting(council, committee, days[0] if days else None), tuple(doubts))


def _misprinted(lines: Sequence[Line], day: datetime.date) -> list[str]:
    """The day as it is printed with a weekday that it was not, once: a misprint of one or the other."""
    for line in lines:
        text = heading_text(line)
        for period in mentions(text):
            before = text[: period.at[0]].rstrip(" ,").rpartition(" ")[2].casefold()
            if period.start == day and before in _WEEKDAYS and _WEEKDAYS.index(before) != day.weekday():
                return [f"{before.capitalize()} {long_date(day)}, which was a {_WEEKDAYS[day.weekday()].capitalize()}"]
    return []


def _one_body(one: str, other: str) -> bool:
    return _plain(one) in _plain(other) or _plain(other) in _plain(one)
