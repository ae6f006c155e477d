"""A person on Slack, for tests: uses commands, presses, picks, fills in, and sees what such a person sees."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.loopback_slack import responding, views
from tests.loopback_slack.calling import Request
from tests.loopback_slack.delivering import PATIENCE_S, Acknowledged
from tests.loopback_slack.looking import Seen, elements, labels, options, words
from tests.loopback_slack.typing_in import marked
from tests.loopback_slack.world import Channel, Json, Message, User

if TYPE_CHECKING:
    from tests.loopback_slack.slack import LoopbackSlack


@dataclass
class SlackPerson:
    """Someone in one place; acts return when they are acknowledged, `sees` waits for what comes of them."""

    slack: LoopbackSlack
    user: User
    where: Channel
    thread: str = ""

    def in_(self, where: Channel) -> SlackPerson:
        return replace(self, where=where)

    def directly(self) -> SlackPerson:
        """In direct messages with the bot."""
        return self.in_(self.slack.world.direct(self.user.id))

    async def use(self, command: str, text: str = "") -> Acknowledged:
        """Use a slash command, such as "/quiz" with "count:2"."""
        url = responding.made(self.slack.world, self.where, self.user.id)
        typed = marked(self.slack.world, self.user.team, text)
        payload = self.slack.payloads.command(self.user, self.where, command, typed, url)
        said = await self.slack.deliver("slash_commands", payload)
        if said.body:
            responding.acknowledged(self.slack.world, self.where, self.user.id, said.body)
            await self.slack.world.tell()
        return said

    async def write(self, text: str) -> Message:
        """Write a message; in a direct one the bot is told."""
        world = self.slack.world
        typed = marked(world, self.user.team, text)
        message = Message(world.ts(), self.where.id, self.user.id, typed, thread_ts=self.thread)
        world.add(message)
        if self.where.kind == "im":
            sent = self.slack.payloads.written(self.user, message, mention=False)
            await self.slack.deliver("events_api", sent)
        return message

    async def mention(self, text: str) -> Message:
        """Write a message that mentions the bot."""
        message = await self.write(f"@backprep {text}")
        sent = self.slack.payloads.written(self.user, message, mention=True)
        await self.slack.deliver("events_api", sent)
        return message

    async def press(self, label: str, on: Seen | None = None) -> Acknowledged:
        """Press the button with this label, on the newest thing that has one."""
        on = on or await self.sees_button(label)
        return await self.slack.deliver("interactive", self.pressing(label, on))

    def pressing(self, label: str, on: Seen) -> Json:
        """What a press sends, for delivering it more than once."""
        found = [
            (block, each)
            for block, each in elements(on)
            if each["type"] == "button" and each["text"]["text"] == label
        ]
        assert found, f"there is no button {label!r} in {labels(on)}"
        block, button = found[0]
        kept: Json = {name: button[name] for name in ("text", "value", "style") if name in button}
        return self._acting(on, block, button, kept)

    async def pick(self, choice: str, on: Seen | None = None) -> Acknowledged:
        """Pick a line of a menu, by its words or its value."""
        on = on or await self.sees_choice(choice)
        for block, menu in elements(on):
            for option in options(menu):
                if choice in (option["text"]["text"], option["value"]):
                    sent = self._acting(on, block, menu, {"selected_option": option})
                    return await self.slack.deliver("interactive", sent)
        raise AssertionError(f"there is no choice {choice!r}")

    async def fill(self, answers: Mapping[str, str]) -> Acknowledged:
        """Fill in the open modal, question by question, and send it; answers by label or id."""
        view = await self.opens()
        payload = self.slack.payloads.submission(self.user, view, _filled(view, answers))
        said = await self.slack.deliver("interactive", payload)
        self._after_submission(view, said)
        return said

    async def shortcut(self, callback: str, on: Message | None = None) -> Acknowledged:
        """Use a global shortcut, or one of a message's menu."""
        payloads = self.slack.payloads
        if on is None:
            return await self.slack.deliver("interactive", payloads.shortcut(self.user, callback))
        url = responding.made(self.slack.world, self.where, self.user.id, on)
        sent = payloads.message_shortcut(self.user, on, callback, url)
        return await self.slack.deliver("interactive", sent)

    async def opens_home(self) -> Json:
        """Open the bot's home tab, and see what is published there."""
        before = self.user.home
        sent = self.slack.payloads.home_opened(self.user)
        await self.slack.deliver("events_api", sent)
        await self.until(lambda: self.user.home is not before, "a home tab")
        assert self.user.home
        return self.user.home

    def messages(self) -> list[Message]:
        """What stands in this place for this person, oldest first."""
        return [
            message
            for message in self.where.messages
            if not message.deleted and message.only_for in ("", self.user.id)
        ]

    async def sees(self, said: str) -> Message:
        """The newest message of the bot with these words, once there is one."""
        return await self._newest(lambda message: said in words(message), repr(said))

    async def is_told(self, said: str) -> Message:
        """The newest message of the bot with these words that nobody else sees, once there is one."""
        return await self._newest(
            lambda message: message.only_for == self.user.id and said in words(message),
            f"{said!r} for them alone",
        )

    async def sees_button(self, label: str) -> Message:
        return await self._newest(lambda message: label in labels(message), f"a button {label!r}")

    async def sees_choice(self, choice: str) -> Message:
        def has(message: Message) -> bool:
            offered = [option for _, menu in elements(message) for option in options(menu)]
            return any(choice in (each["text"]["text"], each["value"]) for each in offered)

        return await self._newest(has, f"a choice {choice!r}")

    async def opens(self) -> Json:
        """The modal on top, once there is one."""
        await self.until(lambda: bool(self.user.modals), "a modal")
        return self.user.modals[-1]

    async def until(self, true: Callable[[], bool], what: str) -> None:
        """Wait until something is so."""
        changed = self.slack.world.changed
        try:
            async with asyncio.timeout(PATIENCE_S), changed:
                await changed.wait_for(true)
        except TimeoutError:
            seen = "\n---\n".join(words(message) for message in self.messages())
            raise AssertionError(f"{self.user.name} waited for {what}, and sees:\n{seen}") from None

    async def _newest(self, fits: Callable[[Message], bool], what: str) -> Message:
        def found() -> list[Message]:
            return [m for m in self.messages() if m.user == "U0BOT" and fits(m)]

        await self.until(lambda: bool(found()), what)
        return found()[-1]

    def _acting(self, on: Seen, block: Json, element: Json, more: Json) -> Json:
        action = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.slack.world.ts(),
            **more,
        }
        state = _state(on, element["action_id"], more)
        payloads, world = self.slack.payloads, self.slack.world
        if isinstance(on, Message):
            url = responding.made(world, world.channels[on.channel], self.user.id, on)
            return payloads.action_in_message(self.user, on, action, state, url)
        return payloads.action_in_view(self.user, on, action, state)

    def _after_submission(self, view: Json, said: Acknowledged) -> None:
        body: Any = said.body or {}
        match body.get("response_action"):
            case None | "clear":
                self.user.modals = self.user.modals[:-1] if not body else []
            case "update" | "push" as how:
                grant = next(
                    g for g in self.slack.world.grants.values() if g.team == self.user.team
                )
                request = Request(self.slack.world, grant, {}, "")
                new = views.view_from_ack(request, body["view"])
                self.user.modals = [*self.user.modals[: -1 if how == "update" else None], new]
            case "errors":
                ids = {block["block_id"] for block in view["blocks"]}
                assert body["errors"].keys() <= ids, body
            case other:
                raise AssertionError(f"Slack knows no response_action {other!r}")


def _state(on: Seen, pressed: str, more: Json) -> Json:
    """What every menu and input of a message or view holds."""
    values: Json = {}
    for block, element in elements(on):
        if element["type"] != "button":
            held = {"type": element["type"], "selected_option": element.get("initial_option")}
            if element["action_id"] == pressed:
                held |= more
            values.setdefault(block["block_id"], {})[element["action_id"]] = held
    return values


def _filled(view: Json, answers: Mapping[str, str]) -> Json:
    """The state of a modal's inputs, as Slack's own client lets one fill them in."""
    values: Json = {}
    left = dict(answers)
    for block, element in elements(view):
        if block["type"] != "input":
            continue
        names = (block["label"]["text"], block["block_id"], element["action_id"])
        answer = next((left.pop(name) for name in names if name in left), None)
        assert answer is not None or block.get("optional"), f"{names[0]!r} needs an answer"
        values[block["block_id"]] = {element["action_id"]: _answered(element, answer)}
    assert not left, f"nothing asks for {', '.join(left)}"
    return values


def _answered(element: Json, answer: str | None) -> Json:
    kind = element["type"]
    if kind in ("static_select", "radio_buttons"):
        found = [o for o in options(element) if answer in (o["value"], o["text"]["text"])]
        assert found or answer is None, f"{answer!r} is not offered"
        return {"type": kind, "selected_option": found[0] if found else None}
    longest = element.get("max_length", 3000)
    assert len(answer or "") <= longest, f"{answer!r} is longer than {longest}"
    return {"type": kind, "value": answer or element.get("initial_value")}
