from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.chat.event import Action, OptionValue
from bot.chat.reply import Code, Picture, Text
from bot.features.entry_card import CardState
from bot.features.generate.generate import DEMOS, demo_button
from generators.engine import JobError, Result
from knowledge.bank import load_bank
from tests.bot.features.generating import Room, image_result, room, text_result
from tests.talk import BEN, Talk, words

BANK = load_bank()


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async for made in room(tmp_path):
        yield made


async def written(here: Room, **options: OptionValue) -> Talk:
    """A person in front of a finished text."""
    talk = here.talk()
    await talk.use("generate text", **options)
    talk.last = await here.made(text_result(here.job))
    return talk


async def drawn(here: Room, **options: Any) -> Talk:
    talk = here.talk()
    await talk.use("generate image", **options)
    key = await here.blobs.put(b"\x89PNG", "image/png")
    talk.last = await here.made(image_result(here.job, key))
    return talk


async def test_the_answer_comes_at_once_and_says_the_place_in_line(here: Room) -> None:
    talk = here.talk()

    first = await talk.use("generate text", prompt="The ")
    await talk.as_(BEN).use("generate text", prompt="The ")

    assert first.audience == "everyone"
    assert "On it, next in line" in words(first)
    second = await talk.as_(BEN).use("generate image")
    assert "On it, 3rd in line, about 9 seconds" in words(second)


async def test_a_text_shows_its_settings_its_perplexity_and_how_to_get_it_again(
    here: Room,
) -> None:
    talk = await written(here, prompt="What is", temperature=0.5, top_k=5, seed=11)

    assert "What israin may be." in talk.words
    for fact in ("Temperature: 0.5", "Top-k: 5", "Seed: 11", "Perplexity: 3.14 a character"):
        assert fact in talk.words
    [code] = [block for block in talk.last.blocks if isinstance(block, Code)]
    assert code.source == "/generate text prompt:What is temperature:0.5 top_k:5 seed:11"
    assert talk.labels == ["Again", "Hotter", "Colder", "How it chose", "Explain"]


async def test_the_seed_is_one_of_chance_where_none_is_given(here: Room) -> None:
    talk = here.talk()

    await talk.use("generate text")
    one = here.job.job.options["seed"]
    await talk.use("generate text")

    assert one != here.job.job.options["seed"]


async def test_again_is_the_same_with_another_seed(here: Room) -> None:
    talk = await written(here, prompt="The ", temperature=0.5, seed=11)
    before = here.job.job.options

    await talk.press("Again")

    after = here.job.job.options
    assert after["seed"] != 11
    assert {**after, "seed": 11} == before


@pytest.mark.parametrize(("button", "temperature"), [("Hotter", 1.12), ("Colder", 0.57)])
async def test_hotter_and_colder_change_the_temperature_and_keep_the_seed(
    button: str, temperature: float, here: Room
) -> None:
    talk = await written(here, seed=11)

    await talk.press(button)

    assert here.job.job.options["temperature"] == temperature
    assert here.job.job.options["seed"] == 11


async def test_it_gets_no_hotter_than_the_options_allow(here: Room) -> None:
    talk = await written(here, temperature=2.0)

    assert talk.button("Hotter").disabled
    assert not talk.button("Colder").disabled


async def test_how_it_chose_asks_about_the_text_with_its_settings(here: Room) -> None:
    talk = await written(here, prompt="The ", top_p=0.9, seed=11)
    await talk.press("How it chose")
    figures = {
        "context": "The ra",
        "chosen": "i",
        "possible": 4,
        "choices_before": 9.5,
        "choices_after": 3.5,
        "rows": [["i", 0.4, 0.7], ["a", 0.2, 0.3], ["z", 0.1, 0.0]],
    }

    options = here.job.job.options
    shown = await here.made(Result("", options, blobs=("k",), figures=figures))  # type: ignore[arg-type]

    assert here.job.job.kind == "next_character"
    assert options["written"] == "rain may be."
    assert "9.5 equally likely characters" in words(shown)
    [picture] = [block for block in shown.blocks if isinstance(block, Picture)]
    assert "Chosen: i. i 40% became 70%; a 20% became 30%; z 10% became 0%" in picture.alt


async def test_images_show_with_what_they_were_drawn_and_how_to_get_them_again(here: Room) -> None:
    talk = await drawn(here, **{"class": "7", "seed": 3, "model": "vae"})

    assert here.job.job.options["dataset"] == "mnist"
    for fact in ("Model: VAE", "Trained on: MNIST", "Class: 7", "Seed: 3"):
        assert fact in talk.words
    assert "/generate image model:vae dataset:mnist seed:3 class:7" in talk.words
    assert talk.labels == [
        *("Again", "Vary", "Interpolate", "Latent map", "Real or fake?", "Explain")
    ]


async def test_a_class_that_the_data_set_has_not_is_refused_in_words(here: Room) -> None:
    talk = here.talk()

    await talk.use("generate image", **{"class": "sneaker", "dataset": "mnist"})

    assert "mnist has no class 'sneaker'. It has: 0, 1, 2" in talk.words
    assert not here.engine.jobs


@pytest.mark.parametrize(
    ("button", "kind"),
    [
        ("Again", "generate_image"),
        ("Vary", "vary"),
        ("Interpolate", "interpolate"),
        ("Latent map", "latent_map"),
        ("Real or fake?", "real_or_fake"),
    ],
)
async def test_each_button_under_images_asks_for_its_job(
    button: str, kind: str, here: Room
) -> None:
    talk = await drawn(here, **{"class": "bag", "seed": 3})

    await talk.press(button)

    assert here.job.job.kind == kind


async def test_explain_opens_the_banks_entry(here: Room) -> None:
    talk = await drawn(here)

    action = talk.button("Explain").action

    assert CardState.of(action).entry in BANK
    assert (action.feature, action.verb) == ("ask", "show")


async def test_what_cannot_be_made_says_why_and_can_be_tried_again(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text", prompt="œuf", seed=1)
    key = here.job.id
    here.engine.finish(key, JobError("The model does not know œ."))
    await here.pass_time(1)
    talk.last = here.shown

    assert "The model does not know œ." in talk.words
    assert talk.last.tone == "bad"
    await talk.press("Try again")
    assert here.job.id != key
    assert here.job.job.options == here.engine.jobs[key].job.options


async def test_a_cancelled_job_says_so_and_can_be_started_anew(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text")
    await talk.press("Cancel")
    await here.pass_time(1)
    talk.last = here.shown

    assert "Cancelled. Nothing was made." in talk.words
    assert talk.labels == ["Start it anew"]


async def test_without_a_worker_an_example_is_shown_as_one_and_the_job_is_kept(here: Room) -> None:
    here.engine.worker_up = False
    talk = here.talk()

    reply = await talk.use("generate image", model="gan")

    assert "No worker is up" in talk.words
    assert "python -m generators" in talk.words
    assert "A ready-made example, not yours:" in talk.words
    [picture] = [block for block in reply.blocks if isinstance(block, Picture)]
    assert await here.blobs.has(picture.key)
    assert len(here.engine.jobs) == 1
    assert talk.labels == ["Cancel"]


async def test_too_many_jobs_are_refused_and_the_answer_says_when(here: Room) -> None:
    talk = here.talk()
    for _ in range(5):
        await talk.use("generate text")

    await talk.use("generate text")

    assert "You have 5 jobs under way. Ask again in about 3 s." in talk.words
    assert talk.last.audience == "asker"


async def test_a_guess_is_judged_for_the_one_who_guesses(here: Room) -> None:
    talk = here.talk()
    await talk.act(Action("generate", "play"))
    result = Result("", {"seed": 1}, blobs=("a", "b"), figures={"made": 5, "class": "bag"})
    talk.last = await here.made(result)
    assert talk.labels == ["1", "2", "3", "4", "5", "6"]
    sheet = talk.last

    wrong = await talk.press("2")
    talk.last = sheet
    right = await talk.as_(BEN).press("5")

    assert (wrong.title, wrong.audience, wrong.tone) == ("Not this one", "asker", "bad")
    assert "Number 2 is a photograph. Number 5 was made by the GAN." in words(wrong)
    assert (right.title, right.tone) == ("Right", "good")


@pytest.mark.parametrize("argument", ["", "x/9", "nothing/1"])
async def test_a_forged_guess_is_stale(argument: str, here: Room) -> None:
    talk = here.talk()

    await talk.act(Action("generate", "guess", argument))

    assert "no longer works" in talk.words


async def test_a_guess_about_what_is_no_game_is_stale(here: Room) -> None:
    talk = await drawn(here)

    await talk.act(Action("generate", "guess", f"{here.job.id}/3"))

    assert "no longer works" in talk.words


async def test_who_asks_very_often_is_told_when_to_go_on(here: Room) -> None:
    talk = here.talk()
    for _ in range(20):
        await talk.use("generate text")
        here.engine.finish(here.job.id, text_result(here.job))

    await talk.use("generate text")

    assert "Please try again in 60 seconds." in talk.words


@pytest.mark.parametrize("verb", ["again", "hotter", "choice", "vary", "film", "map", "retry"])
async def test_a_button_of_a_job_that_is_not_kept_is_stale(verb: str, here: Room) -> None:
    talk = here.talk()

    await talk.act(Action("generate", verb, "gone"))

    assert "no longer works" in talk.words


async def test_a_button_that_does_not_fit_its_job_is_stale(here: Room) -> None:
    talk = await drawn(here)

    await talk.act(Action("generate", "hotter", here.job.id))

    assert "no longer works" in talk.words


def test_an_entry_with_a_demo_that_runs_has_a_button_for_it() -> None:
    shown = {entry.demo for entry in BANK if demo_button(entry)}

    assert shown == set(DEMOS)
    assert any(entry.demo and not demo_button(entry) for entry in BANK)


@pytest.mark.parametrize("demo", DEMOS)
async def test_see_it_run_starts_the_demo(demo: str, here: Room) -> None:
    talk = here.talk()

    await talk.act(Action("generate", "demo", demo))

    assert here.job.job.kind == DEMOS[demo][0]


async def test_words_of_the_model_stay_words(here: Room) -> None:
    talk = here.talk()
    await talk.use("generate text", prompt="**@everyone** ")
    shown = await here.made(text_result(here.job, "[x](http://evil) <b>"))

    [text, *_] = [block for block in shown.blocks if isinstance(block, Text)]
    assert "\\*\\*\\@everyone" in text.markdown


async def test_an_option_out_of_bounds_is_refused_by_its_name(here: Room) -> None:
    talk = here.talk()

    await talk.use("generate text", temperature=0)

    assert "temperature: Input should be greater than 0." in talk.words
    assert not here.engine.jobs
