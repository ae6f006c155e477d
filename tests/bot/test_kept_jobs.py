from __future__ import annotations

import json

from bot.kept_jobs import KeptJobs
from generators.engine import Job, Result, Status
from tests.talk import ANA

JOB = Job(
    "generate_text", {"prompt": "The "}, ANA.key, "g", "k", reply_to={"answer_id": "token/1/secret"}
)


class OneJob:
    """PersonalJobs that know one job of everybody."""

    async def of(self, owner: str) -> list[tuple[Status, Result | None]]:
        return [(Status("k", "done", JOB, 0, None, worker_up=True), Result("", {}, text="end."))]

    async def forget(self, owner: str) -> int:
        return 1


async def test_a_persons_jobs_are_given_without_the_key_to_their_answers() -> None:
    [job] = await KeptJobs(OneJob()).kept_of(ANA)

    assert job["asked"] == {"kind": "generate_text", "options": {"prompt": "The "}}
    assert job["state"] == "done"
    assert "secret" not in json.dumps(job)


async def test_they_are_forgotten() -> None:
    assert await KeptJobs(OneJob()).forget(ANA) == 1
