from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.errors import ChatError
from bot.chat.event import Action, ActionChosen, CommandUsed, OptionValue, Person, Place, TextSent
from bot.chat.reply import Button, Buttons, Reply
from bot.platforms.console.parse import (
    Desk,
    Leave,
    ListCommands,
    Open,
    controls,
    parse,
    press,
    read_line,
)
from bot.platforms.console.render import render
from tests.bot.platforms.console.sample import COMMANDS, card

ANA = Person("console", "owner", "Ana")
HERE = Place("console", "", "terminal", private=True)
DESK = Desk(ANA, HERE, COMMANDS, controls(render(card())), frozenset("abcdef"))
EMPTY_DESK = Desk(ANA, HERE, COMMANDS)


def options_of(line: str) -> dict[str, OptionValue]:
    typed = parse(line, EMPTY_DESK, "1")
    assert isinstance(typed, CommandUsed)
    return dict(typed.options)


def refusal_of(line: str, desk: Desk = DESK) -> str:
    with pytest.raises(ChatError) as refusal:
        parse(line, desk, "1")
    return str(refusal.value)


def test_plain_words_are_text_to_the_bot() -> None:
    assert parse("  why dropout? ", DESK, "7") == TextSent(
        id="7", who=ANA, where=HERE, text="why dropout?"
    )


def test_an_empty_line_means_nothing() -> None:
    assert parse("   ", DESK, "1") is None


@pytest.mark.parametrize(
    "line",
    [
        "/ask why does dropout work",
        "/ask question: why does dropout work",
        '/ask question: "why does dropout work"',
        "/ASK   question:why does dropout work",
        "/ask “why does dropout work”",
    ],
)
def test_the_first_text_option_takes_the_words_with_or_without_its_name(line: str) -> None:
    assert options_of(line) == {"question": "why does dropout work"}


def test_options_are_read_as_what_they_are() -> None:
    line = "/quiz count: 5 topic: sequences hints: no"

    assert options_of(line) == {"topic": "rnn", "count": 5, "hints": False}


def test_words_before_the_first_name_are_the_first_text_option() -> None:
    assert options_of("/quiz cnn count: 5") == {"topic": "cnn", "count": 5}


def test_a_name_that_comes_again_is_a_word() -> None:
    assert options_of("/ask what is the question: a or b") == {
        "question": "what is the question: a or b"
    }


def test_names_between_quotation_marks_are_words() -> None:
    assert options_of('/quiz topic: "cnn" count: 2') == {"topic": "cnn", "count": 2}
    assert options_of('/ask "question: what?"') == {"question": "question: what?"}


def test_text_is_cut_at_the_longest_an_option_takes() -> None:
    assert len(str(options_of("/ask " + "a" * 1000)["question"])) == 300


def test_two_words_can_be_a_command() -> None:
    assert parse("/daily   stop", DESK, "1") == CommandUsed(
        id="1", who=ANA, where=HERE, name="daily stop"
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/ask", "/ask needs question: what you want to know. Write: /ask question: …"),
        ("/quizz", "There is no command /quizz. Did you mean /quiz?"),
        ("/daily stpo", "There is no command /daily. Did you mean /daily stop?"),
        ("/xyz", "There is no command /xyz. / lists the commands."),
        ("/quiz count: 21", "count is from 1 to 20."),
        ("/quiz count: 1.5", "count is a whole number, such as 3."),
        ("/quiz count: " + "9" * 5000, "count is a whole number, such as 3."),
        ("/quiz cnnn", "topic has no choice “cnnn”; did you mean cnn?"),
        ("/quiz baking", "topic has no choice “baking”; it takes cnn, rnn."),
        ("/quiz hints: perhaps", "hints is yes or no."),
        ("/help me", "/help takes no options. Write: /help"),
        ("/daily setup channel: #general", "A console has no channels or roles"),
        ("/quiz topik: cnn", "/quiz has no option topik; did you mean topic?"),
        ("/quiz topic: cnn cuont: 5", "/quiz has no option cuont; did you mean count?"),
    ],
)
def test_what_does_not_fit_is_told_with_what_would(line: str, said: str) -> None:
    assert said in refusal_of(line)


def test_usage_names_bounds_and_choices() -> None:
    assert refusal_of("/quiz topik: cnn").endswith(
        "Write: /quiz [topic: cnn|rnn] [count: 1–20] [hints: yes|no]"
    )


@pytest.mark.parametrize("line", ["/quit", "/exit", "/QUIT "])
def test_quit_leaves(line: str) -> None:
    assert parse(line, DESK, "1") == Leave()


@pytest.mark.parametrize(("line", "begun"), [("/", ""), ("/da", "da"), ("/daily", "daily")])
def test_the_beginning_of_commands_lists_them(line: str, begun: str) -> None:
    assert parse(line, DESK, "1") == ListCommands(begun)


@pytest.mark.parametrize("line", ["a", "A", "[a]", " a "])
def test_a_letter_presses_its_button(line: str) -> None:
    assert parse(line, DESK, "3") == ActionChosen(
        id="3", who=ANA, where=HERE, action=Action("ask", "more", "dropout-why")
    )


@pytest.mark.parametrize("line", ["d 2", "d2", "[d] 2"])
def test_a_letter_with_a_number_picks_that_line(line: str) -> None:
    assert parse(line, DESK, "3") == ActionChosen(
        id="3", who=ANA, where=HERE, action=Action("ask", "pick"), values=("vanishing",)
    )


def test_a_select_without_a_number_asks_for_one() -> None:
    typed = parse("d", DESK, "1")

    assert isinstance(typed, Open)
    assert read_line(typed.control, "2") == "vanishing"
    assert read_line(typed.control, "why do gradients vanish in deep networks?") == "vanishing"


def test_a_button_that_is_switched_off_has_no_letter() -> None:
    assert [control.label for control in DESK.controls.values()] == [
        "More",
        "Key points",
        "Not helpful",
        "Related questions",
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "e",
            "The newest card has no [e]. It has [a] More, [b] Key points, [c] Not helpful, [d] Related questions.",
        ),
        ("z", "The newest card has no [z]."),
        ("a 2", "[a] More takes no number: write only a."),
        ("d 3", "Related questions: write a number from 1 to 2."),
        ("d 0", "Related questions: write a number from 1 to 2."),
    ],
)
def test_a_letter_or_number_that_is_not_there_is_told_calmly(line: str, said: str) -> None:
    assert refusal_of(line).startswith(said)


def test_a_letter_of_an_older_card_is_told_calmly_where_the_newest_has_none() -> None:
    assert refusal_of("b", Desk(ANA, HERE, outdated=frozenset("ab"))) == (
        "The newest card has no [b]. Nothing can be chosen on it."
    )


@pytest.mark.parametrize("line", ["a", "is it", "a 5 layer net", "I", "d 2 layers"])
def test_without_such_a_card_letters_are_text(line: str) -> None:
    assert isinstance(parse(line, EMPTY_DESK, "1"), TextSent)


def test_a_button_that_became_a_line_of_a_menu_is_that_button_again() -> None:
    actions = [Action("quiz", "answer", str(n)) for n in range(60)]
    many = Reply("Many", (Buttons(tuple(Button(f"Option {a.argument}", a) for a in actions)),))
    desk = Desk(ANA, HERE, (), controls(render(many)))

    pressed = [
        press(control, value, desk, "1").action
        for control in desk.controls.values()
        for value in control.values or (None,)
    ]

    assert set(pressed) == set(actions)


LINES = st.text() | st.sampled_from(["/ask ", "/quiz ", "/daily ", "/"]).flatmap(
    lambda start: st.text(st.sampled_from('abcdtopicunhs:"“” 0123456789-.e/[]\n')).map(
        start.__add__
    )
)


@settings(deadline=None)
@given(LINES)
def test_a_line_is_read_or_refused_in_words_and_nothing_else_happens(line: str) -> None:
    with suppress(ChatError):
        assert parse(line, DESK, "1") is not None or not line.strip()
