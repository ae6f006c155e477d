"""A program that writes with 16 callers and says each name once it is written, until it is killed."""

from __future__ import annotations

import asyncio
import sys
from itertools import count

from bot.storage.database import Database
from bot.storage.settings_store import SqlSettings


async def main(url: str) -> None:
    settings = SqlSettings(Database.open(url))
    await asyncio.gather(*(write(settings, caller) for caller in range(16)))


async def write(settings: SqlSettings, caller: int) -> None:
    for number in count():
        name = f"{caller}-{number}"
        await settings.put("kill", name, number)
        print(name, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
