from __future__ import annotations

import asyncio
import gc
import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat import limits, markup
from bot.chat.declarations import DeclarationError
from bot.chat.errors import ChatError, StaleError
from bot.chat.event import (
    Action,
    ActionChosen,
    ChatEvent,
    CommandUsed,
    FormSent,
    OptionValue,
    Person,
    Place,
    TextSent,
)
from bot.chat.feature import Command, Feature, Field, Form, FormFlow, Option
from bot.chat.reply import Block, Choice, Reply, Text
from bot.router import Router
from bot.storage.errors import DatabaseAwayError
from knowledge.errors import CannotAnswerError
from tests.fakes import MemoryBlobs, MemorySeenEvents
from tests.hostile import words
from tests.talk import words as words_of

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
ANA = Person("web", "ana", "Ana")
HERE = Place("web", "guild", "general")
ELSEWHERE = replace(HERE, channel="random")
OK = Reply("", (Text("Done."),))
WRITTEN = "by a person"


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


class Steps:
    """A feature that notes what is done, and waits where it is told to."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.begun = asyncio.Event()
        self.released = asyncio.Event()

    async def note(self, event: CommandUsed) -> Reply:
        self.done.append(str(event.options.get("what", event.id)))
        return OK

    async def wait(self, event: CommandUsed) -> Reply:
        self.begun.set()
        await self.released.wait()
        self.done.append("waited")
        return OK

    async def open(self, event: ActionChosen) -> Form:
        return Form("Why?", (Field("why", "Why?"),), event.action)

    async def send(self, event: FormSent) -> Reply:
        self.done.append(event.values["why"])
        return OK

    async def press(self, event: ActionChosen) -> Reply:
        self.done.append(event.action.argument)
        return OK

    async def suggest(self, typed: str) -> Sequence[Choice]:
        return [Choice(f"{typed}{n}", str(n)) for n in range(40)]

    def feature(self) -> Feature:
        what = Option("what", "What to note", suggest=self.suggest)
        commands = (
            Command("note", "Note it", self.note, (what,)),
            Command("wait", "Wait", self.wait),
            Command("guard on", "Guarded", self.note, needs=frozenset({"manage"})),
        )
        forms = {"why": FormFlow(self.open, self.send)}
        return Feature("steps", commands, {"press": self.press}, forms)


@pytest.fixture
def steps() -> Steps:
    return Steps()


@pytest.fixture
def router(steps: Steps) -> Router:
    return router_of(steps.feature())


def router_of(
    *features: Feature, seen: MemorySeenEvents | None = None, clock: Clock | None = None
) -> Router:
    return Router(features, seen or MemorySeenEvents(), MemoryBlobs(), clock or Clock(), Random(1))


def used(name: str, id: str = "1", where: Place = HERE, **given: OptionValue) -> CommandUsed:  # noqa: A002
    return CommandUsed(id=id, who=ANA, where=where, name=name, options=given)


def pressed(action: Action, id: str = "1") -> ActionChosen:  # noqa: A002
    return ActionChosen(id=id, who=ANA, where=HERE, action=action)


def said(answer: Reply | Form | None) -> str:
    assert isinstance(answer, Reply)
    assert answer.audience == "asker"
    return " ".join(markup.plain(b.markdown) for b in answer.blocks if isinstance(b, Text))


async def test_an_event_that_is_delivered_again_is_acted_on_once(
    router: Router, steps: Steps
) -> None:
    assert await router.dispatch(used("note")) == OK
    assert await router.dispatch(used("note")) is None
    assert steps.done == ["1"]


async def test_two_deliveries_at_the_same_moment_act_once(router: Router, steps: Steps) -> None:
    answers = await asyncio.gather(*(router.dispatch(used("note")) for _ in range(5)))

    assert answers.count(OK) == 1
    assert steps.done == ["1"]


async def test_an_id_of_one_person_never_hides_the_event_of_another(router: Router) -> None:
    forged = used("note")

    await router.dispatch(forged)

    assert await router.dispatch(replace(forged, who=Person("web", "ben", "Ben"))) == OK


async def test_an_id_that_comes_again_after_an_hour_is_another_event(steps: Steps) -> None:
    clock = Clock()
    router = router_of(steps.feature(), clock=clock)
    await router.dispatch(used("note"))

    clock.now += timedelta(hours=1)

    assert await router.dispatch(used("note")) == OK


async def test_a_repeat_after_a_restart_is_known_from_the_store(steps: Steps) -> None:
    seen = MemorySeenEvents()
    await router_of(steps.feature(), seen=seen).dispatch(used("note"))

    assert await router_of(steps.feature(), seen=seen).dispatch(used("note")) is None


class Away(MemorySeenEvents):
    """A store that can be away."""

    away = False

    async def first_time(self, event_id: str, now: datetime) -> bool:
        if self.away:
            raise DatabaseAwayError
        return await super().first_time(event_id, now)


async def test_repeats_are_known_while_the_database_is_away(steps: Steps) -> None:
    seen = Away()
    router = router_of(steps.feature(), seen=seen)
    seen.away = True

    assert await router.dispatch(used("note")) == OK
    assert await router.dispatch(used("note")) is None


async def test_what_came_while_the_database_was_away_is_a_repeat_after_a_restart_too(
    steps: Steps,
) -> None:
    seen = Away()
    router = router_of(steps.feature(), seen=seen)
    seen.away = True
    await router.dispatch(used("note", "1"))
    seen.away = False

    await router.dispatch(used("note", "2"))

    assert await router_of(steps.feature(), seen=seen).dispatch(used("note", "1")) is None
    assert steps.done == ["1", "2"]


async def test_events_of_one_place_are_handled_one_after_the_other(
    router: Router, steps: Steps
) -> None:
    first = asyncio.create_task(router.dispatch(used("wait")))
    await steps.begun.wait()
    second = asyncio.create_task(router.dispatch(used("note", "2")))
    elsewhere = await router.dispatch(used("note", "3", ELSEWHERE))

    assert elsewhere == OK
    assert steps.done == ["3"]
    steps.released.set()
    await asyncio.gather(first, second)
    assert steps.done == ["3", "waited", "2"]


async def test_forms_and_suggestions_do_not_wait_for_their_turn(
    router: Router, steps: Steps
) -> None:
    slow = asyncio.create_task(router.dispatch(used("wait")))
    await steps.begun.wait()

    form = await router.dispatch(pressed(Action("steps", "why"), "2"))
    suggested = await router.suggest("note", "what", "a")

    assert isinstance(form, Form)
    assert [choice.label for choice in suggested[:2]] == ["a0", "a1"]
    assert len(suggested) == 25
    steps.released.set()
    await slow


async def test_nothing_is_kept_of_a_place_where_nothing_happens(
    router: Router, steps: Steps
) -> None:
    await router.dispatch(used("note"))
    gc.collect()

    assert len(router._places) == 0


async def test_a_form_comes_back_to_who_opened_it(router: Router, steps: Steps) -> None:
    action = Action("steps", "why", "softmax")
    form = await router.dispatch(pressed(action))
    sent = FormSent(id="2", who=ANA, where=HERE, action=action, values={"why": " because\x00 "})

    assert router.opens_form(action)
    assert not router.opens_form(Action("steps", "press"))
    assert isinstance(form, Form)
    assert await router.dispatch(sent) == OK
    assert steps.done == ["because"]


async def test_a_command_that_needs_a_power_is_refused_in_words_without_it(
    router: Router, steps: Steps
) -> None:
    event = used("guard on")

    assert "on Discord: the permission Manage Server; on Slack: workspace admins" in said(
        await router.dispatch(event)
    )
    assert await router.dispatch(replace(event, id="2", powers=frozenset({"manage"}))) == OK
    assert steps.done == ["2"]


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (used("dance"), "no such command"),
        (pressed(Action("steps", "dance")), "no longer works"),
        (pressed(Action("", "")), "no longer works"),
        (pressed(Action.decode("forged")), "no longer works"),
        (FormSent(id="1", who=ANA, where=HERE, action=Action("steps", "press")), "no longer works"),
        (TextSent(id="1", who=ANA, where=HERE, text="hi"), "commands only"),
        (used("note", other="x"), "other options now"),
    ],
)
async def test_what_nobody_handles_is_answered_calmly(
    router: Router, steps: Steps, event: ChatEvent, words: str
) -> None:
    assert words in said(await router.dispatch(event))
    assert steps.done == []


async def test_suggestions_for_what_is_not_there_are_none(router: Router) -> None:
    assert await router.suggest("dance", "what", "a") == ()
    assert await router.suggest("note", "how", "a") == ()


async def test_the_choices_of_an_option_are_offered_by_what_was_typed() -> None:
    level = Option("level", "How hard", choices=(Choice("Easy", "1"), Choice("Hard", "2")))
    router = router_of(Feature("f", (Command("quiz", "Quiz", Steps().note, (level,)),)))

    assert await router.suggest("quiz", "level", "HA") == (Choice("Hard", "2"),)


Fault = Callable[[], Awaitable[Reply]]


def failing_with(error: BaseException) -> Feature:
    async def fail(_: object) -> Reply:
        raise error

    async def suggest(_: str) -> Sequence[Choice]:
        raise error

    what = Option("what", "What", suggest=suggest)
    commands = (Command("fail", "Fail", fail, (what,)),)
    flow = FormFlow(fail, fail)
    return Feature("bad", commands, {"fail": fail}, {"form": flow}, fail)


@pytest.mark.parametrize(
    "error",
    [ChatError("Try /ask *instead*."), CannotAnswerError("Try /ask *instead*.")],
)
async def test_a_refusal_is_shown_in_its_own_words_to_the_asker(error: Exception) -> None:
    answer = await router_of(failing_with(error)).dispatch(used("fail"))

    assert said(answer) == "Try /ask *instead*."


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (KeyError(WRITTEN), "Something broke on my side"),
        (DatabaseAwayError(), "My database cannot be reached right now"),
        (asyncio.CancelledError(), "Something broke on my side"),
        (TimeoutError(WRITTEN), "That took too long"),
        (ExceptionGroup(WRITTEN, [ValueError(WRITTEN)]), "Something broke on my side"),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_a_failure_is_calm_words_with_a_reference_that_is_in_the_log_with_a_traceback(
    error: BaseException, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    answer = said(await router_of(failing_with(error)).dispatch(used("fail")))

    found = re.search(r"\(Reference ([A-Z2-9]{6})\)", answer)
    assert answer.startswith(words)
    assert found
    assert f"CommandUsed /fail on web: failed, reference {found[1]}" in caplog.text
    assert "test_router.py" in caplog.text
    assert type(error).__name__ in caplog.text
    assert WRITTEN not in caplog.text


async def test_an_event_whose_task_is_cancelled_is_not_answered(
    router: Router, steps: Steps
) -> None:
    task = asyncio.create_task(router.dispatch(used("wait")))
    await steps.begun.wait()

    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task
    assert await router.dispatch(used("note", "2")) == OK


async def test_a_suggestion_that_fails_is_none() -> None:
    assert await router_of(failing_with(KeyError("x"))).suggest("fail", "what", "a") == ()


@given(words, words)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_log_has_nothing_of_what_people_write(word: str, name: str) -> None:
    asyncio.run(_fail_with(f"{WRITTEN}{word}", f"{WRITTEN}{name}"))


class Lines(logging.Handler):
    """What a log file would hold."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


async def _fail_with(word: str, name: str) -> None:
    handler = Lines()
    logging.getLogger("bot").addHandler(handler)
    try:
        for error in (KeyError(word), ChatError(word), StaleError(word), DatabaseAwayError()):
            error.__cause__ = ValueError(word)
            error.add_note(word)
            router = router_of(failing_with(error))
            for event in everything_with(word, Person("web", word, name)):
                assert await router.dispatch(event)
            await router.suggest(word, word, word)
            await router.suggest("fail", "what", word)
    finally:
        logging.getLogger("bot").removeHandler(handler)
    assert len(handler.lines) > len(everything_with("", ANA))
    assert not [line for line in handler.lines if WRITTEN in line]


def everything_with(word: str, who: Person) -> list[ChatEvent]:
    """Every kind of event, with these words wherever a person's could stand."""
    action, forged = Action("bad", "fail", word[:80]), Action(word[:20].replace(":", ""), "x")
    where = Place("web", word, word, word)
    events: list[ChatEvent] = [
        CommandUsed(id="1", who=who, where=where, name="fail", options={"what": word}),
        CommandUsed(id="2", who=who, where=where, name=word, options={word: word}),
        ActionChosen(id="3", who=who, where=where, action=action, values=(word,)),
        ActionChosen(id="4", who=who, where=where, action=forged, values=(word,)),
        ActionChosen(id="5", who=who, where=where, action=Action("bad", "form", word[:80])),
        FormSent(id="6", who=who, where=where, action=Action("bad", "form"), values={word: word}),
        FormSent(id="7", who=who, where=where, action=forged, values={word: word}),
        TextSent(id="8", who=who, where=where, text=word),
    ]
    return events


async def test_the_whole_of_a_long_reply_is_kept_for_show_all() -> None:
    long = Reply("Long", (Text("A word. " * 500),))

    async def answer(_: CommandUsed) -> Reply:
        return long

    blobs = MemoryBlobs()
    feature = Feature("f", (Command("long", "Long", answer), Command("note", "Note", Steps().note)))
    router = Router([feature], MemorySeenEvents(), blobs, Clock(), Random(1))

    assert await router.dispatch(used("long")) == long
    assert await router.dispatch(used("note", "2")) == OK
    assert set(blobs.blobs) == {f"{limits.key(long)}.json"}


def at_home(*lines: str) -> Feature:
    """A feature that has these lines to say at home."""

    async def home(_: Person, where: Place) -> Sequence[Block]:
        return [Text(f"{line} in {where.channel}") for line in lines]

    return Feature(f"home-{len(lines)}", home=home)


async def broken_home(_: Person, __: Place) -> Sequence[Block]:
    raise KeyError(WRITTEN)


async def test_a_home_has_the_lines_of_every_feature_in_their_order() -> None:
    home = await router_of(at_home("one", "two"), feature(), at_home("three")).home(ANA, HERE)

    assert home.audience == "asker"
    assert home.blocks == tuple(Text(f"{n} in general") for n in ("one", "two", "three"))


async def test_a_feature_that_fails_at_home_takes_none_of_the_others_along() -> None:
    router = router_of(at_home("one"), Feature("bad", home=broken_home), at_home("two", "three"))

    said = words_of(await router.home(ANA, HERE))

    assert "one" in said
    assert "Something broke" in said
    assert "three" in said
    assert WRITTEN not in said


class FullDisk(MemoryBlobs):
    """A store for which there is no room."""

    async def put(self, content: bytes, media_type: str) -> str:
        raise OSError("no space left")


async def test_a_long_reply_is_shown_also_where_it_cannot_be_kept() -> None:
    long = Reply("Long", (Text("A word. " * 500),))

    async def answer(_: CommandUsed) -> Reply:
        return long

    feature = Feature("f", (Command("long", "Long", answer),))
    router = Router([feature], MemorySeenEvents(), FullDisk(), Clock(), Random(1))

    assert await router.dispatch(used("long")) == long


async def done(_: object) -> Reply:
    return OK


def command(
    name: str, *options: Option, summary: str = "Do it", menu: str = "", shortcut: str = ""
) -> Command:
    return Command(name, summary, done, options, menu=menu, shortcut=shortcut)


def feature(*commands: Command, name: str = "f") -> Feature:
    return Feature(name, commands)


@pytest.mark.parametrize(
    ("features", "fault"),
    [
        ([feature(command("a")), feature(command("a"), name="g")], "two commands are named /a"),
        ([feature(), feature()], "two features are named 'f'"),
        (
            [Feature("f", (), {"v": done}, {"v": FormFlow(done, done)})],
            "'v' is both an action and a form",
        ),
        ([Feature("f", (), {"v:w": done})], "no name of a feature or verb"),
        ([Feature("", ())], "no name of a feature or verb"),
        (
            [feature(command("a"), command("a b"))],
            "/a is a command and also the first word of others",
        ),
        (
            [feature(*(command(f"{a}{b}") for a in "abcdefghijk" for b in "abcdefghij"))],
            "110 commands",
        ),
        (
            [feature(*(command(f"a {b}") for b in "abcdefghijklmnopqrstuvwxyz"))],
            "/a has 26 commands",
        ),
        ([feature(command("a", *(Option(f"o{n}", "Some") for n in range(26))))], "26 options"),
        (
            [feature(command("a", Option("o", "Some"), Option("o", "Some")))],
            "two options named 'o'",
        ),
        ([feature(command("a", Option("Ö", "Some")))], "a name has 1 to 32"),
        ([feature(command("a", Option("o", "")))], "its summary"),
        ([feature(command("a", summary="x" * 101))], "its summary"),
        (
            [feature(command("a", Option("o", "Some", kind="whole", least=2, most=1)))],
            "within its bounds",
        ),
        ([feature(command("a", Option("o", "Some", longest=0)))], "its text has no length"),
        (
            [feature(command("a", menu="x" * 25), command("b", shortcut="x" * 25))],
            "more than 24 characters",
        ),
        ([feature(command("a", menu="Ask"))], "takes no text"),
        (
            [feature(command("a", Option("o", "Some", required=True), shortcut="Do"))],
            "cannot be used without options",
        ),
        (
            [feature(command("a", shortcut="Do"), command("b", shortcut="Do"))],
            "two menus or shortcuts are named 'Do'",
        ),
        ([Feature("f", text=done), Feature("g", text=done)], "only one feature can answer text"),
    ],
    ids=lambda x: x if isinstance(x, str) else None,
)
def test_features_that_cannot_be_told_apart_or_shown_are_refused(
    features: list[Feature], fault: str
) -> None:
    with pytest.raises(DeclarationError, match=re.escape(fault)):
        router_of(*features)


def test_a_hundred_commands_in_the_order_of_the_features_are_fine() -> None:
    names = [f"{a}{b}" for a in "abcdefghij" for b in "abcdefghij"]

    assert [c.name for c in router_of(feature(*map(command, names))).commands] == names
