"""Marking of answers that people type or put in order; pure functions, no chat."""

from knowledge.grading.mark import Mark
from knowledge.grading.ordered import mark_order
from knowledge.grading.typed_number import mark_numeric
from knowledge.grading.typed_word import mark_cloze
from knowledge.grading.typos import field_words

__all__ = ["Mark", "field_words", "mark_cloze", "mark_numeric", "mark_order"]
