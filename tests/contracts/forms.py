"""Forms as hypothesis makes them: of any questions, lengths and words."""

from __future__ import annotations

from hypothesis import strategies as st

from bot.chat.feature import Field, Form
from bot.chat.reply import Choice
from tests.replies import actions, long

_NAMES = st.text("abcdefghij_", min_size=1, max_size=12)
_VALUES = st.lists(st.text(min_size=1, max_size=100), max_size=40, unique=True)


def fields(words: st.SearchStrategy[str]) -> st.SearchStrategy[Field]:
    label = long(words).filter(str.strip)

    def over(values: list[str]) -> st.SearchStrategy[tuple[Choice, ...]]:
        return st.tuples(*(st.builds(Choice, label, st.just(value), words) for value in values))

    return st.builds(
        Field,
        _NAMES,
        label,
        st.booleans(),
        st.sampled_from(["line", "paragraph"]),
        long(words),
        st.integers(1, 4000),
        _VALUES.flatmap(over),
    )


def forms(words: st.SearchStrategy[str]) -> st.SearchStrategy[Form]:
    """A form of one to five questions, each with a name of its own."""
    some = st.lists(fields(words), min_size=1, max_size=5, unique_by=lambda field: field.name)
    title = long(words).filter(str.strip)
    return st.builds(Form, title, some.map(tuple), actions, title)
