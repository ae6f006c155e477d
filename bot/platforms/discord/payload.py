"""discord.py's objects as the payloads Discord documents, so that parse.py needs no SDK."""

from __future__ import annotations

from typing import Any

import discord

from bot.platforms.discord.components import JsonDict


def interaction_payload(interaction: discord.Interaction[Any]) -> JsonDict:
    """An interaction."""
    payload: JsonDict = {
        "id": str(interaction.id),
        "application_id": str(interaction.application_id),
        "token": interaction.token,
        "type": interaction.type.value,
        "data": interaction.data or {},
        "channel_id": str(interaction.channel_id or 0),
        "channel": _channel(interaction.channel),
        "context": _context(interaction.context),
        "locale": str(interaction.locale),
        "user": _user(interaction.user),
    }
    if interaction.guild_id:
        payload["guild_id"] = str(interaction.guild_id)
        payload["member"] = _member(interaction.user, interaction.permissions)
    return payload


def message_payload(message: discord.Message) -> JsonDict:
    """A message."""
    payload: JsonDict = {
        "id": str(message.id),
        "content": message.content,
        "author": _user(message.author),
        "channel_id": str(message.channel.id),
        "channel": _channel(message.channel),
    }
    if message.guild and isinstance(message.author, discord.Member):
        permissions = message.channel.permissions_for(message.author)
        payload["guild_id"] = str(message.guild.id)
        payload["member"] = _member(message.author, permissions)
    return payload


def _user(user: discord.User | discord.Member) -> JsonDict:
    return {"id": str(user.id), "username": user.name, "global_name": user.display_name}


def _member(user: discord.User | discord.Member, permissions: discord.Permissions) -> JsonDict:
    return {"user": _user(user), "permissions": str(permissions.value)}


def _channel(channel: object) -> JsonDict:
    match channel:
        case discord.Thread():
            return {"type": channel.type.value, "parent_id": str(channel.parent_id)}
        case discord.abc.GuildChannel() | discord.DMChannel() | discord.GroupChannel():
            return {"type": channel.type.value}
        case _:
            return {}


def _context(context: discord.app_commands.AppCommandContext) -> int:
    if context.guild:
        return 0
    return 2 if context.private_channel else 1
