"""The cards of a training until it is done: the prediction, the run as it goes, and when nothing came of it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.chat.event import Action
from bot.chat.markup import literal
from bot.chat.reply import Block, Button, Buttons, Facts, Picture, Progress, Reply, Text
from bot.features.generate.presenting import on_it
from bot.features.train.words import LABELS, VERBS, Asked, open_button, title
from generators import engine
from generators.engine import Status
from generators.live.options import TrainOptions, encode

_DOWN = (
    "No worker is up, so nothing is being trained just now. Your run is kept: it begins as soon as one is. "
    "Whoever runs Backprep starts one with `python -m generators`."
)


def prediction_card(options: TrainOptions) -> Reply:
    """The question before the run."""
    figure = "distance from the data" if options.model == "gan" else "loss"
    question = Text(
        f"What will its {figure} do while it learns, at a learning rate of **{options.learning_rate:g}**? Predict it, "
        "and watch it train, for a minute at most."
    )
    guesses = tuple(
        Button(LABELS[outcome], Action("train", verb, encode(options)), "primary")
        for verb, outcome in VERBS.items()
    )
    only_watch = Button("Just train", Action("train", "watch", encode(options)))
    blocks = (question, Facts(tuple(_settings(options))), Buttons(guesses), Buttons((only_watch,)))
    return Reply(title(options), blocks)


def underway_card(
    status: Status, asked: Asked, progress: engine.Progress | None, example: str | None
) -> Reply:
    """A run that waits or goes on; `example` is the picture of another, for when there is no worker."""
    name = title(asked.options)
    cancel = Buttons((Button("Cancel", Action("queue", "cancel", status.id)),))
    if not status.worker_up and status.state == "waiting":
        return Reply(f"{name}: waiting for a worker", (Text(_DOWN), *_ready_made(example), cancel))
    shown: tuple[Block, ...] = (Text(f"{on_it(status)}."),)
    if progress:
        pictures = (Picture(key, progress.text) for key in progress.blobs)
        shown = (*pictures, Progress(progress.share, on_it(status)))
    return Reply(name, (*_predicted(asked), *shown, cancel))


def stopped_card(asked: Asked, progress: engine.Progress | None) -> Reply:
    """A run that was cancelled keeps what it showed last."""
    shown: tuple[Block, ...] = (Text("Cancelled before there was anything to see."),)
    if progress and progress.blobs:
        shown = (
            Text("Cancelled. This is how far it came:"),
            *(Picture(key, progress.text) for key in progress.blobs),
        )
    return Reply(
        title(asked.options), (*shown, Buttons((open_button("Start it anew", asked.options),)))
    )


def failed_card(asked: Asked, words: str) -> Reply:
    """Nothing came of it."""
    again = Buttons((open_button("Try again", asked.options),))
    return Reply(
        f"{title(asked.options)}: that did not work", (Text(literal(words)), again), tone="bad"
    )


def _settings(options: TrainOptions) -> Iterator[tuple[str, str]]:
    yield (
        "Steps",
        f"{options.optimiser}, learning rate {options.learning_rate:g}, batches of {options.batch}",
    )
    yield "Epochs", str(options.epochs)
    layers = "couplings" if options.model == "flow" else "layers" if options.layers > 1 else "layer"
    yield "Size", f"{options.layers} {layers} of {options.width}{_extras(options)}"
    if options.model != "lstm":
        yield "Examples", f"{options.examples:,} at most"


def _extras(options: TrainOptions) -> str:
    latent = f", latent of {options.latent}" if options.model in ("vae", "gan") else ""
    return latent if options.model in ("flow", "lstm") else f"{latent}, {options.activation}"


def _predicted(asked: Asked) -> Iterator[Block]:
    if asked.predicted:
        yield Text(f"{literal(asked.by)} predicts: **{LABELS[asked.predicted].lower()}**.")


def _ready_made(example: str | None) -> Iterator[Block]:
    if example:
        yield Text("**A ready-made example, not yours:**")
        yield Picture(example, "The loss of an earlier run and what the model made at its end")
