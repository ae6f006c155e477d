"""Real or fake?: which of six images did the GAN make."""

from __future__ import annotations

from bot.chat.errors import StaleError
from bot.chat.event import Action, ActionChosen
from bot.chat.reply import Button, Buttons, Picture, Reply, Text
from bot.features.entry_card import CardState
from bot.features.generate.presenting import act
from bot.features.ordering import AGAIN, Ordering
from generators.engine import Job, Result

_SOURCE = (
    "Photographs: test set of Fashion-MNIST, Xiao, Rasul and Vollgraf 2017, MIT licence, "
    "<https://github.com/zalandoresearch/fashion-mnist>"
)
_IMAGES = 6


def sheet_card(job: Job, result: Result) -> Reply:
    """Six images with a button for each; who presses is told alone."""
    alt = f"Six images of the class {result.figures['class']}, numbered 1 to 6"
    numbers = [Button(str(n), act("guess", job, str(n)), "primary") for n in range(1, _IMAGES + 1)]
    blocks = (
        Text(
            "Five are photographs, one was made by a GAN that never saw any of them. **Which one?**"
        ),
        Picture(result.blobs[0], alt),
        Buttons(tuple(numbers[:3])),
        Buttons(tuple(numbers[3:])),
        Text(_SOURCE),
    )
    return Reply("Real or fake?", blocks)


class RealOrFake:
    """Judges guesses."""

    def __init__(self, ordering: Ordering) -> None:
        self._ordering = ordering

    async def guess(self, event: ActionChosen) -> Reply:
        """Say whether it was the one, and show which."""
        key, _, number = event.action.argument.partition("/")
        if number not in set("123456"):
            raise StaleError(AGAIN)
        result = await self._ordering.result(key)
        if "made" not in result.figures:
            raise StaleError(AGAIN)
        made = str(result.figures["made"])
        right = number == made
        words = (
            f"Number {made} was made by the GAN."
            if right
            else f"Number {number} is a photograph. Number {made} was made by the GAN."
        )
        alt = f"The six images with what they are: number {made} is the GAN's, the others are real"
        buttons = (
            Button("Another six", Action("generate", "play"), "primary"),
            Button("Explain", CardState("gan").action("show")),
        )
        blocks = (Text(words), Picture(result.blobs[1], alt), Buttons(buttons))
        return Reply(
            "Right" if right else "Not this one", blocks, "asker", tone="good" if right else "bad"
        )
