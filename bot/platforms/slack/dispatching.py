"""Handing to Bolt what came in, by whichever way."""

from __future__ import annotations

import logging
from collections.abc import Callable

from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.response import BoltResponse

log = logging.getLogger(__name__)

Acknowledged = Callable[[str, float], None]
"""Told the platform's name, and how many seconds something took from its arrival to its acknowledgement."""


async def dispatched(app: AsyncApp, read: Callable[[], AsyncBoltRequest]) -> BoltResponse:
    """Bolt's answer; what Bolt breaks on, such as a list where an object belongs, is refused with 400."""
    try:
        answer = await app.async_dispatch(read())
    except Exception as error:  # noqa: BLE001 - the border to Bolt
        log.warning("a delivery that Bolt cannot read: %s", type(error).__name__)
        return BoltResponse(status=400, body="")
    return BoltResponse(status=400, body="") if answer.status >= 500 else answer
