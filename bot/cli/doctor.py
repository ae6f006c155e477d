"""`backprep doctor`: is everything as it should be, and how is it mended where it is not?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.clock import utc_now
from bot.health.finding import Check, Finding, State, examine
from bot.health.machine import (
    check_clock,
    check_data_folder,
    check_disk,
    check_port,
    free_bytes,
)
from bot.logs import Redactor
from bot.settings import Settings, readable_settings

_WORDS: Mapping[State, str] = {"ok": "ok", "warning": "look at", "fault": "MEND"}
_STYLES: Mapping[State, str] = {"ok": "green", "warning": "yellow", "fault": "bold red"}


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
) -> None:
    """Check settings, databases, model, bank, worker, disk, ports, platforms and clock; say how to mend what is wrong.

    Changes nothing; the store of pictures is given one file and loses it again.

    Exit code 0: nothing has to be mended. Exit code 1: something has to.
    """
    settings, faults = readable_settings()
    findings = examine(_checks(settings, faults), Redactor(settings.secrets))
    if as_json:
        typer.echo(_as_json(findings))
    else:
        _show(findings, Console())
    raise typer.Exit(1 if _broken(findings) else 0)


def _checks(settings: Settings, faults: str) -> Mapping[str, Check]:
    from bot.health.daily import check_daily
    from bot.health.parts import (
        check_bank,
        check_database,
        check_discord,
        check_model,
        check_settings,
    )
    from bot.health.posting import post
    from bot.health.slack import slack_checks
    from bot.health.worker import worker_checks

    return {
        "Settings": partial(check_settings, faults),
        "Data folder": partial(check_data_folder, settings),
        "Disk": partial(check_disk, settings, free_bytes),
        "Database": partial(check_database, settings),
        "Model": partial(check_model, settings),
        "Bank": partial(check_bank, settings),
        "Daily quizzes": partial(check_daily, settings),
        **worker_checks(settings),
        "Playground": partial(check_port, settings),
        "Discord": partial(check_discord, settings),
        **slack_checks(settings, post, utc_now),
        "Clock": partial(check_clock, utc_now),
    }


def _broken(findings: Sequence[Finding]) -> int:
    return sum(found.state == "fault" for found in findings)


def _show(findings: Sequence[Finding], console: Console) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    for found in findings:
        words = Text(found.what)
        if found.mend:
            words.append(f"\n→ {found.mend}", style="bold")
        table.add_row(Text(_WORDS[found.state], _STYLES[found.state]), found.name, words)
    console.print(table)
    count = _broken(findings)
    console.print(f"\n{count} to mend." if count else "\nNothing has to be mended.")


def _as_json(findings: Sequence[Finding]) -> str:
    listed = [
        {"name": found.name, "state": found.state, "what": found.what, "mend": found.mend}
        for found in findings
    ]
    return json.dumps({"healthy": not _broken(findings), "checks": listed}, indent=2)
