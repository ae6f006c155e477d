"""What features ask of storage. `Sql…` fills it in; `Memory…` in tests/fakes.py does so for tests."""

from bot.storage.ports.agenda import Agenda, Due, LaterError, SeenEvents
from bot.storage.ports.asking import Complaint, Feedback, Missed, MissedQuestions
from bot.storage.ports.daily import Found, Post, Posts, Reveal, Schedule, Schedules, State, Terms
from bot.storage.ports.people import (
    Accounts,
    Forgotten,
    Json,
    LearnerId,
    Learners,
    PersonalData,
    SettingsStore,
)
from bot.storage.ports.preferences import Preferences
from bot.storage.ports.quizzes import (
    NewAnswer,
    QuizAnswer,
    QuizQuestion,
    QuizRound,
    Quizzes,
    Recorded,
)
from bot.storage.ports.scores import OpenRound, Scope, Score, Scores, Standing
from bot.storage.ports.slack import (
    OAuthStates,
    Seat,
    SlackInstallation,
    SlackInstallations,
    SlackStores,
)
from bot.storage.ports.tallies import Tallies, Tally

__all__ = [
    "Accounts",
    "Agenda",
    "Complaint",
    "Due",
    "Feedback",
    "Forgotten",
    "Found",
    "Json",
    "LaterError",
    "LearnerId",
    "Learners",
    "Missed",
    "MissedQuestions",
    "NewAnswer",
    "OAuthStates",
    "OpenRound",
    "PersonalData",
    "Post",
    "Posts",
    "Preferences",
    "QuizAnswer",
    "QuizQuestion",
    "QuizRound",
    "Quizzes",
    "Recorded",
    "Reveal",
    "Schedule",
    "Schedules",
    "Scope",
    "Score",
    "Scores",
    "Seat",
    "SeenEvents",
    "SettingsStore",
    "SlackInstallation",
    "SlackInstallations",
    "SlackStores",
    "Standing",
    "State",
    "Tallies",
    "Tally",
    "Terms",
]
