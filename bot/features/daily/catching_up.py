"""After an outage: what was missed today, and posting it all the same."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.features.daily.planner import DailyStores, Planner
from bot.planning import Occurrence
from bot.storage.ports import Schedule

_DAY = timedelta(days=1)
_DONE = ("sending", "sent", "closed", "skipped")


async def missed(stores: DailyStores, schedule: Schedule, now: datetime) -> Occurrence | None:
    """The newest post of the last day, where it should have come and did not; None where all is well."""
    table = schedule.terms.timetable
    times = table.between(max(schedule.since, now - _DAY), now - schedule.late)
    if schedule.paused or not times:
        return None
    known = await stores.posts.since(schedule.where, times[-1].day)
    came = any(post.state in _DONE for post in known)
    return None if came else times[-1]


async def catch_up(
    stores: DailyStores, planner: Planner, schedule: Schedule, now: datetime
) -> bool:
    """Have the newest post that was missed posted now; False where there is none."""
    one = await missed(stores, schedule, now)
    if one is None:
        return False
    [post] = await planner.drawn(schedule, [Occurrence(one.day, now)])
    return await stores.posts.put(post, now)
