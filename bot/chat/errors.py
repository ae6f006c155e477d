"""What cannot be done in a chat; each text is for the person and says what to do instead."""

from __future__ import annotations


class ChatError(Exception):
    """A refusal in words for the person who asked; the router shows it to nobody else."""


class StaleError(ChatError):
    """A button or form that no longer fits: old, forged, or about something that is gone."""

    def __init__(self, instead: str = "Please start again with the command.") -> None:
        super().__init__(f"This button no longer works. {instead}")


class NotAllowedError(ChatError):
    """Nothing was posted, and nothing will be there until somebody changes a permission; or the place is gone."""


class BusyError(ChatError):
    """Nothing was posted for now; the same may go well after `retry_after_s`."""

    def __init__(self, words: str, retry_after_s: float) -> None:
        super().__init__(words)
        self.retry_after_s = retry_after_s


class PlatformOffError(ChatError):
    """A platform that cannot run with these settings; the others go on."""
