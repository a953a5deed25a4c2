"""What a site's robots.txt allows (RFC 9309): the longest rule that fits decides, and what is allowed wins over what is not."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, unquote, urlsplit

_MOST_LINES: Final = 2000
_MOST_STARS: Final = 10
_LONGEST_DELAY: Final = 60.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules that hold for us."""

    rules: tuple[tuple[bool, str], ...] = ()
    """(allowed, pattern), in which * stands for anything and a $ at the end for the end."""
    delay: float = 0.0
    """Seconds that the site asks for between requests; at most a minute is believed."""

    @classmethod
    def read(cls, text: str, agent: str) -> "Robots":
        """The rules of the groups that name `agent`, or of those for everybody where none does."""
        groups = _groups(text)
        own = [group for names, group in groups if agent.casefold() in names] or [group for names, group in groups if "*" in names]
        rules, delay = [], 0.0
        for name, value in (line for group in own for line in group):
            if name in ("allow", "disallow") and value:
                rules.append((name == "allow", value))
            elif name == "crawl-delay":
                delay = max(delay, min(_seconds(value), _LONGEST_DELAY))
        return cls(tuple(rules), delay)

    def allow(self, address: str) -> bool:
        """Whether an address may be asked for."""
        parts = urlsplit(address)
        place = _plain((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))
        fitting = [(len(pattern), allowed) for allowed, pattern in self.rules if _fits(_plain(pattern), place)]
        return max(fitting, default=(0, True))[1]


def _groups(text: str) -> list[tuple[set[str], list[tuple[str, str]]]]:
    """The groups of the file: the agents each is for, in lower case, and its lines."""
    groups: list[tuple[set[str], list[tuple[str, str]]]] = []
    named = False
    for line in text.removeprefix("\ufeff").splitlines()[:_MOST_LINES]:
        name, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        if name.casefold() == "user-agent":
            if not named:
                groups.append((set(), []))
            groups[-1][0].add(value.casefold())
            named = True
        elif groups and name:
            groups[-1][1].append((name.casefold(), value))
            named = False
    return groups


def _seconds(value: str) -> float:
    try:
        return max(0.0, float(value))
    except ValueError:
        return 0.0


def _plain(place: str) -> str:
    """A path written one way, whichever characters of it were escaped."""
    return quote(unquote(place), safe="/?&=*$:,;+!@'()~")


def _fits(pattern: str, place: str) -> bool:
    """Whether a pattern fits a place from its start; each * takes as little as it can, which finds a fit where there is one."""
    ends = pattern.endswith("$")
    first, *others = pattern.removesuffix("$").split("*")[:_MOST_STARS]
    if not place.startswith(first):
        return False
    at = len(first)
    for number, part in enumerate(others):
        if ends and number == len(others) - 1:
            return place.endswith(part) and len(place) - len(part) >= at
        if (found := place.find(part, at)) < 0:
            return False
        at = found + len(part)
    return not ends or at == len(place)
