"""Settings as people write them."""

from __future__ import annotations

from pathlib import Path

from bot.settings import Settings


def read(folder: Path, text: str) -> Settings:
    file = folder / ".env"
    file.write_text(text, encoding="utf-8")
    return Settings(_env_file=file)  # type: ignore[call-arg]


def test_a_setting_that_is_left_empty_keeps_its_default(tmp_path: Path) -> None:
    settings = read(tmp_path, "EMBEDDING_MODEL=\n")

    assert settings.embedding_model == "all-MiniLM-L6-v2"


def test_a_tilde_in_the_data_folder_means_the_home_folder() -> None:
    settings = Settings(BACKPREP_DATA="~/backprep")  # type: ignore[call-arg]

    assert settings.imported_questions == Path.home() / "backprep" / "questions"


def test_settings_of_other_programs_do_no_harm(tmp_path: Path) -> None:
    assert read(tmp_path, "SOMETHING_ELSE=1\nEMBEDDING_MODEL=mine\n").embedding_model == "mine"
