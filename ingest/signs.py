"""How far a child process is with a long file: two numbers in a nameless file that it and its parent both have open.

Neither waits for the other: the child writes over what it wrote before, the parent looks when it likes. What a child taken over by a
hostile file writes there are two numbers all the same.
"""

import os
import struct
from collections.abc import Callable
from typing import Final

OnPage = Callable[[int, int], None]
"""Is told the page that is being read, and how many the file has."""
NOWHERE: Final = -1
_NUMBERS: Final = struct.Struct(">II")
_file = NOWHERE


def listen(file: int) -> None:
    """In the child: signs go to this open file from now on, or nowhere."""
    global _file
    _file = file


def tell(page: int, pages: int) -> None:
    """In the child: this page is being read now."""
    if _file != NOWHERE:
        os.pwrite(_file, _NUMBERS.pack(page, pages), 0)


def heard(file: int) -> tuple[int, int]:
    """In the parent: the page that is being read, and how many there are; (0, 0) where nothing was told yet."""
    told = os.pread(file, _NUMBERS.size, 0)
    page, pages = _NUMBERS.unpack(told) if len(told) == _NUMBERS.size else (0, 0)
    return min(page, pages), pages
