"""`python -m generators`: the worker, a process of its own. With --supervised it ends with its supervisor."""

from __future__ import annotations

import asyncio
import fcntl
import logging
import os
import resource
import secrets
import signal
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError

from generators.away import reason
from generators.engine import JobError
from generators.task import Task
from generators.worker import USUAL, Times, Worker
from generators.worker_settings import WorkerSettings

CONFIGURATION = 78
"""Exit code of a process that cannot run as it is set up (EX_CONFIG of sysexits.h): not started again."""
STANDARD_INPUT = 0
GRACE_S = 10.0
PATIENCE_S = 120.0
"""A store on a server that is away for so long fails a job: making it again costs more than waiting."""


def main() -> None:
    """Work until SIGTERM or SIGINT; what the person has to mend is said in words, with exit code 78."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    supervised = "--supervised" in sys.argv[1:]
    if find_spec("torch") is None:
        _end("The worker needs torch: install it with pip install -e '.[torch]'.", CONFIGURATION)
    if supervised:
        os.nice(5)  # people wait for the chat process first
    try:
        settings = WorkerSettings()
        run(settings, lambda: shipped_tasks(settings), supervised=supervised)
    except ValidationError as error:
        names = {str(each["loc"][0]) for each in error.errors(include_input=False)}
        _end(
            f"Please mend these settings of the worker: {', '.join(sorted(names))}.", CONFIGURATION
        )
    except JobError as error:
        _end(str(error), CONFIGURATION)
    except DBAPIError as error:
        why = reason(error) or type(error).__name__
        _end(f"The worker cannot start: {why}. Is the database of jobs there?", 1)
    except OSError as error:
        _end(f"The worker cannot start: {error}. Are there rights and room?", 1)
    _end("", 0)


def run(
    settings: WorkerSettings,
    load: Callable[[], Mapping[str, Task]],
    times: Times = USUAL,
    supervised: bool = False,
) -> None:
    """Work until SIGTERM or SIGINT; `load` may take its time, in a thread beside.

    Supervised: also until standard input, a pipe that only the supervisor holds open, ends.
    """
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name, lock = free_name(settings.folder / "workers")
    worker = partial(Worker, settings.jobs_database_url, name, times=times)
    try:
        asyncio.run(_serve(worker, load, supervised))
    finally:
        os.close(lock)


async def _serve(
    worker: Callable[[Callable[[str], Awaitable[Task]]], Worker],
    load: Callable[[], Mapping[str, Task]],
    supervised: bool,
) -> None:
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if supervised:
        stop_it = partial(loop.call_soon_threadsafe, stop.set)
        threading.Thread(target=_watch, args=(stop_it,), name="lifeline", daemon=True).start()
    loading = loop.run_in_executor(None, load)
    await worker(_finder(loading)).run(stop)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)  # a model that is still computing would keep us; its job was handed back


def _watch(stop: Callable[[], object]) -> None:
    """Stop when the supervisor is gone, even if it was killed; at once when stopping takes too long."""
    while os.read(STANDARD_INPUT, 1024):
        pass
    stop()
    threading.Event().wait(GRACE_S)
    os._exit(1)


def _finder(loading: Awaitable[Mapping[str, Task]]) -> Callable[[str], Awaitable[Task]]:
    async def find(kind: str) -> Task:
        tasks = await asyncio.shield(asyncio.ensure_future(loading))
        if kind not in tasks:
            raise JobError(f"This worker cannot make {kind}. It makes: {', '.join(sorted(tasks))}.")
        return tasks[kind]

    return find


def shipped_tasks(settings: WorkerSettings) -> Mapping[str, Task]:
    """Everything the shipped models can make; imports torch, which takes seconds."""
    from generators.batches import open_batches
    from generators.demos.tasks import tasks as demos
    from generators.live.task import tasks as live
    from generators.making import Making
    from generators.runtime import choose_device

    if choose_device(settings.device).type == "cpu" and not settings.ray:
        _limit_memory(settings.memory_mb)
    batches, blobs = (
        open_batches(settings.device, settings.ray),
        settings.open_blobs(_now, PATIENCE_S),
    )
    return {**Making(batches, blobs).tasks(), **demos(blobs), **live(blobs, settings.datasets)}


def _now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


def free_name(folder: Path) -> tuple[str, int]:
    """The first of HOST-FOLDER/1, /2 … that no living worker of this folder has; hold the lock while you use it.

    A worker that is started again has its old name, and so takes up its old jobs at once.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    place, number = f"{socket.gethostname()}-{_token(folder / 'name')}", 1
    while True:
        lock = os.open(folder / f"{number}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
            number += 1
        else:
            return f"{place}/{number}", lock


def _token(file: Path) -> str:
    """What tells this folder from those of other workers on a machine of the same name; made once."""
    with file.open("a+") as kept:
        fcntl.flock(kept, fcntl.LOCK_EX)
        kept.seek(0)
        if not (token := kept.read()):
            token = secrets.token_hex(4)
            kept.write(token)
    return token


def _limit_memory(megabytes: int) -> None:
    """Refuse this process more: what asks for it fails, and not the machine. CUDA reserves far too much for that."""
    limit = megabytes * 2**20
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _end(text: str, code: int) -> None:
    if text:
        sys.stderr.write(text + "\n")
    raise SystemExit(code)


if __name__ == "__main__":
    main()
