"""The tests of the library as it stood on a day, as they are, on PostgreSQL."""

import pytest

from tests.ingest.test_as_of import *  # noqa: F403 the tests themselves

pytestmark = pytest.mark.usefixtures("on_postgres")
