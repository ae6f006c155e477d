"""How good the search is, on labelled queries."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.bank import Bank
from knowledge.errors import CannotAnswerError
from knowledge.search.engine import Found

Figures = dict[str, float]


class Labelled(BaseModel):
    """A query and the entries that answer it: none when the bank does not."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    query: str
    answers: tuple[str, ...] = ()
    style: str = "unknown"
    in_bank: bool


class QueriesError(CannotAnswerError):
    """A file of labelled queries cannot be read; the text names file and line."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A labelled query with what the search made of it."""

    labelled: Labelled
    found: Found

    @property
    def rank(self) -> int | None:
        """Place, from 1, of the first right entry among the hits."""
        ids = [{hit.question.id, hit.question.seed} for hit in self.found.hits]
        right = (place for place, names in enumerate(ids, 1) if names & set(self.labelled.answers))
        return next(right, None)

    @property
    def shows_wrong(self) -> bool:
        """An answer is shown and it is not the right one."""
        return self.found.band == "answer" and self.rank != 1

    def as_json(self) -> str:
        """One line of the results file."""
        ranked = [{"id": h.question.id, "score": round(h.score, 6)} for h in self.found.hits[:10]]
        line = {
            "id": self.labelled.id,
            "band": self.found.band,
            "probability": round(self.found.probability, 6),
            "ranked": ranked,
        }
        return json.dumps(line, ensure_ascii=False)


def read_queries(file: Path, bank: Bank) -> list[Labelled]:
    """Read JSON lines of labelled queries; `answers` may hold ids or seed ids.

    Raises:
        QueriesError: the file holds no query or is not UTF-8, a line is not a labelled query or names an entry that
            does not exist.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise QueriesError(f"{file} is not UTF-8 text: {error.reason}.") from error
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not numbered:
        raise QueriesError(f"{file} holds no query; write one JSON object per line.")
    return [_read_query(line, f"{file}:{number}", bank) for number, line in numbered]


def _read_query(line: str, place: str, bank: Bank) -> Labelled:
    try:
        labelled = Labelled.model_validate_json(line)
        for answer in labelled.answers:
            bank.get(answer)
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise QueriesError(f"{place}: {'; '.join(faults).removeprefix(': ')}") from error
    except CannotAnswerError as error:
        raise QueriesError(f"{place}: {error}") from error
    return labelled


def evaluate(
    queries: Iterable[Labelled], search: Callable[[str], Found], clock: Callable[[], float]
) -> tuple[list[Outcome], float]:
    """Search every query; returns the outcomes and the mean time per query in ms of `clock` (in seconds)."""
    started = clock()
    outcomes = [Outcome(labelled, search(labelled.query)) for labelled in queries]
    return outcomes, 1000 * (clock() - started) / max(1, len(outcomes))


def report(outcomes: Sequence[Outcome]) -> dict[str, Figures | dict[str, Figures]]:
    """Ranking by style, separation of in-bank from out-of-bank queries, bands, calibration."""
    inside = [outcome for outcome in outcomes if outcome.labelled.in_bank]
    styles: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in inside:
        styles[outcome.labelled.style].append(outcome)
    ranking = {style: _ranking(own) for style, own in sorted(styles.items())}
    return {
        "ranking": ranking | {"all": _ranking(inside)},
        "auroc": _separation(outcomes, inside),
        "bands": _bands(outcomes),
        "overall": {
            "wrong_shown": _mean(outcome.shows_wrong for outcome in outcomes),
            "wrong_among_answered": _mean(
                outcome.shows_wrong for outcome in outcomes if outcome.found.band == "answer"
            ),
            "calibration_error": calibration_error(
                [outcome.found.probability for outcome in outcomes],
                [outcome.labelled.in_bank for outcome in outcomes],
            ),
        },
    }


def _ranking(outcomes: Sequence[Outcome]) -> Figures:
    ranks = [outcome.rank for outcome in outcomes]
    return {
        "queries": len(ranks),
        "recall@1": _mean(rank == 1 for rank in ranks),
        "recall@3": _mean(rank is not None and rank <= 3 for rank in ranks),
        "mrr@10": _mean(1 / rank if rank is not None and rank <= 10 else 0 for rank in ranks),
    }


def _separation(outcomes: Sequence[Outcome], inside: Sequence[Outcome]) -> Figures:
    own = [outcome.found.probability for outcome in inside]
    outside: Mapping[str, list[float]] = defaultdict(list)
    for outcome in outcomes:
        if not outcome.labelled.in_bank:
            outside["all"].append(outcome.found.probability)
            outside[outcome.labelled.style].append(outcome.found.probability)
    return {style: auroc(own, others) for style, others in sorted(outside.items())}


def _bands(outcomes: Sequence[Outcome]) -> dict[str, Figures]:
    groups: dict[str, list[str]] = defaultdict(list)
    for outcome in outcomes:
        group = "in_bank" if outcome.labelled.in_bank else outcome.labelled.style
        groups[group].append(outcome.found.band)
    return {
        group: {
            name: _mean(band == key for band in bands)
            for key, name in (
                ("answer", "answered"),
                ("suggest", "suggested"),
                ("refuse", "refused"),
            )
        }
        for group, bands in sorted(groups.items())
    }


def auroc(inside: Sequence[float], outside: Sequence[float]) -> float:
    """Chance that an in-bank query gets a higher probability than an out-of-bank one; ties count half."""
    if not inside or not outside:
        return float("nan")
    own, others = np.array(inside)[:, None], np.array(outside)[None, :]
    return float(np.mean(own > others) + 0.5 * np.mean(own == others))


def calibration_error(
    probabilities: Sequence[float], truths: Sequence[bool], bins: int = 10
) -> float:
    """Expected calibration error: mean gap between stated and observed frequency over equal-width bins.

    Naeini, Cooper & Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning".
    """
    stated, true = np.array(probabilities), np.array(truths, float)
    which = np.minimum((stated * bins).astype(int), bins - 1)
    gaps = [abs(np.sum(stated[which == b] - true[which == b])) for b in range(bins)]
    return float(np.sum(gaps) / max(1, len(stated)))


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found) if found else float("nan")
