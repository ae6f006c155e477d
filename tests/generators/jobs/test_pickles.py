"""A pickle that somebody wrote into the database of jobs is never run: not by the bot, not by the worker."""

from __future__ import annotations

import base64
import pickle
from pathlib import Path
from typing import Any

import pytest
from dbos._schemas.system_database import SystemSchema
from sqlalchemy import insert, update

from generators.dbos_engine import DbosJobs
from generators.engine import JobError
from generators.jobs_database import UnpicklingRefusedError, connect, make_engine, translated
from tests.generators.jobs.players import Players, sleep, until_ended


class Bomb:
    """Leaves a mark where it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self._mark = mark

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self._mark,)


class Mark:
    """The file that shows that a bomb went off."""

    def __init__(self, file: Path) -> None:
        self.file = file

    @property
    def is_there(self) -> bool:
        return self.file.exists()


@pytest.fixture
def mark(tmp_path: Path) -> Mark:
    return Mark(tmp_path / "was-run")


@pytest.fixture
def bomb(mark: Mark) -> str:
    return base64.b64encode(pickle.dumps(Bomb(mark.file))).decode()


def plant(url: str, job: str, table: str, **columns: str | int | None) -> None:
    """Write into a job's rows what DBOS would decode with pickle."""
    engine = make_engine(url)
    rows, status = getattr(SystemSchema, table), SystemSchema.workflow_status
    with translated(engine).begin() as connection:
        mine = update(rows).where(rows.c.workflow_uuid == job).values(**columns)
        if not connection.execute(mine).rowcount:
            _add(connection, rows, {"workflow_uuid": job, **columns})
        marked = update(status).where(status.c.workflow_uuid == job)
        connection.execute(marked.values(serialization="py_pickle"))
    engine.dispose()


def _add(connection: Any, rows: Any, values: dict[str, Any]) -> None:
    if "retention_timestamp" in rows.c:
        values["retention_timestamp"] = 2**40
    if "serialization" in rows.c:
        values["serialization"] = "py_pickle"
    connection.execute(insert(rows).values(**values))


async def test_the_bomb_is_real(bomb: str, mark: Mark) -> None:
    pickle.loads(base64.b64decode(bomb))  # noqa: S301  that is what would happen

    assert mark.is_there


@pytest.mark.parametrize("column", ["output", "error"])
async def test_a_pickled_end_is_not_opened(
    jobs: DbosJobs, url: str, bomb: str, mark: Mark, column: str
) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))
    plant(url, "a", "workflow_output", **{column: bomb})
    end(url, "a", "SUCCESS" if column == "output" else "ERROR")

    with pytest.raises(JobError, match="cannot be read"):
        await jobs.result("a")

    assert [each.id for each in await jobs.list_unfinished()] == ["a"]
    assert not mark.is_there


async def test_a_pickled_progress_is_not_opened(
    jobs: DbosJobs, url: str, bomb: str, mark: Mark
) -> None:
    await jobs.enqueue(sleep("a"))
    plant(url, "a", "workflow_events", key="progress", value=bomb)

    assert await jobs.progress("a") is None

    assert not mark.is_there


async def test_dbos_itself_refuses(jobs: DbosJobs, url: str, bomb: str, mark: Mark) -> None:
    await jobs.enqueue(sleep("a"))
    plant(url, "a", "workflow_events", key="x", value=bomb)
    engine = make_engine(url)
    client = connect(engine)

    with pytest.raises(UnpicklingRefusedError):
        client.get_event("a", "x", 0)

    client.destroy()
    engine.dispose()
    assert not mark.is_there


@pytest.mark.parametrize("table", ["workflow_input", "workflow_output"])
async def test_a_job_that_cannot_be_read_can_be_listed_and_forgotten(
    jobs: DbosJobs, url: str, bomb: str, mark: Mark, table: str
) -> None:
    await jobs.enqueue(sleep("a", owner="ana"))
    columns = {"inputs": bomb} if table == "workflow_input" else {"output": bomb, "error": bomb}
    plant(url, "a", table, **columns)
    end(url, "a", "SUCCESS")

    with pytest.raises(JobError):
        await jobs.result("a")
    assert [(status.id, made) for status, made in await jobs.of("ana")] == [("a", None)]
    assert await jobs.forget("ana") == 1

    assert not mark.is_there


async def test_a_worker_fails_what_holds_a_pickle_and_goes_on(
    jobs: DbosJobs, players: Players, url: str, bomb: str, mark: Mark
) -> None:
    step: dict[str, str | int | None] = {"function_id": 1, "function_name": "make"}
    names = ["input", "step", "step-error", "output", "error", "event", "sound"]
    for name in names:
        await jobs.enqueue(sleep(name))
    plant(url, "input", "workflow_input", inputs=bomb)
    plant(url, "step", "operation_outputs", output=bomb, **step)
    plant(url, "step-error", "operation_outputs", error=bomb, **step)
    plant(url, "output", "workflow_output", output=bomb)
    plant(url, "error", "workflow_output", error=bomb)
    plant(url, "event", "workflow_events", key="progress", value=bomb)
    for name in names[1:]:
        unmark(url, name)
    players.start()

    ended = await until_ended(jobs, names)

    failed = {each.id for each in ended if each.state == "failed"}
    assert failed == {"input", "step", "step-error"}
    with pytest.raises(JobError):
        await jobs.result("input")
    assert not mark.is_there


def end(url: str, job: str, state: str) -> None:
    """Mark a job as ended, as if a worker had."""
    _set(url, job, status=state)


def unmark(url: str, job: str) -> None:
    """Let a job's own input be read as ours again."""
    _set(url, job, serialization="portable_json")


def _set(url: str, job: str, **columns: str) -> None:
    engine, status = make_engine(url), SystemSchema.workflow_status
    with translated(engine).begin() as connection:
        mine = update(status).where(status.c.workflow_uuid == job)
        connection.execute(mine.values(**columns))
    engine.dispose()
