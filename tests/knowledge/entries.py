"""Small entries for tests: complete, short, and easy to spoil in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.bank import Entry
from knowledge.question import Question
from knowledge.strictyaml import Document


def choice(item_id: str, right: int = 0) -> dict[str, Any]:
    options: list[dict[str, object]] = [
        {
            "text": f"{word} of {item_id}",
            "tempts": f"{word} lures",
            "why": f"{word} fails for {item_id}",
        }
        for word in ("north", "east", "south", "west")
    ]
    options[right] = {"text": f"{item_id} itself", "right": True, "why": f"{item_id} says so"}
    return {
        "id": item_id,
        "kind": "choice",
        "prompt": f"Which way is {item_id}?",
        "options": options,
    }


def fields(entry_id: str = "overfitting", **changes: Any) -> dict[str, Any]:
    """The fields of an entry that keeps every rule."""
    entry: dict[str, Any] = {
        "id": entry_id,
        "level": "basic",
        "topics": ["testing"],
        "stem": f"What is {entry_id}?",
        "aliases": [f"{entry_id} {voice}" for voice in ("pls", "explained", "at work", "in short")],
        "answer": " ".join([entry_id, *["word"] * 49]),
        "details": " ".join([entry_id, *["word"] * 199]),
        "points": [
            {"text": f"{entry_id} point {n}", "vital": n == 0, "accept": [f"{entry_id} {n}"]}
            for n in range(4)
        ],
        "misconceptions": [{"claim": f"{entry_id} is magic", "correction": f"{entry_id} is maths"}],
        "probes": [{"ask": f"Why {entry_id}?", "expect": "A reason."}],
        "hints": ["Think.", "Think again."],
        "quiz": [choice(f"{entry_id}-{n}", n) for n in range(3)],
        "sources": [{"title": f"On {entry_id}", "year": 2014, "arxiv": "1412.6980"}],
        "status": "reviewed",
    }
    return entry | changes


def question(entry_id: str = "overfitting", **changes: Any) -> Question:
    return Question.model_validate(fields(entry_id, **changes))


def entry(entry_id: str = "overfitting", **changes: Any) -> Entry:
    return Entry(question(entry_id, **changes), Document(Path("testing.yaml"), 1))
