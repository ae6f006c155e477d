"""Slack is on where its settings are enough; else what is missing is said by name."""

from __future__ import annotations

import pytest

from bot.settings import Settings
from bot.slack_connecting import missing

TOKEN, APP, SECRET = "xoxb-1", "xapp-1", "s3cret"


def settings(**values: str) -> Settings:
    named = {f"BACKPREP_SLACK_{name}": value for name, value in values.items()}
    return Settings(_env_file=None, **named)


@pytest.mark.parametrize(
    "values",
    [
        {"BOT_TOKEN": TOKEN, "APP_TOKEN": APP},
        {"BOT_TOKEN": TOKEN, "SIGNING_SECRET": SECRET},
        {"BOT_TOKEN": TOKEN, "APP_TOKEN": APP, "SIGNING_SECRET": SECRET},
        {"CLIENT_ID": "1.2", "CLIENT_SECRET": SECRET, "SIGNING_SECRET": SECRET},
    ],
)
def test_a_token_and_a_way_in_are_enough(values: dict[str, str]) -> None:
    assert not missing(settings(**values))


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ({}, "SLACK_BOT_TOKEN"),
        ({"BOT_TOKEN": TOKEN}, "SLACK_APP_TOKEN for Socket Mode, or BACKPREP_SLACK_SIGNING_SECRET"),
        ({"APP_TOKEN": APP}, "SLACK_BOT_TOKEN for one workspace"),
        ({"CLIENT_ID": "1.2", "SIGNING_SECRET": SECRET}, "SLACK_CLIENT_SECRET go together"),
    ],
)
def test_what_is_missing_is_named(values: dict[str, str], named: str) -> None:
    said = missing(settings(**values))

    assert said.startswith("Slack is off: ")
    assert named in said
