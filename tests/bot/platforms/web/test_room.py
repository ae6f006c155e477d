from __future__ import annotations

import asyncio
import gc
from pathlib import Path

from bot.platforms.web.room import Rooms
from bot.platforms.web.transcript import Message
from tests.bot.platforms.web.samples import ANA, DROPOUT, HERE, NOW

ANSWER = Message(id="1", sent=NOW, reply=DROPOUT, only=ANA.id)


async def test_everybody_who_comes_at_once_is_in_the_same_room(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path)

    first, second = await asyncio.gather(rooms.open(HERE), rooms.open(HERE))

    assert first is second is await rooms.open(HERE)


async def test_whoever_gives_up_waiting_leaves_the_room_to_the_others(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path)
    impatient, patient = (asyncio.create_task(rooms.open(HERE)) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()

    assert await patient is await rooms.open(HERE)


async def test_a_room_that_all_have_left_is_read_from_disk_for_the_next_one(tmp_path: Path) -> None:
    rooms = Rooms(tmp_path)
    room = await rooms.open(HERE)
    room.put(ANSWER)
    del room
    gc.collect()

    assert list((await rooms.open(HERE)).transcript) == [ANSWER]
