"""How a process notices that its supervisor is gone, even if that was killed and could tell nobody."""

from __future__ import annotations

import os
import signal
import threading

STANDARD_INPUT = 0


def end_with_parent(grace_s: float = 4.0) -> None:
    """Once standard input, a pipe that only the supervisor holds open, ends: end this process and all it started.

    A thread and a pipe work wherever Python does; PR_SET_PDEATHSIG is Linux alone. For the leader of a process
    group only, since the whole group gets SIGTERM and, `grace_s` later, SIGKILL.
    """
    if os.getpgrp() != os.getpid():
        raise RuntimeError("this process is not the leader of its group")
    threading.Thread(target=_watch, args=(grace_s,), name="lifeline", daemon=True).start()


def _watch(grace_s: float) -> None:
    while os.read(STANDARD_INPUT, 1024):
        pass
    os.killpg(0, signal.SIGTERM)
    threading.Event().wait(grace_s)
    os.killpg(0, signal.SIGKILL)
