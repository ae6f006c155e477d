"""A reply made to fit what a platform can show, once for all of them.

Long blocks are shortened and a "Show all" button is added; buttons for which there is no room become lines of a menu.
Nothing that can be chosen is ever left out.
"""

from bot.chat.limits.fit import fit
from bot.chat.limits.labels import cut
from bot.chat.limits.layout import chosen
from bot.chat.limits.shorten import split
from bot.chat.limits.size import Limits, Size, plain_size
from bot.chat.limits.tidy import tidy
from bot.chat.limits.whole import is_long, kept, key

__all__ = [
    "Limits",
    "Size",
    "chosen",
    "cut",
    "fit",
    "is_long",
    "kept",
    "key",
    "plain_size",
    "split",
    "tidy",
]
