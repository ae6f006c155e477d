"""Other forms of the bank: the canonical YAML file, the JSON Schema, plain prose."""

from __future__ import annotations

import json
from collections.abc import Iterable

from knowledge.question import Question
from knowledge.strictyaml import Scalars, write_document


def to_yaml(questions: Iterable[Question]) -> str:
    """Write questions as the documents of one file; reading it back gives equal questions."""
    return "---\n".join(write_document(_tree(question)) for question in questions)


def prose_of(questions: Iterable[Question]) -> str:
    """Stem, answer and details (Markdown as written) of each question, blank lines between."""
    parts = ("\n\n".join([q.stem, q.answer.strip(), q.details.strip()]) for q in questions)
    return "\n\n".join(parts) + "\n"


def json_schema() -> str:
    """The JSON Schema of an entry as editors read it."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    return json.dumps(schema | Question.model_json_schema(by_alias=True), indent=1) + "\n"


def _tree(question: Question) -> Scalars:
    fields = question.model_dump(mode="json", by_alias=True, exclude_unset=True)
    required = {"edition": question.edition, "status": question.status}
    ordered = {name: (fields | required).get(name) for name in Question.model_fields}
    return {name: _whole(value) for name, value in ordered.items() if value not in (None, "", [])}


def _whole(value: object) -> Scalars:
    """Leave out what is None; write 3.0 as 3."""
    match value:
        case dict():
            return {str(key): _whole(item) for key, item in value.items() if item is not None}
        case list():
            return [_whole(item) for item in value]
        case float() if value.is_integer():
            return int(value)
        case bool() | int() | float() | str():
            return value
        case _:
            raise TypeError(f"{value!r} cannot be written")
