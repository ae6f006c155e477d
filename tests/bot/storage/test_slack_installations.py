"""Where Slack's app is installed: the same in memory and in both databases, and sealed in these."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, text, update

from bot.chat.event import Person
from bot.storage.backup import back_up
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.oauth_states import SqlOAuthStates
from bot.storage.personal import SqlPersonalData
from bot.storage.ports import OAuthStates, Seat, SlackInstallation, SlackInstallations
from bot.storage.sealing import GivenKeys, Sealer, WrongKeyError, new_key
from bot.storage.slack_installations import SqlSlackInstallations, reseal
from bot.storage.tables import slack_installation
from tests.fakes_slack import MemoryOAuthStates, MemorySlackInstallations

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD_KEY, NEW_KEY = new_key(), new_key()
TOKEN = "xoxb-not-a-real-one-1"  # noqa: S105
HERE = Seat("app.1", "", "T1")
ORGANISATION = Seat("app.1", "E1", "")


def installed(seat: Seat, at: datetime = NOON, token: str = TOKEN) -> SlackInstallation:
    return SlackInstallation(seat, at, {"bot_token": token, "bot_scopes": ["commands"], "né": None})


def by(user: str, seat: Seat = HERE) -> Seat:
    return replace(seat, user=user)


@pytest.fixture
def sealer() -> Sealer:
    return Sealer(GivenKeys(OLD_KEY))


@pytest.fixture
def sql(database: Database, sealer: Sealer) -> SqlSlackInstallations:
    return SqlSlackInstallations(database, sealer)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def database_or_memory(request: pytest.FixtureRequest) -> AsyncIterator[Database | None]:
    if request.param == "memory":
        yield None
        return
    database = Database.open(request.getfixturevalue(f"migrated_{request.param}_url"))
    yield database
    await database.close()


@pytest.fixture
def store(database_or_memory: Database | None, sealer: Sealer) -> SlackInstallations:
    if database_or_memory is None:
        return MemorySlackInstallations()
    return SqlSlackInstallations(database_or_memory, sealer)


@pytest.fixture
def states(database_or_memory: Database | None) -> OAuthStates:
    return SqlOAuthStates(database_or_memory) if database_or_memory else MemoryOAuthStates()


async def test_an_installation_is_what_was_saved_last(store: SlackInstallations) -> None:
    await store.save(installed(HERE))
    again = installed(HERE, NOON + HOUR, "xoxb-2")
    await store.save(again)

    assert await store.find(HERE) == again


async def test_each_seat_has_its_own_installation(store: SlackInstallations) -> None:
    seats = [HERE, by("U1"), ORGANISATION, Seat("app.2", "", "T1"), Seat("app.1", "E1", "T1")]
    for number, seat in enumerate(seats):
        await store.save(installed(seat, token=f"xoxb-{number}"))

    found = [await store.find(seat) for seat in seats]

    assert [each.held["bot_token"] for each in found if each] == [f"xoxb-{n}" for n in range(5)]
    assert await store.find(by("U2")) is None


async def test_the_newest_of_people_is_found_and_the_bot_is_nobody(
    store: SlackInstallations,
) -> None:
    await store.save(installed(HERE, NOON + 5 * HOUR))
    assert await store.find_newest(HERE) is None

    await store.save(installed(by("U2"), NOON + HOUR))
    await store.save(installed(by("U1"), NOON))

    found = await store.find_newest(by("whoever"))
    assert found is not None
    assert found.seat.user == "U2"


async def test_a_bot_is_found_by_the_id_of_its_workspace_or_organisation(
    store: SlackInstallations,
) -> None:
    inside = Seat("app.1", "E2", "T2")
    for seat in (HERE, by("U1"), ORGANISATION, inside):
        await store.save(installed(seat))

    found = [await store.find_bot("app.1", community) for community in ("T1", "E1", "T2")]

    assert [each.seat for each in found if each] == [HERE, ORGANISATION, inside]
    assert await store.find_bot("app.1", "E2") is None
    assert await store.find_bot("app.2", "T1") is None
    assert await store.find_bot("app.1", "") is None


async def test_what_is_deleted_is_gone_and_nothing_else(store: SlackInstallations) -> None:
    for seat in (HERE, by("U1"), by("U2"), ORGANISATION, by("U1", ORGANISATION)):
        await store.save(installed(seat))

    await store.delete(by("U1"))
    assert await store.find(by("U1")) is None
    assert await store.find(by("U2")) is not None

    await store.delete_people(HERE)
    assert await store.find(by("U2")) is None
    assert await store.find(HERE) is not None
    assert await store.find(by("U1", ORGANISATION)) is not None

    await store.delete(HERE)
    assert await store.find(HERE) is None
    assert await store.find(ORGANISATION) is not None


async def test_of_many_who_come_back_with_one_state_exactly_one_is_let_in(
    states: OAuthStates,
) -> None:
    await states.issue("digest", NOON, NOON + HOUR)

    let_in = await asyncio.gather(*(states.consume("digest", NOON) for _ in range(8)))

    assert sorted(let_in) == [False] * 7 + [True]


async def test_a_state_ends_at_its_time_and_an_unknown_one_never_was(states: OAuthStates) -> None:
    await states.issue("one", NOON, NOON + HOUR)
    await states.issue("two", NOON, NOON + HOUR)

    assert not await states.consume("three", NOON)
    assert await states.consume("one", NOON + HOUR - timedelta(microseconds=1))
    assert not await states.consume("two", NOON + HOUR)


async def test_states_that_have_ended_are_thrown_away(database: Database) -> None:
    states = SqlOAuthStates(database)
    await states.issue("one", NOON, NOON + HOUR)
    await states.issue("two", NOON + 2 * HOUR, NOON + 3 * HOUR)

    kept = await database.run(lambda c: c.execute(text("SELECT digest FROM oauth_state")).all())

    assert [row.digest for row in kept] == ["two"]


async def test_no_token_is_readable_in_the_database_or_in_its_backup(
    database: Database, sql: SqlSlackInstallations, url: str, tmp_path: Path
) -> None:
    await sql.save(installed(HERE))
    file = tmp_path / "backup"
    await asyncio.to_thread(back_up, url, file)

    def rows(connection: Connection) -> str:
        return str(connection.execute(text("SELECT * FROM slack_installation")).all())

    assert "T1" in await database.run(rows)
    assert TOKEN not in await database.run(rows)
    assert TOKEN.encode() not in file.read_bytes()


def test_no_token_is_in_what_a_log_would_show() -> None:
    assert TOKEN not in repr(installed(HERE))


async def test_with_another_key_nothing_opens_and_nothing_is_lost(
    database: Database, sql: SqlSlackInstallations
) -> None:
    await sql.save(installed(HERE))
    stranger = SqlSlackInstallations(database, Sealer(GivenKeys(NEW_KEY)))

    with pytest.raises(WrongKeyError, match="BACKPREP_SECRET_KEY"):
        await stranger.find(HERE)

    assert await sql.find(HERE) == installed(HERE)
    assert (await sql.count(), await stranger.count()) == ((1, 0), (0, 1))


async def test_keys_are_rotated_without_a_moment_in_which_nothing_opens(
    database: Database, sql: SqlSlackInstallations
) -> None:
    await sql.save(installed(HERE))
    both = Sealer(GivenKeys(NEW_KEY, OLD_KEY))
    assert await SqlSlackInstallations(database, both).find(HERE) == installed(HERE)

    assert await database.run(lambda connection: reseal(connection, both)) == (1, 0)

    new = Sealer(GivenKeys(NEW_KEY))
    assert await SqlSlackInstallations(database, new).find(HERE) == installed(HERE)
    assert await database.run(
        lambda connection: reseal(connection, Sealer(GivenKeys(OLD_KEY)))
    ) == (
        0,
        1,
    )


async def test_a_sealed_row_that_was_moved_to_another_workspace_is_refused(
    database: Database, sql: SqlSlackInstallations
) -> None:
    await sql.save(installed(HERE))
    move = update(slack_installation).values(team="T2")
    await database.execute(move, {})

    with pytest.raises(WrongKeyError):
        await sql.find(Seat("app.1", "", "T2"))


async def test_a_person_who_is_forgotten_takes_their_own_installation_and_leaves_the_bot(
    database: Database, sql: SqlSlackInstallations
) -> None:
    learner = await SqlLearners(database).of(Person("slack", "U1", "Ana", "T1"))
    for seat in (HERE, by("U1"), by("U2")):
        await sql.save(installed(seat))
    personal = SqlPersonalData(database)

    exported = await personal.export(learner)
    await personal.forget(learner)

    assert exported["slack_installation"] == [
        {
            "app": "app.1",
            "enterprise": "",
            "team": "T1",
            "person_key": "slack:T1:U1",
            "installed_at": NOON.isoformat(),
        }
    ]
    assert await sql.find(by("U1")) is None
    assert await sql.find(HERE) is not None
    assert await sql.find(by("U2")) is not None
