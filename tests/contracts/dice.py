"""A feature as a newcomer would add it: this file, and its line in the list of features."""

from __future__ import annotations

from random import Random

from bot.chat.event import Action, ActionChosen, CommandUsed
from bot.chat.feature import Command, Feature, Option
from bot.chat.reply import Button, Buttons, Facts, Reply, Text


class Dice:
    """Rolls dice."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    async def roll(self, event: CommandUsed) -> Reply:
        """Handle /roll."""
        return self._rolled(int(event.options.get("sides", 6)))

    async def again(self, event: ActionChosen) -> Reply:
        """Handle "Roll again": the same die, in the same message."""
        return self._rolled(int(event.action.argument), update=True)

    def _rolled(self, sides: int, *, update: bool = False) -> Reply:
        again = Button("Roll again", Action("dice", "again", str(sides)))
        rolled = Facts((("Rolled", str(self._rng.randint(1, sides))), ("Sides", str(sides))))
        blocks = (Text("A **fair** die."), rolled, Buttons((again,)))
        return Reply("Dice", blocks, update=update)


def dice(rng: Random) -> Feature:
    """Declare the feature."""
    handlers = Dice(rng)
    sides = Option("sides", "How many sides it has", kind="whole", least=2, most=100)
    roll = Command("roll", "Roll a die", handlers.roll, (sides,), audience="everyone")
    return Feature("dice", (roll,), {"again": handlers.again})
