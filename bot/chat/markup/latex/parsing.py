"""LaTeX mathematics read into a tree; whatever is odd is read as well as can be, and nothing raises."""

from __future__ import annotations

import re
import unicodedata

from bot.chat.markup.latex.lexing import Lexer
from bot.chat.markup.latex.nodes import Accent, Atom, Fraction, Group, Node, Root, Rows, Script
from bot.chat.markup.latex.symbols import ACCENTS, CHARACTERS, FONTS, SYMBOLS

DEEPEST = 60
"""How deep things may nest, so that hostile braces do not fill the stack."""

_ENDS = {"}", "&", "\\\\", "\\end", ""}
_FRACTIONS = {"frac", "tfrac", "dfrac", "cfrac", "binom", "tbinom", "dbinom"}
_WORDS = {
    "text", "textrm", "textit", "textbf", "textnormal", "texttt", "textsf", "mbox", "mathrm", "operatorname",
    "operatorname*",
}  # fmt: skip
_STACKS = {"overset", "stackrel", "underset"}
_SIZES = re.compile(r"[bB]igg?[lrm]?|left|right|middle")
_IGNORED = {
    "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits", "nonumber", "notag",
    "bf", "rm", "it", "strut", "mathstrut", "boxed", "overbrace", "underbrace", "substack", "ensuremath",
    "mathop", "mathbin", "mathrel", "mathord", "mathopen", "mathclose", "smash", "hline",
}  # fmt: skip
_DROPPED = {
    "label", "phantom", "hphantom", "vphantom", "hspace", "hspace*", "vspace", "color", "textcolor", "tag",
}  # fmt: skip


def parse(latex: str) -> tuple[Node, ...]:
    """The formula as a row of nodes; rows without an environment are parted by semicolons."""
    return _Reader(latex).until("")


class _Reader(Lexer):
    """Reads the lexemes of a formula from left to right."""

    depth = 0

    def until(self, end: str) -> tuple[Node, ...]:
        """Nodes up to a lexeme, which is taken; cells and braces that belong nowhere are skipped."""
        nodes = [*self.row(end)]
        while (lexeme := self.take()) not in (end, ""):
            nodes += [Atom(";", "punct")] if lexeme == "\\\\" else []
            nodes += self.row(end)
        return tuple(nodes)

    def row(self, end: str = "") -> tuple[Node, ...]:
        """Nodes up to what ends a cell or a group, which is left where it is."""
        nodes: list[Node] = []
        while (lexeme := self.peek()) not in _ENDS and lexeme != end:
            if lexeme in ("^", "_") or lexeme[0] == "'":
                nodes.append(self.scripts(nodes.pop() if nodes else Group(())))
            else:
                nodes += self.node()
        return tuple(nodes)

    def scripts(self, base: Node) -> Script:
        """What stands below and above a base; it may have some of both already."""
        below, above = ([*base.below], [*base.above]) if isinstance(base, Script) else ([], [])
        while (lexeme := self.peek()) in ("^", "_") or lexeme.startswith("'"):
            self.take()
            if lexeme == "_":
                below += self.argument()
            elif lexeme == "^":
                above += self.argument()
            else:
                above.append(Atom("″" if len(lexeme) == 2 else "′" * len(lexeme), "ord"))
        base_nodes = base.base if isinstance(base, Script) else (base,)
        return Script(base_nodes, tuple(below), tuple(above))

    def argument(self) -> tuple[Node, ...]:
        """What a command or a script is given: a group, or a single thing."""
        if self.peek() in _ENDS | {"^", "_"}:
            return ()
        nodes = self.node()
        if len(nodes) == 1 and isinstance(nodes[0], Group):
            return nodes[0].of
        return nodes

    def node(self) -> tuple[Node, ...]:
        """The next thing, with all it is given; what lies too deep is left out."""
        self.depth += 1
        lexeme = self.take()
        nodes = self.thing(lexeme) if self.depth < DEEPEST else ()
        self.depth -= 1
        return nodes

    def thing(self, lexeme: str) -> tuple[Node, ...]:
        """A group, a command with its arguments, or a character."""
        if lexeme == "{":
            return (Group(self.until("}")),)
        if lexeme[0] == "\\":
            return self.command(lexeme[1:])
        return (Atom(*CHARACTERS.get(lexeme, (lexeme, "ord"))),)

    def command(self, name: str) -> tuple[Node, ...]:
        """A command with its arguments; of an unknown one, the name."""
        if name in SYMBOLS:
            return (Atom(*SYMBOLS[name]),)
        if name in _WORDS:
            return words(self.raw())
        if name in FONTS:
            return tuple(_in_font(node, FONTS[name]) for node in self.argument())
        if _SIZES.fullmatch(name):
            return self.bound(name)
        return self.construct(name)

    def construct(self, name: str) -> tuple[Node, ...]:
        """A fraction, a root, an accent, a table, or nothing at all."""
        if name in _FRACTIONS:
            return (
                Fraction(
                    self.argument(), self.argument(), bar="binom" not in name, small=name[0] == "t"
                ),
            )
        if name == "sqrt":
            return (self.root(),)
        if name in ACCENTS:
            return (Accent(name, self.argument()),)
        if name in _STACKS:
            return (self.stack(name),)
        return (self.table(),) if name == "begin" else self.rest(name)

    def stack(self, name: str) -> Script:
        """Something with a mark over or under it."""
        mark, base = self.argument(), self.argument()
        return Script(base, below=mark) if name == "underset" else Script(base, above=mark)

    def rest(self, name: str) -> tuple[Node, ...]:
        """Commands that only change how something looks, and those we do not know."""
        if name in _DROPPED:
            self.raw()
        if name == "not":
            return tuple(_struck(node) for node in self.argument())
        unknown = name.isalpha() and name not in _DROPPED | _IGNORED
        return (Atom(name, "name"),) if unknown else ()

    def bound(self, name: str) -> tuple[Node, ...]:
        """A bracket whose size was given; a point stands for none."""
        if name == "middle" and self.skip("|"):
            return (Atom("|", "rel"),)
        self.skip(".")
        return ()

    def root(self) -> Root:
        """A root, with its degree in square brackets if it has one."""
        degree: tuple[Node, ...] = ()
        if self.skip("["):
            degree = self.until("]")
        return Root(self.argument(), degree)

    def table(self) -> Rows:
        """The rows of an environment, to its end."""
        name = self.raw().rstrip("*")
        if name == "array":
            self.raw()
        rows: list[list[tuple[Node, ...]]] = [[]]
        while True:
            rows[-1].append(self.row())
            lexeme = self.take()
            if lexeme == "\\\\":
                rows.append([])
            elif lexeme in ("\\end", ""):
                self.raw()
                break
        return Rows(name, tuple(tuple(row) for row in rows if any(row)))


def words(raw: str) -> tuple[Node, ...]:
    """Words in a formula; a single letter is a symbol. Spaces at the ends count."""
    text = re.sub(r"\\([A-Za-z]+|.)|[{}$~\\]", _plain, raw, flags=re.DOTALL)
    if not text.strip():
        return (Atom(" ", "space"),) if text else ()
    word = Atom(" ".join(text.split()), "name" if len(text.strip()) > 1 else "ord")
    space = (Atom(" ", "space"),)
    return (space if text[0].isspace() else ()) + (word,) + (space if text[-1].isspace() else ())


def _plain(found: re.Match[str]) -> str:
    if found[1]:
        return SYMBOLS.get(found[1], (found[1], ""))[0].replace("\\", " ")
    return " " if found[0] == "~" else ""


def _in_font(node: Node, alphabet: dict[int, str]) -> Node:
    if isinstance(node, Script):
        return Script(tuple(_in_font(base, alphabet) for base in node.base), node.below, node.above)
    if isinstance(node, Atom):
        return Atom(node.text.translate(alphabet), node.kind)
    return node


def _struck(node: Node) -> Node:
    if not isinstance(node, Atom):
        return node
    return Atom(unicodedata.normalize("NFC", f"{node.text}\u0338"), node.kind)
