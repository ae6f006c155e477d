from __future__ import annotations

from pathlib import Path

import pytest

from bot.platforms.web import transcript as module
from bot.platforms.web.transcript import INTERRUPTED, Message, Transcript
from tests.bot.platforms.web.samples import ANA, DROPOUT, NOW


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "general.jsonl"


def said(key: str, text: str = "hello\u2028there") -> Message:
    return Message(id=key, sent=NOW, author=ANA.id, name="Ana", text=text)


def answer(key: str) -> Message:
    return Message(id=key, sent=NOW, reply=DROPOUT, cause="Ana used /ask", only=ANA.id, key="k")


def test_what_was_said_is_there_after_a_restart_in_its_order(file: Path) -> None:
    before = Transcript.load(file)
    before.put(said("1"))
    before.put(answer("2"))

    assert list(Transcript.load(file)) == [said("1"), answer("2")]


def test_a_changed_message_stays_where_it_was(file: Path) -> None:
    transcript = Transcript.load(file)
    for message in (said("1"), said("2"), said("1", "changed")):
        transcript.put(message)

    assert [one.text for one in transcript] == ["changed", "hello\u2028there"]
    assert list(Transcript.load(file)) == list(transcript)


def test_a_removed_message_stays_away(file: Path) -> None:
    transcript = Transcript.load(file)
    transcript.put(said("1"))
    transcript.remove("1")
    transcript.remove("never there")

    assert list(transcript) == list(Transcript.load(file)) == []


def test_what_the_bot_was_working_on_says_so_after_a_restart(file: Path) -> None:
    working = Message(id="1", sent=NOW, cause="Ana used /ask")
    Transcript.load(file).put(working)

    (left,) = Transcript.load(file)

    assert working.waiting
    assert (left.cause, left.reply) == ("Ana used /ask", INTERRUPTED)


def test_a_line_that_was_cut_off_costs_that_line_only(file: Path) -> None:
    transcript = Transcript.load(file)
    transcript.put(said("1"))
    whole = file.read_text()
    file.write_text(whole + '{"id": "2", "sen')

    assert list(Transcript.load(file)) == [said("1")]
    assert file.read_text() == whole


@pytest.mark.parametrize("line", ["[]", "null", "7", '{"id": {}}', '{"gone": []}', "\x00"])
def test_a_line_that_means_nothing_is_passed_over(file: Path, line: str) -> None:
    file.write_text(line + "\n")

    assert list(Transcript.load(file)) == []


def test_the_oldest_are_forgotten_in_memory_and_on_disk(file: Path) -> None:
    transcript = Transcript.load(file)
    for number in range(5 * module.KEPT):
        transcript.put(said(str(number)))

    assert len(list(transcript)) == module.KEPT
    assert len(file.read_text().splitlines()) <= 4 * module.KEPT
    assert [one.id for one in Transcript.load(file)] == [one.id for one in transcript]


def test_a_message_is_found_by_its_idempotency_key(file: Path) -> None:
    transcript = Transcript.load(file)
    transcript.put(answer("2"))

    assert transcript.find("k") == transcript.get("2") == answer("2")
    assert transcript.find("other") is None


def test_only_the_owner_can_read_the_file(file: Path) -> None:
    Transcript.load(file).put(said("1"))

    assert file.stat().st_mode & 0o777 == 0o600
