"""The tests of what is worked out from papers and kept, as they are, on PostgreSQL."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.library.library import Library
from ingest.library.told import keep_told, told
from ingest.models import Classification
from tests.assistant.test_kept_facts import *  # noqa: F403 the tests themselves
from tests.assistant.test_warming import *  # noqa: F403
from tests.cluster.conftest import Server
from tests.cluster.papers import ALL, PUBLIC
from tests.ingest.library_fakes import put, write
from tests.ingest.test_listed import *  # noqa: F403

pytestmark = pytest.mark.usefixtures("on_postgres")

del test_a_library_that_kept_nothing_worked_out_is_brought_up  # noqa: F821 a file of an earlier format


@pytest.mark.parametrize("readable", [PUBLIC, ALL])
def test_what_was_read_for_the_entitled_is_told_to_nobody_else(
    tmp_path: Path, on_postgres: Callable[[Path], str], postgres: Server, readable: frozenset[Classification]
) -> None:
    with Library.open(tmp_path) as library:
        paper = put(library, write(tmp_path, "a.txt", "1|A|one"))
        keep_told(library, "facts", readable, "1", {paper.id: b"what it tells"}, library.revision())
        assert told(library, "facts", readable, "1") == {paper.id: b"what it tells"}
    with Library.open(tmp_path, address=postgres.of(on_postgres(tmp_path), "reader")) as public:
        assert bool(public.rows("SELECT * FROM told", allowed=ALL)) == (readable == PUBLIC)
