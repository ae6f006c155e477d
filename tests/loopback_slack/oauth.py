"""oauth.v2.access: a code, once, for a token."""

from __future__ import annotations

from tests.loopback_slack.world import APP, CLIENT_ID, CLIENT_SECRET, Grant, Json, World


def access(world: World, given: Json, client: tuple[str, str] | None) -> Json:
    """Exchange a code; `client` is what came by HTTP Basic."""
    who = client or (given.get("client_id"), given.get("client_secret"))
    if who[0] != CLIENT_ID:
        return {"ok": False, "error": "invalid_client_id"}
    if who[1] != CLIENT_SECRET:
        return {"ok": False, "error": "bad_client_secret"}
    grant = world.codes.pop(str(given.get("code")), None)
    if grant is None:
        return {"ok": False, "error": "invalid_code"}
    world.grants[grant.token] = grant
    return _granted(world, grant)


def _granted(world: World, grant: Grant) -> Json:
    team = world.teams[grant.team]
    installer = next(user for user in world.users.values() if user.team == team.id)
    return {
        "ok": True,
        "access_token": grant.token,
        "token_type": "bot",
        "scope": ",".join(sorted(grant.scopes)),
        "bot_user_id": grant.user,
        "app_id": APP,
        "team": {"name": team.name, "id": team.id},
        "enterprise": {"id": team.enterprise, "name": "Grid"} if team.enterprise else None,
        "is_enterprise_install": False,
        "authed_user": {"id": installer.id},
    }
