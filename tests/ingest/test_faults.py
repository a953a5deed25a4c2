"""Defects are told by kind and place: no message, of whatever library, may bring words of a paper into the log."""

import asyncio
import logging
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from ingest.faults import FaultFormatter, trace

ROOT = Path(__file__).parent.parent.parent
WORDS = "the reserve price is 900,000"


def _raised() -> BaseException:
    try:
        try:
            raise KeyError(WORDS)
        except KeyError as error:
            raise ValueError(f"cannot read {WORDS}") from error
    except ValueError as error:
        return error


def test_kinds_and_places_are_told_and_no_message() -> None:
    told = trace(_raised())
    assert told.startswith("ValueError at ")
    assert "; from KeyError at " in told
    assert f"{Path(__file__).name}:" in told
    assert WORDS not in told


def test_an_error_that_arose_from_itself_ends() -> None:
    error = _raised()
    error.__cause__.__cause__ = error  # type: ignore[union-attr]
    assert trace(error).count("ValueError") == 1


def test_a_record_with_an_error_is_formatted_without_its_words() -> None:
    formatter, error = FaultFormatter("%(levelname)s %(name)s: %(message)s"), _raised()
    record = logging.LogRecord("asyncio", logging.ERROR, "x.py", 1, "future: %r", (error,), (type(error), error, None))
    told = formatter.format(record)
    assert told.startswith("ERROR asyncio: failed: ValueError at ")
    assert WORDS not in told
    plain = logging.LogRecord("uvicorn", logging.WARNING, "x.py", 1, "port %d is busy", (7860,), None)
    assert formatter.format(plain) == "WARNING uvicorn: port 7860 is busy"


ENDS = {
    "dying": "raise ValueError(words)",
    "thread": "import threading; one = threading.Thread(target=fail); one.start(); one.join()",
    "lost": "class Lost:\n    def __del__(self): fail()\nLost()",
    "task": """
        import asyncio
        async def failing(): fail()
        async def main():
            task = asyncio.get_running_loop().create_task(failing())
            await asyncio.sleep(0.01)
            del task
        asyncio.run(main())
        import gc; gc.collect()
    """,
    "callback": """
        import asyncio
        async def main():
            asyncio.get_running_loop().call_soon(fail)
            await asyncio.sleep(0.01)
        asyncio.run(main())
    """,
    "library": "import logging\ntry: fail()\nexcept ValueError: logging.getLogger('uvicorn.error').exception('Exception in application')",
}


@pytest.mark.parametrize("way", ENDS)
def test_whatever_way_a_process_fails_its_log_holds_no_words(way: str) -> None:
    begin = "from ingest.faults import quiet_log\nquiet_log()\nimport sys\nwords = sys.argv[1]\ndef fail(*_): raise ValueError(words)\n"
    script = begin + textwrap.dedent(ENDS[way])
    ran = subprocess.run([sys.executable, "-c", script, WORDS], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "ValueError at " in ran.stderr
    assert WORDS not in ran.stdout + ran.stderr
    assert (ran.returncode != 0) is (way == "dying")


def test_without_an_error_nothing_is_hidden(caplog: pytest.LogCaptureFixture) -> None:
    async def quiet() -> None:
        logging.getLogger("uvicorn").warning("the port is busy")

    asyncio.run(quiet())
    assert "the port is busy" in caplog.text
