"""How an entry looks in the terminal."""

from __future__ import annotations

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.rule import Rule
from rich.text import Text

from knowledge.question import Question
from knowledge.quiz import Choice, Cloze, Numeric, Order, QuizItem, TrueFalse


def show_entry(question: Question, console: Console) -> None:
    """Print an entry: answer, details, points, misconceptions, follow-ups, hints, quiz, sources.

    Links are written out: in an imported draft, what a link is called may hide where it leads.
    """
    console.print(Group(*_parts(question)))


def _parts(question: Question) -> list[RenderableType]:
    seed = f" · {question.seed}" if question.seed else ""
    facts = (
        f"{question.id}{seed} · {question.level} · {', '.join(question.topics)} · {question.status}"
    )
    parts: list[RenderableType] = [
        Text(question.stem, style="bold"),
        Text(facts, style="dim"),
        Text(),
    ]
    parts += [Text(question.answer or "No answer yet."), Text()]
    if question.details:
        parts += [Markdown(question.details, hyperlinks=False), Text()]
    parts += _listed(
        "Key points", [f"{'(vital) ' if p.vital else ''}{p.text}" for p in question.points]
    )
    parts += _listed(
        "Common mistakes", [f"{m.claim} — {m.correction}" for m in question.misconceptions]
    )
    parts += _listed("Follow-ups", [f"{p.ask} — {p.expect}" for p in question.probes])
    parts += _listed("Hints", list(question.hints))
    parts += _listed("Quiz", [line for item in question.quiz for line in _item(item)])
    parts += _listed("Also asked as", list(question.aliases))
    parts += _listed("Related", list(question.related))
    return parts + _listed(
        "Sources", [f"{s.title} ({s.year}), {s.address}" for s in question.sources]
    )


def _listed(title: str, lines: list[str]) -> list[RenderableType]:
    if not lines:
        return []
    return [Rule(title, align="left", style="dim"), *(Text(f"• {line}") for line in lines), Text()]


def _item(item: QuizItem) -> list[str]:
    match item:
        case Choice(options=options):
            marks = [f"{'✓' if option.right else '✗'} {option.text}" for option in options]
            return [f"{item.prompt} [{item.id}]: {' / '.join(marks)}"]
        case TrueFalse(answer=answer):
            return [f"{item.prompt} [{item.id}]: {str(answer).lower()}"]
        case Numeric(expression=expression, unit=unit):
            return [f"{item.prompt} [{item.id}]: {expression} {unit}".rstrip()]
        case Cloze(accept=accept):
            return [f"{item.prompt} [{item.id}]: {' / '.join(accept)}"]
        case Order(steps=steps):
            return [f"{item.prompt} [{item.id}]: {' → '.join(steps)}"]
