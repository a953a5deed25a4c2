"""What a reader may and wants to see, decided before retrieval: first which shards, then which of their passages."""

import re
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from ingest.models import Classification
from vectorstore.models import Filters
from vectorstore.publish import ShardRef
from vectorstore.shards import UNDATED, Shard, municipal_year

Positions = npt.NDArray[np.int64]


def permitted(shards: Iterable[ShardRef], classifications: frozenset[Classification]) -> list[ShardRef]:
    """The shards that a reader entitled to `classifications` may see."""
    return [shard for shard in shards if shard.classification in classifications]


def in_years(shards: Iterable[ShardRef], filters: Filters) -> list[ShardRef]:
    """The shards whose municipal year touches the dates asked for; undated papers answer no question about dates."""
    if filters.date_from is None and filters.date_to is None:
        return list(shards)
    first = municipal_year(filters.date_from) if filters.date_from else 1
    last = municipal_year(filters.date_to) if filters.date_to else 9999
    return [shard for shard in shards if shard.year != UNDATED and first <= shard.year <= last]


def rows_within(shard: Shard, filters: Filters) -> Positions | None:
    """Positions of the shard's passages within `filters`, in order; None stands for all of them."""
    columns, keep = shard.columns, np.ones(shard.meta.passages, bool)
    if filters.committee is not None:
        wanted = committee_key(filters.committee)
        keep &= np.isin(columns.committees, [i for i, name in enumerate(shard.meta.committees) if committee_key(name) == wanted])
    if filters.documents:
        keep &= np.isin(columns.documents, [i for i, name in enumerate(shard.meta.documents) if name in filters.documents])
    if filters.date_from is not None:
        keep &= columns.dates >= filters.date_from.toordinal()
    if filters.date_to is not None:
        keep &= (columns.dates <= filters.date_to.toordinal()) & (columns.dates != UNDATED)
    return None if keep.all() else np.flatnonzero(keep)


def committee_key(name: str) -> str:
    """A committee's name without case, spacing and punctuation ("Overview & Scrutiny" is "overview and scrutiny")."""
    return " ".join(re.findall(r"\w+", name.casefold().replace("&", " and ")))
