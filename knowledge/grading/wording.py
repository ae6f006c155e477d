"""Words made comparable: case, accents, hyphens, articles, plurals, British and American spelling, short forms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from knowledge.search.text import HERE, fold, read_pairs

ARTICLES = frozenset(("a", "an", "the"))


def words_of(text: str) -> list[str]:
    """The words of a text in their common form: "The β-VAEs" gives ["the", "beta", "vae"]."""
    return [_common(word) for word in _WORD.findall(fold("".join(map(_spelt_out, text))))]


def without_articles(words: list[str]) -> list[str]:
    """The words but for articles, unless there is nothing else."""
    return [word for word in words if word not in ARTICLES] or words


def written_out(words: Iterable[str]) -> list[str]:
    """The words with the field's short forms written out: vae as variational autoencoder."""
    known, pattern = _short_forms()
    return pattern.sub(lambda found: known[found[1]], " ".join(words)).split()


def common_words(texts: Iterable[str]) -> set[str]:
    """Every word of many texts in its common form; short forms stay short."""
    return {_common(word) for word in set(_WORD.findall(fold(" ".join(texts))))}


def _spelt_out(character: str) -> str:
    """A Greek letter by its name, anything else as it is."""
    found = _GREEK.match(unicodedata.name(unicodedata.normalize("NFKC", character)[:1] or " ", ""))
    return f" {found[1].lower()} " if found else character


def _common(word: str) -> str:
    """One spelling for all: American, singular."""
    for pattern, replacement in _SPELLINGS:
        word = pattern.sub(replacement, word)
    return word


@cache
def _short_forms() -> tuple[dict[str, str], re.Pattern[str]]:
    pairs = read_pairs(HERE / "acronyms.tsv")
    pairs |= {f"{of} norm": f"{of} normalisation" for of in ("batch", "layer", "group", "instance")}
    common = {
        " ".join(map(_common, short.split())): " ".join(map(_common, re.findall(r"\w+", long)))
        for short, long in pairs.items()
    }
    longest_first = sorted(map(re.escape, common), key=len, reverse=True)
    return common, re.compile(rf"\b({'|'.join(longest_first)})s?\b")


_WORD = re.compile(r"[^\W_]+")
_GREEK = re.compile(r"GREEK (?:SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)")
_SPELLINGS = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<=[bcdfghklmnpqrstvwxz])ies$", "y"),
        (r"(?<=ss|ch|sh)es$|(?<=x)es$", ""),
        (r"^biases$", "bias"),
        (r"^(matr|vert|ind|append)ices$", r"\1ex"),
        (r"^matrix$", "matrex"),
        (r"^appendix$", "appendex"),
        (r"(?<=\w{3})(?<!s)(?<!u)(?<!i)s$", ""),
        (r"(?<=\w{2})is(e|ed|er|ing|ation|ational|able)$", r"iz\1"),
        (r"(?<=\w{2})ys(e|ed|er|ing)$", r"yz\1"),
        (r"(?<=[a-z]{3})our(?=$|al|ed|ing|hood|less|ful|able|ite)", "or"),
        (r"^(cent|fib|met|theat)re(?=d?$)", r"\1er"),
        (r"(?<=[aeiou])ll(ed|ing|er)$", r"l\1"),
        (r"^grey", "gray"),
    )
]
"""Rewritten on both sides, so that a word that is rewritten without need still equals itself."""
