from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from knowledge.bank import load_bank
from knowledge.picking import NothingToPickError, Wanted, find, pick, reference
from knowledge.posing import pose
from knowledge.question import Question
from knowledge.quiz import Choice, Numeric, Order, QuizItem

BANK = load_bank()
EVERY = list(Wanted().items(BANK))


@pytest.mark.parametrize(("entry", "item"), EVERY, ids=lambda x: x.id)
def test_every_item_poses_the_same_from_the_same_seed(entry: Question, item: QuizItem) -> None:
    assert pose(entry, item, 5) == pose(entry, item, 5)


def test_the_right_option_stands_in_every_place_equally_often() -> None:
    entry, item = next(pair for pair in EVERY if isinstance(pair[1], Choice))

    places = Counter(pose(entry, item, seed).right for seed in range(4000))

    assert all(900 < places[place] < 1100 for place in range(4))


def test_an_order_never_starts_right() -> None:
    orders = [(entry, item) for entry, item in EVERY if isinstance(item, Order)]

    assert orders
    assert all(
        pose(entry, item, seed).options != item.steps
        for entry, item in orders
        for seed in range(50)
    )


def test_another_seed_draws_other_numbers() -> None:
    entry, item = next(pair for pair in EVERY if isinstance(pair[1], Numeric))

    assert len({pose(entry, item, seed).prompt for seed in range(50)}) > 1


def test_no_item_repeats_until_all_were_seen() -> None:
    wanted, seen = Wanted(topic="vision"), Counter[str]()
    pool = len(list(wanted.items(BANK)))

    for round_ in range(pool):
        [(entry, item)] = pick(BANK, wanted, 1, seen, Random(round_))
        seen[reference(entry, item)] += 1

    assert set(seen.values()) == {1}
    assert len(seen) == pool


def test_a_quiz_takes_its_items_from_different_entries_first() -> None:
    picked = pick(BANK, Wanted(topic="vision"), 5, {}, Random(1))

    assert len({entry.id for entry, _ in picked}) == 5


def test_a_small_pool_gives_what_it_has() -> None:
    assert 0 < len(pick(BANK, Wanted(entry="dropout"), 50, {}, Random(1))) < 20


def test_a_choice_that_nothing_fits_is_said() -> None:
    with pytest.raises(NothingToPickError, match="Leave out the level"):
        pick(BANK, Wanted(topic="cooking"), 1, {}, Random(1))


def test_a_reference_finds_its_item_and_nothing_else() -> None:
    assert all(find(BANK, reference(*pair)) == pair for pair in EVERY)
    assert find(BANK, "gone/item") is None
    assert find(BANK, "dropout/gone") is None
