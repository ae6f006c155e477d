"""Reply to the JSON of a Discord message made of Components V2. No SDK here: platform.py sends it.

https://discord.com/developers/docs/components/reference
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Literal

from bot.chat.event import Person
from bot.chat.limits import Limits, Size, fit
from bot.chat.reply import (
    Block,
    Buttons,
    Facts,
    File,
    Picture,
    Reply,
    Role,
    Select,
    Text,
)
from bot.platforms.discord import components, words
from bot.platforms.discord.components import ACTION_ROW, CONTAINER, FILE, GALLERY, JsonDict
from bot.platforms.discord.ids import distinct, walk
from bot.platforms.discord.texts import written

MAX_WORDS = 4000
"""Characters of all text displays of a message together."""
MAX_COMPONENTS = 40
"""Components of a message, those inside others counted too."""
IS_COMPONENTS_V2 = 1 << 15

_ACCENTS: dict[Literal["plain", "good", "bad"], int] = {
    "plain": 0x5B7CFA,
    "good": 0x2FA36B,
    "bad": 0xD9534F,
}
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_SMALL = "-# "
"""Begins a line in small print."""
_BESIDE = 300
"""Characters of a text that a single button stands beside, not under."""


def measure(block: Block) -> Size:
    """What a block takes of a message: characters of words, and components."""
    match block:
        case Buttons(choices):
            return Size(0, 1 + len(choices))
        case Select():
            return Size(0, 2)
        case Picture():
            return Size(0, 1)
        case File():
            return Size(len(written(block)), 2)
        case _:
            small = len(_SMALL) if isinstance(block, Facts) else 0
            return Size(small + len(written(block)), 1)


LIMITS = Limits(
    title=200,
    text=MAX_WORDS,
    block=MAX_WORDS,
    components=MAX_COMPONENTS - 2,  # the container, and the words that ping
    options=components.MAX_CHOICES,
    measure=measure,
)


def render(reply: Reply) -> JsonDict:
    """The message: flags, components, who is pinged, and its files, each with its blob key."""
    pings = " ".join(map(_mention, reply.notify))
    reply = fit(reply, replace(LIMITS, text=LIMITS.text - len(pings)))
    files: list[JsonDict] = []
    card = {
        "type": CONTAINER,
        "accent_color": _ACCENTS[reply.tone],
        "components": _spaced(list(_body(reply, files))),
    }
    return {
        "flags": IS_COMPONENTS_V2,
        "components": distinct([*([components.text(pings)] if pings else []), card]),
        "allowed_mentions": _allowed(reply.notify),
        "files": files,
    }


def _body(reply: Reply, files: list[JsonDict]) -> Iterator[JsonDict]:
    if reply.title:
        yield components.text(f"## {words.escape(reply.title)}")
    blocks = deque(reply.blocks)
    while blocks:
        block, following = blocks.popleft(), blocks[0] if blocks else None
        match block, following:
            case Text(markdown), Buttons((button,)) if len(markdown) <= _BESIDE:
                blocks.popleft()
                yield components.section(words.markdown(markdown), components.button(button))
            case Picture() as picture, _:
                pictures = [picture]
                while blocks and isinstance(further := blocks[0], Picture):
                    pictures.append(further)
                    blocks.popleft()
                yield {"type": GALLERY, "items": [_image(shown, files) for shown in pictures]}
            case File(key, name, summary), _:
                yield components.text(written(block))
                address = _attach(key, name, summary, files)
                yield {"type": FILE, "file": {"url": address}}
            case Facts(), _ if _ends_words(blocks) and "\n" not in (line := written(block)):
                yield components.text(f"{_SMALL}{line}")
            case _:
                yield _block(block)


def _ends_words(following: Iterable[Block]) -> bool:
    """Whether nothing but controls follows."""
    return all(isinstance(block, Buttons | Select) for block in following)


def _spaced(parts: list[JsonDict]) -> list[JsonDict]:
    """A line above the small print and room above the controls, while there are components left."""
    room = MAX_COMPONENTS - 2 - len(list(walk(parts)))
    spaced: list[JsonDict] = []
    for part in parts:
        small = part.get("content", "").startswith(_SMALL)
        if room > 0 and spaced and (small or part["type"] == ACTION_ROW != spaced[-1]["type"]):
            spaced.append(components.space(divider=small))
            room -= 1
        spaced.append(part)
    return spaced or [components.text(words.BREAK)]


def _block(block: Block) -> JsonDict:
    match block:
        case Buttons(choices):
            return components.row(map(components.button, choices))
        case Select():
            return components.row([components.select(block)])
        case _:
            return components.text(written(block) or words.BREAK)


def _image(picture: Picture, files: list[JsonDict]) -> JsonDict:
    """An image of a gallery, with words for those who cannot see it."""
    suffix = PurePosixPath(picture.key).suffix.lower() or ".png"
    address = _attach(picture.key, f"picture{suffix}", picture.alt, files)
    return {"media": {"url": address}, "description": picture.alt}


def _attach(key: str, name: str, words: str, files: list[JsonDict]) -> str:
    """Add a file to the message; its name is made safe and unlike the others'."""
    path = PurePosixPath(_UNSAFE.sub("-", name))
    taken = any(file["filename"] == str(path) for file in files)
    safe = f"{path.stem}-{len(files) + 1}{path.suffix}" if taken else str(path)
    files.append({"key": key, "filename": safe, "description": words})
    return f"attachment://{safe}"


def _mention(who: Person | Role) -> str:
    return f"<@{who.id}>" if isinstance(who, Person) else f"<@&{who.id}>"


def _allowed(notify: Sequence[Person | Role]) -> JsonDict:
    """Who may be pinged, whatever the words say."""
    return {
        "parse": [],
        "users": [who.id for who in notify if isinstance(who, Person)],
        "roles": [who.id for who in notify if isinstance(who, Role)],
        "replied_user": False,
    }
