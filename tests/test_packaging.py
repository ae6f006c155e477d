"""What an installed Backprep brings along."""

from __future__ import annotations

import tomllib
from pathlib import Path

PROJECT = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))


PICTURES = {"*.png", "*.gif"}
"""They stand beside model cards for people who read the repository."""


def test_data_files_of_every_kind_are_installed_with_the_code() -> None:
    patterns = PROJECT["tool"]["setuptools"]["package-data"]["*"]
    folders = (Path(name) for name in ("bot", "knowledge", "generators"))
    kinds = {f"*{file.suffix}" for folder in folders for file in folder.rglob("*.*")}

    assert "*.tsv" in kinds
    assert kinds - PICTURES - {"*.py", "*.pyc"} <= set(patterns)
