"""What a terminal says about itself, and which kind of pictures it can therefore show."""

from __future__ import annotations

from typing import Literal

from pydantic_settings import BaseSettings, SettingsConfigDict

Pictures = Literal["kitty", "iterm", "blocks", "off"]
"""As the kitty graphics protocol, as iTerm2's inline images, as half blocks in 24-bit colour, or not at all."""

_ITERM = {"iTerm.app", "WezTerm", "mintty"}


class Signs(BaseSettings):
    """The variables by which terminals tell what they are; they are no settings of Backprep."""

    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    term: str = ""
    term_program: str = ""
    lc_terminal: str = ""
    colorterm: str = ""
    kitty_window_id: str = ""
    konsole_version: str = ""
    tmux: str = ""
    no_color: str = ""


def pictures_of(signs: Signs) -> Pictures:
    """The best way this terminal has; inside tmux only half blocks get through."""
    if signs.term in {"", "dumb"}:
        return "off"
    if not signs.tmux:
        if (
            signs.kitty_window_id
            or signs.konsole_version
            or signs.term in {"xterm-kitty", "xterm-ghostty"}
        ):
            return "kitty"
        if _ITERM & {signs.term_program, signs.lc_terminal.replace("iTerm2", "iTerm.app")}:
            return "iterm"
    if signs.colorterm in {"truecolor", "24bit"} and not signs.no_color:
        return "blocks"
    return "off"
