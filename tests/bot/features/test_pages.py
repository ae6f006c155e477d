from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings

from bot.chat import limits, markup
from bot.chat.event import Action, ActionChosen, CommandUsed, Person, Place
from bot.chat.feature import Command, Feature
from bot.chat.limits import Limits, fit
from bot.chat.reply import Block, Button, Buttons, Code, Facts, Reply, Table, Text
from bot.features.pages import PAGE, pages, pages_of
from bot.router import Router
from tests.fakes import MemoryBlobs, MemorySeenEvents
from tests.hostile import words
from tests.replies import replies

ANA = Person("web", "ana", "Ana")
HERE = Place("web", "guild", "general")
KEY = "ab" * 32
NARROW = Limits(text=3_500, block=3_000, components=30, options=25)
LOREM = "A hash table finds what it holds in constant time, on average. "
WHOLE = Reply(
    "Everything",
    (
        Text("\n\n".join(f"{n}. {LOREM * 5}" for n in range(1, 40))),
        Code("\n".join(f"x{n} = {n}" for n in range(800)), "python"),
        Table(("n", "square"), tuple((str(n), str(n * n)) for n in range(400))),
        Buttons((Button("More", Action("ask", "more")),)),
    ),
    "everyone",
)


def router_with(blobs: MemoryBlobs, reply: Reply = WHOLE) -> Router:
    async def show(_: CommandUsed) -> Reply:
        return reply

    features = (Feature("f", (Command("long", "Long", show),)), pages(blobs))
    return Router(
        features, MemorySeenEvents(), blobs, lambda: datetime(2026, 1, 5, tzinfo=UTC), Random(1)
    )


async def press(router: Router, action: Action) -> Reply:
    event = ActionChosen(id=str(action), who=ANA, where=HERE, action=action)
    answer = await router.dispatch(event)
    assert isinstance(answer, Reply)
    return answer


def button(reply: Reply, label: str) -> Button:
    found = (b for block in reply.blocks if isinstance(block, Buttons) for b in block.choices)
    return next(each for each in found if each.label == label)


@pytest.fixture
def blobs() -> MemoryBlobs:
    return MemoryBlobs()


async def asked(blobs: MemoryBlobs, reply: Reply = WHOLE) -> Reply:
    """The reply as it is shown, which keeps the whole of it."""
    router = router_with(blobs, reply)
    answer = await router.dispatch(CommandUsed(id="1", who=ANA, where=HERE, name="long"))
    assert isinstance(answer, Reply)
    return fit(answer, NARROW)


async def test_all_of_a_long_reply_is_read_page_by_page_after_a_restart(blobs: MemoryBlobs) -> None:
    shown = await asked(blobs)

    after_restart = router_with(blobs)
    page = await press(after_restart, button(shown, "Show all").action)
    read = [page]
    while not button(page, "Next").disabled:
        page = await press(after_restart, button(page, "Next").action)
        read.append(page)

    numbers = re.findall(r"Page (\d+) of (\d+)", " ".join(map(shown_words, read)))
    assert numbers == [(str(n), str(len(read))) for n in range(1, len(read) + 1)]
    assert not word_count(WHOLE) - sum(map(word_count, read), Counter())


async def test_pages_are_for_the_presser_only_and_turned_in_place(blobs: MemoryBlobs) -> None:
    router, shown = router_with(blobs), await asked(blobs)

    first = await press(router, button(shown, "Show all").action)
    second = await press(router, button(first, "Next").action)
    again = await press(router, button(second, "Back").action)

    assert (first.audience, first.update) == ("asker", False)
    assert (second.audience, second.update) == ("asker", True)
    assert again.blocks == first.blocks
    assert button(first, "Back").disabled
    assert first.title == "Everything"


async def test_what_was_swept_is_said_to_be_gone(blobs: MemoryBlobs) -> None:
    shown = await asked(blobs)
    await blobs.sweep(datetime(2026, 2, 1, tzinfo=UTC))

    answer = await press(router_with(blobs), button(shown, "Show all").action)

    assert shown_words(answer) == "I no longer have the whole of that message. Please ask again."


@pytest.mark.parametrize("argument", ["", "x:0", f"{'a' * 64}:-1", f"{'a' * 64}:٣", f"{'a' * 64}"])
async def test_a_forged_page_is_no_page(blobs: MemoryBlobs, argument: str) -> None:
    answer = await press(router_with(blobs), Action("pages", "show", argument))

    assert "no longer works" in shown_words(answer)


async def test_a_page_after_the_last_is_no_page(blobs: MemoryBlobs) -> None:
    await asked(blobs)

    answer = await press(router_with(blobs), Action("pages", "show", f"{limits.key(WHOLE)}:99"))

    assert "no longer works" in shown_words(answer)


async def test_another_file_of_the_store_is_not_shown_as_a_message(blobs: MemoryBlobs) -> None:
    key = await blobs.put(b'{"mine": 1}', "application/json")

    answer = await press(router_with(blobs), Action("pages", "show", f"{key.partition('.')[0]}:0"))

    assert "no longer have" in shown_words(answer)


def test_code_and_tables_are_split_at_lines_and_rows_with_the_header_on_each_page() -> None:
    parts = [block for page in pages_of(WHOLE, KEY) for block in page.blocks]

    tables = [block for block in parts if isinstance(block, Table)]
    codes = [block for block in parts if isinstance(block, Code)]
    assert len(tables) > 1
    assert {table.header for table in tables} == {("n", "square")}
    assert [row for table in tables for row in table.rows] == list(WHOLE.blocks[2].rows)  # type: ignore[union-attr]
    assert "\n".join(code.source for code in codes) == WHOLE.blocks[1].source  # type: ignore[union-attr]
    assert {code.language for code in codes} == {"python"}


def test_a_list_is_split_at_its_items_where_they_are_short() -> None:
    items = Text("\n".join(f"{n}. {LOREM}" for n in range(1, 101)))

    texts = [page.blocks[0] for page in pages_of(Reply("", (items,)), KEY)]

    read = [markup.lines(text.markdown) for text in texts if isinstance(text, Text)]
    assert [line.number for page in read for line in page] == list(range(1, 101))


@given(replies(words))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_pages_have_every_word_and_fit(reply: Reply) -> None:
    neat = limits.tidy(reply)

    read = pages_of(neat, KEY)

    contents = [tuple(filter(is_content, page.blocks)) for page in read]
    assert all(Limits().total(content[:-1]).within(PAGE) for content in contents)
    lost = letters(Reply(neat.title, tuple(filter(is_content, neat.blocks)))) - sum(
        map(letters, read), Counter()
    )
    assert not lost


def is_content(block: Block) -> bool:
    return isinstance(block, Text | Code | Facts | Table)


def letters(reply: Reply) -> Counter[str]:
    return Counter("".join(word_count(reply).elements()))


def word_count(reply: Reply) -> Counter[str]:
    return Counter(re.findall(r"\w+", f"{reply.title} {shown_words(reply)}"))


def shown_words(reply: Reply) -> str:
    return " ".join(map(_words, reply.blocks))


def _words(block: Block) -> str:
    match block:
        case Text(markdown):
            return markup.plain(markdown)
        case Code(source):
            return source
        case Facts(pairs):
            return " ".join(f"{name} {value}" for name, value in pairs)
        case Table(header, rows):
            return " ".join(cell for row in (header, *rows) for cell in row)
        case _:
            return ""
