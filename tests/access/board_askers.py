"""Run by test_board.py: one process that asks, or tries to sign in, as often as it is told, at a time that it is told.

`python -m tests.access.board_askers HOME [ADDRESS]`; a line of JSON on stdin, ["question" | "signing_in", seconds, times], is answered with
the waits met, 0 where it was allowed. All of a line's attempts are made as fast as they can be.
"""

import json
import sys
from pathlib import Path

from assistant.access.limits import Limits
from assistant.access.models import Door, Identity
from assistant.access.store import AccessStore
from assistant.access.store_board import StoreBoard
from assistant.errors import TooManyError
from assistant.settings import AssistantSettings

SETTINGS = AssistantSettings(questions_per_minute=960, sign_in_attempts=5, sign_in_wait=40)


def main(home: Path, address: str) -> None:
    now = [0.0]
    limits = Limits(SETTINGS, StoreBoard(AccessStore(home, address), lambda: now[0]))
    jane = Identity(name="jane", door=Door.SESSION)
    print("[]", flush=True)
    for line in sys.stdin:
        what, now[0], times = json.loads(line)
        waits = []
        for _ in range(times):
            try:
                limits.question(jane, "192.0.2.1") if what == "question" else limits.signing_in("jane", "192.0.2.1")
                waits.append(0.0)
            except TooManyError as error:
                waits.append(error.wait)
        print(json.dumps(waits), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
