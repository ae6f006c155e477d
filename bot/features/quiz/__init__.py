"""Quizzes, alone and in a channel."""
