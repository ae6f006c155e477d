"""Words that are not ours stay words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup import Span, clean, lines, literal, plain

HOSTILE = st.text(
    st.sampled_from("*_`~[]()<>#|-+=!&;:/\\.1a \n\t\r@$\u202e\u200b\u2028é👩\u200d\x00")
)
WORDS = st.one_of(st.text(), HOSTILE)


@given(WORDS)
def test_literal_words_come_back_as_plain_words(words: str) -> None:
    shown = [span for line in lines(literal(words)) for span in line.spans]

    assert " ".join(span.text for span in shown).split() == clean(words).split()
    assert all(span == Span(span.text) for span in shown)


@given(WORDS)
def test_literal_words_stay_in_the_line_they_are_put_into(words: str) -> None:
    read = lines(f"- before {literal(words)} after")

    assert [line.kind for line in read] == ["bullet"]
    assert plain(f"- before {literal(words)} after").split() == [
        "before", *clean(words).split(), "after",
    ]  # fmt: skip


@given(st.text(st.characters()))
def test_clean_text_has_nothing_unseen_and_can_be_sent(words: str) -> None:
    cleaned = clean(words)

    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", cleaned)
    assert cleaned.encode().decode() == cleaned
    assert clean(cleaned) == cleaned


def test_clean_keeps_what_languages_and_emoji_need() -> None:
    kept = "naïve\n\tمی\u200cخواهم 👩\u200d🔬 한국어 e\u0301"

    assert clean(kept) == kept


@pytest.mark.parametrize("pair", ["\ud83d", "\udc00 x", "a\udfffb"])
def test_clean_drops_half_characters(pair: str) -> None:
    assert clean(pair).isprintable() or clean(pair) == ""
