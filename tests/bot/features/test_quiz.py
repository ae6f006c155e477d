from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.event import Action
from bot.chat.markup import lines
from bot.chat.reply import Picture, Select, Text
from bot.features.quiz.quiz import quiz_button
from knowledge.bank import Bank
from knowledge.posing import LETTERS
from knowledge.quiz import Choice, Cloze, Numeric, Order
from tests.bot.features.quizzing import (
    BANK,
    Table,
    channel_question,
    laid,
    start_choice,
    wrong_letter,
)
from tests.talk import ANA, BEN, DIRECT, words


@pytest.fixture
async def table(tmp_path: Path) -> AsyncIterator[Table]:
    async with laid(tmp_path) as table:
        yield table


async def test_a_question_shows_its_options_by_letter_and_the_buttons_carry_letters(
    table: Table,
) -> None:
    talk, posed = await start_choice(table)

    assert talk.last.audience == "asker"
    assert talk.last.title == "Question 1 of 2"
    assert talk.labels == ["A", "B", "C", "D", "Hint", "Skip", "Stop"]
    assert all(option in talk.words for option in posed.options)


async def test_the_right_letter_is_right_and_every_option_says_why(table: Table) -> None:
    talk, posed = await start_choice(table)

    verdict = await talk.press(LETTERS[posed.right])

    assert verdict.update
    assert verdict.title.startswith("Right")
    assert isinstance(posed.item, Choice)
    assert all(option.why in talk.words for option in posed.item.options)


async def test_a_wrong_letter_names_the_misconception_and_the_right_answer(table: Table) -> None:
    talk, posed = await start_choice(table)
    letter = wrong_letter(posed)

    await talk.press(letter)

    chosen = posed.explained[LETTERS.index(letter)]
    assert talk.last.title.startswith("Not quite")
    assert f"Why it tempts: {chosen.tempts}" in talk.words
    assert f"{letter} · your answer" in talk.words
    assert f"{LETTERS[posed.right]} · right" in talk.words


async def test_the_first_press_counts_and_a_second_changes_nothing(table: Table) -> None:
    talk, posed = await start_choice(table)
    question = replace(talk)

    await talk.press(wrong_letter(posed))
    again = await question.press(LETTERS[posed.right])

    assert (again.audience, again.update) == ("asker", False)
    assert "The first answer counts" in words(again)
    [answer] = await table.quizzes.answers("round0")
    assert answer.credit == 0


async def test_hints_come_one_by_one_and_then_no_more(table: Table) -> None:
    talk, posed = await start_choice(table)
    first, second = posed.entry.hints

    await talk.press("Hint")
    assert first in talk.words
    assert second not in talk.words
    await talk.press("Hint")
    assert second in talk.words
    assert "Hint" not in talk.labels


async def test_a_round_goes_on_to_its_score_and_names_what_to_read_again(table: Table) -> None:
    talk, posed = await start_choice(table)

    await talk.press(wrong_letter(posed))
    await talk.press("Next")
    assert talk.last.title == "Question 2 of 2"
    await talk.press("Skip")
    assert "Skipped" in talk.last.title
    await talk.press("Score")

    assert talk.last.title == "Your score: 0 of 2"
    assert "Skipped: 1" in talk.words
    [select] = [block for block in talk.last.blocks if isinstance(block, Select)]
    assert posed.entry.id in {choice.value for choice in select.choices}


async def test_stopping_shows_the_score_so_far(table: Table) -> None:
    talk, posed = await start_choice(table)
    await talk.press(LETTERS[posed.right])

    await talk.press("Stop")

    assert talk.last.title == "Your score: 1 of 1"
    assert "Not asked: 1" in talk.words


async def test_another_round_does_not_repeat_a_question(table: Table) -> None:
    talk, _ = await start_choice(table)
    await talk.press("Skip")
    await talk.press("Next")
    await talk.press("Skip")
    await talk.press("Score")

    await talk.press("Another round")

    first, second = await table.quizzes.round("round0"), await table.quizzes.round("round1")
    assert first
    assert second
    assert not set(first.items) & set(second.items)


async def test_a_calculation_is_typed_and_marked_within_its_tolerance(table: Table) -> None:
    talk = table.talk()
    await talk.use("quiz", kind="numeric", count=1)
    posed = await table.posed()
    assert isinstance(posed.item, Numeric)
    assert posed.drawn

    await talk.press("Type your answer")
    await talk.fill(answer=f"{posed.drawn.answer:.10g}")

    assert talk.last.title.startswith("Right")


async def test_what_cannot_be_read_is_said_and_may_be_sent_again(table: Table) -> None:
    talk = table.talk()
    await talk.use("quiz", kind="numeric", count=1)
    question = replace(talk)

    await talk.press("Type your answer")
    await talk.fill(answer="about a dozen")
    assert "cannot be read as a number" in talk.words
    assert not await table.quizzes.answers("round0")
    posed = await table.posed()
    assert posed.drawn
    await question.press("Type your answer")
    await question.fill(answer=str(posed.drawn.answer))

    assert question.last.title.startswith("Right")


async def test_a_gap_is_filled_by_typing(table: Table) -> None:
    talk = table.talk()
    await talk.use("quiz", kind="cloze", count=1)
    posed = await table.posed()
    assert isinstance(posed.item, Cloze)

    await talk.press("Type your answer")
    await talk.fill(answer=posed.item.accept[0].upper())

    assert talk.last.title.startswith("Right")


async def test_typed_words_stay_inert_in_what_is_said_of_them(table: Table) -> None:
    talk = table.talk()
    await talk.use("quiz", kind="cloze", count=1)
    question = replace(talk)
    await talk.press("Type your answer")
    await talk.fill(answer="**x** [y](https://evil.example)")

    await question.press("Skip")

    [block] = question.last.blocks
    assert isinstance(block, Text)
    assert not any(span.bold or span.link for line in lines(block.markdown) for span in line.spans)


async def test_an_order_has_a_menu_for_each_place_and_partial_credit(table: Table) -> None:
    talk = table.talk()
    await talk.use("quiz", kind="order", count=1)
    posed = await table.posed()
    assert isinstance(posed.item, Order)
    letter = {step: x for x, step in zip(LETTERS, posed.options, strict=False)}
    right = [letter[step] for step in posed.item.steps]
    nearly = [right[1], right[0], *right[2:]]

    await talk.press("Put in order")
    assert talk.form
    asked = len(talk.form.fields)
    await talk.fill(**{f"step{n}": x for n, x in enumerate(nearly[:asked], 1)})

    assert talk.last.title.startswith("Partly right")


async def test_a_step_in_two_places_is_said_and_nothing_counts(table: Table) -> None:
    talk = table.talk()
    await talk.use("quiz", kind="order", count=1)
    await talk.press("Put in order")
    assert talk.form

    await talk.fill(**{field.name: "A" for field in talk.form.fields})

    assert "A stands in two places" in talk.words
    assert not await table.quizzes.answers("round0")


async def test_nobody_answers_the_quiz_of_somebody_else(table: Table) -> None:
    talk, _ = await start_choice(table)

    await talk.as_(BEN).press("A")

    assert not await table.quizzes.answers("round0")


async def test_a_channel_question_is_posted_and_everybody_answers_in_private(table: Table) -> None:
    talk = table.talk()

    told = await talk.use("quiz", kind="choice", count=2, channel=True, seconds=30)

    assert told.audience == "asker"
    assert "closes in 30 seconds" in talk.words
    [question] = table.poster.messages.values()
    assert question.audience == "everyone"
    talk.last = question
    noted = await talk.as_(BEN).press("B")
    assert noted.audience == "asker"
    assert "Noted: B" in words(noted)


async def test_an_answer_in_a_channel_changes_once_and_then_stays(table: Table) -> None:
    talk = await channel_question(table)

    heard = [words(await talk.as_(BEN).press(letter)) for letter in "AABCB"]

    assert [text.strip() for text in heard] == [
        "Noted: A. You may change it once until the question closes.",
        "Your answer is A already. You may change it once.",
        "Changed to B. This is final.",
        "You have changed your answer once; it stays B.",
        "You have changed your answer once; it stays B.",
    ]
    [answer] = await table.quizzes.answers("round0")
    assert (answer.given, answer.changed) == ("B", True)


async def test_when_its_time_is_up_a_question_closes_and_shows_how_it_went(table: Table) -> None:
    talk = await channel_question(table)
    posed = await table.posed()
    await talk.as_(BEN).press(LETTERS[posed.right])

    await table.pass_time(31)

    [closed] = table.poster.messages.values()
    assert closed.title == "Closed · Question 1 of 2"
    assert "1 | Ben | 1" in words(closed)
    [picture] = [block for block in closed.blocks if isinstance(block, Picture)]
    assert f"{LETTERS[posed.right]} (right): 1" in picture.alt
    late = await talk.press(LETTERS[posed.right])
    assert "closed" in words(late)


async def test_a_press_after_its_time_does_not_count_though_nobody_closed_it_yet(
    table: Table,
) -> None:
    talk = await channel_question(table)
    table.now += timedelta(seconds=31)

    await talk.press("A")

    assert not await table.quizzes.answers("round0")


async def test_only_the_starter_or_a_moderator_reveals(table: Table) -> None:
    talk = await channel_question(table)

    await talk.as_(BEN).press("Reveal")
    question = await table.quizzes.question("round0", 0)
    assert question
    assert not question.closed
    moderator = replace(talk, who=BEN, powers=frozenset({"moderate"}))
    revealed = await moderator.press("Reveal")

    assert revealed.update
    assert revealed.title.startswith("Closed")


async def test_the_next_question_follows_once(table: Table) -> None:
    talk = await channel_question(table)
    await talk.press("Reveal")
    closed = talk.last

    await talk.press("Next question")
    talk.last = closed
    again = await talk.press("Next question")

    assert "already posted" in words(again)
    assert len(table.poster.messages) == 2


async def test_equal_points_share_a_rank(table: Table) -> None:
    talk = await channel_question(table)
    letter = LETTERS[(await table.posed()).right]
    await talk.as_(ANA).press(letter)
    await talk.as_(BEN).press(letter)

    await talk.press("Reveal")

    assert "1 | Ana | 1" in talk.words
    assert "1 | Ben | 1" in talk.words


async def test_what_is_missing_for_posting_is_said_before_anything_starts(table: Table) -> None:
    table.poster.missing = ("I need the permission Send Messages here.",)
    talk = table.talk()

    await talk.use("quiz", channel=True)

    assert "Send Messages" in talk.words
    assert not table.poster.messages


async def test_alone_there_is_no_channel_to_ask(table: Table) -> None:
    talk = table.talk()
    talk.where = DIRECT

    await talk.use("quiz", channel=True)

    assert "nobody else here" in talk.words


async def test_an_item_deleted_meanwhile_is_said_calmly(table: Table) -> None:
    talk, posed = await start_choice(table)
    table.read(Bank(entry for entry in BANK if entry.id != posed.entry.id))
    after = replace(table.talk(), last=talk.last)

    await after.press("A")

    assert "left the bank" in after.words
    assert not await table.quizzes.answers("round0")


@pytest.mark.parametrize(
    "argument",
    ["", "x", "round0", "round0/9/A", "round0/0/Z", "round0/-1/A", "round0/٣/A", "gone/0/A"],
)
@pytest.mark.parametrize("verb", ["pick", "type", "hint", "skip", "reveal", "follow"])
async def test_a_forged_button_changes_nothing(table: Table, verb: str, argument: str) -> None:
    talk, _ = await start_choice(table)

    await talk.as_(BEN).act(Action("quiz", verb, argument))

    assert not await table.quizzes.answers("round0")
    assert not table.poster.messages


async def test_whoever_starts_many_quizzes_is_told_when_to_go_on(table: Table) -> None:
    talk = table.talk()
    for _ in range(10):
        await talk.use("quiz", count=1)

    await talk.use("quiz", count=1)

    assert "try again in 60 seconds" in talk.words


async def test_the_card_of_an_entry_starts_a_quiz_about_it(table: Table) -> None:
    button = quiz_button(BANK.get("dropout"))
    assert button
    talk = table.talk()

    await talk.act(button.action)

    round_ = await table.quizzes.round("round0")
    assert round_
    assert {item.split("/")[0] for item in round_.items} == {"dropout"}
