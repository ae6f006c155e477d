"""`backprep ask`: one question, answered from the bank in the terminal."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.cli.saying import say
from bot.searching import open_search
from bot.settings import Settings
from knowledge.question import Question
from knowledge.search.engine import Found

NOT_IN_THE_BANK = 3
"""Exit code when the bank does not answer the question."""


def ask(
    question: Annotated[
        list[str], typer.Argument(help="What you want to know, in your own words.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Answer an interview question from the bank.

    Try: backprep ask "y does my val loss go up while train loss goes down"

    Exit code 0: answered, or entries suggested. Exit code 3: the bank does not answer it.
    """
    found = open_search(Settings(), say)(" ".join(question))
    typer.echo(json.dumps(_as_json(found), ensure_ascii=False) if as_json else _as_text(found))
    raise typer.Exit(NOT_IN_THE_BANK if found.band == "refuse" else 0)


def _as_text(found: Found) -> str:
    if found.best:
        return _card(found.best, found.probability)
    if found.suggestions:
        offers = [f"  {q.id:<32} {q.stem}" for q in found.suggestions]
        return "\n".join(["Did you mean one of these? (`backprep bank show ID`)", *offers])
    topics = ", ".join(found.nearest_topics)
    near = f" The nearest topics are: {topics}." if topics else " Please ask it in words."
    return f"That is not in the bank.{near} `backprep bank list` shows what is."


def _card(question: Question, probability: float) -> str:
    draft = " · an imported draft, not reviewed" if question.status == "draft" else ""
    lines = [question.stem, "", question.answer or "This entry has no answer yet."]
    lines += ["", f"({question.id} · {question.level} · {min(probability, 0.99):.0%} sure{draft})"]
    if question.sources:
        source = question.sources[0]
        lines.append(f"Source: {source.title} ({source.year}), {source.address}")
    return "\n".join(lines)


def _as_json(found: Found) -> dict[str, object]:
    ranked = [{"id": hit.question.id, "score": round(hit.score, 6)} for hit in found.hits]
    answer = (
        {"id": found.best.id, "stem": found.best.stem, "answer": found.best.answer}
        if found.best
        else None
    )
    return {
        "band": found.band,
        "probability": round(found.probability, 6),
        "answer": answer,
        "suggestions": [{"id": q.id, "stem": q.stem} for q in found.suggestions],
        "nearest_topics": list(found.nearest_topics),
        "ranked": ranked,
    }
