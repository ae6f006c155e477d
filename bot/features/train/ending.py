"""The card of a finished training: the prediction held against the run, and one sentence why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.chat.markup import literal
from bot.chat.reply import Block, Button, Buttons, Code, Facts, Picture, Reply, Text
from bot.features.entry_card import CardState
from bot.features.train.lessons import ABOUT, lesson_of
from bot.features.train.words import DATA, DID, LABELS, MODELS, Asked, open_button, outcome_named
from generators import engine
from generators.engine import Json
from generators.live.options import TrainOptions
from generators.live.outcome import Outcome, figure


def finished_card(asked: Asked, result: engine.Result) -> Reply:
    """How it ended, held against the prediction, with one sentence why."""
    options, figures = asked.options, result.figures
    outcome, lesson = outcome_named(figures["outcome"]) or "falls", lesson_of(options, figures)
    hit = asked.predicted == outcome
    blocks: tuple[Block, ...] = (
        Text(f"{_verdict(asked, outcome)}{literal(lesson.why)}{_cut_short(options, figures)}"),
        *(Picture(key, result.text) for key in result.blobs),
        Facts(tuple(_measured(options, figures))),
        Text("The same again:"),
        Code(result.again),
        Buttons(tuple(_after(options, lesson.entry))),
    )
    title = f"The loss {DID[outcome]}: {MODELS[options.model]} on {DATA[options.dataset]}"
    return Reply(title, blocks, tone="good" if hit else "plain")


def _verdict(asked: Asked, outcome: Outcome) -> str:
    if asked.predicted is None:
        return ""
    who = literal(asked.by)
    if asked.predicted == outcome:
        return f"**Right, {who}: it {DID[outcome]}.** "
    return f"{who} predicted: {LABELS[asked.predicted].lower()}. **In truth it {DID[outcome]}.** "


def _cut_short(options: TrainOptions, figures: Mapping[str, Json]) -> str:
    if figures["ended"] != "out-of-time":
        return ""
    return f" Its minute was over in epoch {figures['epochs']} of {options.epochs}."


def _measured(options: TrainOptions, figures: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    yield "Learning rate", f"{options.learning_rate:g}"
    yield f"Loss ({figures['loss_name']})", f"{_loss(figures['first'])} → {_loss(figures['last'])}"
    yield (
        "On new examples",
        f"{_loss(figures['held_out'])}, at best {_loss(figures['best_held_out'])}",
    )
    for name, label in (
        ("right", "Right on new examples"),
        ("covered", "Data with a drawn point nearby"),
    ):
        if isinstance(share := figures.get(name), int | float):
            yield label, f"{share:.0%}"
    yield "Trained", f"{figures['epochs']} epochs in {figures['seconds']} s"


def _loss(value: Json) -> str:
    return figure(value) if isinstance(value, int | float) else "not a number"


def _after(options: TrainOptions, entry: str) -> Iterator[Button]:
    """To the bank, and on to the next prediction."""
    yield Button("Why? Read the entry", CardState(entry).action("show"), "primary")
    if entry != ABOUT[options.model]:
        yield Button(
            f"About the {MODELS[options.model]}", CardState(ABOUT[options.model]).action("show")
        )
    for label, factor in (("10 × smaller steps", 0.1), ("10 × larger steps", 10.0)):
        rate = options.learning_rate * factor
        if 1e-6 <= rate <= 10:
            yield open_button(
                label, TrainOptions.model_validate({**options.model_dump(), "learning_rate": rate})
            )
