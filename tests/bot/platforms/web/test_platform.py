from __future__ import annotations

from pathlib import Path

import pytest

from bot.chat.errors import ChatError, PlatformOffError
from bot.chat.event import Person, Place, direct
from bot.chat.platform import MessageRef
from bot.chat.reply import Reply
from bot.platforms.web.channels import DIRECT, place, visitor
from bot.platforms.web.platform import WebChat, WebOptions
from bot.platforms.web.room import Rooms
from bot.platforms.web.transcript import Message
from generators.blobs import FileBlobs
from tests.bot.platforms.web.samples import ANA, DROPOUT, HERE, NOW
from tests.bot.platforms.web.test_exchange import Parrot


def chat_in(folder: Path, options: WebOptions | None = None) -> WebChat:
    def say(line: str) -> None:
        raise AssertionError(f"it listened: {line}")

    return WebChat(options or WebOptions(folder), FileBlobs(folder), lambda: NOW, say)


def transcripts(folder: Path) -> list[Path]:
    return list(folder.rglob("*.jsonl"))


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "bot.example"])  # noqa: S104
async def test_it_never_listens_for_others_without_a_password(tmp_path: Path, host: str) -> None:
    chat = chat_in(tmp_path, WebOptions(tmp_path, host=host, port=0))
    room = await Rooms(tmp_path).open(HERE)

    with pytest.raises(PlatformOffError, match="Set WEB_PASSWORD as well"):
        await chat.run(Parrot(None, room))


async def test_a_message_sent_twice_with_one_key_is_one_message(tmp_path: Path) -> None:
    chat = chat_in(tmp_path)

    first = await chat.send(HERE, DROPOUT, "daily:2026-11-22")
    second = await chat.send(HERE, DROPOUT, "daily:2026-11-22")

    assert first == second == await chat.find(HERE, "daily:2026-11-22")
    assert len(list((await Rooms(tmp_path / "web").open(HERE)).transcript)) == 1


async def test_a_sent_message_is_found_after_a_restart(tmp_path: Path) -> None:
    sent = await chat_in(tmp_path).send(HERE, DROPOUT, "key")

    assert await chat_in(tmp_path).find(HERE, "key") == sent
    assert await chat_in(tmp_path).find(HERE, "another key") is None


async def test_a_person_is_written_to_in_their_channel_with_the_bot(tmp_path: Path) -> None:
    chat = chat_in(tmp_path)
    sent = await chat.send(direct(ANA), DROPOUT, "notice")

    assert sent.where == place(DIRECT, ANA)
    assert await chat.find(direct(ANA), "notice") == sent
    assert await chat.name_of(HERE) == "#general"


async def test_a_sent_message_can_be_changed(tmp_path: Path) -> None:
    chat = chat_in(tmp_path)
    sent = await chat.send(HERE, DROPOUT, "key")

    await chat.edit(sent, Reply("Changed"))

    (message,) = (await Rooms(tmp_path / "web").open(HERE)).transcript
    assert (message.reply, message.sent) == (Reply("Changed"), NOW)


async def test_changing_a_message_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    await chat_in(tmp_path).edit(MessageRef(HERE, "gone"), DROPOUT)

    assert list((await Rooms(tmp_path / "web").open(HERE)).transcript) == []


async def test_anything_can_be_posted_in_the_channels_of_the_list(tmp_path: Path) -> None:
    chat = chat_in(tmp_path)

    for where in (place("quiz", ANA), place("direct", ANA)):
        assert not await chat.preflight(where)


@pytest.mark.parametrize("channel", ["lost", "direct", "direct-../../x", "../general"])
async def test_a_channel_that_is_not_there_is_named(tmp_path: Path, channel: str) -> None:
    chat = chat_in(tmp_path)
    where = Place("web", "playground", channel)

    assert await chat.preflight(where) == (f"The playground has no channel “{channel}”.",)
    with pytest.raises(ChatError, match="has no channel"):
        await chat.send(where, DROPOUT, "key")
    assert not transcripts(tmp_path)


def test_nobody_learns_a_person_s_token_from_their_id() -> None:
    assert visitor("secret", "Ana").id == visitor("secret", "Ben").id
    assert visitor("secret", "Ana").id != visitor("other", "Ana").id
    assert "secret" not in visitor("secret", "Ana").id


def test_a_name_is_one_short_clean_line() -> None:
    assert visitor("t", "  Ana\n\u202e  B.  " + "x" * 99).name == "Ana B. " + "x" * 25
    assert visitor("t", " \n ").name == "Visitor"


async def test_what_a_person_wrote_is_given_back_and_forgotten_for_good(tmp_path: Path) -> None:
    ana, ben = visitor("a" * 32, "Ana"), visitor("b" * 32, "Ben")
    chat, general, direct = chat_in(tmp_path), place("general", ana), place(DIRECT, ana)
    for where, message in (
        (general, Message(id="1", sent=NOW, author=ana.id, name="Ana", text="mine")),
        (general, Message(id="2", sent=NOW, author=ben.id, name="Ben", text="his")),
        (general, Message(id="3", sent=NOW, reply=Reply("For Ana"), only=ana.id)),
        (general, Message(id="4", sent=NOW, reply=Reply("For all"), cause="Ana used /ask")),
        (direct, Message(id="5", sent=NOW, reply=Reply("In private"))),
    ):
        (await chat._rooms.open(where)).put(message)

    assert [said["text"] for said in await chat.kept_of(ana)] == ["mine"]
    assert await chat.forget(ana) == 3

    kept = "".join(file.read_text() for file in transcripts(tmp_path))
    after = chat_in(tmp_path)
    left = [one for room in await after._rooms.kept() for one in room.transcript]
    assert [(one.id, one.cause) for one in left] == [("2", ""), ("4", "")]
    assert await after.kept_of(ana) == []
    assert "his" in kept


@pytest.mark.parametrize("platform", ["discord", "slack", "console"])
async def test_people_of_other_platforms_leave_visitors_of_their_name_alone(
    tmp_path: Path, platform: str
) -> None:
    ana = visitor("a" * 32, "Ana")
    chat, general = chat_in(tmp_path), place("general", ana)
    room = await chat._rooms.open(general)
    room.put(Message(id="1", sent=NOW, author=ana.id, name="Ana", text="mine"))
    room.put(Message(id="2", sent=NOW, reply=Reply("For all"), cause="Ana used /ask"))
    namesake = Person(platform, ana.id, "Ana")

    assert await chat.kept_of(namesake) == []
    assert await chat.forget(namesake) == 0

    left = [(one.text, one.cause) for one in room.transcript]
    assert left == [("mine", ""), ("", "Ana used /ask")]
