"""Pictures of formulas for the chat process: which there are, and drawing those of imported drafts."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.formulas.needed import SHIPPED, file_name
from generators.blobs import BlobStore

PROGRAM = (sys.executable, "-m", "bot.formulas.draw")
PATIENCE_S = 120
"""How long drawing may take; 200 formulas take about 20 s on one slow core."""


class FormulaPictures:
    """Knows the picture of every formula that has one; called with LaTeX it gives the key of the blob, or None.

    It knows nothing until `load` was awaited; load again after an import, and after blobs were swept.
    """

    def __init__(self, blobs: BlobStore, *folders: Path) -> None:
        self._blobs = blobs
        self._folders = folders or (SHIPPED,)
        self._keys: dict[str, str] = {}

    def __call__(self, latex: str) -> str | None:
        """The key of the picture of a formula."""
        return self._keys.get(file_name(latex))

    async def load(self) -> None:
        """Put every picture of the folders into the blob store."""
        for folder in self._folders:
            for name, content in await asyncio.to_thread(_read, folder):
                self._keys[name] = await self._blobs.put(content, "image/png")


def _read(folder: Path) -> list[tuple[str, bytes]]:
    return [(file.name, file.read_bytes()) for file in sorted(folder.glob("*.png"))]


def draw(formulas: Sequence[str], folder: Path, program: Sequence[str] = PROGRAM) -> str:
    """Draw formulas into a folder, in a process of its own; what already has a picture is left as it is.

    Returns one sentence on what has no picture and why; empty where all have one. It never fails: a formula without
    a picture is shown in words.
    """
    missing = [latex for latex in formulas if not (folder / file_name(latex)).exists()]
    if not missing:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - our own program, without a shell
            [*program, str(folder)],
            input=json.dumps(missing),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
        )
    except subprocess.TimeoutExpired:
        return f"Drawing the formulas took more than {PATIENCE_S} s; the rest is shown in words."
    except subprocess.CalledProcessError as error:
        return _failure(error.stderr, len(missing))
    left = json.loads(done.stdout)
    return (
        f"{len(left)} of {len(missing)} formulas cannot be drawn and are shown in words."
        if left
        else ""
    )


def _failure(messages: str, count: int) -> str:
    shown = "1 formula is shown in words" if count == 1 else f"{count} formulas are shown in words"
    if "No module named 'matplotlib'" in messages:
        return f"{shown}; with matplotlib installed, formulas become pictures."
    last = (messages.strip().splitlines() or ["no reason was given"])[-1]
    return f"{shown}, since drawing failed: {last}"
