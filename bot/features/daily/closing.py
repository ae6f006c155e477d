"""Closes the question of a post and shows how it went."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.chat.errors import BusyError, NotAllowedError
from bot.chat.event import Place
from bot.chat.platform import Poster
from bot.chat.reply import Reply
from bot.clock import Clock
from bot.features.daily import cards
from bot.features.daily.planner import DailyStores
from bot.features.daily.posting import DOUBT, is_over
from bot.features.quiz.put import Putter
from bot.storage.ports import Found, LaterError
from generators.blobs import BlobStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Closing:
    """Handles questions whose time is up; each may be begun again after a crash."""

    putter: Putter
    stores: DailyStores
    poster: Poster
    blobs: BlobStore
    clock: Clock

    async def close(self, key: str) -> None:
        """Handle a due "daily-close": show how the question went.

        Raises:
            LaterError: it has to wait.
        """
        now = self.clock()
        found = await self.stores.posts.find(key, now)
        if found is None or found.post.state not in ("sending", "sent"):
            return None
        if found.post.state == "sending":
            if found.schedule and not is_over(found.post, found.schedule, now):
                raise LaterError(now + DOUBT)
            return await self.stores.posts.end(key, "failed", "Nobody knows whether it was sent.")
        is_begun = not await self.stores.quizzes.close(found.post.round_id, 0)
        try:
            await self._reveal(found, is_begun=is_begun)
        except NotAllowedError as error:
            what = {"post": key, "why": str(error)}
            log.warning("the outcome of a daily post cannot be shown", extra=what)
        except BusyError as busy:
            raise LaterError(now + timedelta(seconds=busy.retry_after_s)) from busy
        return await self.stores.posts.end(key, "closed")

    async def _reveal(self, found: Found, *, is_begun: bool) -> None:
        """Show how it went where the channel wants it; once each, however often this is begun."""
        post, message = found.post, found.post.message
        if message is None:
            return
        outcome = await self._outcome(found)
        terms = found.schedule.terms if found.schedule else None
        where = message.where
        if terms and terms.thread:
            where = replace(where, thread=message.id)
        if terms and terms.reveal == "message":
            await self._once(where, outcome, f"{post.key}/reveal", is_begun=is_begun)
            await self.poster.edit(message, cards.closed(post))
            return
        await self.poster.edit(message, outcome)
        if where.thread:
            await self._once(where, cards.DISCUSSION, f"{post.key}/thread", is_begun=is_begun)

    async def _once(self, where: Place, reply: Reply, key: str, *, is_begun: bool) -> None:
        """Send it; where that was begun before, look first: platforms let nobody look often."""
        if not (is_begun and await self.poster.find(where, key)):
            await self.poster.send(where, reply, key)

    async def _outcome(self, found: Found) -> Reply:
        post = found.post
        round_ = await self.stores.quizzes.round(post.round_id)
        question = await self.stores.quizzes.question(post.round_id, 0)
        put = self.putter.at(round_, 0) if round_ else None
        if not (put and question and put.question.fingerprint == question.fingerprint):
            return cards.gone(post)
        answers = await self.stores.quizzes.answers(post.round_id)
        week = await self.stores.posts.answers(put.round.where, *cards.week_until(post.day))
        return await cards.outcome(put, post, answers, week, blobs=self.blobs)
