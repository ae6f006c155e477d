from __future__ import annotations

import pytest

from bot.chat import limits
from bot.chat.errors import ChatError
from bot.chat.event import Place
from bot.chat.platform import Conversation
from bot.chat.reply import Reply, Text
from bot.posting import Switchboard
from tests.fakes import MemoryBlobs, MemoryPoster

WALL, DOOR = Place("wall", "", "c"), Place("door", "", "c")


class Wall(MemoryPoster):
    """A platform that listens to nobody."""

    name = "wall"

    async def run(self, conversation: Conversation) -> None:
        raise NotImplementedError


async def test_a_reply_goes_to_the_platform_of_its_place() -> None:
    wall = Wall()
    board = Switchboard([wall], MemoryBlobs())

    message = await board.send(WALL, Reply("Hello"), "key")
    await board.edit(message, Reply("Goodbye"))

    assert await board.find(WALL, "key") == message
    assert wall.messages[message.id] == Reply("Goodbye")
    assert await board.preflight(WALL) == ()
    assert await board.name_of(WALL) == "#c"


async def test_a_platform_that_is_not_connected_is_said() -> None:
    with pytest.raises(ChatError, match="not connected to door"):
        await Switchboard([Wall()], MemoryBlobs()).send(DOOR, Reply("Hello"), "key")


@pytest.mark.parametrize("verb", ["send", "edit"])
async def test_a_long_reply_that_is_posted_can_be_shown_in_full(verb: str) -> None:
    blobs = MemoryBlobs()
    board, long = Switchboard([Wall()], blobs), Reply("Long", (Text("word " * 900),))

    message = await board.send(WALL, long if verb == "send" else Reply("Short"), "key")
    if verb == "edit":
        await board.edit(message, long)

    assert await blobs.has(f"{limits.key(long)}.json")
