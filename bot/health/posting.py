"""One request to another machine, as the doctor makes them: short, and what goes wrong in words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.errors import CannotAnswerError

_PATIENCE_S = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `said` is empty unless it was a JSON object."""

    status: int
    headers: Mapping[str, str]
    """By names in small letters."""
    said: Mapping[str, Any]


class UnreachableError(CannotAnswerError):
    """Nothing came back; says why without the request."""


Post = Callable[[str, bytes, Mapping[str, str]], Answer]
"""Posts a body with headers to an address; raises UnreachableError."""


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post once, wait ten seconds at most, and follow no redirect. Blocks.

    Raises:
        UnreachableError: there was no answer.
    """
    import aiohttp

    try:
        return asyncio.run(_posted(address, body, headers))
    except TimeoutError:
        raise UnreachableError(f"no answer within {_PATIENCE_S} seconds") from None
    except (aiohttp.ClientError, OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or type(error).__name__
        raise UnreachableError(str(reason)) from None


async def _posted(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    import aiohttp

    patience = aiohttp.ClientTimeout(total=_PATIENCE_S)
    async with (
        aiohttp.ClientSession(timeout=patience, trust_env=True) as session,
        session.post(address, data=body, headers=headers, allow_redirects=False) as answer,
    ):
        text = await answer.text(errors="replace")
        names = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, names, _object(text))


def _object(text: str) -> Mapping[str, Any]:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
