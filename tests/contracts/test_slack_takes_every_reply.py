"""What is rendered for Slack passes checks that know nothing of the renderer's own."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from bot.chat.feature import Form
from bot.chat.reply import Reply
from bot.platforms.slack.home import home
from bot.platforms.slack.modals import modal
from bot.platforms.slack.render import render
from tests.contracts.forms import forms
from tests.hostile import words
from tests.loopback_slack.blocks import faults_of_blocks, faults_of_view, too_long
from tests.replies import replies

thorough = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@given(replies(words))
@thorough
def test_slack_takes_every_reply_as_a_message(reply: Reply) -> None:
    message = render(reply)

    assert not faults_of_blocks(message["blocks"])
    assert not too_long(message["blocks"])
    assert 1 <= len(message["text"]) <= 40_000


@given(replies(words))
@thorough
def test_slack_takes_every_reply_as_a_home_tab(reply: Reply) -> None:
    assert not faults_of_view(home(reply))


@given(forms(words))
@thorough
def test_slack_takes_every_form_as_a_modal(form: Form) -> None:
    assert not faults_of_view(modal(form, "p" * 3000))
