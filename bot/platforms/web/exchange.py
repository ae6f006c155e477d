"""What someone does, and the bot's answer, as messages in a room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.arriving import Arriving
from bot.chat.event import ActionChosen, ChatEvent, CommandUsed, FormSent, TextSent
from bot.chat.feature import Form
from bot.chat.platform import Conversation
from bot.chat.reply import Reply, actions
from bot.clock import Clock
from bot.platforms.web.room import Room
from bot.platforms.web.transcript import Message


@dataclass(frozen=True, slots=True)
class Pressed:
    """What someone acted on: the id of the message it stands in, and its words."""

    source: str
    label: str = ""


class Exchange:
    """Puts what people do into the room, asks the conversation, and puts in what it says."""

    def __init__(self, conversation: Conversation, clock: Clock, arriving: Arriving) -> None:
        self._conversation, self._clock, self._arriving = conversation, clock, arriving
        self._audiences = {one.name: one.audience for one in conversation.commands}

    def begin(
        self, event: CommandUsed | TextSent, room: Room, shown: Mapping[str, str] | None = None
    ) -> bool:
        """Show what was asked at once; False for an event that is in the room already.

        `shown` holds the words for option values that were picked from a list.
        """
        if room.transcript.get(event.answer_id):
            return False
        if isinstance(event, TextSent):
            room.put(self._said(event))
        room.put(self._working(event, shown or {}))
        return True

    async def finish(self, event: CommandUsed | TextSent, room: Room) -> None:
        """Put the answer where the room shows that the bot is working on it."""
        with self._arriving.answer(event.answer_id):
            reply = await self._conversation.dispatch(event)
        working = room.transcript.get(event.answer_id)
        if not working or not working.waiting:
            return
        if isinstance(reply, Reply):
            room.put(replace(working, reply=reply, only=_only(reply, event)))
        else:
            room.remove(working.id)

    async def press(
        self, event: ActionChosen | FormSent, room: Room, pressed: Pressed
    ) -> Form | None:
        """Do what a button, select or form means; returns the form that it opens, where it opens one."""
        with self._arriving.answer(event.answer_id):
            answer = await self._conversation.dispatch(event)
        if isinstance(answer, Reply):
            room.put(
                self._answered(event, answer, room.transcript.get(pressed.source), pressed.label)
            )
        return answer if isinstance(answer, Form) else None

    def _answered(
        self,
        event: ActionChosen | FormSent,
        reply: Reply,
        source: Message | None,
        label: str,
    ) -> Message:
        """The message with the button, changed; or a new one."""
        if reply.update and source and _may_change(source, reply, event):
            return replace(source, reply=reply, answers=event.answer_id)
        return Message(
            id=event.answer_id,
            sent=self._clock(),
            reply=reply,
            cause=_chosen(event, label),
            only=_only(reply, event),
        )

    def _said(self, event: TextSent) -> Message:
        who = event.who
        return Message(
            id=event.id, sent=self._clock(), author=who.id, name=who.name, text=event.text
        )

    def _working(self, event: CommandUsed | TextSent, shown: Mapping[str, str]) -> Message:
        public = isinstance(event, CommandUsed) and self._audiences.get(event.name) == "everyone"
        return Message(
            id=event.answer_id,
            sent=self._clock(),
            cause=_cause(event, shown),
            only="" if public or event.where.private else event.who.id,
        )


def _may_change(source: Message, reply: Reply, event: ActionChosen | FormSent) -> bool:
    """Whether the reply can stand where the button was.

    What all see changes only by a button that is in it, and never to private words.
    """
    if not source.reply or not source.seen_by(event.who.id):
        return False
    if source.only or event.where.private:
        return True
    has_button = any(action == event.action for action, _ in actions(source.reply))
    return has_button and reply.audience == "everyone"


def _only(reply: Reply, event: ChatEvent) -> str:
    alone = event.where.private or reply.audience == "everyone"
    return "" if alone else event.who.id


def _chosen(event: ActionChosen | FormSent, label: str) -> str:
    if not label:
        return ""
    done = f"filled in “{label}”" if isinstance(event, FormSent) else f"chose {label}"
    return f"{event.who.name} {done}"


def _cause(event: CommandUsed | TextSent, shown: Mapping[str, str]) -> str:
    if isinstance(event, TextSent):
        return ""
    options = "".join(f" {name}: {shown.get(name, value)}" for name, value in event.options.items())
    return f"{event.who.name} used /{event.name}{options}"
