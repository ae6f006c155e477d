from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from bot.chat.errors import ChatError
from bot.zones import names, offered_zones, read_zone


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (" europe/berlin ", "Europe/Berlin"),
        ("america/new york", "America/New_York"),
        ("Tokyo", "Asia/Tokyo"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_read_by_its_name_or_its_city(text: str, zone: str) -> None:
    assert read_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("CET", "such as Europe/Berlin"),
        ("est", "such as America/New_York"),
        ("EST5EDT", "such as America/New_York"),
        ("+02:00", "An offset is wrong for half the year"),
        ("UTC+2", "An offset is wrong for half the year"),
        ("Etc/GMT-2", "An offset is wrong for half the year"),
        ("Berln", "no time zone of that name"),
        ("", "no time zone of that name"),
        ("Europe", "Did you mean Europe/"),
    ],
)
def test_what_is_no_place_is_refused_with_what_to_write(text: str, says: str) -> None:
    with pytest.raises(ChatError, match=says.replace("+", r"\+")):
        read_zone(text)


def test_zones_are_offered_by_city_region_and_abbreviation() -> None:
    assert [choice.value for choice in offered_zones("new york")] == ["America/New_York"]
    assert offered_zones("cet")[0].value == "Europe/Berlin"
    assert offered_zones("berl")[0].value == "Europe/Berlin"
    assert len(offered_zones("europe")) == 25
    assert "UTC" in {choice.value for choice in offered_zones("")}


def test_every_zone_that_is_offered_exists() -> None:
    assert len(names()) > 400
    for name in names():
        assert ZoneInfo(name).key == read_zone(name)
