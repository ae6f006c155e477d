"""A database's tables are what the code expects, however old the database is."""

from __future__ import annotations

import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from bot.storage.errors import DatabaseUnusableError
from bot.storage.tables import IMPERSONAL, PERSON_KEY, metadata
from bot.storage.upgrading import connected, migrate, newest_revision, revision_of, upgrade


def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    with connected(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True})

        assert compare_metadata(context, metadata) == []


def test_an_upgrade_of_what_is_up_to_date_changes_nothing(url: str) -> None:
    upgrade(url)

    with connected(url) as connection:
        assert revision_of(connection) == newest_revision()


def test_replicas_that_start_together_upgrade_once(new_url: str) -> None:
    command = "import sys; from bot.storage.upgrading import upgrade; upgrade(sys.argv[1])"
    replicas = [subprocess.Popen([sys.executable, "-c", command, new_url]) for _ in range(3)]

    assert [replica.wait(60) for replica in replicas] == [0, 0, 0]
    with connected(new_url) as connection:
        assert revision_of(connection) == newest_revision()


def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    with connected(url) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        connection.commit()

    with pytest.raises(DatabaseUnusableError, match="newer Backprep"):
        upgrade(url)


def test_every_table_says_whose_its_rows_are() -> None:
    personal = {
        table.name
        for table in metadata.sorted_tables
        if "learner_id" in table.c or any(PERSON_KEY in c.info.get("holds", ()) for c in table.c)
    }

    assert personal | set(IMPERSONAL) | {"learner"} == set(metadata.tables)
    assert not personal & set(IMPERSONAL)


def test_every_table_says_which_row_stays_when_two_learners_become_one() -> None:
    for table in metadata.sorted_tables:
        keys = set(table.primary_key.columns.keys())
        if "learner_id" in keys and set(table.c.keys()) > keys:
            which, column = table.info["keep"]
            assert which in ("newest", "oldest")
            assert {column, *table.info.get("adds", ())} <= set(table.c.keys()), table.name


def test_answers_from_before_accounts_could_be_linked_are_of_their_learners_account(
    new_url: str,
) -> None:
    with connected(new_url) as connection:
        migrate(connection, "0003")
        for statement in OLD_ROWS:
            connection.execute(text(statement))
        migrate(connection)

        kept = connection.execute(text("SELECT account_key FROM quiz_answer"))
        assert list(kept.scalars()) == ["discord::1"]


OLD_ROWS = (
    "INSERT INTO learner (id) VALUES (1)",
    "INSERT INTO account (key, learner_id, name) VALUES ('discord::1', 1, 'Ana')",
    """INSERT INTO quiz_round
        (id, learner_id, place_key, place, shared, wanted, seed, seconds, items, started_at)
        VALUES ('r', 1, 'discord:g:c:', '{}', false, '{}', 1, 60, '["a/q1"]', '2026-01-05 12:00')""",
    """INSERT INTO quiz_question (round_id, position, item, fingerprint, closed)
        VALUES ('r', 0, 'a/q1', 'f', false)""",
    """INSERT INTO quiz_answer
        (round_id, position, learner_id, given, credit, changed, answered_at)
        VALUES ('r', 0, 1, 'A', 1, false, '2026-01-05 12:00')""",
)


def test_rows_about_a_learner_go_with_the_learner() -> None:
    for table in metadata.sorted_tables:
        for key in table.c["learner_id"].foreign_keys if "learner_id" in table.c else ():
            assert (key.target_fullname, key.ondelete) == ("learner.id", "CASCADE"), table.name
