"""What Slack's refusals mean for us, and what to tell the person who can mend them.

Each code is explained with the methods that give it: https://docs.slack.dev/reference/methods
"""

from __future__ import annotations

from enum import Enum, auto

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError


class UrlRefusedError(Exception):
    """A response_url that took no message."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Refusal(Enum):
    """What to do after Slack refused something."""

    SHORTEN = auto()
    """Something in the message is not to Slack's liking: send its plain words."""
    GONE = auto()
    """The message to change was deleted, or can no longer be changed: send a new one."""
    SPENT = auto()
    """The response_url takes no more: send an ordinary message."""
    LATE = auto()
    """The trigger ran out before the form was opened: press once more."""
    CLOSED = auto()
    """Backprep may not write there, until somebody of the workspace changes that."""
    SCOPE = auto()
    """The app was given too few scopes."""
    OFF = auto()
    """The token is no longer good."""
    BUSY = auto()
    """Too much at once, even after waiting."""
    GIVE_UP = auto()
    """Nothing can be done for now."""


_CODES: dict[Refusal, str] = {
    Refusal.SHORTEN: "invalid_blocks invalid_blocks_format msg_blocks_too_long msg_too_long no_text"
    " invalid_attachments too_many_attachments invalid_arguments invalid_payload",
    Refusal.GONE: "message_not_found cant_update_message edit_window_closed thread_not_found"
    " not_found",
    Refusal.SPENT: "used_url expired_url",
    Refusal.LATE: "expired_trigger_id trigger_expired exchanged_trigger_id trigger_exchanged"
    " invalid_trigger_id",
    Refusal.CLOSED: "not_in_channel channel_not_found is_archived restricted_action"
    " restricted_action_read_only_channel restricted_action_thread_only_channel"
    " restricted_action_non_threadable_channel restricted_action_thread_locked user_not_found"
    " messages_tab_disabled cannot_reply_to_message user_disabled",
    Refusal.SCOPE: "missing_scope not_allowed_token_type no_permission access_denied",
    Refusal.OFF: "token_revoked token_expired account_inactive invalid_auth not_authed"
    " team_access_not_granted org_login_required app_uninstalled",
    Refusal.BUSY: "ratelimited rate_limited message_limit_exceeded",
}
_BY_CODE = {code: why for why, codes in _CODES.items() for code in codes.split()}

INVITE = "Invite it there with /invite @Backprep"
_WORDS = {
    "not_in_channel": f"Backprep is not in that channel. {INVITE}.",
    "channel_not_found": f"Backprep cannot see that channel: it is private or gone. {INVITE}.",
    "is_archived": "That channel is archived. Unarchive it, or choose another one.",
    "messages_tab_disabled": "Backprep takes no direct messages here. Whoever looks after the app can allow them at"
    " https://api.slack.com/apps under App Home, Messages Tab.",
}
_BY_REFUSAL = {
    Refusal.SHORTEN: "Slack did not take the whole answer. Please try again later.",
    Refusal.LATE: "Slack gave up waiting for the form. Please press the button once more.",
    Refusal.CLOSED: "This workspace does not let Backprep post there. Ask an admin of the workspace to allow it.",
    Refusal.OFF: "Backprep was removed from this workspace. Whoever may add apps can install it again.",
    Refusal.BUSY: "Slack asks Backprep to slow down. Please try again in a minute.",
}
_UNKNOWN = "Slack does not take this from Backprep at the moment. Please try again later."


def code_of(error: Exception) -> str:
    """Slack's word for what is wrong; empty where it said none."""
    match error:
        case UrlRefusedError():
            return error.code
        case SlackApiError():
            try:
                return str(error.response["error"] or "")
            except (KeyError, TypeError, AttributeError, ValueError):
                return ""
        case _:
            return ""


def refusal(error: Exception) -> Refusal:
    """What to do after this error."""
    return _BY_CODE.get(code_of(error), Refusal.GIVE_UP)


def words(error: Exception) -> str:
    """What is wrong and how it is mended."""
    code, why = code_of(error), refusal(error)
    if why is Refusal.SCOPE:
        needed = error.response.get("needed") if isinstance(error, SlackApiError) else None
        return _scope(str(needed or ""))
    return _WORDS.get(code) or _BY_REFUSAL.get(why, _UNKNOWN)


def off(error: Exception, setting: str) -> str | None:
    """Why Slack is off until a setting is mended, in words for the operator; None for any other error."""
    if refusal(error) not in (Refusal.OFF, Refusal.SCOPE):
        return None
    kind = "app-level token" if setting.endswith("APP_TOKEN") else "bot token"
    return (
        f"Slack is off: it refuses {setting} ({code_of(error)}). Take the {kind} from"
        " https://api.slack.com/apps and set it."
    )


def is_for_installer(error: Exception) -> bool:
    """Whether only those who look after the app can mend it, not the person who asked."""
    return refusal(error) in (Refusal.SCOPE, Refusal.OFF)


def _scope(needed: str) -> str:
    which = f"the scope “{needed}”" if needed else "another scope"
    return (
        f"Backprep needs {which} in this workspace. Whoever installed it adds it at https://api.slack.com/apps under"
        " OAuth & Permissions and presses Reinstall."
    )


REFUSED = (SlackApiError, UrlRefusedError)
"""Slack answered, and the answer was no."""
UNREACHABLE = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError)
"""What is raised where Slack did not answer, or not in a way that can be read; `REFUSED` comes first."""
