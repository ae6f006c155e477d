"""What Slack knows: workspaces, people, channels, messages, files, tokens, and a clock that a test can move."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal

_NUMBERS = count(1)
Json = dict[str, Any]
Kind = Literal["channel", "group", "im"]
ALL_SCOPES = frozenset(
    {
        *(
            "app_mentions:read",
            "assistant:write",
            "channels:history",
            "channels:read",
            "chat:write",
        ),
        *("commands", "files:read", "files:write", "groups:history", "groups:read", "im:history"),
        *("im:read", "im:write", "users:read"),
    }
)
CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET = "1111.2222", "client-secret", "signing-secret"
APP, APP_TOKEN, BOT_TOKEN = "A0BACKPREP", "xapp-1-A0BACKPREP-1-good", "xoxb-good"


class SlackClock:
    """Stands still until it is moved, so that three seconds pass only where a test means them to."""

    def __init__(self, now: float | None = None) -> None:
        self._now = time.time() if now is None else now

    def __call__(self) -> float:
        return self._now

    def move(self, seconds: float) -> None:
        self._now += seconds


@dataclass
class Grant:
    """What a token allows."""

    token: str
    team: str
    scopes: frozenset[str] = ALL_SCOPES
    user: str = "U0BOT"
    bot: str = "B0BOT"
    revoked: bool = False


@dataclass
class Message:
    """One message of a channel; `only_for` makes it ephemeral."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    metadata: Json = field(default_factory=dict)
    thread_ts: str = ""
    only_for: str = ""
    files: list[Json] = field(default_factory=list)
    edited: int = 0
    deleted: bool = False
    arguments: Json = field(default_factory=dict)
    """All that was given when it was sent, such as `unfurl_links`."""

    def as_json(self) -> Json:
        """As conversations.history shows it with `include_all_metadata`."""
        ours = self.user == "U0BOT"
        shown: Json = {"type": "message", "user": self.user, "text": self.text, "ts": self.ts}
        shown |= {"bot_id": "B0BOT", "app_id": APP} if ours else {"client_msg_id": f"c-{self.ts}"}
        for name in ("blocks", "thread_ts", "metadata", "files"):
            if value := getattr(self, name):
                shown[name] = value
        if self.edited:
            shown["edited"] = {"user": self.user, "ts": self.ts}
        return shown


@dataclass
class Channel:
    """A place to write; the bot writes only where it is a member."""

    id: str
    name: str
    kind: Kind = "channel"
    team: str = "T1"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    creator: str = "U0CREATOR"
    messages: list[Message] = field(default_factory=list)

    @property
    def name_in_payloads(self) -> str:
        return {"channel": self.name, "group": "privategroup", "im": "directmessage"}[self.kind]


@dataclass
class User:
    id: str
    name: str
    team: str = "T1"
    admin: bool = False
    home: Json | None = None
    """The App Home that was published for them."""
    modals: list[Json] = field(default_factory=list)
    """The open ones, the top one last."""
    statuses: list[str] = field(default_factory=list)


@dataclass
class Team:
    id: str
    name: str
    domain: str
    enterprise: str | None = None


@dataclass
class Upload:
    """A file; its `mimetype` is known only after it was asked for `slow` times."""

    id: str
    team: str
    name: str
    length: int
    alt: str = ""
    content: bytes | None = None
    complete: bool = False
    slow: int = 0
    mimetype: str = ""
    channel: str = ""


@dataclass
class ResponseUrl:
    """Good for five uses within thirty minutes."""

    id: str
    channel: str
    user: str
    message: Message | None
    made_at: float
    uses: int = 0


@dataclass
class Trigger:
    """Good for one view within three seconds."""

    user: str
    team: str
    made_at: float
    used: bool = False


@dataclass
class Call:
    """One call of the Web API, or use of a response_url, as it came and went."""

    method: str
    arguments: Json
    answer: Json
    status: int = 200
    at: float = 0.0
    """Seconds of time.monotonic."""
    token: str = ""

    @property
    def error(self) -> str:
        return str(self.answer.get("error", ""))


class World:
    """Everything Slack knows; `changed` wakes whoever waits for something to appear."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.teams: dict[str, Team] = {}
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.grants: dict[str, Grant] = {}
        self.files: dict[str, Upload] = {}
        self.views: dict[str, Json] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.codes: dict[str, Grant] = {}
        """What OAuth gives for each code."""
        self.calls: list[Call] = []
        self.slow_files = 1
        """How often files.info is asked before it knows a new file's mimetype."""
        self.changed = asyncio.Condition()

    def next(self, prefix: str) -> str:
        """An id that no Slack of this process gave before, since the bot remembers what it has seen."""
        return f"{prefix}{next(_NUMBERS):06d}"

    def ts(self) -> str:
        """A timestamp that no other message has."""
        return f"{int(self.clock())}.{next(_NUMBERS):06d}"

    async def tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    def add(self, message: Message) -> Message:
        self.channels[message.channel].messages.append(message)
        return message

    def message(self, channel: str, ts: str) -> Message | None:
        """A message that everyone can see and that was not deleted."""
        return next(
            (
                m
                for m in self.channels[channel].messages
                if m.ts == ts and not m.deleted and not m.only_for
            ),
            None,
        )

    def direct(self, user: str) -> Channel:
        """The direct messages between a person and the bot."""
        name = f"D{user.removeprefix('U')}"
        person = self.users[user]
        return self.channels.setdefault(name, Channel(name, "", "im", person.team, {user, "U0BOT"}))

    def trigger(self, user: User) -> str:
        made = f"{self.next('')}.{self.next('')}.{user.id.lower()}"
        self.triggers[made] = Trigger(user.id, user.team, self.clock())
        return made

    def called(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]
