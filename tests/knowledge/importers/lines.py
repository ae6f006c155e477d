"""Documents made at random of the lines that documents are made of, each with a word of its own."""

from __future__ import annotations

from hypothesis import strategies as st

OPENINGS = (
    "", "", "", "1. ", "2. ", "3. ", "7) ", "(2) ", "1\\. ", "Q: ", "Q1: ", "Q2. ", "A: ", "A1: ", "Ans: ", "**Q:** ",
    "Question 3: ", "PRB-1 ", "SOL-1 ", "Problem 2: ", "Solution 2: ", "# ", "## ", "### Q1: ", "#### ", "- ", "* ",
    "   - ", "    ", "> ", "**", "🟢 ", "⭐⭐ ", "[Easy] ", "<summary>", "<details><summary>", "</details>", "| ",
    "Unit 4 ", "Difficulty: Hard ", "<!-- ", "$$", "```", "```python ", "~~~ ", "\t", "[", "TODO ", "Next up ", "１．",
)  # fmt: skip
ENDINGS = (
    "", "", "", "?", "?", ".", ":", "**", "?** 🔴", "</summary>", "</details>", " | ", " |", "](#x)", "](http://x.y)",
    " [Hard]", " (Easy)", " -->", "$$", "```", "…", " ⭐", " - Medium", "? A: it is", "\u200b", "\u00a0", ".... 7",
)  # fmt: skip
WHOLE = (
    "", "", "", "", "---", "===", "```", "```", "~~~", "$$", "| Question | Answer |", "|---|---|", "| a | b |",
    "Answers", "## Solutions", "Contents", "Intermediate Questions", "## Advanced", "# Title", "Unit 5", "A:", "Q:",
    "### Question 4", "### Answer", "**Answer:**", "TBD", "…", "</details>", "<details>", "<summary>Answer</summary>",
    "<!--", "-->", "1.", "Question\tAnswer", "Level: easy", "References",
)  # fmt: skip
LINE_ENDS = ("\n", "\n", "\r\n", "\r", "\u2028", "\u0085")


@st.composite
def _line(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        return draw(st.sampled_from(WHOLE))
    return draw(st.sampled_from(OPENINGS)) + "What is @ like" + draw(st.sampled_from(ENDINGS))


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A document in which the @ of each line is replaced by a word that stands nowhere else."""
    lines = draw(st.lists(_line(), min_size=1, max_size=25))
    end = draw(st.sampled_from(LINE_ENDS))
    numbered = (line.replace("@", f"word{at}x", 1) for at, line in enumerate(lines))
    return end.join(numbered)
