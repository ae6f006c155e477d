"""A program in which 50 people answer the 20 questions of a channel quiz; it says each answer once it is kept.

python -m tests.bot.storage.writer URL
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from random import Random

from bot.chat.event import Person
from bot.storage.database import Database
from bot.storage.learners import SqlLearners
from bot.storage.ports import LearnerId, QuizQuestion
from bot.storage.quizzes import SqlQuizzes
from tests.bot.storage.test_quizzes import MINUTE, NOON, a_round, an_answer

PEOPLE, QUESTIONS = 50, 20
ROUND = "killed"


async def main(url: str) -> None:
    database = Database.open(url)
    quizzes, learners = SqlQuizzes(database), SqlLearners(database)
    persons = [Person("discord", f"{n}", f"P{n}") for n in range(PEOPLE)]
    people = [(person.key, await learners.of(person)) for person in persons]
    items = tuple(f"entry/{n}" for n in range(QUESTIONS))
    await quizzes.start(replace(a_round(ROUND, people[0][1], shared=True), items=items))
    asked = [asyncio.Event() for _ in items]
    answering = [asyncio.create_task(answer(quizzes, *who, asked)) for who in people]
    for position, event in enumerate(asked):
        await quizzes.put(QuizQuestion(ROUND, position, "fingerprint", NOON + MINUTE))
        say("asked", position)
        event.set()
    await asyncio.gather(*answering)
    await database.close()


async def answer(
    quizzes: SqlQuizzes, account: str, who: LearnerId, asked: list[asyncio.Event]
) -> None:
    positions = list(range(QUESTIONS))
    Random(who).shuffle(positions)
    for position in positions:
        await asked[position].wait()
        new = replace(an_answer(ROUND, who, "A"), account=account, position=position)
        await quizzes.record(new)
        say("answered", position, who)


def say(*words: object) -> None:
    print(*words, flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
