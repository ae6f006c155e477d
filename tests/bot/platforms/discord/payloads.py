"""Payloads as Discord documents them, for contexts that SimCord cannot vary."""

from __future__ import annotations

from typing import Any

ANA = {"id": "7", "username": "ana", "global_name": "Ana"}


def interaction(kind: int, data: dict[str, Any], **others: Any) -> dict[str, Any]:
    """An interaction in a server, of a member without powers."""
    return {
        "id": "100",
        "application_id": "99",
        "token": "secret",
        "type": kind,
        "data": data,
        "guild_id": "1",
        "channel_id": "2",
        "channel": {"id": "2", "type": 0},
        "member": {"user": ANA, "permissions": "0"},
        "locale": "en-US",
        "context": 0,
    } | others


def alone(kind: int, data: dict[str, Any], context: int = 1) -> dict[str, Any]:
    """An interaction without a server: 1 with the bot, 2 between people."""
    payload = interaction(
        kind, data, context=context, channel={"id": "2", "type": context}, user=ANA
    )
    return {key: value for key, value in payload.items() if key not in ("guild_id", "member")}
