"""Checks of Backprep's own parts: settings, database, model, bank, platforms."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import Connection, text

from bot.embedding import model_folder
from bot.health.finding import Finding
from bot.platforms.discord.permissions import invite_link
from bot.settings import Settings, unknown_names
from bot.storage.engine import read_url
from bot.storage.errors import place
from bot.storage.upgrading import connected, newest_revision, revision_of
from knowledge.bank import load_bank_with_drafts
from knowledge.embedder import OldExportError, OnnxEmbedder


def check_settings(faults: str) -> Finding:
    """Whether every setting makes sense; `faults` is what reading them said."""
    if faults:
        return Finding("fault", faults)
    if unknown := unknown_names():
        return Finding("warning", " ".join(unknown), "Mend the name, or remove the setting.")
    return Finding("ok", "Every setting makes sense.")


def check_database(settings: Settings) -> Finding:
    """Whether the database can be reached and written, is sound, and has the tables of this version."""
    url = read_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        return Finding("ok", f"{url.database} is made at the first start.")
    with connected(settings.database_url) as connection:
        if fault := _unsound(connection):
            return Finding("fault", f"{place(url)}: {fault}", "Restore a backup of it.")
        if _read_only(connection):
            return Finding(
                "fault", f"{place(url)} takes no writes.", "Give its user the right to write."
            )
        revision = revision_of(connection)
    if revision != newest_revision():
        return Finding(
            "warning", f"{place(url)} is not at this version's tables yet.",
            "The next start brings it there, or: backprep db upgrade",
        )  # fmt: skip
    return Finding("ok", f"{place(url)} is sound, can be written and is up to date.")


def _unsound(connection: Connection) -> str:
    if connection.dialect.name != "sqlite":
        return ""
    answer = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    return "" if answer == "ok" else answer


def _read_only(connection: Connection) -> bool:
    """On SQLite the transaction has taken the write lock already, and would have failed."""
    if connection.dialect.name == "sqlite":
        return False
    return bool(connection.execute(text("SHOW transaction_read_only")).scalar() == "on")


def check_model(settings: Settings) -> Finding:
    """Whether the exported embedding model is there and is what was exported (SHA-256 of each file)."""
    folder = model_folder(settings.embedding_model, settings.data)
    if not (folder / "embedder.json").exists():
        return _to_export(f"{settings.embedding_model} is exported at the first start.")
    try:
        embedder = OnnxEmbedder(folder)
    except OldExportError:
        return _to_export(f"{settings.embedding_model} is exported anew at the next start.")
    return Finding("ok", f"{embedder.fingerprint}: every file is as exported.")


def _to_export(what: str) -> Finding:
    if find_spec("torch"):
        return Finding("ok", what)
    return Finding("fault", f"{what} That needs torch, which is not here.", "Run: make setup")


def check_bank(settings: Settings) -> Finding:
    """Whether the bank is sound; drafts with faults are left out of it."""
    bank, problems = load_bank_with_drafts(settings.imported_questions)
    if problems:
        listed = "\n".join(map(str, problems))
        return Finding(
            "warning", f"Some drafts are left out:\n{listed}", "Mend those lines, or import anew."
        )
    return Finding("ok", f"{len(bank)} entries, none with a fault.")


def check_discord(settings: Settings) -> Finding:
    """Whether Discord is set up; only the next start shows whether Discord takes the token."""
    if settings.discord_token is None:
        return Finding("ok", "Off: DISCORD_TOKEN is not set.")
    if link := invite_link(settings.discord_token.get_secret_value()):
        return Finding("ok", f"On. Invite the bot to a server: {link}")
    return Finding(
        "warning", "DISCORD_TOKEN does not look like a bot's token.",
        "Copy it again: https://discord.com/developers/applications, your application, Bot.",
    )  # fmt: skip
