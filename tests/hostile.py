"""Words that would do harm if a platform took them for more than words."""

from __future__ import annotations

from hypothesis import strategies as st

CASES = 2_000
"""How many strings go through everything that shows words."""

CORPUS = (
    "",
    " ",
    "<@1> <@!1> <@&1> <#1> <@U012AB3CD> <@W1>",
    "@everyone and @here",
    "<!channel> <!here> <!everyone> <!subteam^S1> <!date^1^{date}|x>",
    "[good.example](https://evil.example)",
    "[x](javascript:alert(1)) [y](data:text/html,x) [z](<https://evil.example>)",
    "[good.example][1]\n\n[1]: https://evil.example",
    "<https://evil.example|good.example> <mailto:a@b.example|c>",
    "![pixel](https://evil.example/p.png)",
    "```\nfence\n``` ~~~ ```` `` ` ``",
    "```py\nnever closed",
    "\x1b[31mred\x1b[0m \x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\ \x9b31m",
    "[bold red]rich markup[/] [link=https://evil.example]x[/link]",
    "\u202eright to left\u202c \u2066isolate\u2069 \u200fmark",
    "zero\u200bwidth\ufeff\u2060 tag\U000e0041\U000e007f",
    "nul\x00 bell\x07 back\x08space \r return \x0c feed \u2028 line \u2029 paragraph",
    "lone \ud800 and \udfff surrogate",
    "<script>alert(1)</script><img src=x onerror=alert(1)><a href=javascript:x>a</a>",
    '"><svg/onload=alert(1)> \' onmouseover="x" <!-- --> ]]>',
    "&lt;!channel&gt; &amp;lt; &#60;@1&#62; &#x3c;",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "||spoiler|| ~~strike~~ **bold** *it* __under__ _it_ ***both***",
    "# heading\n## heading\n-# small\n> quote\n>>> all\n- item\n1. one\n---",
    "<:a:1> <a:b:2> :smile: :tada:",
    "<t:1:R> <t:0:F> </ask:1> <id:customize> <sound:1:2>",
    "https://evil.example/a?b=c&d=e www.evil.example evil.example/x discord.gg/abc",
    "w" * 700,
    "0 < 1 > 0 & 2 * 3 ** 4 _ 5 ~ 6 | 7 \\ 8 $x$ $$y$$ \\(z\\)",
    "नमस्ते שלום 你好 🧑‍💻 e\u0301 \u0300 ﷽ 𝔘",
    "{jndi} {{7*7}} ${7*7} %s %n {0} {} {x!r}",
    "pages:show:x ask:see:y <b>ask</b>",
)
"""Pings, masked links, fences, escapes, invisible characters, HTML, entities and the like."""

words: st.SearchStrategy[str] = st.one_of(
    st.sampled_from(CORPUS),
    st.lists(st.sampled_from(CORPUS), min_size=2, max_size=3).map("".join),
    st.text(st.characters(), max_size=40),
    st.text(st.sampled_from("<>@!#&*_~`|[](){}\\/:;.-+=^$\"' \n\t\u200b\u202eab1"), max_size=40),
)
"""Any words somebody may send: the corpus, mixtures of it, and characters at random."""
