"""What Slack sends, in the shape its documentation shows, with every field that is usually there."""

from __future__ import annotations

from typing import Any

from tests.loopback_slack.world import APP, Channel, Json, Message, Team, User, World

TOKEN = "verification-token"  # noqa: S105 - deprecated, and checked by nobody


class Payloads:
    """Makes payloads; `base` is where response_urls lead to."""

    def __init__(self, world: World, base: str) -> None:
        self._world, self._base = world, base

    def command(self, user: User, channel: Channel, name: str, text: str, url: str) -> Json:
        team = self._world.teams[user.team]
        sent = {
            "token": TOKEN,
            "team_id": team.id,
            "team_domain": team.domain,
            "channel_id": channel.id,
            "channel_name": channel.name_in_payloads,
            "user_id": user.id,
            "user_name": user.name,
            "command": name,
            "text": text,
            "api_app_id": APP,
            "is_enterprise_install": "false",
            "response_url": f"{self._base}/response/{url}",
            "trigger_id": self._world.trigger(user),
        }
        if team.enterprise:
            sent |= {"enterprise_id": team.enterprise, "enterprise_name": "Grid"}
        return sent

    def action_in_message(
        self, user: User, message: Message, action: Json, state: Json, url: str
    ) -> Json:
        channel = self._world.channels[message.channel]
        hidden = bool(message.only_for)
        sent = self._interaction(user, "block_actions") | {
            "container": {
                "type": "message",
                "message_ts": message.ts,
                "channel_id": channel.id,
                "is_ephemeral": hidden,
            },
            "channel": {"id": channel.id, "name": channel.name_in_payloads},
            "state": {"values": state},
            "response_url": f"{self._base}/response/{url}",
            "actions": [action],
        }
        if message.thread_ts:
            sent["container"]["thread_ts"] = message.thread_ts
        if not hidden:
            sent["message"] = message.as_json() | {"team": user.team}
        return sent

    def action_in_view(self, user: User, view: Json, action: Json, state: Json) -> Json:
        return self._interaction(user, "block_actions") | {
            "container": {"type": "view", "view_id": view["id"]},
            "view": view | {"state": {"values": state}},
            "actions": [action],
        }

    def submission(self, user: User, view: Json, state: Json) -> Json:
        return self._interaction(user, "view_submission") | {
            "view": view | {"state": {"values": state}},
            "response_urls": [],
        }

    def shortcut(self, user: User, callback: str) -> Json:
        sent = self._interaction(user, "shortcut")
        return sent | {"callback_id": callback, "action_ts": self._world.ts()}

    def message_shortcut(self, user: User, message: Message, callback: str, url: str) -> Json:
        channel = self._world.channels[message.channel]
        return self._interaction(user, "message_action") | {
            "callback_id": callback,
            "action_ts": self._world.ts(),
            "message_ts": message.ts,
            "channel": {"id": channel.id, "name": channel.name_in_payloads},
            "message": message.as_json() | {"team": user.team},
            "response_url": f"{self._base}/response/{url}",
        }

    def event(self, team: Team, event: Json) -> Json:
        return {
            "token": TOKEN,
            "team_id": team.id,
            "context_team_id": team.id,
            "context_enterprise_id": team.enterprise,
            "api_app_id": APP,
            "event": event,
            "type": "event_callback",
            "event_id": self._world.next("Ev"),
            "event_time": int(self._world.clock()),
            "authorizations": [
                {
                    "enterprise_id": team.enterprise,
                    "team_id": team.id,
                    "user_id": "U0BOT",
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": False,
            "event_context": f"4-{team.id}",
        }

    def written(self, user: User, message: Message, *, mention: bool) -> Json:
        """The event of a message to the bot: by mention in a channel, or directly."""
        channel = self._world.channels[message.channel]
        event = message.as_json() | {
            "type": "app_mention" if mention else "message",
            "channel": channel.id,
            "event_ts": message.ts,
            "team": user.team,
        }
        if not mention:
            event["channel_type"] = "im"
        return self.event(self._world.teams[user.team], event)

    def home_opened(self, user: User) -> Json:
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": self._world.direct(user.id).id,
            "tab": "home",
            "event_ts": self._world.ts(),
        }
        if user.home:
            event["view"] = user.home
        return self.event(self._world.teams[user.team], event)

    def uninstalled(self, team: Team) -> Json:
        return self.event(team, {"type": "app_uninstalled", "event_ts": self._world.ts()})

    def tokens_revoked(self, team: Team, bots: list[str]) -> Json:
        tokens: dict[str, Any] = {"oauth": [], "bot": bots}
        return self.event(
            team, {"type": "tokens_revoked", "tokens": tokens, "event_ts": self._world.ts()}
        )

    def _interaction(self, user: User, kind: str) -> Json:
        team = self._world.teams[user.team]
        enterprise = {"id": team.enterprise, "name": "Grid"} if team.enterprise else None
        return {
            "type": kind,
            "user": {
                "id": user.id,
                "username": user.name,
                "name": user.name,
                "team_id": team.id,
            },
            "api_app_id": APP,
            "token": TOKEN,
            "trigger_id": self._world.trigger(user),
            "team": {"id": team.id, "domain": team.domain},
            "enterprise": enterprise,
            "is_enterprise_install": False,
        }
