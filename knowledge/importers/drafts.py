"""Imported entries as drafts of the bank: ids that stay, one canonical YAML file for each document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from hashlib import blake2s
from pathlib import Path

from knowledge.bank import parse
from knowledge.errors import CannotAnswerError
from knowledge.formatting import to_yaml
from knowledge.importers.entries import ImportedEntry
from knowledge.importers.plain import key, slug
from knowledge.question import Question
from knowledge.strictyaml import read_documents

DEFAULT_TOPIC = "imported"
"""The topic of an entry whose document names none."""
_SLUG_LENGTH, _HASH_LENGTH = 31, 8


class DraftsNotWrittenError(CannotAnswerError):
    """The drafts' file would not load again; nothing was written."""


def draft_file(folder: Path, document: Path) -> Path:
    """The file of a document's drafts: named after the document, ending included (notes.md and notes.txt differ)."""
    return folder / f"{slug(document.name, 80) or 'document'}.yaml"


def make_drafts(
    entries: Sequence[ImportedEntry], document: str, taken: Collection[str]
) -> list[Question]:
    """Give entries ids and the bank's form.

    An id depends on the document's name and the question's words only, so that importing again gives the same ids.
    `taken` are ids that others have.
    """
    used, repeats = set(taken), Counter[str]()
    drafts: list[Question] = []
    for entry in entries:
        words = key(entry.stem) or entry.stem
        repeats[words] += 1
        draft_id = _free_id(f"{document}\n{words}\n{repeats[words]}", entry.stem, used)
        used.add(draft_id)
        drafts.append(
            Question(
                id=draft_id,
                level=entry.level,
                topics=_topics(entry.topics),
                stem=entry.stem,
                answer=entry.answer,
                status="draft",
            )
        )
    return drafts


def _free_id(seed: str, stem: str, used: Collection[str]) -> str:
    """Words of the stem and a hash of the seed; the next hash if somebody has that id already."""
    start = slug(stem, _SLUG_LENGTH) or "question"
    while True:
        digest = blake2s(seed.encode("utf-8", "replace")).hexdigest()[:_HASH_LENGTH]
        if (free := f"{start}-{digest}") not in used:
            return free
        seed += "+"


def _topics(names: Sequence[str]) -> tuple[str, ...]:
    slugs = dict.fromkeys(filter(None, (slug(name) for name in names)))
    return tuple(slugs)[:4] or (DEFAULT_TOPIC,)


def write_drafts(drafts: Sequence[Question], file: Path) -> None:
    """Write the drafts of a document, in place of those of an earlier import.

    Raises:
        DraftsNotWrittenError: the text would not load back as it is; the file was left as it was.
    """
    text = to_yaml(drafts)
    if _read_back(text, file) != list(drafts):
        raise DraftsNotWrittenError(
            f"The drafts of {file.stem} would not load as they are; nothing was written. Please report this document."
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".yaml.new")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)


def _read_back(text: str, file: Path) -> list[Question]:
    documents = read_documents(text, file)
    if any(document.problems for document in documents):
        return []
    return [question for question, faults in map(parse, documents) if question and not faults]
