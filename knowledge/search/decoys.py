"""Well-known things the bank does not answer.

A question about batch normalisation is nearer to the bank's data normalisation than to anything else there. Only
when batch normalisation itself is among what can be found does the search see that something else was meant.
"""

from __future__ import annotations

from knowledge.search.text import HERE, read_pairs

FILES = ("decoys.tsv", "everyday.tsv")
"""Terms of the field, and topics of everyday life; each with a few words that say what is meant."""


def read_decoys() -> list[str]:
    """The texts that stand for them."""
    return [f"{term}: {gloss}" for name in FILES for term, gloss in read_pairs(HERE / name).items()]
