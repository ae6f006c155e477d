"""What is seen in the log, and what never is."""

from __future__ import annotations

import json
import logging
from io import StringIO

import pytest

from bot.logs import LogFormat, Redactor, set_up_logging

DISCORD = ".".join(["MTA" + "x" * 21, "GabcdE", "y" * 30])  # a made-up token, in Discord's shape
SLACK = "xoxb" + "-1234567890-abcdefghij"


pytestmark = pytest.mark.usefixtures("logging_as_it_was")


def logged(
    level: str = "info", secrets: tuple[str, ...] = (), form: LogFormat = "text"
) -> StringIO:
    stream = StringIO()
    set_up_logging(level, secrets, logging.StreamHandler(stream), form)
    return stream


def fail(words: str) -> None:
    raise ValueError(words)


def test_an_event_is_one_line_whatever_it_says() -> None:
    stream = logged()

    logging.getLogger("bot.router").warning("one\ntwo\r\x1b[2J\u2028three")

    (line,) = stream.getvalue().splitlines()
    assert line.endswith(r"Z WARNING bot.router one\ntwo\r\x1b[2J\u2028three")


def test_a_traceback_is_whole_and_cannot_pass_for_an_event() -> None:
    stream = logged()
    try:
        fail("first\n2026-01-01T00:00:00Z ERROR bot forged")
    except ValueError:
        logging.getLogger("bot").exception("It broke")

    first, *rest = stream.getvalue().splitlines()
    assert first.endswith("ERROR bot It broke")
    assert all(line.startswith("    ") for line in rest)
    assert "forged" in rest[-1]


def test_no_secret_gets_into_the_log_not_even_in_a_traceback() -> None:
    stream = logged(secrets=("open sesame", "pw"))
    try:
        fail(f"refused open sesame, {DISCORD}")
    except ValueError:
        logging.getLogger("bot").exception("with %s and pw at postgresql://ana:x1@db/y", SLACK)

    text = stream.getvalue()
    for secret in ("sesame", DISCORD, SLACK, " pw ", "x1"):
        assert secret not in text
    assert "refused [hidden], [hidden]\n" in text


@pytest.mark.parametrize("text", ["a.b.c", "GET https://docs.python.org:443/3/", "lupwards", ""])
def test_what_is_no_secret_stays(text: str) -> None:
    assert Redactor(["pw"])(text) == text


def test_other_libraries_are_heard_from_warnings_on_since_they_quote_people_below() -> None:
    stream = logged("debug")

    logging.getLogger("discord.gateway").info("what somebody wrote")
    logging.getLogger("discord.gateway").warning("rate limited")
    logging.getLogger("bot").debug("a detail")

    assert "what somebody wrote" not in stream.getvalue()
    assert "rate limited" in stream.getvalue()
    assert "a detail" in stream.getvalue()


def test_what_an_event_is_about_stands_behind_it_as_keys_and_values() -> None:
    stream = logged()

    what = {"channel": "C1\n2", "late": True}
    logging.getLogger("bot.daily").info("daily post sent", extra=what)

    (line,) = stream.getvalue().splitlines()
    assert line.endswith(r"Z INFO bot.daily daily post sent channel=C1\n2 late=True")


def test_as_json_every_event_is_an_object_on_a_line_and_keeps_its_types() -> None:
    stream = logged(form="json", secrets=("sesame",))

    what = {"channel": "sesame", "late": True, "tries": 2}
    logging.getLogger("bot.daily").info("daily post sent", extra=what)
    logging.getLogger("bot").warning("one\ntwo")
    try:
        fail("it broke, sesame")
    except ValueError:
        logging.getLogger("bot").exception("Broken")

    sent, plain, broken = map(json.loads, stream.getvalue().splitlines())
    assert sent | {"timestamp": ""} == {
        "timestamp": "",
        "level": "info",
        "logger": "bot.daily",
        "event": "daily post sent",
        "channel": "[hidden]",
        "late": True,
        "tries": 2,
    }
    assert plain["event"] == "one\ntwo"
    assert "it broke, [hidden]" in broken["exception"]


def test_an_event_below_the_level_is_not_written() -> None:
    stream = logged("warning")

    logging.getLogger("bot.daily").info("daily post sent")

    assert stream.getvalue() == ""
