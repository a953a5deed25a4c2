"""The world of the API tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.worlds import World, close_world, make_world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A library of three papers, four accounts, and the API."""
    made = make_world(tmp_path / "library")
    yield made
    close_world(made)
