"""How a database of an earlier version becomes one of this version.

To change a table: change `bot/storage/tables.py`, then add a file beside the others in `versions` whose
`down_revision` is the newest revision so far. `tests/bot/storage/test_migrations.py` says what the file still lacks.
A file that was released is never changed. There is no way back but a backup.
"""
