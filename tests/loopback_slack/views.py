"""views.*: modals and home tabs."""

from __future__ import annotations

from tests.loopback_slack.blocks import faults_of_view
from tests.loopback_slack.calling import RefusedError, Request, method
from tests.loopback_slack.world import APP, Json, User


@method("views.open")
async def open_view(request: Request) -> Json:
    user = _triggered(request)
    view = _taken(request, "modal")
    user.modals = [view]
    return {"view": view}


@method("views.push")
async def push(request: Request) -> Json:
    user = _triggered(request)
    if not user.modals or len(user.modals) == 3:
        raise RefusedError("push_limit_reached" if user.modals else "not_found")
    view = _taken(request, "modal")
    user.modals.append(view)
    return {"view": view}


@method("views.update")
async def update(request: Request) -> Json:
    before = request.world.views.get(request.needs("view_id"))
    if before is None or before["team_id"] != request.grant.team:
        raise RefusedError("not_found")
    if request.arguments.get("hash") not in (None, before["hash"]):
        raise RefusedError("hash_conflict")
    before |= _taken(request, "modal") | {"id": before["id"]}
    return {"view": before}


@method("views.publish")
async def publish(request: Request) -> Json:
    user = request.world.users.get(request.needs("user_id"))
    if user is None or user.team != request.grant.team:
        raise RefusedError("user_not_found")
    user.home = _taken(request, "home")
    return {"view": user.home}


def view_from_ack(request: Request, given: Json) -> Json:
    """A view that comes with the acknowledgement of another."""
    request.arguments["view"] = given
    return _taken(request, "modal")


def _triggered(request: Request) -> User:
    trigger = request.world.triggers.get(request.needs("trigger_id"))
    if trigger is None or trigger.team != request.grant.team:
        raise RefusedError("invalid_trigger_id")
    if trigger.used:
        raise RefusedError("exchanged_trigger_id")
    if request.world.clock() - trigger.made_at >= 3:
        raise RefusedError("expired_trigger_id")
    trigger.used = True
    return request.world.users[trigger.user]


def _taken(request: Request, kind: str) -> Json:
    given = request.arguments.get("view")
    if not isinstance(given, dict) or given.get("type") != kind:
        raise RefusedError("invalid_arguments", f"a view of type {kind} is needed")
    if found := faults_of_view(given):
        raise RefusedError("invalid_arguments", *found)
    world, name = request.world, request.world.next("V")
    view: Json = {
        "private_metadata": "",
        "callback_id": "",
        "title": None,
        "submit": None,
        "close": None,
        **given,
        "id": name,
        "team_id": request.grant.team,
        "hash": world.next("h"),
        "state": {"values": {}},
        "previous_view_id": None,
        "root_view_id": name,
        "app_id": APP,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": request.grant.team,
        "bot_id": request.grant.bot,
    }
    view["blocks"] = [{"block_id": world.next("b"), **block} for block in given["blocks"]]
    world.views[name] = view
    return view
