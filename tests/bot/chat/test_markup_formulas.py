"""Formulas read right in one line, whatever is typed."""

import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.markup.latex import is_one_line, side_by_side, unicode

READINGS = {
    r"x^2 + \sigma_i \le \sqrt{n}": "x² + σᵢ ≤ √n",
    r"\frac{\partial L}{\partial w} = 2 \cdot 2": "∂L/∂w = 2 · 2",
    r"\frac{a + b}{c d}": "(a + b)/(cd)",
    r"\frac{1}{N}\sum_{i=1}^{N} \ell(y_i)": "(1/N) ∑ᵢ₌₁ᴺ ℓ(yᵢ)",
    r"\tfrac12 \lVert x \rVert_2^2": "½‖x‖₂²",
    r"\frac{\frac{a}{b}}{c}": "(a/b)/c",
    r"e^{-E(s)/T}": "e^(−E(s)/T)",
    r"e^{x_i}/\sum_j e^{x_j}": "e^(xᵢ)/∑ⱼ e^(xⱼ)",
    r"\hat y, \tilde{h}_i, \bar x": "ŷ, h̃ᵢ, x̄",
    r"\mathbb{E}_{x \sim p}[f(x)]": "𝔼_(x∼p)[f(x)]",
    r"\arg\min_\theta L(\theta)": "arg min_θ L(θ)",
    r"p_{data}(x) = p_\text{model}(x)": "p_data(x) = p_model(x)",
    r"-\log p(x | z) - 1": "−log p(x | z) − 1",
    r"|x| + |y|": "|x| + |y|",
    r"f'(x) + f''(x)": "f′(x) + f″(x)",
    r"\sigma/\sqrt{B}": "σ/√B",
    r"\sqrt{a+b}\,c": "√(a + b) c",
    r"\max(0,\ x)": "max(0, x)",
    r"32 \cdot 9 = 9{,}216": "32 · 9 = 9,216",
    r"(0,1), \{0, 1\}": "(0, 1), {0, 1}",
    r"\lfloor n/s \rfloor": "⌊n/s⌋",
    r"W^{(l+1)\top}": "W⁽ˡ⁺¹⁾ᵀ",
    r"x_{t-1}, x_{<t}, x_{i,j}": "xₜ₋₁, x_<t, x_(i,j)",
    r"\nabla_\theta L": "∇_θ L",
    r"z_a - z_b + z_1": "z_a − z_b + z₁",
    r"y = \begin{cases} 1 & \text{if } x > 0 \\ 0 & x \le 0 \end{cases}": "y = (1 if x > 0; 0 if x ≤ 0)",
    r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}": "[a, b; c, d]",
    r"\operatorname*{arg\,max}_i z_i": "arg maxᵢ zᵢ",
    r"X \in \mathbb{R}^{n \times d}": "X ∈ ℝ^(n×d)",
    r"\mathbf{w}^\top \mathbf{x}": "wᵀx",
    r"\binom{n}{k}": "C(n, k)",
    r"a \not= b": "a ≠ b",
    r"\left.\frac{a}{b}\right|_{x=0}": "a/b |ₓ₌₀",
    r"\unknown{x}": "unknown x",
}


@pytest.mark.parametrize(("latex", "reading"), READINGS.items())
def test_a_formula_reads_as_people_would_write_it_in_one_line(latex: str, reading: str) -> None:
    assert unicode(latex) == reading


@pytest.mark.parametrize(
    "latex",
    [r"E = m c^2", r"\frac{a+b}{c}", r"c_t = f_t \odot c_{t-1}", r"\hat y = \sigma(w^\top x)"],
)
def test_a_formula_of_one_height_reads_well_in_a_line(latex: str) -> None:
    assert is_one_line(latex)


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{\frac{a}{b}}{c}",
        r"\frac{1}{N} \sum_i x_i",
        r"\frac{a}{\sum_j b_j}",
        r"w_{k,c}",
        r"e^{-x/T}",
        r"\begin{cases} 1 & x \\ 0 & y \end{cases}",
        r"a \qquad b",
        "a + " * 30 + "b",
    ],
)
def test_a_formula_of_several_heights_or_of_great_length_does_not(latex: str) -> None:
    assert not is_one_line(latex)


def test_formulas_beside_each_other_are_parted_but_never_inside_brackets() -> None:
    assert side_by_side(r"a = b, \qquad c = d") == ("a = b,", "c = d")
    assert side_by_side(r"\left(a \qquad b\right)") == (r"\left(a \qquad b\right)",)
    assert side_by_side(r"x \leftarrow y \qquad z") == (r"x \leftarrow y", "z")


PARTS = [
    r"\frac", r"\sqrt", r"\hat", r"\left", r"\right", r"\begin{cases}", r"\end{cases}", r"\text", r"\sum", r"\\",
    r"\mathbb", "{", "}", "[", "]", "(", ")", "|", "^", "_", "&", "'", "a", "1", ",", "-", "=", "/", " ", "\\", "$",
]  # fmt: skip


@given(st.one_of(st.text(), st.lists(st.sampled_from(PARTS)).map("".join)))
def test_no_latex_is_left_of_anything(latex: str) -> None:
    reading = unicode(latex)

    is_one_line(latex)
    assert "\\" not in reading
    assert not re.search(r"[\^_]\{", reading) or r"\{" in latex or r"\lbrace" in latex


def steps_of(latex: str) -> int:
    """How many lines of Python it takes to read a formula."""
    steps = 0

    def count(*_: object) -> object:
        nonlocal steps
        steps += 1
        return count

    previous = sys.gettrace()
    sys.settrace(count)  # type: ignore[arg-type]
    try:
        unicode(latex)
    finally:
        sys.settrace(previous)
    return steps


@pytest.mark.parametrize(
    "part",
    [
        "{",
        "^",
        "_",
        "x_",
        "a^{",
        r"\frac",
        r"\sqrt{",
        "(",
        "|",
        r"\begin{cases}",
        r"\text{",
        "a/",
        "{a}^",
    ],
)
def test_reading_a_formula_takes_time_in_proportion_to_its_length(part: str) -> None:
    assert steps_of(part * 800) < 2.5 * steps_of(part * 400)
