"""What the commands of LaTeX mathematics look like as characters (Unicode 15; the names are LaTeX's and amsmath's)."""

from __future__ import annotations

from typing import Literal

Kind = Literal["ord", "name", "big", "bin", "rel", "open", "close", "bar", "punct", "space", "sign"]
"""What a character does in a formula, as TeX tells them apart; a name is a word such as log, a sign a minus of one
number."""


def _pairs(table: str) -> dict[str, str]:
    cells = table.split()
    return dict(zip(cells[::2], cells[1::2], strict=True))


ORDINARY = _pairs(r"""
alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ
mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi φ varphi φ chi χ psi ψ
omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
partial ∂ nabla ∇ infty ∞ ell ℓ hbar ℏ imath ı jmath ȷ Re ℜ Im ℑ aleph ℵ wp ℘ emptyset ∅ varnothing ∅
forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ top ⊤ bot ⊥ angle ∠ triangle △ square □ prime ′ dagger † ddagger ‡
vdots ⋮ ddots ⋱ degree ° checkmark ✓ S § P ¶ Box □
% % # # & & $ $ _ _ backslash ⧵ lq ‘ rq ’ colon : i i
""")
BINARY = _pairs(r"""
cdot · times × div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ bullet • oplus ⊕ ominus ⊖ otimes ⊗ odot ⊙ oslash ⊘
cap ∩ cup ∪ sqcap ⊓ sqcup ⊔ uplus ⊎ wedge ∧ land ∧ vee ∨ lor ∨ setminus ∖ smallsetminus ∖ wr ≀ amalg ⨿
bmod mod
""")
RELATIONS = _pairs(r"""
le ≤ leq ≤ leqslant ≤ ge ≥ geq ≥ geqslant ≥ ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ equiv ≡ sim ∼ simeq ≃ cong ≅ propto ∝
doteq ≐ triangleq ≜ coloneqq ≔ in ∈ notin ∉ ni ∋ subset ⊂ subseteq ⊆ supset ⊃ supseteq ⊇ subsetneq ⊊ prec ≺ succ ≻
preceq ⪯ succeq ⪰ mid | perp ⊥ parallel ∥ nmid ∤ models ⊨ vdash ⊢ dashv ⊣ asymp ≍ lesssim ≲ gtrsim ≳
to → rightarrow → longrightarrow ⟶ leftarrow ← gets ← longleftarrow ⟵ leftrightarrow ↔ Rightarrow ⇒ implies ⇒
Longrightarrow ⟹ Leftarrow ⇐ impliedby ⇐ Leftrightarrow ⇔ iff ⇔ mapsto ↦ longmapsto ⟼ uparrow ↑ downarrow ↓
hookrightarrow ↪ rightharpoonup ⇀ rightleftharpoons ⇌ nearrow ↗ searrow ↘ leadsto ⇝ therefore ∴ because ∵ vert |
""")
BIG = _pairs(r"""
sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂ bigodot ⨀ bigvee ⋁
bigwedge ⋀ bigsqcup ⨆
""")
OPENING = _pairs(r"lfloor ⌊ lceil ⌈ langle ⟨ lvert | lVert ‖ lbrace { { { lbrack [ lgroup (")
CLOSING = _pairs(r"rfloor ⌋ rceil ⌉ rangle ⟩ rvert | rVert ‖ rbrace } } } rbrack ] rgroup )")
BARS = {"Vert": "‖", "|": "‖"}
NAMES = _pairs(r"""
log log ln ln lg lg exp exp sin sin cos cos tan tan cot cot sec sec csc csc sinh sinh cosh cosh tanh tanh coth coth
arcsin arcsin arccos arccos arctan arctan min min max max sup sup inf inf lim lim det det dim dim ker ker deg deg
gcd gcd hom hom Pr Pr arg arg dots … ldots … dotsc … cdots ⋯ dotsb ⋯
""") | {"limsup": "lim sup", "liminf": "lim inf", "argmin": "arg min", "argmax": "arg max"}
SPACES = {
    "quad": "\u2003", "qquad": "\u2003\u2003", ",": "\u2009", ":": "\u2009", ";": "\u2009", " ": " ", ">": "\u2009",
    "~": " ", "enspace": " ", "thinspace": "\u2009", "!": "", "negthinspace": "",
}  # fmt: skip

_TABLES: tuple[tuple[Kind, dict[str, str]], ...] = (
    ("ord", ORDINARY), ("bin", BINARY), ("rel", RELATIONS), ("big", BIG), ("open", OPENING), ("close", CLOSING),
    ("bar", BARS), ("name", NAMES), ("space", SPACES),
)  # fmt: skip
SYMBOLS = {name: (text, kind) for kind, table in _TABLES for name, text in table.items()}
"""Each command without its backslash: the character and what it does."""

CHARACTERS: dict[str, tuple[str, Kind]] = {
    "-": ("−", "bin"), "+": ("+", "bin"), "*": ("∗", "bin"), "=": ("=", "rel"), "<": ("<", "rel"),
    ">": (">", "rel"), ":": (":", "rel"), "(": ("(", "open"), "[": ("[", "open"), ")": (")", "close"),
    "]": ("]", "close"), "|": ("|", "bar"), ",": (",", "punct"), ";": (";", "punct"), "~": (" ", "space"),
}  # fmt: skip
"""Characters that are not simply themselves."""
CHARACTERS |= {
    text: (text, kind) for text, kind in SYMBOLS.values() if len(text) == 1 and not text.isascii()
}

ACCENTS = {
    "hat": "\u0302", "widehat": "\u0302", "tilde": "\u0303", "widetilde": "\u0303", "bar": "\u0304",
    "overline": "\u0304", "vec": "\u20d7", "overrightarrow": "\u20d7", "dot": "\u0307", "ddot": "\u0308",
    "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300", "mathring": "\u030a",
    "underline": "\u0332",
}  # fmt: skip
"""The combining character of each accent."""

FRACTIONS = {
    ("1", "2"): "½", ("1", "3"): "⅓", ("2", "3"): "⅔", ("1", "4"): "¼", ("3", "4"): "¾", ("1", "5"): "⅕",
    ("1", "6"): "⅙", ("1", "8"): "⅛",
}  # fmt: skip

ROOTS = {"": "√", "2": "√", "3": "∛", "4": "∜"}

RAISED = str.maketrans(
    "0123456789+−-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδεθφχℓ⊤∘∗⋆′″†‡",
    "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᵋᶿᵠᵡˡᵀ°**′″†‡",
)
"""Superscripts that Unicode has; a transpose sign becomes a raised T."""
LOWERED = str.maketrans(
    "0123456789+−-=()aehijklmnoprstuvxβγρφχℓ", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪₗ"
)
"""Subscripts that Unicode has."""


def _alphabet(capital_a: int, small_a: int, others: str) -> dict[int, str]:
    letters = {ord("A") + at: chr(capital_a + at) for at in range(26)}
    letters |= {ord("a") + at: chr(small_a + at) for at in range(26)}
    return letters | {ord(cell[0]): cell[1] for cell in others.split()}


DOUBLE_STRUCK = _alphabet(0x1D538, 0x1D552, "Cℂ Hℍ Nℕ Pℙ Qℚ Rℝ Zℤ 1𝟙")
SCRIPT = _alphabet(0x1D49C, 0x1D4B6, "Bℬ Eℰ Fℱ Hℋ Iℐ Lℒ Mℳ Rℛ eℯ gℊ oℴ")
FONTS: dict[str, dict[int, str]] = {
    "mathbb": DOUBLE_STRUCK, "mathds": DOUBLE_STRUCK, "mathcal": SCRIPT, "mathscr": SCRIPT,
    "mathbf": {}, "boldsymbol": {}, "bm": {}, "mathsf": {}, "mathtt": {}, "mathit": {}, "mathfrak": {},
    "mathnormal": {},
}  # fmt: skip
"""Alphabets; a bold letter stays a plain one, which every phone and screen reader knows."""
