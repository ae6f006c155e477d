"""chat.*: messages that are posted, changed and deleted."""

from __future__ import annotations

from tests.loopback_slack.calling import RefusedError, Request, check_content, method
from tests.loopback_slack.world import Channel, Json, Message

_KNOWN = frozenset(
    {
        *("channel", "text", "blocks", "thread_ts", "metadata", "unfurl_links", "unfurl_media"),
        *("user", "ts", "mrkdwn", "parse", "link_names", "as_user", "reply_broadcast"),
    }
)


@method("chat.postMessage")
async def post(request: Request) -> Json:
    message = _new(request, request.writable())
    request.world.add(message)
    return {"channel": message.channel, "ts": message.ts, "message": message.as_json()}


@method("chat.postEphemeral")
async def post_ephemeral(request: Request) -> Json:
    channel, user = request.writable(), request.needs("user")
    if user not in channel.members:
        raise RefusedError("user_not_in_channel")
    message = _new(request, channel)
    message.only_for = user
    request.world.add(message)
    return {"message_ts": message.ts}


@method("chat.update")
async def update(request: Request) -> Json:
    message = _own(request, "cant_update_message")
    blocks = check_content(request.world, request.grant.team, request.arguments)
    message.text, message.blocks = request.arguments["text"], blocks
    if "metadata" in request.arguments:
        message.metadata = request.arguments["metadata"]
    message.edited += 1
    return {
        "channel": message.channel,
        "ts": message.ts,
        "text": message.text,
        "message": message.as_json(),
    }


@method("chat.delete")
async def delete(request: Request) -> Json:
    message = _own(request, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


def _new(request: Request, channel: Channel) -> Message:
    request.scope("chat:write")
    given = request.arguments
    if unknown := given.keys() - _KNOWN:
        raise RefusedError("invalid_arguments", f"unknown: {', '.join(sorted(unknown))}")
    thread = given.get("thread_ts") or ""
    if thread and not request.world.message(channel.id, thread):
        raise RefusedError("thread_not_found")
    return Message(
        ts=request.world.ts(),
        channel=channel.id,
        user=request.grant.user,
        text=given.get("text") or "",
        blocks=check_content(request.world, request.grant.team, given),
        metadata=_metadata(given),
        thread_ts=thread,
        arguments=given,
    )


def _metadata(given: Json) -> Json:
    metadata: Json = given.get("metadata") or {}
    if metadata and not {"event_type", "event_payload"} == metadata.keys():
        raise RefusedError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload", {}), dict):
        raise RefusedError("invalid_metadata_schema")
    return metadata


def _own(request: Request, otherwise: str) -> Message:
    """A message of the bot's own that everyone sees; an ephemeral one cannot be changed this way."""
    request.scope("chat:write")
    channel = request.channel()
    message = request.world.message(channel.id, request.needs("ts"))
    if message is None:
        raise RefusedError("message_not_found")
    if message.user != request.grant.user:
        raise RefusedError(otherwise)
    return message
