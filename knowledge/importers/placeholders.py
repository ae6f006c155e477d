"""Words that stand where something is still to be written, and sentences that only lead to the next part."""

from __future__ import annotations

import re

_PLACEHOLDERS = (
    r"(?:(?:add|insert|write|put|your|the|an?|type) ){0,3}(?:answer|text|content)s?"
    r"(?: goes| comes| is coming| coming)? (?:to be added|here|soon|later|pending|missing|needed|tbd|todo)"
    r"|(?:add|insert|write) (?:an? |the )?answer|(?:answer )?to (?:come|follow)|n/?a"
    r"|[\[<({](?:your |insert |the |add )?answer[^\])>}]{0,20}[\])>}]"
    r"|to be (?:added|written|answered|done|continued|completed|determined|decided|defined|filled in)"
    r"(?: here| soon| later)?"
    r"|(?:coming|more) soon|work in progress|pending|placeholder|wip|tbd|tba|tbc|todo|to[ -]do|fixme|xxx+"
    r"|fill (?:this |me )?in(?: later)?|not (?:yet )?answered(?: yet)?|no answer(?: yet)?|lorem ipsum\b.{0,400}"
)
_CHATTER = (
    r"(?:next up|up next|moving on|on the next (?:set|page|part)|in the next (?:section|part|set))\b",
    r"(?:now,? )?let(?:'s|’s| us) (?:now )?(?:look|move|check|take a look|go on|jump|dive|get started)\b",
    r"next, (?:let|we)\b|(?:we will|we'll) (?:now )?(?:check out|look at|move|see)\b.*\bquestions\b",
    r"(?:these|this|those) (?:are|is|were|was) (?:some|all|the|a few)\b.*\binterview questions\b",
    r"if you (?:are looking|want)\b.*\b(?:course|certification|bootcamp|training)\b",
    r".*\b(?:make sure to|do) check out\b|.*\b(?:like|star) this (?:post|repo|repository|article)\b",
    r"(?:also )?(?:read|check out) (?:also|more|our)\b|see (?:more|our)\b|(?:happy|good luck)\b.*!$",
    r"(?:(?:want to )?(?:learn|know|read) more|want to become)\b.*\b(?:course|certification|training|tutorial|blog)\b",
    r"(?:subscribe|click here|sign up|enrol+|follow us|share this)\b",
)
_PLACEHOLDER = re.compile(rf"[\W_]*(?:{_PLACEHOLDERS})[\W_]*", re.IGNORECASE)
_OPENS = re.compile(r"\W{0,4}(?:TODO|TBD|FIXME|XXX|TBA)\b.{0,200}")
_ELLIPSIS = re.compile(r"[\W_]*(?:\.{3,}|…+|\?+)[\W_]*")
_LEADS_ON = re.compile("|".join(_CHATTER), re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Whether a line only keeps the place of a text."""
    short = text.strip()[:500]
    return bool(_PLACEHOLDER.fullmatch(short) or ("\n" not in short and _OPENS.fullmatch(short)))


def is_ellipsis(text: str) -> bool:
    """Whether a text is dots or question marks only."""
    return bool(_ELLIPSIS.fullmatch(text.strip()[:100]))


def is_chatter(text: str) -> bool:
    """Whether a paragraph leads to the next part of a page or sells something, rather than answers."""
    return len(text) < 400 and bool(_LEADS_ON.match(text.strip(" *_>")))
