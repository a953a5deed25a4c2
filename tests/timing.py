"""Processor time of a piece of work, so that how it grows can be tested beside other tests."""

import gc
import time
from collections.abc import Callable


def quickest(work: Callable[[], object], times: int = 3) -> float:
    """Seconds of processor time that the quickest of some runs took; what else the process holds is not looked through meanwhile."""

    def spent() -> float:
        start = time.process_time()
        work()
        return time.process_time() - start

    gc.collect()
    gc.disable()
    try:
        return min(spent() for _ in range(times))
    finally:
        gc.enable()
