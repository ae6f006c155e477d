"""Replies as hypothesis makes them: of any blocks, lengths and words."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.chat.event import Action
from bot.chat.markup import literal
from bot.chat.reply import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Facts,
    File,
    Picture,
    Progress,
    Reply,
    Select,
    Table,
    Text,
)

KEY = "ab" * 32
NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=12).filter(
    lambda name: name != "pages"
)
arguments = st.text(st.characters(codec="utf-8"), max_size=60)
actions = st.builds(Action, NAMES, NAMES, arguments)
styles = st.sampled_from(["plain", "primary", "danger"])


def long(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Words, now and then many times over."""
    times = st.sampled_from([1, 1, 1, 1, 5, 60])
    return st.builds(lambda word, n: " ".join([word] * n), words, times)


def markdown(words: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Our Markdown around words that are not ours."""
    quoted = words.map(literal)
    forms = [
        "{}",
        "**{}** x",
        "*{}*",
        "- {}\n  - {}",
        "1. {}\n2. {}",
        "> {}",
        "## {}",
        "a [{}](https://a.example/b) c",
    ]
    forms += ["{}\n\n{}", "~~{}~~ and `code`", "x **{}** y [z](https://b.example) *{}*"]
    lines = st.builds(lambda form, word: form.format(word, word), st.sampled_from(forms), quoted)
    return st.lists(lines, min_size=1, max_size=4).map("\n\n".join)


def tables(words: st.SearchStrategy[str]) -> st.SearchStrategy[Table]:
    def of_width(width: int) -> st.SearchStrategy[Table]:
        row = st.tuples(*[words] * width)
        rows = st.builds(
            lambda some, n: tuple(some * n), st.lists(row, max_size=4), st.sampled_from([1, 1, 20])
        )
        return st.builds(Table, row, rows)

    return st.integers(1, 5).flatmap(of_width)


def content(words: st.SearchStrategy[str]) -> st.SearchStrategy[Block]:
    """A block without controls."""
    some = long(words)
    pair = st.tuples(words, some)
    languages = st.sampled_from(["", "python", "c++"])
    return st.one_of(
        st.builds(Text, long(markdown(words))),
        st.builds(Code, some, languages),
        st.builds(Facts, st.lists(pair, max_size=12).map(tuple)),
        tables(words),
        st.builds(Progress, st.floats(), words),
    )


def files(words: st.SearchStrategy[str]) -> st.SearchStrategy[Block]:
    alt = long(words).filter(str.strip)
    return st.one_of(
        st.builds(Picture, st.just(KEY), alt), st.builds(File, st.just(KEY), words, words)
    )


def selects(words: st.SearchStrategy[str]) -> st.SearchStrategy[Select]:
    values = st.lists(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=100),
        min_size=1,
        max_size=40,
        unique=True,
    )
    label = st.one_of(words, words.map(lambda word: word + "x" * 200))

    def over(some: list[str]) -> st.SearchStrategy[Select]:
        lines = st.tuples(*(st.builds(Choice, label, st.just(value), words) for value in some))
        return st.builds(Select, words, lines, actions, st.sampled_from([None, *some]))

    return values.flatmap(over)


def buttons(words: st.SearchStrategy[str]) -> st.SearchStrategy[Buttons]:
    label = st.one_of(words, words.map(lambda word: "x" * 100 + word))
    button = st.builds(Button, label, actions, styles, st.booleans())
    return st.lists(button, max_size=14).map(lambda some: Buttons(tuple(some)))


def replies(words: st.SearchStrategy[str]) -> st.SearchStrategy[Reply]:
    """A reply in which every string that a person could have written is one of these words."""
    parts = st.tuples(
        st.lists(content(words), max_size=5),
        st.lists(files(words), max_size=3),
        st.lists(buttons(words), max_size=4),
        st.one_of(st.just([]), st.lists(selects(words), max_size=1)),
    )
    blocks = parts.flatmap(lambda some: st.permutations([block for part in some for block in part]))
    return st.builds(
        Reply,
        long(words),
        blocks.map(tuple),
        st.sampled_from(["everyone", "asker"]),
        st.booleans(),
        tone=st.sampled_from(["plain", "good", "bad"]),
    )
