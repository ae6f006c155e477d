"""What every method of the Web API is given, and how it refuses."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.loopback_slack.blocks import faults_of_blocks, ids, too_long
from tests.loopback_slack.world import Channel, Grant, Json, World

READY_IMAGES = ("image/png", "image/jpeg", "image/gif")


class RefusedError(Exception):
    """Slack answers `ok: false` with this error and perhaps more."""

    def __init__(self, error: str, *details: str, **more: object) -> None:
        super().__init__(f"{error} {' '.join(details)}")
        self.answer: Json = {"ok": False, "error": error, **more}
        if details:
            messages = [f"[ERROR] {detail}" for detail in details]
            self.answer["response_metadata"] = {"messages": messages}


@dataclass(frozen=True)
class Request:
    """One call: what was given, and what the caller's token allows."""

    world: World
    grant: Grant
    arguments: Json
    base: str
    """Where this Slack listens, such as http://127.0.0.1:8000."""

    def needs(self, name: str) -> str:
        value = self.arguments.get(name)
        if not value:
            raise RefusedError("invalid_arguments", f"missing required field: {name}")
        return str(value)

    def scope(self, *any_of: str) -> None:
        if not self.grant.scopes & set(any_of):
            provided = ",".join(sorted(self.grant.scopes))
            raise RefusedError("missing_scope", needed=any_of[0], provided=provided)

    def channel(self, name: str = "channel") -> Channel:
        """A channel the bot can see; a person's id stands for their direct messages."""
        wanted = self.needs(name)
        if wanted in self.world.users and self.world.users[wanted].team == self.grant.team:
            return self.world.direct(wanted)
        channel = self.world.channels.get(wanted)
        hidden = channel and channel.kind != "channel" and self.grant.user not in channel.members
        if channel is None or channel.team != self.grant.team or hidden:
            raise RefusedError("channel_not_found")
        return channel

    def writable(self) -> Channel:
        channel = self.channel()
        if channel.archived:
            raise RefusedError("is_archived")
        if self.grant.user not in channel.members:
            raise RefusedError("not_in_channel")
        return channel


Method = Callable[[Request], Awaitable[Json]]
METHODS: dict[str, Method] = {}


def method(name: str) -> Callable[[Method], Method]:
    """Say which method of the Web API a function is."""

    def keep(function: Method) -> Method:
        METHODS[name] = function
        return function

    return keep


def check_content(world: World, team: str, given: Json) -> list[Json]:
    """The blocks of a message that Slack takes, each with an id.

    Raises:
        RefusedError: there is a fault in them.
    """
    text, blocks = given.get("text") or "", given.get("blocks") or []
    if not text:
        raise RefusedError("no_text", "a message needs words for notifications, blocks or not")
    if len(text) > 40_000:
        raise RefusedError("msg_too_long")
    if found := faults_of_blocks(blocks):
        table = "only_one_table_allowed" in found
        raise RefusedError("invalid_attachments" if table else "invalid_blocks", *found)
    if too_long(blocks):
        raise RefusedError("msg_blocks_too_long")
    _check_files(world, team, blocks)
    return [{"block_id": world.next("b"), **block} for block in blocks]


def _check_files(world: World, team: str, blocks: list[Json]) -> None:
    for file_id in ids([block.get("slack_file", {}) for block in blocks], "id"):
        upload = world.files.get(file_id)
        if upload is None or upload.team != team or not upload.complete:
            raise RefusedError("invalid_blocks", f"invalid slack file: {file_id}")
        if upload.mimetype not in READY_IMAGES:
            raise RefusedError("invalid_blocks", f"slack file is no image yet: {file_id}")
