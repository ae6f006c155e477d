"""What Discord's refusals mean for us.

https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

from enum import Enum, auto

import discord
from aiohttp import ClientError


class Refusal(Enum):
    """What to do after Discord refused a message."""

    ANSWERED = auto()
    """The interaction has its first response already: follow up on it."""
    EXPIRED = auto()
    """The interaction is no longer open: send an ordinary message."""
    GONE = auto()
    """The message to change was deleted: send a new one."""
    SHORTEN = auto()
    """Something in the message is not to Discord's liking: send its plain words."""
    FORBIDDEN = auto()
    """Backprep may not write there."""
    GIVE_UP = auto()
    """Nothing can be done: no such channel, a person who takes no messages, or Discord is down."""


_BY_CODE = {
    40060: Refusal.ANSWERED,  # interaction has already been acknowledged
    10062: Refusal.EXPIRED,  # unknown interaction
    10015: Refusal.EXPIRED,  # unknown webhook: the token ran out
    50027: Refusal.EXPIRED,  # invalid webhook token
    10008: Refusal.GONE,  # unknown message
    50035: Refusal.SHORTEN,  # invalid form body
    50006: Refusal.SHORTEN,  # cannot send an empty message
    40005: Refusal.SHORTEN,  # request entity too large
    50001: Refusal.FORBIDDEN,  # missing access
    50013: Refusal.FORBIDDEN,  # missing permissions
    50007: Refusal.GIVE_UP,  # cannot send messages to this user
    10003: Refusal.GIVE_UP,  # unknown channel
}
_BY_STATUS = {401: Refusal.EXPIRED, 403: Refusal.FORBIDDEN, 413: Refusal.SHORTEN}


def refusal(error: discord.HTTPException) -> Refusal:
    """What to do after this error; by its code, else by its HTTP status."""
    return _BY_CODE.get(error.code) or _BY_STATUS.get(error.status, Refusal.GIVE_UP)


def off(error: Exception) -> str | None:
    """Why Discord is off until a setting is mended, in words for the operator; None for any other error."""
    match error:
        case discord.LoginFailure() | discord.ConnectionClosed(code=4004):
            return (
                "Discord is off: it refuses DISCORD_TOKEN. Make a new token at "
                "https://discord.com/developers/applications under Bot, Reset Token, and set it."
            )
        case discord.PrivilegedIntentsRequired() | discord.ConnectionClosed(code=4013 | 4014):
            return (
                "Discord is off: it refuses the intents of this bot, although none is privileged. "
                "Please check the application at https://discord.com/developers/applications."
            )
        case _:
            return None


def is_unreachable(error: Exception) -> bool:
    """Whether Discord could not be reached, or could not answer; later it may."""
    match error:
        case discord.HTTPException():
            return error.status == 429 or error.status >= 500
        case _:
            return isinstance(error, ClientError | discord.GatewayNotFound)
