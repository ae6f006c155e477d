"""Well-known things the bank does not answer.

A question about batch normalisation is nearer to the bank's data normalisation than to anything else there. Only
when batch normalisation itself is among what can be found does the search see that something else was meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from knowledge.bank import Bank
from knowledge.embedder import Vectors
from knowledge.search.text import HERE, read_pairs

FILES = ("decoys.tsv", "everyday.tsv")
"""Terms of the field, and topics of everyday life; each with a few words that say what is meant."""


def read_decoys() -> list[str]:
    """The texts that stand for them."""
    return [f"{term}: {gloss}" for name in FILES for term, gloss in read_pairs(HERE / name).items()]


def hand_over(
    bank: Bank, decoys: Sequence[str], vectors: Mapping[str, Vectors], least: float = 0.7
) -> tuple[Bank, list[str]]:
    """Make each decoy that an imported draft is about another way to ask for that draft.

    A draft is about a decoy when its stem has a cosine of at least `least` with it; the nearest draft gets it. The
    shipped entries need no such care: the decoys were chosen beside them. Returns the bank and the decoys left.
    """
    drafts = [question for question in bank if question.status == "draft"]
    if not drafts or not decoys:
        return bank, list(decoys)
    stems = np.stack([vectors[draft.stem] for draft in drafts])
    cosines = np.stack([vectors[decoy] for decoy in decoys]) @ stems.T
    given: dict[str, list[str]] = defaultdict(list)
    for decoy, row in zip(decoys, cosines, strict=True):
        if row.max() >= least:
            given[drafts[int(row.argmax())].id].append(decoy)
    richer = [q.model_copy(update={"aliases": (*q.aliases, *given.get(q.id, ()))}) for q in bank]
    taken = {decoy for own in given.values() for decoy in own}
    return Bank(richer), [decoy for decoy in decoys if decoy not in taken]
