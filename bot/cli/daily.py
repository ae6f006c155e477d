"""`backprep daily`: the daily posts of every channel, for whoever runs the bot."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from bot.clock import utc_now
from bot.settings import Settings
from knowledge.errors import CannotAnswerError

if TYPE_CHECKING:
    from bot.dailies import Dailies
    from bot.storage.ports import Post, Schedule

app = typer.Typer(no_args_is_help=True, help="Look after the daily posts of all channels.")

AsJson = Annotated[bool, typer.Option("--json", help="Print it as JSON.")]
Lines = Sequence[dict[str, str]]


@app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List every channel with a daily quiz: when, what is next, what became of the last days, why it is paused."""
    _print(_with(_listed), as_json)


@app.command()
def preview(as_json: AsJson = False) -> None:
    """Show what is planned for the next 36 hours, question by question, or why there is no question for it."""
    _print(_with(_planned), as_json)


@app.command()
def catch_up(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would be.")] = False,
) -> None:
    """Post what was missed within the last day, one question a channel; the bot that runs sends them at once."""
    caught = _with(lambda posts: _caught_up(posts, dry_run=dry_run))
    for line in caught:
        typer.echo(f"{line['channel']}  {line['day']}")
    typer.echo(f"{'Would be posted' if dry_run else 'Posted'}: {len(caught)}.")


def _with(work: Callable[[Dailies], Awaitable[Lines]]) -> Lines:
    return asyncio.run(_opened(work))


async def _opened(work: Callable[[Dailies], Awaitable[Lines]]) -> Lines:
    from random import SystemRandom
    from secrets import token_hex

    from bot.bootstrap import open_database
    from bot.dailies import Ground, dailies
    from bot.features.quiz.quiz import Chance
    from bot.posting import Switchboard
    from knowledge.bank import load_bank_with_drafts

    settings = Settings()
    database = await asyncio.to_thread(open_database, settings)
    try:
        bank, _ = load_bank_with_drafts(settings.imported_questions)
        blobs = settings.open_blobs(utc_now)
        chance = Chance(SystemRandom(), lambda: token_hex(6))
        nowhere = Switchboard((), blobs)
        ground = Ground(database, bank, blobs, utc_now, chance)
        return await work(dailies(ground, nowhere, nowhere))
    finally:
        await database.close()


async def _listed(posts: Dailies) -> Lines:
    return [await _line(posts, one) for one in await posts.stores.schedules.every()]


async def _line(posts: Dailies, one: Schedule) -> dict[str, str]:
    from bot.features.daily.reading import days_in_words

    now, table = utc_now(), one.terms.timetable
    last = [
        post for post in await posts.stores.posts.since(one.where, date.min) if post.due_at < now
    ]
    following = [at.at.astimezone(ZoneInfo(table.zone)) for at in table.following(now, 1)]
    return {
        "channel": one.where.key,
        "when": f"{table.at:%H:%M} {days_in_words(table.days)}",
        "zone": table.zone,
        "next": "" if one.paused else f"{following[0]:%Y-%m-%d %H:%M}",
        "last": " ".join(f"{post.day:%d}:{post.state}" for post in last[-3:]),
        "paused": one.paused,
    }


async def _planned(posts: Dailies) -> Lines:
    return [
        await _plan(posts, one, post)
        for one in await posts.stores.schedules.every()
        for post in await posts.stores.posts.since(one.where, date.min)
        if post.state == "planned"
    ]


async def _plan(posts: Dailies, one: Schedule, post: Post) -> dict[str, str]:
    prompt = problem = ""
    try:
        prompt = (await posts.posting.put(post, one)).posed.prompt
    except CannotAnswerError as error:
        problem = str(error)
    return {
        "channel": one.where.key,
        "day": f"{post.day}",
        "at": f"{post.due_at:%Y-%m-%d %H:%M} UTC",
        "question": post.item,
        "prompt": prompt,
        "problem": problem,
    }


async def _caught_up(posts: Dailies, *, dry_run: bool) -> Lines:
    from bot.features.daily.catching_up import catch_up, missed

    now, caught = utc_now(), []
    for one in await posts.stores.schedules.every():
        late = await missed(posts.stores, one, now)
        try:
            if late and (dry_run or await catch_up(posts.stores, posts.planner, one, now)):
                caught.append({"channel": one.where.key, "day": f"{late.day}"})
        except CannotAnswerError as error:
            typer.echo(f"{one.where.key}  {error}", err=True)
    return caught


def _print(lines: Lines, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(lines, indent=2, ensure_ascii=False))
    elif not lines:
        typer.echo("There is none.")
    for line in () if as_json else lines:
        typer.echo("  ".join(words for words in line.values() if words))
