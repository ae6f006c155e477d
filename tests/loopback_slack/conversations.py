"""conversations.*, users.*, auth.*, apps.*, assistant.*: what the bot may know, and where it may be."""

from __future__ import annotations

from tests.loopback_slack.calling import RefusedError, Request, method
from tests.loopback_slack.world import Channel, Json, Message

_SCOPE = {"channel": "channels", "group": "groups", "im": "im"}


@method("auth.test")
async def auth_test(request: Request) -> Json:
    team = request.world.teams[request.grant.team]
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": "backprep",
        "team_id": team.id,
        "user_id": request.grant.user,
        "bot_id": request.grant.bot,
        "is_enterprise_install": False,
    }


@method("api.test")
async def api_test(request: Request) -> Json:
    return {"args": {}}


@method("auth.revoke")
async def revoke(request: Request) -> Json:
    request.grant.revoked = True
    return {"revoked": True}


@method("apps.uninstall")
async def uninstall(request: Request) -> Json:
    request.grant.revoked = True
    return {}


@method("conversations.info")
async def info(request: Request) -> Json:
    channel = request.channel()
    request.scope(f"{_SCOPE[channel.kind]}:read")
    return {"channel": _shown(channel, request.grant.user)}


@method("conversations.open")
async def open_direct(request: Request) -> Json:
    request.scope("im:write")
    user = request.needs("users")
    if user not in request.world.users or request.world.users[user].team != request.grant.team:
        raise RefusedError("user_not_found")
    return {"channel": {"id": request.world.direct(user).id}}


@method("conversations.history")
async def history(request: Request) -> Json:
    channel = _readable(request)
    top = [m for m in _seen(channel) if not m.thread_ts or m.thread_ts == m.ts]
    return _page(request, list(reversed(top)))


@method("conversations.replies")
async def replies(request: Request) -> Json:
    channel, thread = _readable(request), request.needs("ts")
    found = [m for m in _seen(channel) if thread in (m.ts, m.thread_ts)]
    if not found:
        raise RefusedError("thread_not_found")
    return _page(request, found)


@method("users.info")
async def users_info(request: Request) -> Json:
    request.scope("users:read")
    user = request.world.users.get(request.needs("user"))
    if user is None or user.team != request.grant.team:
        raise RefusedError("user_not_found")
    names = {"real_name": user.name.title(), "display_name": user.name}
    return {
        "user": {
            "id": user.id,
            "team_id": user.team,
            "name": user.name,
            "deleted": False,
            "real_name": user.name.title(),
            "tz": "Europe/Berlin",
            "tz_offset": 3600,
            "profile": names,
            "is_admin": user.admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_bot": False,
            "updated": 1,
        }
        | ({"locale": "en-US"} if request.arguments.get("include_locale") else {})
    }


@method("assistant.threads.setStatus")
async def set_status(request: Request) -> Json:
    request.scope("chat:write", "assistant:write")
    channel, thread = request.channel("channel_id"), request.needs("thread_ts")
    if "status" not in request.arguments:
        raise RefusedError("invalid_arguments", "missing required field: status")
    if not request.world.message(channel.id, thread):
        raise RefusedError("invalid_thread_ts")
    for name in channel.members & request.world.users.keys():
        request.world.users[name].statuses.append(request.arguments["status"])
    return {}


def _readable(request: Request) -> Channel:
    channel = request.channel()
    request.scope(f"{_SCOPE[channel.kind]}:history")
    if request.grant.user not in channel.members:
        raise RefusedError("not_in_channel")
    return channel


def _seen(channel: Channel) -> list[Message]:
    return [m for m in channel.messages if not m.only_for and not m.deleted]


def _page(request: Request, messages: list[Message]) -> Json:
    with_metadata = str(request.arguments.get("include_all_metadata", "")).lower() in ("true", "1")
    start = int(request.arguments.get("cursor") or 0)
    end = start + int(request.arguments.get("limit", 100))
    shown = [message.as_json() for message in messages[start:end]]
    for each in shown:
        if not with_metadata:
            each.pop("metadata", None)
    if end >= len(messages):
        return {"messages": shown, "has_more": False}
    cursor = {"next_cursor": str(end)}
    return {"messages": shown, "has_more": True, "response_metadata": cursor}


def _shown(channel: Channel, bot: str) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "channel",
        "is_archived": channel.archived,
        "is_member": bot in channel.members,
        "context_team_id": channel.team,
        "creator": channel.creator,
    }
