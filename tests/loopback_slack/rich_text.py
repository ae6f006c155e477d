"""What Slack takes in a rich_text block (https://docs.slack.dev/reference/block-kit/blocks/rich-text-block)."""

from __future__ import annotations

from tests.loopback_slack.schema import among, array, boolean, string, thing, typed, whole

_STYLE = thing({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline"), boolean))
_INLINE = typed(
    {
        "text": thing({"text": string(12_000)}, {"style": _STYLE}),
        "link": thing(
            {"url": string(3000)}, {"text": string(3000), "style": _STYLE, "unsafe": boolean}
        ),
        "emoji": thing({"name": string(100)}, {"style": _STYLE}),
        "user": thing({"user_id": string(30)}, {"style": _STYLE}),
        "channel": thing({"channel_id": string(30)}, {"style": _STYLE}),
    }
)
_LINE = array(_INLINE, 1000)
_SECTION = {"rich_text_section": thing({"elements": _LINE})}
RICH_TEXT = array(
    typed(
        {
            **_SECTION,
            "rich_text_preformatted": thing(
                {"elements": _LINE}, {"border": whole(0, 1), "language": string(30)}
            ),
            "rich_text_quote": thing({"elements": _LINE}, {"border": whole(0, 1)}),
            "rich_text_list": thing(
                {"style": among("bullet", "ordered"), "elements": array(typed(_SECTION), 1000)},
                {"indent": whole(0, 8), "offset": whole(0, 10_000), "border": whole(0, 1)},
            ),
        }
    ),
    1000,
)
"""The elements of such a block; what pings everybody (`broadcast`) is not for a bot that pings nobody."""
