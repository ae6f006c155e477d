"""response_urls: five uses within thirty minutes, and what an acknowledgement of a command may carry."""

from __future__ import annotations

from tests.loopback_slack.calling import RefusedError, check_content
from tests.loopback_slack.world import Channel, Json, Message, ResponseUrl, World

MOST_USES, LIFETIME_S = 5, 30 * 60
_KNOWN = frozenset(
    {
        *("text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts"),
        *("unfurl_links", "unfurl_media", "metadata", "mrkdwn"),
    }
)


def made(world: World, channel: Channel, user: str, message: Message | None = None) -> str:
    """The id of a new one."""
    url = ResponseUrl(world.next("R"), channel.id, user, message, world.clock())
    world.response_urls[url.id] = url
    return url.id


def respond(world: World, url_id: str, given: Json) -> tuple[int, Json]:
    """Use one: HTTP status and answer."""
    url = world.response_urls.get(url_id)
    if url is None or world.clock() - url.made_at >= LIFETIME_S:
        return 404, {"ok": False, "error": "expired_url"}
    if url.uses >= MOST_USES:
        return 404, {"ok": False, "error": "used_url"}
    url.uses += 1
    try:
        _take(world, url, given)
    except RefusedError as error:
        return 400, error.answer
    return 200, {"ok": True}


def acknowledged(world: World, channel: Channel, user: str, given: Json) -> None:
    """Show what came with the acknowledgement of a command.

    Raises:
        RefusedError: Slack would say that the command failed.
    """
    _take(world, ResponseUrl("", channel.id, user, None, world.clock()), given)


def _take(world: World, url: ResponseUrl, given: Json) -> None:
    if unknown := given.keys() - _KNOWN:
        raise RefusedError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
    if given.get("delete_original"):
        _original(url).deleted = True
        return
    blocks = check_content(world, world.channels[url.channel].team, given)
    if given.get("replace_original"):
        message = _original(url)
        message.text, message.blocks = given["text"], blocks
        message.edited += 1
        return
    hidden = given.get("response_type", "ephemeral") == "ephemeral"
    world.add(
        Message(
            ts=world.ts(),
            channel=url.channel,
            user="U0BOT",
            text=given["text"],
            blocks=blocks,
            thread_ts=given.get("thread_ts") or "",
            only_for=url.user if hidden else "",
            metadata=given.get("metadata") or {},
            arguments=given,
        )
    )


def _original(url: ResponseUrl) -> Message:
    if url.message is None or url.message.deleted:
        raise RefusedError("message_not_found")
    return url.message
