"""/generate text: a character LSTM writes, and shows how it chose."""

from __future__ import annotations

from bot.chat.markup import literal
from bot.chat.reply import Button, Buttons, Code, Facts, Picture, Reply, Text
from bot.features.entry_card import CardState
from bot.features.generate.again import command, text_facts
from bot.features.generate.presenting import act
from generators.engine import Job, Json, Result

TITLES = {"lstm": "In the manner of Shakespeare", "lstm-bank": "In the manner of our questions"}
HOTTER, MOST, LEAST = 1.4, 2.0, 0.1
"""What Hotter multiplies the temperature with, and how far it goes."""
WRITTEN = "text-generation"
CHOSEN = "stochastic-sampling"
"""Entries of the bank that explain."""


def text_card(job: Job, result: Result) -> Reply:
    """What was written, with what, and how to get it again."""
    settings = result.settings
    facts = list(text_facts(settings))
    if isinstance(perplexity := result.figures.get("perplexity"), int | float):
        facts.append(("Perplexity", f"{perplexity:.2f} a character"))
    blocks = (
        Text(literal(f"{settings['prompt']}{result.text}".strip("\n"))),
        Facts(tuple(facts)),
        Text("The same again:"),
        Code(command("generate_text", settings)),
        Buttons(_buttons(job, float(str(settings["temperature"])))),
    )
    return Reply(TITLES[str(settings["weights"])], blocks)


def _buttons(job: Job, temperature: float) -> tuple[Button, ...]:
    return (
        Button("Again", act("again", job), "primary"),
        Button("Hotter", act("hotter", job), disabled=temperature >= MOST),
        Button("Colder", act("colder", job), disabled=temperature <= LEAST),
        Button("How it chose", act("choice", job)),
        Button("Explain", CardState(WRITTEN).action("show")),
    )


def warmed(temperature: float, by: float) -> float:
    """The temperature times `by`, rounded, within bounds."""
    return min(MOST, max(LEAST, round(temperature * by, 2)))


def choice_card(_: Job, result: Result) -> Reply:
    """One choice of a character: the model's probabilities, and those that were drawn from."""
    figures = result.figures
    chosen, possible = str(figures["chosen"]), figures["possible"]
    context = str(figures["context"]).replace("\n", " ")
    words = (
        f"After “{literal(context)}” the choice was most open. The model itself wavered "
        f"between the equivalent of {_few(figures['choices_before'])} equally likely characters; "
        f"with these settings between {_few(figures['choices_after'])}, and {possible} could be drawn at all."
    )
    alt = f"The likeliest characters before and after the settings. Chosen: {chosen}. " + "; ".join(
        f"{name} {_per_cent(before)} became {_per_cent(after)}"
        for name, before, after in _rows(result)
    )
    explain = Buttons((Button("Explain", CardState(CHOSEN).action("show")),))
    picture = Picture(result.blobs[0], alt)
    facts = Facts((*text_facts(result.settings), ("Chosen", chosen)))
    return Reply("How it chose", (Text(words), picture, facts, explain))


def _rows(result: Result) -> list[tuple[str, float, float]]:
    match result.figures["rows"]:
        case list(rows):
            return [
                (str(row[0]), _share(row[1]), _share(row[2]))
                for row in rows
                if isinstance(row, list)
            ]
        case _:
            return []


def _share(value: Json) -> float:
    return value if isinstance(value, float) else 0.0


def _few(number: object) -> str:
    return f"{float(str(number)):.1f}"


def _per_cent(share: float) -> str:
    return f"{share:.0%}"
