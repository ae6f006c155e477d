"""The embedding model of the answering process: exported once by a process that has torch, then only read."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from knowledge.embedder import ModelFilesError, OldExportError, OnnxEmbedder


def prepare_embedder(model: str, data: Path, say: Callable[[str], None]) -> OnnxEmbedder:
    """Open the exported model; export it first if that was not done by this version (about half a minute).

    Raises:
        ModelFilesError: the export failed or its files were changed; says what to do.
    """
    folder = model_folder(model, data)
    if (folder / "embedder.json").exists():
        with suppress(OldExportError):
            return OnnxEmbedder(folder)
    say(f"Preparing the embedding model {model} (once, about half a minute) …")
    _export(model, folder)
    return OnnxEmbedder(folder)


def model_folder(model: str, data: Path) -> Path:
    """Where the exported files of a model lie."""
    return data / "models" / re.sub(r"[^\w.-]+", "--", model)


def _export(model: str, folder: Path) -> None:
    command = [sys.executable, "-m", "generators.embedding", model, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise ModelFilesError(
            f"The embedding model {model!r} could not be exported: {reason}\n"
            "Check EMBEDDING_MODEL, that BACKPREP_DATA is a folder one can write to, and that torch is "
            "installed (`make setup`)."
        )
