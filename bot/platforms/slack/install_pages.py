"""The pages of an installation: where it begins, and how it ended, in words."""

from __future__ import annotations

import html

from slack_sdk.oauth.installation_store import Installation

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address holds the code of the installation
    "X-Content-Type-Options": "nosniff",
}

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 36rem; margin: 12vh auto; padding: 0 1.5rem }}
a.button {{ display: inline-block; padding: .6rem 1.2rem; border: 2px solid; border-radius: .4rem }}
:root {{ color-scheme: light dark }}
</style></head>
<body><main><h1>{title}</h1>{body}</main></body>
</html>
"""
_REASONS = {
    "access_denied": "You cancelled in Slack, so nothing was installed.",
    "invalid_browser": (
        "This browser did not begin the installation, or it keeps no cookies. Open the install page in the browser that"
        " you use Slack in, by its https address."
    ),
    "invalid_state": "This page was opened twice, or more than ten minutes after you began.",
    "missing_code": "Slack sent you here without the code that completes an installation.",
    "invalid_code": (
        "Slack did not accept the installation. If it happens again, the person who runs Backprep finds the reason in"
        " its log; most often the client secret or the redirect URL does not fit."
    ),
    "storage_error": "The installation could not be kept just now. Please try again in a minute.",
}
"""Why it failed, by the reasons of Bolt and of Slack."""


def begin(authorize_url: str) -> str:
    """The page on which somebody decides to install."""
    words = "Backprep helps you and your channels prepare for deep learning interviews."
    return _page("Add Backprep to Slack", f"<p>{words}</p>{_link(authorize_url, 'Add to Slack')}")


def done(installation: Installation) -> str:
    """The page after an installation that went well."""
    where = installation.team_name or installation.enterprise_name or "your workspace"
    words = (
        f"<p>It is installed in <strong>{html.escape(where)}</strong>. In Slack, open <em>Apps</em>, <em>Backprep</em>"
        " and ask your first question, or invite it to a channel and mention it there.</p>"
    )
    team = installation.team_id
    address = f"https://app.slack.com/client/{team}" if team else installation.enterprise_url
    return _page(
        "Backprep is in Slack", words + _link(address or "https://slack.com", "Open Slack")
    )


def failed(reason: str, install_path: str) -> str:
    """The page after an installation that did not."""
    words = _REASONS.get(reason) or f"Slack says: {reason[:100]}."
    again = _link(install_path, "Begin again")
    return _page("Backprep was not installed", f"<p>{html.escape(words)}</p>{again}")


def _page(title: str, body: str) -> str:
    return _PAGE.format(title=title, body=body)


def _link(address: str, words: str) -> str:
    return f'<p><a class="button" href="{html.escape(address)}">{words}</a></p>'
