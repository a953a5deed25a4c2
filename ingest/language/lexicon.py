"""The closed lists of words that reading needs, loaded once from lexicon.toml beside this module."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

_GROUPS: Final[dict[str, dict[str, Any]]] = tomllib.loads((Path(__file__).parent / "lexicon.toml").read_text(encoding="utf-8"))


def listed(name: str) -> tuple[str, ...]:
    """The entries of a list by its path ("months.english"), in the order of the file."""
    return tuple(_at(name))


def pairs(name: str) -> dict[str, str]:
    """A list of words with what each stands for."""
    return dict(_at(name))


def _at(name: str) -> Any:
    group, _, key = name.partition(".")
    return _GROUPS[group][key]


def words_of(*names: str) -> frozenset[str]:
    """The entries of the lists in lower case, for looking words up."""
    return frozenset(entry.lower() for name in names for entry in listed(name))


def either(*names: str) -> str:
    """The entries of the lists as the alternatives of a regular expression, the longest first; entries may be expressions."""
    return any_of(entry for name in names for entry in listed(name))


def any_of(entries: Iterable[str]) -> str:
    """The entries as the alternatives of a regular expression, the longest first."""
    return "|".join(sorted(dict.fromkeys(entries), key=lambda entry: (-len(entry), entry)))
