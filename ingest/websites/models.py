"""The nouns of websites: what a site lists."""

import datetime
from dataclasses import dataclass
from enum import StrEnum


class DocumentKind(StrEnum):
    """What a document of a meeting is, by its title."""

    PACK = "pack"
    """All reports of the meeting in one file."""
    AGENDA = "agenda"
    SUPPLEMENT = "supplement"
    MINUTES = "minutes"
    DECISIONS = "decisions"
    REPORT = "report"
    """Of one item; packs hold them too."""


class Way(StrEnum):
    """How a site is read."""

    SERVICE = "its XML service"
    PAGES = "its pages"


@dataclass(frozen=True, slots=True)
class Window:
    """Which meetings are looked at."""

    since: datetime.date
    until: datetime.date
    committees: tuple[str, ...] = ()
    """Words of the names of committees, or their numbers; () for all."""

    def holds(self, day: datetime.date) -> bool:
        """Whether a meeting of that day is looked at."""
        return self.since <= day <= self.until

    def wants(self, number: str, name: str) -> bool:
        """Whether the meetings of a committee are looked at."""
        return not self.committees or any(called == number or called.casefold() in name.casefold() for called in self.committees)


@dataclass(frozen=True, slots=True)
class Committee:
    """A body that meets."""

    number: str
    name: str
    address: str = ""
    """Of the page that lists its meetings; "" where the service lists them."""


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting as a site lists it."""

    number: str
    body: str
    """Name of the committee."""
    day: datetime.date
    committee: str = ""
    """Its number."""
    address: str = ""
    """Of its page; "" where the service tells of it."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A document that a site lists."""

    key: str
    """What stays the same when the document is renamed or replaced by a new version."""
    address: str
    title: str
    kind: DocumentKind
    met: Met


@dataclass(frozen=True, slots=True)
class Listing:
    """All that a site lists within a window."""

    way: Way
    documents: tuple[Listed, ...]
    """Each once, whatever is listed twice."""
    meetings: tuple[Met, ...] = ()
    restricted: int = 0
    """Documents that the site names and does not give an address of."""
    undated: int = 0
    """Meetings whose day could not be read, which are passed over."""
    faults: tuple[str, ...] = ()
    """Why meetings that are listed no more could not be looked at by themselves; they are not among `meetings`."""
