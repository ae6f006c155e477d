"""Settings that people make in chat, in the database."""

from __future__ import annotations

from sqlalchemy import JSON, Connection, bindparam, select, text

from bot.storage.database import Database
from bot.storage.ports import Json
from bot.storage.tables import setting

_GET = select(setting.c.value).where(
    setting.c.scope == bindparam("scope"), setting.c.name == bindparam("name")
)
_PUT = text("""
    INSERT INTO setting (scope, name, value) VALUES (:scope, :name, :value)
    ON CONFLICT (scope, name) DO UPDATE SET value = excluded.value
""").bindparams(bindparam("value", type_=JSON))


class SqlSettings:
    """Fills in `SettingsStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, scope: str, name: str) -> Json:
        """The value of a setting; None when it was never put."""
        wanted = {"scope": scope, "name": name}

        def work(connection: Connection) -> Json:
            found: Json = connection.execute(_GET, wanted).scalar_one_or_none()
            return found

        return await self._database.run(work)

    async def put(self, scope: str, name: str, value: Json) -> None:
        """Set a value, in the place of an earlier one."""
        put = {"scope": scope, "name": name, "value": value}
        await self._database.execute(_PUT, put)
