"""Checks of what makes pictures and texts: the database of jobs, the worker, its weights, the store of its results."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from secrets import token_bytes
from typing import TypeVar

from sqlalchemy import Connection, func, inspect, make_url, select, text

from bot.datafolder import process_on
from bot.health.finding import Check, Finding
from bot.settings import Settings
from bot.storage.errors import place
from bot.storage.upgrading import connected
from generators.blob_place import open_place
from generators.blobs import BlobsAwayError, BlobStore
from generators.jobs_database import now_ms, translated, workers

T = TypeVar("T")

_PATIENCE_S = 5.0
_SEEN_MS = 15_000
"""A worker gives a sign of life every two seconds."""
_PROGRAM = (sys.executable, "-m", "generators.examine")


@dataclass(frozen=True, slots=True)
class Inspection:
    """What `python -m generators.examine` found; see there."""

    torch: str
    device: str
    trouble: str
    models: int
    faults: list[str]


Inspect = Callable[[], Inspection | None]
"""None where torch is not installed."""


def inspect_worker() -> Inspection | None:
    """Import torch and load every model's weights, in a process of its own. Takes seconds."""
    if find_spec("torch") is None:
        return None
    done = subprocess.run(_PROGRAM, capture_output=True, text=True, timeout=120, check=False)  # noqa: S603 - ours
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        return Inspection("?", "?", f"torch cannot be imported: {last}", 0, [])
    return Inspection(**json.loads(done.stdout))


def worker_checks(settings: Settings, look: Inspect = inspect_worker) -> Mapping[str, Check]:
    """By name; the inspection takes place once."""
    inspected = cache(look)
    return {
        "Jobs": partial(check_jobs, settings),
        "Worker": partial(check_worker, settings, inspected),
        "Weights": partial(check_weights, settings, inspected),
        "Pictures": partial(check_blobs, settings),
    }


def check_jobs(settings: Settings) -> Finding:
    """Whether the database of jobs can be reached and is sound."""
    url = make_url(settings.jobs_database_url)
    if _is_missing(settings):
        return Finding("ok", f"{url.database} is made at the first start.")
    fault = _on_jobs(settings, _unsound)
    if fault:
        return Finding(
            "fault", f"{place(url)}: {fault}",
            "Stop Backprep and move the file away: jobs under way are lost, nothing else.",
        )  # fmt: skip
    return Finding("ok", f"{place(url)} is sound.")


def _unsound(connection: Connection) -> str:
    if connection.dialect.name != "sqlite":
        return ""
    answer = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    return "" if answer == "ok" else answer


def check_worker(settings: Settings, inspected: Inspect) -> Finding:
    """Whether a worker is at work, or could be."""
    up = 0 if _is_missing(settings) else _on_jobs(settings, _workers_up)
    here = inspected() if settings.workers else None
    if settings.workers and (found := _unable(here)):
        return found
    at_work = f"{up} at work." if up else "None is at work."
    if here:
        at_work = f"{at_work} Here: torch {here.torch} on {here.device}."
    return Finding("ok", at_work) if up else _idle(settings, at_work)


def _unable(here: Inspection | None) -> Finding | None:
    if here is None:
        return Finding(
            "fault", "The worker needs torch, which is not here.",
            "Install it: pip install -e '.[torch]'; or start none here: BACKPREP_WORKERS=0.",
        )  # fmt: skip
    if here.trouble:
        return Finding(
            "fault", f"The worker cannot compute on {here.device}: {here.trouble}",
            "Choose another device with BACKPREP_DEVICE, or install torch anew: make setup.",
        )  # fmt: skip
    return None


def _idle(settings: Settings, words: str) -> Finding:
    if not settings.workers:
        mend = "Start one on any machine with torch: python -m generators (README, Worker)."
        return Finding("warning", f"{words} None starts here (BACKPREP_WORKERS=0).", mend)
    if process_on(settings.data):
        mend = "If this lasts for a minute, look into its log: what ends it is said there."
        return Finding("warning", f"{words} Backprep is running, so one should be.", mend)
    return Finding("ok", f"{words} It starts with: backprep run")


def check_weights(settings: Settings, inspected: Inspect) -> Finding:
    """Whether every model's weights are what was recorded of them (SHA-256), and nothing is a pickle."""
    here = inspected() if settings.workers else None
    if here is None or not here.models:
        return Finding("ok", "Not looked at: no worker can start here.")
    if here.faults:
        return Finding(
            "fault", "\n".join(here.faults), "Restore them: git checkout generators/weights"
        )
    return Finding("ok", f"{here.models} models, every file as recorded, none a pickle.")


def check_blobs(settings: Settings) -> Finding:
    """Whether the store takes a file, gives it back and lets it be deleted."""
    where = settings.blobs
    if isinstance(where, Path) and not where.exists():
        return Finding("ok", f"{where} is made at the first start.")
    try:
        fault = asyncio.run(_fault_of(open_place(where, _PATIENCE_S)))
    except BlobsAwayError as error:
        why = str(error)
        mend = "Mend BLOB_URL or AWS_…, or wait for the server. A store without TLS is s3+http://."
        return Finding("fault", f"{why[:1].upper()}{why[1:]}.", mend)
    except OSError as error:
        return Finding(
            "fault", f"{where}: {error.strerror}.", "Give it to the user that runs Backprep."
        )
    if fault:
        return Finding(
            "fault", f"{where}: {fault}.", "Mend the store, or choose another with BLOB_URL."
        )
    return Finding("ok", f"{where} takes a file, gives it back and deletes it.")


async def _fault_of(blobs: BlobStore) -> str:
    content = token_bytes(1024)
    key = await blobs.put(content, "application/octet-stream")
    blob = await blobs.get(key)
    if blob is None or blob.content != content:
        return "what was put does not come back"
    return "" if await blobs.delete(key) else "what was put cannot be deleted"


def _is_missing(settings: Settings) -> bool:
    url = make_url(settings.jobs_database_url)
    return url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists()


def _on_jobs(settings: Settings, look: Callable[[Connection], T]) -> T:
    """What the database of jobs shows. Raises DatabaseUnusableError where it cannot be reached."""
    with connected(settings.jobs_database_url) as connection:
        options = translated(connection.engine).get_execution_options()
        return look(connection.execution_options(**options))


def _workers_up(connection: Connection) -> int:
    """Workers seen within the last seconds, by the database's own clock; 0 where none was ever up."""
    schema = None if connection.dialect.name == "sqlite" else "dbos"
    if not inspect(connection).has_table(workers.name, schema):
        return 0
    seen = workers.c.seen_ms > now_ms(connection) - _SEEN_MS
    return connection.execute(select(func.count()).select_from(workers).where(seen)).scalar_one()
