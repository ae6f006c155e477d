"""What a check finds; a check that breaks is a finding too, so that one broken thing never hides another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from knowledge.errors import CannotAnswerError

State = Literal["ok", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How one thing is, and what to do about it unless it is fine."""

    state: State
    what: str
    mend: str = ""
    name: str = ""


Check = Callable[[], Finding]


def examine(checks: Mapping[str, Check], redact: Callable[[str], str]) -> list[Finding]:
    """Every check's finding, in order, without secrets."""
    findings = [replace(_found(check), name=name) for name, check in checks.items()]
    return [replace(found, what=redact(found.what), mend=redact(found.mend)) for found in findings]


def _found(check: Check) -> Finding:
    try:
        return check()
    except CannotAnswerError as error:
        return Finding("fault", str(error))
    except Exception as error:  # noqa: BLE001 - the border of a check
        return Finding("fault", f"This could not be checked: {type(error).__name__}: {error}")
