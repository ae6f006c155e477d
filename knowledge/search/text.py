"""Queries as people type them, turned towards the words the bank uses.

Chat slang is written out, acronyms are given both ways, and misspellings are corrected towards words of the bank only:
a general dictionary would turn xgboost into boost. The query as typed is always kept beside the result.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Container, Iterable, Mapping
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

HERE = Path(__file__).parent
WORD = re.compile(r"[^\W_]+(?:['’./-][^\W_]+)*", re.UNICODE)


def fold(text: str) -> str:
    """Lower case, compatibility forms unified, accents, control characters and repeated spaces gone."""
    if not (text.isascii() and text.isprintable()):
        decomposed = unicodedata.normalize("NFKD", text)
        kept = (c for c in decomposed if not unicodedata.combining(c))
        text = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in kept)
    return " ".join(text.casefold().split())


def tokens(text: str) -> list[str]:
    """Words for exact matching: folded, split at punctuation, plural s removed."""
    return [_singular(word) for word in re.findall(r"[^\W_]+", fold(text))]


def _singular(word: str) -> str:
    plural = len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return word[:-1] if plural else word


def read_pairs(file: Path) -> dict[str, str]:
    """A two-column file: what people write, tab, what it means."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines if "\t" in line)


class Normaliser:
    """Rewrites a query in the bank's words."""

    def __init__(
        self,
        bank_words: Collection[str],
        known_words: Collection[str],
        slang: Mapping[str, str],
        acronyms: Mapping[str, str],
        vocabulary: Container[str] = (),
    ) -> None:
        self._targets = sorted(word for word in set(bank_words) if len(word) > 3)
        self._known = set(known_words) | set(bank_words) | set(slang) | set(acronyms)
        self._vocabulary = vocabulary
        self._slang = slang
        phrases = "|".join(re.escape(typed) for typed in slang if not typed.isalnum())
        self._phrase = re.compile(rf"(?<!\w)(?:{phrases or '(?!)'})(?!\w)")
        self._acronyms = acronyms
        self._expansions = sorted(acronyms.items(), key=lambda pair: -len(pair[1]))

    def __call__(self, query: str) -> str:
        """The query in the bank's words: corrected, punctuation gone, acronyms and their meanings side by side."""
        return self.expand(self.correct(query))

    def correct(self, query: str) -> str:
        """The query folded, slang written out and misspellings corrected; punctuation and word order stay."""
        return WORD.sub(lambda match: self._word(match[0]), self._phrases(fold(query)))

    def _word(self, typed: str) -> str:
        return self._correct(self._slang.get(typed, typed))

    def _phrases(self, text: str) -> str:
        return self._phrase.sub(lambda match: self._slang[match[0]], text)

    def _correct(self, word: str) -> str:
        """The nearest bank word if the word is unknown and close to exactly one; else the word itself."""
        if len(word) < 4 or not word.isalpha() or self._knows(word) or self._knows(_singular(word)):
            return word
        allowed = 1 if len(word) < 7 else 2
        best = process.extractOne(
            word, self._targets, scorer=DamerauLevenshtein.distance, score_cutoff=allowed
        )
        return str(best[0]) if best and best[0][0] == word[0] else word

    def _knows(self, word: str) -> bool:
        return word in self._known or word in self._vocabulary

    def expand(self, corrected: str) -> str:
        """The words of a corrected query, each acronym followed by its meaning and each meaning by its acronym."""
        text = " ".join(WORD.findall(corrected))
        added: list[str] = []
        present = set(text.split())
        for short, long in self._expansions:
            if short in present or f"{short}s" in present:
                if long not in text:
                    added.append(long)
            elif long in text:
                added.append(short)
        return " ".join([text, *added])


def make_normaliser(
    bank_texts: Iterable[str], other_texts: Iterable[str], vocabulary: Container[str]
) -> Normaliser:
    """A normaliser for a bank: the words of its texts are what spelling is corrected towards.

    Words of `other_texts` (the decoys) and of the embedder's `vocabulary` are real words too: never corrected.
    """
    words = _vocabulary(bank_texts), _vocabulary(other_texts)
    slang, acronyms = read_pairs(HERE / "slang.tsv"), read_pairs(HERE / "acronyms.tsv")
    return Normaliser(*words, slang, acronyms, vocabulary)


def _vocabulary(texts: Iterable[str]) -> set[str]:
    return {word for text in texts for word in re.findall(r"[^\W\d_]+", fold(text))}
