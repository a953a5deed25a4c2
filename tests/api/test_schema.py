"""The OpenAPI document is exact: schemathesis finds no answer that it does not announce, as nobody and as an officer."""

import contextlib
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


def _only_text(case: Any) -> bool:
    """Whether a list in the address is wrong only in that its members are no text: in an address everything is."""
    lists = [value for name in ("documents", "kinds") if isinstance(value := (case.query or {}).get(name), list)]
    members = [member for value in lists for member in value]
    return any(not isinstance(member, str) for member in members) and not any(isinstance(member, dict | list) for member in members)


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
            if not (_only_text(case) and all(isinstance(one, AcceptedNegativeData) for one in failures.exceptions)):
                raise

    for found in schemathesis.openapi.from_asgi("/openapi.json", build_api(world.services)).get_all_operations():
        operation = found.ok()
        BOUNDED(given(operation.as_strategy())(check))()
        with contextlib.suppress(Unsatisfiable):  # what takes nothing can be sent nothing wrong
            BOUNDED(given(operation.as_strategy(generation_mode=GenerationMode.NEGATIVE))(check))()
    close_world(world)
    assert len({label for label, mode in sent if mode.is_positive}) == 12
    assert len({label for label, mode in sent if mode.is_negative}) >= 11
