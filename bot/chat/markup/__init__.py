"""Our small Markdown: read for renderers, written for texts, and made of whole documents.

Every renderer shows a `Text` from `lines` and escapes each span for its platform, so that no word in it can ping,
format or break out. A link is never masked: a renderer shows the words and the address, or only the address where
both are the same.
"""

from bot.chat.markup.document import blocks
from bot.chat.markup.literal import clean, literal
from bot.chat.markup.reading import lines, plain
from bot.chat.markup.spans import Line, Span
from bot.chat.markup.writing import write

__all__ = ["Line", "Span", "blocks", "clean", "lines", "literal", "plain", "write"]
