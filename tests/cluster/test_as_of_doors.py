"""Every door that takes a day, on PostgreSQL."""

import pytest

from tests.assistant.test_as_of import *  # noqa: F403 the tests themselves

pytestmark = pytest.mark.usefixtures("on_postgres")
