"""Memory that is no longer needed goes back to the system.

glibc keeps what was freed, and keeps more of it the larger the pieces were: after one question of 250 tokens the
process would hold 40 MiB it does not use. On other C libraries these functions do nothing.
"""

from __future__ import annotations

import ctypes
from typing import Any

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD = -1, -3  # malloc.h
_LARGE_BYTES = 256 * 1024


def give_back_large_pieces() -> None:
    """From now on, freeing 256 KiB or more gives them back at once; the threshold no longer grows by itself."""
    if mallopt := _from_c("mallopt"):
        mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        mallopt(_M_TRIM_THRESHOLD, _LARGE_BYTES)


def give_back_all() -> None:
    """Give back every free page: worth it after a start-up that built large things out of small ones."""
    if malloc_trim := _from_c("malloc_trim"):
        malloc_trim(0)


def _from_c(name: str) -> Any:
    """A function of the C library this process runs on; None where there is none of that name."""
    try:
        return getattr(ctypes.CDLL(None), name, None)
    except (OSError, TypeError):  # on Windows there is no library to ask
        return None
