"""The OpenAPI document is exact: schemathesis finds no answer that it does not announce, as nobody and as an officer."""

import contextlib
import re
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import AcceptedNegativeData, FailureGroup

from assistant.api.app import build_api
from tests.api.worlds import close_world, make_world
from vectorstore.models import Role

BOUNDED = settings(
    max_examples=15, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


_TEXTS = {"council", "committee", "documents", "kinds"}
"""Parameters of an address that are free text."""


def _only_text(failure: BaseException) -> bool:
    """Whether all that was wrong is free text that was none when it was made up: in an address everything is text."""
    named = re.search(r"Invalid component: parameters? ([`\w, ]+) in query", str(getattr(failure, "message", "")))
    return isinstance(failure, AcceptedNegativeData) and named is not None and {*re.findall(r"\w+", named[1])} <= _TEXTS


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, Role.OFFICER])
def test_every_answer_is_as_documented(tmp_path: Path, role: Role | None) -> None:
    world = make_world(tmp_path)
    headers = {"authorization": f"Bearer {world.tokens[role]}"} if role else {}
    sent: set[tuple[str, GenerationMode]] = set()

    def check(case: Any) -> None:
        sent.add((case.operation.label, case.meta.generation.mode))
        try:
            case.call_and_validate(headers=headers)
        except FailureGroup as failures:
            if not all(map(_only_text, failures.exceptions)):
                raise

    for found in schemathesis.openapi.from_asgi("/openapi.json", build_api(world.services)).get_all_operations():
        operation = found.ok()
        BOUNDED(given(operation.as_strategy())(check))()
        with contextlib.suppress(Unsatisfiable):  # what takes nothing can be sent nothing wrong
            BOUNDED(given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))(check))()
    close_world(world)
    assert len({label for label, mode in sent if mode.is_positive}) == 12
    assert len({label for label, mode in sent if mode.is_negative}) >= 11
