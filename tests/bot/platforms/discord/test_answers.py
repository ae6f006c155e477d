from __future__ import annotations

import pytest
from simcord import interactions

from bot.chat.event import Action, ActionChosen, FormSent
from bot.chat.feature import Field, Form, Option
from bot.chat.reply import Button, Buttons, Choice, Picture, Reply, Select, Text
from tests.bot.platforms.discord.scripted import (
    Discord,
    Scripted,
    command,
    labels,
    people,
    pictures,
    words,
)

PRIVATE = Reply("For you", audience="asker")
PUBLIC = Reply("For all")
SLOW = 30.0


def button(label: str, argument: str = "") -> Buttons:
    return Buttons((Button(label, Action("demo", label, argument)),))


async def test_a_quick_answer_is_the_first_response() -> None:
    discord = Discord(Scripted({"ask": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        result = await ana.slash(channel, "ask", question="relu")
        assert not result.deferred
        assert not result.ephemeral
        assert words(result.response) == "## For all"


async def test_an_answer_for_the_asker_is_seen_by_nobody_else() -> None:
    discord = Discord(Scripted({"ask": PRIVATE}))
    async with discord.run() as env:
        channel, ana = people(env)
        result = await ana.slash(channel, "ask", question="relu")
        assert result.response.ephemeral


async def test_in_a_direct_message_nothing_is_hidden() -> None:
    discord = Discord(Scripted({"ask": PRIVATE}))
    async with discord.run() as env:
        ana = env.create_user("ana")
        result = await ana.slash("ask", question="relu")
        assert not result.response.ephemeral
        [event] = discord.conversation.heard
        assert event.where.private
        assert event.where.community == ""


@pytest.mark.parametrize(("audience", "hidden"), [("asker", True), ("everyone", False)])
async def test_a_slow_answer_is_acknowledged_for_whom_the_command_says(
    audience: str, hidden: bool
) -> None:
    reply = Reply("At last", audience=audience)  # type: ignore[arg-type]
    slow = command("quiz", audience=audience)
    discord = Discord(Scripted({"quiz": reply}, commands=[slow], slow_s={"quiz": SLOW}))
    async with discord.run() as env:
        channel, ana = people(env)
        result = await ana.slash(channel, "quiz")
        assert result.deferred
        assert result.ephemeral is hidden
        await env.advance_time(SLOW)
        assert words(result.response) == "## At last"
        assert not result.followups


@pytest.mark.parametrize(("declared", "hidden"), [("asker", False), ("everyone", True)])
async def test_an_answer_for_others_than_declared_takes_the_place_of_the_acknowledgement(
    declared: str, hidden: bool
) -> None:
    reply = Reply("At last", audience="asker" if hidden else "everyone")
    slow = command("quiz", audience=declared)
    discord = Discord(Scripted({"quiz": reply}, commands=[slow], slow_s={"quiz": SLOW}))
    async with discord.run() as env:
        channel, ana = people(env)
        result = await ana.slash(channel, "quiz")
        await env.advance_time(SLOW)
        assert result.response is None
        [followup] = result.followups
        assert followup.ephemeral is hidden


async def test_after_the_token_ran_out_only_the_asker_is_pinged() -> None:
    slow = command("quiz", audience="everyone")
    discord = Discord(
        Scripted({"quiz": Reply("Done @everyone")}, commands=[slow], slow_s={"quiz": 1000})
    )
    async with discord.run() as env:
        channel, ana = people(env)
        await ana.slash(channel, "quiz")
        await env.advance_time(1000)
        last = channel.last_message
        assert words(last).startswith(f"<@{ana.id}>")
        assert [user.id for user in last.mentions] == [ana.id]
        assert not last.mention_everyone


async def test_after_the_token_ran_out_private_words_go_to_the_person() -> None:
    discord = Discord(Scripted({"quiz": PRIVATE}, slow_s={"quiz": 1000}))
    async with discord.run() as env:
        channel, ana = people(env)
        await ana.slash(channel, "quiz")
        before = len(channel.history())
        await env.advance_time(1000)
        assert len(channel.history()) == before
        assert words(ana.user.dm_channel.last_message) == "## For you"


async def test_an_event_seen_before_gets_no_second_answer() -> None:
    discord = Discord(Scripted({"ask": None, "quiz": None}, slow_s={"quiz": SLOW}))
    async with discord.run() as env:
        channel, ana = people(env)
        quick = await ana.slash(channel, "ask", question="relu")
        assert not quick.acknowledged
        slow = await ana.slash(channel, "quiz")
        await env.advance_time(SLOW)
        assert slow.response is None
        assert not channel.history()


async def test_a_button_brings_its_action_and_an_answer_of_its_own() -> None:
    discord = Discord(Scripted({"quiz": Reply("Pick", (button("More", "7"),)), "More": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        result = await ana.click(card.response, label="More")
        event = discord.conversation.heard[-1]
        assert isinstance(event, ActionChosen)
        assert event.action == Action("demo", "More", "7")
        assert words(result.response) == "## For all"
        assert result.response.id != card.response.id


async def test_an_update_takes_the_place_of_the_message_with_the_button() -> None:
    first = Reply("Pick", (button("More"), Picture("one", "a cat")))
    says = {"quiz": first, "More": Reply("Picked", update=True)}
    discord = Discord(Scripted(says), blobs=pictures(one=b"png"))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        assert len(card.response.attachments) == 1
        await ana.click(card.response, label="More")
        assert words(card.response) == "## Picked"
        assert not card.response.attachments
        assert len(channel.history()) == 1


async def test_a_slow_update_comes_later_to_the_same_message() -> None:
    first = Reply("Pick", (button("More"),))
    discord = Discord(
        Scripted({"quiz": first, "More": Reply("Picked", update=True)}, slow_s={"More": SLOW})
    )
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        result = await ana.click(card.response, label="More")
        assert result.acknowledged
        await env.advance_time(SLOW)
        assert words(card.response) == "## Picked"


async def test_the_askers_own_view_never_replaces_a_card_for_all() -> None:
    first = Reply("For all", (button("Mine"),))
    mine = Reply("For you", audience="asker", update=True)
    discord = Discord(Scripted({"quiz": first, "Mine": mine}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        result = await ana.click(card.response, label="Mine")
        assert words(card.response).startswith("## For all")
        assert result.response.ephemeral


async def test_words_for_everyone_leave_a_private_card() -> None:
    first = Reply("For you", (button("Share"),), audience="asker")
    discord = Discord(Scripted({"quiz": first, "Share": PUBLIC}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        result = await ana.click(card.response, label="Share")
        assert not result.response.ephemeral
        assert words(card.response).startswith("## For you")


async def test_slow_words_for_everyone_leave_a_private_card_too() -> None:
    first = Reply("For you", (button("Share"),), audience="asker")
    discord = Discord(Scripted({"quiz": first, "Share": PUBLIC}, slow_s={"Share": SLOW}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        result = await ana.click(card.response, label="Share")
        await env.advance_time(SLOW)
        [followup] = result.followups
        assert not followup.ephemeral


async def test_a_menu_brings_what_was_picked() -> None:
    menu = Select("Topic", (Choice("CNNs", "cnn"), Choice("RNNs", "rnn")), Action("demo", "topic"))
    discord = Discord(Scripted({"quiz": Reply("Pick", (menu,))}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        await ana.select(card.response, ["rnn"])
        event = discord.conversation.heard[-1]
        assert isinstance(event, ActionChosen)
        assert (event.action.verb, event.values) == ("topic", ("rnn",))


async def test_thirty_buttons_are_all_there() -> None:
    many = tuple(Button(f"No. {n}", Action("demo", f"n{n}")) for n in range(90))
    discord = Discord(Scripted({"quiz": Reply("Pick", (Buttons(many),))}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        options = [
            (part["custom_id"], option["value"])
            for part in card.response.components[0]["components"]
            for menu in part.get("components", ())
            for option in menu.get("options", ())
            for part in [menu]
        ]
        custom_id, value = options[-1]
        await ana.select(card.response, [value], custom_id=custom_id)
        event = discord.conversation.heard[-1]
        assert isinstance(event, ActionChosen)
        assert event.action == Action("demo", "n89")


FORM = Form(
    "What is wrong?",
    (
        Field("why", "Why?", kind="paragraph", longest=20),
        Field("level", "Level", choices=(Choice("Basic", "basic"), Choice("Advanced", "advanced"))),
        Field(
            "more", "A question far too long for the label of a field on Discord", required=False
        ),
    ),
    Action("demo", "Tell", "7"),
)


def form_journey() -> Scripted:
    first = Reply("Pick", (button("Tell", "7"),))
    return Scripted({"quiz": first, "Tell": FORM}, forms=frozenset({"Tell"}))


async def test_a_button_opens_a_form_which_comes_back_with_its_answers() -> None:
    discord = Discord(form_journey())
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        shown = await ana.click(card.response, label="Tell")
        assert shown.modal["title"] == "What is wrong?"
        discord.conversation.says = {"Tell": PRIVATE}
        result = await ana.submit_modal(shown, {"why": "It is old", "level": ["advanced"]})
        event = discord.conversation.heard[-1]
        assert isinstance(event, FormSent)
        assert event.action == Action("demo", "Tell", "7")
        assert event.values == {"why": "It is old", "level": "advanced", "more": ""}
        assert result.response.ephemeral


async def test_a_form_is_never_put_off() -> None:
    conversation = form_journey()
    conversation.slow_s = {"Tell": 0.3}
    discord = Discord(conversation)
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        shown = await ana.click(card.response, label="Tell")
        assert shown.modal is not None
        assert not shown.deferred


async def test_a_form_opened_before_a_restart_can_be_sent_after_it() -> None:
    discord = Discord(form_journey())
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        shown = await ana.click(card.response, label="Tell")
        again = Discord(Scripted({"Tell": PRIVATE}), discord.settings)
        await env.restart_bot(again.bot())
        result = await ana.submit_modal(shown, {"why": "It is old", "level": ["basic"]})
        assert words(result.response) == "## For you"


async def test_a_button_from_before_a_restart_works_after_it() -> None:
    discord = Discord(Scripted({"quiz": Reply("Pick", (button("More"),))}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        await env.advance_time(86_400)
        again = Discord(Scripted({"More": Reply("Picked", update=True)}), discord.settings)
        await env.restart_bot(again.bot())
        await ana.click(card.response, label="More")
        assert words(card.response) == "## Picked"


async def test_discord_py_keeps_no_view_and_no_form() -> None:
    discord = Discord(form_journey())
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        await ana.click(card.response, label="Tell")
        store = env.bot._connection._view_store
        assert not store._views
        assert not store._modals


async def test_what_is_typed_is_completed() -> None:
    async def suggest(typed: str) -> list[Choice]:
        raise AssertionError("the conversation suggests")

    ask = command("ask", Option("question", "What?", suggest=suggest))
    offers = [Choice(f"What is ReLU {n}?" + "x" * 120, f"relu-{n}") for n in range(40)]
    discord = Discord(Scripted(commands=[ask], offers=offers))
    async with discord.run() as env:
        channel, ana = people(env)
        found = await ana.autocomplete(channel, "ask", "question", "ReLU")
        assert len(found) == 25
        assert found[0]["value"] == "relu-0"
        assert len(found[0]["name"]) == 100


async def test_more_choices_than_discord_lists_are_found_by_typing() -> None:
    topics = tuple(Choice(f"Topic {n}", str(n)) for n in range(60))
    quiz = command("quiz", Option("topic", "Which?", choices=topics))
    discord = Discord(Scripted(commands=[quiz], offers=topics))
    async with discord.run() as env:
        channel, ana = people(env)
        assert await ana.autocomplete(channel, "quiz", "topic", "c 59") == [
            {"name": "Topic 59", "value": "59"}
        ]


async def test_the_menu_on_a_message_asks_it() -> None:
    discord = Discord(Scripted({"ask": PRIVATE}))
    async with discord.run() as env:
        channel, ana = people(env)
        said = await ana.send(channel, "what is dropout?")
        result = await ana.context_menu(channel, "Ask Backprep", said)
        event = discord.conversation.heard[-1]
        assert event.options == {"question": "what is dropout?"}  # type: ignore[union-attr]
        assert result.response.ephemeral


async def test_pictures_come_with_their_words() -> None:
    reply = Reply("Look", (Picture("one", "a cat"), Text("under it"), Picture("gone", "a dog")))
    discord = Discord(Scripted({"quiz": reply}), blobs=pictures(one=b"png"))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        [file] = card.response.attachments
        assert (file.description, file.size) == ("a cat", 3)
        assert "Not available at the moment:* a dog" in words(card.response)


async def test_a_file_that_discord_would_refuse_becomes_words() -> None:
    whale = Reply("Look", (Picture("big", "a whale"),))
    blobs = pictures(big=bytes(10 * 1024**2 + 1))
    discord = Discord(Scripted({"quiz": whale}), blobs=blobs)
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        assert not card.response.attachments
        assert "a whale" in words(card.response)


async def test_an_id_of_another_bot_reaches_the_conversation_as_nobodys() -> None:
    discord = Discord(Scripted({"quiz": Reply("Pick", (button("More"),)), "": PRIVATE}))
    async with discord.run() as env:
        channel, ana = people(env)
        card = await ana.slash(channel, "quiz")
        row = card.response._message.components[0]["components"][-1]
        row["components"][0]["custom_id"] = "x"
        result = await ana.click(card.response, label="More")
        assert labels(result.response) == []
        assert discord.conversation.heard[-1].action == Action("", "")  # type: ignore[union-attr]


async def test_a_person_who_installed_it_uses_it_where_no_server_knows_it() -> None:
    """SimCord knows no installs by people, so the payload is made as Discord documents it."""
    discord = Discord(Scripted({"quiz": PRIVATE}))
    async with discord.run() as env:
        channel, ana = people(env)
        record, payload = interactions.base_payload(
            env.backend,
            type=2,
            channel_id=channel.id,
            guild_id=env.guild.id,
            user_id=ana.id,
            data={"id": "1", "name": "quiz", "type": 1, "options": []},
        )
        stranger = {"id": "5", "locale": "en-US", "features": []}
        installed = {"authorizing_integration_owners": {"1": str(ana.id)}, "context": 0}
        env.backend.emit(
            "INTERACTION_CREATE", payload | installed | {"guild_id": "5", "guild": stranger}
        )
        await env.settle()
        [event] = discord.conversation.heard
        assert event.where.community == "5"
        assert not event.where.private
        assert record.ephemeral


async def test_between_two_people_the_answer_is_for_the_asker() -> None:
    discord = Discord(Scripted({"quiz": PRIVATE}))
    async with discord.run() as env:
        ana = env.create_user("ana")
        record, payload = interactions.base_payload(
            env.backend,
            type=2,
            channel_id=ana.dm_channel.id,
            guild_id=None,
            user_id=ana.id,
            data={"id": "1", "name": "quiz", "type": 1, "options": []},
        )
        env.backend.emit("INTERACTION_CREATE", payload | {"context": 2})
        await env.settle()
        assert record.ephemeral
