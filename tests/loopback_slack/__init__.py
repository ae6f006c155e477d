"""A Slack of our own, stricter than Slack, for tests of the real client and the real product."""

from tests.loopback_slack import responding
from tests.loopback_slack.browser import Browser
from tests.loopback_slack.delivering import Acknowledged, HttpDelivery, Retry, Signing
from tests.loopback_slack.looking import labels, pings, words
from tests.loopback_slack.person import SlackPerson
from tests.loopback_slack.server import BROKEN, CUT, LOST, TOO_MANY, Fault
from tests.loopback_slack.slack import LoopbackSlack
from tests.loopback_slack.world import (
    APP_TOKEN,
    BOT_TOKEN,
    CLIENT_ID,
    CLIENT_SECRET,
    SIGNING_SECRET,
    Grant,
    SlackClock,
)

__all__ = [
    "APP_TOKEN",
    "BOT_TOKEN",
    "BROKEN",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CUT",
    "LOST",
    "SIGNING_SECRET",
    "TOO_MANY",
    "Acknowledged",
    "Browser",
    "Fault",
    "Grant",
    "HttpDelivery",
    "LoopbackSlack",
    "Retry",
    "Signing",
    "SlackClock",
    "SlackPerson",
    "labels",
    "pings",
    "responding",
    "words",
]
