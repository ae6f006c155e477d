"""Checks of Slack: tokens, scopes, our address, the clock, and the key that tokens are sealed with."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from functools import cache, partial

from pydantic import SecretStr

from bot.clock import Clock
from bot.health.finding import Check, Finding, State
from bot.health.posting import Answer, Post, UnreachableError
from bot.health.slack_key import check_key
from bot.platforms.slack.manifest import EVENTS_PATH, INSTALL_PATH
from bot.platforms.slack.scopes import missing as missing_scopes
from bot.settings import Settings
from bot.slack_connecting import missing as missing_settings

APPS = "https://api.slack.com/apps"
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_TOKENS = {
    "invalid_auth": "Slack does not know it.",
    "not_authed": "Slack does not know it.",
    "token_revoked": "It was revoked.",
    "token_expired": "It has expired.",
    "account_inactive": "The app was removed from the workspace.",
    "not_allowed_token_type": "It is a token of another kind.",
    "missing_scope": "It lacks the scope connections:write.",
}
_WORTH_A_LOOK_S, _TOO_FAR_S = 60, 300
"""Whatever Slack signed more than five minutes ago is refused, and so it is by our clock."""


def slack_checks(settings: Settings, post: Post, now: Clock) -> Mapping[str, Check]:
    """What there is to check with these settings; only that Slack is off where it is."""
    checks: dict[str, Check] = {"Slack": partial(check_slack, settings)}
    if missing_settings(settings):
        return checks
    ask = cache(partial(_ask, settings, post))
    if token := _open(settings.slack_bot_token):
        test = partial(ask, "auth.test", token)
        checks["Slack bot token"] = partial(check_bot_token, test)
        checks["Slack scopes"] = partial(check_scopes, test)
    else:
        test = partial(ask, "api.test", "")
        checks["Slack key"] = partial(check_key, settings)
    if token := _open(settings.slack_app_token):
        checks["Slack app token"] = partial(
            check_app_token, partial(ask, "apps.connections.open", token)
        )
    else:
        checks["Slack address"] = partial(check_address, settings, post, now)
    return checks | {"Slack clock": partial(check_skew, test, now)}


def check_slack(settings: Settings) -> Finding:
    """Whether Slack is set up, and how."""
    if why := missing_settings(settings):
        off = not any(
            (settings.slack_bot_token, settings.slack_app_token, settings.slack_client_id)
        )
        return Finding("ok", why) if off else Finding("fault", why, f"Set it in .env: {APPS}")
    by = "Socket Mode" if settings.slack_app_token else "HTTP"
    where = (
        "in one workspace" if settings.slack_bot_token else "in every workspace that installs it"
    )
    return Finding("ok", f"On, by {by}, {where}. Commands begin with /{settings.slack_prefix}.")


def check_bot_token(test: Callable[[], Answer]) -> Finding:
    """Whether Slack takes the bot's token."""
    said = test().said
    if said.get("ok"):
        return Finding("ok", f"{said.get('user', 'The bot')} in {said.get('team', 'a workspace')}.")
    return Finding(
        "fault", f"BACKPREP_SLACK_BOT_TOKEN does not work. {_reason(said)}",
        f"{APPS}, your app, OAuth & Permissions: install it and copy the Bot User OAuth Token.",
    )  # fmt: skip


def check_scopes(test: Callable[[], Answer]) -> Finding:
    """Whether the bot may do what it does."""
    answer = test()
    if not answer.said.get("ok"):
        return Finding("warning", "Not known, since the bot's token does not work.")
    if lacking := missing_scopes(answer.headers.get("x-oauth-scopes", "")):
        return Finding(
            "fault", f"Not granted: {', '.join(lacking)}.",
            f"{APPS}, your app, App Manifest: paste what `backprep slack manifest` prints, and reinstall it.",
        )  # fmt: skip
    return Finding("ok", "Everything that is needed is granted.")


def check_app_token(opened: Callable[[], Answer]) -> Finding:
    """Whether the app's token opens a connection; it is not made."""
    said = opened().said
    if said.get("ok"):
        return Finding("ok", "Slack would open a connection (Socket Mode).")
    return Finding(
        "fault", f"BACKPREP_SLACK_APP_TOKEN does not work. {_reason(said)}",
        f"{APPS}, your app, Basic Information, App-Level Tokens: make one with connections:write;"
        " Socket Mode has to be on.",
    )  # fmt: skip


def check_address(settings: Settings, post: Post, now: Clock) -> Finding:
    """Whether our public address takes what Slack signs: it is asked as Slack asks before it is saved."""
    secret, url = _open(settings.slack_signing_secret), settings.slack_url
    if not url or not secret:
        return Finding(
            "warning", "Our public address is not known here, so it was not tried.",
            "Set BACKPREP_SLACK_URL to the https address that Slack reaches us by.",
        )  # fmt: skip
    address = url.rstrip("/") + EVENTS_PATH
    body = json.dumps({"type": "url_verification", "challenge": "backprep-doctor"}).encode()
    try:
        answer = post(address, body, _signed(secret, body, int(now().timestamp())))
    except UnreachableError as error:
        return Finding(
            "fault", f"{address} cannot be reached: {error}.",
            "Start Backprep, and let your proxy hand /slack/ to WEB_HOST and WEB_PORT.",
        )  # fmt: skip
    return _address_answered(address, answer)


def _address_answered(address: str, answer: Answer) -> Finding:
    if answer.status == 200 and answer.said.get("challenge") == "backprep-doctor":
        if not address.startswith("https://"):
            return Finding(
                "fault", f"{address} is not https.", "Slack calls https only: put TLS in front."
            )
        return Finding(
            "ok",
            f"{address} answers what is signed. Install: {address.removesuffix(EVENTS_PATH)}{INSTALL_PATH}",
        )
    reasons = {
        401: (
            "refuses our signature",
            "The bot there runs with another signing secret, or its clock is wrong. Restart it with these settings.",
        ),
        404: ("knows no /slack/events", "Let your proxy hand /slack/ on as it is."),
        503: ("is there, but Slack is off", "See the log of `backprep run`."),
    }
    what, mend = reasons.get(
        answer.status,
        (
            f"answers with {answer.status}",
            "Let your proxy hand /slack/ on as it is, body and headers unchanged.",
        ),
    )
    return Finding("fault", f"{address} {what}.", mend)


def check_skew(test: Callable[[], Answer], now: Clock) -> Finding:
    """Whether our clock is Slack's."""
    date = test().headers.get("date", "")
    if not date:
        return Finding("warning", "Slack did not say what time it is.")
    apart = (now() - parsedate_to_datetime(date)).total_seconds()
    words = f"Our clock is {abs(apart):.0f} s {'ahead of' if apart > 0 else 'behind'} Slack's."
    if abs(apart) <= _WORTH_A_LOOK_S:
        return Finding("ok", words)
    state: State = "fault" if abs(apart) > _TOO_FAR_S else "warning"
    return Finding(state, words, "Let it be set over the network: timedatectl set-ntp true")


def _ask(settings: Settings, post: Post, method: str, token: str) -> Answer:
    base = (settings.slack_api_base or "https://slack.com/api").rstrip("/")
    try:
        headers = _FORM | ({"Authorization": f"Bearer {token}"} if token else {})
        return post(f"{base}/{method}", b"", headers)
    except UnreachableError as error:
        raise UnreachableError(f"Slack cannot be reached at {base}: {error}.") from None


def _signed(secret: str, body: bytes, at: int) -> dict[str, str]:
    """https://docs.slack.dev/authentication/verifying-requests-from-slack"""
    signature = hmac.new(secret.encode(), b"v0:%d:" % at + body, "sha256").hexdigest()
    return {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": str(at),
        "X-Slack-Signature": f"v0={signature}",
    }


def _reason(said: Mapping[str, object]) -> str:
    error = str(said.get("error", "an answer that is none"))
    return _TOKENS.get(error, f"Slack says: {error}.")


def _open(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
