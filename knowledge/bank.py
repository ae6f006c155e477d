"""The question bank: read from YAML files, checked whole, looked up by id."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from knowledge.errors import BankError, CannotAnswerError, Problem
from knowledge.question import LEVELS, Question
from knowledge.strictyaml import Document, Loc, Tree, read_documents

SHIPPED = Path(__file__).parent / "questions"
"""The folder of the entries that come with Backprep."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A question and the document it was read from, for messages that name a line."""

    question: Question
    document: Document

    def problem(self, loc: Loc, what: str) -> Problem:
        """A problem of this entry at the line of a field."""
        document = self.document
        return Problem(document.file, document.line_of(loc), f"{self.question.id}: {what}")


class UnknownQuestionError(CannotAnswerError):
    """No entry has this id."""

    def __init__(self, question_id: str) -> None:
        super().__init__(
            f"There is no entry {question_id!r} in the bank. `backprep bank list` shows the ids."
        )


class Bank:
    """Every question, by id and by the number it had in the seed document."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        self._by_id = {question.id: question for question in self.questions}
        self._by_id |= {q.seed: q for q in self.questions if q.seed and q.seed not in self._by_id}

    def __len__(self) -> int:
        return len(self.questions)

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __contains__(self, question_id: str) -> bool:
        return question_id in self._by_id

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics entries are filed under, in alphabetical order."""
        return tuple(sorted({question.topic for question in self.questions}))

    def get(self, question_id: str) -> Question:
        """Return the question with this id or seed id.

        Raises:
            UnknownQuestionError: there is none.
        """
        if question_id not in self._by_id:
            raise UnknownQuestionError(question_id)
        return self._by_id[question_id]

    def select(self, topic: str = "", level: str = "") -> tuple[Question, ...]:
        """The questions of a topic and level; an empty one means any."""
        return tuple(
            question
            for question in self.questions
            if (not topic or topic in question.topics) and (not level or level == question.level)
        )


def load_bank(*folders: Path) -> Bank:
    """Read every entry of the folders (the shipped ones when none is named).

    Raises:
        BankError: a file is faulty; the error lists every fault of every file.
    """
    entries, problems = read_entries(bank_files(folders or (SHIPPED,)))
    problems = [*problems, *repeated_ids(entries)]
    if problems:
        raise BankError(sorted(problems))
    return Bank(entry.question for entry in entries)


def load_bank_with_drafts(folder: Path) -> tuple[Bank, list[Problem]]:
    """The shipped entries and the sound drafts of a folder; the problems of the drafts that were left out.

    A person's faulty draft, or one whose id a later edition took, must not keep the rest from being asked.

    Raises:
        BankError: a shipped file is faulty.
    """
    shipped = load_bank()
    drafts, problems = read_entries(bank_files([folder]) if folder.is_dir() else [])
    questions, taken = list(shipped), {name for question in shipped for name in _names(question)}
    for draft in drafts:
        if repeated := sorted(_names(draft.question) & taken):
            problems.append(draft.problem(("id",), f"{repeated[0]!r} is already used in the bank"))
        elif not draft.document.problems:
            questions.append(draft.question)
            taken |= _names(draft.question)
    return Bank(questions), problems


def _names(question: Question) -> set[str]:
    return {question.id, *([question.seed] if question.seed else [])}


def bank_files(paths: Sequence[Path]) -> list[Path]:
    """The YAML files among files and folders, in a fixed order."""
    found: list[Path] = []
    for path in paths:
        found += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return found


def read_entries(files: Iterable[Path]) -> tuple[list[Entry], list[Problem]]:
    """Read files into entries; what could not be read becomes problems, all of them at once."""
    entries: list[Entry] = []
    problems: list[Problem] = []
    for file in files:
        for document in read_documents(_text(file, problems), file):
            question, faults = parse(document)
            document.problems += faults
            problems += document.problems
            if question:
                entries.append(Entry(question, document))
    return entries, problems


def _text(file: Path, problems: list[Problem]) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        problems.append(Problem(file, 1, f"not UTF-8 text: {error.reason} at byte {error.start}"))
    except OSError as error:
        problems.append(Problem(file, 1, f"cannot be read: {error.strerror}"))
    return ""


def parse(document: Document) -> tuple[Question | None, list[Problem]]:
    """Give a document its types.

    A faulty field does not hide the faults of the others: when there are some, the question is built without the
    faulty fields, so that the rules can still be applied to the rest.
    """
    if not isinstance(document.tree, dict):
        what = "an entry must be a mapping that starts with `id:`"
        return None, [] if document.problems else [Problem(document.file, document.line, what)]
    try:
        return Question.model_validate(document.tree), []
    except ValidationError as error:
        faults = [(_real_loc(document.tree, e["loc"]), e) for e in error.errors()]
    problems = [
        Problem(
            document.file, document.line_of(loc), f"{_name(document.tree)}: {_says(loc, error)}"
        )
        for loc, error in faults
    ]
    return _without(document.tree, {loc[0] for loc, _ in faults if loc}), problems


def _without(tree: dict[str, Tree], faulty: set[str | int]) -> Question | None:
    stand_ins: dict[str, Tree] = {
        "id": "unnamed", "level": LEVELS[0], "topics": ["unfiled"], "stem": "unnamed", "status": "draft",
    }  # fmt: skip
    sound = {key: value for key, value in tree.items() if key not in faulty}
    try:
        return Question.model_validate(stand_ins | sound)
    except ValidationError:
        return None


def _real_loc(tree: Tree, loc: Sequence[str | int]) -> Loc:
    """Pydantic's location without the names it adds for the member of a union."""
    real: list[str | int] = []
    for step in loc:
        match tree, step:
            case dict(), str() if step in tree:
                tree = tree[step]
            case list(), int() if step < len(tree):
                tree = tree[step]
            case _:
                if step != loc[-1]:
                    continue
        real.append(step)
    return tuple(real)


def _name(tree: dict[str, Tree]) -> str:
    return str(tree.get("id") or "an entry without id")


def _says(loc: Loc, error: object) -> str:
    assert isinstance(error, dict)  # noqa: S101 - pydantic's ErrorDetails
    place = ".".join(map(str, loc))
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        return f"{place}: unknown key"
    if error["type"] == "missing":
        return f"{place}: missing"
    return f"{place}: {message[:1].lower()}{message[1:]}"


def repeated_ids(entries: Sequence[Entry]) -> list[Problem]:
    """Ids, seed numbers and quiz item ids that stand twice in the bank."""
    problems: list[Problem] = []
    seen: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        question = entry.question
        named: list[tuple[str, str, Loc]] = [("id", question.id, ("id",))]
        if question.seed:
            named.append(("seed", question.seed, ("seed",)))
        named += [("quiz item id", q.id, ("quiz", i, "id")) for i, q in enumerate(question.quiz)]
        for kind, name, loc in named:
            first = seen.setdefault((kind, name), entry)
            if first is not entry:
                where = f"{first.document.file}:{first.document.line_of(loc[:1])}"
                problems.append(
                    entry.problem(loc, f"the {kind} {name!r} is already used in {where}")
                )
    return problems
